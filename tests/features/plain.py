"""Every feature of one customer from plain lists, the slow and obvious way: what the expressions must equal.

It shares nothing with them but the declared ids, the word lists and the calendar.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from frostier.kernel.calendar import SPRING_FESTIVAL, season_of
from frostier.sources.choices import CATEGORIES, ORDER_CHANNELS

Row = dict[str, Any]

HOTPOT_SET = {"offal", "meat_rolls", "marinated_meat", "balls_surimi", "hotpot_base", "skewers"}
PROTEINS = {"offal", "meat_rolls", "marinated_meat", "seafood", "poultry", "pork", "beef_lamb"}


@dataclass(frozen=True)
class PlainFacts:
    """The stored tables as lists of rows."""

    customer: list[Row]
    customer_day: list[Row]
    customer_category_day: list[Row]
    customer_sku_day: list[Row]
    customer_channel_day: list[Row]
    receivable: list[Row]
    type_season: list[Row]

    def of(self, key: int) -> PlainFacts:
        """The facts of one customer."""

        def mine(rows: list[Row]) -> list[Row]:
            return [r for r in rows if r["customer_key"] == key]

        return PlainFacts(
            mine(self.customer),
            mine(self.customer_day),
            mine(self.customer_category_day),
            mine(self.customer_sku_day),
            mine(self.customer_channel_day),
            mine(self.receivable),
            self.type_season,
        )


def plain_features(facts: PlainFacts, key: int, as_of: date) -> Row:
    """Feature id → value of the customer as of the end of the day."""
    mine = facts.of(key)
    customer = mine.customer[0]
    out: Row = {}
    for family in (_recency, _spend, _cadence, _basket, _season, _channel, _price, _credit):
        family(out, mine, customer, as_of)
    _record(out, customer, as_of)
    return out


def _ratio(part: Any, whole: Any) -> float | None:
    if part is None or whole is None or whole <= 0:
        return None
    return float(part) / float(whole)


def _change(now: Any, before: Any) -> float | None:
    ratio = _ratio(now, before)
    return None if ratio is None else ratio - 1.0


def _total(rows: list[Row], column: str) -> Any:
    return sum((r[column] for r in rows), start=Decimal(0))


def _last(rows: list[Row], days: int, as_of: date, *, skip: int = 0) -> list[Row]:
    """The rows of ``days`` days, ending ``skip`` days before as_of."""
    end = as_of - timedelta(days=skip)
    return [r for r in rows if end - timedelta(days=days) < r["day"] <= end]


def _purchase_days(facts: PlainFacts, as_of: date) -> list[date]:
    return sorted(r["day"] for r in facts.customer_day if r["orders"] > 0 and r["day"] <= as_of)


def _recency(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    bought = _purchase_days(facts, as_of)
    out["first_order_on"] = bought[0] if bought else None
    out["last_order_on"] = bought[-1] if bought else None
    out["tenure_days"] = (as_of - bought[0]).days if bought else None
    out["recency_days"] = (as_of - bought[-1]).days if bought else None
    returns = [b for a, b in itertools.pairwise(bought) if (b - a).days > 90 and (as_of - b).days < 365]
    out["won_back_days"] = (as_of - returns[-1]).days if returns else None
    opened, ends = customer["opened_on"], customer["contract_end_on"]
    out["account_age_days"] = (as_of - opened).days if opened and opened <= as_of else None
    out["contract_days_left"] = (ends - as_of).days if ends else None


def _span(out: Row) -> int:
    return 30 if out["tenure_days"] is None else max(30, min(180, out["tenure_days"] + 1))


def _spend(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    days = facts.customer_day

    def spend(n: int, skip: int = 0) -> Decimal:
        return _total(_last(days, n, as_of, skip=skip), "net_amount")

    for n in (7, 30, 90, 180, 365):
        out[f"spend_{n}d"] = spend(n)
    for n in (30, 90, 365):
        out[f"spend_prev_{n}d"] = spend(n, n)
        out[f"spend_trend_{n}d"] = _change(spend(n), spend(n, n))
        window = _last(days, n, as_of)
        out[f"avg_order_value_{n}d"] = _ratio(spend(n), _total(window, "orders"))
        out[f"margin_{n}d"] = _total(window, "costed_amount") - _total(window, "cost_amount")
    year = _last(days, 365, as_of)
    out["spend_total"] = _total([r for r in days if r["day"] <= as_of], "net_amount")
    out["spend_yoy_90d"] = _change(spend(90), spend(90, 365))
    out["avg_monthly_spend"] = float(spend(180) * 30) / float(_span(out))
    out["max_order_value_365d"] = max((r["max_order_amount"] for r in year), default=Decimal(0))
    out["margin_rate_365d"] = _ratio(out["margin_365d"], _total(year, "costed_amount"))
    out["service_amount_365d"] = _total(year, "service_amount")
    months = [spend(30, 30 * k) for k in range(12)]
    out["peak_month_share_360d"] = _ratio(max(months), sum(months))
    out["monthly_spend_cv_360d"] = _variation(months, out["tenure_days"])
    out["spend_per_seat_90d"] = _ratio(spend(90), customer["seats"])
    out["spend_per_freezer_m3_90d"] = _ratio(spend(90), customer["freezer_m3"])
    out["spend_per_shop_90d"] = _ratio(spend(90), customer["chain_shops"])


def _variation(months: list[Decimal], tenure: int | None) -> float | None:
    if tenure is None or sum(months) <= 0:
        return None
    n = min(12, tenure // 30 + 1)
    mean = float(sum(months)) / float(n)
    squares = 0.0
    for amount in months[:n]:
        squares += (float(amount) - mean) * (float(amount) - mean)
    return math.sqrt(squares / float(n)) / mean


def _cadence(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    days = facts.customer_day

    def orders(n: int, skip: int = 0) -> int:
        return int(_total(_last(days, n, as_of, skip=skip), "orders"))

    for n in (7, 30, 90, 180, 365):
        out[f"orders_{n}d"] = orders(n)
    out["orders_total"] = int(_total([r for r in days if r["day"] <= as_of], "orders"))
    out["orders_prev_90d"] = orders(90, 90)
    out["orders_trend_90d"] = _change(orders(90), orders(90, 90))
    out["avg_monthly_orders"] = float(orders(180) * 30) / float(_span(out))
    active = [orders(30, 30 * k) > 0 for k in range(12)]
    out["active_months_360d"] = sum(active)
    out["active_streak_months"] = active.index(False) if False in active else 12
    tenure = out["tenure_days"]
    out["repurchase_rate"] = None if tenure is None else _ratio(sum(active), min(12, tenure // 30 + 1))
    bought = [d for d in _purchase_days(facts, as_of) if (as_of - d).days < 365]
    out["active_days_365d"] = len(bought)
    gaps = [(b - a).days for a, b in itertools.pairwise(bought)]
    out["cycle_days"] = _ratio(sum(gaps), len(gaps))
    out["cycle_cv"] = None
    if gaps:
        n, total, squares = len(gaps), sum(gaps), sum(g * g for g in gaps)
        out["cycle_cv"] = math.sqrt(float(n * squares - total * total)) / float(total)
    out["longest_gap_days_365d"] = max(gaps, default=None)
    out["last_gap_days"] = gaps[-1] if gaps else None
    out["silence_cycles"] = _ratio(out["recency_days"], out["cycle_days"])
    known = out["cycle_days"] is not None
    out["days_to_next_order"] = out["cycle_days"] - float(out["recency_days"]) if known else None


def _basket(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    year = _last(facts.customer_category_day, 365, as_of)
    sold = {c.value: _total([r for r in year if r["category"] == c.value], "sale_amount") for c in CATEGORIES}
    total = sum(sold.values())
    shares = {name: _ratio(amount, total) for name, amount in sold.items()}
    for name, share in shares.items():
        out[f"share_{name}_365d"] = share
    out["hotpot_set_share_365d"] = _ratio(sum(sold[c] for c in HOTPOT_SET), total)
    out["protein_share_365d"] = _ratio(sum(sold[c] for c in PROTEINS), total)
    top = max(sold, key=lambda name: sold[name])  # the first of equals
    out["top_category_365d"] = top if sold[top] > 0 else None
    out["top_category_share_365d"] = _ratio(sold[top], total)
    out["category_hhi_365d"] = None
    if total > 0:
        hhi = 0.0
        for share in shares.values():
            hhi += (share or 0.0) * (share or 0.0)
        out["category_hhi_365d"] = hhi

    def bought(n: int, skip: int = 0) -> set[str]:
        rows = _last(facts.customer_category_day, n, as_of, skip=skip)
        return {r["category"] for r in rows if r["sale_amount"] > 0}

    out["category_count_90d"] = len(bought(90))
    out["category_count_365d"] = len(bought(365))
    out["dropped_category_count_90d"] = len(bought(90, 90) - bought(90))
    _skus(out, facts, as_of)
    days = _last(facts.customer_day, 365, as_of)
    for feature, column in {
        "hotpot_share_365d": "hotpot_amount",
        "spicy_share_365d": "spicy_amount",
        "frozen_share_365d": "frozen_amount",
        "chilled_share_365d": "chilled_amount",
        "own_brand_share_365d": "own_brand_amount",
        "short_life_share_365d": "short_life_amount",
        "new_item_share_365d": "new_sku_amount",
    }.items():
        out[feature] = _ratio(_total(days, column), _total(days, "sale_amount"))
    out["lines_per_order_365d"] = _ratio(_total(days, "sale_lines"), _total(days, "orders"))


def _skus(out: Row, facts: PlainFacts, as_of: date) -> None:
    def bought(n: int, skip: int = 0) -> set[int]:
        return {r["sku_key"] for r in _last(facts.customer_sku_day, n, as_of, skip=skip)}

    year = _last(facts.customer_sku_day, 365, as_of)
    days_of = {sku: {r["day"] for r in year if r["sku_key"] == sku} for sku in bought(365)}
    for n in (30, 90, 365):
        out[f"sku_count_{n}d"] = len(bought(n))
    out["new_sku_count_90d"] = len(bought(90) - bought(275, 90))
    out["dropped_sku_count_90d"] = len(bought(90, 90) - bought(90))
    out["regular_sku_count_365d"] = sum(len(days) >= 5 for days in days_of.values())


def _index(facts: PlainFacts, customer: Row, day: date) -> int:
    """Thousandths; an average month where nothing is known."""
    for row in facts.type_season:
        if row["customer_type"] == customer["customer_type"] and row["month"] == day.month:
            return int(row["index_per_mille"])
    return 1000


def _season(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    year = _last(facts.customer_day, 365, as_of)
    sales = _total(year, "sale_amount")
    for season in ("spring", "summer", "autumn", "winter"):
        part = [r for r in year if season_of(r["day"]) == season]
        out[f"{season}_share_365d"] = _ratio(_total(part, "sale_amount"), sales)
    before = [r for r in year if any(1 <= (f - r["day"]).days <= 30 for f in SPRING_FESTIVAL.values())]
    out["spring_festival_share_365d"] = _ratio(_total(before, "sale_amount"), sales)

    def index_sum(n: int) -> float:
        return float(sum(_index(facts, customer, as_of - timedelta(days=d)) for d in range(n)))

    def fair(figure: Any, n: int) -> float:
        return float(figure) * (n * 1000.0) / index_sum(n)

    out["seasonal_index"] = _index(facts, customer, as_of) / 1000.0
    out["spend_30d_fair"] = fair(out["spend_30d"], 30)
    out["spend_90d_fair"] = fair(out["spend_90d"], 90)
    out["orders_90d_fair"] = fair(out["orders_90d"], 90)
    window = next(n for n in (30, 90, 180) if _span(out) <= n)
    out["avg_monthly_spend_fair"] = fair(out["avg_monthly_spend"], window)
    silent = out["recency_days"]
    out["recency_days_fair"] = None if silent is None else float(silent) * index_sum(30) / 30000.0


def _channel(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    year = _last(facts.customer_channel_day, 365, as_of)
    orders = {
        c.value: _total([r for r in year if (r["order_channel"] or "other") == c.value], "orders")
        for c in ORDER_CHANNELS
    }
    for name, count in orders.items():
        out[f"share_channel_{name}_365d"] = _ratio(count, sum(orders.values()))
    top = max(orders, key=lambda name: orders[name])
    out["top_channel_365d"] = top if orders[top] > 0 else None
    out["channel_count_365d"] = sum(count > 0 for count in orders.values())
    days = _last(facts.customer_day, 365, as_of)
    all_orders, timed = _total(days, "orders"), _total(days, "timed_orders")
    out["digital_share_365d"] = _ratio(_total(days, "digital_orders"), all_orders)
    out["night_order_share_365d"] = _ratio(_total(days, "night_orders"), timed)
    out["morning_order_share_365d"] = _ratio(_total(days, "morning_orders"), timed)
    weekend = [r for r in days if r["day"].isoweekday() >= 6]
    out["weekend_order_share_365d"] = _ratio(_total(weekend, "orders"), all_orders)
    out["rush_order_share_365d"] = _ratio(_total(days, "rush_orders"), all_orders)


def _price(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    days = _last(facts.customer_day, 365, as_of)
    sales, returned = _total(days, "sale_amount"), _total(days, "return_amount")
    discount = _total(days, "discount_amount")
    out["return_rate_365d"] = _ratio(returned, sales)
    out["return_count_365d"] = int(_total(days, "return_lines"))
    out["return_amount_365d"] = returned
    out["promotion_share_365d"] = _ratio(_total(days, "promotion_amount"), sales)
    out["discount_amount_365d"] = discount
    out["discount_rate_365d"] = _ratio(discount, sales + discount)


def _credit(out: Row, facts: PlainFacts, customer: Row, as_of: date) -> None:
    issued = [r for r in facts.receivable if r["issued_on"] <= as_of]
    late_days, open_amount, overdue_amount, open_count, overdue = [], Decimal(0), Decimal(0), 0, []
    for r in issued:
        due = r["due_on"]
        settled = r["paid_on"] is not None and r["paid_on"] <= as_of
        if due is not None and as_of - timedelta(days=365) < due <= as_of and (settled or due < as_of):
            late_days.append(max(0, ((r["paid_on"] if settled else as_of) - due).days))
        if not settled:
            rest = r["amount"] - ((r["paid_amount"] or 0) if r["paid_on"] is None else 0)
            open_amount, open_count = open_amount + rest, open_count + 1
            if due is not None and due < as_of:
                overdue_amount += rest
                overdue.append((as_of - due).days)
    late = sum(d > 0 for d in late_days)
    limit = customer["credit_limit"]
    out["on_time_rate_365d"] = _ratio(len(late_days) - late, len(late_days))
    out["due_count_365d"], out["late_count_365d"] = len(late_days), late
    out["avg_days_late_365d"] = _ratio(sum(late_days), len(late_days))
    out["max_days_late_365d"] = max(late_days, default=None)
    out["open_amount"], out["open_count"] = open_amount, open_count
    out["overdue_amount"], out["overdue_count"] = overdue_amount, len(overdue)
    out["overdue_days"] = max(overdue, default=None)
    out["overdue_share"] = _ratio(overdue_amount, open_amount)
    out["credit_use_rate"] = _ratio(open_amount, limit)
    out["credit_headroom"] = None if limit is None else limit - open_amount
    out["debt_months"] = _ratio(open_amount, out["avg_monthly_spend"])


def _record(out: Row, customer: Row, as_of: date) -> None:
    life = customer["min_remaining_life_pct"]
    needs = ("needs_custom_cut", "needs_own_label", "needs_night_delivery", "needs_invoice_each", "floor_no_lift")
    out["special_need_complexity"] = sum(customer[n] is True for n in needs) + (
        life is not None and life >= Decimal("0.5")
    )
    known = [customer[c] is True for c in ("has_phone", "has_tax_id", "has_decision_maker")]
    stated = [customer[c] is not None for c in ("city", "manager", "opened_on")]
    out["profile_completeness"] = sum(known + stated) / 6.0
