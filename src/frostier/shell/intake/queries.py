"""Reading batches and quarantine for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from frostier.flows.ports import Batch, RejectedRow
from frostier.kernel.text import Text
from frostier.shell.intake.commands import as_batch
from frostier.shell.intake.models import ImportBatch, QuarantinedRow
from frostier.sources.records import standard_for
from frostier.sources.refusals import refusal_text

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


# ── batches ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which batches: of an entity, in a state, older than one (for the next page)."""

    entity: str | None = None
    state: str | None = None
    before: int | None = None


def batches_page(wanted: Wanted, limit: int) -> tuple[list[Batch], int]:
    """The newest batches that are wanted, and how many there are in all."""
    rows = ImportBatch.objects.order_by("-id")
    if wanted.entity:
        rows = rows.filter(entity=wanted.entity)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    total = rows.count()
    page = rows if wanted.before is None else rows.filter(id__lt=wanted.before)
    return [as_batch(r) for r in page[:limit]], total


def last_mapping(entity: str, source: str) -> Batch | None:
    """The newest loaded batch of whole files of a source: its mapping is the one last used."""
    row = ImportBatch.objects.filter(entity=entity, source=source, state="loaded", corrects=None).order_by("-id")
    newest = row.first()
    return as_batch(newest) if newest else None


def open_rows(batch_nos: Iterable[int]) -> dict[int, int]:
    """Batch → rows that wait in quarantine; batches without any are left out."""
    counted = QuarantinedRow.objects.filter(batch_id__in=list(batch_nos), state="open").values("batch_id")
    return {r["batch_id"]: r["rows"] for r in counted.annotate(rows=Count("id"))}


def reasons_of(batch_no: int) -> list[tuple[str, str, Text, int]]:
    """As ``top_reasons``, but without the values of personal data: for whoever may not see the rows themselves."""
    entity = ImportBatch.objects.values_list("entity", flat=True).get(pk=batch_no)
    personal = {c.name: c for c in standard_for(entity).columns if c.personal}
    return [
        (field, code, refusal_text(personal[field], code, "") if field in personal else example, rows)
        for field, code, example, rows in top_reasons(batch_no)
    ]


# ── quarantine ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Which quarantined rows: of a batch, with a field or code that failed, in a state, after one (for paging)."""

    batch: int | None = None
    field: str | None = None
    code: str | None = None
    state: str = "open"
    after: int = 0


def quarantine_page(wanted: WantedRows, limit: int) -> tuple[list[QuarantinedRow], int]:
    """The wanted rows, oldest first, and how many there are in all."""
    rows = _wanted(wanted)
    return list(rows.filter(id__gt=wanted.after).select_related("batch")[:limit]), rows.count()


def quarantine_facets(wanted: WantedRows) -> list[tuple[int, str, str, int]]:
    """Batch, field, code, rows: what the wanted rows failed by, most rows first."""
    groups = _wanted(wanted).order_by().values("batch_id", "field", "code").annotate(rows=Count("id"))
    found = groups.order_by("-rows", "batch_id", "field", "code")[:200]
    return [(g["batch_id"], g["field"], g["code"], g["rows"]) for g in found]


def refused_again(rows: Sequence[QuarantinedRow]) -> Mapping[int, int]:
    """Row → the quarantined row that it became when it came in again and still could not be used."""
    batches = ImportBatch.objects.in_bulk({r.resubmitted_in for r in rows if r.resubmitted_in})
    found: dict[int, int] = {}
    for row in rows:
        batch = batches.get(row.resubmitted_in or 0)
        brought = batch.report.get("resubmits", []) if batch else []
        if batch is None or row.pk not in brought:
            continue
        again = batch.rejected.filter(row_no=brought.index(row.pk) + 1).first()
        if again is not None:
            found[row.pk] = again.pk
    return found


def _wanted(wanted: WantedRows) -> QuerySet[QuarantinedRow]:
    rows = QuarantinedRow.objects.filter(state=wanted.state).order_by("id")
    given = {"batch_id": wanted.batch, "field": wanted.field, "code": wanted.code}
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


def entities_of(batch_nos: Iterable[int]) -> Mapping[int, str]:
    """Batch → its entity."""
    return dict(ImportBatch.objects.filter(id__in=set(batch_nos)).values_list("id", "entity"))
