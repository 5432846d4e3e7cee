"""Whoever sees the customers of one manager only, reaches no other customer through any endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pytest
from tests.shell.console.asking import Operation, operations
from tests.shell.signed_in import ApiClient

from frostier.shell.console.rate_limit import Buckets, count_in
from frostier.shell.outbox.news import tell

UNKNOWN = "no-such-customer"


@dataclass(frozen=True)
class Neighbours:
    """Two managers: the customers of one, and everybody else's."""

    manager: str
    other_manager: str
    own: frozenset[str]
    foreign: frozenset[str]

    @property
    def an_own_one(self) -> str:
        return min(self.own)

    @property
    def a_foreign_one(self) -> str:
        return min(self.foreign)


@pytest.fixture
def neighbours(graded_house) -> Neighbours:
    latest = graded_house.gradings.latest()
    profile = graded_house.published.profile(latest.snapshot)
    rows = graded_house.published.rows(profile.select("customer_id", "manager"))
    managers = sorted({row["manager"] for row in rows if row["manager"]})
    own = frozenset(row["customer_id"] for row in rows if row["manager"] == managers[0])
    every = frozenset(row["customer_id"] for row in rows)
    return Neighbours(managers[0], managers[1], own, every - own)


@pytest.fixture
def every_operation(served) -> list[Operation]:
    from frostier.shell.console.api import api

    return operations(api.get_openapi_schema())


@pytest.fixture
def news(served, clock, neighbours) -> None:
    """News of an own customer and of a foreign one."""
    whose = {neighbours.an_own_one: neighbours.manager, neighbours.a_foreign_one: neighbours.other_manager}
    rows = [
        {"customer_id": customer, "customer_name": "", "manager": manager, "team": "", "sales_region": ""}
        for customer, manager in whose.items()
    ]
    tell("change", rows, at=clock.now())


@pytest.fixture
def client(client_as, neighbours) -> ApiClient:
    """An account manager, who hears all news from the first."""
    return listening(client_as("account_manager", managers=[neighbours.manager]))


def listening(client: ApiClient) -> ApiClient:
    client.defaults["HTTP_LAST_EVENT_ID"] = "0"
    return client


def asked(operation: Operation, client: ApiClient, **in_path: str) -> tuple[int, bytes]:
    count_in(Buckets())
    answer = operation.ask(client, **in_path)
    body = said(answer)
    answer.close()
    return answer.status_code, body


def said(answer: Any) -> bytes:
    """The body. A stream of events is open for minutes: its greeting, and all the news that ``news`` holds for it."""
    if not answer.streaming:
        return bytes(answer.content)
    endless = answer.headers["Content-Type"] == "text/event-stream"
    return b"".join(islice(answer.streaming_content, 2 if endless else None))


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def told_of(body: bytes, neighbours: Neighbours) -> set[str]:
    """The foreign customers that an answer names; what was asked for and is only said back tells nothing."""
    text = body.decode("utf-8", "replace")
    with suppress(ValueError):
        text = json.dumps(without_the_question(json.loads(text)), ensure_ascii=False)
    return neighbours.foreign & set(text.replace(",", '"').split('"'))


def without_the_question(value: Any) -> Any:
    """A JSON value without the filters that lead from a figure to its customers: they repeat the question."""
    if isinstance(value, dict):
        return {name: without_the_question(inner) for name, inner in value.items() if name != "filter"}
    return [without_the_question(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", ["/api/v1/customers", "/api/v1/live/stream"])
def test_the_test_can_see(every_operation, client_as, neighbours, news, path):
    everything = next(o for o in every_operation if o.name == f"GET {path}")

    assert told_of(asked(everything, listening(client_as("executive")))[1], neighbours)


def test_a_foreign_customer_answers_like_one_that_does_not_exist(every_operation, client, neighbours):
    differing = []
    for operation in every_operation:
        if "{customer_id}" not in operation.path:
            continue
        foreign = asked(operation, client, customer_id=neighbours.a_foreign_one)
        unknown = asked(operation, client, customer_id=UNKNOWN)
        alike = foreign[1].decode().replace(neighbours.a_foreign_one, UNKNOWN) == unknown[1].decode()
        if foreign[0] not in (403, 404, 409, 422) or foreign[0] != unknown[0] or not alike:
            differing.append(f"{operation.name}: {foreign} {unknown}")

    assert differing == []


@pytest.mark.slow
def test_no_list_count_or_chart_tells_of_a_foreign_customer(every_operation, client, neighbours, news):
    foreign = neighbours.a_foreign_one
    guesses: list[dict[str, Any]] = [
        {},
        {"limit": 200},
        {"q": foreign},
        {"customer_id": foreign},
        {"where": f'customer_id = "{foreign}"'},
        {"manager": neighbours.other_manager},
        {"as_of": "2026-10-31"},
        {"after": 0},
    ]
    leaks = []
    for operation in every_operation:
        if operation.method != "get" or "{" in operation.path or operation.path.endswith("/audit/export"):
            continue
        for guess in (g for g in guesses if g.keys() <= operation.parameters):
            status, body = asked(replace(operation, query={**operation.query, **guess}), client)
            if status == 200 and (named := told_of(body, neighbours)):
                leaks.append(f"{operation.name} {guess}: {sorted(named)[:3]}")

    assert leaks == []


@pytest.mark.parametrize("path", ["/api/v1/customers/batch", "/api/v1/tiers/batch"])
def test_foreign_numbers_in_a_batch_are_unknown(client, neighbours, path):
    own = min(neighbours.own)

    told = client.post(path, {"ids": [own, neighbours.a_foreign_one, UNKNOWN]}).json()

    assert told["unknown"] == [neighbours.a_foreign_one, UNKNOWN]
    assert neighbours.a_foreign_one not in set(texts(told["items"]))


def test_counts_and_sums_are_of_the_own_customers(client, neighbours):
    count = client.get("/api/v1/customers/count").json()
    overview = client.get("/api/v1/overview").json()
    asked_for_the_other = client.get("/api/v1/customers/count", {"manager": neighbours.other_manager}).json()

    assert count["total"] == overview["customers"] == len(neighbours.own)
    assert asked_for_the_other["matched"] == 0


def test_the_orders_of_a_foreign_customer_are_not_found(client, client_as, neighbours):
    orders = client_as("executive").get("/api/v1/orders", {"limit": 200}).json()["items"]
    order = next(o for o in orders if o["customer_id"] in neighbours.foreign)

    answer = client.get(f"/api/v1/orders/{order['source']}/{order['order_id']}")

    assert answer.status_code == 404


def test_nobody_gives_tasks_about_a_foreign_customer(client, client_as, neighbours, served):
    def asked(id: str) -> dict[str, Any]:
        return {"filter": {"where": f'customer_id = "{id}"'}, "title": "Call", "due_on": str(served.clock.today())}

    lead = client_as("supervisor", teams=["no such team"])
    answers = [one.post("/api/v1/tasks/give", asked(neighbours.a_foreign_one)) for one in (client, lead)]
    unknown = lead.post("/api/v1/tasks/give", asked(UNKNOWN))

    assert [answer.status_code for answer in answers] == [403, 422]
    assert answers[1].content == unknown.content
