"""A workspace in memory over the open warehouse: what live evaluation needs between one batch of events and the next.

Tables are temporary tables of the warehouse's connection, written again and again under the same names, so that the
statements over them stay the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from ibis.expr import operations as ops
from ibis.formats.pyarrow import PyArrowSchema

from frostier.engines.duckdb.connection import Resources, open_connection
from frostier.engines.duckdb.parsing import define_parsers
from frostier.engines.duckdb.running import Tables, columns_of, compiled, quoted
from frostier.engines.duckdb.schema import create_tables
from frostier.engines.duckdb.serving import RESULTS


@dataclass(frozen=True, slots=True)
class _Written:
    """How a table was last written, to do it again."""

    query: str
    statement: duckdb.Statement
    row_by_row: bool
    schema: ibis.Schema | None = None


class ScratchWorkspace(Tables):
    """Named results in temporary tables; see ``flows.ports.LiveWorkspace``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection, "live")
        self._written: dict[str, _Written] = {}
        self._put: set[str] = set()

    def put(self, table: str, rows: Any, schema: ibis.Schema) -> None:
        """Show rows under a name, in place of those that were there."""
        if isinstance(rows, list):
            rows = pa.Table.from_pylist(rows, schema=schema.to_pyarrow())
        self._connection.register("rows_to_put", rows)
        try:
            # A table, not a view of the rows: the planner must know how few they are.
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT * FROM rows_to_put")
        finally:
            self._connection.unregister("rows_to_put")
        self._put.add(table)

    def write(self, table: str, expression: ibis.Table, *, sort_by: Sequence[str] = ()) -> int:
        """Execute the expression into a table; the number of rows."""
        order = f" ORDER BY {', '.join(map(quoted, sort_by))}" if sort_by else ""
        query = f"SELECT * FROM ({compiled(expression)}){order}"
        known = self._written.get(table)
        if known is None or known.query != query:
            # Read once: to read three hundred conditions takes longer than to decide them.
            [statement] = self._connection.extract_statements(
                f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS {query}"
            )
            known = _Written(query, statement, _is_row_by_row(expression.op()))
        with self._planned(row_by_row=known.row_by_row):
            self._connection.execute(known.statement)
        if known.schema is None:
            known = replace(known, schema=self._schema_of(table))
        self._written[table] = known
        return self.count(table)

    def tables(self) -> Mapping[str, ibis.Schema]:
        """The written tables with their schemas."""
        return {table: written.schema for table, written in self._written.items() if written.schema is not None}

    def profile(self) -> pa.Table:
        """The results side by side as the published profile has them: one row per customer, by id."""
        # Sorted here: the planner takes longer to sort hundreds of columns than the rows of a few customers.
        keys = columns_of(
            self._connection,
            "SELECT customer_key, customer_id FROM dim_customer SEMI JOIN tiers USING (customer_id)",
        ).sort_by("customer_id")
        columns = {name: keys[name] for name in keys.column_names}
        for table in RESULTS:
            rows = columns_of(self._connection, f"FROM {table}").sort_by("customer_id")
            assert rows["customer_id"].equals(keys["customer_id"])
            columns |= {name: rows[name] for name in rows.column_names if name != "customer_id"}
        return pa.table(columns)

    def close(self) -> None:
        """Take the tables off the connection."""
        for table in (*self._written, *self._put):
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{quoted(table)}")
        self._written.clear()
        self._put.clear()

    @contextmanager
    def _planned(self, *, row_by_row: bool) -> Iterator[None]:
        if not row_by_row:
            yield
            return
        # To improve three hundred conditions over one table takes longer than to decide them for thousands of rows.
        self._connection.execute("PRAGMA disable_optimizer")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA enable_optimizer")

    def _schema_of(self, table: str) -> ibis.Schema:
        empty = columns_of(self._connection, f"SELECT * FROM {quoted(table)} LIMIT 0")
        schema: ibis.Schema = PyArrowSchema.to_ibis(empty.schema)
        return schema


class BlankWorkspace(ScratchWorkspace):
    """The same over the facts of nobody, in a database of its own: what is to be asked can be prepared there."""

    def __init__(self) -> None:
        connection = open_connection(None, Resources(memory_gb=0.5, threads=1))
        define_parsers(connection)
        create_tables(connection)
        super().__init__(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


def _is_row_by_row(operation: ops.Relation) -> bool:
    """Whether every row of the result comes from one row of one table."""
    return all(isinstance(relation, ops.UnboundTable | ops.Project) for relation in operation.find(ops.Relation))
