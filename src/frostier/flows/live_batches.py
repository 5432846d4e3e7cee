"""The batches that records of events belong to: they grow, until a file is imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from frostier.flows.ports import BatchDraft, BatchStore, JsonObject, LiveRecords

EVENTS = "events"
"""What stands in place of a file's name where records came as events."""


def entities_of(records: LiveRecords) -> list[str]:
    """The kinds of records that there are."""
    found = {"orders": records.orders, "payments": records.receivables}
    return [entity for entity, some in found.items() if some]


def live_batches(batches: BatchStore, entities: Collection[str]) -> Mapping[str, int]:
    """The number of the batch that takes records of each entity now.

    It is the one that took them before, unless a file was imported since: what came later must count, whichever way
    it came, so that a new batch begins.
    """
    grown: dict[str, int] = {}
    for batch in batches.list():
        if batch.draft.file_name != EVENTS:
            grown.clear()
        elif batch.state in ("loading", "loaded"):
            grown[batch.draft.entity] = batch.no
    return {entity: grown[entity] if entity in grown else _opened(batches, entity) for entity in entities}


def close_batches(batches: BatchStore, numbers: Collection[int], report: JsonObject) -> None:
    """Mark as loaded what the warehouse now holds."""
    for number in numbers:
        if batches.get(number).state != "loaded":
            batches.mark_loaded(number, report)


def _opened(batches: BatchStore, entity: str) -> int:
    # The hash is that of no file: nobody can send these events again as one.
    draft = BatchDraft(
        entity=entity,
        source=EVENTS,
        file_name=EVENTS,
        content_hash=EVENTS,
        mapping={},
        mapping_hash=EVENTS,
        run_id=0,
    )
    return batches.open(draft).no
