"""The receivables on a customer's page: they follow events at once, add up to what is owed, and outlast the roll."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.shell.live.conftest import rolled
from tests.shell.signed_in import ApiClient

from frostier.shell.live.accepting import accept
from frostier.shell.wiring import House


@pytest.fixture
def debtors(graded_house: House) -> tuple[str, str]:
    """The two customers of the main source who owe most."""
    latest = graded_house.gradings.latest()
    assert latest is not None
    published = graded_house.published
    rows = published.rows(published.profile(latest.snapshot, {"customer_id", "open_amount"}))
    own = sorted((r for r in rows if ":" not in r["customer_id"]), key=lambda r: (-r["open_amount"], r["customer_id"]))
    return str(own[0]["customer_id"]), str(own[1]["customer_id"])


def said(customer: str, id: str, type: str, event_id: str, **data: Any) -> dict[str, Any]:
    return {"source": "erp", "event_id": event_id, "type": f"payment.{type}", "occurred_at": "2026-11-20T01:30:00Z",
            "customer_code": customer, "data": {"receivable_id": id, **data}}  # fmt: skip


def due(customer: str, id: str, amount: str, *, due_on: str | None = "2026-11-15", name: str = "") -> dict[str, Any]:
    days = {"due_on": due_on} if due_on else {}
    return said(customer, id, "due", name or f"due-{id}", issued_on="2026-11-01", amount=amount, **days)


def received(customer: str, id: str, **data: Any) -> dict[str, Any]:
    return said(customer, id, "received", f"received-{id}-{data.get('amount', 'all')}", paid_on="2026-11-20", **data)


def payments(client: ApiClient, customer: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/customers/{customer}/payments").json()
    return found


def one(page: dict[str, Any], id: str) -> dict[str, Any]:
    [found] = [r for r in page["receivables"] if r["id"] == id]
    return dict(found)


def check_adds_up(page: dict[str, Any]) -> None:
    for total, states in (("open_amount", ("open", "overdue")), ("overdue_amount", ("overdue",))):
        rows = [r for r in page["receivables"] if r["state"] in states]
        left = sum((Decimal(r["amount"]) - Decimal(r["paid_amount"]) for r in rows), Decimal(0))
        assert Decimal(page[total]) == left


def test_a_receivable_arises_is_paid_in_part_and_settles_at_once(happens, operator, debtors) -> None:
    me, _ = debtors
    pages = [payments(operator, me)]
    for event in (due(me, "R-1", "900.00"), received(me, "R-1", amount="400.00"), received(me, "R-1")):
        happens(event)
        pages.append(payments(operator, me))

    seen = [(r["state"], r["paid_amount"], r["days_late"]) for r in (one(page, "R-1") for page in pages[1:])]
    assert seen == [("overdue", "0.00", 5), ("overdue", "400.00", 5), ("paid", "900.00", 5)]
    assert pages[3]["open_amount"] == pages[0]["open_amount"]
    for page in pages:
        check_adds_up(page)


def test_a_receivable_of_a_file_settles_once_the_events_have_named_it(happens, operator, debtors) -> None:
    me, _ = debtors
    old = next(r for r in payments(operator, me)["receivables"] if r["state"] != "paid")
    happens(due(me, old["id"], old["amount"]), received(me, old["id"]))

    page = payments(operator, me)

    assert one(page, old["id"])["state"] == "paid"
    check_adds_up(page)


def test_what_the_page_says_live_is_what_the_roll_makes_of_it(
    graded_house: House, happens: Callable[..., None], operator: ApiClient, debtors: tuple[str, str], loop: Any
) -> None:
    me, other = debtors
    moved = next(r for r in payments(operator, me)["receivables"] if r["state"] != "paid")
    happens(due(me, "R-1", "900.00"), due(me, "R-2", "70.50", due_on=None), due(me, "R-3", "12.00"))
    happens(received(me, "R-1", amount="400.00"), received(me, "R-3"), said(me, "R-2", "overdue", "late", days=3))
    happens(due(other, moved["id"], moved["amount"]))
    live = [payments(operator, me), payments(operator, other)]

    rolled(graded_house, loop)

    assert [payments(operator, me), payments(operator, other)] == live
    assert moved["id"] not in {r["id"] for r in live[0]["receivables"]}
    assert one(live[1], moved["id"])["amount"] == moved["amount"]
    for page in live:
        check_adds_up(page)


def test_the_timeline_tells_of_the_payment_once(happens, operator, debtors) -> None:
    me, _ = debtors
    happens(due(me, "R-1", "900.00"), received(me, "R-1", amount="400.00"))

    def told() -> list[str]:
        items = operator.get(f"/api/v1/customers/{me}/timeline?limit=100").json()["items"]
        return sorted(item["kind"] for item in items if "R-1 " in item["text"])

    partly = told()
    happens(received(me, "R-1"))

    assert partly == ["overdue"]
    assert told() == ["overdue", "payment"]


def test_what_waits_to_be_evaluated_does_not_change_the_page_yet(graded_house, happens, operator, debtors) -> None:
    me, _ = debtors
    happens(due(me, "R-1", "900.00"))
    before = payments(operator, me)
    accept([received(me, "R-1")], by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())

    assert payments(operator, me) == before


def test_the_page_of_an_earlier_day_knows_nothing_of_it(happens, operator, debtors) -> None:
    me, _ = debtors
    address = f"/api/v1/customers/{me}/payments?as_of=2026-11-19"
    before = operator.get(address).json()
    happens(due(me, "R-1", "900.00"))

    assert operator.get(address).json() == before


def test_receivables_of_somebody_elses_customer_do_not_exist(happens, client_as, debtors) -> None:
    me, _ = debtors
    happens(due(me, "R-1", "900.00"))
    stranger = client_as("account_manager", username="stranger", managers=["nobody's"])

    assert stranger.get(f"/api/v1/customers/{me}/payments").status_code == 404
