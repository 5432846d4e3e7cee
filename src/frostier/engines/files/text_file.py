"""Delimited text (CSV, TSV, …) in any usual encoding, as rows of text.

A clean file goes through DuckDB's parallel reader. At the first irregular row the file is read again, carefully:
line by line, so that one stray quote costs one row and not everything after it. Both ways give the same rows and
numbers for a clean file; see docs/decisions/0003-reading-files.md.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from frostier.engines.files.headers import Headers, empty_file, header_index, tidy_headers
from frostier.engines.files.work_file import (
    numbered_relation,
    refuse_too_many_columns,
    row_source,
    scratch_engine,
    sql_text,
    text_columns,
    unnumbered_relation,
    without_blank_rows,
    write_rows,
)
from frostier.flows.ports import RejectedRow, RowSource
from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text
from frostier.sources.mapping import FileOptions

BLOCK = 1 << 20
SAMPLE_LINES = 200
MOST_LINES_IN_A_ROW = 200
LINES_IN_A_BLOCK = 2_000
MOST_REJECTS = 200_000
RAW_TEXT = "#text"  # the key of a rejected row's whole text; no header can be this, headers are tidied


def open_text(path: Path, work_dir: Path, *, options: FileOptions, entity: str | None, file_name: str) -> RowSource:
    """The rows of a delimited text file; raises UnreadableFile (empty, binary, encoding, too many columns)."""
    survey = survey_encoding(path, options.encoding, file_name)
    utf8 = path if survey.encoding in ("utf-8", "utf-8-sig") else _transcoded(path, work_dir, survey, file_name)
    layout = _layout(utf8, options, entity, file_name)
    refuse_too_many_columns(len(layout.headers.names), file_name)
    work_file = work_dir / "rows.parquet"
    notes = [*survey.notes, *layout.notes, *layout.headers.notes]
    found = replace(options, encoding=survey.encoding, delimiter=layout.delimiter, header_row=layout.lines_above)
    if _read_at_once(utf8, work_file, work_dir, layout):
        width = len(layout.headers.names)
        relation = without_blank_rows(unnumbered_relation(work_file, text_columns(width)), width)
        return row_source(relation, layout.headers.names, file_name, survey.content_hash, notes=notes, found=found)
    rejects = _read_carefully(utf8, work_file, layout, file_name)
    relation = numbered_relation(work_file, len(layout.headers.names))
    return row_source(
        relation,
        layout.headers.names,
        file_name,
        survey.content_hash,
        notes=notes,
        rejects=rejects,
        found=found,
    )


# ── encoding ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class EncodingSurvey:
    """What one pass over the bytes told: the encoding, the content hash, and what the person should know."""

    encoding: str
    content_hash: str
    notes: tuple[Text, ...] = ()


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def survey_encoding(path: Path, declared: str | None, file_name: str) -> EncodingSurvey:
    """The encoding of a text file: as declared, by its byte order mark, or the first that all bytes fit.

    Tried in order: UTF-8, GB18030 (contains GBK and GB2312), Windows-1252. Raises UnreadableFile for binary
    content and for bytes that do not fit the declared encoding.
    """
    with path.open("rb") as file:
        start = file.read(BLOCK)
    if not start.strip(b"\0\r\n\t ,;"):
        raise empty_file(file_name)
    likely = _declared(declared, file_name) or _by_mark(start) or _by_zeros(start)
    candidates = (likely,) if likely else ("utf-8", "gb18030", "cp1252")
    content_hash = _hash_unless_binary(path, likely, file_name)
    misfits: dict[str, int] = {}
    fitting: list[str] = []
    for name in candidates:
        position = _first_misfit(path, name)
        if position is not None:
            misfits[name] = position
            continue
        fitting.append(name)
        if name == "utf-8":
            break  # chance does not write valid UTF-8; the slower decoders need not look
    if fitting == ["gb18030", "cp1252"] and not _looks_chinese(path):
        fitting.remove("gb18030")
    if not fitting:
        raise _undecodable(file_name, likely, min(misfits.values()))
    return EncodingSurvey(fitting[0], content_hash, tuple(_encoding_notes(fitting[0], declared)))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _hash_unless_binary(path: Path, likely: str | None, file_name: str) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
        _refuse_binary(block, likely, file_name)
    return digest.hexdigest()


def _first_misfit(path: Path, encoding: str) -> int | None:
    """Where the first byte stands that the encoding cannot have there; ``None`` where all fit."""
    decoder, position = codecs.getincrementaldecoder(encoding)(), 0
    try:
        for block in _blocks(path):
            decoder.decode(block)
            position += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        return position + wrong.start
    return None


_ABOVE_ASCII = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]|[\x80-\xff]")


def _looks_chinese(path: Path) -> bool:
    """Whether the bytes above ASCII stand in pairs of the GB2312 block, as Chinese does and French does not."""
    paired = single = 0
    for block in _blocks(path):
        found = _ABOVE_ASCII.findall(block)
        pairs = sum(len(piece) == 2 for piece in found)
        paired, single = paired + pairs, single + len(found) - pairs
        if paired + single > 100_000:
            break
    return paired >= single


def _declared(name: str | None, file_name: str) -> str | None:
    if name is None:
        return None
    try:
        canonical = codecs.lookup(name).name
    except LookupError:
        raise UnreadableFile(
            Text(f"不认识的编码“{name}”。", f"Unknown encoding {name!r}."),
            next_step=Text("可用：utf-8、gb18030、utf-16。", "Use one of: utf-8, gb18030, utf-16."),
            where={"file": file_name},
        ) from None
    # GB18030 contains GBK and GB2312; files declared as these often hold characters of the larger one.
    return {"gbk": "gb18030", "gb2312": "gb18030", "utf-8": "utf-8-sig"}.get(canonical, canonical)


def _by_mark(start: bytes) -> str | None:
    return next((name for mark, name in _BOMS if start.startswith(mark)), None)


def _by_zeros(start: bytes) -> str | None:
    """UTF-16 without a mark: Latin letters and digits leave every second byte zero."""
    sample = start[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.05 and odd > 4 * even:
        return "utf-16-le"
    if even > len(sample) * 0.05 and even > 4 * odd:
        return "utf-16-be"
    return None


def _refuse_binary(block: bytes, likely: str | None, file_name: str) -> None:
    wide = likely is not None and likely.startswith(("utf-16", "utf-32"))
    control = sum(block.count(bytes([c])) for c in (0, 1, 2, 3, 4, 5, 6, 7, 8)) if not wide else 0
    if (not wide and b"\0" in block) or control > len(block) * 0.01:
        raise UnreadableFile(
            Text(f"{file_name} 不是文本表格，含有二进制内容。", f"{file_name} is no text table; it holds binary data."),
            next_step=Text("请另存为 CSV、XLSX 或 Parquet。", "Save it as CSV, XLSX or Parquet."),
        )


def _undecodable(file_name: str, declared: str | None, position: int) -> UnreadableFile:
    tried = declared or "UTF-8、GB18030、Windows-1252"
    tried_en = declared or "UTF-8, GB18030, Windows-1252"
    return UnreadableFile(
        Text(
            f"{file_name} 的第 {position + 1} 个字节起不符合编码 {tried}。",
            f"{file_name} does not fit the encoding {tried_en} from byte {position + 1} on.",
        ),
        next_step=Text(
            "请在映射的 file.encoding 中写明编码，或另存为 UTF-8。",
            "State the encoding under file.encoding in the mapping, or save the file as UTF-8.",
        ),
        where={"file": file_name, "byte": position + 1},
    )


def _encoding_notes(encoding: str, declared: str | None) -> Iterator[Text]:
    if declared is None and encoding not in ("utf-8", "utf-8-sig"):
        yield Text(f"编码识别为 {encoding.upper()}。", f"The encoding was recognised as {encoding.upper()}.")


def _transcoded(path: Path, work_dir: Path, survey: EncodingSurvey, file_name: str) -> Path:
    """A UTF-8 copy in the work directory, written block by block."""
    copy = work_dir / "utf8.txt"
    decoder = codecs.getincrementaldecoder(survey.encoding)()
    with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
        while block := source.read(BLOCK):
            target.write(decoder.decode(block))
        target.write(decoder.decode(b"", final=True))
    return copy


# ── layout ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines are cut: delimiter, quote, headers, and the physical lines above the first data row."""

    delimiter: str
    quote: str
    headers: Headers
    lines_above: int
    even_above: bool  # every row above the data stands on a line of its own
    notes: tuple[Text, ...] = field(default=())


