"""One measure by one or two dimensions, over whole months. What a cell holds: docs/algorithms/drilldown.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from frostier.flows.customers import CustomerFilter, CustomerReader, bought_in
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

Measure = Literal["customers", "spend", "orders", "quantity", "margin", "avg_order_value", "overdue_amount"]
Dimension = Literal[
    "tier", "stage", "label", "tag", "region", "channel", "category", "type", "manager", "team", "month"
]
Number = int | Decimal | None
Cell = tuple[str, ...]

OTHER = "__other__"
"""The id of the row or column that takes what does not fit."""
NONE = ""
"""The id for customers without a value."""

MOST_ROWS, MOST_COLUMNS, MOST_TAGS, MOST_MONTHS = 60, 40, 20, 120


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """One figure that can be broken down. ``kind`` says how it is shown."""

    id: Measure
    name: Text
    meaning: Text
    kind: Literal["count", "money", "quantity"]
    unit: Text | None = None


_YUAN = Text("元", "CNY")

MEASURES: tuple[MeasureSpec, ...] = (
    MeasureSpec(
        "customers",
        Text("客户数", "customers"),
        Text(
            "客户数；按品类、渠道或月份看时是期内买过的客户数",
            "customers; by category, channel or month, those who bought there in the period",
        ),
        "count",
        Text("户", "customers"),
    ),
    MeasureSpec(
        "spend",
        Text("销售额", "sales"),
        Text("期内净销售额（扣除退货）", "sales of the period, net of returns"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "orders",
        Text("订单数", "orders"),
        Text("期内订单数；按品类看时是含该品类的订单数", "orders of the period; by category, those that hold it"),
        "count",
        Text("单", "orders"),
    ),
    MeasureSpec(
        "quantity",
        Text("数量", "quantity"),
        Text("期内净销售数量（扣除退货）", "goods of the period, returns subtracted"),
        "quantity",
    ),
    MeasureSpec(
        "margin",
        Text("毛利", "margin"),
        Text("期内已知成本商品的毛利", "margin of the period on goods whose cost is known"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "avg_order_value",
        Text("客单价", "average order"),
        Text("期内销售额 ÷ 订单数", "sales ÷ orders of the period"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "overdue_amount",
        Text("逾期金额", "overdue"),
        Text("分层当天客户的逾期余额", "what the customers owe past due on the day of the results"),
        "money",
        _YUAN,
    ),
)

DIMENSIONS: dict[Dimension, Text] = {
    "tier": Text("价值等级", "value tier"),
    "stage": Text("生命周期阶段", "lifecycle stage"),
    "label": Text("五类标签", "five-label view"),
    "tag": Text("标签", "tag"),
    "region": Text("销售区域", "sales region"),
    "channel": Text("下单渠道", "order channel"),
    "category": Text("品类", "category"),
    "type": Text("客户类型", "customer type"),
    "manager": Text("客户经理", "account manager"),
    "team": Text("销售团队", "sales team"),
    "month": Text("月份", "month"),
}

_OF_CUSTOMER: dict[Dimension, str] = {
    "tier": "tier",
    "stage": "stage",
    "label": "label",
    "region": "sales_region",
    "type": "customer_type",
    "manager": "manager",
    "team": "team",
}
OF_PURCHASE: frozenset[Dimension] = frozenset({"channel", "category", "month"})
_OF_PEOPLE: frozenset[Measure] = frozenset({"customers", "overdue_amount"})


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months from the first day of ``first`` to the last day of ``last``; at most ``MOST_MONTHS``."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not 0 < len(self) <= MOST_MONTHS:
            raise InvalidInput(
                Text(
                    f"期间应为 1 到 {MOST_MONTHS} 个月，得到 {self.first:%Y-%m} 至 {self.last:%Y-%m}。",
                    f"Expected 1 to {MOST_MONTHS} months, got {self.first:%Y-%m} to {self.last:%Y-%m}.",
                ),
                where={"field": "since"},
            )

    def __len__(self) -> int:
        return max(0, _number(self.last) - _number(self.first) + 1)

    def every(self) -> tuple[date, ...]:
        """The first day of every month, ascending."""
        return tuple(_month(n) for n in range(_number(self.first), _number(self.last) + 1))

    @classmethod
    def between(cls, since: date | None, until: date | None, as_of: date) -> Months:
        """The months of two days; by default the twelve that end with the month of ``as_of``."""
        last = (until or as_of).replace(day=1)
        first = since.replace(day=1) if since else _month(_number(last) - 11)
        return cls(first, last)


@dataclass(frozen=True, slots=True)
class Question:
    """What to break down by what, for which customers, over which months.

    ``tags`` are those that the dimension tag shows. Raises ``InvalidInput`` for twice the same dimension.
    """

    measure: Measure
    rows: Dimension
    columns: Dimension | None
    customers: CustomerFilter
    months: Months
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows == self.columns:
            raise InvalidInput(
                Text("行与列应是两个不同的维度。", "Rows and columns must be two different dimensions."),
                where={"field": "columns"},
            )

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Rows, then columns if there are any."""
        return (self.rows,) if self.columns is None else (self.rows, self.columns)

    @property
    def of_buyers(self) -> bool:
        """Whether only customers who bought in the months count."""
        return not OF_PURCHASE.isdisjoint(self.dimensions)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The answer: ids in order, cells by (row, column), and totals in which everybody counts once."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Cell, Number]
    row_totals: Mapping[str, Number]
    column_totals: Mapping[str, Number]
    total: Number


