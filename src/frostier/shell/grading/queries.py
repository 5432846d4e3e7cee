"""Reading the ledger as columns: many customers at once, without a Python object each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
from django.db import connection

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


def present_states() -> pa.Table:
    """Where every customer stands now: one row per customer, columns of ``STATES``, by customer_id."""
    names = ", ".join(_as_text(field) for field in STATES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM tier_state ORDER BY customer_id")
        return _table(cursor.fetchall())


def folded_states(as_of: date, *, before_grading: int | None = None) -> pa.Table:
    """Where every customer stood at the end of ``as_of``, from the ledger alone.

    ``before_grading`` leaves out what that grading and later ones recorded. The last entry of a kind decides; a
    deeper fall within one grace is told again, and its days count from the first.
    """
    tiers: dict[str, tuple[str | None, str]] = {}
    stages: dict[str, tuple[str | None, str]] = {}
    pending: dict[str, tuple[str | None, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, kind, to_value, CAST(as_of AS CHAR(10)) FROM ledger "
            "WHERE as_of <= %s AND (%s IS NULL OR grading_id < %s) "
            "ORDER BY grading_id, CASE kind WHEN 'grace_started' THEN 1 ELSE 0 END, id",
            [as_of.isoformat(), before_grading, before_grading],
        )
        for customer, kind, value, day in cursor:
            if kind == "tier":
                tiers[customer] = (value, day)
            elif kind == "stage":
                stages[customer] = (value, day)
            elif kind == "grace_started":
                pending[customer] = (value, pending.get(customer, (None, day))[1])
            else:
                pending.pop(customer, None)
    rows = [
        (c, *tiers.get(c, _GONE), *stages.get(c, _GONE), *pending.get(c, _GONE))
        for c in sorted(tiers.keys() | stages.keys())
    ]
    return _table(rows)


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
            "SELECT from_value, to_value, cause, count(*) FROM ledger WHERE grading_id = %s AND kind = 'tier' "
            "GROUP BY from_value, to_value, cause ORDER BY count(*) DESC, from_value, to_value",
            [grading_id],
        )
        return list(cursor.fetchall())
