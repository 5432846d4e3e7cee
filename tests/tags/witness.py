"""Finds a believable customer for whom a condition holds, or shows that there is none.

A condition is spread into ways to fulfil it (a disjunction of conjunctions of atoms). Each way leaves an interval or a
set of values per field; laws that every customer obeys (fewer orders in 30 days than in 90, shares of one whole …)
tighten the intervals. A way that leaves nothing is a contradiction; any other gives a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from frostier.features.catalogue import ATTRIBUTES, FEATURES
from frostier.scores.cuts import CutPoints, CutSpec
from frostier.sources.choices import CATEGORIES, ORDER_CHANNELS
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Atom,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
)

Row = dict[str, Any]
Literal = tuple[Atom, bool]

COLUMNS = {column.id: column for column in (*ATTRIBUTES, *FEATURES)}

RANGE_OF_UNIT: dict[str, tuple[float, float]] = {
    "days": (0, 1500),
    "CNY": (0, 3_000_000),
    "orders": (0, 400),
    "share (0 to 1)": (0, 1),
    "0 to 1": (0, 1),
    "kinds": (0, 300),
    "times": (0, 200),
    "lines": (1, 60),
    "shops": (1, 80),
    "seats": (0, 2000),
    "m³": (0, 500),
    "people": (0, 12),
    "months": (0, 60),
    "needs (0 to 6)": (0, 6),
    "blocks of 30 days": (0, 12),
    "ratio": (0, 12),
}
RANGE_OF_FIELD: dict[str, tuple[float, float]] = {
    **{f"margin_{n}d": (-20_000, 600_000) for n in (30, 90, 365)},
    **dict.fromkeys(("spend_trend_30d", "spend_trend_90d", "spend_trend_365d", "orders_trend_90d"), (-1, 20)),
    "spend_yoy_90d": (-1, 20),
    "margin_rate_365d": (-0.3, 0.6),
    "contract_days_left": (-700, 1100),
    "days_to_next_order": (-700, 200),
    "cycle_days": (1, 300),
    "category_count_90d": (0, len(CATEGORIES)),
    "category_count_365d": (0, len(CATEGORIES)),
    "dropped_category_count_90d": (0, len(CATEGORIES)),
    "channel_count_365d": (0, len(ORDER_CHANNELS)),
    "peak_month_share_360d": (0.08, 1),
    "seasonal_index": (0.2, 5),
    "credit_use_rate": (0, 4),
    "won_back_days": (0, 365),
    "longest_gap_days_365d": (1, 364),
    "last_gap_days": (1, 364),
    "active_days_365d": (0, 365),
}  # fmt: skip

WINDOWS = (7, 30, 90, 180, 365)
RISING_CHAINS: tuple[tuple[str, ...], ...] = (
    (*(f"orders_{n}d" for n in WINDOWS), "orders_total"),
    (*(f"spend_{n}d" for n in WINDOWS), "spend_total"),
    ("recency_days", "tenure_days"),
    ("won_back_days", "tenure_days"),
    ("tenure_days", "account_age_days"),
    ("category_count_90d", "category_count_365d"),
    ("sku_count_30d", "sku_count_90d", "sku_count_365d"),
    ("new_sku_count_90d", "sku_count_90d"),
    ("regular_sku_count_365d", "sku_count_365d"),
    ("active_streak_months", "active_months_360d"),
    ("overdue_amount", "open_amount"),
    ("overdue_count", "open_count"),
    ("late_count_365d", "due_count_365d"),
    ("spring_festival_share_365d", "winter_share_365d"),
    ("return_amount_365d", "spend_365d"),
    ("avg_order_value_365d", "max_order_value_365d"),
)
WHOLES: tuple[tuple[str, ...], ...] = (
    tuple(f"share_{c.value}_365d" for c in CATEGORIES),
    tuple(f"share_channel_{c.value}_365d" for c in ORDER_CHANNELS),
    tuple(f"{season}_share_365d" for season in ("spring", "summer", "autumn", "winter")),
    ("frozen_share_365d", "chilled_share_365d"),
    ("night_order_share_365d", "morning_order_share_365d"),
)
STEP: dict[str, Any] = {"int": 1, "decimal": Decimal("0.01"), "float": 1e-6}


@dataclass
class Room:
    """What is still allowed for one field."""

    low: Any
    high: Any
    allowed: set[Any] | None = None
    forbidden: set[Any] = field(default_factory=set)
    texts: list[tuple[str, str]] = field(default_factory=list)
    missing: bool = False
    present: bool = False


def assumed_cuts(specs: set[CutSpec]) -> CutPoints:
    """Cut points of an imagined population: the same place in the plausible range for every group."""
    groups = [None, *(choice.value for column in COLUMNS.values() for choice in column.choices)]
    return CutPoints({spec: dict.fromkeys(groups, _assumed_cut(spec)) for spec in specs})


def witnesses(predicate: Predicate, tags: Mapping[str, Predicate], cuts: CutPoints) -> Iterator[Row]:
    """Believable rows that fulfil the condition, one per way to fulfil it; nothing for a contradiction."""
    for way in ways(predicate, True, tags):
        rooms = _rooms(way, cuts)
        if rooms is not None:
            yield {id: _pick(id, room) for id, room in rooms.items()}


def ways(predicate: Predicate, wanted: bool, tags: Mapping[str, Predicate]) -> Iterator[list[Literal]]:
    """Every list of atoms, each wanted to hold or not, that together decide the condition as wanted."""
    match predicate:
        case Not(part):
            yield from ways(part, not wanted, tags)
        case HasTag(tag):
            yield from ways(tags[tag], wanted, tags)
        case AllOf(parts) | AnyOf(parts) if isinstance(predicate, AllOf) == wanted:
            for combination in product(*(list(ways(part, wanted, tags)) for part in parts)):
                yield [literal for way in combination for literal in way]
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from ways(part, wanted, tags)
        case Always():
            yield from [[]] if wanted else []
        case _:
            yield [(predicate, wanted)]


def _rooms(way: list[Literal], cuts: CutPoints) -> dict[str, Room] | None:
    rooms = {id: _whole_room(id) for id in COLUMNS}
    for atom, wanted in way:
        _tighten(rooms[atom.field], atom, wanted, cuts)  # type: ignore[union-attr]
    _tighten_by_laws(rooms)
    return rooms if all(map(_is_open, rooms.values())) else None


def _whole_room(id: str) -> Room:
    column = COLUMNS[id]
    if column.dtype not in STEP:
        values = {True, False} if column.dtype == "bool" else {c.value for c in column.choices}
        return Room(None, None, allowed=values or None)
    low, high = RANGE_OF_FIELD.get(id) or RANGE_OF_UNIT[column.unit.en if column.unit else "ratio"]
    return Room(_typed(id, low), _typed(id, high))


def _tighten(room: Room, atom: Atom, wanted: bool, cuts: CutPoints) -> None:
    if not wanted and not isinstance(atom, Exists):
        # The shortest way not to fulfil a comparison is the opposite one; being unknown would do as well.
        _tighten_opposite(room, atom, cuts)
        return
    room.present, room.missing = room.present or wanted, room.missing or not wanted
    match atom:
        case Compare(id, op, value):
            _compare(room, id, op, value)
        case Between(_, low, high):
            room.low, room.high = max(room.low, low), min(room.high, high)
        case OneOf(_, values):
            room.allowed = set(values) if room.allowed is None else room.allowed & set(values)
        case Top(id):
            room.low = max(room.low, cuts.of(atom.cut, _any_group(atom)))
        case Bottom(id):
            room.high = min(room.high, cuts.of(atom.cut, _any_group(atom)))
        case TextMatch(_, how, text):
            room.texts.append((how, text))


def _tighten_opposite(room: Room, atom: Atom, cuts: CutPoints) -> None:
    match atom:
        case Compare(id, op, value):
            room.present = True
            _compare(room, id, OPPOSITE[op], value)
        case OneOf(_, values):
            room.forbidden |= set(values)
        case Top(id):
            _compare(room, id, "<", cuts.of(atom.cut, _any_group(atom)))
        case Bottom(id):
            _compare(room, id, ">", cuts.of(atom.cut, _any_group(atom)))
        case _:
            room.missing = True


OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def _compare(room: Room, id: str, op: str, value: Any) -> None:
    if COLUMNS[id].dtype not in STEP:
        if op == "=":
            room.allowed = {value} if room.allowed is None or value in room.allowed else set()
        else:
            room.forbidden.add(value)
        return
    step = STEP[COLUMNS[id].dtype]
    if op in (">", ">=", "="):
        room.low = max(room.low, _typed(id, value) + (step if op == ">" else 0))
    if op in ("<", "<=", "="):
        room.high = min(room.high, _typed(id, value) - (step if op == "<" else 0))
    if op == "!=":
        room.forbidden.add(_typed(id, value))


def _tighten_by_laws(rooms: dict[str, Room]) -> None:
    for _ in range(2):
        for chain in RISING_CHAINS:
            _tighten_chain([rooms[id] for id in chain])
        _tighten_recency(rooms)
    for whole in WHOLES:
        _tighten_whole([rooms[id] for id in whole])


def _tighten_chain(chain: list[Room]) -> None:
    for smaller, larger in pairwise(chain):
        larger.low = max(larger.low, type(larger.low)(smaller.low))
        larger.missing = larger.missing and not smaller.present
    for smaller, larger in reversed(list(pairwise(chain))):
        smaller.high = min(smaller.high, type(smaller.high)(larger.high))


def _tighten_recency(rooms: dict[str, Room]) -> None:
    recency = rooms["recency_days"]
    if rooms["orders_total"].high < 1:
        recency.missing = rooms["tenure_days"].missing = True
    for days in WINDOWS:
        orders = rooms[f"orders_{days}d"]
        if orders.low >= 1:
            recency.high = min(recency.high, days - 1)
        if orders.high < 1 and not recency.missing:
            recency.low = max(recency.low, days)
        if recency.low >= days:
            orders.high = min(orders.high, 0)
        elif recency.present and recency.high < days:
            orders.low = max(orders.low, 1)


def _tighten_whole(parts: list[Room]) -> None:
    taken = sum(part.low for part in parts)
    for part in parts:
        part.high = min(part.high, 1 - (taken - part.low) + 1e-9)


def _is_open(room: Room) -> bool:
    if room.missing:
        return not room.present
    if room.texts and room.allowed is not None:
        return False
    if room.low is not None:
        return room.low <= room.high and not (room.low == room.high and room.low in room.forbidden)
    return room.allowed is None or bool(room.allowed - room.forbidden)


def _pick(id: str, room: Room) -> Any:
    if room.missing:
        return None
    if room.texts:
        starts = "".join(text for how, text in room.texts if how == "starts")
        inside = "".join(text for how, text in room.texts if how == "contains")
        return starts + inside + "".join(text for how, text in room.texts if how == "ends")
    if room.low is not None:
        return room.low + STEP[COLUMNS[id].dtype] if room.low in room.forbidden else room.low
    if room.allowed is None:
        return "某某" if COLUMNS[id].dtype == "text" else None
    return min(room.allowed - room.forbidden, key=str)


def _assumed_cut(spec: CutSpec) -> Any:
    room = _whole_room(spec.field)
    span = float(room.high) - float(room.low)
    # Most customers are small, so cuts lie low in the range; a share of 0.9 of the people holds a tenth of it.
    return _typed(spec.field, float(room.low) + span * float(spec.quantile) ** 2 / 20)


def _any_group(atom: Top | Bottom) -> str | None:
    return None if atom.by is None else next(c.value for c in COLUMNS[atom.by].choices)


def _typed(id: str, value: Any) -> Any:
    return {"int": int, "decimal": lambda v: Decimal(str(v)), "float": float}[COLUMNS[id].dtype](value)
