"""The state of the customer base: headline figures, tiers and stages, concentration, recency × frequency, moves.

Every figure names the condition under which the customer list shows exactly the customers that it counts or adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import ibis

from frostier.flows.customers import CustomerFilter, CustomerReader
from frostier.flows.ports import JsonObject
from frostier.kernel.text import Text
from frostier.scores.rfm import rfm_dimensions
from frostier.tags.compile import compile_predicate
from frostier.tags.predicate import AllOf, Always, Compare, Not, OneOf, Predicate, Top, fields_of

Axis = Literal["tier", "stage", "label"]
ABSENT = "absent"
"""Stands on either side of a move for customers who were not there yet, or no longer are."""

_YUAN, _CUSTOMERS = Text("元", "CNY"), Text("户", "customers")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """One headline figure: what is counted or added up (``column``; None: customers), and of whom.

    With ``per`` the sum of ``column`` is divided by the sum of that one.
    """

    id: str
    name: Text
    meaning: Text
    unit: Text
    of: Predicate = field(default_factory=Always)
    column: str | None = None
    per: str | None = None

    @property
    def kind(self) -> Literal["count", "money", "ratio"]:
        """What kind of number it is."""
        return "count" if self.column is None else "money"


def _at_stage(*stages: str) -> Predicate:
    return OneOf("stage", stages) if len(stages) > 1 else Compare("stage", "=", stages[0])


def _some(column: str) -> Predicate:
    return Compare(column, "!=", Decimal(0))


AT_RISK, WON_BACK, NEW = _at_stage("slowing", "dormant"), _at_stage("won_back"), _at_stage("new")

FIGURES: tuple[FigureSpec, ...] = (
    FigureSpec("customers", Text("客户数", "customers"), Text("全部客户", "all customers"), _CUSTOMERS),
    FigureSpec(
        "buyers_30d",
        Text("近 30 天下单客户", "buyers, 30 days"),
        Text("近 30 天至少有一单的客户", "customers with an order in the last 30 days"),
        _CUSTOMERS,
        Compare("orders_30d", ">", 0),
    ),
    FigureSpec(
        "spend_30d",
        Text("近 30 天销售", "sales, 30 days"),
        Text("近 30 天净销售额（扣除退货）", "sales of the last 30 days, net of returns"),
        _YUAN,
        _some("spend_30d"),
        "spend_30d",
    ),
    FigureSpec(
        "spend_365d",
        Text("近一年销售", "sales, 365 days"),
        Text("近 365 天净销售额（扣除退货）", "sales of the last 365 days, net of returns"),
        _YUAN,
        _some("spend_365d"),
        "spend_365d",
    ),
    FigureSpec(
        "margin_365d",
        Text("近一年毛利", "margin, 365 days"),
        Text("近 365 天已知成本商品的毛利", "margin of the last 365 days on goods whose cost is known"),
        _YUAN,
        _some("margin_365d"),
        "margin_365d",
    ),
    FigureSpec(
        "order_value_90d",
        Text("客单价", "average order"),
        Text("近 90 天净销售额 ÷ 订单数", "sales of the last 90 days ÷ orders"),
        _YUAN,
        Compare("orders_90d", ">", 0),
        "spend_90d",
        "orders_90d",
    ),
    FigureSpec(
        "new", Text("新客", "new customers"), Text("处于新客阶段的客户", "customers in the stage new"), _CUSTOMERS, NEW
    ),
    FigureSpec(
        "at_risk",
        Text("流失风险", "at risk"),
        Text("处于放缓或沉睡阶段的客户", "customers slowing or dormant"),
        _CUSTOMERS,
        AT_RISK,
    ),
    FigureSpec(
        "won_back",
        Text("赢回", "won back"),
        Text("处于赢回阶段的客户", "customers in the stage won back"),
        _CUSTOMERS,
        WON_BACK,
    ),
    FigureSpec(
        "churned",
        Text("流失", "churned"),
        Text("处于流失阶段的客户", "customers in the stage churned"),
        _CUSTOMERS,
        _at_stage("churned"),
    ),
    FigureSpec(
        "overdue_amount",
        Text("逾期金额", "overdue"),
        Text("到期未付清的应收余额", "unpaid remainder of receivables past due"),
        _YUAN,
        Compare("overdue_amount", ">", Decimal(0)),
        "overdue_amount",
    ),
)


def figures(reader: CustomerReader, wanted: CustomerFilter) -> dict[str, int | Decimal | None]:
    """The value of every headline figure by id; None where it divides by nothing."""
    summed = {column for spec in FIGURES for column in (spec.column, spec.per) if column is not None}
    table = reader.chosen(wanted, summed.union(*(fields_of(spec.of) for spec in FIGURES)))
    parts: dict[str, Any] = {}
    for spec in FIGURES:
        where = compile_predicate(spec.of, table, reader.cuts_for(spec.of))
        parts[spec.id] = table.count(where=where) if spec.column is None else table[spec.column].sum(where=where)
        if spec.per is not None:
            parts[f"{spec.id}_per"] = table[spec.per].sum(where=where)
    [row] = reader.published.rows(table.aggregate(**parts))
    return {spec.id: _value(spec, row) for spec in FIGURES}


@dataclass(frozen=True, slots=True)
class Slice:
    """The customers of one tier, stage or label, and their yearly figures."""

    customers: int = 0
    spend_365d: Decimal = Decimal(0)
    margin_365d: Decimal = Decimal(0)

    def __add__(self, other: Slice) -> Slice:
        return Slice(
            self.customers + other.customers,
            self.spend_365d + other.spend_365d,
            self.margin_365d + other.margin_365d,
        )


def slices(reader: CustomerReader, wanted: CustomerFilter) -> dict[Axis, dict[str, Slice]]:
    """The chosen customers by tier, by stage and by label."""
    table = reader.chosen(wanted, ("tier", "stage", "label", "spend_365d", "margin_365d"))
    grouped = table.group_by(["tier", "stage", "label"]).agg(
        customers=table.count(), spend_365d=table.spend_365d.sum(), margin_365d=table.margin_365d.sum()
    )
    found: dict[Axis, dict[str, Slice]] = {"tier": {}, "stage": {}, "label": {}}
    for row in reader.published.rows(grouped):
        part = Slice(row["customers"], row["spend_365d"] or Decimal(0), row["margin_365d"] or Decimal(0))
        for axis, by_id in found.items():
            by_id[str(row[axis])] = by_id.get(str(row[axis]), Slice()) + part
    return found


def lorenz(reader: CustomerReader, wanted: CustomerFilter) -> list[tuple[float, float]]:
    """Points (share of customers, share of yearly spend), the best customers first, from (0, 0) to (1, 1).

    At most 101 points; negative spend counts as none. Only (0, 0) where nobody spent anything.
    """
    table = reader.chosen(wanted, ("spend_365d",)).select("customer_id", "spend_365d")
    spend = ibis.greatest(table.spend_365d, ibis.literal(Decimal(0), type=table.spend_365d.type()))
    table = table.select("customer_id", spend=spend)
    place = ibis.row_number().over(order_by=[table.spend.desc(), table.customer_id.asc()])
    everybody = table.count().over(ibis.window())
    ranked = table.mutate(percent=place * 100 // everybody)
    by_percent = ranked.group_by("percent").agg(customers=ranked.count(), spend=ranked.spend.sum())
    rows = reader.published.rows(by_percent.order_by("percent"))
    customers, spent = sum(row["customers"] for row in rows), sum(row["spend"] for row in rows)
    points, seen, so_far = [(0.0, 0.0)], 0, Decimal(0)
    for row in rows if spent else ():
        seen, so_far = seen + row["customers"], so_far + row["spend"]
        points.append((seen / customers, float(so_far / spent)))
    return points


def share_of_best(points: Sequence[tuple[float, float]], share: float) -> float:
    """The share of spend that the best ``share`` of the customers (rounded up) bring.

    >>> share_of_best([(0, 0), (0.5, 0.8), (1, 1)], 0.1)
    0.8
    """
    return next((spend for customers, spend in points if customers >= share - 1e-9), 0.0)


# ── recency × frequency ─────────────────────────────────────────────────────────────────────────────────────────

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the quintiles stand, the condition of every cell (r, f), and who is in it."""

    r_cuts: tuple[float, ...]
    f_cuts: tuple[float, ...]
    conditions: dict[tuple[int, int], Predicate]
    cells: dict[tuple[int, int], Slice]


