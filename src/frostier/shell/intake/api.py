"""Uploads, imports, batches, quarantine, quality, dictionary, mappings and sources."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Query

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted, Viewer, viewer_of
from frostier.shell.accounts.audit import record
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.intake import answers, asking, correcting, mappings, queries, sources, uploads
from frostier.shell.intake import schemas as s
from frostier.shell.intake.places import SECRET_PREFIX, allowed_folders
from frostier.shell.runs.api import started
from frostier.shell.runs.schemas import RunStarted

router = GuardedRouter(tags=["imports"])

READ, WRITE = "imports.read", "imports.write"
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            }
        },
    }
}

_FILE = {
    "responses": {
        200: {
            "description": "The file",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}

# ── uploads and the wizard ──────────────────────────────────────────────────────────────────────────────────────


@router.post("/uploads", permission=WRITE, response={201: s.UploadOut}, openapi_extra=_FORM)
def upload(request: HttpRequest) -> Any:
    """Hand in one file: CSV, TSV, TXT, XLSX or Parquet. It is kept for seven days, or until it is imported."""
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput(
            Text("没有收到文件，应在表单字段 file 中。", "No file arrived; expected one in the form field file."),
            where={"field": "file"},
        )
    here = house()
    limit = here.settings.upload_limit_mb << 20
    return 201, uploads.keep_upload(
        file, home=here.home, viewer=viewer_of(request), now=here.clock.now(), limit_bytes=limit
    )


@router.post("/imports/inspect", permission=WRITE, response={202: RunStarted})
def inspect(request: HttpRequest, asked: s.InspectIn) -> Any:
    """Find out what an upload is: sheets, headers, first rows, the likely entity and a mapping."""
    options = asked.dict(include=set(s.FileOptionsIn.model_fields), exclude_none=True)
    run = asking.ask_to_inspect(asked.upload_id, asked.entity, asked.source, options, viewer_of(request))
    return started(request, run)


@router.post("/imports/preview", permission=WRITE, response=s.PreviewOut)
def preview(request: HttpRequest, asked: s.UploadAndMapping) -> Any:
    """The first 50 rows of an inspected upload as the mapping would have them stored, without an import."""
    from frostier.shell.intake.previewing import preview_upload

    viewer = viewer_of(request)
    known = uploads.upload_for(asked.upload_id, viewer.name, viewer.role)
    mapping, rows = preview_upload(house(), known, asked.mapping)
    return answers.preview(rows, mapping, language_of(request))


@router.post("/imports/dry-run", permission=WRITE, response={202: RunStarted})
def dry_run(request: HttpRequest, asked: s.UploadAndMapping) -> Any:
    """Read the whole upload and say what importing it would do; nothing is changed."""
    return started(request, asking.ask_to_try(asked.upload_id, asked.mapping, viewer_of(request)))


@router.post("/imports", permission=WRITE, response={202: RunStarted})
def import_upload(request: HttpRequest, asked: s.ImportIn) -> Any:
    """Import an upload. The same content under the same mapping changes nothing."""
    run = asking.ask_to_import(asked.upload_id, asked.mapping, asked.replaces, viewer_of(request), house().batches)
    return started(request, run)


# ── batches ─────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/batches", permission=READ, response=s.BatchPage)
def batches(request: HttpRequest, asked: Query[s.BatchFilter]) -> Any:
    """Import batches, the newest first."""
    wanted = queries.Wanted(asked.entity, asked.state, asked.cursor)
    found, total = queries.batches_page(wanted, asked.limit)
    more = len(found) == asked.limit
    return {
        "items": answers.batches(found, language_of(request)),
        "next": str(found[-1].no) if more else None,
        "total": total,
    }


@router.get("/batches/{int:no}", permission=READ, response=s.BatchDetail)
def batch(request: HttpRequest, no: int) -> Any:
    """One batch: where its rows went, why some could not be used, its quality, the mapping it was read by."""
    store = house().batches
    return answers.batch_detail(store.get(no), store, language_of(request))


@router.post("/batches/{int:no}/undo", permission=WRITE, response={202: RunStarted})
def undo(request: HttpRequest, no: int) -> Any:
    """Take a batch back, together with the corrections of its rows; what it had replaced stands again."""
    return started(request, asking.ask_to_undo(no, viewer_of(request), house().batches))


@router.get("/quality", permission=READ, response=list[s.QualityOut])
def quality(request: HttpRequest, entity: s.Entity | None = None) -> Any:
    """The quality of every loaded batch, in order."""
    return answers.quality_answers(house().batches, entity, language_of(request))


# ── quarantine ──────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/quarantine", permission=WRITE, response=s.QuarantinePage)
def quarantine(request: HttpRequest, asked: Query[s.QuarantineFilter]) -> Any:
    """Rows that could not be used, as they stood in their file, with the reason."""
    _see_every_customer(viewer_of(request))
    wanted = _wanted_rows(asked)
    found, total = queries.quarantine_page(wanted, asked.limit)
    lang = language_of(request)
    return {
        "items": answers.quarantined(found, lang),
        "next": str(found[-1].pk) if len(found) == asked.limit else None,
        "total": total,
        "facets": list(answers.facets(wanted, lang)),
    }


@router.post("/quarantine/resubmit", permission=WRITE, response={202: RunStarted})
def resubmit(request: HttpRequest, asked: s.ResubmitIn) -> Any:
    """Bring corrected rows in again under the mapping of their batch."""
    viewer = viewer_of(request)
    _see_every_customer(viewer)
    rows = {row.id: row.values for row in asked.rows}
    return started(request, asking.ask_to_resubmit(rows, viewer, house().clock.now()))


@router.post("/quarantine/dismiss", permission=WRITE, response=s.Dismissed)
def dismiss(request: HttpRequest, asked: s.DismissIn) -> Any:
    """Close rows that will not be corrected. They stay visible, with the reason."""
    viewer = viewer_of(request)
    _see_every_customer(viewer)
    ids = list(dict.fromkeys(asked.ids))
    return {"dismissed": correcting.dismiss(ids, asked.reason, viewer, house().clock.now())}


@router.get("/quarantine/export", permission=WRITE, openapi_extra=_FILE)
def export(request: HttpRequest, batch: int | None = None, format: Literal["xlsx", "csv"] = "xlsx") -> Any:
    """Open rows as a file to correct and hand in with ``frostier quarantine resubmit``."""
    from frostier.engines.files.write import write_table

    viewer, here = viewer_of(request), house()
    _see_every_customer(viewer)
    columns = queries.correction_columns(here.batches.rejected(batch_no=batch))
    with tempfile.TemporaryDirectory(dir=here.home.work) as folder:
        path = Path(folder) / f"quarantine.{format}"
        rows = write_table(path, columns, queries.correction_rows(here.batches.rejected(batch_no=batch), columns))
        record(viewer, "quarantine.exported", str(batch or "all"), {"rows": rows, "format": format})
        # The open file outlives its name.
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"quarantine-{batch or 'all'}.{format}")


# ── dictionary and mappings ─────────────────────────────────────────────────────────────────────────────────────


@router.get("/dictionary", permission=READ, response=list[s.DictionaryEntity])
def dictionary(request: HttpRequest) -> Any:
    """The data standard: every column that can be imported, with its meaning."""
    return answers.dictionary(language_of(request))


@router.get("/mappings", permission=READ, response=list[s.SavedMappingOut])
def saved_mappings(request: HttpRequest) -> Any:
    """Mappings kept under a name, and per entity and source the one last used."""
    return answers.mappings(mappings.last_used(), mappings.saved_mappings(), language_of(request))


@router.post("/mappings", permission=WRITE, response={201: s.SavedMappingOut})
def save_mapping(request: HttpRequest, asked: s.SavedMappingIn) -> Any:
    """Keep a mapping under a name."""
    saved = mappings.save_mapping(asked.name, asked.mapping, viewer_of(request), house().clock.now())
    return 201, answers.saved_mapping(saved, language_of(request))


@router.put("/mappings/{int:mapping_id}", permission=WRITE, response=s.SavedMappingOut)
def change_mapping(request: HttpRequest, mapping_id: int, asked: s.SavedMappingIn) -> Any:
    """Change a kept mapping."""
    changed = mappings.change_mapping(
        mapping_id, asked.name, asked.mapping, asked.expected_version, viewer_of(request), house().clock.now()
    )
    return answers.saved_mapping(changed, language_of(request))


@router.delete("/mappings/{int:mapping_id}", permission=WRITE, response={204: None})
def remove_mapping(request: HttpRequest, mapping_id: int) -> Any:
    """Forget a kept mapping; what was imported by it stays."""
    mappings.remove_mapping(mapping_id, viewer_of(request))
    return 204, None


# ── sources ─────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/sources", permission=READ, response=list[s.SourceOut])
def list_sources(request: HttpRequest) -> Any:
    """Folders and databases that are read on a schedule, and how that goes."""
    return [answers.source(row, language_of(request)) for row in sources.sources()]


@router.get("/source-places", permission=WRITE, response=s.SourcePlaces)
def source_places(request: HttpRequest) -> Any:
    """Where sources may read."""
    return {"folders": [str(f) for f in allowed_folders(house())], "secret_prefix": SECRET_PREFIX}


@router.post("/sources", permission=WRITE, response={201: s.SourceOut})
def add_source(request: HttpRequest, asked: s.SourceIn) -> Any:
    """Read a folder or database from now on."""
    row = sources.add_source(house(), _draft(asked), viewer_of(request))
    return 201, answers.source(row, language_of(request))


@router.put("/sources/{int:source_id}", permission=WRITE, response=s.SourceOut)
def change_source(request: HttpRequest, source_id: int, asked: s.SourceChange) -> Any:
    """Change a source."""
    row = sources.change_source(house(), source_id, _draft(asked), asked.expected_version, viewer_of(request))
    return answers.source(row, language_of(request))


@router.post("/sources/{int:source_id}/pause", permission=WRITE, response=s.SourceOut)
def pause_source(request: HttpRequest, source_id: int, asked: s.Paused) -> Any:
    """Let a source rest, or be read again."""
    return answers.source(
        sources.pause_source(house(), source_id, asked.paused, viewer_of(request)), language_of(request)
    )


@router.delete("/sources/{int:source_id}", permission=WRITE, response={204: None})
def remove_source(request: HttpRequest, source_id: int) -> Any:
    """Forget a source; what it brought stays."""
    sources.remove_source(source_id, viewer_of(request))
    return 204, None


@router.post("/sources/{int:source_id}/run", permission=WRITE, response={202: RunStarted})
def read_source(request: HttpRequest, source_id: int) -> Any:
    """Read a source now."""
    return started(request, asking.ask_to_read(source_id, viewer_of(request), house().clock.now()))


def _draft(asked: s.SourceIn) -> sources.SourceDraft:
    values = asked.dict(exclude={"expected_version", "schedule"})
    return sources.SourceDraft(**values, schedule=asked.schedule.dict(exclude_none=True))


def _wanted_rows(asked: s.QuarantineFilter) -> queries.WantedRows:
    return queries.WantedRows(asked.batch, asked.field, asked.code, asked.state, asked.cursor or 0)


def _see_every_customer(viewer: Viewer) -> None:
    """Quarantined rows cannot be told apart by customer, so they are for those who may see all customers."""
    if viewer.scope.kind != "all":
        raise NotPermitted(
            Text("隔离区含有您范围以外的客户。", "The quarantine holds customers outside of your scope."),
            next_step=Text("请由可见全部客户的同事处理。", "Ask a colleague who sees all customers."),
            where={"scope": viewer.scope.kind},
        )
