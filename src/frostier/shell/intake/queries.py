"""Reading quarantine for people: the usual reasons, and rows as a table to correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Min

from frostier.flows.ports import RejectedRow
from frostier.kernel.text import Text
from frostier.shell.intake.models import QuarantinedRow

ROW_ID = "frostier_row_id"
REASON = "frostier_reason"


def top_reasons(batch_no: int, limit: int = 10) -> list[tuple[str, str, Text, int]]:
    """Field, code, an example of the reason, rows; most rows first."""
    rows = (
        QuarantinedRow.objects.filter(batch_id=batch_no)
        .values("field", "code")
        .annotate(rows=Count("id"), zh=Min("zh"), en=Min("en"))
        .order_by("-rows", "field", "code")[:limit]
    )
    return [(r["field"], r["code"], Text(r["zh"], r["en"]), r["rows"]) for r in rows]


def correction_columns(rows: Iterable[RejectedRow]) -> tuple[str, ...]:
    """The columns of a table to correct: the row's id, the reason, then the file's own columns."""
    headers: dict[str, None] = {}
    for row in rows:
        headers |= dict.fromkeys(row.raw)
    return (ROW_ID, REASON, *headers)


def correction_rows(rows: Iterable[RejectedRow], columns: Sequence[str]) -> Iterator[list[object]]:
    """The rows of that table."""
    for row in rows:
        yield [row.id, f"{row.field}: {row.reason}", *[row.raw.get(name) for name in columns[2:]]]
