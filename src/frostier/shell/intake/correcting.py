"""Corrections of quarantined rows as people give them: kept, brought in again, or the rows dismissed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from frostier.flows.ports import Batch, Run
from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.intake.models import ImportBatch, QuarantinedRow, Resubmission
from frostier.shell.intake.resubmitting import Row, resubmit_rows
from frostier.shell.wiring import House

MOST_ROWS = 5_000
LONGEST_REASON = 500


def keep_corrections(rows: Mapping[int, Mapping[str, str]], viewer: Viewer, now: datetime) -> Resubmission:
    """The corrections, to be brought in by a run. Raises NotFound for a row, InvalidInput for a column that is none."""
    _refuse_too_many(len(rows))
    for row in _open_rows(list(rows)):
        strange = [name for name in rows[row.pk] if name not in row.raw]
        if strange:
            raise InvalidInput(
                Text(f"第 {row.row_no} 行没有列“{strange[0]}”。", f"Row {row.row_no} has no column {strange[0]!r}."),
                next_step=Text("只能修改文件中已有的列。", "Only columns of the file can be corrected."),
                where={"field": strange[0], "row": row.pk},
            )
    kept = Resubmission.objects.create(
        rows={str(i): dict(values) for i, values in rows.items()}, by=viewer.name, created_at=now
    )
    record(viewer, "quarantine.resubmitted", str(kept.pk), {"rows": sorted(rows)})
    return kept


def bring_in(house: House, run: Run, kept: Resubmission) -> list[Batch]:
    """The batches that the corrections came in with; those that this run brought before it was killed among them."""
    wanted = {int(i): values for i, values in kept.rows.items()}
    before = list(ImportBatch.objects.filter(run_id=run.id, state="loaded").values_list("id", flat=True))
    done = QuarantinedRow.objects.filter(resubmitted_in__in=before, id__in=wanted).values_list("id", flat=True)
    corrected = _corrected({i: v for i, v in wanted.items() if i not in set(done)})
    brought = resubmit_rows(run, corrected, work=house.home.work, batches=house.batches, warehouse=house.warehouse)
    return [*(house.batches.get(no) for no in before), *brought]


@transaction.atomic
def dismiss(ids: Sequence[int], reason: str, viewer: Viewer, now: datetime) -> int:
    """Close rows that will not be corrected, with the reason; how many. Raises InvalidInput, NotFound, Conflict."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise InvalidInput(
            Text(f"请写明理由（1–{LONGEST_REASON} 个字符）。", f"Give a reason of 1 to {LONGEST_REASON} characters."),
            where={"field": "reason"},
        )
    _refuse_too_many(len(ids))
    rows = _open_rows(ids)
    closed = {"state": "dismissed", "closed_by": viewer.name, "closed_at": now, "closed_reason": said}
    QuarantinedRow.objects.filter(id__in=[r.pk for r in rows], state="open").update(**closed)
    batches = sorted({r.batch_id for r in rows})
    record(viewer, "quarantine.dismissed", ",".join(map(str, batches)), {"rows": sorted(ids), "reason": said})
    return len(rows)


def _corrected(rows: Mapping[int, Mapping[str, str]]) -> dict[int, Row]:
    """The whole rows: as they stood in the file, with the corrected cells."""
    stood = QuarantinedRow.objects.in_bulk(list(rows))
    return {i: {**stood[i].raw, **values} for i, values in rows.items() if i in stood}


def _open_rows(ids: Sequence[int]) -> list[QuarantinedRow]:
    found = QuarantinedRow.objects.select_for_update().in_bulk(ids)
    for row_id in ids:
        if row_id not in found:
            raise NotFound(Text(f"隔离区没有行 {row_id}。", f"There is no quarantined row {row_id}."))
        if found[row_id].state != "open":
            raise Conflict(
                Text(f"行 {row_id} 已经处理过了。", f"Row {row_id} was dealt with already."),
                next_step=Text("请刷新隔离区。", "Reload the quarantine."),
                where={"row": row_id, "state": found[row_id].state},
            )
    return [found[i] for i in ids]


def _refuse_too_many(count: int) -> None:
    if not 1 <= count <= MOST_ROWS:
        raise InvalidInput(
            Text(f"一次应处理 1 到 {MOST_ROWS} 行，收到 {count} 行。", f"Expected 1 to {MOST_ROWS} rows, got {count}."),
            next_step=Text("请分批，或导出改正后用文件提交。", "Do them in parts, or export and hand in a file."),
        )
