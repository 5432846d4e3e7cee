"""A mapping proposed from what stands in a file, for rows that are open already."""

from __future__ import annotations

from dataclasses import replace

from frostier.engines.duckdb.connection import open_connection
from frostier.flows.ports import RowSource
from frostier.sources.mapping import FileOptions, Mapping
from frostier.sources.suggest import Suggestion, suggest_mapping

SAMPLED_ROWS = 500
LAST_ROWS = 50  # total lines stand at the end
GOOD_CONFIDENCE = 0.8


def suggestion_for(rows: RowSource, entity: str, *, source: str, timezone: str, options: FileOptions) -> Suggestion:
    """The proposed mapping, from the headers and the first and last rows.

    It keeps how the file was asked to be opened.
    """
    proposed = suggest_mapping(entity, rows.columns, samples_of(rows))
    return completed(proposed, source=source, timezone=timezone, options=options)


def completed(proposed: Suggestion, *, source: str, timezone: str, options: FileOptions) -> Suggestion:
    """The proposal with what only the person who asks knows."""
    file = replace(options, decimal_comma=proposed.mapping.file.decimal_comma)
    return replace(proposed, mapping=replace(proposed.mapping, source=source, timezone=timezone, file=file))


def is_good(suggestion: Suggestion) -> bool:
    """Whether the proposal can be used without asking: nothing required is missing or a mere resemblance."""
    required = _required(suggestion.mapping)
    doubtful = [m for m in suggestion.matches if m.column in required and m.confidence < GOOD_CONFIDENCE]
    return not suggestion.missing and not doubtful and not suggestion.warnings


def _required(mapping: Mapping) -> set[str]:
    from frostier.sources.records import standard_for

    return {c.name for c in standard_for(mapping.entity).columns if c.required}


def samples_of(rows: RowSource) -> dict[str, list[str | None]]:
    """Text of the first 500 and the last 50 rows, per header."""
    cells = ", ".join(f"CAST({name} AS VARCHAR)" for name in rows.sql_columns)
    numbered = f"SELECT {cells}, {rows.row_number_sql} AS number FROM {rows.relation}"
    connection = open_connection(None)
    try:
        first = connection.execute(f"{numbered} LIMIT {SAMPLED_ROWS}").fetchall()
        last = connection.execute(f"{numbered} ORDER BY number DESC LIMIT {LAST_ROWS}").fetchall()
    finally:
        connection.close()
    # In a short file the last rows are among the first.
    found = [*first, *(row for row in reversed(last) if not first or row[-1] > first[-1][-1])]
    columns = list(zip(*(row[:-1] for row in found), strict=True)) or [()] * len(rows.columns)
    return {header: list(values) for header, values in zip(rows.columns, columns, strict=True)}
