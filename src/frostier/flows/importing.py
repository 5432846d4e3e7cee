"""Import rows, take an import back, re-submit corrected rows; all of it safe against being killed at any point.

The order is always: intent in the store, quarantined rows, commit in the warehouse (with the report and the number
of the batch), intent closed. ``recover_batches`` asks the warehouse what became of an intent that was left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from frostier.flows.ports import (
    Batch,
    BatchDraft,
    BatchStore,
    JsonObject,
    LoadOutcome,
    RejectedRow,
    RowSource,
    Run,
    Warehouse,
)
from frostier.kernel.errors import Conflict, FrostierError, InvalidInput
from frostier.kernel.text import Text
from frostier.sources.mapping import Mapping

_RESUBMITS = "resubmits"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do: its outcome, the first rows as they would be stored, the first refusals."""

    outcome: LoadOutcome
    preview: Sequence[JsonObject]
    rejects: Sequence[RejectedRow]


def import_rows(
    run: Run,
    *,
    batches: BatchStore,
    warehouse: Warehouse,
    rows: RowSource,
    mapping: Mapping,
    replaces: int | None = None,
) -> Batch:
    """The batch that now holds the rows; see ``is_new`` for whether this run brought it.

    The same content under the same mapping changes nothing. ``replaces`` names a loaded batch of the same entity
    and source that the rows take the place of, all of it at once. Raises InvalidInput or MappingError when the file
    cannot be used and Conflict when ``replaces`` cannot be replaced; then nothing has changed.
    """
    same = batches.active_duplicate(mapping.entity, mapping.source, rows.content_hash, mapping.fingerprint)
    if same is not None:
        run.log(
            Text(
                f"{rows.file_name} 与批次 {same.no} 内容相同，没有变化。",
                f"{rows.file_name} is batch {same.no} already; nothing changed.",
            )
        )
        return same
    if replaces is not None:
        _check_replaceable(batches.get(replaces), mapping)
    draft = _draft(run, rows, mapping, replaces=replaces)
    batch = _bring_in(run, batches, warehouse, rows, mapping, draft, {})
    if rows.cursor_value is not None:
        batches.save_cursor(mapping.source, mapping.entity, rows.cursor_value)
    return batch


def is_new(run: Run, batch: Batch) -> bool:
    """Whether the run itself brought the batch, rather than finding it there."""
    return batch.draft.run_id == run.id


def resubmit(
    run: Run,
    *,
    batches: BatchStore,
    warehouse: Warehouse,
    rows: RowSource,
    mapping: Mapping,
    corrects: int,
    row_ids: Sequence[int],
) -> Batch:
    """The batch that holds the corrected rows of batch ``corrects``; the rows ``row_ids`` leave quarantine.

    A row that still cannot be used enters quarantine again, as a row of the new batch.
    """
    _check_loaded(batches.get(corrects))
    draft = _draft(run, rows, mapping, corrects=corrects)
    return _bring_in(run, batches, warehouse, rows, mapping, draft, {_RESUBMITS: list(row_ids)})


def dry_run(run: Run, *, warehouse: Warehouse, rows: RowSource, mapping: Mapping) -> DryRun:
    """What importing the rows would do; nothing is changed."""
    with warehouse.load(0, mapping.entity, mapping.source, mapping.to_data(), rows) as load:
        outcome = load.validate(run)
        return DryRun(outcome, load.preview(_SHOWN), list(islice(load.rejects(), _SHOWN)))


def undo_import(run: Run, batch_no: int, *, batches: BatchStore, warehouse: Warehouse) -> JsonObject:
    """Take a batch back, together with the batches that corrected its rows; the rows removed and restored.

    What the batch had replaced stands again. Raises NotFound, or Conflict for a batch that is not loaded.
    """
    _check_loaded(batches.get(batch_no))
    counts = {"removed": 0, "restored": 0}
    for batch in reversed(_with_corrections(batches, batch_no)):
        undone = warehouse.undo(batch.no, run)
        batches.mark_undone(batch.no, run.id)
        counts = {name: counts[name] + undone[name] for name in counts}
    return dict(counts)


def recover_batches(warehouse: Warehouse, batches: BatchStore) -> list[Batch]:
    """Finish or undo what a killed run left half done; the batches that were touched. Doing it twice does nothing."""
    touched = []
    for batch in batches.list(state="loading"):
        if warehouse.has_batch(batch.no):
            touched.append(_close(batches, batch, warehouse.report_of(batch.no)))
        else:
            batches.mark_aborted(
                batch.no, Text("导入被中断，未写入任何数据。", "The import was killed; nothing was loaded.")
            )
            touched.append(batches.get(batch.no))
    for batch in batches.list(state="loaded"):
        if not warehouse.has_batch(batch.no):
            batches.mark_undone(batch.no, batch.draft.run_id)
            touched.append(batches.get(batch.no))
    return touched


# ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────────


def _bring_in(
    run: Run,
    batches: BatchStore,
    warehouse: Warehouse,
    rows: RowSource,
    mapping: Mapping,
    draft: BatchDraft,
    remember: JsonObject,
) -> Batch:
    batch = batches.open(draft)
    try:
        report = _load(run, batches, warehouse, rows, mapping, batch, remember)
    except BaseException as error:
        # Should the error have come after the commit, the batch is there, and recovery will close it.
        if not warehouse.has_batch(batch.no):
            batches.mark_aborted(batch.no, _why(error))
        raise
    return _close(batches, batch, report)


def _load(
    run: Run,
    batches: BatchStore,
    warehouse: Warehouse,
    rows: RowSource,
    mapping: Mapping,
    batch: Batch,
    remember: JsonObject,
) -> JsonObject:
    draft = batch.draft
    load_of = warehouse.load(
        batch.no, draft.entity, draft.source, draft.mapping, rows, replaces=draft.replaces, corrects=draft.corrects
    )
    with load_of as load:
        outcome = load.validate(run)
        _refuse_empty(outcome, rows)
        batches.quarantine(batch.no, load.rejects())
        report = {**outcome.report, **remember}
        load.commit(run, report)
    for name in ("read", "loaded", "rejected", "skipped"):
        run.count(f"rows_{name}", outcome.report["rows"][name])
    return report


def _close(batches: BatchStore, batch: Batch, report: JsonObject) -> Batch:
    """Everything that follows from the commit; safe to do again."""
    if report.get(_RESUBMITS):
        batches.mark_resubmitted(report[_RESUBMITS], batch.no)
    if batch.draft.replaces is not None and batches.get(batch.draft.replaces).state == "loaded":
        batches.mark_undone(batch.draft.replaces, batch.draft.run_id)
    return batches.mark_loaded(batch.no, report)


def _draft(
    run: Run, rows: RowSource, mapping: Mapping, *, replaces: int | None = None, corrects: int | None = None
) -> BatchDraft:
    return BatchDraft(
        entity=mapping.entity,
        source=mapping.source,
        file_name=rows.file_name,
        content_hash=rows.content_hash,
        mapping=mapping.to_data(),
        mapping_hash=mapping.fingerprint,
        run_id=run.id,
        replaces=replaces,
        corrects=corrects,
    )


def _with_corrections(batches: BatchStore, batch_no: int) -> list[Batch]:
    """The batch and the loaded batches that brought corrections of its rows, in order of their number."""
    found = [batches.get(batch_no)]
    for batch in batches.list(state="loaded"):
        if batch.draft.corrects in {b.no for b in found}:
            found.append(batch)
    return found


def _check_loaded(batch: Batch) -> None:
    if batch.state != "loaded":
        raise Conflict(
            Text(
                f"批次 {batch.no} 未处于已导入状态（{batch.state}）。",
                f"Batch {batch.no} is {batch.state}, not loaded.",
            ),
            next_step=Text("请查看批次列表。", "See the list of batches."),
        )


def _check_replaceable(batch: Batch, mapping: Mapping) -> None:
    _check_loaded(batch)
    if (batch.draft.entity, batch.draft.source) != (mapping.entity, mapping.source):
        raise Conflict(
            Text(
                f"批次 {batch.no} 是 {batch.draft.source} 的 {batch.draft.entity}，"
                f"不能由 {mapping.source} 的 {mapping.entity} 替换。",
                f"Batch {batch.no} is {batch.draft.entity} of {batch.draft.source}; "
                f"{mapping.entity} of {mapping.source} cannot take its place.",
            )
        )


def _refuse_empty(outcome: LoadOutcome, rows: RowSource) -> None:
    if outcome.rows_read == 0:
        raise InvalidInput(
            Text(f"{rows.file_name} 没有数据行。", f"{rows.file_name} has no rows."),
            next_step=Text("检查导出是否完整，或表头行号是否正确。", "Check the export, or the row of the headers."),
        )


def _why(error: BaseException) -> Text:
    if isinstance(error, FrostierError):
        return error.message
    name = type(error).__name__
    return Text(f"导入失败（{name}）。", f"The import failed ({name}).")
