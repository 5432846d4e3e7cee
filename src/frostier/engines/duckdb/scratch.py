"""A workspace in memory over the open warehouse: what live evaluation needs between one batch of events and the next.

Its tables stand in a database of their own in memory. They are made once, then emptied and filled again, so that a
statement that reads nothing else can stay planned: for few customers planning takes longer than running.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
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

DATABASE = "evaluation"
"""What the database in memory is called beside the warehouse."""


@dataclass(slots=True)
class _Written:
    """How a table is written, to do it again. ``planned``: how many tables had been made when its plan was."""

    query: str
    statement: duckdb.Statement
    own: bool
    schema: ibis.Schema
    planned: int = -1


class ScratchWorkspace(Tables):
    """Named results in a database in memory; see ``flows.ports.LiveWorkspace``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection, "live")
        self._written: dict[str, _Written] = {}
        self._put: dict[str, ibis.Schema] = {}
        self.tables_made = 0  # a kept plan is good for as long as none is
        [(warehouse,)] = connection.execute("SELECT current_database()").fetchall()
        connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
        connection.execute(f"SET search_path = '{quoted(warehouse)}.main,{DATABASE}.main'")

    def put(self, table: str, rows: Any, schema: ibis.Schema) -> None:
        """Show rows under a name, in place of those that were there."""
        if isinstance(rows, list):
            rows = pa.Table.from_pylist(rows, schema=schema.to_pyarrow())
        self._connection.register("rows_to_put", rows)
        try:
            # A table, not a view of the rows: the planner must know how few they are.
            if self._put.get(table) == schema:
                self._connection.execute(f"DELETE FROM {_named(table)}")
                self._connection.execute(f"INSERT INTO {_named(table)} SELECT * FROM rows_to_put")
            else:
                self._made(table, "SELECT * FROM rows_to_put")
        finally:
            self._connection.unregister("rows_to_put")
        self._put[table] = schema

    def write(self, table: str, expression: ibis.Table, *, sort_by: Sequence[str] = ()) -> int:
        """Execute the expression into a table; the number of rows."""
        written = self._laid_out(table, expression, sort_by)
        self._connection.execute(f"DELETE FROM {_named(table)}")
        return self._filled(table, written)

    def lay_out(self, table: str, expression: ibis.Table) -> None:
        """Make the table that the expression will be written into; see ``flows.ports.LiveWorkspace``."""
        self._laid_out(table, expression, ())

    def tables(self) -> Mapping[str, ibis.Schema]:
        """The written tables with their schemas."""
        return {table: written.schema for table, written in self._written.items()}

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
        """Let go of the tables."""
        for table, written in self._written.items():
            if written.planned >= 0:
                self._connection.execute(f"DEALLOCATE {_plan_of(table)}")
        self._written.clear()
        self._put.clear()
        self._connection.execute("RESET search_path")
        self._connection.execute(f"DETACH {DATABASE}")

    def _laid_out(self, table: str, expression: ibis.Table, sort_by: Sequence[str]) -> _Written:
        order = f" ORDER BY {', '.join(map(quoted, sort_by))}" if sort_by else ""
        query = f"SELECT * FROM ({compiled(expression)}){order}"
        known = self._written.get(table)
        if known is None or known.query != query:
            known = self._written[table] = self._first_written(table, query, expression)
        return known

    def _made(self, table: str, query: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TABLE {_named(table)} AS {query}")
        self.tables_made += 1

    def _first_written(self, table: str, query: str, expression: ibis.Table) -> _Written:
        read = {relation.name for relation in expression.op().find(ops.UnboundTable)}
        own = read <= {*self._written, *self._put}
        with self._unimproved() if own else nullcontext():
            self._made(table, f"{query} LIMIT 0")
        # Read once: to read three hundred conditions takes longer than to decide them.
        [statement] = self._connection.extract_statements(f"INSERT INTO {_named(table)} {query}")
        return _Written(query, statement, own, self._schema_of(table))

    def _filled(self, table: str, written: _Written) -> int:
        if not written.own:
            [(rows,)] = self._connection.execute(written.statement).fetchall()
            return int(rows)
        plan = _plan_of(table)
        with self._unimproved():
            if written.planned != self.tables_made:
                self._connection.execute(f"PREPARE {plan} AS INSERT INTO {_named(table)} {written.query}")
                written.planned = self.tables_made
            [(rows,)] = self._connection.execute(f"EXECUTE {plan}").fetchall()
        return int(rows)

    @contextmanager
    def _unimproved(self) -> Iterator[None]:
        """As the query stands: few rows do not repay its improvement, and only such a plan is kept."""
        self._connection.execute("PRAGMA disable_optimizer")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA enable_optimizer")

    def _schema_of(self, table: str) -> ibis.Schema:
        empty = columns_of(self._connection, f"SELECT * FROM {_named(table)} LIMIT 0")
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


def _named(table: str) -> str:
    return f"{DATABASE}.main.{quoted(table)}"


def _plan_of(table: str) -> str:
    return quoted(f"fill_{table}")
