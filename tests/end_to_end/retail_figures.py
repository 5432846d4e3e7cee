"""What Online Retail says of each customer, computed with pandas from the original table and none of the product.

And the four real configurations, read by a person and written down as plain Python: what each text means for one
customer's figures. Money is in pence, fractions are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path

import pandas as pd
import yaml

MAPPING = Path(__file__).parents[2] / "examples" / "mappings" / "online_retail.yaml"
AS_OF = date(2011, 12, 10)
MONEY_FACTOR = Decimal("0.1")  # why a tenth: docs/real-data.md


@dataclass(frozen=True, slots=True)
class Figures:
    """One customer as of ``AS_OF``. Without any order the days are ``None``; spend is net of returns, in pence."""

    recency_days: int | None
    tenure_days: int | None
    orders_30d: int
    orders_365d: int
    orders_total: int
    spend_30d: int
    spend_180d: int
    spend_365d: int
    spend_total: int
    active_blocks: int  # of the last twelve spans of 30 days, how many saw an order

    @property
    def monthly_spend(self) -> Fraction:
        """Pence per 30 days over half a year, or since the first order where that is shorter."""
        days = min(max((self.tenure_days or 0) + 1, 30), 180)
        return Fraction(self.spend_180d * 30, days)

    @property
    def repurchase_rate(self) -> Fraction:
        """The share of the spans of 30 days since the first order (at most twelve) that saw an order."""
        if self.tenure_days is None:
            return Fraction(-1)
        return Fraction(self.active_blocks, min(12, self.tenure_days // 30 + 1))


def service_codes() -> str:
    """The pattern of codes that the mapping declares to be charges, read from the mapping itself."""
    cases = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))["columns"]["line_kind"]["cases"]
    pattern: str = next(case["when"]["matches"] for case in cases if case["value"] == "service")
    return pattern


def figures(retail: pd.DataFrame) -> dict[str, Figures]:
    """The figures of all 4,372 customers, by customer id."""
    lines = _goods_of_known_customers(retail)
    orders = _orders(lines)
    everyone = "online_retail:" + retail["CustomerID"].dropna().astype(int).astype(str)
    spend = {days: _spend(lines, days) for days in (30, 180, 365, None)}
    return {c: _figures(c, orders.get(c, []), spend) for c in sorted(everyone.unique())}


def _goods_of_known_customers(retail: pd.DataFrame) -> pd.DataFrame:
    known = retail[retail["CustomerID"].notna()]
    cancelled = known["InvoiceNo"].str.startswith("C")
    known = known[cancelled | ~known["StockCode"].str.fullmatch(service_codes())]
    pence = [
        int((Decimal(q) * Decimal(str(p))).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) * 100)
        for q, p in zip(known["Quantity"], known["UnitPrice"], strict=True)
    ]
    customer = "online_retail:" + known["CustomerID"].astype(int).astype(str)
    return known.assign(pence=pence, day=known["InvoiceDate"].dt.date, customer=customer)


def _orders(lines: pd.DataFrame) -> dict[str, list[date]]:
    """The day of every order, by customer; a cancellation is no order."""
    sales = lines[~lines["InvoiceNo"].str.startswith("C")]
    days = sales.groupby(["customer", "InvoiceNo"])["day"].min().reset_index()
    return {str(customer): sorted(of["day"]) for customer, of in days.groupby("customer")}


def _spend(lines: pd.DataFrame, days: int | None) -> Mapping[str, int]:
    seen = lines if days is None else lines[lines["day"] > AS_OF - timedelta(days=days)]
    return {str(c): int(pence) for c, pence in seen.groupby("customer")["pence"].sum().items()}


def _figures(customer: str, days: Sequence[date], spend: Mapping[int | None, Mapping[str, int]]) -> Figures:
    ages = [(AS_OF - day).days for day in days]
    of = {window: sums.get(customer, 0) for window, sums in spend.items()}
    return Figures(
        recency_days=min(ages, default=None),
        tenure_days=max(ages, default=None),
        orders_30d=sum(age < 30 for age in ages),
        orders_365d=sum(age < 365 for age in ages),
        orders_total=len(ages),
        spend_30d=of[30],
        spend_180d=of[180],
        spend_365d=of[365],
        spend_total=of[None],
        active_blocks=len({age // 30 for age in ages if age < 360}),
    )


# ── the four configurations ─────────────────────────────────────────────────────────────────────────────────────

Reading = Callable[[Figures], str]
PENCE = int(MONEY_FACTOR * 100)


def rules(one: Figures) -> str:
    """IF 最近购买<7天 AND 消费金额>3000 THEN 铂金 / ELSE IF 最近购买<30天 AND 消费金额>1000 THEN 黄金 / ELSE 白银."""
    if one.recency_days is not None and one.recency_days < 7 and one.spend_30d > 3000 * PENCE:
        return "platinum"
    if one.recency_days is not None and one.recency_days < 30 and one.spend_30d > 1000 * PENCE:
        return "gold"
    return "silver"


def grading_rules(one: Figures) -> str:
    """minMonthlySpend 50000 / 20000, minOrderCount 15 / 8, maxDaysSinceLastOrder 7 / 14; nobody else has a tier."""
    for tier, spend, orders, silence in (("platinum", 50_000, 15, 7), ("gold", 20_000, 8, 14)):
        recent = one.recency_days is not None and one.recency_days <= silence
        if recent and one.monthly_spend >= spend * PENCE and one.orders_30d >= orders:
            return tier
    return "regular"


def bands(one: Figures) -> str:
    """铂金 月均消费>5000 且复购率>60%; 黄金 2000–5000 且 40–60%; 白银 <2000 且 <40%: the floors decide."""
    if one.monthly_spend > 5000 * PENCE and one.repurchase_rate > Fraction(60, 100):
        return "platinum"
    if one.monthly_spend >= 2000 * PENCE and one.repurchase_rate >= Fraction(40, 100):
        return "gold"
    return "silver"


def score(everyone: Mapping[str, Figures]) -> Reading:
    """0.3 R + 0.3 F + 0.3 M + 0.1 付款及时率, 90/75/60: deciles of everyone; without receivables it is 60 for them."""
    silences = _deciles([f.recency_days for f in everyone.values() if f.recency_days is not None])
    orders = _deciles([f.orders_365d for f in everyone.values()])
    spends = _deciles([f.spend_365d for f in everyone.values()])

    def tier(one: Figures) -> str:
        r = 0 if one.recency_days is None else 100 - 10 * sum(one.recency_days > cut for cut in silences)
        f = 10 + 10 * sum(one.orders_365d >= cut for cut in orders)
        m = 10 + 10 * sum(one.spend_365d >= cut for cut in spends)
        tenfold = 3 * r + 3 * f + 3 * m + 60
        marks = (("platinum", 900), ("gold", 750), ("silver", 600))
        return next((tier for tier, least in marks if tenfold >= least), "regular")

    return tier


def _deciles(values: Sequence[int]) -> list[int]:
    """The values at or below which one tenth, two tenths … nine tenths of all values stand."""
    ordered = sorted(values)
    return [ordered[ceil(Fraction(tenths * len(ordered), 10)) - 1] for tenths in range(1, 10)]


def readings(everyone: Mapping[str, Figures]) -> dict[str, Reading]:
    """Preset → the tier that its text gives a customer."""
    return {"rules": rules, "grading-rules": grading_rules, "bands": bands, "score": score(everyone)}
