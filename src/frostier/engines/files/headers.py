"""Where the headers stand and what the columns are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text
from frostier.sources.suggest import known_headers

ROWS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Headers:
    """Unique, tidy column names, and notes on what had to be made up."""

    names: tuple[str, ...]
    notes: tuple[Text, ...] = ()


def header_index(rows: Sequence[Sequence[str]], entity: str | None, file_name: str) -> int:
    """Which of the first rows (from 0) holds the headers.

    The row with the most words of the data standard, if any row has two; else the first row that is about as
    wide as the table and holds no numbers; else the first filled row. Raises UnreadableFile when all are empty.
    """
    looked_at = rows[:ROWS_LOOKED_AT]
    known = [known_headers(row, entity) for row in looked_at]
    if known and max(known) >= 2:
        return known.index(max(known))
    filled = [[cell for cell in row if cell.strip()] for row in looked_at]
    if not any(filled):
        raise empty_file(file_name)
    usual = median(len(cells) for cells in filled if cells)
    for n, cells in enumerate(filled):
        if len(cells) >= 0.8 * usual and not any(_NUMBER.fullmatch(cell.strip()) for cell in cells):
            return n
    return next(n for n, cells in enumerate(filled) if cells)


def tidy_headers(cells: Sequence[str]) -> Headers:
    """Unique names: blanks are trimmed, a repeated name becomes ``名称 (2)``, an empty one ``column_3``."""
    tidied = [_tidy(cell) for cell in cells]
    taken = {name for name in tidied if name}
    names: list[str] = []
    blank: list[str] = []
    repeated: list[str] = []
    for position, name in enumerate(tidied, start=1):
        unique = name or f"column_{position}"
        if not name:
            unique = _unused(unique, {*taken, *names})
            blank.append(unique)
        elif name in names:
            unique = _unused(name, {*taken, *names})
            repeated.append(unique)
        names.append(unique)
    return Headers(tuple(names), tuple(_notes(blank, repeated)))


def empty_file(file_name: str) -> UnreadableFile:
    """The refusal of a file without a single filled cell."""
    return UnreadableFile(
        Text(
            f"{file_name} 是空的，应有一行列名和若干数据行。",
            f"{file_name} is empty; expected a header row and data rows.",
        ),
        next_step=Text("请检查导出是否成功。", "Check that the export finished."),
    )


_NUMBER = re.compile(r"[-+]?[¥￥$£€]?\d[\d,.]*%?")


def _tidy(cell: str) -> str:
    visible = "".join(c for c in cell if unicodedata.category(c) != "Cf")  # zero-width marks and stray BOMs
    return re.sub(r"\s+", " ", visible).strip()


def _unused(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    n = 2
    while f"{name} ({n})" in taken:
        n += 1
    return f"{name} ({n})"


def _notes(blank: list[str], repeated: list[str]) -> list[Text]:
    notes = []
    if repeated:
        zh, en = "、".join(repeated[:10]), ", ".join(repeated[:10])
        notes.append(Text(f"有重名列，已改为：{zh}。", f"Repeated headers were renamed to: {en}."))
    if blank:
        zh, en = "、".join(blank[:10]), ", ".join(blank[:10])
        notes.append(Text(f"有空列名，已命名为：{zh}。", f"Empty headers were named: {en}."))
    return notes
