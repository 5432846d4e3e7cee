"""The feed of changes: what open pages are told, within their scope, and how many may listen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from frostier.flows.scope import EVERYTHING, Scope
from frostier.shell.outbox import streaming
from frostier.shell.outbox.models import Change
from frostier.shell.outbox.news import latest_place, news_after, tell, thin_out

MINE = {"customer_id": "C1", "customer_name": "老码头", "manager": "李敏", "team": "一组", "sales_region": "southwest"}
OTHERS = {**MINE, "customer_id": "C2", "manager": "王芳"}


@pytest.fixture
def news(served, clock) -> Any:
    tell("change", [MINE, OTHERS], at=clock.now(), revision="grading-1@2")
    tell("task", [OTHERS], at=clock.now())
    return served


def told(stream: Iterator[bytes]) -> list[tuple[str, dict[str, Any]]]:
    """The events of what a stream has to say at once."""
    said = next(stream).decode()
    blocks = [block.split("\n") for block in said.strip().split("\n\n") if "event:" in block]
    return [(block[-2].removeprefix("event: "), json.loads(block[-1].removeprefix("data: "))) for block in blocks]


def test_a_page_hears_of_its_own_customers_only(news, client_as) -> None:
    manager = client_as("account_manager", managers=["李敏"])

    mine = manager.get("/api/v1/live/changes?after=0").json()
    everything = client_as("operator").get("/api/v1/live/changes?after=0").json()

    assert [(c["kind"], c["customer_ids"]) for c in mine["changes"]] == [("change", ["C1"])]
    assert len(everything["changes"]) == 3
    assert mine["latest"] == everything["latest"] == latest_place()


def test_a_stream_begins_where_the_last_one_ended(news, client_as) -> None:
    first = Change.objects.order_by("id").first()
    answer = client_as("operator").get("/api/v1/live/stream", headers={"last-event-id": str(first.pk)})
    stream = iter(answer.streaming_content)

    hello, later = told(stream), told(stream)
    answer.close()

    assert hello == [("hello", {"latest": first.pk})]
    assert [(name, data["customer_ids"]) for name, data in later] == [("change", ["C2"]), ("task", ["C2"])]


def test_a_new_stream_tells_nothing_of_the_past(news, client_as) -> None:
    answer = client_as("operator").get("/api/v1/live/stream")

    hello = told(iter(answer.streaming_content))
    answer.close()

    assert hello == [("hello", {"latest": latest_place()})]


def test_when_too_many_listen_the_next_one_is_asked_to_ask(news, client_as) -> None:
    client = client_as("operator")
    open_streams = [client.get("/api/v1/live/stream") for _ in range(streaming.MOST_STREAMS)]

    refused = client.get("/api/v1/live/stream")
    for stream in open_streams:
        stream.close()
    again = client.get("/api/v1/live/stream")
    again.close()

    assert (refused.status_code, refused.headers["Retry-After"], again.status_code) == (503, "60", 200)


def test_a_look_at_the_store_serves_all_streams_for_a_moment() -> None:
    looks = []
    shared = streaming.SharedLook(lambda: looks.append(1) or 7, seconds=3600)

    assert [shared.latest() for _ in range(5)] == [7] * 5
    assert len(looks) == 1


def test_news_comes_in_portions(news) -> None:
    first = news_after(0, EVERYTHING, most=2)
    rest = news_after(first.rows[-1].pk, EVERYTHING, most=2)

    assert (len(first.rows), first.more) == (2, True)
    assert (len(rest.rows), rest.more) == (1, False)
    assert news_after(0, Scope("none")).rows == []


def test_old_news_goes_and_the_place_stays(news, clock) -> None:
    place = latest_place()

    thin_out(clock.now() + timedelta(days=10))

    assert latest_place() == place
    assert Change.objects.count() == 1
