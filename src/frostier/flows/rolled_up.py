"""The drill-down from what the grading added up beforehand: the same figures from a hundredth of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from frostier.flows.customers import COLUMN_OF, CustomerFilter, CustomerReader, listed
from frostier.flows.question import COLUMN_OF_DIMENSION, OF_PEOPLE, Dimension, Measure, Question
from frostier.warehouse.rollups import (
    CARRIERS,
    GROUP_ATTRIBUTES,
    GROUPS,
    MOST_TAGS,
    TAG,
    TAG_GROUPS,
    YEAR_MONTHS,
    Rollup,
    months_until,
    rollup_for,
)

_SOLD = {"spend": "net_amount", "margin": "margin_amount", "quantity": "quantity", "orders": "orders"}


def rolled_up(
    reader: CustomerReader, asked: Question, dimensions: Sequence[Dimension], measure: Measure
) -> ibis.Table | None:
    """The measure by these dimensions, as columns of their names and ``value``.

    ``None`` where nothing that was added up tells it: a condition of its own, a purchase as a condition, months too far
    back, a tag that few carry or that stands beside an attribute, an older grading.
    """
    if not _by_attributes_alone(asked.customers) or ("tag" in dimensions and not _all_carried(reader, asked.tags)):
        return None
    attributes = _attributes(reader, asked.customers, dimensions)
    if TAG in attributes and not asked.of_buyers:
        return _of_tags(reader, asked, dimensions, measure, attributes)
    if measure in OF_PEOPLE and not asked.of_buyers:
        return _of_everybody(reader, asked, dimensions, measure) if attributes <= set(GROUP_ATTRIBUTES) else None
    rollup = rollup_for(attributes, category="category" in dimensions, channel="channel" in dimensions)
    if rollup is None or not _knows_months(rollup, asked, dimensions, measure, reader.grading.as_of):
        return None
    return _of_months(reader, asked, dimensions, measure, rollup)


def carriers(reader: CustomerReader, wanted: CustomerFilter) -> dict[str, int] | None:
    """How many of all customers carry each tag, the most carried first; ``None`` for some customers."""
    table = reader.rollup(CARRIERS) if reader.scope.kind == "all" and wanted == CustomerFilter() else None
    if table is None:
        return None
    return {row["tag"]: row["carriers"] for row in reader.published.rows(table.order_by("place"))}


def _all_carried(reader: CustomerReader, tags: Sequence[str]) -> bool:
    """Whether each of the tags is one of those that were added up, whoever asks."""
    table = reader.published.rollup(reader.grading.snapshot, CARRIERS)
    if table is None:
        return False
    kept = reader.published.rows(table.filter(table.place <= MOST_TAGS))
    return set(tags) <= {row["tag"] for row in kept}


def _by_attributes_alone(wanted: CustomerFilter) -> bool:
    chosen = {part: getattr(wanted, part) for part in COLUMN_OF}
    return wanted == CustomerFilter(**chosen)


def _attributes(reader: CustomerReader, wanted: CustomerFilter, dimensions: Sequence[Dimension]) -> set[str]:
    """What must be known of customers to choose and tell them apart."""
    chosen = {column for part, column in COLUMN_OF.items() if getattr(wanted, part)}
    told = {COLUMN_OF_DIMENSION[d] for d in dimensions if d in COLUMN_OF_DIMENSION}
    return chosen | told | set(reader.scope.columns) | ({TAG} if "tag" in dimensions else set())


def _knows_months(
    rollup: Rollup, asked: Question, dimensions: Sequence[Dimension], measure: Measure, as_of: date
) -> bool:
    first, last = rollup.months(as_of)
    within = first <= asked.months.first and asked.months.last <= last
    return within and (measure not in OF_PEOPLE or _single(asked, dimensions) or asked.months.last == last)


def _single(asked: Question, dimensions: Sequence[Dimension]) -> bool:
    """Whether buyers are counted in single months, rather than once in all of them."""
    return "month" in dimensions or len(asked.months) == 1


def _of_everybody(
    reader: CustomerReader, asked: Question, dimensions: Sequence[Dimension], measure: Measure
) -> ibis.Table | None:
    groups = _chosen(reader, asked, GROUPS)
    if groups is None:
        return None
    value = groups.customers if measure == "customers" else groups.overdue_amount
    return _added_up(groups, dimensions, value, measure)


def _of_tags(
    reader: CustomerReader, asked: Question, dimensions: Sequence[Dimension], measure: Measure, attributes: set[str]
) -> ibis.Table | None:
    """By tag and attributes of customers, over the last year where the measure is of purchases."""
    table = next((name for name, known in TAG_GROUPS.items() if attributes <= set(known)), None)
    of_year = (asked.months.first, asked.months.last) == months_until(reader.grading.as_of, YEAR_MONTHS)
    groups = _chosen(reader, asked, table) if table and (of_year or measure in OF_PEOPLE) else None
    if groups is None:
        return None
    if measure in OF_PEOPLE:
        return _added_up(groups, dimensions, groups[measure], measure)
    kept = groups.filter(groups.orders > 0 if measure == "orders" else groups.buyers > 0)
    return _added_up(kept, dimensions, kept[_SOLD[measure]], measure)


def _of_months(
    reader: CustomerReader, asked: Question, dimensions: Sequence[Dimension], measure: Measure, rollup: Rollup
) -> ibis.Table | None:
    groups = _chosen(reader, asked, rollup.name)
    if groups is None:
        return None
    within = groups.filter((groups.month >= asked.months.first) & (groups.month <= asked.months.last))
    if measure not in OF_PEOPLE:
        kept = within.filter(within.orders > 0) if measure == "orders" and not rollup.by_category else within
        return _added_up(kept, dimensions, kept[_SOLD[measure]], measure)
    each = "channel_" if "channel" in dimensions else ""
    buyers = f"{each}buyers" if _single(asked, dimensions) else f"{each}last_buyers"
    kept = within.filter(within[buyers] > 0)
    return _added_up(kept, dimensions, kept[buyers if measure == "customers" else f"{buyers}_owe"], measure)


def _chosen(reader: CustomerReader, asked: Question, rollup: str) -> ibis.Table | None:
    groups = reader.rollup(rollup)
    if groups is None:
        return None
    conditions = listed(groups, asked.customers)
    if TAG in groups.columns:
        conditions.append(groups.tag.isin(list(asked.tags)))
    return groups.filter(conditions) if conditions else groups


def _added_up(
    groups: ibis.Table, dimensions: Sequence[Dimension], value: ir.NumericColumn, measure: Measure
) -> ibis.Table:
    keys = {d: groups[COLUMN_OF_DIMENSION.get(d) or _OTHERWISE.get(d, d)] for d in dimensions}
    told = groups.select(**keys, value=value)
    total = told.value.sum()
    if not keys:
        return told.aggregate(value=total.fill_null(0) if measure == "customers" else total)
    return told.group_by(list(keys)).agg(value=total)


_OTHERWISE: dict[Dimension, str] = {"channel": "order_channel"}
