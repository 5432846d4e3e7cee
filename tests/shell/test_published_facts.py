"""The orders and receivables that people look at add up to what the customers were graded by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import pytest

from frostier.flows.explaining import HORIZON_DAYS, days_ahead, explain
from frostier.flows.ports import JsonObject
from frostier.scores.cuts import CutPoints
from frostier.shell.wiring import House
from frostier.tiers.decide import Decision
from frostier.tiers.explain import explain_tier
from frostier.tiers.scheme import Scheme, fields_used


@pytest.fixture
def snapshot(graded_house: House) -> str:
    latest = graded_house.gradings.latest()
    assert latest is not None
    return latest.snapshot


def by_customer(house: House, facts: ibis.Table, **figures: Any) -> dict[int, JsonObject]:
    rows = house.published.rows(facts.group_by("customer_key").agg(**figures))
    assert rows, "nothing would be compared"
    return {row["customer_key"]: row for row in rows}


def graded(house: House, snapshot: str) -> list[JsonObject]:
    rows = house.published.rows(house.published.profile(snapshot))
    assert all(row["customer_key"] is not None for row in rows)
    return rows


def test_the_orders_of_a_customer_add_up_to_its_spend_and_its_orders(graded_house: House, snapshot: str) -> None:
    orders = graded_house.published.facts(snapshot, "customer_order")
    found = by_customer(
        graded_house, orders, spend=orders.net_amount.sum(), orders=orders.count(where=orders.sale_lines > 0)
    )

    for row in graded(graded_house, snapshot):
        own = found.get(row["customer_key"], {"spend": Decimal(0), "orders": 0})
        assert (own["spend"], own["orders"]) == (row["spend_total"], row["orders_total"])


def test_lines_months_and_orders_tell_of_the_same_money(graded_house: House, snapshot: str) -> None:
    published = graded_house.published
    orders, months, lines = (published.facts(snapshot, t) for t in ("customer_order", "customer_month", "order_line"))
    goods = lines.filter(lines.line_kind.isin(["sale", "return"]))

    by_orders = by_customer(graded_house, orders.filter(orders.categories.length() > 0), amount=orders.net_amount.sum())
    by_months = by_customer(graded_house, months, amount=months.net_amount.sum())
    by_lines = by_customer(graded_house, goods, amount=goods.net_amount.sum())

    assert by_orders == by_months == by_lines


def test_the_margin_of_the_months_is_that_of_the_orders(graded_house: House, snapshot: str) -> None:
    published = graded_house.published
    orders, months = published.facts(snapshot, "customer_order"), published.facts(snapshot, "customer_month")

    [of_orders] = published.rows(orders.agg(margin=orders.costed_amount.sum() - orders.cost_amount.sum()))
    [of_months] = published.rows(months.agg(margin=months.margin_amount.sum()))

    assert of_orders == of_months
    assert of_orders["margin"] > 0


def test_an_order_names_the_categories_of_its_goods(graded_house: House, snapshot: str) -> None:
    published = graded_house.published
    lines, orders = published.facts(snapshot, "order_line"), published.facts(snapshot, "customer_order")
    goods = lines.filter(lines.line_kind.isin(["sale", "return"]))
    key = ("customer_key", "source", "order_id")
    expected: dict[tuple[Any, ...], set[str]] = {}
    for row in published.rows(goods.select(*key, "category").distinct()):
        expected.setdefault(tuple(row[k] for k in key), set()).add(row["category"])

    assert expected
    for row in published.rows(orders.select(*key, "categories")):
        assert row["categories"] == sorted(expected.get(tuple(row[k] for k in key), set()))


def test_open_receivables_add_up_to_what_the_customer_owes(graded_house: House, snapshot: str) -> None:
    receivables = graded_house.published.facts(snapshot, "receivable")
    still_open = receivables.filter(receivables.paid_on.isnull())
    owed = by_customer(graded_house, still_open, amount=(still_open.amount - still_open.paid_amount.fill_null(0)).sum())

    for row in graded(graded_house, snapshot):
        assert owed.get(row["customer_key"], {"amount": 0})["amount"] == row["open_amount"]


def test_contacts_belong_to_customers(graded_house: House, snapshot: str) -> None:
    contacts = graded_house.published.facts(snapshot, "contact")
    found = by_customer(graded_house, contacts, people=contacts.count())

    for row in graded(graded_house, snapshot):
        assert found.get(row["customer_key"], {"people": 0})["people"] == row["contacts"]


def test_days_ahead_are_told_without_the_warehouse(graded_house: House, snapshot: str) -> None:
    graded_house.home.warehouse.unlink()
    best = max(graded(graded_house, snapshot), key=lambda row: row["spend_365d"])

    answer = explain(graded_house.parts, best["customer_id"])

    assert answer.projected
    assert answer.explanation.drop is not None
    assert answer.explanation.drop.on > answer.as_of
    assert not graded_house.home.warehouse.exists()


def test_from_the_lowest_tier_nobody_falls_so_that_no_day_ahead_is_looked_at(
    graded_house: House, snapshot: str
) -> None:
    parts, grading = graded_house.parts, graded_house.gradings.latest()
    scheme = Scheme.from_json(graded_house.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    low = next(row for row in graded(graded_house, snapshot) if row["tier"] == scheme.tiers[-1].id)
    with parts.analytics.served(snapshot) as served:
        future = days_ahead(served, low["customer_id"], grading.as_of, fields_used(scheme))
    cuts, decision = CutPoints.from_json(grading.cuts), Decision.from_row(low)

    answer = explain(parts, low["customer_id"])

    assert len(future) == HORIZON_DAYS
    assert answer.projected
    assert answer.explanation.drop == explain_tier(low, decision, scheme, cuts, grading.as_of, future=future).drop
