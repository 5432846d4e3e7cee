"""Current and older versions of records: which one stands is decided by the batch number alone.

The current version of a key is the one of the highest loaded batch; all others stand in ``<table>_replaced``.
Loading and undoing move only the keys that the batch touches.
"""

from __future__ import annotations

import duckdb

from frostier.engines.duckdb.schema import StoredEntity


def add(connection: duckdb.DuckDBPyConnection, entity: StoredEntity, batch_no: int, incoming: str) -> None:
    """Bring the rows of the relation ``incoming`` (one a key, all columns of the entity) in as a batch.

    Leaves the temporary table ``displaced`` of rows that are no longer current.
    """
    same = _same_key(entity, "o", "i")
    # Into an empty table nothing can be displaced; matching would only build a large hash table for nothing.
    nothing_there = _count(connection, f"SELECT count(*) FROM {entity.table}") == 0
    match = "WHERE false" if nothing_there else f"SEMI JOIN {incoming} i ON {same} WHERE o.batch_no < {batch_no}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE displaced AS SELECT o.rowid AS row_id, o.* FROM {entity.table} o {match}"
    )
    # A batch that comes in late, below one that is already there, only fills in history for the shared keys.
    late = _count(connection, f"SELECT count(*) FROM loaded_batch WHERE batch_no > {batch_no}") > 0
    newer = f"(SELECT * FROM {entity.table} WHERE batch_no > {batch_no})"
    if _count(connection, "SELECT count(*) FROM displaced"):
        connection.execute(f"INSERT INTO {entity.replaced} SELECT * EXCLUDE (row_id) FROM displaced")
        connection.execute(f"DELETE FROM {entity.table} WHERE rowid IN (SELECT row_id FROM displaced)")
    columns = ", ".join(entity.columns)
    if not late:
        connection.execute(f"INSERT INTO {entity.table} ({columns}) SELECT {columns} FROM {incoming}")
        return
    for table, join in ((entity.replaced, "SEMI"), (entity.table, "ANTI")):
        # Materialised first: a table may not be read for what is being written into it.
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE settled AS SELECT i.* FROM {incoming} i {join} JOIN {newer} o ON {same}"
        )
        connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM settled")
    connection.execute("DROP TABLE settled")


def take_back(connection: duckdb.DuckDBPyConnection, entity: StoredEntity, batch_no: int) -> int:
    """Remove a batch and let the newest older version of each of its keys stand again; the rows removed.

    Leaves the temporary tables ``removed`` (were current) and ``promoted`` (are current again).
    """
    older = _count(connection, f"SELECT count(*) FROM {entity.replaced} WHERE batch_no = {batch_no}")
    connection.execute(f"DELETE FROM {entity.replaced} WHERE batch_no = {batch_no}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE removed AS SELECT * FROM {entity.table} WHERE batch_no = {batch_no}"
    )
    connection.execute(f"DELETE FROM {entity.table} WHERE batch_no = {batch_no}")
    key = ", ".join(_match_on(entity))
    # Not a window with QUALIFY: DuckDB 2.0.0 fails internally on rowid under SEMI JOIN and QUALIFY.
    newest = (
        f"SELECT {key}, max(batch_no) AS batch_no FROM {entity.replaced} SEMI JOIN removed USING ({key}) GROUP BY {key}"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE promoted AS SELECT o.rowid AS row_id, o.* FROM {entity.replaced} o "
        f"JOIN ({newest}) n ON {_same_key(entity, 'o', 'n')} AND o.batch_no = n.batch_no"
    )
    if _count(connection, "SELECT count(*) FROM promoted"):
        connection.execute(f"INSERT INTO {entity.table} SELECT * EXCLUDE (row_id) FROM promoted")
        connection.execute(f"DELETE FROM {entity.replaced} WHERE rowid IN (SELECT row_id FROM promoted)")
    return older + _count(connection, "SELECT count(*) FROM removed")


def _same_key(entity: StoredEntity, one: str, other: str) -> str:
    return " AND ".join(f"{one}.{c} = {other}.{c}" for c in _match_on(entity))


def _match_on(entity: StoredEntity) -> tuple[str, ...]:
    # The number first: it decides nearly every comparison of order lines without touching text.
    return ("order_key", *entity.key) if "order_key" in entity.columns else entity.key


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
