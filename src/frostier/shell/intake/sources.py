"""Folders and databases that are read on a schedule: declared, changed, paused, and asked to be read when due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from frostier.flows.ports import JsonObject
from frostier.flows.scope import EVERYTHING
from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.intake.models import SOURCE_KINDS, ImportSource
from frostier.shell.intake.places import allowed_path, check_address
from frostier.shell.named import under_a_free_name
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_run
from frostier.shell.wiring import House
from frostier.sources.mapping import Mapping
from frostier.sources.schedule import Schedule

BY_SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source as somebody describes it; ``mapping`` names the entity and the source system."""

    name: str
    kind: str
    location: str
    mapping: JsonObject
    schedule: JsonObject
    pattern: str = ""
    table: str = ""
    query: str = ""
    cursor_column: str = ""
    enabled: bool = True


def sources() -> list[ImportSource]:
    """Every source by name."""
    return list(ImportSource.objects.order_by("name"))


def source_of(source_id: int) -> ImportSource:
    """The source; raises NotFound."""
    row = ImportSource.objects.filter(pk=source_id).first()
    if row is None:
        raise NotFound(
            Text(f"没有来源 {source_id}。", f"There is no source {source_id}."),
            next_step=Text("用 frostier sources list 查看来源。", "See them with frostier sources list."),
        )
    return row


@transaction.atomic
def add_source(house: House, draft: SourceDraft, viewer: Viewer) -> ImportSource:
    """The new source, due at once. Raises InvalidInput or MappingError naming the field, Conflict for a taken name."""
    now = house.clock.now()
    row = ImportSource(**_checked(house, draft), by=viewer.name, updated_at=now)
    row.next_due_at = now if draft.enabled else None
    _save(row)
    record(viewer, "source.added", str(row.pk), _told(row))
    return row


@transaction.atomic
def change_source(house: House, source_id: int, draft: SourceDraft, expected: int, viewer: Viewer) -> ImportSource:
    """The changed source. Raises Conflict where somebody changed it after version ``expected``."""
    row = ImportSource.objects.select_for_update().filter(pk=source_id).first() or source_of(source_id)
    if row.version != expected:
        raise Conflict(
            Text(f"来源“{row.name}”已被他人修改。", f"Source {row.name!r} was changed by somebody else."),
            next_step=Text("请刷新后再改。", "Reload, then change it."),
            where={"version": row.version},
        )
    for name, value in _checked(house, draft).items():
        setattr(row, name, value)
    now = house.clock.now()
    row.version, row.by, row.updated_at = row.version + 1, viewer.name, now
    row.failures, row.error_zh, row.error_en = 0, "", ""
    row.next_due_at = Schedule.from_data(row.schedule).next_after(now, house.settings.zone) if row.enabled else None
    _save(row)
    record(viewer, "source.changed", str(row.pk), _told(row))
    return row


@transaction.atomic
def pause_source(house: House, source_id: int, paused: bool, viewer: Viewer) -> ImportSource:
    """The source, no longer (or again) read by its schedule."""
    row = source_of(source_id)
    row.enabled, row.updated_at = not paused, house.clock.now()
    row.next_due_at = None if paused else house.clock.now()
    row.save(update_fields=["enabled", "updated_at", "next_due_at"])
    record(viewer, "source.paused" if paused else "source.resumed", str(row.pk), {"name": row.name})
    return row


@transaction.atomic
def remove_source(source_id: int, viewer: Viewer) -> None:
    """Forget the source; what it brought stays."""
    row = source_of(source_id)
    record(viewer, "source.removed", str(row.pk), _told(row))
    row.delete()


@transaction.atomic
def ask_to_read(row: ImportSource, *, by: str, at: datetime) -> Run:
    """The run that reads the source now; the one that is open already where there is one."""
    return request_run(
        "source",
        {"source_id": row.pk, "name": row.name},
        by=by,
        lane="writer",
        scope=EVERYTHING,
        dedupe_key=f"source:{row.pk}",
        at=at,
    )


def due_work(house: House, now: datetime) -> list[Run]:
    """Ask for the reading of every source that is due. What was missed while nothing ran is caught up once."""
    due = ImportSource.objects.filter(enabled=True, next_due_at__lte=now).order_by("next_due_at", "id")
    return [run for row in due if (run := _ask_when_due(house, row, now)) is not None]


@transaction.atomic
def _ask_when_due(house: House, row: ImportSource, now: datetime) -> Run | None:
    following = Schedule.from_data(row.schedule).next_after(now, house.settings.zone)
    # Whoever moves the due time asks: beside another worker only one of them does.
    mine = ImportSource.objects.filter(pk=row.pk, enabled=True, next_due_at=row.next_due_at).update(
        next_due_at=following
    )
    return ask_to_read(row, by=BY_SCHEDULE, at=now) if mine else None


# ── checking ────────────────────────────────────────────────────────────────────────────────────────────────────


def _checked(house: House, draft: SourceDraft) -> JsonObject:
    """The columns of a source that can be used."""
    name = draft.name.strip()
    if not 1 <= len(name) <= 80:
        raise _refusal("name", Text("名称应为 1–80 个字符", "The name must have 1 to 80 characters"))
    if draft.kind not in SOURCE_KINDS:
        raise _refusal("kind", Text("种类应为 folder 或 sql", "The kind must be folder or sql"))
    _check_folder(house, draft) if draft.kind == "folder" else _check_database(house, draft)
    return {
        "name": name,
        "kind": draft.kind,
        "location": draft.location.strip(),
        "pattern": draft.pattern.strip(),
        "table": draft.table.strip(),
        "query": draft.query.strip(),
        "cursor_column": draft.cursor_column.strip(),
        "mapping": Mapping.from_data(draft.mapping).to_data(),
        "schedule": Schedule.from_data(draft.schedule).to_data(),
        "enabled": draft.enabled,
    }


def _check_folder(house: House, draft: SourceDraft) -> None:
    allowed_path(house, draft.location.strip())
    if not re.fullmatch(r"[^/\\\0]{0,120}", draft.pattern):
        raise _refusal(
            "pattern", Text("文件名样式应如 *.csv，不含目录", "The pattern must be like *.csv, no directory")
        )


def _check_database(house: House, draft: SourceDraft) -> None:
    check_address(house, draft.location.strip())
    if bool(draft.table.strip()) == bool(draft.query.strip()):
        raise _refusal("table", Text("应给出数据表或查询之一", "Give either a table or a query"))


def _refusal(field_name: str, expected: Text) -> InvalidInput:
    return InvalidInput(Text(f"{expected.zh}。", f"{expected.en}."), where={"field": field_name})


def _save(row: ImportSource) -> None:
    with under_a_free_name(Text(f"已有名为“{row.name}”的来源。", f"There is a source called {row.name!r} already.")):
        row.save()


def _told(row: ImportSource) -> JsonObject:
    """What the audit trail keeps of a source."""
    return {"name": row.name, "kind": row.kind, "location": row.location, "schedule": row.schedule}
