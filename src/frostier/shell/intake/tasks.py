"""The runs of this room: looking at a file, trying it, importing it, taking it back, correcting, reading sources.

Readers and engines are imported where they are used: the web process loads this module only to know the kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from frostier.flows.ports import Batch, JsonObject, RejectedRow, RowSource
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.intake.models import ImportBatch, Resubmission, Upload
from frostier.shell.intake.sources import due_work
from frostier.shell.intake.uploads import forget_upload, remove_old_uploads, upload_for, upload_path
from frostier.shell.lake import keep_file
from frostier.shell.runs.handlers import RunRequest, handler, periodic
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House
from frostier.sources.mapping import FileOptions, Mapping


@handler("inspect", lane="reader", name=Text("识别文件", "look at a file"), deadline=timedelta(minutes=30))
def inspect(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """What the upload is and how it may be mapped."""
    from frostier.shell.intake.inspecting import inspect_upload

    upload = upload_for(arguments["upload_id"], asked_by.by, asked_by.role)
    run.step(Text("读取文件", "read the file"))
    return inspect_upload(
        house,
        upload,
        entity=arguments.get("entity"),
        source=arguments["source"],
        options=FileOptions(**arguments.get("file", {})),
    )


@handler("dry_run", lane="writer", name=Text("试导入", "dry run"))
def dry_run(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """What importing the upload would do; nothing is changed."""
    from frostier.flows import importing

    upload = upload_for(arguments["upload_id"], asked_by.by, asked_by.role)
    mapping = Mapping.from_data(arguments["mapping"])
    with _opened(run, house, upload, mapping) as rows:
        tried = importing.dry_run(run, warehouse=house.warehouse, rows=rows, mapping=mapping)
    return {
        "report": tried.outcome.report,
        "columns": list(tried.preview[0]) if tried.preview else [],
        "preview": [{name: _stored(value) for name, value in row.items()} for row in tried.preview],
        "rejects": [_rejected_json(r) for r in tried.rejects],
    }


@handler("import", lane="writer", name=Text("导入", "import"))
def import_upload(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Import the upload; the lake keeps the file from then on."""
    from frostier.flows import importing

    upload = upload_for(arguments["upload_id"], asked_by.by, asked_by.role)
    mapping = Mapping.from_data(arguments["mapping"])
    with _opened(run, house, upload, mapping) as rows:
        keep_file(house.home.lake, upload_path(house.home, upload), rows.content_hash)
        batch = importing.import_rows(
            run,
            batches=house.batches,
            warehouse=house.warehouse,
            rows=rows,
            mapping=mapping,
            replaces=arguments.get("replaces"),
        )
    forget_upload(house.home, upload, house.clock.now())
    return brought_json(batch, new=importing.is_new(run, batch))


@handler("undo", lane="writer", name=Text("撤销导入", "undo"))
def undo(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Take a batch back with its corrections; done already where an earlier attempt did it."""
    from frostier.flows import importing

    batch_no = arguments["batch_no"]
    if ImportBatch.objects.filter(pk=batch_no, closed_by_run=run.id).exists():
        return {"batch_no": batch_no}
    counts = importing.undo_import(run, batch_no, batches=house.batches, warehouse=house.warehouse)
    return {"batch_no": batch_no, **counts}


@handler("resubmit", lane="writer", name=Text("重新提交", "resubmit"))
def resubmit(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Bring corrected rows in again."""
    from frostier.shell.intake.correcting import bring_in

    kept = Resubmission.objects.get(pk=arguments["resubmission_id"])
    return {"batches": [brought_json(b, new=True) for b in bring_in(house, run, kept)]}


@handler("source", lane="writer", name=Text("读取来源", "read a source"))
def source(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Bring in what is new at a source."""
    from frostier.shell.intake.reading import read_source

    return read_source(house, run, arguments["source_id"])


@periodic(every=timedelta(seconds=20))
def read_due_sources(house: House, now: datetime) -> None:
    """Ask for the reading of sources that are due."""
    due_work(house, now)


@periodic(every=timedelta(hours=1), after_start=timedelta(minutes=2))
def expire_uploads(house: House, now: datetime) -> None:
    """Remove uploads that nobody imported."""
    remove_old_uploads(house.home, now)


@contextmanager
def _opened(run: LiveRun, house: House, upload: Upload, mapping: Mapping) -> Iterator[RowSource]:
    """The rows of an upload, read as its mapping says."""
    from frostier.engines.files.opening import opened_rows

    run.step(Text("读取文件", "read the file"))
    path, name = upload_path(house.home, upload), upload.file_name
    with opened_rows(path, house.home.work, options=mapping.file, entity=mapping.entity, file_name=name) as rows:
        run.checkpoint()
        yield rows


def brought_json(batch: Batch, *, new: bool) -> JsonObject:
    """What an import gave: the batch, whether this run brought it, and the account of its rows."""
    return {"batch_no": batch.no, "new": new, "entity": batch.draft.entity, "report": batch.report}


def _stored(value: object) -> object:
    """A stored value as JSON; the warehouse keeps moments in UTC without saying so."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else plain(value)


def _rejected_json(row: RejectedRow) -> JsonObject:
    reason = {"zh": row.reason.zh, "en": row.reason.en}
    return {"row_no": row.row_no, "field": row.field, "code": row.code, "reason": reason, "raw": dict(row.raw)}
