"""A mapping proposed from what stands in a file, for rows that are open already."""

from __future__ import annotations

from dataclasses import replace

from frostier.engines.duckdb.connection import open_connection
from frostier.flows.ports import RowSource
from frostier.sources.mapping import FileOptions, Mapping
from frostier.sources.suggest import Suggestion, suggest_mapping

SAMPLED_ROWS = 500
GOOD_CONFIDENCE = 0.8


def suggestion_for(rows: RowSource, entity: str, *, source: str, timezone: str, options: FileOptions) -> Suggestion:
    """The proposed mapping, from the headers and the first 500 rows; it keeps how the file was asked to be opened."""
    proposed = suggest_mapping(entity, rows.columns, _samples(rows))
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


def _samples(rows: RowSource) -> dict[str, list[str | None]]:
    cells = ", ".join(f"CAST({name} AS VARCHAR)" for name in rows.sql_columns)
    connection = open_connection(None)
    try:
        found = connection.execute(f"SELECT {cells} FROM {rows.relation} LIMIT {SAMPLED_ROWS}").fetchall()
    finally:
        connection.close()
    columns = list(zip(*found, strict=True)) or [()] * len(rows.columns)
    return {header: list(values) for header, values in zip(rows.columns, columns, strict=True)}
