"""One sheet of an XLSX workbook as rows of text.

Real dates become ISO text and numbers their shortest exact text, so that a text cell such as ``03/04/2024`` stays
recognisable as text that somebody typed. Formulas give the value that was stored with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from frostier.engines.files.headers import ROWS_LOOKED_AT, empty_file, header_index, tidy_headers
from frostier.engines.files.work_file import (
    content_hash,
    numbered_relation,
    refuse_too_many_columns,
    row_source,
    write_rows,
)
from frostier.engines.files.workbook_safety import damaged, refuse_unsafe_workbook
from frostier.flows.ports import RowSource
from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text
from frostier.sources.mapping import FileOptions
from frostier.sources.suggest import known_headers


def open_workbook(path: Path, work_dir: Path, *, options: FileOptions, entity: str | None, file_name: str) -> RowSource:
    """The rows of the named sheet, or of the sheet whose headers fit the entity best.

    Blank rows are no rows; the data row number counts from the row below the headers. Raises UnreadableFile
    (damaged, encrypted, too large, no such sheet, empty).
    """
    refuse_unsafe_workbook(path, file_name)
    book = _opened(path, file_name)
    table = _chosen_table(book, options, entity, file_name)
    refuse_too_many_columns(len(table.header), file_name)
    headers = tidy_headers(table.header)
    work_file = work_dir / "rows.parquet"
    width = len(headers.names)
    write_rows(work_file, width, _data_rows(table, width))
    return row_source(
        numbered_relation(work_file, width),
        headers.names,
        file_name,
        content_hash(path),
        notes=[*table.notes, *headers.notes],
        found=replace(options, sheet=table.sheet.name, header_row=table.header_row),
        sheets=book.sheet_names,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet with its header row found.

    ``first_data_row`` counts from 0 within the sheet's used area, ``header_row`` from 1 as a person counts.
    """

    sheet: CalamineSheet
    header: tuple[str, ...]
    first_data_row: int
    fit: int
    header_row: int
    notes: tuple[Text, ...]


def _opened(path: Path, file_name: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as damage:
        raise damaged(file_name) from damage


def _chosen_table(book: CalamineWorkbook, options: FileOptions, entity: str | None, file_name: str) -> _Table:
    names = book.sheet_names
    if options.sheet is not None:
        if options.sheet not in names:
            raise _no_such_sheet(options.sheet, names, file_name)
        table = _table(book, options.sheet, options, entity, file_name)
        if table is None:
            raise empty_file(f"{file_name}［{options.sheet}］")
        return table
    tables = {n: t for n in names if (t := _table(book, n, options, entity, file_name)) is not None}
    if not tables:
        raise empty_file(file_name)
    chosen = max(tables, key=lambda n: (tables[n].fit, tables[n].sheet.height))
    table = tables[chosen]
    if len(names) == 1:
        return table
    others, others_en = "、".join(n for n in names if n != chosen), ", ".join(n for n in names if n != chosen)
    note = Text(
        f"读取工作表“{chosen}”（另有：{others}）。", f"Sheet {chosen!r} was read (there are also: {others_en})."
    )
    return replace(table, notes=(note, *table.notes))


def _table(
    book: CalamineWorkbook, name: str, options: FileOptions, entity: str | None, file_name: str
) -> _Table | None:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError) as damage:
        raise damaged(file_name) from damage
    top = [[cell_text(cell) for cell in row] for row in islice(sheet.iter_rows(), ROWS_LOOKED_AT)]
    if not any(any(row) for row in top):
        return None
    above = sheet.start[0] if sheet.start else 0
    index = header_index(top, entity, file_name) if options.header_row is None else options.header_row - 1 - above
    if not 0 <= index < len(top):
        raise UnreadableFile(
            Text(
                f"{file_name} 的第 {options.header_row} 行没有列名。",
                f"{file_name} has no headers in row {options.header_row}.",
            ),
            next_step=Text("请修改映射的 file.header_row（前 30 行内）。", "Correct file.header_row (within 30 rows)."),
        )
    header, depth = _header_cells(sheet, top, index, above, entity)
    notes = []
    if index + above:
        notes.append(Text(f"列名在第 {index + above + 1} 行。", f"The headers stand in row {index + above + 1}."))
    if depth > 1:
        notes.append(Text("列名由合并的两行组成。", "The headers were put together from two merged rows."))
    width = _used_width(header, top[index + depth :])
    fit = known_headers(header, entity)
    return _Table(sheet, header[:width], index + depth, fit, index + above + 1, tuple(notes))


def _header_cells(
    sheet: CalamineSheet, top: Sequence[Sequence[str]], index: int, above: int, entity: str | None
) -> tuple[tuple[str, ...], int]:
    """The headers and how many rows they take: two where merged group headers have sub-headers beside or below."""
    left = sheet.start[1] if sheet.start else 0
    merged = [(r1 - above, c1 - left, r2 - above, c2 - left) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]
    for first in (index, index - 1):
        groups = [m for m in merged if m[0] == m[2] == first and m[3] > m[1]]
        tall = [m for m in merged if m[0] == first and m[2] == first + 1]
        # A title over the whole table is merged too; group headers share their row with others.
        filled = sum(1 for cell in top[first] if cell) if first >= 0 else 0
        if first >= 0 and first + 1 < len(top) and groups and (tall or filled > len(groups) or len(groups) > 1):
            return _joined(top[first], top[first + 1], groups), 2 - (index - first)
    return tuple(top[index]), 1


def _joined(upper: Sequence[str], lower: Sequence[str], groups: Sequence[tuple[int, int, int, int]]) -> tuple[str, ...]:
    """Sub-headers with their group in front where the sub-header alone would be repeated or is blank."""
    group_of = {c: upper[g[1]] for g in groups for c in range(g[1], g[3] + 1)}
    names = []
    for column, below in enumerate(lower):
        over = group_of.get(column, upper[column])
        repeated = bool(below) and list(lower).count(below) > 1
        names.append(f"{over} {below}".strip() if repeated or not below else below)
    return tuple(names)


def _used_width(header: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    width = len(header)
    while width > 1 and not header[width - 1] and not any(row[width - 1] for row in below):
        width -= 1
    return width


def _data_rows(table: _Table, width: int) -> Iterator[tuple[int, Sequence[str | None]]]:
    rows = islice(table.sheet.iter_rows(), table.first_data_row, None)
    for number, row in enumerate(rows, start=1):
        values = [cell_text(cell) for cell in row[:width]]
        if any(values):
            yield number, values


def cell_text(value: Any) -> str:
    """A cell as text: dates in ISO form, numbers without exponent or trailing zeros, at most 15 digits as Excel.

    >>> cell_text(datetime(2024, 3, 4)), cell_text(0.1 + 0.2), cell_text(20240304.0)
    ('2024-03-04', '0.3', '20240304')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else _to_second(value).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    if "e" not in text:
        return text
    return format(value, ".15f").rstrip("0").rstrip(".") if abs(value) < 1 else format(value, ".0f")


def _to_second(moment: datetime) -> datetime:
    # Excel stores a day fraction; 08:26:00 comes back as 08:25:59.999 or so.
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _no_such_sheet(sheet: str, names: Sequence[str], file_name: str) -> UnreadableFile:
    return UnreadableFile(
        Text(f"{file_name} 没有工作表“{sheet}”。", f"{file_name} has no sheet {sheet!r}."),
        next_step=Text(f"可用工作表：{'、'.join(names)}。", f"Sheets in the file: {', '.join(names)}."),
        where={"file": file_name, "sheet": sheet},
    )
