"""Orders and receivables, of one customer and of all: what events brought shows at once, as the roll will show it."""

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
DUE = {"receivable_id": "R-1", "amount": "800.00", "issued_on": "2026-10-01", "due_on": "2026-11-01"}


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
    """What the page says of orders, but for the mark."""
    page = orders_of(client, shop)
    items = sorted(
        ({k: v for k, v in item.items() if k != "live"} for item in page["items"]),
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


def test_the_list_of_all_orders_is_the_one_that_the_roll_gives(graded_house, happens, operator, shop, loop) -> None:
    newest = shop["line"]
    sold = {"sku_code": newest["sku_code"], "quantity": 7, "unit_price": "11.00", "line_no": newest["line_no"]}
    first = order(shop, "e1", order_id="O-1")
    first["data"]["order_channel"] = "phone"
    happens(first, placed("e2", customer_code="C-NEW", occurred_at=MORNING))
    happens(
        {**about(newest["order_id"], "e3", "order.changed", newest["source"], lines=[sold]),
         "customer_code": shop["customer_id"]},
        order(shop, "e4", order_id="O-2"),
    )  # fmt: skip
    happens(about("O-2", "e5", "order.cancelled"))
    questions = (
        "", "month=2026-11", "order_channel=phone", f"customer_id={shop['customer_id']}", "tier=regular",
        "tier=gold&month=2026-11", f"category={category_of(operator, 'O-1')}&category=beef",
    )  # fmt: skip
    live = {asked: listed(operator, asked) for asked in questions}
    new = [item for item in operator.get("/api/v1/orders?limit=100").json()["items"] if item["live"]]

    rolled(graded_house, loop)

    assert {item["order_id"] for item in new} >= {"O-1", "O-e2"}
    assert not any(item["order_id"] == "O-2" for item in live[""])
    for asked in questions:
        assert listed(operator, asked) == live[asked], asked


def test_pages_of_the_list_stay_of_one_moment_while_orders_come_in(happens, operator, shop) -> None:
    happens(order(shop, "e1", order_id="O-1"))
    first = operator.get("/api/v1/orders?limit=100").json()
    before = listed(operator, "")
    happens(order(shop, "e2", order_id="A-NEWER"), about("O-1", "e3", "order.cancelled"))

    shown = [*first["items"], *rest_of(operator, "limit=100", first["next"])]
    assert [{**item, "live": None} for item in shown] == before
    assert first["total"] == len(before)


def test_a_payment_of_this_morning_settles_the_receivable_on_the_page(
    graded_house, happens, operator, shop, loop
) -> None:
    happens(paying(shop, "p1", "payment.due", **DUE))
    owed = owing(operator, shop)
    happens(paying(shop, "p2", "payment.received", receivable_id="R-1", amount="800.00", paid_on="2026-11-20"))
    settled = owing(operator, shop)

    rolled(graded_house, loop)

    assert (owed["receivables"]["R-1"]["state"], owed["receivables"]["R-1"]["days_late"]) == ("overdue", 19)
    assert (settled["receivables"]["R-1"]["state"], settled["receivables"]["R-1"]["paid_on"]) == ("paid", "2026-11-20")
    assert float(owed["open_amount"]) - float(settled["open_amount"]) == 800
    assert owing(operator, shop) == settled


def test_a_receivable_that_a_file_brought_is_settled_by_an_event(graded_house, happens, operator, loop) -> None:
    shop, receivable = debtor(graded_house)
    due = {name: str(receivable[name]) for name in ("receivable_id", "amount", "issued_on", "due_on")}
    paid = {"receivable_id": due["receivable_id"], "amount": due["amount"], "paid_on": "2026-11-20"}
    happens(paying(shop, "p0", "payment.due", **due), paying(shop, "p1", "payment.received", **paid))
    settled = owing(operator, shop)
    happened = operator.get(f"/api/v1/customers/{shop['customer_id']}/timeline?limit=20").json()["items"]

    rolled(graded_house, loop)

    assert settled["receivables"][receivable["receivable_id"]]["state"] == "paid"
    assert any(item["kind"] == "payment" and receivable["receivable_id"] in item["text"] for item in happened)
    assert owing(operator, shop) == settled


def test_what_somebody_elses_customer_owes_stays_unknown(happens, client_as, shop) -> None:
    happens(paying(shop, "p1", "payment.due", **DUE))
    stranger = client_as("account_manager", username="stranger", managers=["nobody's"])

    assert stranger.get(f"/api/v1/customers/{shop['customer_id']}/payments").status_code == 404


def test_lost_live_files_are_written_again_with_orders_and_receivables(
    graded_house, happens, operator, shop, loop
) -> None:
    happens(order(shop, "e1", order_id="O-1"), paying(shop, "p1", "payment.due", **DUE))
    happens(order(shop, "e2", order_id="O-2"))
    before = shown(operator, shop), owing(operator, shop)
    loop.leave()
    for file in graded_house.home.published.glob("*/live/*"):
        file.unlink()

    loop.step()

    assert (shown(operator, shop), owing(operator, shop)) == before


def paying(shop: dict[str, Any], event_id: str, type: str, **data: Any) -> dict[str, Any]:
    return {"source": "erp", "event_id": event_id, "type": type, "occurred_at": MORNING,
            "customer_code": shop["customer_id"], "data": data}  # fmt: skip


def owing(client: ApiClient, shop: dict[str, Any]) -> dict[str, Any]:
    """What the customer's page says of receivables, these by number."""
    found: dict[str, Any] = client.get(f"/api/v1/customers/{shop['customer_id']}/payments").json()
    return {**found, "receivables": {one["id"]: one for one in found["receivables"]}}


def listed(client: ApiClient, asked: str) -> list[dict[str, Any]]:
    """All orders that a question to the list gives, page by page, but for the mark; as many as it says."""
    page = client.get(f"/api/v1/orders?limit=100&{asked}").json()
    items = [*page["items"], *rest_of(client, f"limit=100&{asked}", page["next"])]
    assert page["total"] == len(items)
    return [{**item, "live": None} for item in items]


def rest_of(client: ApiClient, asked: str, cursor: str | None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while cursor is not None:
        page = client.get(f"/api/v1/orders?{asked}&cursor={cursor}").json()
        items += page["items"]
        cursor = page["next"]
    return items


def category_of(client: ApiClient, order_id: str) -> str:
    """The first category of an order's goods."""
    return str(client.get(f"/api/v1/orders/erp/{order_id}").json()["categories"][0]["id"])


def debtor(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """A customer of the main source with a receivable of the files that is open, and that receivable."""
    latest = house.gradings.latest()
    assert latest is not None
    facts = house.published.facts(latest.snapshot, "receivable")
    people = house.published.profile(latest.snapshot, {"customer_id", "customer_key"})
    rows = house.published.rows(facts.filter(facts.paid_on.isnull()).join(people, "customer_key"))
    row = min((row for row in rows if ":" not in row["customer_id"]), key=lambda row: row["receivable_id"])
    return {"customer_id": row["customer_id"]}, row


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
