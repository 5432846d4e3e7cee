"""The figures are what happened, in a form that Prometheus reads."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from frostier.shell.metrics.exposition import CONTENT_TYPE, exposition
from frostier.shell.metrics.figures import EVALUATED, INSTRUMENTS
from frostier.shell.metrics.instruments import Counter, Figure, Histogram, gauge
from frostier.shell.metrics.tasks import write_figures_down
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_run

GUIDE = Path(__file__).parents[3] / "docs" / "guide"
SAMPLE = re.compile(r'^([a-z_]+)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (-?[0-9.e+-]+|\+Inf)$')


@pytest.fixture
def metrics(key_client):
    """What a watching system reads."""
    watching = key_client({"metrics.read"})

    def read() -> dict[str, float]:
        answer = watching.get("/api/v1/metrics")
        assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE)
        lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
        assert all(SAMPLE.match(line) for line in lines), lines
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    return read


def proof(clock, state: str, error: dict | None = None) -> None:
    row = request_run("verify", {}, by="schedule", at=clock.now())
    Run.objects.filter(pk=row.pk).update(state=state, error=error, finished_at=clock.now())


def test_counters_keep_their_labels_apart():
    counter = Counter("events_total", "Events.")

    counter.add(outcome="accepted")
    counter.add(4, outcome="accepted")
    counter.add(outcome="rejected")

    assert exposition([counter.figure()]) == (
        "# HELP events_total Events.\n# TYPE events_total counter\n"
        'events_total{outcome="accepted"} 5\nevents_total{outcome="rejected"} 1\n'
    )


def test_a_histogram_counts_what_lies_below_each_bound():
    histogram = Histogram("seconds", "Seconds.", bounds=(0.1, 1.0))

    for value in (0.05, 0.1, 0.5, 3.0):
        histogram.observe(value)

    assert exposition([histogram.figure()]).splitlines()[2:] == [
        'seconds_bucket{le="0.1"} 2',
        'seconds_bucket{le="1.0"} 3',
        'seconds_bucket{le="+Inf"} 4',
        "seconds_sum 3.65",
        "seconds_count 4",
    ]


def test_one_name_of_two_processes_is_one_block():
    one, other = (
        gauge("lag", "Lag.", 1).with_label("process", "web"),
        gauge("lag", "Lag.", 2).with_label("process", "worker"),
    )

    assert exposition([one, other]).count("# TYPE lag gauge") == 1


def test_labels_cannot_break_out_of_their_line():
    text = exposition([gauge("runs", "Runs.", {(("kind", 'a"b\\c\nd'),): 1})])

    assert text.splitlines()[2] == 'runs{kind="a\\"b\\\\c\\nd"} 1'


def test_figures_survive_being_kept():
    histogram = Histogram("seconds", "Seconds.")
    histogram.observe(0.2, lane="writer")

    assert exposition([Figure.from_data(histogram.figure().to_data())]) == exposition([histogram.figure()])


def test_an_empty_home_has_no_lag_and_an_empty_queue(metrics):
    found = metrics()

    assert found["frostier_inbox_lag_events"] == 0
    assert found["frostier_inbox_lag_seconds"] == 0
    assert found['frostier_queue_length{lane="writer"}'] == 0
    assert "frostier_proof_holds" not in found


def test_a_waiting_run_is_seen_in_the_queue(metrics, clock):
    request_run("verify", {}, by="schedule", at=clock.now())
    clock.moment += timedelta(seconds=90)

    found = metrics()

    assert found['frostier_queue_length{lane="writer"}'] == 1
    assert 90 <= found["frostier_queue_age_seconds"] < 91


@pytest.mark.parametrize(
    ("state", "error", "holds"),
    [
        ("finished", None, 1),
        ("failed", {"code": "proof_failed", "zh": "", "en": ""}, 0),
        ("failed", {"code": "overdue", "zh": "", "en": ""}, None),
    ],
)
def test_the_proof_is_an_alarm_only_where_something_differs(metrics, clock, state, error, holds):
    proof(clock, state, error)

    found = metrics()

    assert found.get("frostier_proof_holds") == holds
    assert found["frostier_proof_age_seconds"] < 60


def test_events_that_wait_are_the_lag(metrics, key_client, clock):
    note = {"type": "call.noted", "occurred_at": "2026-11-20T01:00:00Z", "customer_code": "C1", "data": {"text": "嗯"}}
    events = [{"source": "erp", "event_id": str(n), **note} for n in range(3)]

    key_client({"events.write"}).post("/api/v1/events", [*events, {"no": "event"}])
    clock.moment += timedelta(seconds=30)

    found = metrics()
    assert found["frostier_inbox_events_total"] == found["frostier_inbox_lag_events"] == 3
    assert found["frostier_rejected_events_total"] == 1
    assert 30 <= found["frostier_inbox_lag_seconds"] < 31
    assert found['frostier_intake_events_total{outcome="accepted",process="web"}'] >= 3
    assert found['frostier_intake_seconds_count{process="web"}'] >= 1


def test_what_the_worker_counted_is_told_by_the_web_process(metrics, served, clock):
    EVALUATED.add(3)

    write_figures_down(served, clock.now())

    assert metrics()['frostier_live_customers_total{process="worker"}'] >= 3


@pytest.mark.parametrize("page", ["operations.md", "operations.zh.md"])
def test_the_guide_names_every_figure(page, metrics, clock):
    proof(clock, "finished")
    told = (GUIDE / page).read_text(encoding="utf-8")

    found = {re.split(r"\{| ", name)[0] for name in metrics()} | {instrument.name for instrument in INSTRUMENTS}

    plain = {re.sub(r"_(bucket|sum|count)$", "", name) for name in found}
    assert sorted(name for name in plain if f"`{name}" not in told) == []


def test_nobody_else_reads_them(client_as, nobody):
    assert client_as("account_manager").get("/api/v1/metrics").status_code == 403
    assert nobody.get("/api/v1/metrics").status_code == 401
