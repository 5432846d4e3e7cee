"""The demo company against facts of real data: both sides are computed here, the tolerance stands in the test."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from tests.shared_data import shared_data

from frostier.demo.company import DemoCompany, generate
from frostier.demo.days import DRAGON_BOAT, MID_AUTUMN, RAIN_SHARE, TEMPERATURE
from frostier.demo.dirt import DUPLICATE_LINES
from frostier.demo.kinds import KIND_IDS
from frostier.demo.orders import RETURN, SALE
from frostier.demo.spec import DemoSpec
from frostier.kernel.calendar import SPRING_FESTIVAL

RESTAURANTS = ("hotpot_shop", "chuanchuan_shop", "maocai_shop", "sichuan_restaurant", "bbq_shop", "hotel")
SHOPS = ("supermarket", "convenience_store")


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return generate(DemoSpec(customers=1_000))


@pytest.fixture(scope="module")
def lines(company: DemoCompany) -> pd.DataFrame:
    """Goods lines of known customers: account, kind of customer, day, line kind, SKU, cents, lean to weekends."""
    parts = []
    for accounts, ordered in company.blocks():
        part = pd.DataFrame({n: getattr(ordered, n) for n in ("account", "day", "kind", "sku", "net_amount")})
        part = part[(part.account >= 0) & part.kind.isin([SALE, RETURN])]
        row = part.account - accounts.number[0]
        parts.append(part.assign(type=np.array(KIND_IDS)[accounts.kind[row]], leans=accounts.weekend[row] > 1))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def retail() -> pd.DataFrame:
    """Real lines with a customer: customer, day counted from the first, amount, whether a cancellation."""
    real = pd.read_parquet(shared_data("online_retail", "online_retail.parquet"))
    real = real[real.CustomerID.notna()]
    moment = real.InvoiceDate.dt.normalize()
    return pd.DataFrame(
        {
            "account": real.CustomerID.astype(int),
            "day": (moment - moment.min()).dt.days,
            "amount": real.Quantity * real.UnitPrice,
            "cancelled": real.InvoiceNo.str.startswith("C"),
        }
    )


def test_the_best_fifth_of_the_customers_buys_about_three_quarters(lines: pd.DataFrame, retail: pd.DataFrame) -> None:
    demo = _share_of_best_fifth(lines.groupby("account").net_amount.sum())
    real = _share_of_best_fifth(retail.groupby("account").amount.sum())

    assert demo == pytest.approx(real, abs=0.08)
    assert 0.70 <= demo <= 0.82


def test_customers_come_back_as_often_as_long_known_real_ones(lines: pd.DataFrame, retail: pd.DataFrame) -> None:
    # Real customers met in the first quarter of the year, since a supplier of restaurants knows most of its own
    # for longer; walk-in trade, which the real shop lives by, is kept small here on purpose.
    days = _purchase_days(retail[~retail.cancelled])
    early = days.groupby("account").day.transform("min") < 92
    real = (days[early].groupby("account").size() > 1).mean()

    last_year = lines[(lines.kind == SALE) & (lines.day >= lines.day.max() - 373)]
    demo = (_purchase_days(last_year).groupby("account").size() > 1).mean()

    assert demo == pytest.approx(real, abs=0.13)


def test_gaps_between_purchases_vary_as_in_reality(lines: pd.DataFrame, retail: pd.DataFrame) -> None:
    demo = _gap_variation(_purchase_days(lines[lines.kind == SALE]))
    real = _gap_variation(_purchase_days(retail[~retail.cancelled]))

    for quarter in (0.25, 0.50, 0.75):
        assert demo.quantile(quarter) == pytest.approx(real.quantile(quarter), abs=0.12)


def test_regular_customers_are_lost_at_a_real_pace(lines: pd.DataFrame, retail: pd.DataFrame) -> None:
    last_year = lines[(lines.kind == SALE) & (lines.day >= lines.day.max() - 373)]

    demo = _lost_within_a_quarter(_purchase_days(last_year))
    real = _lost_within_a_quarter(_purchase_days(retail[~retail.cancelled]))

    assert demo == pytest.approx(real, abs=0.045)


def test_goods_come_back_as_often_as_in_reality(lines: pd.DataFrame) -> None:
    real = pd.read_parquet(shared_data("online_retail", "online_retail.parquet"), columns=["InvoiceNo"])

    returned = (lines.kind == RETURN).mean()

    assert returned == pytest.approx(real.InvoiceNo.str.startswith("C").mean(), abs=0.005)


def test_lines_are_doubled_as_often_as_in_reality(company: DemoCompany) -> None:
    real = pd.read_parquet(shared_data("online_retail", "online_retail.parquet")).duplicated().mean()

    export = pd.concat([pd.DataFrame(chunk) for chunk in company.order_chunks()])

    assert pytest.approx(real, abs=0.0002) == DUPLICATE_LINES
    assert export.duplicated().mean() == pytest.approx(real, abs=0.002)


def test_frozen_spend_is_spread_among_customers_as_at_a_real_food_wholesaler(
    company: DemoCompany, lines: pd.DataFrame
) -> None:
    # The level cannot agree (a frozen-food distributor sells little fresh), but the spread between customers of
    # one channel can: the standard deviation of the logarithm of yearly frozen spend.
    real = pd.read_parquet(shared_data("wholesale_customers", "wholesale_customers.parquet"))
    frozen = lines[company.goods.storage[lines.sku] == "冷冻"]
    spend = frozen.groupby(["type", "account"]).net_amount.sum().reset_index()
    spend = spend[spend.net_amount > 0]

    for channel, types in ((1, RESTAURANTS), (2, SHOPS)):
        demo = np.log(spend[spend.type.isin(types)].net_amount).std()
        assert demo == pytest.approx(np.log(real[real.Channel == channel].Frozen).std(), abs=0.65)


def test_restaurants_and_shops_buy_a_similar_part_frozen(company: DemoCompany, lines: pd.DataFrame) -> None:
    real = pd.read_parquet(shared_data("wholesale_customers", "wholesale_customers.parquet"))
    real_share = (real.Frozen / (real.Frozen + real.Fresh)).groupby(real.Channel).mean()
    storage = company.goods.storage[lines.sku]
    spend = lines.assign(
        frozen=lines.net_amount.where(storage == "冷冻", 0), goods=lines.net_amount.where(storage != "常温", 0)
    )
    sums = spend.groupby(["type", "account"])[["frozen", "goods"]].sum().reset_index()
    share = (sums.frozen / sums.goods).where(sums.goods > 0)

    demo_ratio = share[sums.type.isin(RESTAURANTS)].mean() / share[sums.type.isin(SHOPS)].mean()

    assert demo_ratio == pytest.approx(real_share[1] / real_share[2], abs=0.20)


def test_consumers_buy_more_at_weekends_as_in_fresh_food_retail(lines: pd.DataFrame) -> None:
    real = pd.read_parquet(shared_data("freshretailnet", "train_daily.parquet"), columns=["dt", "sale_amount"])
    per_day = real.groupby("dt").sale_amount.sum()
    demo = lines[lines.type.isin(["household", "convenience_store"]) & ~lines.leans & (lines.kind == SALE)]
    bought = demo.groupby("day").size().reindex(range(730), fill_value=0)
    first = generate(DemoSpec()).spec.first_day

    demo_lift = _weekend_lift(bought, [first + timedelta(days=int(d)) for d in bought.index])

    assert demo_lift == pytest.approx(_weekend_lift(per_day, list(per_day.index)), abs=0.15)


def test_restaurants_stock_up_before_spring_festival_and_close_during_it(lines: pd.DataFrame) -> None:
    calendar = pd.read_parquet(shared_data("china_calendar", "china_calendar.parquet"))
    first = DemoSpec().first_day
    closed = {d for d in calendar[calendar.holiday_name == "Spring Festival"].date if not _is_make_up(calendar, d)}
    bought = lines[lines.type.isin(RESTAURANTS) & (lines.kind == SALE)].groupby("day").net_amount.sum()
    bought = bought.reindex(range(730), fill_value=0)
    days = [first + timedelta(days=n) for n in range(730)]
    usual = bought.median()

    for year in (2025, 2026):
        festival = SPRING_FESTIVAL[year]
        holiday = bought[[d in closed and d.year == year and d >= festival for d in days]].mean()
        fortnight = bought[[timedelta(days=3) <= festival - d <= timedelta(days=16) for d in days]].mean()
        assert holiday < 0.40 * usual
        assert fortnight > 1.15 * usual


def test_lunar_festivals_stand_where_the_calendar_has_them() -> None:
    calendar = pd.read_parquet(shared_data("china_calendar", "china_calendar.parquet"))
    days_off = set(calendar[calendar.holiday_name.notna() & ~calendar.is_workday].date)

    known = [d for d in (*DRAGON_BOAT, *MID_AUTUMN) if d <= max(days_off)]

    assert len(known) > 12
    assert set(known) <= days_off


def test_temperature_and_rain_are_those_of_chengdu() -> None:
    real = pd.read_parquet(shared_data("chengdu_weather", "chengdu_daily_2011_2017.parquet"))
    month = pd.to_datetime(real.日期).dt.month

    assert ((real.最高温 + real.最低温) / 2).groupby(month).mean().to_list() == pytest.approx(TEMPERATURE, abs=0.1)
    assert real.天气.str.contains("雨").mean() == pytest.approx(RAIN_SHARE, abs=0.01)


def _share_of_best_fifth(spend: pd.Series) -> float:
    ranked = spend[spend > 0].sort_values(ascending=False)
    return float(ranked.head(len(ranked) // 5).sum() / ranked.sum())


def _purchase_days(bought: pd.DataFrame) -> pd.DataFrame:
    return bought[["account", "day"]].drop_duplicates().sort_values(["account", "day"])


def _gap_variation(days: pd.DataFrame, at_least: int = 6) -> pd.Series:
    """Coefficient of variation of the gaps of every customer with enough purchase days."""
    gaps = days.assign(gap=days.groupby("account").day.diff()).groupby("account").gap.agg(["std", "mean", "count"])
    gaps = gaps[gaps["count"] >= at_least - 1]
    return gaps["std"] / gaps["mean"]


def _lost_within_a_quarter(days: pd.DataFrame, at_least: int = 6) -> float:
    """Of the regular customers who bought in a 30-day block, the share that buys in none of the next three."""
    regular = days[days.groupby("account").day.transform("size") >= at_least]
    buyers = {b: set(group) for b, group in regular.groupby((regular.day - regular.day.min()) // 30).account}
    blocks = sorted(buyers)[:-4]
    later = [set().union(*(buyers.get(b + n, set()) for n in (1, 2, 3))) for b in blocks]
    return float(np.mean([1 - len(buyers[b] & seen) / len(buyers[b]) for b, seen in zip(blocks, later, strict=True)]))


def _weekend_lift(bought: pd.Series, days: list[date]) -> float:
    weekend = np.array([d.weekday() >= 5 for d in days])
    return float(bought[weekend].mean() / bought[~weekend].mean())


def _is_make_up(calendar: pd.DataFrame, day: date) -> bool:
    return bool(calendar.loc[calendar.date == day, "is_workday"].iloc[0])