_USUAL = (",", "\t", ";", "|")
_RARE = ("，", "^", "~", "\x01", "\x1f", "#", "¦", ":")


def _layout(path: Path, options: FileOptions, entity: str | None, file_name: str) -> _Layout:
    lines = _first_lines(path)
    quote = options.quote or '"'
    delimiter = options.delimiter or sniff_delimiter(lines, quote)
    records = list(_records(iter(lines), delimiter, quote, width=None))
    rows = [record.values or [record.text] for record in records]
    ends = [record.last_line for record in records]
    if not any(cell.strip() for row in rows for cell in row):
        raise empty_file(file_name)
    index = _declared_header(options.header_row, ends, file_name)
    if index is None:
        index = header_index(rows, entity, file_name)
    headers = tidy_headers(_without_blank_end(rows[index], rows[index + 1 :]))
    notes = []
    if index:
        notes.append(Text(f"列名在第 {ends[index]} 行。", f"The headers stand in line {ends[index]}."))
    if options.delimiter is None and delimiter != ",":
        shown = {"\t": "TAB"}.get(delimiter, delimiter)
        notes.append(Text(f"分隔符识别为“{shown}”。", f"The delimiter was recognised as {shown!r}."))
    even_above = all(record.first_line == record.last_line for record in records[: index + 1])
    return _Layout(delimiter, quote, headers, ends[index], even_above, tuple(notes))


