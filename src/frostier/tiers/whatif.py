"""What a draft scheme would change: who moves, and what the tier benefits would then cost, to the cent.

Costs are read from the spend of the last 30, 90 or 365 days. Per customer: the tier discount is that spend times the
tier's discount rate, rounded half up to cents; coupons are the tier's monthly amount times the window in months of 30
days, rounded likewise. Both change the margin by what they change. Totals are sums of the rounded rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

import ibis

from frostier.kernel.errors import InvalidInput
from frostier.kernel.money import to_cents
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.tiers.scheme import Benefits, Scheme

Window = Literal[30, 90, 365]
WINDOWS: tuple[Window, ...] = get_args(Window)
NO_BENEFITS = Benefits()

# A product of two factors has 38 digits, 12 of them decimals: exact for spends below 10^13 and rates of six places.
_MONEY = "decimal(38, 2)"
_FACTOR = "decimal(19, 6)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One customer whose tier would change; money in the company's currency over the window."""

    customer_id: str
    customer_name: str | None
    from_tier: str
    to_tier: str
    spend: Decimal
    discount_now: Decimal
    discount_then: Decimal
    coupon_now: Decimal
    coupon_then: Decimal

    @property
    def margin_change(self) -> Decimal:
        """What the margin gains (or loses, negative)."""
        return self.discount_now - self.discount_then + self.coupon_now - self.coupon_then


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """All customers that move from one tier to another; money over the window."""

    from_tier: str
    to_tier: str
    customers: int
    spend: Decimal
    discount_now: Decimal
    discount_then: Decimal
    coupon_now: Decimal
    coupon_then: Decimal
    margin_change: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLoad:
    """Service that the moves add (or free, negative): then less now, over all customers that move."""

    priority_slots_per_week: int
    manager_hours_per_month: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What a draft would change: the shifts from tier to tier (best tier first), their sums, and the service load."""

    window_days: int
    shifts: tuple[Shift, ...]
    customers: int
    discount_change: Decimal  # then less now: what more the tier discount costs
    coupon_change: Decimal
    margin_change: Decimal
    load: ServiceLoad

    def as_json(self) -> dict[str, Any]:
        """Plain values; decimals are text."""
        return {
            "window_days": self.window_days,
            "customers": self.customers,
            "discount_change": str(self.discount_change),
            "coupon_change": str(self.coupon_change),
            "margin_change": str(self.margin_change),
            "priority_slots_per_week": self.load.priority_slots_per_week,
            "manager_hours_per_month": str(self.load.manager_hours_per_month),
            "shifts": [{k: plain(v) for k, v in asdict(shift).items()} for shift in self.shifts],
        }


def move_of(
    row: Mapping[str, Any], now: str, then: str, present: Scheme, draft: Scheme, window_days: Window
) -> Move | None:
    """The plain move of one customer; ``None`` where the tier stays."""
    if now == then:
        return None
    spend = Decimal(row.get(f"spend_{window_days}d") or 0)
    before, after = benefits_of(present, now), benefits_of(draft, then)
    return Move(
        customer_id=row["customer_id"],
        customer_name=row.get("customer_name"),
        from_tier=now,
        to_tier=then,
        spend=to_cents(spend),
        discount_now=to_cents(spend * before.discount_rate),
        discount_then=to_cents(spend * after.discount_rate),
        coupon_now=coupon_cost(before, window_days),
        coupon_then=coupon_cost(after, window_days),
    )


def moves_table(
    current: ibis.Table,
    draft: ibis.Table,
    wide: ibis.Table,
    present_scheme: Scheme,
    draft_scheme: Scheme,
    window_days: Window,
) -> ibis.Table:
    """The rows of :func:`outcome_table` whose tier differs between the decisions ``current`` and ``draft``."""
    everyone = outcome_table(current, draft, wide, present_scheme, draft_scheme, window_days)
    return everyone.filter(everyone.from_tier != everyone.to_tier)


def outcome_table(
    current: ibis.Table,
    draft: ibis.Table,
    wide: ibis.Table,
    present_scheme: Scheme,
    draft_scheme: Scheme,
    window_days: Window,
    *,
    also: Sequence[str] = (),
) -> ibis.Table:
    """One row per customer of ``wide`` with the tier now and by the draft, and what each costs.

    Columns: customer_id, customer_name, from_tier, to_tier, spend, discount_now, discount_then, coupon_now,
    coupon_then, margin_change (money as DECIMAL, 2 places), and the columns ``also`` of ``wide``. ``wide`` has
    customer_id, customer_name and ``spend_<window_days>d``. Raises ``InvalidInput`` for another window.
    """
    _check_window(window_days)
    now = current.select("customer_id", from_tier=current.tier)
    then = draft.select("customer_id", to_tier=draft.tier)
    spend = wide[f"spend_{window_days}d"].cast(_MONEY).fill_null(_money(Decimal(0)))
    figures = wide.select("customer_id", "customer_name", *also, spend=spend)
    met = now.inner_join(then, "customer_id").inner_join(figures, "customer_id")
    costed = met.mutate(
        discount_now=_discount(met.spend, met.from_tier, present_scheme),
        discount_then=_discount(met.spend, met.to_tier, draft_scheme),
        coupon_now=_coupon(met.from_tier, present_scheme, window_days),
        coupon_then=_coupon(met.to_tier, draft_scheme, window_days),
    )
    change = costed.discount_now - costed.discount_then + costed.coupon_now - costed.coupon_then
    columns = ("customer_id", "customer_name", "from_tier", "to_tier", "spend", *_COSTS)
    return costed.select(*columns, *also, margin_change=change.cast(_MONEY))


def totals(moves: ibis.Table) -> ibis.Table:
    """One row per from_tier × to_tier: customers, and the sums of the money columns of :func:`moves_table`."""
    return totals_by(moves)


def totals_by(outcomes: ibis.Table, *groups: str) -> ibis.Table:
    """One row per from_tier × to_tier × ``groups``: customers, and the sums of the money columns."""
    summed = {name: outcomes[name].sum().cast(_MONEY) for name in ("spend", *_COSTS, "margin_change")}
    return outcomes.group_by("from_tier", "to_tier", *groups).aggregate(customers=outcomes.count(), **summed)


def summed(
    rows: Iterable[Mapping[str, Any]], present_scheme: Scheme, draft_scheme: Scheme, window_days: Window
) -> WhatIf:
    """The fetched rows of :func:`totals` as one result."""
    order = [*present_scheme.tier_ids, *(t for t in draft_scheme.tier_ids if t not in present_scheme.tier_ids)]
    places = {tier: place for place, tier in enumerate(order)}
    last = len(order)
    shifts = tuple(
        sorted(
            (Shift(**row) for row in rows),
            key=lambda s: (places.get(s.from_tier, last), places.get(s.to_tier, last), s.from_tier, s.to_tier),
        )
    )
    return WhatIf(
        window_days=window_days,
        shifts=shifts,
        customers=sum(shift.customers for shift in shifts),
        discount_change=sum((s.discount_then - s.discount_now for s in shifts), _ZERO),
        coupon_change=sum((s.coupon_then - s.coupon_now for s in shifts), _ZERO),
        margin_change=sum((s.margin_change for s in shifts), _ZERO),
        load=_service_load(shifts, present_scheme, draft_scheme),
    )


def _service_load(shifts: Sequence[Shift], present_scheme: Scheme, draft_scheme: Scheme) -> ServiceLoad:
    slots, hours = 0, Decimal(0)
    for shift in shifts:
        before = benefits_of(present_scheme, shift.from_tier)
        after = benefits_of(draft_scheme, shift.to_tier)
        slots += shift.customers * (after.priority_slots_per_week - before.priority_slots_per_week)
        hours += shift.customers * (after.manager_hours_per_month - before.manager_hours_per_month)
    return ServiceLoad(priority_slots_per_week=slots, manager_hours_per_month=hours)


def benefits_of(scheme: Scheme, tier: str) -> Benefits:
    """The benefits of a tier; none for a tier that the scheme does not have."""
    return {t.id: t.benefits for t in scheme.tiers}.get(tier, NO_BENEFITS)


def coupon_cost(benefits: Benefits, window_days: Window) -> Decimal:
    """A tier's coupons per customer over the window, a month being 30 days."""
    return to_cents(benefits.coupon_per_month * window_days / 30)


