"""A customer beside its peers: where it stands among those of its type, and which of them are most like it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from frostier.features.catalogue import FEATURES, Feature
from frostier.flows.customers import CustomerReader
from frostier.flows.left_open import left_open
from frostier.flows.ports import JsonObject
from frostier.kernel.text import Text
from frostier.tags.explain import shown
from frostier.tags.vocabulary import Field

MOST_PEERS = 2_000
"""About so many customers of a type stand for all: of more, those whose key is a multiple of a step."""

NUMERIC = tuple(f for f in FEATURES if f.dtype in ("int", "decimal", "float"))


@dataclass(frozen=True, slots=True)
class Peers:
    """The values of each numeric feature among the peers, ascending, those without a value left out."""

    values: Mapping[str, Sequence[float]]

    def median(self, feature: str) -> float | None:
        """The middle value; None where no peer has one."""
        values = self.values.get(feature)
        if not values:
            return None
        return (float(values[(len(values) - 1) // 2]) + float(values[len(values) // 2])) / 2

    def rank(self, feature: str, value: Any) -> float | None:
        """The share of the peers (0 to 1) whose value is not above this one."""
        values = self.values.get(feature)
        if not values or value is None:
            return None
        return bisect_right(values, float(value)) / len(values)


NO_PEERS = Peers({})


def peers_by_type(reader: CustomerReader, most: int = MOST_PEERS) -> dict[str, Peers]:
    """Customer type → the visible customers of that type, of many about ``most``, evenly spread over the keys.

    All types are read together: which customers stand for the others is found in the same pass over their figures,
    and that pass is what takes the time.
    """
    known = [f.id for f in NUMERIC if f.id in reader.profile.columns]
    visible = reader.visible_with(["customer_type", *known])
    typed = visible.filter(visible.customer_type.notnull())
    counts = reader.published.rows(typed.group_by("customer_type").agg(n=typed.count()))
    steps = {row["customer_type"]: -(-int(row["n"]) // most) for row in counts}
    if not steps:
        return {}
    step = typed.customer_type.cases(*steps.items(), else_=1)
    sampled = typed.filter(typed.customer_key % step == 0)
    figures = {f: sampled[f].cast("float64") for f in known}
    table = reader.published.columns(sampled.select(customer_type=sampled.customer_type, **figures))
    places: dict[str, list[int]] = {}
    for place, kind in enumerate(table["customer_type"].to_pylist()):
        places.setdefault(kind, []).append(place)
    of_type = {kind: table.take(which) for kind, which in places.items()}
    return {kind: Peers({f: _ascending(rows[f]) for f in known}) for kind, rows in of_type.items()}


def _ascending(column: Any) -> Sequence[float]:
    """The values of a column, smallest first; eight bytes each, because they are kept."""
    values = column.drop_null().to_numpy().copy()
    values.sort()
    return array("d", values.tobytes())


# ── similar customers ───────────────────────────────────────────────────────────────────────────────────────────

HABITS = (
    "avg_monthly_spend",
    "avg_order_value_365d",
    "avg_monthly_orders",
    "cycle_days",
    "category_count_365d",
    "hotpot_share_365d",
    "frozen_share_365d",
    "digital_share_365d",
    "margin_rate_365d",
    "on_time_rate_365d",
)
"""What makes two customers alike: how much, how often, what, by which way, and how they pay."""

MOST_SIMILAR = 10
MOST_REASONS = 3
FARTHEST = 4.0
"""No single habit counts for more than this many spreads, so that one extreme does not decide alone."""


@dataclass(frozen=True, slots=True)
class Similar:
    """One like customer: its row, the distance (0: the same habits), and the habits that are closest."""

    row: JsonObject
    distance: float
    why: tuple[Text, ...]


def spread(values: Sequence[float]) -> float:
    """The distance between the quartiles, which a few extremes do not move; 1 where there is none.

    >>> spread([1, 2, 3, 4, 5, 6, 7, 1000])
    4.0
    """
    if not values:
        return 1.0
    last = len(values) - 1
    width = float(values[round(last * 0.75)]) - float(values[round(last * 0.25)])
    return width or 1.0


def similar_customers(reader: CustomerReader, me: JsonObject, peers: Peers, columns: Sequence[str]) -> list[Similar]:
    """The visible customers of the same type that are most like this one, nearest first.

    ``me`` has the customer's id, its ``customer_type`` and its ``HABITS``.
    """
    compared = [habit for habit in HABITS if me[habit] is not None]
    if not compared:
        return []
    spreads = {habit: spread(peers.values.get(habit, ())) for habit in compared}
    question = reader.kept(("similar", *columns), lambda: _nearest(reader, columns))
    given = {"customer_id": me["customer_id"], "customer_type": me["customer_type"], "habits": len(compared)}
    for habit in HABITS:
        mine = habit in spreads
        given |= {
            f"my_{habit}": float(me[habit]) if mine else 0.0,
            f"width_{habit}": float(spreads[habit]) if mine else 1.0,
            f"counts_{habit}": float(mine),
        }
    rows = reader.published.rows(question, given)
    return [Similar(row, float(row["distance"]), _why(me, row, spreads)) for row in rows]


def _nearest(reader: CustomerReader, columns: Sequence[str]) -> ibis.Table:
    """The customers nearest to one of whom everything is left open: a habit that the one has not ``counts`` nothing."""
    visible = reader.visible_with(["customer_type", *columns, *HABITS])
    same = visible.filter(
        [visible.customer_type == left_open("customer_type"), visible.customer_id != left_open("customer_id")]
    )
    squares = [_square(same[habit], habit) for habit in HABITS]
    habits = left_open("habits", "float64")
    shown_columns = dict.fromkeys(("customer_id", *columns, *HABITS))
    near = same.select(*shown_columns, distance=(sum(squares[1:], squares[0]) / habits).sqrt())
    return near.order_by(["distance", "customer_id"]).limit(MOST_SIMILAR)


def _square(column: ibis.Column, habit: str) -> ibis.Value:
    mine, width, counts = (left_open(f"{what}_{habit}", "float64") for what in ("my", "width", "counts"))
    far = _apart(column, mine, width)
    return far * far * counts


def _apart(column: ibis.Column, value: ibis.Value, width: ibis.Value) -> ibis.Value:
    # Who has no value is as far away as can be.
    apart = ((column.cast("float64") - value) / width).abs()
    return ibis.least(apart, FARTHEST).fill_null(FARTHEST)


def _why(me: JsonObject, other: JsonObject, spreads: Mapping[str, float]) -> tuple[Text, ...]:
    """The habits in which the two are closest, in words."""
    both = [habit for habit in spreads if other[habit] is not None]
    closest = sorted(both, key=lambda h: (abs(float(other[h]) - float(me[h])) / spreads[h], HABITS.index(h)))
    return tuple(_alike(_BY_ID[habit], me[habit], other[habit]) for habit in closest[:MOST_REASONS])


def _alike(feature: Feature, mine: Any, other: Any) -> Text:
    field = Field(feature.id, feature.name, feature.dtype, (), feature.choices, feature.unit)
    one, two = shown(field, other), shown(field, mine)
    return Text(
        f"{feature.name.zh} {one.zh}（本客户 {two.zh}）", f"{feature.name.en} {one.en} (this customer {two.en})"
    )


_BY_ID: dict[str, Feature] = {f.id: f for f in FEATURES}
