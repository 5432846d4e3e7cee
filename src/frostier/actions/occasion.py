"""A customer's row with what a task needs besides the figures: the event, the anniversary, the tier within reach."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any

from frostier.actions.change import EventSeen, Row
from frostier.actions.rule_book import STANDARD_BOOK, RuleBook
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
    """With what a change is judged.

    The scheme that decided it, its frozen cut points, the company's currency, and its rules for tasks.
    """

    scheme: Scheme
    cuts: CutPoints
    currency: str = "CNY"
    book: RuleBook = STANDARD_BOOK

    def tier_name(self, tier: str | None) -> Text:
        """A tier as people call it."""
        names = {t.id: t.name for t in self.scheme.tiers}
        return names.get(str(tier), Text(str(tier or "–"), str(tier or "–")))


class Occasion(Mapping[str, Any]):
    """The row with the words of ``task_rules.OCCASION_FIELDS`` besides, each worked out when first asked for.

    ``before`` is what was known when the event came: it measures the size of an order.
    """

    def __init__(
        self, row: Row, as_of: date, judging: Judging, event: EventSeen | None = None, before: Row | None = None
    ) -> None:
        self.row, self.as_of, self.judging = row, as_of, judging
        self._known: dict[str, Any] = _of_event(event, row if before is None else before) if event else {}

    def __getitem__(self, name: str) -> Any:
        if name in _LATE and name not in self._known:
            self._known[name] = _LATE[name](self)
        return self._known[name] if name in self._known else self.row[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The word, or ``default`` where there is none."""
        try:
            return self[name] if name in self._known or name in _LATE else self.row.get(name, default)
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self.row), **dict.fromkeys(_LATE), **self._known})

    def __len__(self) -> int:
        return sum(1 for _ in self)


_LATE: Mapping[str, Callable[[Occasion], Any]] = {
    "tier_in_reach": lambda it: tier_in_reach(it.row, it.judging),
    "anniversary": lambda it: _anniversary(it.row, it.as_of),
    "days_to_anniversary": lambda it: _days_between(it.as_of, it["anniversary"]),
    "years": lambda it: _years_between(it.row.get("opened_on"), it["anniversary"]),
    "overdue_since": lambda it: it.as_of - timedelta(days=it.row.get("overdue_days") or 0),
}


def day_of(row: Row) -> date | None:
    """The day that a row of results is of, where it tells: by the age of the account."""
    opened, age = row.get("opened_on"), row.get("account_age_days")
    return None if opened is None or age is None else opened + timedelta(days=age)


def tier_in_reach(row: Row, judging: Judging) -> str | None:
    """The better tier that the customer would have if they bought a tenth more; by the scheme itself."""
    scheme, tier = judging.scheme, row.get("tier")
    if tier not in scheme.tier_ids or scheme.rank(tier) == 0:
        return None
    raised = {f.id: _more(row[f.id], f) for f in raised_features(scheme) if row.get(f.id) is not None}
    more = ChainMap(raised, row)  # type: ignore[arg-type] # it is only looked up
    reached = standing_of(more, scheme, judging.cuts).tier
    return reached if scheme.rank(reached) < scheme.rank(str(tier)) else None


@lru_cache(maxsize=16)
def raised_features(scheme: Scheme) -> tuple[Feature, ...]:
    """What of that which a scheme looks at rises as a customer buys more."""
    used = fields_used(scheme)
    return tuple(f for f in FEATURES if f.id in used and f.family in _OF_PURCHASES and f.better == "high")


def _more(value: Any, feature: Feature) -> Any:
    if feature.dtype == "decimal":
        return to_cents(value * A_TENTH_MORE)
    return ceil(Decimal(str(value)) * A_TENTH_MORE) if feature.dtype == "int" else value * float(A_TENTH_MORE)


def _anniversary(row: Row, as_of: date) -> date | None:
    """The next day, today included, on which the account is some whole years old."""
    opened = row.get("opened_on")
    if opened is None or opened >= as_of:
        return None
    this_year = _same_day(opened, as_of.year)
    return this_year if this_year >= as_of else _same_day(opened, as_of.year + 1)


def _days_between(first: date, last: date | None) -> int | None:
    return None if last is None else (last - first).days


def _years_between(first: date | None, last: date | None) -> int | None:
    return None if first is None or last is None else last.year - first.year


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
    amount, usual = event.amount, known.get("avg_order_value_365d")
    if amount > 0:
        found["event_amount"] = amount
        found["event_ratio"] = float(amount) / float(usual) if usual else None
    return found
