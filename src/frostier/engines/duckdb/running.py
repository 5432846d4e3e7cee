"""Expressions become SQL, SQL becomes rows or columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from ibis.expr import operations as ops

from frostier.engines.duckdb.pruning import pruned
from frostier.flows.left_open import OPEN

_OPEN = re.compile(rf"'{OPEN}(\w+)'")


class Tables:
    """The tables that a connection shows under bare names, and what can be asked of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self.name = name
        self._connection = connection
        self._registered: list[str] = []

    def put(self, table: str, rows: Any, schema: ibis.Schema) -> None:
        """Show rows under a name, for this workspace only."""
        if isinstance(rows, list):
            rows = pa.Table.from_pylist(rows, schema=schema.to_pyarrow())
        self._connection.register(table, rows)
        self._registered.append(table)

    def rows(self, expression: ibis.Table) -> list[dict[str, Any]]:
        """The result as plain rows."""
        query = compiled(expression)
        return rows_of(self.answering(query), query)

    def columns(self, expression: ibis.Table) -> Any:
        """The result as a pyarrow table."""
        query = compiled(expression)
        return columns_of(self.answering(query), query)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        # All rows are fetched: a result left open would keep the connection from showing tables.
        query = f"SELECT count(*) FROM {quoted(table)}"
        [(number,)] = self.answering(query).execute(query).fetchall()
        return int(number)

    def answering(self, query: str) -> duckdb.DuckDBPyConnection:
        """The connection, ready for a query."""
        return self._connection


def columns_read(expression: ibis.Table) -> frozenset[str] | None:
    """Columns that a compiled expression may read from its tables; ``None`` where it may read all of them."""
    return _columns_read(expression.op())


@lru_cache(maxsize=256)
def _columns_read(operation: ops.Relation) -> frozenset[str] | None:
    kept = pruned(operation)
    if not all(isinstance(relation, _SAFE_TO_NARROW) for relation in kept.find(ops.Relation)):
        return None
    named = frozenset(field.name for field in kept.find(ops.Field))
    stored = {name for table in kept.find(ops.UnboundTable) for name in table.schema.names}
    return None if stored & set(kept.schema.names) - named else named


def compiled(expression: ibis.Table) -> str:
    """The expression as DuckDB SQL."""
    try:
        return _remembered(expression.op())
    except RecursionError:
        # To find an expression again is to compare it, level by level. One that compares five hundred columns with
        # “or” between them is deeper than Python goes; it is compiled anew.
        return _compiled(expression.op())


# The widest expressions take a second and more to compile, and the same ones are asked again and again.
@lru_cache(maxsize=256)
def _remembered(operation: ops.Relation) -> str:
    return _compiled(operation)


def _compiled(operation: ops.Relation) -> str:
    return str(ibis.to_sql(_narrowed(pruned(operation)).to_expr(), dialect="duckdb", pretty=False))


# What selects either columns by name or, as ``SELECT *``, all of them, whatever is declared of the table.
_SAFE_TO_NARROW = (
    ops.UnboundTable, ops.Filter, ops.Sort, ops.Limit, ops.Project, ops.Aggregate, ops.JoinChain, ops.JoinReference,
)  # fmt: skip

_UNNAMED = " "


def _narrowed(operation: ops.Relation) -> ops.Relation:
    """The same operation over tables that declare only the columns it names.

    The SQL is the same; compiling a question to a table of six hundred columns would take twenty times as long.
    """
    if not all(isinstance(relation, _SAFE_TO_NARROW) for relation in operation.find(ops.Relation)):
        return operation
    named = {field.name for field in operation.find(ops.Field)}
    narrower: dict[ops.Node, ops.Node] = {}
    for table in operation.find(ops.UnboundTable):
        kept = {name: kind for name, kind in table.schema.items() if name in named}
        if kept and table is not operation:
            # One column more than is named: a selection of all declared columns would become SELECT *.
            narrower[table] = table.copy(schema=ibis.schema({**kept, _UNNAMED: "boolean"}))
    return operation.replace(narrower) if narrower else operation


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The result as plain rows; ``given`` are the values of what the query leaves open."""
    cursor = connection.execute(_OPEN.sub(r"$\1", query), dict(given)) if given else connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def columns_of(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The result as a pyarrow table."""
    return connection.sql(query).to_arrow_table()


def quoted(name: str) -> str:
    """A SQL identifier, safe for any name."""
    return '"' + name.replace('"', '""') + '"'


def quoted_path(path: object) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