def rfm_grid(reader: CustomerReader, wanted: CustomerFilter) -> Grid:
    """The chosen customers by recency and frequency; level 5 is best, levels are quintiles of all graded customers.

    The same levels as ``scores.rfm`` gives: who has no value stands at level 1.
    """
    recency, frequency, _ = rfm_dimensions()
    r_cuts = _cuts(reader, recency.feature)
    f_cuts = _cuts(reader, frequency.feature)
    r = dict(zip(LEVELS, _falling(recency.feature, r_cuts), strict=True))
    f = dict(zip(LEVELS, _rising(frequency.feature, f_cuts), strict=True))
    table = reader.chosen(wanted, (recency.feature, frequency.feature, "spend_365d", "margin_365d"))
    level = {
        name: ibis.cases(*[(compile_predicate(at, table, reader.cuts), n) for n, at in levels.items()], else_=1)
        for name, levels in (("r", r), ("f", f))
    }
    table = table.select("spend_365d", "margin_365d", **level)
    grouped = table.group_by(["r", "f"]).agg(customers=table.count(), spend=table.spend_365d.sum())
    counted = {(row["r"], row["f"]): row for row in reader.published.rows(grouped)}
    cells = {
        cell: Slice(counted[cell]["customers"], counted[cell]["spend"] or Decimal(0)) if cell in counted else Slice()
        for cell in ((a, b) for a in LEVELS for b in LEVELS)
    }
    conditions: dict[tuple[int, int], Predicate] = {(a, b): AllOf((r[a], f[b])) for a, b in cells}
    return Grid(tuple(map(float, r_cuts)), tuple(map(float, f_cuts)), conditions, cells)


