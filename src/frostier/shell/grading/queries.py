"""Reading the ledger as columns: many customers at once, without a Python object each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import connection

from frostier.shell.portions import in_portions

STATES = pa.schema(
    [
        ("customer_id", pa.string()),
        ("tier", pa.string()),
        ("tier_since", pa.date32()),
        ("stage", pa.string()),
        ("stage_since", pa.date32()),
        ("pending_tier", pa.string()),
        ("pending_since", pa.date32()),
    ]
)
_GONE = (None, None)


def present_states(customer_ids: Collection[str] | None = None) -> pa.Table:
    """Where every customer, or some, stand now: one row per customer, columns of ``STATES``, by customer_id."""
    names = ", ".join(_as_text(field) for field in STATES)
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for condition, values in of_customers(customer_ids):
            cursor.execute(f"SELECT {names} FROM tier_state WHERE {condition} ORDER BY customer_id", values)
            rows += cursor.fetchall()
    return _table(rows)


def folded_states(as_of: date, *, before_grading: int | None = None) -> pa.Table:
    """Where every customer stood at the end of ``as_of``, from the ledger alone.

    ``before_grading`` leaves out what that grading and later ones recorded.
    """
    if before_grading is None:
        return _folded("as_of <= %s", [as_of.isoformat()])
    return _folded("as_of <= %s AND grading_id < %s", [as_of.isoformat(), before_grading])


def states_after(grading_id: int) -> pa.Table:
    """Where every customer stood after a grading, without what live evaluations found after it."""
    return _folded("(grading_id < %s OR (grading_id = %s AND revision IS NULL))", [grading_id, grading_id])


def settled_states(grading_id: int, as_of: date, customer_ids: Collection[str] | None = None) -> pa.Table:
    """Where customers stood before anything that live evaluations of ``as_of`` found after a grading."""
    earlier = "(grading_id < %s OR (grading_id = %s AND (revision IS NULL OR as_of < %s)))"
    return _folded(earlier, [grading_id, grading_id, as_of.isoformat()], customer_ids)


def _folded(which: str, values: Sequence[str | int], customer_ids: Collection[str] | None = None) -> pa.Table:
    """The entries that ``which`` (SQL) chooses, folded to states.

    The last entry of a kind decides; a deeper fall within one grace is told again, and its days count from the first.
    """
    tiers: dict[str, tuple[str | None, str]] = {}
    stages: dict[str, tuple[str | None, str]] = {}
    pending: dict[str, tuple[str | None, str]] = {}
    for customer, kind, value, day, since in _entries(which, values, customer_ids):
        if kind == "tier":
            tiers[customer] = (value, since or day)
        elif kind == "stage":
            stages[customer] = (value, since or day)
        elif kind == "grace_started":
            pending[customer] = (value, since or pending.get(customer, (None, day))[1])
        else:
            pending.pop(customer, None)
    rows = [
        (c, *tiers.get(c, _GONE), *stages.get(c, _GONE), *pending.get(c, _GONE))
        for c in sorted(tiers.keys() | stages.keys())
    ]
    return _table(rows)


def _entries(
    which: str, values: Sequence[str | int], customer_ids: Collection[str] | None
) -> Iterator[tuple[str, str, str | None, str, str | None]]:
    """Customer, kind, new value, day and since when, in the order in which things happened."""
    with connection.cursor() as cursor:
        for condition, ids in of_customers(customer_ids):
            cursor.execute(
                "SELECT customer_id, kind, to_value, CAST(as_of AS CHAR(10)), CAST(since AS CHAR(10)) FROM ledger "
                f"WHERE {which} AND {condition} ORDER BY grading_id, coalesce(revision, 0), "
                "CASE kind WHEN 'grace_started' THEN 1 ELSE 0 END, id",
                [*values, *ids],
            )
            yield from cursor


def of_customers(customer_ids: Collection[str] | None) -> Iterator[tuple[str, list[str]]]:
    """The SQL that chooses some customers, in portions that one statement takes, with its values."""
    if customer_ids is None:
        yield "1 = 1", []
        return
    for chunk in in_portions(sorted(customer_ids)):
        yield f"customer_id IN ({', '.join(['%s'] * len(chunk))})", chunk


def _as_text(field: pa.Field) -> str:
    # Text is cast to dates by the column; one parsed date object per cell would take most of the time.
    return f"CAST({field.name} AS CHAR(10))" if pa.types.is_date(field.type) else field.name


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(STATES)
    arrays = [pa.array(column, pa.string()).cast(field.type) for column, field in zip(columns, STATES, strict=True)]
    return pa.table(arrays, schema=STATES)


def moves_of(grading_id: int) -> list[tuple[str | None, str | None, str, int]]:
    """Tier changes of one grading: from, to, cause, customers; most customers first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT from_value, to_value, cause, count(*) FROM ledger "
            "WHERE grading_id = %s AND revision IS NULL AND kind = 'tier' "
            "GROUP BY from_value, to_value, cause ORDER BY count(*) DESC, from_value, to_value",
            [grading_id],
        )
        return list(cursor.fetchall())
