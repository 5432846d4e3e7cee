"""The orders on a customer's page: what events brought shows at once, and is what the roll will show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.shell.live.conftest import placed
from tests.shell.signed_in import ApiClient

from frostier.flows.grading import roll
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House

MORNING = "2026-11-20T01:00:00Z"


@pytest.fixture
def loop(graded_house: House, served: House) -> Iterator[LiveLoop]:
    loop = LiveLoop(graded_house)
    yield loop
    loop.leave()


@pytest.fixture
def happens(graded_house: House, loop: LiveLoop) -> Callable[..., None]:
    """``happens(event, …)``: events come in and are evaluated."""

    def happens(*events: Any) -> None:
        done = accept(list(events), by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())
        assert not done.rejected
        loop.step()

    return happens


@pytest.fixture
def operator(served: House, client_as: Any) -> ApiClient:
    client: ApiClient = client_as("operator")
    return client


@pytest.fixture
def shop(graded_house: House) -> dict[str, Any]:
    """The customer of the main source who spends most, with an article that it bought and its newest order."""
    latest = graded_house.gradings.latest()
    assert latest is not None
    published = graded_house.published
    profile = published.profile(latest.snapshot, {"customer_id", "customer_key", "spend_365d"})
    row = max(published.rows(profile), key=lambda r: (":" not in r["customer_id"], r["spend_365d"], r["customer_id"]))
    lines = published.facts(latest.snapshot, "order_line")
    mine = published.rows(
        lines.filter([lines.customer_key == row["customer_key"], lines.line_kind == "sale", lines.source == "erp"])
    )
    newest = max(mine, key=lambda line: (line["order_day"], line["order_id"]))
    return {**row, "line": newest}


def order(shop: dict[str, Any], event_id: str, **more: Any) -> dict[str, Any]:
    lines = [{"sku_code": shop["line"]["sku_code"], "quantity": 3, "unit_price": "40.00"},
             {"sku_code": "NEW-SKU", "sku_name": "新品", "quantity": 1, "unit_price": "9.90"}]  # fmt: skip
    return placed(event_id, customer_code=shop["customer_id"], occurred_at=MORNING, lines=lines, **more)


def about(order_id: str, event_id: str, type: str, source: str = "erp", **data: Any) -> dict[str, Any]:
    return {"source": source, "event_id": event_id, "type": type, "occurred_at": "2026-11-20T01:30:00Z",
            "data": {"order_id": order_id, **data}}  # fmt: skip


def orders_of(client: ApiClient, shop: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/customers/{shop['customer_id']}/orders?limit=100").json()
    return found


def shown(client: ApiClient, shop: dict[str, Any]) -> dict[str, Any]:
    """What the page says of orders, but for what follows with the roll: the margin and the mark."""
    page = orders_of(client, shop)
    items = sorted(
        ({k: v for k, v in item.items() if k not in ("live", "margin")} for item in page["items"]),
        key=lambda item: (item["source"], item["order_id"]),
    )
    rhythm = client.get(f"/api/v1/customers/{shop['customer_id']}/rhythm").json()
    return {"items": items, "total": page["total"], "days": rhythm["days"]}


def rolled(house: House, loop: LiveLoop) -> None:
    loop.leave()
    with house.run("roll", {}) as run:
        roll(run, house.parts, as_of=house.clock.today(), by="test")


def test_an_order_of_this_morning_stands_first_and_opens_to_its_lines(happens, operator, shop) -> None:
    before = orders_of(operator, shop)
    happens(order(shop, "e1", order_id="O-LIVE"))

    page = orders_of(operator, shop)
    opened = operator.get("/api/v1/orders/erp/O-LIVE").json()

    first = page["items"][0]
    assert (first["order_id"], first["live"], first["amount"], first["day"]) == ("O-LIVE", True, "129.90", "2026-11-20")
    assert page["total"] == before["total"] + 1
    assert not any(item["live"] for item in page["items"][1:])
    assert [line["amount"] for line in opened["lines"]] == ["120.00", "9.90"]
    assert (opened["live"], opened["customer_id"]) == (True, shop["customer_id"])


def test_what_is_shown_live_is_what_the_roll_shows(graded_house, happens, operator, shop, loop) -> None:
    newest = shop["line"]
    sold = {"sku_code": newest["sku_code"], "quantity": 7, "unit_price": "11.00", "line_no": newest["line_no"]}
    happens(
        order(shop, "e1", order_id="O-1"),
        order(shop, "e2", order_id="O-2"),
        about("O-2", "e3", "order.cancelled"),
        about("O-1", "e4", "order.returned", lines=[{"sku_code": newest["sku_code"], "quantity": 1}]),
        {**about(newest["order_id"], "e5", "order.changed", newest["source"], lines=[sold], ordered_at=MORNING),
         "customer_code": shop["customer_id"]},
    )  # fmt: skip
    live = shown(operator, shop)
    marked = {item["order_id"] for item in orders_of(operator, shop)["items"] if item["live"]}

    rolled(graded_house, loop)

    assert marked == {"O-1", newest["order_id"]}
    assert shown(operator, shop) == live
    assert not any(item["live"] for item in orders_of(operator, shop)["items"])


def test_a_cancelled_order_of_this_morning_is_gone(happens, operator, shop) -> None:
    before = shown(operator, shop)["items"]
    happens(order(shop, "e1", order_id="O-1"))
    happens(about("O-1", "e2", "order.cancelled"))

    assert shown(operator, shop)["items"] == before
    assert operator.get("/api/v1/orders/erp/O-1").status_code == 404


def test_what_waits_to_be_evaluated_is_not_shown_yet(graded_house, operator, shop) -> None:
    before = shown(operator, shop)
    accept([order(shop, "e1")], by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())

    assert shown(operator, shop) == before


def test_an_order_of_somebody_elses_customer_does_not_exist(happens, client_as, shop) -> None:
    happens(order(shop, "e1", order_id="O-LIVE"))
    stranger = client_as("account_manager", username="stranger", managers=["nobody's"])

    assert stranger.get("/api/v1/orders/erp/O-LIVE").status_code == 404
    assert stranger.get(f"/api/v1/customers/{shop['customer_id']}/orders").status_code == 404
