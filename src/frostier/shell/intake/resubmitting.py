"""Corrected rows of quarantine, brought in again under the mapping of their own batch."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from frostier.engines.duckdb.connection import open_connection
from frostier.engines.files.opening import opened_rows, work_folder
from frostier.flows.importing import resubmit
from frostier.flows.ports import Batch, BatchStore, RowSource, Run, Warehouse
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.intake.queries import REASON, ROW_ID
from frostier.sources.mapping import FileOptions, Mapping

Row = dict[str, str | None]

_DEFUSED = re.compile(r"^'(?=\s*[=+\-@])")


def resubmit_file(run: Run, file: Path, *, work: Path, batches: BatchStore, warehouse: Warehouse) -> list[Batch]:
    """The batches that the corrected rows came in with, one per batch that they correct.

    Raises ``InvalidInput`` where the file has no row ids, or ids that are not in the open quarantine.
    """
    return resubmit_rows(run, _read(file, work), work=work, batches=batches, warehouse=warehouse)


def resubmit_rows(
    run: Run, corrected: dict[int, Row], *, work: Path, batches: BatchStore, warehouse: Warehouse
) -> list[Batch]:
    """The batches that the corrected rows (id → file column → text) came in with, one per batch that they correct.

    Raises ``InvalidInput`` where an id is not in the open quarantine.
    """
    waiting = {row.id: row.batch_no for row in batches.rejected()}
    unknown = [row_id for row_id in corrected if row_id not in waiting]
    if unknown:
        raise InvalidInput(
            Text(f"这些行不在隔离区：{_some(unknown)}。", f"These rows are not in quarantine: {_some(unknown)}."),
            next_step=Text("请重新导出隔离区后再改正。", "Export the quarantine again and correct that."),
        )
    brought = []
    for batch_no in sorted({waiting[row_id] for row_id in corrected}):
        mine = {i: row for i, row in corrected.items() if waiting[i] == batch_no}
        brought.append(_resubmit_batch(run, batches.get(batch_no), mine, work, batches, warehouse))
    return brought


def _resubmit_batch(
    run: Run,
    batch: Batch,
    rows: dict[int, Row],
    work: Path,
    batches: BatchStore,
    warehouse: Warehouse,
) -> Batch:
    mapping = Mapping.from_data(batch.draft.mapping)
    plain = replace(mapping, file=FileOptions(header_row=1, encoding="utf-8", decimal_comma=mapping.file.decimal_comma))
    headers = [h for h in dict.fromkeys(name for row in rows.values() for name in row) if h not in (ROW_ID, REASON)]
    with work_folder(work) as folder:
        copy = folder / f"corrected-{batch.no}.csv"
        _write(copy, headers, rows.values())
        with opened_rows(copy, folder, options=plain.file, entity=mapping.entity) as source:
            return resubmit(
                run,
                batches=batches,
                warehouse=warehouse,
                rows=source,
                mapping=plain,
                corrects=batch.no,
                row_ids=list(rows),
            )


def _read(file: Path, work: Path) -> dict[int, Row]:
    with opened_rows(file, work) as source:
        if ROW_ID not in source.columns:
            raise InvalidInput(
                Text(f"{file.name} 没有 {ROW_ID} 列，不是隔离区导出的文件。", f"{file.name} has no column {ROW_ID}."),
                next_step=Text(
                    "请改正 frostier quarantine export 写出的文件。",
                    "Correct a file that frostier quarantine export wrote.",
                ),
            )
        return dict(_keyed(row, file) for row in _rows(source))


def _keyed(row: Row, file: Path) -> tuple[int, Row]:
    given = (row[ROW_ID] or "").strip()
    if not given.isdecimal():
        raise InvalidInput(
            Text(
                f"{file.name} 中的 {ROW_ID} 应为数字，收到“{given}”。",
                f"Expected a number in {ROW_ID} of {file.name}, got {given!r}.",
            )
        )
    return int(given), row


def _rows(source: RowSource) -> Iterable[Row]:
    cells = ", ".join(f"CAST({name} AS VARCHAR)" for name in source.sql_columns)
    connection = open_connection(None)
    try:
        for values in connection.execute(f"SELECT {cells} FROM {source.relation}").fetchall():
            yield {name: _undefused(value) for name, value in zip(source.columns, values, strict=True)}
    finally:
        connection.close()


def _undefused(value: str | None) -> str | None:
    """The text without the apostrophe that an export puts before what a spreadsheet would read as a formula."""
    return _DEFUSED.sub("", value) if value else value


def _write(path: Path, headers: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows([row.get(name) or "" for name in headers] for row in rows)


def _some(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:5])) + (" …" if len(ids) > 5 else "")
