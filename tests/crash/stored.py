"""What a home holds, as a person could see it: read with plain SQL, without the program's own code.

Numbers that only say in which attempt something came to be (batches, runs, row ids, moments) are left out; inner
keys are replaced by the codes that they stand for.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

_CUSTOMER = "(SELECT source || '/' || customer_code FROM customer_record WHERE record_key = t.{})"
_SKU = "(SELECT sku_code FROM sku_record WHERE sku_key = t.{})"
_KEYS = {"record_key": _CUSTOMER, "joined_key": _CUSTOMER, "customer_key": _CUSTOMER, "sku_key": _SKU}
_STORED = {
    "quarantine": "SELECT b.file_name, q.row_no, q.field, q.code, q.raw, q.state "
    "FROM quarantined_row q JOIN import_batch b ON b.id = q.batch_id",
    "batches": "SELECT entity, file_name, content_hash, mapping_hash, state FROM import_batch WHERE state <> 'aborted'",
    "schemes": "SELECT scheme_id, version, state, definition FROM scheme_version",
    "publications": "SELECT v.scheme_id, v.version, p.note FROM publication p "
    "JOIN scheme_version v ON v.id = p.scheme_version_id",
    "gradings": "SELECT as_of, scheme_id, scheme_version, cuts FROM grading",
    "ledger": "SELECT customer_id, as_of, kind, from_value, to_value, cause, scheme_id, scheme_version, inputs, "
    '"by" FROM ledger',
    "states": "SELECT * FROM tier_state",
}


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows something has, and the hash of them all."""

    rows: int
    sha256: str


def stored(home: Path) -> dict[str, Content]:
    """Everything that a person could see in the home, by name."""
    exports = {f.name: Content(f.stat().st_size, _hash([f.read_bytes()])) for f in sorted(home.glob("*.csv"))}
    return _database(home) | _warehouse(home) | exports


def differing(
    expected: dict[str, Content], arrived: dict[str, Content]
) -> dict[str, tuple[Content | None, Content | None]]:
    """What is not the same, with both sides."""
    pairs = {name: (expected.get(name), arrived.get(name)) for name in sorted(expected.keys() | arrived.keys())}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def leftovers(home: Path) -> list[str]:
    """What a killed process left behind and nobody removed."""
    with _sqlite(home) as database:
        open_runs = database.execute("SELECT id, kind FROM run WHERE state IN ('queued', 'running')").fetchall()
        loading = database.execute("SELECT id FROM import_batch WHERE state = 'loading'").fetchall()
        referred = {name for (name,) in database.execute("SELECT snapshot FROM grading")}
    database.close()
    layouts = [home / "published" / name / "layout.json" for name in referred]
    referred |= {json.loads(layout.read_text(encoding="utf-8"))["facts"] for layout in layouts}
    found = [str(p.relative_to(home)) for p in home.rglob("*.partial")]
    found += [f"work/{p.name}" for p in (home / "work").iterdir()]
    found += [f"published/{p.name}" for p in (home / "published").iterdir() if p.name not in referred]
    return found + [f"run {r}" for r in open_runs] + [f"batch {b}" for b in loading]


def loaded_files(home: Path) -> Counter[str]:
    """How many loaded batches each file has."""
    with _sqlite(home) as database:
        rows = database.execute("SELECT file_name FROM import_batch WHERE state = 'loaded'").fetchall()
    database.close()
    return Counter(name for (name,) in rows)


def run_states(home: Path) -> list[str]:
    """The states of all runs, oldest first."""
    with _sqlite(home) as database:
        rows = database.execute("SELECT state FROM run ORDER BY id").fetchall()
    database.close()
    return [state for (state,) in rows]


def _database(home: Path) -> dict[str, Content]:
    with _sqlite(home) as database:
        found = {name: _content(database.execute(query).fetchall()) for name, query in _STORED.items()}
    database.close()
    return found


def _warehouse(home: Path) -> dict[str, Content]:
    if not (home / "warehouse.duckdb").exists():
        return {}
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        return {table: _content(connection.execute(_readable(connection, table)).fetchall()) for (table,) in tables}


def _readable(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The query for a table's rows without batch numbers and with codes for keys."""
    columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    own = {"loaded_batch": {"report"}, "customer_record": {"record_key"}, "sku_record": {"sku_key"}}.get(table, set())
    shown = [_KEYS.get(c, "t.{}").format(c) for c in columns if c != "batch_no" and c not in own]
    return f"SELECT {', '.join(shown) or '1'} FROM {table} t"  # of a table of batch numbers, how many there are


def _content(rows: Sequence[tuple[object, ...]]) -> Content:
    return Content(len(rows), _hash(sorted(repr(row).encode() for row in rows)))


def _hash(parts: Sequence[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part + b"\n")
    return whole.hexdigest()


def _sqlite(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(home / "frostier.sqlite3", timeout=30)