def break_down(
    reader: CustomerReader, asked: Question, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> Breakdown:
    """The measure by its dimensions: at most ``most_rows`` × ``most_columns``, the rest as ``OTHER``."""
    counted = _Counted(reader, asked)
    rows, row_totals = _side(counted, asked.rows, most_rows)
    if asked.columns is None:
        return Breakdown(rows, (), {}, row_totals, {}, counted.by()[()])
    columns, column_totals = _side(counted, asked.columns, most_columns)
    cells = counted.by(asked.rows, asked.columns)
    return Breakdown(rows, columns, cells, row_totals, column_totals, counted.by()[()])


def most_carried(reader: CustomerReader, wanted: CustomerFilter, tags: Sequence[str]) -> tuple[str, ...]:
    """The tags that most of the chosen customers carry, at most ``MOST_TAGS``."""
    table = reader.chosen(wanted)
    known = [tag for tag in tags if tag in table.columns]
    if not known:
        return ()
    [row] = reader.published.rows(table.aggregate(**{f"t{n}": table[tag].sum() for n, tag in enumerate(known)}))
    carriers = {tag: row[f"t{n}"] or 0 for n, tag in enumerate(known)}
    return tuple(sorted((t for t in known if carriers[t]), key=lambda t: (-carriers[t], t))[:MOST_TAGS])


def _side(counted: _Counted, dimension: Dimension, most: int) -> tuple[tuple[str, ...], dict[str, Number]]:
    """The ids of one side in order, and its totals; what does not fit becomes ``OTHER`` from then on."""
    totals = {cell[0]: value for cell, value in counted.by(dimension).items()}
    ranked = sorted(totals, key=lambda id: (-(totals[id] or 0), id))
    if dimension == "month":
        ranked = sorted(totals, reverse=True)
    if len(ranked) > most:
        counted.kept[dimension] = ranked[: most - 1]
        totals = {cell[0]: value for cell, value in counted.by(dimension).items()}
        ranked = [*counted.kept[dimension], OTHER]
    return tuple(sorted(ranked) if dimension == "month" else ranked), totals


class _Counted:
    """The measure of one question by any of its dimensions."""

    def __init__(self, reader: CustomerReader, asked: Question) -> None:
        self.reader = reader
        self.asked = asked
        self.kept: dict[Dimension, list[str]] = {}
        self._finest: dict[tuple[Measure, tuple[Dimension, ...]], dict[Cell, Number]] = {}
        chosen = reader.chosen(asked.customers)
        columns: dict[str, Any] = {d: chosen[c] for d, c in _OF_CUSTOMER.items() if d in asked.dimensions}
        tags = asked.tags if "tag" in asked.dimensions else ()
        reader.check_columns(tags)
        columns |= {f"carries_{n}": chosen[tag] for n, tag in enumerate(tags)}
        owed = ["overdue_amount"] if asked.measure == "overdue_amount" else []
        self.customers = chosen.select("customer_key", *owed, **columns)

    def by(self, *dimensions: Dimension) -> dict[Cell, Number]:
        """The measure by these dimensions; without any, of everybody under the empty cell."""
        if self.asked.measure == "avg_order_value":
            spend, orders = self._by(dimensions, "spend"), self._by(dimensions, "orders")
            return {cell: _ratio(spend.get(cell), orders.get(cell)) for cell in spend.keys() | orders.keys()}
        return self._by(dimensions, self.asked.measure)

    def _by(self, dimensions: Sequence[Dimension], measure: Measure) -> dict[Cell, Number]:
        """Folded from cells that are as fine as they add up, so that few questions answer for the whole table."""
        finest = tuple(d for d in self.asked.dimensions if d in dimensions or self._adds_up(measure, d))
        if (measure, finest) not in self._finest:
            self._finest[measure, finest] = self._asked_for(finest, measure)
        return self._folded(self._finest[measure, finest], finest, dimensions)

    def _adds_up(self, measure: Measure, dimension: Dimension) -> bool:
        """Whether what stands under different values of a dimension is never the same."""
        if dimension == "tag":
            return False
        if measure in _OF_PEOPLE:
            return dimension not in OF_PURCHASE
        return measure != "orders" or dimension != "category"

    def _folded(
        self, cells: Mapping[Cell, Number], finest: Sequence[Dimension], dimensions: Sequence[Dimension]
    ) -> dict[Cell, Number]:
        places = [finest.index(d) for d in dimensions]
        kept = [self.kept.get(d) for d in dimensions]
        sums: dict[Cell, Number] = {} if dimensions or cells else {(): None}
        for cell, value in cells.items():
            ids = (cell[place] for place in places)
            coarse = tuple(id if known is None or id in known else OTHER for id, known in zip(ids, kept, strict=True))
            sums[coarse] = _sum(sums.get(coarse), value)
        return sums

    def _asked_for(self, dimensions: Sequence[Dimension], measure: Measure) -> dict[Cell, Number]:
        table, value = self._source(dimensions, measure)
        keys = [d for d in dimensions if d != "tag"]
        if "tag" not in dimensions:
            told = (
                (tuple(_id(r[d]) for d in dimensions), r["value"])
                for r in self._rows(table, keys, value=value(table, None))
            )
            return _added_up(told)
        figures = {f"t{n}": value(table, table[f"carries_{n}"]) for n in range(len(self.asked.tags))}
        carriers = {f"c{n}": table[f"carries_{n}"].sum() for n in range(len(self.asked.tags))}
        rows = self._rows(table, keys, **figures, **carriers) if figures else []
        return _added_up(
            (tuple(tag if d == "tag" else _id(row[d]) for d in dimensions), row[f"t{n}"])
            for row in rows
            for n, tag in enumerate(self.asked.tags)
            if row[f"c{n}"]
        )

    def _rows(self, table: ibis.Table, keys: Sequence[str], **figures: ir.Scalar) -> list[dict[str, Any]]:
        grouped = table.group_by(list(keys)).agg(**figures) if keys else table.aggregate(**figures)
        return self.reader.published.rows(grouped)

    def _source(
        self, dimensions: Sequence[Dimension], measure: Measure
    ) -> tuple[ibis.Table, Callable[[ibis.Table, ir.BooleanValue | None], ir.Scalar]]:
        """The rows to add up, and how."""
        if measure == "customers":
            return self._people(dimensions), lambda t, where: t.count(where=where)
        if measure == "overdue_amount":
            return self._people(dimensions), lambda t, where: t.overdue_amount.sum(where=where)
        column = {"spend": "net_amount", "margin": "margin_amount"}.get(measure, measure)
        sales = self._sales("category" in dimensions)
        if measure == "orders" and "category" not in dimensions:
            sales = sales.filter(sales.orders > 0)  # the rest are months of nothing but returns
        return sales.join(self.customers, "customer_key"), lambda t, where: t[column].sum(where=where)

    def _people(self, dimensions: Sequence[Dimension]) -> ibis.Table:
        """One row per customer and per value of the dimensions of purchase in which the customer bought."""
        if not self.asked.of_buyers:
            return self.customers
        wanted, purchase = self.asked.customers, [d for d in dimensions if d in OF_PURCHASE]
        if wanted.bought_categories or wanted.bought_channels or wanted.bought_months:
            months = self._sales(by_category=True)
            once = months.filter(bought_in(months, wanted)).select("customer_key", *purchase).distinct()
        else:
            once = self._buyers(frozenset(purchase))
        return once.join(self.customers, "customer_key")

    def _buyers(self, dimensions: frozenset[Dimension]) -> ibis.Table:
        """Every buyer of the period once for each value of these dimensions, without telling rows apart."""
        months = self._sales("category" in dimensions)
        if "category" in dimensions:
            bought, first, again = months.orders > 0, months.first_of_category, months.category_next_month
        else:
            bought, first, again = months.is_bought, months.is_first, months.customer_next_month
        conditions = [bought]
        if "channel" in dimensions:
            again = months.next_month
        else:
            conditions.append(first)
        if "month" not in dimensions:
            conditions.append(again.isnull() | (again > self.asked.months.last))
        return months.filter(conditions).select("customer_key", *sorted(dimensions))

    def _sales(self, by_category: bool) -> ibis.Table:
        """The purchases of the period, also by the names of the dimensions; coarser where categories do not matter."""
        facts = self.reader.facts("customer_month" if by_category else "customer_channel_month")
        period = self.asked.months
        within = facts.filter((facts.month >= period.first) & (facts.month <= period.last))
        return within.mutate(channel=within.order_channel)


def _id(value: str | date | None) -> str:
    """The id of a value: months are told apart as days, which is quicker, and written as 2026-11."""
    return NONE if value is None else f"{value:%Y-%m}" if isinstance(value, date) else value


def _added_up(told: Iterable[tuple[Cell, Number]]) -> dict[Cell, Number]:
    """Values by cell: no value and an empty one are the same to whoever reads them."""
    cells: dict[Cell, Number] = {}
    for cell, value in told:
        cells[cell] = _sum(cells.get(cell), value)
    return cells


def _sum(one: Number, other: Number) -> Number:
    return other if one is None else one if other is None else one + other


def _ratio(spend: Number, orders: Number) -> Decimal | None:
    return Decimal(spend) / Decimal(orders) if spend is not None and orders else None


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
