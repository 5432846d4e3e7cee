"""Whatever an operator may want to find among customers, the default demo company has some of it."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from frostier.demo.accounts import HABITS, PAYERS, Accounts, is_far
from frostier.demo.company import DemoCompany, generate
from frostier.demo.kinds import KIND_IDS
from frostier.demo.orders import RETURN, SALE
from frostier.demo.places import PLACES
from frostier.demo.spec import DemoSpec

DAYS = DemoSpec().days


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return generate()


@pytest.fixture(scope="module")
def accounts(company: DemoCompany) -> pd.DataFrame:
    """Every account but the counter, by number."""
    parts = [company.accounts(block) for block in range(company.spec.blocks)]
    table = pd.concat(pd.DataFrame({f.name: getattr(a, f.name) for f in fields(Accounts)}) for a in parts)
    far = np.concatenate([is_far(a) for a in parts])
    return table.assign(far=far)[~table.is_counter.to_numpy()].set_index("number")


@pytest.fixture(scope="module")
def lines(company: DemoCompany) -> pd.DataFrame:
    names = ("account", "document", "kind", "day", "minute", "sku", "net_amount", "discount", "promotion", "requested")
    parts = [pd.DataFrame({n: getattr(ordered, n) for n in names}) for _, ordered in company.blocks()]
    table = pd.concat(parts, ignore_index=True)
    return table[table.account >= 0]


@pytest.fixture(scope="module")
def sales(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines.kind == SALE]


def test_the_default_company_has_three_thousand_accounts_and_enough_lines(
    accounts: pd.DataFrame, lines: pd.DataFrame
) -> None:
    assert len(accounts) == 3_000
    assert 300_000 <= len(lines) <= 400_000


def test_every_habit_every_payer_every_kind_and_every_place_occurs(accounts: pd.DataFrame) -> None:
    assert set(accounts.habit) == set(range(len(HABITS)))
    assert set(accounts.payment) == set(range(len(PAYERS)))
    assert set(accounts.kind) == set(range(len(KIND_IDS)))
    assert set(accounts.place) == set(range(len(PLACES)))


def test_some_customers_are_a_thousand_times_as_large_as_others(sales: pd.DataFrame) -> None:
    spend = sales.groupby("account").net_amount.sum()

    assert spend.quantile(0.995) > 1_000 * spend.quantile(0.01)


def test_customers_order_at_every_time_of_day(sales: pd.DataFrame) -> None:
    orders = sales.drop_duplicates("document")
    hour = orders.minute // 60
    often = orders.groupby("account").document.size() >= 6

    for window in ((hour >= 21) | (hour < 5), (hour >= 5) & (hour < 11)):
        share = window.groupby(orders.account).mean()[often]
        assert (share > 0.8).sum() >= 30
        assert (share < 0.05).sum() >= 30


def test_some_order_mostly_at_weekends_and_some_in_a_rush(company: DemoCompany, sales: pd.DataFrame) -> None:
    orders = sales.drop_duplicates("document")
    often = orders.groupby("account").document.size() >= 6
    weekend = ((company.days.dates.astype(np.int64)[orders.day] + 3) % 7 >= 5).astype(float)
    rush = orders.requested == orders.day

    assert (pd.Series(weekend, orders.index).groupby(orders.account).mean()[often] > 0.5).sum() >= 30
    assert (rush.groupby(orders.account).mean()[often] > 0.5).sum() >= 30


def test_some_buy_one_category_and_some_nearly_all(company: DemoCompany, sales: pd.DataFrame) -> None:
    category = pd.Series(company.goods.category[sales.sku], sales.index)
    variety = category.groupby(sales.account).nunique()
    often = sales.groupby("account").document.nunique() >= 6

    assert (variety[often] == 1).sum() >= 30
    assert (variety[often] >= 12).sum() >= 30


def test_some_hunt_promotions_and_some_always_pay_the_list_price(sales: pd.DataFrame) -> None:
    often = sales.groupby("account").document.nunique() >= 6
    promoted = (sales.promotion >= 0).groupby(sales.account).mean()[often]
    discount = sales.groupby("account").discount.sum()[often]

    assert (promoted > 0.3).sum() >= 30
    assert (discount == 0).sum() >= 30


def test_some_send_much_back(lines: pd.DataFrame) -> None:
    back = (lines.kind == RETURN).groupby(lines.account).sum()
    per_account = back / (lines.kind == SALE).groupby(lines.account).sum().clip(lower=1)

    assert (per_account > 0.06).sum() >= 50
    assert (per_account == 0).sum() >= 500


def test_every_stage_of_a_customers_life_is_there_on_the_last_day(accounts: pd.DataFrame, sales: pd.DataFrame) -> None:
    bought = sales.groupby("account").day.agg(["min", "max", "nunique"])
    silence = DAYS - 1 - bought["max"]
    age = DAYS - 1 - bought["min"]
    days = sales[["account", "day"]].drop_duplicates().sort_values(["account", "day"])
    gap = days.groupby("account").day.diff()
    back = days[gap > 90].groupby("account").day.max()

    assert (age < 7).sum() >= 10
    assert (age < 60).sum() >= 80
    assert (back > DAYS - 31).sum() >= 25
    for low, high in ((30, 60), (60, 90), (90, 180), (180, DAYS)):
        assert ((silence > low) & (silence <= high)).sum() >= 40
    assert (bought["nunique"] == 1).sum() >= 100
    assert len(accounts.index.difference(bought.index)) >= 90


def test_debts_are_overdue_by_a_week_a_month_and_a_quarter(company: DemoCompany, accounts: pd.DataFrame) -> None:
    overdue: dict[int, int] = {}
    on_time = prepaid = 0
    for block, (members, ordered) in enumerate(company.blocks()):
        owed = company.receivables(block, members, ordered)
        late = (owed.paid_on < 0) & (owed.due_on < DAYS - 1)
        for account, days in zip(owed.account[late], DAYS - 1 - owed.due_on[late], strict=True):
            overdue[int(account)] = max(overdue.get(int(account), 0), int(days))
        on_time += int(((owed.paid_on >= 0) & (owed.paid_on <= owed.due_on)).sum())
        prepaid += int((owed.due_on == owed.issued_on).sum())
    worst = pd.Series(overdue)

    for low, high in ((0, 7), (7, 30), (30, 90), (90, DAYS)):
        assert ((worst > low) & (worst <= high)).sum() >= 5, (low, high)
    assert on_time > 10_000
    assert prepaid > 10_000


def test_chains_have_from_two_to_sixty_shops(accounts: pd.DataFrame) -> None:
    shops = accounts[(accounts["head"] >= 0) & ~accounts.is_payer].groupby("head").size()

    assert len(shops) >= 30
    assert shops.min() <= 3
    assert shops.max() == 60
    assert (accounts.payer >= 0).sum() >= 100


def test_the_customer_file_lacks_what_real_ones_lack(company: DemoCompany, lines: pd.DataFrame) -> None:
    listed = pd.DataFrame(company.customers)
    end = pd.to_datetime(listed.合同到期[listed.合同到期 != ""])
    last = pd.Timestamp(company.spec.last_day)

    assert (listed.联系电话 == "").mean() == pytest.approx(0.06, abs=0.03)
    assert (listed.税号 == "").sum() >= 300
    assert 3_000 - len(listed) >= 20
    assert ((end >= last) & (end <= last + pd.Timedelta(days=30))).sum() >= 10
    assert (end < last).sum() >= 10
    asks = (listed[["定制分切", "贴牌", "夜间配送", "随货开票", "无电梯上楼"]] == "是").sum(axis=1)
    assert (asks >= 4).sum() >= 30
    assert len(company.contacts["联系人编号"]) > 3_000
