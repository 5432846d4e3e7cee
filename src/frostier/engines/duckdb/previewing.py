"""A few rows of a file as a mapping would have them stored, without a warehouse.

The rows are parsed and judged by the SQL of the real import (:mod:`frostier.engines.duckdb.staging`). What needs the
stored facts — repeats of earlier rows, prices far from the usual — is left to the dry run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from frostier.engines.duckdb.connection import Resources, open_connection
from frostier.engines.duckdb.parsing import define_parsers
from frostier.engines.duckdb.staging import every_problem_sql, stage
from frostier.engines.files.work_file import sql_text, text_columns
from frostier.flows.ports import RowSource
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.sources.mapping import Mapping
from frostier.sources.records import standard_for
from frostier.sources.refusals import refusal_text

_SMALL = Resources(memory_gb=0.5, threads=1)


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One value: the text in the file, the value as it would be stored, and why it cannot be."""

    text: str | None
    value: object
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row; ``fate`` is load, quarantine or skip. Cells are keyed by standard column."""

    row_no: int
    fate: str
    cells: dict[str, PreviewCell]


def keep_sample(rows: RowSource, path: Path, limit: int) -> None:
    """Write the first rows to a Parquet file, types as they are, for later previews."""
    connection = open_connection(None, _SMALL)
    columns = ", ".join(
        f"{given} AS {name}" for given, name in zip(rows.sql_columns, text_columns(len(rows.columns)), strict=True)
    )
    query = f"SELECT {rows.row_number_sql} AS row_no, {columns} FROM {rows.relation} LIMIT {limit}"
    try:
        connection.execute(f"COPY ({query}) TO {sql_text(str(path))} (FORMAT parquet)")
    finally:
        connection.close()


def sample_rows(path: Path, headers: tuple[str, ...], file_name: str) -> RowSource:
    """The rows that ``keep_sample`` kept."""
    names = text_columns(len(headers))
    relation = f"(SELECT row_no, {', '.join(names)} FROM read_parquet({sql_text(str(path))}))"
    return RowSource(relation, "row_no", headers, names, file_name, content_hash="")


def preview(rows: RowSource, mapping: Mapping, *, zone: ZoneInfo, today: date, limit: int = 50) -> list[PreviewRow]:
    """The first rows as they would be stored; raises MappingError where the mapping does not fit the headers."""
    connection = open_connection(None, _SMALL)
    try:
        define_parsers(connection)
        plan = stage(connection, mapping, rows, zone, today)
        stored = _records(connection, f"FROM staged ORDER BY row_no LIMIT {limit}")
        judged = _records(connection, f"FROM ({every_problem_sql(plan)}) ORDER BY row_no LIMIT {limit}")
    finally:
        connection.close()
    return [_row(mapping, values, tests) for values, tests in zip(stored, judged, strict=True)]


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _row(mapping: Mapping, stored: dict[str, Any], judged: dict[str, Any]) -> PreviewRow:
    first = stored["problem"]
    fate = "load" if first is None else "skip" if first.startswith("~") else "quarantine"
    wrong = {p.split(":")[0]: p.split(":")[1] for p in reversed(judged["problems"])} if fate == "quarantine" else {}
    standard = standard_for(mapping.entity)
    cells = {}
    for column in standard.columns:
        if column.name not in mapping.columns:
            continue
        text = judged[f"t_{column.name}"]
        code = wrong.get(column.name)
        problem = refusal_text(column, code, text or "") if code else None
        cells[column.name] = PreviewCell(text, plain(stored.get(column.name)), problem)
    return PreviewRow(stored["row_no"], fate, cells)
