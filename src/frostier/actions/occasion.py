"""A customer's row with what a task needs besides the figures: the event, the anniversary, the tier within reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from frostier.actions.change import EventSeen, Row
from frostier.features.catalogue import FEATURES, Feature
from frostier.kernel.money import to_cents
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tiers.scheme import Scheme, fields_used
from frostier.tiers.standing import standing_of

A_TENTH_MORE = Decimal("1.1")
_OF_PURCHASES = frozenset({"value", "cadence"})


@dataclass(frozen=True)
class Judging:
    """With what a change is judged: the scheme that decided it, its frozen cut points, the company's currency."""

    scheme: Scheme
    cuts: CutPoints
    currency: str = "CNY"

    def tier_name(self, tier: str | None) -> Text:
        """A tier as people call it."""
        names = {t.id: t.name for t in self.scheme.tiers}
        return names.get(str(tier), Text(str(tier or "–"), str(tier or "–")))


def occasion(
    row: Row, judging: Judging, event: EventSeen | None = None, *, before: Row | None = None
) -> dict[str, Any]:
    """The row with the words of ``task_rules.OCCASION_FIELDS``; ``before`` measures the size of an order."""
    found = {**row, **_anniversary(row), "tier_in_reach": tier_in_reach(row, judging)}
    return {**found, **_of_event(event, before or row)} if event else found


def tier_in_reach(row: Row, judging: Judging) -> str | None:
    """The better tier that the customer would have if they bought a tenth more; by the scheme itself."""
    scheme, tier = judging.scheme, row.get("tier")
    if tier not in scheme.tier_ids or scheme.rank(tier) == 0:
        return None
    more = {**row, **{f.id: _more(row[f.id], f) for f in _purchases(scheme) if row.get(f.id) is not None}}
    reached = standing_of(more, scheme, judging.cuts).tier
    return reached if scheme.rank(reached) < scheme.rank(str(tier)) else None


def order_amount(data: Mapping[str, Any]) -> Decimal:
    """What the lines of an order event come to; the amount of a line without one is quantity × price, rounded once."""
    return sum((_line_amount(line) for line in data.get("lines", ())), Decimal(0))


def _line_amount(line: Mapping[str, Any]) -> Decimal:
    if line.get("net_amount") is not None:
        return Decimal(str(line["net_amount"]))
    if line.get("quantity") is None or line.get("unit_price") is None:
        return Decimal(0)
    return to_cents(Decimal(str(line["quantity"])) * Decimal(str(line["unit_price"])))


def _purchases(scheme: Scheme) -> list[Feature]:
    used = fields_used(scheme)
    return [f for f in FEATURES if f.id in used and f.family in _OF_PURCHASES and f.better == "high"]


def _more(value: Any, feature: Feature) -> Any:
    if feature.dtype == "decimal":
        return to_cents(value * A_TENTH_MORE)
    return ceil(value * A_TENTH_MORE) if feature.dtype == "int" else value * float(A_TENTH_MORE)


def _anniversary(row: Row) -> dict[str, Any]:
    opened, age = row.get("opened_on"), row.get("account_age_days")
    if opened is None or age is None or age < 1:
        return {}
    today = opened + timedelta(days=age)
    this_year = _same_day(opened, today.year)
    coming = this_year if this_year >= today else _same_day(opened, today.year + 1)
    return {
        "anniversary": coming,
        "days_to_anniversary": (coming - today).days,
        "years": coming.year - opened.year,
    }


def _same_day(day: date, year: int) -> date:
    """The day in another year; the last of February stays the last of February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _of_event(event: EventSeen, known: Row) -> dict[str, Any]:
    data = event.data
    found = {
        "event_text": data.get("text"),
        "event_outcome": data.get("outcome"),
        "event_severity": data.get("severity"),
        "event_celsius": data.get("celsius"),
        "order_id": data.get("order_id"),
    }
    amount, usual = order_amount(data), known.get("avg_order_value_365d")
    if amount > 0:
        found["event_amount"] = amount
        found["event_ratio"] = float(amount) / float(usual) if usual else None
    return found
