"""The tiny distributor's stated figures are what its records add up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.tiny.distributor import CUSTOMERS, EXPECTED, LAST_DAY, ORDERS, PAYMENTS, SKUS, OrderLine


@pytest.mark.parametrize("code", list(EXPECTED))
def test_the_pencil_agrees_with_the_records(code: str) -> None:
    stated = EXPECTED[code]
    goods = [line for line in ORDERS if line.customer_code == code and line.line_kind in ("sale", "return")]
    sales = [line for line in goods if line.line_kind == "sale"]
    bought_on = [_day(line) for line in sales]

    assert len({line.order_id for line in sales}) == stated.orders_total
    assert len({line.order_id for line in sales if _ago(line) < 30}) == stated.orders_30d
    assert _sum(goods) == stated.spend_total
    assert _sum(line for line in goods if _ago(line) < 30) == stated.spend_30d
    assert _sum(line for line in goods if _ago(line) < 90) == stated.spend_90d
    assert (LAST_DAY - max(bought_on)).days == stated.recency_days if bought_on else stated.recency_days is None
    assert (LAST_DAY - min(bought_on)).days == stated.tenure_days if bought_on else stated.tenure_days is None
    in_year = [line for line in goods if _ago(line) < 365]
    assert sum((_earned(line) for line in in_year), Decimal(0)) == stated.margin_365d


@pytest.mark.parametrize("code", list(EXPECTED))
def test_what_is_overdue_is_what_is_unpaid_after_its_day(code: str) -> None:
    stated = EXPECTED[code]
    late = [p for p in PAYMENTS if p.customer_code == code and p.paid_on is None and p.due_on and p.due_on < LAST_DAY]

    assert sum((p.amount - (p.paid_amount or 0) for p in late), Decimal(0)) == stated.overdue_amount
    assert max(((LAST_DAY - p.due_on).days for p in late if p.due_on), default=None) == stated.overdue_days


def test_the_records_refer_to_each_other() -> None:
    codes = {c.customer_code for c in CUSTOMERS}
    articles = {s.sku_code for s in SKUS} | {"YF001"}
    orders = {line.order_id for line in ORDERS}

    assert len(CUSTOMERS) == 8
    assert len(SKUS) == 10
    assert set(EXPECTED) == codes
    assert {line.customer_code for line in ORDERS} <= codes
    assert {line.sku_code for line in ORDERS} <= articles
    assert {line.original_order_id for line in ORDERS if line.original_order_id} <= orders
    assert {p.customer_code for p in PAYMENTS} <= codes


def _day(line: OrderLine) -> date:
    return line.ordered_at.date()


def _ago(line: OrderLine) -> int:
    return (LAST_DAY - _day(line)).days


def _sum(lines: object) -> Decimal:
    return sum((line.net_amount for line in lines), Decimal(0))  # type: ignore[attr-defined]


def _earned(line: OrderLine) -> Decimal:
    return (line.net_amount or Decimal(0)) - line.quantity * (line.unit_cost or Decimal(0))
