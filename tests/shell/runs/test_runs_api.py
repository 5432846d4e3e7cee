"""Runs over the API: who sees what of them, how they are followed and stopped."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import tests.shell.runs.practice

from frostier.kernel.text import Text
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.runs import queries
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import claim_next, request_run
from frostier.shell.runs.running import LiveRun
from frostier.shell.runs.streaming import MOST_STREAMS, EventStream

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
assert tests.shell.runs.practice


def finished_run(served, by: str = "operator", result: dict | None = None) -> Run:
    """A run that somebody asked for and that has ended, with a file."""
    row = request_run("practice_read", {"segment": "s1"}, by=by)
    claim_next("reader", NOW)
    directory = served.home.run_files / str(row.pk)
    directory.mkdir(parents=True)
    (directory / "名单 1.csv").write_text("C1\n", encoding="utf-8")
    live = LiveRun(row.pk, served.clock, row.kind)
    live.step(Text("写文件", "write the file"), total=4)
    live.advance(4)
    live.write_down(state="finished", started_at=NOW, finished_at=NOW, result=result or {"customers": 1})
    return queries.run_of(row.pk)


def test_a_grading_is_started_and_can_be_followed(client_as):
    operator = client_as("operator")

    answer = operator.post("/api/v1/gradings", {"as_of": "2026-11-19"})

    run = answer.json()["run"]
    assert answer.status_code == 202
    assert (run["kind"], run["state"], run["arguments"]) == (
        {"id": "grade", "name": "grade"},
        "queued",
        {"as_of": "2026-11-19"},
    )
    assert operator.get(f"/api/v1/runs/{run['id']}").json()["result"] is None
    assert AuditEntry.objects.get(action="grading.requested").subject == str(run["id"])


def test_a_grading_of_the_future_is_refused(client_as):
    answer = client_as("operator").post("/api/v1/gradings", {"as_of": "2027-01-01"})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_who_asked_sees_result_and_files(client_as, served):
    row = finished_run(served)
    operator = client_as("operator")

    told = operator.get(f"/api/v1/runs/{row.pk}").json()

    assert (told["result"], told["files"], told["arguments"]) == ({"customers": 1}, ["名单 1.csv"], {"segment": "s1"})
    assert (told["progress"], told["step"], told["state_name"]) == (1.0, "write the file", "finished")


def test_a_file_is_downloaded_under_its_name_and_that_is_audited(client_as, served):
    row = finished_run(served)

    answer = client_as("operator").get(f"/api/v1/runs/{row.pk}/files/名单 1.csv")

    assert b"".join(answer.streaming_content) == b"C1\n"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%8D%95%201.csv"
    assert answer["Content-Type"] == "application/octet-stream"
    assert AuditEntry.objects.get(action="run.file_downloaded").actor == "operator"
    answer.close()


def test_who_may_see_runs_sees_that_it_went_on_but_not_what_it_says_of_customers(client_as, served):
    row = finished_run(served)
    executive = client_as("executive")

    told = executive.get(f"/api/v1/runs/{row.pk}").json()

    assert told["state"] == "finished"
    assert (told["result"], told["files"], told["arguments"], told["has_result"]) == (None, [], {}, False)
    assert executive.get(f"/api/v1/runs/{row.pk}/files/名单 1.csv").status_code == 404


def test_an_administrator_sees_the_inside_too(client_as, served):
    row = finished_run(served)

    assert client_as("admin").get(f"/api/v1/runs/{row.pk}").json()["result"] == {"customers": 1}


def test_who_may_not_see_runs_sees_their_own_only(client_as, served):
    theirs, own = finished_run(served), finished_run(served, by="account.manager")
    manager = client_as("account_manager")

    assert [r["id"] for r in manager.get("/api/v1/runs").json()["items"]] == [own.pk]
    for address in ("", "/log", "/events", "/files/a.csv"):
        assert manager.get(f"/api/v1/runs/{theirs.pk}{address}").status_code == 404
    assert manager.post(f"/api/v1/runs/{theirs.pk}/cancel").status_code == 404


def test_runs_come_page_by_page(client_as):
    for number in range(5):
        request_run("practice_write", {"n": number}, by="li")
    operator = client_as("operator")

    first = operator.get("/api/v1/runs?limit=2&kind=practice_write&state=queued").json()
    second = operator.get(f"/api/v1/runs?limit=2&kind=practice_write&cursor={first['next']}").json()
    third = operator.get(f"/api/v1/runs?limit=2&kind=practice_write&cursor={second['next']}").json()

    seen = [r["id"] for page in (first, second, third) for r in page["items"]]
    assert seen == sorted(seen, reverse=True)
    assert (len(seen), first["total"], third["next"]) == (5, 5, None)


@pytest.mark.parametrize("query", ["cursor=x", "cursor=99999999999999999999", "limit=0", "state=odd", "limit=201"])
def test_a_page_that_cannot_be_is_refused(client_as, query):
    assert client_as("operator").get(f"/api/v1/runs?{query}").status_code == 422


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999"])
def test_an_unknown_run_is_unknown(client_as, number):
    assert client_as("operator").get(f"/api/v1/runs/{number}").status_code == 404


def test_one_stops_ones_own_run_and_others_with_permission(client_as):
    own = request_run("practice_write", {}, by="read.only")
    theirs = request_run("practice_write", {}, by="li")
    reader = client_as("read_only")

    assert reader.post(f"/api/v1/runs/{own.pk}/cancel").json()["state"] == "cancelled"
    assert reader.post(f"/api/v1/runs/{theirs.pk}/cancel").status_code == 403
    assert client_as("operator").post(f"/api/v1/runs/{theirs.pk}/cancel").json()["state"] == "cancelled"
    assert client_as("admin").post(f"/api/v1/runs/{theirs.pk}/cancel").status_code == 409


def test_the_log_is_told_in_the_callers_language(client_as, served):
    row = finished_run(served)

    lines = client_as("operator", language="zh").get(f"/api/v1/runs/{row.pk}/log").json()

    assert [line["text"] for line in lines] == ["写文件"]
    assert lines[0]["at"].endswith("Z")


def test_the_events_of_a_run_end_with_it(client_as, served):
    row = finished_run(served)

    answer = client_as("operator").get(f"/api/v1/runs/{row.pk}/events")

    events = b"".join(answer.streaming_content).decode().split("\n\n")
    assert answer["Content-Type"] == "text/event-stream"
    assert [e.split("\n")[0] for e in events if e] == ["retry: 1000", "event: run", "event: done"]
    assert json.loads(events[1].partition("data: ")[2])["id"] == row.pk


def test_there_are_only_so_many_streams_at_once_and_a_closed_one_makes_room():
    look = lambda: ({}, True)  # noqa: E731
    streams = [EventStream(look) for _ in range(MOST_STREAMS)]

    with pytest.raises(TooManyRequests):
        EventStream(look)
    streams[0].close()
    streams[0].close()
    streams[0] = EventStream(look)
    list(streams[1])
    streams.append(EventStream(look))

    with pytest.raises(TooManyRequests):
        EventStream(look)
    for stream in streams:
        stream.close()


def test_gradings_are_listed_the_newest_first(client_as, graded_house):
    rows = client_as("operator").get("/api/v1/gradings").json()

    assert [r["as_of"] for r in rows] == ["2026-11-19", "2026-10-31", "2026-09-30"]
    assert rows[0]["scheme"] == {"id": "house", "version": 1}
