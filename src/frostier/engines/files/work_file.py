"""Rows of text on their way from any kind of file to the warehouse: one Parquet work file and its description."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from frostier.flows.ports import RejectedRow, RowSource
from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text
from frostier.sources.mapping import FileOptions

CHUNK_ROWS = 20_000
MOST_COLUMNS = 2_000

Row = Sequence[str | None]


def text_columns(count: int) -> tuple[str, ...]:
    """The names of a work file's columns: headers never become SQL names, so none can be dangerous or too long."""
    return tuple(f"c{n}" for n in range(1, count + 1))


def refuse_too_many_columns(count: int, file_name: str) -> None:
    """Raise UnreadableFile above 2,000 columns."""
    if count > MOST_COLUMNS:
        raise UnreadableFile(
            Text(
                f"{file_name} 有 {count} 列，最多支持 {MOST_COLUMNS} 列。",
                f"{file_name} has {count} columns; at most {MOST_COLUMNS} can be read.",
            ),
            next_step=Text(
                "请检查分隔符，或只导出需要的列。", "Check the delimiter, or export only the columns needed."
            ),
        )


def write_rows(path: Path, width: int, rows: Iterable[tuple[int, Row]]) -> int:
    """Write numbered rows of ``width`` texts to a Parquet file, chunk by chunk; returns how many there were.

    Column ``row_no`` holds the number, ``c1`` … the texts; empty text becomes NULL.
    """
    names = text_columns(width)
    schema = pa.schema([("row_no", pa.int64()), *((name, pa.string()) for name in names)])
    count = 0
    with pq.ParquetWriter(path, schema, compression="snappy", use_dictionary=True) as writer:
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            columns = zip(*(values for _, values in chunk), strict=True)
            arrays = [pa.array([number for number, _ in chunk], pa.int64())]
            arrays += [pa.array([v or None for v in column], pa.string()) for column in columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(chunk)
    return count


def numbered_relation(work_file: Path, width: int) -> str:
    """The SQL relation of a file that :func:`write_rows` wrote."""
    columns = ", ".join(("row_no", *text_columns(width)))
    return f"(SELECT {columns} FROM read_parquet({sql_text(str(work_file))}))"


def unnumbered_relation(file: Path, expressions: Sequence[str]) -> str:
    """The SQL relation of a Parquet file that is numbered by position; ``expressions`` give its columns in order."""
    columns = ", ".join(f"{e} AS {n}" for e, n in zip(expressions, text_columns(len(expressions)), strict=True))
    file_sql = sql_text(str(file))
    return f"(SELECT file_row_number + 1 AS row_no, {columns} FROM read_parquet({file_sql}, file_row_number = true))"


def without_blank_rows(relation: str, width: int) -> str:
    """The relation without rows in which nothing is filled; the other rows keep their numbers."""
    return f"(FROM {relation} WHERE coalesce({', '.join(text_columns(width))}) IS NOT NULL)"


def row_source(
    relation: str,
    headers: Sequence[str],
    file_name: str,
    content_hash: str,
    *,
    notes: Iterable[Text] = (),
    rejects: Iterable[RejectedRow] = (),
    cursor_value: str | None = None,
    found: FileOptions | None = None,
    sheets: Sequence[str] = (),
) -> RowSource:
    """What the warehouse needs to read a relation made here."""
    return RowSource(
        relation=relation,
        row_number_sql="row_no",
        columns=tuple(headers),
        sql_columns=text_columns(len(headers)),
        file_name=file_name,
        content_hash=content_hash,
        notes=tuple(notes),
        rejects=tuple(rejects),
        cursor_value=cursor_value,
        found=found,
        sheets=tuple(sheets),
    )


def sql_text(value: str) -> str:
    """A SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(value: str) -> str:
    """A quoted SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


@contextmanager
def scratch_engine(work_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private in-memory engine that spills to the work directory and cannot load extensions from a network."""
    connection = duckdb.connect(config={"temp_directory": str(work_dir), "autoinstall_known_extensions": "false"})
    try:
        connection.execute("SET preserve_insertion_order = true")
        yield connection
    finally:
        connection.close()


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
