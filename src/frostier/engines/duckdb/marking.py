"""What the facts lag behind after records changed, noted in the same transaction as the change."""

from __future__ import annotations

import duckdb

from frostier.engines.duckdb import versions
from frostier.engines.duckdb.schema import ENTITIES
from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text


def mark_stale(connection: duckdb.DuckDBPyConnection, entity: str, *changed: str) -> None:
    """Note what the rows of the ``changed`` relations (tables or queries) make stale."""
    if entity == "orders":
        for relation in changed:
            connection.execute(
                f"INSERT INTO stale_customer SELECT DISTINCT record_key FROM ({_query(relation)}) "
                "WHERE record_key IS NOT NULL"
            )
        connection.execute("INSERT OR IGNORE INTO stale_part VALUES ('orders')")
        return
    part = "customers" if entity == "contacts" else entity
    connection.execute("INSERT OR IGNORE INTO stale_part VALUES (?)", [part])


def forget_batch(connection: duckdb.DuckDBPyConnection, batch_no: int) -> dict[str, int]:
    """Take a loaded batch back inside the caller's transaction; rows removed and rows that stand again.

    Raises ``Conflict`` for the records of events.
    """
    if connection.execute("SELECT 1 FROM live_batch WHERE batch_no = ?", [batch_no]).fetchone():
        raise Conflict(
            Text(
                f"批次 {batch_no} 由事件形成，不能撤销。", f"Batch {batch_no} was made by events and cannot be undone."
            ),
            next_step=Text(
                "请发送更正事件（同一事件编号，更高版本）。", "Send a correcting event: its id, a higher version."
            ),
            where={"batch": batch_no},
        )
    row = connection.execute("SELECT entity FROM loaded_batch WHERE batch_no = ?", [batch_no]).fetchone()
    if row is None:
        return {"removed": 0, "restored": 0}
    entity = str(row[0])
    removed = versions.take_back(connection, ENTITIES[entity], batch_no)
    restored = connection.execute("SELECT count(*) FROM promoted").fetchone()
    connection.execute("DELETE FROM order_sku_name WHERE batch_no = ?", [batch_no])
    mark_stale(connection, entity, "removed", "promoted")
    connection.execute("DELETE FROM loaded_batch WHERE batch_no = ?", [batch_no])
    return {"removed": removed, "restored": int(restored[0]) if restored else 0}


def _query(relation: str) -> str:
    return relation if relation.lstrip().upper().startswith("SELECT") else f"SELECT * FROM {relation}"
