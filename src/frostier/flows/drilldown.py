"""One measure by one or two dimensions, over whole months. What a cell holds: docs/algorithms/drilldown.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from frostier.flows.customers import CustomerFilter, CustomerReader, bought_in
from frostier.flows.question import COLUMN_OF_DIMENSION, OF_PEOPLE, OF_PURCHASE, Dimension, Measure, Question
from frostier.flows.rolled_up import carriers, rolled_up
from frostier.warehouse.rollups import MOST_TAGS, YEAR, YEAR_MONTHS, months_until

Number = int | Decimal | None
Cell = tuple[str, ...]

OTHER = "__other__"
"""The id of the row or column that takes what does not fit."""
NONE = ""
"""The id for customers without a value."""

MOST_ROWS, MOST_COLUMNS = 60, 40


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
    beforehand = carriers(reader.as_graded, wanted)
    if beforehand is not None:
        return tuple(tag for tag in beforehand if tag in tags)[:MOST_TAGS]
    table = reader.chosen(wanted, tags)
    known = [tag for tag in tags if tag in table.columns]
    if not known:
        return ()
    [row] = reader.published.rows(table.aggregate(**{f"t{n}": table[tag].sum() for n, tag in enumerate(known)}))
    carry = {tag: row[f"t{n}"] or 0 for n, tag in enumerate(known)}
    return tuple(sorted((t for t in known if carry[t]), key=lambda t: (-carry[t], t))[:MOST_TAGS])


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
        tags = asked.tags if "tag" in asked.dimensions else ()
        reader.check_columns(tags)
        self._singly = _Singly(reader, asked)

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
        if measure in OF_PEOPLE:
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
        """What was added up beforehand, corrected by those who were evaluated since; else everybody singly."""
        graded = self.reader.as_graded
        beforehand = rolled_up(graded, self.asked, dimensions, measure)
        if beforehand is None:
            return self._singly.by(dimensions, measure)
        cells = _told(dimensions, self.reader.published.rows(beforehand))
        since = self.reader.evaluated_since
        if since is None:
            return cells
        then, now = (_Singly(of, self.asked, since).by(dimensions, measure) for of in (graded, self.reader))
        moved = _moved(cells, then, now)
        if measure != "overdue_amount":
            return moved
        there = self._asked_for(dimensions, "customers")  # most owe nothing, and still are there
        return {cell: moved.get(cell, 0) for cell in there} if dimensions else moved


class _Singly:
    """The measure of one question, added up from single customers: all who are chosen, or ``some`` of them."""

    def __init__(self, reader: CustomerReader, asked: Question, some: ibis.Table | None = None) -> None:
        self.reader = reader
        self.asked = asked
        tags = asked.tags if "tag" in asked.dimensions else ()
        named = [column for d, column in COLUMN_OF_DIMENSION.items() if d in asked.dimensions]
        chosen = reader.chosen(asked.customers, (*named, *tags, "overdue_amount"))
        if some is not None:
            chosen = chosen.semi_join(some, "customer_key")
        columns: dict[str, Any] = {d: chosen[c] for d, c in COLUMN_OF_DIMENSION.items() if d in asked.dimensions}
        columns |= {f"carries_{n}": chosen[tag] for n, tag in enumerate(tags)}
        owed = ["overdue_amount"] if asked.measure == "overdue_amount" else []
        self.customers = chosen.select("customer_key", *owed, **columns)

    def by(self, dimensions: Sequence[Dimension], measure: Measure) -> dict[Cell, Number]:
        """The measure by these dimensions."""
        table, value = self._source(dimensions, measure)
        keys = [d for d in dimensions if d != "tag"]
        if "tag" not in dimensions:
            return _told(dimensions, self._rows(table, keys, value=value(table, None)))
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
        sales = self._sales("category" in dimensions) if self.asked.of_buyers else self._sales_of_customers()
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

    def _sales_of_customers(self) -> ibis.Table:
        """The purchases of the period; those of the last year as one row a customer, where they were added up."""
        grading, period = self.reader.as_graded.grading, self.asked.months
        if (period.first, period.last) == months_until(grading.as_of, YEAR_MONTHS):
            year = self.reader.published.rollup(grading.snapshot, YEAR)
            if year is not None:
                return year
        return self._sales(by_category=False)

    def _sales(self, by_category: bool) -> ibis.Table:
        """The purchases of the period, also by the names of the dimensions; coarser where categories do not matter."""
        facts = self.reader.facts("customer_month" if by_category else "customer_channel_month")
        period = self.asked.months
        within = facts.filter((facts.month >= period.first) & (facts.month <= period.last))
        return within.mutate(channel=within.order_channel)


def _id(value: str | date | None) -> str:
    """The id of a value: months are told apart as days, which is quicker, and written as 2026-11."""
    return NONE if value is None else f"{value:%Y-%m}" if isinstance(value, date) else value


def _told(dimensions: Sequence[Dimension], rows: Iterable[Mapping[str, Any]]) -> dict[Cell, Number]:
    return _added_up((tuple(_id(row[d]) for d in dimensions), row["value"]) for row in rows)


def _added_up(told: Iterable[tuple[Cell, Number]]) -> dict[Cell, Number]:
    """Values by cell: no value and an empty one are the same to whoever reads them."""
    cells: dict[Cell, Number] = {}
    for cell, value in told:
        cells[cell] = _sum(cells.get(cell), value)
    return cells


def _moved(cells: Mapping[Cell, Number], then: Mapping[Cell, Number], now: Mapping[Cell, Number]) -> dict[Cell, Number]:
    """The cells with some customers where they are now, not where they were; a cell that comes to nothing is none."""
    found = dict(cells)
    for cell, value in then.items():
        if not value:
            continue
        left = (found.get(cell) or 0) - value
        if left or not cell:
            found[cell] = left
        else:
            found.pop(cell, None)
    return _added_up([*found.items(), *now.items()])


def _sum(one: Number, other: Number) -> Number:
    return other if one is None else one if other is None else one + other


def _ratio(spend: Number, orders: Number) -> Decimal | None:
    return Decimal(spend) / Decimal(orders) if spend is not None and orders else None
