"""Customers in lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frostier.flows.customers import CustomerFilter, Place, Sorting
from frostier.flows.ports import Grading
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.crm import blocks
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas import CustomerFilter as AskedFilter
from frostier.shell.crm.schemas import CustomerListQuery
from frostier.shell.crm.words import ROW_COLUMNS, customer_row

MOST_COLUMNS = 100
NOTHING: dict[str, Any] = {"items": [], "next": None, "total": 0, "as_of": None, "grading_id": None}


def page(read: Reading, asked: CustomerListQuery) -> dict[str, Any]:
    """A page of the customers that fit."""
    if read.grading is None:
        return NOTHING
    return page_of(read, customer_filter(asked, read), asked)


def page_of(read: Reading, wanted: CustomerFilter, asked: CustomerListQuery) -> dict[str, Any]:
    """A page of these customers, sorted and with the columns that were asked for.

    A cursor keeps to the grading of its first page, whatever is graded in between.
    """
    columns, sorting = columns_of(asked.columns), Sorting.of(asked.sort)
    after = None
    if asked.cursor is not None:
        snapshot, sort, value, customer_id = parts_of(asked.cursor, str, str, (str, type(None)), str)
        if sort != asked.sort:
            raise _other_sorting()
        read, after = read.at(snapshot), Place(value, customer_id)
    shown = (*ROW_COLUMNS, *columns)
    rows, place = read.reader.page(wanted, shown, sorting, after=after, limit=asked.limit)
    following = place and cursor_of(read.graded.snapshot, asked.sort, place.value, place.customer_id)
    items = [customer_row(row, read.words, columns) for row in rows]
    return {"items": items, "next": following, "total": read.count(wanted), **stamp(read.graded)}


def counts(read: Reading, chosen: AskedFilter) -> dict[str, Any]:
    """How many customers fit, can be reached, may be contacted."""
    if read.grading is None:
        return {"matched": 0, "reachable": 0, "allowed": 0, "total": 0, "as_of": None}
    return triple(read, customer_filter(chosen, read))


def triple(read: Reading, wanted: CustomerFilter) -> dict[str, Any]:
    """How many customers fit, can be reached, may be contacted; and how many there are in the viewer's scope."""
    blocked = tuple(blocks.blocked_ids(read.house.clock.today()))
    reach = read.remembered(("reach", wanted, blocked), lambda: read.reader.reach(wanted, blocked))
    return {
        "matched": reach.matched,
        "reachable": reach.reachable,
        "allowed": reach.allowed,
        "total": read.count(CustomerFilter()),
        "as_of": read.graded.as_of,
    }


def batch(read: Reading, ids: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    """The customers of these numbers, and the numbers that are unknown."""
    if read.grading is None:
        return {"items": [], "unknown": sorted(set(ids)), "as_of": None}
    rows = read.reader.batch(ids, (*ROW_COLUMNS, *columns))
    items = [customer_row(row, read.words, columns) for row in rows]
    known = {item["id"] for item in items}
    return {"items": items, "unknown": sorted(set(ids) - known), "as_of": read.graded.as_of}


def columns_of(text: str | None) -> list[str]:
    """The column ids in ``a,b,c``, each once; raises ``InvalidInput`` for too many."""
    columns = list(dict.fromkeys(part.strip() for part in (text or "").replace("，", ",").split(",") if part.strip()))
    if len(columns) > MOST_COLUMNS:
        raise InvalidInput(
            Text(
                f"一次最多 {MOST_COLUMNS} 列，得到 {len(columns)} 列。",
                f"Expected at most {MOST_COLUMNS} columns, got {len(columns)}.",
            ),
            where={"field": "columns"},
        )
    return columns


def stamp(grading: Grading) -> dict[str, Any]:
    """Which results an answer stands on."""
    return {"as_of": grading.as_of, "grading_id": grading.id}


def _other_sorting() -> InvalidInput:
    return InvalidInput(
        Text("翻页游标属于另一种排序。", "The cursor belongs to another sorting."),
        next_step=Text("换排序后请从第一页开始。", "Start from the first page after changing the sorting."),
        where={"field": "cursor"},
    )
