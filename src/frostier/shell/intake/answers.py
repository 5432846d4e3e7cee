"""Batches, quarantine, quality, dictionary and sources as plain values in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from frostier.flows.ports import Batch, JsonObject
from frostier.flows.quality import quality_over_time
from frostier.kernel.text import Lang, Text
from frostier.shell.console.language import spoken
from frostier.shell.intake import queries
from frostier.shell.intake.commands import DjangoBatchStore
from frostier.shell.intake.models import ImportSource, QuarantinedRow, SavedMapping
from frostier.shell.intake.words import AUDITS, BATCH_STATES, COLUMN_TYPES, FLAGS, ROW_STATES, fate_of
from frostier.sources.expressions import columns_read
from frostier.sources.mapping import Mapping as FileMapping
from frostier.sources.records import STANDARDS, standard_for
from frostier.sources.standard import Column
from frostier.warehouse.audits import BatchQuality

if TYPE_CHECKING:
    from frostier.engines.duckdb.previewing import PreviewRow


def entity_name(entity: str, lang: Lang) -> str:
    """What an entity is called."""
    return standard_for(entity).label.say(lang)


def field_name(entity: str, field: str, lang: Lang) -> str:
    """What a standard column is called; rows that could not be split failed as a whole."""
    if not field:
        return Text("整行", "the whole row").say(lang)
    label = next((c.label for c in standard_for(entity).columns if c.name == field), None)
    return label.say(lang) if label else field


# ── batches ─────────────────────────────────────────────────────────────────────────────────────────────────────


def batches(found: Sequence[Batch], lang: Lang) -> list[JsonObject]:
    """Batches with how many of their rows wait in quarantine."""
    waiting = queries.open_rows(b.no for b in found)
    return [batch(b, waiting.get(b.no, 0), lang) for b in found]


def batch(known: Batch, waiting: int, lang: Lang) -> JsonObject:
    """One batch."""
    draft, rows = known.draft, known.report.get("rows")
    return {
        "no": known.no,
        "entity": draft.entity,
        "entity_name": entity_name(draft.entity, lang),
        "source": draft.source,
        "file_name": draft.file_name,
        "state": known.state,
        "state_name": BATCH_STATES[known.state].say(lang),
        "created_at": known.created_at,
        "rows": {name: rows[name] for name in ("read", "loaded", "rejected", "skipped")} if rows else None,
        "corrects": draft.corrects,
        "replaces": draft.replaces,
        "run_id": draft.run_id,
        "open_quarantine": waiting,
    }


def batch_detail(known: Batch, store: DjangoBatchStore, lang: Lang) -> JsonObject:
    """One batch with its account, the usual reasons and its quality."""
    draft = known.draft
    quality = next((q for q in quality_answers(store, draft.entity, lang) if q["batch_no"] == known.no), None)
    flags = known.report.get("flags", {})
    return {
        **batch(known, queries.open_rows([known.no]).get(known.no, 0), lang),
        "report": spoken(known.report, lang),
        "flags": [{"id": f, "name": FLAGS[f].say(lang), "rows": n} for f, n in flags.items() if f in FLAGS],
        "mapping": dict(draft.mapping),
        "content_hash": draft.content_hash,
        "top_reasons": [
            {
                "field": field,
                "field_name": field_name(draft.entity, field, lang),
                "code": code,
                "reason": text.say(lang),
                "rows": rows,
            }
            for field, code, text, rows in queries.reasons_of(known.no)
        ],
        "quality": quality,
        "corrected_by": [b.no for b in store.list(entity=draft.entity) if b.draft.corrects == known.no],
    }


def quality_answers(store: DjangoBatchStore, entity: str | None, lang: Lang) -> list[JsonObject]:
    """The quality of every loaded batch, in order."""
    known = {b.no: b for b in store.list(entity=entity, state="loaded")}
    return [_quality(q, known[q.batch_no], lang) for q in quality_over_time(store, entity=entity)]


def _quality(found: BatchQuality, known: Batch, lang: Lang) -> JsonObject:
    filled = found.completeness
    return {
        "batch_no": found.batch_no,
        "entity": found.entity,
        "entity_name": entity_name(found.entity, lang),
        "source": known.draft.source,
        "created_at": known.created_at,
        "corrects": known.draft.corrects,
        "rows_read": found.rows_read,
        "complete": sum(filled.values()) / len(filled) if filled else None,
        "completeness": [
            {"field": name, "name": field_name(found.entity, name, lang), "share": share}
            for name, share in filled.items()
        ],
        "uniqueness": found.uniqueness,
        "validity": found.validity,
        "age_days": found.age_days,
        "volume": found.volume,
        "findings": [
            {
                "audit": f.audit,
                "audit_name": AUDITS[f.audit].say(lang) if f.audit in AUDITS else f.audit,
                "severity": f.severity,
                "text": f.text.say(lang),
            }
            for f in found.findings
        ],
    }


# ── quarantine ──────────────────────────────────────────────────────────────────────────────────────────────────


def quarantined(rows: Sequence[QuarantinedRow], lang: Lang) -> list[JsonObject]:
    """Quarantined rows with what became of them."""
    again = queries.refused_again(rows)
    headers = {row.batch_id: _header_of(row) for row in rows}
    return [_quarantined(row, headers[row.batch_id].get(row.field), again.get(row.pk), lang) for row in rows]


def _quarantined(row: QuarantinedRow, header: str | None, again: int | None, lang: Lang) -> JsonObject:
    fate = fate_of(row.state, row.resubmitted_in, again is not None, row.closed_reason)
    return {
        "id": row.pk,
        "batch_no": row.batch_id,
        "entity": row.batch.entity,
        "source": row.batch.source,
        "row_no": row.row_no,
        "field": row.field,
        "field_name": field_name(row.batch.entity, row.field, lang),
        "header": header if header in row.raw else None,
        "code": row.code,
        "reason": Text(row.zh, row.en).say(lang),
        "raw": row.raw,
        "state": row.state,
        "state_name": ROW_STATES[row.state].say(lang),
        "fate": fate.say(lang) if fate else None,
        "resubmitted_in": row.resubmitted_in,
        "refused_again_as": again,
        "closed_by": row.closed_by or None,
        "closed_at": row.closed_at,
    }


def _header_of(row: QuarantinedRow) -> dict[str, str]:
    """Standard column → the first file column that the batch's mapping reads it from."""
    parts = FileMapping.from_data(row.batch.mapping).columns
    return {name: next(iter(columns_read(part)), "") for name, part in parts.items()}


