"""Mappings that people keep under a name, per entity and source."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from frostier.flows.ports import Batch, JsonObject
from frostier.kernel.errors import Conflict, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.intake.commands import as_batch
from frostier.shell.intake.models import ImportBatch, SavedMapping
from frostier.shell.named import under_a_free_name
from frostier.sources.mapping import Mapping


def saved_mappings() -> list[SavedMapping]:
    """Every kept mapping, by entity, source and name."""
    return list(SavedMapping.objects.order_by("entity", "source", "name"))


def last_used() -> list[Batch]:
    """Per entity and source the newest loaded batch of whole files; its mapping was the last one used."""
    rows = ImportBatch.objects.filter(state="loaded", corrects=None).order_by("id")
    newest = {(r.entity, r.source): r for r in rows.iterator()}
    return [as_batch(newest[kind]) for kind in sorted(newest)]


@transaction.atomic
def save_mapping(name: str, data: JsonObject, viewer: Viewer, now: datetime) -> SavedMapping:
    """The mapping under a new name; raises MappingError, or Conflict where the name is taken."""
    mapping = Mapping.from_data(data)
    row = SavedMapping(name=name.strip(), by=viewer.name, updated_at=now, **_columns(mapping))
    _save(row)
    record(viewer, "mapping.saved", str(row.pk), {"name": row.name, "entity": row.entity, "source": row.source})
    return row


@transaction.atomic
def change_mapping(
    mapping_id: int, name: str, data: JsonObject, expected: int | None, viewer: Viewer, now: datetime
) -> SavedMapping:
    """The changed mapping; raises NotFound, MappingError, or Conflict where somebody changed it meanwhile."""
    mapping, row = Mapping.from_data(data), _mapping_of(mapping_id)
    if expected is not None and expected != row.version:
        raise Conflict(
            Text(f"映射“{row.name}”已被他人修改。", f"Mapping {row.name!r} was changed by somebody else."),
            next_step=Text("请刷新后再改。", "Reload, then change it."),
            where={"version": row.version},
        )
    for column, value in _columns(mapping).items():
        setattr(row, column, value)
    row.name, row.by, row.updated_at, row.version = name.strip(), viewer.name, now, row.version + 1
    _save(row)
    record(viewer, "mapping.changed", str(row.pk), {"name": row.name, "version": row.version})
    return row


@transaction.atomic
def remove_mapping(mapping_id: int, viewer: Viewer) -> None:
    """Forget a kept mapping; batches keep theirs."""
    row = _mapping_of(mapping_id)
    record(viewer, "mapping.removed", str(row.pk), {"name": row.name})
    row.delete()


def _mapping_of(mapping_id: int) -> SavedMapping:
    row = SavedMapping.objects.select_for_update().filter(pk=mapping_id).first()
    if row is None:
        raise NotFound(Text(f"没有映射 {mapping_id}。", f"There is no mapping {mapping_id}."))
    return row


def _columns(mapping: Mapping) -> JsonObject:
    return {"entity": mapping.entity, "source": mapping.source, "mapping": mapping.to_data()}


def _save(row: SavedMapping) -> None:
    with under_a_free_name(
        Text(f"该来源已有名为“{row.name}”的映射。", f"The source has a mapping called {row.name!r} already.")
    ):
        row.save()
