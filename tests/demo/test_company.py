"""The demo company's files: whole, repeatable, and dirty only as far as asked."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frostier.demo.company import DemoCompany, generate
from frostier.demo.days import days_of
from frostier.demo.dirt import Columns
from frostier.demo.orders import CANCELLED, RETURN, SALE, SERVICE, OrderLines, join_lines
from frostier.demo.spec import DemoSpec
from frostier.kernel.errors import InvalidInput
from frostier.sources.choices import CATEGORIES, CUSTOMER_TYPES, ORDER_CHANNELS


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return generate(DemoSpec(customers=600))


@pytest.fixture(scope="module")
def clean() -> DemoCompany:
    return generate(DemoSpec(customers=600, dirt=0))


@pytest.fixture(scope="module")
def lines(clean: DemoCompany) -> OrderLines:
    return join_lines([lines for _, lines in clean.blocks()])


def test_there_are_exactly_three_hundred_articles_in_every_category_but_other(company: DemoCompany) -> None:
    skus = company.skus

    assert len(set(skus["存货编码"])) == len(set(skus["存货名称"])) == 300
    assert set(skus["品类"]) == {c.name.zh for c in CATEGORIES} - {"其他"}
    assert (company.goods.cost < company.goods.price).all()


def test_every_kind_of_customer_and_every_channel_occurs(company: DemoCompany, lines: OrderLines) -> None:
    kinds = np.concatenate([accounts.kind for accounts, _ in company.blocks()])

    assert set(kinds) == set(range(len(CUSTOMER_TYPES)))
    assert {ORDER_CHANNELS[n].value for n in set(lines.channel)} >= {c.value for c in ORDER_CHANNELS} - {"other"}


def test_the_same_spec_gives_the_same_company_in_pieces_of_any_size(company: DemoCompany) -> None:
    again = generate(DemoSpec(customers=600))

    _assert_same(_whole(company.order_chunks(7_001)), _whole(again.order_chunks(20_000)))
    _assert_same(_whole(company.payment_chunks(999)), _whole(again.payment_chunks(50_000)))
    _assert_same(company.customers, again.customers)


def test_pieces_have_the_asked_size(company: DemoCompany) -> None:
    sizes = [len(chunk["行号"]) for chunk in company.order_chunks(9_000)]

    assert set(sizes[:-1]) == {9_000}
    assert 0 < sizes[-1] <= 9_000


def test_a_larger_company_begins_with_the_same_full_blocks() -> None:
    small, large = generate(DemoSpec(customers=500)), generate(DemoSpec(customers=1_000))

    _, few = next(small.blocks())
    _, many = next(large.blocks())

    assert (few.document == many.document).all()
    assert (few.net_amount == many.net_amount).all()


def test_another_seed_gives_another_company() -> None:
    _, one = next(generate(DemoSpec(customers=100, seed=1)).blocks())
    _, other = next(generate(DemoSpec(customers=100, seed=2)).blocks())

    assert len(one) != len(other) or (one.net_amount != other.net_amount).any()


def test_amounts_are_quantity_times_price_and_never_above_list(lines: OrderLines) -> None:
    sold = lines.kind == SALE

    assert (lines.net_amount == lines.quantity * lines.unit_price).all()
    assert (lines.discount >= 0).all()
    assert (lines.unit_price[sold] > 0).all()
    assert (lines.quantity[sold] >= 1).all()


def test_a_return_takes_back_no_more_than_was_sold_and_comes_later(lines: OrderLines) -> None:
    sold = {
        (d, n): (q, day)
        for d, n, q, day, k in zip(lines.document, lines.line, lines.quantity, lines.day, lines.kind, strict=True)
        if k == SALE
    }
    back = lines.take(lines.kind == RETURN)

    assert len(back) > 100
    for document, line, quantity, day in zip(back.original, back.line, back.quantity, back.day, strict=True):
        bought, on = sold[document, line]
        assert 0 < -quantity <= bought
        assert on < day


def test_order_and_line_identify_a_line_of_each_kind_of_document(company: DemoCompany) -> None:
    lines = join_lines([ordered for _, ordered in company.blocks()])
    returned = lines.kind == RETURN

    assert (lines.account < 0).any()

    for group in (lines.take(returned), lines.take(~returned)):
        assert len(set(zip(group.document.tolist(), group.line.tolist(), strict=True))) == len(group)


def test_no_article_is_sold_before_its_launch(clean: DemoCompany, lines: OrderLines) -> None:
    goods = lines.take(lines.kind != SERVICE)

    assert (clean.goods.launch_day[goods.sku] <= goods.day).all()


def test_orders_end_on_the_last_day_and_begin_on_the_first(clean: DemoCompany, lines: OrderLines) -> None:
    assert lines.day.min() == 0
    assert lines.day.max() == clean.spec.days - 1
    assert clean.spec.first_day + timedelta(days=clean.spec.days - 1) == date(2026, 10, 31)


def test_cancelled_lines_name_their_order(lines: OrderLines) -> None:
    cancelled = lines.take(lines.kind == CANCELLED)

    assert len(cancelled) > 50
    assert (cancelled.original == cancelled.document).all()


def test_receivables_add_up_to_what_was_billed(clean: DemoCompany) -> None:
    for block, (accounts, lines) in enumerate(clean.blocks()):
        owed = clean.receivables(block, accounts, lines)
        billed = lines.kind != CANCELLED
        per_account = np.bincount(lines.account[billed], lines.net_amount[billed])
        # Statements at or below zero (more returned than bought) are not issued, so the receivables may be more.
        assert owed.amount.sum() >= per_account.sum()
        assert owed.amount.sum() == pytest.approx(per_account.sum(), rel=0.006)
        assert (owed.paid <= owed.amount).all()
        assert (owed.paid_on < clean.spec.days).all()


def test_without_dirt_every_cell_is_well_formed_and_every_customer_known(clean: DemoCompany) -> None:
    orders = _whole(clean.order_chunks())

    assert set(orders["客户编码"]) <= set(clean.customers["客户编码"])
    assert all(quantity.lstrip("-").isdigit() for quantity in orders["数量"])
    assert all(len(moment) == 16 for moment in orders["单据日期"])
    assert len(clean.customers["客户编码"]) == 600


def test_a_dirty_export_holds_every_kind_of_dirt(company: DemoCompany) -> None:
    orders = generate(DemoSpec(customers=600, dirt=3))
    cells = _whole(orders.order_chunks())
    known = set(company.customers["客户编码"])

    assert cells["单据编号"][-1] == "合计"
    assert any("02-30" in moment for moment in cells["单据日期"])
    assert any("年" in moment for moment in cells["单据日期"])
    assert any("若干" in quantity for quantity in cells["数量"])
    assert any("１" in quantity for quantity in cells["数量"])
    assert any(quantity.endswith("件") for quantity in cells["数量"])
    assert any(amount.startswith("￥") for amount in cells["金额"])
    assert any(code.startswith("ZZ") for code in cells["存货编码"])
    assert any(code.startswith("LS") for code in cells["客户编码"])
    assert {"作废", "CANCEL"} <= set(cells["业务类型"])
    assert "" in set(cells["客户编码"])
    assert {code for code in cells["客户编码"] if code.startswith("C")} - known


def test_blank_customers_are_counter_sales_only_where_dirt_is_wanted(lines: OrderLines, company: DemoCompany) -> None:
    assert (lines.account >= 0).all()
    assert any((ordered.account < 0).any() for _, ordered in company.blocks())


@pytest.mark.parametrize(
    "wrong",
    [{"customers": 0}, {"days": 10}, {"dirt": -1.0}, {"dirt": 11.0}, {"last_day": date(1999, 1, 1)}, {"seed": -1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_impossible_company_is_refused_in_both_languages(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        DemoSpec(**wrong)  # type: ignore[arg-type]

    assert next(iter(wrong)) in refusal.value.say("zh")
    assert next(iter(wrong)) in refusal.value.say("en")


@settings(max_examples=12, deadline=None)
@given(
    customers=st.integers(1, 40),
    days=st.integers(400, 1_461),
    last_day=st.dates(date(2021, 1, 1), date(2030, 12, 31)),
    dirt=st.sampled_from([0.0, 1.0, 10.0]),
)
def test_a_company_of_any_size_and_time_can_be_made(customers: int, days: int, last_day: date, dirt: float) -> None:
    company = generate(DemoSpec(customers=customers, days=days, last_day=last_day, dirt=dirt))

    sheets = [*company.order_chunks(), *company.payment_chunks()]

    assert days_of(company.spec).demand.min() > 0
    assert all(len({len(cells) for cells in sheet.values()}) == 1 for sheet in sheets)


def _whole(chunks: object) -> Columns:
    parts = list(chunks)  # type: ignore[call-overload]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _assert_same(one: Columns, other: Columns) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert (one[name] == other[name]).all(), name