_ZERO = Decimal("0.00")
_COSTS = ("discount_now", "discount_then", "coupon_now", "coupon_then")


def _discount(spend: ibis.Value, tier: ibis.Value, scheme: Scheme) -> ibis.Value:
    rates = [(tier == t.id, _rate(t.benefits.discount_rate)) for t in scheme.tiers]
    return _half_up(spend, ibis.cases(*rates, else_=_rate(Decimal(0))))


def _half_up(spend: ibis.Value, rate: ibis.Value) -> ibis.Value:
    # Casting a decimal to fewer places rounds half away from zero on DuckDB and Spark, as invoices do.
    return (spend.cast(_FACTOR) * rate).cast(_MONEY)


def _coupon(tier: ibis.Value, scheme: Scheme, window_days: Window) -> ibis.Value:
    amounts = [(tier == t.id, _money(coupon_cost(t.benefits, window_days))) for t in scheme.tiers]
    return ibis.cases(*amounts, else_=_money(Decimal(0)))


def _money(amount: Decimal) -> ibis.Scalar:
    return ibis.literal(amount, type=_MONEY)


def _rate(rate: Decimal) -> ibis.Scalar:
    return ibis.literal(rate, type=_FACTOR)


def _check_window(window_days: int) -> None:
    if window_days not in WINDOWS:
        raise InvalidInput(
            Text(
                f"试算窗口应为 30、90 或 365 天，得到 {window_days}。",
                f"Expected a window of 30, 90 or 365 days, got {window_days}.",
            ),
        )