def _first_lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [line for _, line in zip(range(SAMPLE_LINES), _lines(file), strict=False)]


def _lines(file: Iterator[str]) -> Iterator[str]:
    """Physical lines with their ends; a lone CR ends a line too, as old exports have it."""
    for line in file:
        if "\r" in line[:-2]:
            yield from line.splitlines(keepends=True) if "\n" not in line[:-1] else [line]
        else:
            yield line


def sniff_delimiter(lines: Sequence[str], quote: str = '"') -> str:
    """The character that cuts most of the lines into the same number of columns, more than one.

    Comma, tab, semicolon and bar are looked at first; a comma when nothing cuts (a file of one column).
    """
    for group in (_USUAL, _RARE):
        scored = [(_evenness(lines, mark, quote), -n, mark) for n, mark in enumerate(group)]
        best, _, mark = max(scored)
        if best > 0:
            return mark
    return ","


def _evenness(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """Columns of the commonest width × share of lines with it; 0 where that width is 1."""
    widths = [len(r.values) for r in _records(iter(lines), delimiter, quote, width=None) if r.values]
    if not widths:
        return 0.0
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    share = widths.count(usual) / len(widths)
    return share * share * (1 - 1 / usual) if usual > 1 else 0.0


def _declared_header(header_row: int | None, ends: Sequence[int], file_name: str) -> int | None:
    """The index of the row that ends on or contains the declared line."""
    if header_row is None:
        return None
    for index, last_line in enumerate(ends):
        if header_row <= last_line:
            return index
    raise UnreadableFile(
        Text(
            f"{file_name} 没有第 {header_row} 行可作列名。",
            f"{file_name} has no line {header_row} to take headers from.",
        ),
        next_step=Text("请修改映射的 file.header_row。", "Correct file.header_row in the mapping."),
    )


def _without_blank_end(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The header row without empty cells at its end below which nothing stands."""
    width = len(header)
    while width > 1 and not header[width - 1].strip() and not any(r[width - 1 : width] not in ([], [""]) for r in rows):
        width -= 1
    return header[:width]


# ── the fast way ────────────────────────────────────────────────────────────────────────────────────────────────


def _read_at_once(source: Path, work_file: Path, work_dir: Path, layout: _Layout) -> bool:
    """Copy the rows to the work file with DuckDB's reader; False at the first irregular row."""
    if not layout.even_above or len(layout.delimiter.encode()) > 1 or len(layout.headers.names) == 1:
        return False
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in text_columns(len(layout.headers.names)))
    reader = (
        f"read_csv({sql_text(str(source))}, auto_detect = false, header = false, skip = {layout.lines_above},"
        f" delim = {sql_text(layout.delimiter)}, quote = {sql_text(layout.quote)}, escape = {sql_text(layout.quote)},"
        f" columns = {{{columns}}}, strict_mode = true, comment = '')"
    )
    try:
        with scratch_engine(work_dir) as engine:
            engine.execute(f"COPY (FROM {reader}) TO {sql_text(str(work_file))} (FORMAT parquet, COMPRESSION snappy)")
    except duckdb.Error:
        work_file.unlink(missing_ok=True)
        return False
    return True


# ── the careful way ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Record:
    """One row of the file: its values, or its text and what is wrong with it."""

    text: str
    first_line: int
    last_line: int
    values: list[str] = field(default_factory=list)
    trouble: str = ""


def _read_carefully(source: Path, work_file: Path, layout: _Layout, file_name: str) -> list[RejectedRow]:
    width = len(layout.headers.names)
    rejects: list[RejectedRow] = []

    def good_rows() -> Iterator[tuple[int, Sequence[str]]]:
        with source.open(encoding="utf-8-sig", newline="") as file:
            records = _records(_lines(file), layout.delimiter, layout.quote, width=width, skip=layout.lines_above)
            for number, record in enumerate(records, start=1):
                if record.trouble:
                    rejects.append(_rejected(record, number, width))
                    _refuse_hopeless(len(rejects), number, file_name, final=False)
                elif any(record.values):
                    yield number, record.values

    count = write_rows(work_file, width, good_rows())
    _refuse_hopeless(len(rejects), count + len(rejects), file_name, final=True)
    return rejects


def _records(
    lines: Iterator[str], delimiter: str, quote: str, *, width: int | None, skip: int = 0
) -> Iterator[_Record]:
    """The rows of the lines after the first ``skip``; blank lines are no rows.

    A quoted value may run over several lines. Where such a row does not end well (never closed, or of the wrong
    width) only its first line is in trouble and reading goes on with the second.
    """
    source = _LineSource(lines)
    for _ in range(skip):
        source.take()
    while block := source.take_block():
        regular = _regular_rows(block, delimiter, quote, width)
        if regular is not None:
            first = source.taken - len(block) + 1
            yield from (_Record("", first, first, values) for values in regular)
            continue
        source.give_back(block)
        end = source.taken + len(block)
        while source.taken < end and (line := source.take()) is not None:
            if line.strip("\r\n"):
                yield _next_record(line, source, delimiter, quote, width)


class _LineSource:
    """Physical lines that can be given back; ``taken`` counts those that are out."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self.taken = 0

    def take(self) -> str | None:
        line = self._waiting.popleft() if self._waiting else next(self._lines, None)
        self.taken += line is not None
        return line

    def take_block(self) -> list[str]:
        block: list[str] = []
        while len(block) < LINES_IN_A_BLOCK and (line := self.take()) is not None:
            block.append(line)
        return block

    def give_back(self, lines: Sequence[str]) -> None:
        self._waiting.extendleft(reversed(lines))
        self.taken -= len(lines)


def _regular_rows(block: Sequence[str], delimiter: str, quote: str, width: int | None) -> list[list[str]] | None:
    """The rows of a block in which every row is beyond doubt; None where one of them needs a closer look."""
    if width is None:
        return None
    try:
        rows = [row for row in csv.reader(block, delimiter=delimiter, quotechar=quote, strict=True) if row]
    except csv.Error:
        return None
    return rows if all(len(row) == width for row in rows) else None


def _next_record(line: str, source: _LineSource, delimiter: str, quote: str, width: int | None) -> _Record:
    """The row that begins with ``line``, which was just taken from ``source``."""
    first = source.taken
    if quote not in line:
        return _checked(line, first, first, line.rstrip("\r\n").split(delimiter), width)
    taken = [line]
    while _is_open("".join(taken), delimiter, quote) and len(taken) < MOST_LINES_IN_A_ROW:
        more = _take_through_quote(source, quote)
        if not more:
            break
        taken += more
    record = _quoted_record("".join(taken), first, source.taken, delimiter, quote, width)
    if record.trouble and len(taken) > 1:
        source.give_back(taken[1:])
        return _Record(line, first, first, trouble="unclosed_quote")
    return record


def _take_through_quote(source: _LineSource, quote: str) -> list[str]:
    """The next lines up to and including one with a quote, which alone can close what is open."""
    taken: list[str] = []
    while len(taken) < MOST_LINES_IN_A_ROW and (line := source.take()) is not None:
        taken.append(line)
        if quote in line:
            break
    return taken


def _is_open(text: str, delimiter: str, quote: str) -> bool:
    """Whether a quoted value is still open at the end of the text."""
    try:
        list(csv.reader([text], delimiter=delimiter, quotechar=quote, strict=True))
    except csv.Error as trouble:
        return "unexpected end" in str(trouble)
    return False


def _quoted_record(text: str, first: int, last: int, delimiter: str, quote: str, width: int | None) -> _Record:
    # Over several lines only strictly: two rows with one stray quote each would read as one.
    for strict in (True, False) if first == last else (True,):
        try:
            (values,) = csv.reader([text], delimiter=delimiter, quotechar=quote, strict=strict)
        except (csv.Error, ValueError):
            # Never read leniently what is still open: the value would swallow whatever follows.
            if _is_open(text, delimiter, quote):
                break
            continue
        return _checked(text, first, last, values, width)
    return _Record(text, first, last, trouble="unclosed_quote")


def _checked(text: str, first: int, last: int, values: list[str], width: int | None) -> _Record:
    if width is None or len(values) == width:
        return _Record(text, first, last, values)
    if len(values) > width and not any(values[width:]):
        return _Record(text, first, last, values[:width])  # delimiters left over at the end of the line
    return _Record(text, first, last, values, trouble="wrong_column_count")


def _rejected(record: _Record, number: int, width: int) -> RejectedRow:
    line = record.first_line
    if record.trouble == "wrong_column_count":
        found = len(record.values)
        reason = Text(
            f"第 {line} 行应有 {width} 列，实有 {found} 列。", f"Line {line}: expected {width} columns, found {found}."
        )
    else:
        reason = Text(f"第 {line} 行的引号没有正确闭合。", f"Line {line}: a quote is not closed properly.")
    raw = {RAW_TEXT: record.text.rstrip("\r\n")[:10_000]}
    return RejectedRow(batch_no=0, row_no=number, field="", code=record.trouble, reason=reason, raw=raw)


def _refuse_hopeless(rejects: int, rows: int, file_name: str, *, final: bool) -> None:
    """A file whose rows mostly do not fit is misread, not dirty: say so instead of quarantining it whole."""
    hopeless = rejects > MOST_REJECTS or (final and rejects >= 20 and rejects > rows / 2)
    if hopeless:
        raise UnreadableFile(
            Text(
                f"{file_name} 的 {rows} 行中有 {rejects} 行列数不符，可能分隔符、引号或列名行有误。",
                f"{rejects} of {rows} rows of {file_name} do not have the header's columns; the delimiter, the"
                " quote or the header row is probably wrong.",
            ),
            next_step=Text(
                "请在映射的 file 下写明 delimiter、quote 或 header_row。",
                "State delimiter, quote or header_row under file in the mapping.",
            ),
        )