def _cuts(reader: CustomerReader, feature: str) -> list[Any]:
    """The four quintile cuts of a feature over everybody; empty where nobody has a value."""
    levels = [Decimal(n) / 5 for n in (1, 2, 3, 4)]
    asked = [Top(feature, 1 - level) for level in levels]
    known = reader.cuts_for(AllOf(tuple(asked)))
    cuts = [known.of(one.cut) for one in asked]
    return [] if any(cut is None for cut in cuts) else cuts


def _rising(feature: str, cuts: Sequence[Any]) -> list[Predicate]:
    """The conditions of levels 1 to 5 of a feature whose high end is good."""
    if not cuts:
        return [Always(), *[Not(Always())] * 4]
    between = [_both(Compare(feature, ">=", low), Compare(feature, "<", high)) for low, high in pairwise(cuts)]
    return [Not(Compare(feature, ">=", cuts[0])), *between, Compare(feature, ">=", cuts[-1])]


def _falling(feature: str, cuts: Sequence[Any]) -> list[Predicate]:
    """The conditions of levels 1 to 5 of a feature whose low end is good."""
    if not cuts:
        return [Always(), *[Not(Always())] * 4]
    between = [_both(Compare(feature, ">", low), Compare(feature, "<=", high)) for low, high in pairwise(cuts)]
    return [Not(Compare(feature, "<=", cuts[-1])), *reversed(between), Compare(feature, "<=", cuts[0])]


def _both(one: Predicate, other: Predicate) -> Predicate:
    return AllOf((one, other))


# ── lists to look at ────────────────────────────────────────────────────────────────────────────────────────────

MOST_LISTED = 10


def worth_a_look(
    reader: CustomerReader, wanted: CustomerFilter, of: Predicate, columns: Sequence[str]
) -> list[JsonObject]:
    """The chosen customers for whom ``of`` holds too, the largest by yearly spend first."""
    narrowed = replace(wanted, conditions=(*wanted.conditions, of))
    return reader.page(narrowed, columns, limit=MOST_LISTED)[0]


# ── moves between two gradings ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Move:
    """The customers who went from one tier (stage, label) to another, and their yearly spend."""

    source: str
    target: str
    customers: int
    spend_365d: Decimal


def moves(before: CustomerReader, after: CustomerReader, wanted: CustomerFilter, axis: Axis) -> list[Move]:
    """Who went where between two gradings, those who stayed too; by place.

    A filter chooses customers by what they are afterwards; without one, customers who are gone are told as well.
    """
    earlier, chosen = before.visible_with((axis, "spend_365d")), after.chosen(wanted, (axis, "spend_365d"))
    was = earlier.select("customer_id", was=earlier[axis], spend_before=earlier.spend_365d)
    now = chosen.select("customer_id", now=chosen[axis], spend_after=chosen.spend_365d)
    joined = now.outer_join(was, "customer_id") if wanted == CustomerFilter() else now.left_join(was, "customer_id")
    table = joined.select(
        source=joined.was.fill_null(ABSENT),
        target=joined.now.fill_null(ABSENT),
        spend=ibis.coalesce(joined.spend_after, joined.spend_before),
    )
    grouped = table.group_by(["source", "target"]).agg(customers=table.count(), spend=table.spend.sum())
    rows = after.published.rows(grouped.order_by(["source", "target"]))
    return [Move(row["source"], row["target"], row["customers"], row["spend"] or Decimal(0)) for row in rows]


def moved(
    before: CustomerReader, after: CustomerReader, wanted: CustomerFilter, axis: Axis, source: str, target: str
) -> tuple[CustomerReader, ibis.Table]:
    """The customers of one move, and the reader whose grading they are told by: the later one, if they are in it."""
    was = before.visible if source == ABSENT else before.visible.filter(before.visible[axis] == source)
    if target == ABSENT:
        return before, was.anti_join(after.visible.select("customer_id"), "customer_id")
    chosen = after.chosen(wanted)
    now = chosen.filter(chosen[axis] == target)
    earlier = was.select("customer_id")
    return after, now.anti_join(earlier, "customer_id") if source == ABSENT else now.semi_join(earlier, "customer_id")


def _value(spec: FigureSpec, row: JsonObject) -> int | Decimal | None:
    value = row[spec.id] or 0
    if spec.per is None:
        return int(value) if spec.column is None else Decimal(value)
    divisor = row[f"{spec.id}_per"]
    return Decimal(value) / Decimal(divisor) if divisor else None
