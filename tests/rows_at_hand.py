"""Rows written in a test, as the warehouse would get them from a file; and a warehouse in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes import FakeRun

from frostier.engines.duckdb.connection import Resources
from frostier.engines.duckdb.warehouse import DuckDBWarehouse
from frostier.flows.ports import LoadOutcome, RowSource
from frostier.sources.mapping import Mapping as ImportMapping

TODAY = date(2026, 1, 15)
CHENGDU = ZoneInfo("Asia/Shanghai")


def warehouse_in_memory(zone: ZoneInfo = CHENGDU) -> DuckDBWarehouse:
    """An empty warehouse that vanishes with the test."""
    return DuckDBWarehouse(None, zone=zone, today=lambda: TODAY, resources=Resources(memory_gb=1, threads=1))


def rows_of(rows: Sequence[Mapping[str, str | None]], *, name: str = "rows.csv") -> RowSource:
    """Rows of text, one mapping each; the keys of the first are the headers."""
    columns = tuple(rows[0])
    values = ", ".join(
        "(" + ", ".join(_literal(row.get(c)) for c in columns) + f", {n})" for n, row in enumerate(rows, 1)
    )
    names = ", ".join(f'"{c}"' for c in columns)
    return RowSource(
        relation=f"(VALUES {values}) t({names}, no_)",
        row_number_sql="no_",
        columns=columns,
        sql_columns=tuple(f'"{c}"' for c in columns),
        file_name=name,
        content_hash=hashlib.sha256(values.encode()).hexdigest(),
    )


def mapping_for(entity: str, columns: Sequence[str] | Mapping[str, Any], **more: Any) -> ImportMapping:
    """A mapping whose file columns are called like the standard's, or as given."""
    named = dict(columns) if isinstance(columns, Mapping) else {c: c for c in columns}
    return ImportMapping.from_data({"entity": entity, "columns": named, **more})


def load(
    warehouse: DuckDBWarehouse,
    batch_no: int,
    entity: str,
    rows: Sequence[Mapping[str, str | None]],
    **more: Any,
) -> LoadOutcome:
    """Load rows whose headers are the standard's names; what validating gave."""
    mapping = mapping_for(entity, tuple(rows[0]), **more)
    run = FakeRun()
    with warehouse.load(batch_no, entity, mapping.source, mapping.to_data(), rows_of(rows)) as batch:
        outcome = batch.validate(run)
        batch.commit(run, outcome.report)
    return outcome


def records(warehouse: DuckDBWarehouse, query: str) -> list[dict[str, Any]]:
    """The rows of a query."""
    cursor = warehouse.connection.execute(query)
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _literal(value: str | None) -> str:
    return "NULL::VARCHAR" if value is None else "'" + value.replace("'", "''") + "'"