def facets(wanted: queries.WantedRows, lang: Lang) -> Iterator[JsonObject]:
    """What the wanted rows failed by."""
    found = queries.quarantine_facets(wanted)
    entities = queries.entities_of(batch_no for batch_no, *_ in found)
    for batch_no, field, code, rows in found:
        name = field_name(entities[batch_no], field, lang)
        yield {"batch_no": batch_no, "field": field, "field_name": name, "code": code, "rows": rows}


# ── previews, dictionary, mappings, sources ─────────────────────────────────────────────────────────────────────


def preview(rows: Sequence[PreviewRow], mapping: FileMapping, lang: Lang) -> JsonObject:
    """The rows of a preview; moments in UTC with a Z."""
    standard = standard_for(mapping.entity)
    columns = [c for c in standard.columns if c.name in mapping.columns]
    moments = {c.name for c in columns if c.type == "timestamp"}
    fates = [row.fate for row in rows]
    return {
        "columns": [{"id": c.name, "name": c.label.say(lang)} for c in columns],
        "rows": [
            {
                "row_no": row.row_no,
                "fate": row.fate,
                "cells": {
                    name: {
                        "text": cell.text,
                        "value": f"{str(cell.value).replace(' ', 'T')}Z"
                        if name in moments and cell.value
                        else cell.value,
                        "problem": cell.problem.say(lang) if cell.problem else None,
                    }
                    for name, cell in row.cells.items()
                },
            }
            for row in rows
        ],
        "counts": {fate: fates.count(fate) for fate in ("load", "quarantine", "skip")},
    }


def dictionary(lang: Lang) -> list[JsonObject]:
    """The data standard."""
    return [
        {
            "entity": standard.entity,
            "name": standard.label.say(lang),
            "grain": standard.grain.say(lang),
            "owner": standard.owner.say(lang),
            "columns": [_column(c, lang) for c in standard.columns],
        }
        for standard in STANDARDS.values()
    ]


def _column(column: Column, lang: Lang) -> JsonObject:
    return {
        "id": column.name,
        "name": column.label.say(lang),
        "meaning": column.meaning.say(lang),
        "type": column.type,
        "type_name": COLUMN_TYPES[column.type].say(lang),
        "unit": column.unit.say(lang) if column.unit else None,
        "required": column.required,
        "key": column.key,
        "personal": column.personal,
        "choices": [{"id": c.value, "name": c.name.say(lang)} for c in column.choices],
        "low": str(column.low) if column.low is not None else None,
        "high": str(column.high) if column.high is not None else None,
        "synonyms": list(dict.fromkeys(column.synonyms)),
    }


def mappings(last: Sequence[Batch], saved: Sequence[SavedMapping], lang: Lang) -> list[JsonObject]:
    """Mappings under a name, and after them the ones last used."""
    return [*(saved_mapping(s, lang) for s in saved), *(_used_mapping(b, lang) for b in last)]


def saved_mapping(saved: SavedMapping, lang: Lang) -> JsonObject:
    """One mapping under a name."""
    return {
        "id": saved.pk,
        "name": saved.name,
        "entity": saved.entity,
        "entity_name": entity_name(saved.entity, lang),
        "source": saved.source,
        "mapping": saved.mapping,
        "by": saved.by,
        "version": saved.version,
        "updated_at": saved.updated_at,
        "batch_no": None,
    }


def _used_mapping(known: Batch, lang: Lang) -> JsonObject:
    nobody: Mapping[str, object] = {"id": None, "name": None, "by": None, "version": None}
    return {
        **nobody,
        "entity": known.draft.entity,
        "entity_name": entity_name(known.draft.entity, lang),
        "source": known.draft.source,
        "mapping": dict(known.draft.mapping),
        "updated_at": known.created_at,
        "batch_no": known.no,
    }


def source(row: ImportSource, lang: Lang) -> JsonObject:
    """One source; secrets stay names of variables."""
    plain = ("name", "kind", "location", "pattern", "table", "query", "cursor_column", "mapping", "enabled", "version")
    states = ("by", "updated_at", "next_due_at", "last_started_at", "last_finished_at", "failures")
    entity = row.mapping["entity"]
    error = Text(row.error_zh, row.error_en).say(lang)
    return {
        **{name: getattr(row, name) for name in (*plain, *states)},
        "id": row.pk,
        "schedule": {"every_minutes": None, "daily_at": None, **row.schedule},
        "entity": entity,
        "entity_name": entity_name(entity, lang),
        "source": row.mapping["source"],
        "last_run": row.last_run_id,
        "last_outcome": spoken(row.last_outcome.get("read", []), lang),
        "error": error or None,
    }
