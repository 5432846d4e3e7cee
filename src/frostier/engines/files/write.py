"""Tables for people to take away: CSV, XLSX, Parquet or JSON, whole or not at all, the same bytes every time."""

from __future__ import annotations

import csv
import json
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

CHUNK_ROWS = 20_000
MOST_SHEET_ROWS = 1_048_576
# The full-width signs too: some spreadsheets take them for their ASCII twins.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SAFE_INTEGER = 10**15  # a sheet keeps 15 digits
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)

Rows = Iterable[Sequence[Any]]


def write_table(path: Path, columns: Sequence[str], rows: Rows | pa.Table) -> int:
    """Write a table in the format that the extension names (csv, xlsx, parquet, json); returns the rows written.

    The file appears complete or not at all. Text that a spreadsheet would take for a formula is defused: in CSV by
    a leading apostrophe, in XLSX by being stored as text. Raises InvalidInput for another extension or for more
    rows than a sheet holds.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise InvalidInput(
            Text(f"不支持导出为“{path.suffix}”。", f"Cannot write {path.suffix!r} files."),
            next_step=Text(
                "可用扩展名：.csv、.xlsx、.parquet、.json。", "Use the extension .csv, .xlsx, .parquet or .json."
            ),
        )
    return _atomically(path, lambda part: write(part, columns, rows))


def defused(value: object) -> object:
    """The value, with an apostrophe in front if a spreadsheet would read its text as a formula.

    >>> defused("=1+1"), defused("-18 ℃ 毛肚"), defused(-3)
    ("'=1+1", "'-18 ℃ 毛肚", -3)
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def _atomically(path: Path, write: Callable[[Path], int]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        count = write(part)
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _write_csv(path: Path, columns: Sequence[str], rows: Rows | pa.Table) -> int:
    count = 0
    # Excel takes UTF-8 without a mark for the system's code page and shows Chinese as noise.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defused(c) for c in columns])
        for row in _rows(rows):
            writer.writerow([defused(_csv_value(v)) for v in row])
            count += 1
    return count


def _csv_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _DecimalText(format(value, "f"))
    if isinstance(value, list | tuple):
        return "; ".join(str(v) for v in value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


class _DecimalText:
    """A number on its way to a CSV cell: not a ``str``, so that a leading minus is not taken for a formula."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def _write_xlsx(path: Path, columns: Sequence[str], rows: Rows | pa.Table) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    # The time of writing would make every file different.
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet("Frostier")
    formats = {
        "head": book.add_format({"bold": True}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, formats["head"])
    count = 0
    try:
        for count, row in enumerate(_rows(rows), start=1):
            if count >= MOST_SHEET_ROWS:
                raise _too_many_rows()
            for at, value in enumerate(row):
                _write_cell(sheet, count, at, value, formats)
    finally:
        book.close()
    return count


def _write_cell(sheet: Any, row: int, at: int, value: Any, formats: dict[Any, Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, at, value)
        case int() | float() | Decimal():
            if math.isfinite(value) and abs(float(value)) < _SAFE_INTEGER:
                sheet.write_number(row, at, value)
            else:
                sheet.write_string(row, at, str(value))
        case datetime():
            sheet.write_datetime(row, at, value.replace(tzinfo=None), formats[datetime])
        case date():
            sheet.write_datetime(row, at, value, formats[date])
        case list() | tuple():
            sheet.write_string(row, at, "; ".join(str(v) for v in value)[:32_767])
        case _:
            sheet.write_string(row, at, str(value)[:32_767])


def _write_parquet(path: Path, columns: Sequence[str], rows: Rows | pa.Table) -> int:
    if isinstance(rows, pa.Table):
        pq.write_table(rows.rename_columns(list(columns)), path, compression="zstd")
        return int(rows.num_rows)
    table = _table(columns, rows)
    pq.write_table(table, path, compression="zstd")
    return int(table.num_rows)


def _write_json(path: Path, columns: Sequence[str], rows: Rows | pa.Table) -> int:
    """One array of objects, an object a line; decimals as text, so that no cent is lost."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for row in _rows(rows):
            file.write(",\n" if count else "\n")
            json.dump(dict(zip(columns, row, strict=True)), file, ensure_ascii=False, default=_json_value)
            count += 1
        file.write("\n]\n")
    return count


def _json_value(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(columns: Sequence[str], rows: Rows) -> pa.Table:
    found = [list(row) for row in rows]
    arrays = [pa.array([row[at] for row in found]) for at in range(len(columns))]
    return pa.table(arrays, names=list(columns))


def _rows(rows: Rows | pa.Table) -> Iterator[Sequence[Any]]:
    if not isinstance(rows, pa.Table):
        yield from rows
        return
    for batch in rows.to_batches(max_chunksize=CHUNK_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _too_many_rows() -> InvalidInput:
    return InvalidInput(
        Text(f"超过 Excel 的 {MOST_SHEET_ROWS:,} 行上限。", f"More than the {MOST_SHEET_ROWS:,} rows of a sheet."),
        next_step=Text("请导出为 CSV 或 Parquet。", "Export to CSV or Parquet."),
    )


_WRITERS: dict[str, Callable[[Path, Sequence[str], Rows | pa.Table], int]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
    ".json": _write_json,
}
