"""Records of events take their place among the versions of records: whatever they said before, now they say this.

All records that events make of one order or receivable stand in one live batch, the one they were last loaded into.
Rows of imports that they displace are kept as older versions and stand again when the events no longer name them.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from frostier.engines.duckdb.connection import rows_changed
from frostier.engines.duckdb.schema import ENTITIES, StoredEntity

_NUMBER_OF = {"orders": "order_id", "payments": "receivable_id"}


def take_place(connection: duckdb.DuckDBPyConnection, entity_name: str, batch_no: int, imported: Sequence[int]) -> int:
    """Put ``live_incoming`` in the place of everything that events said of what ``live_key`` names.

    ``imported`` are the keys among them that an import may hold. Leaves ``live_left``, the rows that are no longer
    current, and ``live_come``, those that are now. Gives the number of those that left.
    """
    entity, number = ENTITIES[entity_name], _NUMBER_OF[entity_name]
    columns = ", ".join(entity.columns)
    live = _live_batches(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE live_left AS SELECT {columns} FROM {entity.table} LIMIT 0")
    left = _remove_former(connection, entity, number, live) if live else 0
    if imported:
        left += _displace(connection, entity, imported)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE live_come AS SELECT {columns} FROM live_incoming")
    if live and left:
        _let_stand_again(connection, entity)
    connection.execute(f"INSERT INTO {entity.table} ({columns}) SELECT {columns} FROM live_come")
    _mark_loaded(connection, entity_name, batch_no)
    return left


def _live_batches(connection: duckdb.DuckDBPyConnection) -> str:
    """The live batches as a list of SQL; named one by one, the rows of others are not even looked at."""
    rows = connection.execute("SELECT batch_no FROM live_batch ORDER BY batch_no").fetchall()
    return ", ".join(str(no) for (no,) in rows)


def _remove_former(connection: duckdb.DuckDBPyConnection, entity: StoredEntity, number: str, live: str) -> int:
    """Take out what events said before; ``live_left`` gets what of it was current, so many rows."""
    named = f"SEMI JOIN live_key k ON o.source = k.source AND o.{number} = k.number"
    former = rows_changed(
        connection,
        f"CREATE OR REPLACE TEMP TABLE live_former AS SELECT o.rowid AS row_id, o.* FROM {entity.table} o {named} "
        f"WHERE o.batch_no IN ({live})",
    )
    if former:
        connection.execute(
            f"DELETE FROM {entity.table} WHERE batch_no IN ({live}) AND rowid IN (SELECT row_id FROM live_former)"
        )
        connection.execute("INSERT INTO live_left SELECT * EXCLUDE (row_id) FROM live_former")
    connection.execute(
        f"DELETE FROM {entity.replaced} WHERE batch_no IN ({live}) AND rowid IN "
        f"(SELECT o.rowid FROM {entity.replaced} o {named} WHERE o.batch_no IN ({live}))"
    )
    return former


def _displace(connection: duckdb.DuckDBPyConnection, entity: StoredEntity, imported: Sequence[int]) -> int:
    """Make older versions of the imported rows that ``live_incoming`` takes the place of; how many."""
    same = " AND ".join(f"o.{c} = i.{c}" for c in entity.key)
    # Numbers first and alone: that reads one column, and text only of the few rows found.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE live_suspect AS SELECT o.rowid AS row_id FROM {entity.table} o "
        "JOIN (SELECT unnest(?::UBIGINT[]) AS wanted) ON wanted = " + _key_of(entity),
        [list(imported)],
    )
    displaced = rows_changed(
        connection,
        f"CREATE OR REPLACE TEMP TABLE live_displaced AS SELECT o.rowid AS row_id, o.* FROM {entity.table} o "
        f"SEMI JOIN live_incoming i ON {same} WHERE o.rowid IN (SELECT row_id FROM live_suspect)",
    )
    connection.execute(f"INSERT INTO {entity.replaced} SELECT * EXCLUDE (row_id) FROM live_displaced")
    connection.execute(f"DELETE FROM {entity.table} WHERE rowid IN (SELECT row_id FROM live_displaced)")
    connection.execute("INSERT INTO live_left SELECT * EXCLUDE (row_id) FROM live_displaced")
    return displaced


def _key_of(entity: StoredEntity) -> str:
    return "o.order_key" if "order_key" in entity.columns else f"hash({', '.join(f'o.{c}' for c in entity.key)})"


def _let_stand_again(connection: duckdb.DuckDBPyConnection, entity: StoredEntity) -> None:
    """Bring back the newest older version of every row that events named before and no longer do."""
    key = ", ".join(entity.key)
    unnamed = rows_changed(
        connection,
        f"CREATE OR REPLACE TEMP TABLE live_unnamed AS SELECT {key} FROM live_left ANTI JOIN live_incoming USING ({key})",
    )
    if not unnamed:
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE live_promoted AS SELECT o.rowid AS row_id, o.* FROM {entity.replaced} o
        JOIN (SELECT {key}, max(batch_no) AS batch_no FROM {entity.replaced} SEMI JOIN live_unnamed USING ({key}) GROUP BY ALL) n
          USING ({key}, batch_no)""")
    connection.execute("INSERT INTO live_come SELECT * EXCLUDE (row_id) FROM live_promoted")
    connection.execute(f"DELETE FROM {entity.replaced} WHERE rowid IN (SELECT row_id FROM live_promoted)")


def _mark_loaded(connection: duckdb.DuckDBPyConnection, entity_name: str, batch_no: int) -> None:
    connection.execute("INSERT OR IGNORE INTO live_batch VALUES (?)", [batch_no])
    connection.execute(
        "INSERT OR IGNORE INTO loaded_batch VALUES (?, ?, 'events', '{}')",
        [batch_no, entity_name],
    )
