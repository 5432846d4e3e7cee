"""Asking for the runs of this room: each request is checked, audited and queued in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Dict
from datetime import datetime

from django.db import transaction

from frostier.flows.ports import JsonObject
from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.intake import sources
from frostier.shell.intake.commands import DjangoBatchStore
from frostier.shell.intake.correcting import keep_corrections
from frostier.shell.intake.uploads import upload_for
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_run
from frostier.sources.mapping import Mapping


def ask_to_inspect(upload_id: int, entity: str | None, source: str, file: JsonObject, viewer: Viewer) -> Run:
    """The run that looks at an upload; raises NotFound."""
    upload = upload_for(upload_id, viewer.name, viewer.role)
    arguments = {"upload_id": upload.pk, "file_name": upload.file_name, "source": source, "file": file}
    return _request("inspect", arguments | ({"entity": entity} if entity else {}), viewer)


def ask_to_try(upload_id: int, mapping: JsonObject, viewer: Viewer) -> Run:
    """The run that tries an import; raises NotFound, MappingError."""
    return _request("dry_run", _reading(upload_id, mapping, viewer), viewer)


@transaction.atomic
def ask_to_import(
    upload_id: int, mapping: JsonObject, replaces: int | None, viewer: Viewer, batches: DjangoBatchStore
) -> Run:
    """The run that imports; a second click gets the same one. Raises NotFound, MappingError, Conflict."""
    arguments = _reading(upload_id, mapping, viewer)
    if replaces is not None:
        batches.get(replaces)
        arguments["replaces"] = replaces
    run = _request("import", arguments, viewer)
    record(viewer, "import.requested", str(run.pk), {"file": arguments["file_name"], "replaces": replaces})
    return run


@transaction.atomic
def ask_to_undo(batch_no: int, viewer: Viewer, batches: DjangoBatchStore) -> Run:
    """The run that takes a batch back; raises NotFound, and Conflict for a batch that is not loaded."""
    batch = batches.get(batch_no)
    if batch.state != "loaded":
        raise Conflict(
            Text(f"批次 {batch_no} 未处于已导入状态。", f"Batch {batch_no} is {batch.state}, not loaded."),
            next_step=Text("请刷新批次列表。", "Reload the list of batches."),
            where={"batch": batch_no, "state": batch.state},
        )
    run = _request("undo", {"batch_no": batch_no}, viewer)
    record(viewer, "import.undo_requested", str(batch_no), {"run": run.pk, "file": batch.draft.file_name})
    return run


@transaction.atomic
def ask_to_resubmit(rows: Dict[int, Dict[str, str]], viewer: Viewer, now: datetime) -> Run:
    """The run that brings corrected rows in; raises NotFound, Conflict or InvalidInput for a row that cannot be."""
    kept = keep_corrections(rows, viewer, now)
    return _request("resubmit", {"resubmission_id": kept.pk, "rows": len(rows)}, viewer)


@transaction.atomic
def ask_to_read(source_id: int, viewer: Viewer, now: datetime) -> Run:
    """The run that reads a source now."""
    row = sources.source_of(source_id)
    record(viewer, "source.run_requested", str(row.pk), {"name": row.name})
    return sources.ask_to_read(row, by=viewer.name, at=now)


def _reading(upload_id: int, mapping: JsonObject, viewer: Viewer) -> JsonObject:
    upload = upload_for(upload_id, viewer.name, viewer.role)
    return {
        "upload_id": upload.pk,
        "file_name": upload.file_name,
        "mapping": Mapping.from_data(mapping).to_data(),
    }


def _request(kind: str, arguments: JsonObject, viewer: Viewer) -> Run:
    """One open run per person for the same thing: a double click is one run."""
    told = json.dumps([kind, viewer.name, arguments], sort_keys=True, ensure_ascii=False)
    key = f"{kind}:{hashlib.sha256(told.encode()).hexdigest()}"
    return request_run(kind, arguments, by=viewer.name, role=viewer.role, scope=viewer.scope, dedupe_key=key)
