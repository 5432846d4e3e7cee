"""What a draft scheme would do to everyone: distributions, flows, money and service load, before and after.

All figures come from one table of totals per tier now × tier by the draft × customer type, so they agree with each
other to the cent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from frostier.scores.weighted import HIGHEST
from frostier.tiers.scheme import Scheme
from frostier.tiers.whatif import benefits_of

BIN_POINTS = 5
BINS = HIGHEST // BIN_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Customers of one type in one tier now and in one by the draft (possibly the same); money over the window."""

    from_tier: str
    to_tier: str
    customer_type: str | None
    customers: int
    spend: Decimal
    discount_now: Decimal
    discount_then: Decimal
    coupon_now: Decimal
    coupon_then: Decimal
    margin_change: Decimal

    @property
    def moves(self) -> bool:
        """Whether these customers would change their tier."""
        return self.from_tier != self.to_tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two sides of a what-if: customers per tier, and what their tiers cost over the window."""

    customers: Mapping[str, int]
    discount: Decimal
    coupon: Decimal
    priority_slots_per_week: int
    manager_hours_per_month: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A what-if over all visible customers. ``up`` and ``down`` count who would stand better or worse."""

    present: Scheme
    draft: Scheme
    crossings: tuple[Crossing, ...]

    @property
    def before(self) -> Side:
        """As it is."""
        return _side(self.crossings, lambda c: c.from_tier, self.present, "discount_now", "coupon_now")

    @property
    def after(self) -> Side:
        """As the draft would have it."""
        return _side(self.crossings, lambda c: c.to_tier, self.draft, "discount_then", "coupon_then")

    @property
    def customers(self) -> int:
        """All of them, moving or not."""
        return sum(c.customers for c in self.crossings)

    @property
    def margin_change(self) -> Decimal:
        """What the margin gains over the window (or loses, negative), by moves and by changed benefits."""
        return sum((c.margin_change for c in self.crossings), Decimal("0.00"))

    @property
    def up(self) -> int:
        """Customers who would stand better."""
        return sum(c.customers for c in self.crossings if c.moves and self._rank(c.to_tier) < self._rank(c.from_tier))

    @property
    def down(self) -> int:
        """Customers who would stand worse."""
        return sum(c.customers for c in self.crossings if c.moves and self._rank(c.to_tier) > self._rank(c.from_tier))

    def tier_order(self) -> list[str]:
        """The tiers of both schemes, best first."""
        present = self.present.tier_ids
        return [*self.draft.tier_ids, *(t for t in present if t not in self.draft.tier_ids)]

    def links(self) -> list[Crossing]:
        """The crossings without regard to the customer type, best tiers first."""
        grouped: dict[tuple[str, str], list[Crossing]] = {}
        for crossing in self.crossings:
            grouped.setdefault((crossing.from_tier, crossing.to_tier), []).append(crossing)
        order = sorted(grouped, key=lambda pair: (self._rank(pair[0]), self._rank(pair[1])))
        return [_sum_of(grouped[pair]) for pair in order]

    def by_type(self) -> dict[str | None, Impact]:
        """The same for each customer type, the largest type first."""
        sizes: Counter[str | None] = Counter()
        for crossing in self.crossings:
            sizes[crossing.customer_type] += crossing.customers
        ordered = sorted(sizes, key=lambda t: (-sizes[t], str(t)))
        return {type: self._only(type) for type in ordered}

    def _only(self, customer_type: str | None) -> Impact:
        kept = tuple(c for c in self.crossings if c.customer_type == customer_type)
        return Impact(present=self.present, draft=self.draft, crossings=kept)

    def _rank(self, tier: str) -> int:
        return self.tier_order().index(tier)


def score_bins(decisions: ibis.Table) -> ibis.Table:
    """Customers per bin of ``BIN_POINTS`` points (bin 0 is 0 up to, not including, 5); a score of 100 is in the last.

    Customers without a score are left out.
    """
    scored = decisions.filter(decisions.score.notnull())
    whole = (scored.score / BIN_POINTS).floor().cast("int64")
    binned = scored.select(bin=ibis.least(whole, ibis.literal(BINS - 1, type="int64")))
    return binned.group_by("bin").agg(customers=binned.count())


def filled(rows: Iterable[Mapping[str, Any]]) -> list[int] | None:
    """The fetched rows of :func:`score_bins` as one count per bin; ``None`` where nobody has a score."""
    found = {int(row["bin"]): int(row["customers"]) for row in rows}
    return [found.get(n, 0) for n in range(BINS)] if found else None


def _side(
    crossings: Sequence[Crossing], tier_of: Callable[[Crossing], str], scheme: Scheme, discount: str, coupon: str
) -> Side:
    counted: Counter[str] = Counter()
    for crossing in crossings:
        counted[tier_of(crossing)] += crossing.customers
    given = [(number, benefits_of(scheme, tier)) for tier, number in counted.items()]
    return Side(
        customers={tier: counted[tier] for tier in (*scheme.tier_ids, *sorted(counted.keys() - set(scheme.tier_ids)))},
        discount=sum((getattr(c, discount) for c in crossings), Decimal("0.00")),
        coupon=sum((getattr(c, coupon) for c in crossings), Decimal("0.00")),
        priority_slots_per_week=sum(number * b.priority_slots_per_week for number, b in given),
        manager_hours_per_month=sum((number * b.manager_hours_per_month for number, b in given), Decimal(0)),
    )


def _sum_of(crossings: Sequence[Crossing]) -> Crossing:
    first = crossings[0]
    money = ("spend", "discount_now", "discount_then", "coupon_now", "coupon_then", "margin_change")
    return Crossing(
        from_tier=first.from_tier,
        to_tier=first.to_tier,
        customer_type=None,
        customers=sum(c.customers for c in crossings),
        **{name: sum((getattr(c, name) for c in crossings), Decimal("0.00")) for name in money},
    )
