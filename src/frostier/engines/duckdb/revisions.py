"""Live revisions of a snapshot: the rows of the customers that were evaluated since it was published, in files.

``<published>/<snapshot>/live/`` holds, for every revision, a manifest that lists the files of its rows, oldest first;
of one customer the last row counts. Files and manifests never change once they are named, so that any process may map
them while the next ones are written. A few small files become one larger file as soon as they weigh as much, which
keeps a revision at a handful of files however many there were before it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from frostier.flows.ports import LIVE
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text

DIRECTORY = "live"
KEY = "customer_key"
REVISION = "live_revision"
"""The column that says which revision brought a row."""

FACT_KEY = "fact_key"
KEY_OF = {"customer_order": FACT_KEY, "receivable": FACT_KEY}
"""By what the rows of a table take the place of others, where it is not the customer."""

GONE = "live_gone"
"""The column that says whether a row tells only that there is none any more."""

KEPT_SECONDS = 600.0
"""So long a superseded revision stays readable: for whoever turns its pages."""

_OUTWEIGHS = 4  # a file this many times as heavy as all that came after it stays as it is


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """One state of the results after a snapshot; ``grading-12@57`` is the 57th that was written over ``grading-12``."""

    base: str
    number: int

    @property
    def name(self) -> str:
        """How everybody else calls it: like a snapshot."""
        return f"{self.base}{LIVE}{self.number}"

    @classmethod
    def called(cls, name: str) -> Revision | None:
        """The revision of that name; ``None`` for the name of a snapshot itself."""
        base, found, number = name.rpartition(LIVE)
        return cls(base, int(number)) if found and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class Part:
    """One file of rows, and the last revision that any of them belongs to."""

    file: str
    rows: int
    last: int


def write_revision(published: Path, parent: str, rows: Mapping[str, pa.Table]) -> str:
    """Write the next revision over ``parent`` (a snapshot or one of its revisions); its name.

    ``rows`` are tables by name, each with a ``customer_key`` or what stands in ``KEY_OF``: of the customers (orders,
    receivables) that they tell of, everything that the table holds of them; a column ``live_gone`` may mark those that
    are no more. Nobody sees the revision until its
    name is made known.
    """
    before = Revision.called(parent) or Revision(parent, 0)
    directory = published / before.base / DIRECTORY
    directory.mkdir(exist_ok=True)
    revision = Revision(before.base, _next_number(directory))
    manifest = parts_of(published, before) if before.number else {}
    for table, fresh in rows.items():
        manifest[table] = _with(directory, manifest.get(table, ()), table, fresh, revision.number)
    _write_manifest(directory, revision, manifest)
    return revision.name


def parts_of(published: Path, revision: Revision) -> dict[str, Sequence[Part]]:
    """The files of a revision by table, oldest first; raises ``NotFound`` for one that is gone."""
    manifest = _manifest(published / revision.base / DIRECTORY, revision.number)
    try:
        kept = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(
            Text(
                f"实时结果 {revision.name} 已不在磁盘上。", f"The live results {revision.name} are no longer on disk."
            ),
            next_step=Text("请重新查询最新结果。", "Ask for the newest results."),
        ) from None
    return {table: [Part(**part) for part in parts] for table, parts in kept.items()}


def is_written(published: Path, name: str) -> bool:
    """Whether all files of a revision are there; true of a snapshot."""
    revision = Revision.called(name)
    if revision is None:
        return (published / name).is_dir()
    directory = published / revision.base / DIRECTORY
    try:
        parts = parts_of(published, revision)
    except NotFound:
        return False
    return all((directory / part.file).is_file() for named in parts.values() for part in named)


def rows_since(published: Path, base: str, parts: Iterable[Part], number: int, key: str = KEY) -> pa.Table | None:
    """The rows that came after a revision, the last ones of each key only; ``None`` where there are none."""
    newer = [read_rows(published / base / DIRECTORY / part.file) for part in parts if part.last > number]
    if not newer:
        return None
    rows = newest_rows(newer, key)
    return rows.filter(pc.greater(rows[REVISION], number))


def last_rows(
    published: Path,
    revision: Revision,
    table: str,
    customer_ids: Collection[str],
    columns: Collection[str] | None = None,
) -> pa.Table:
    """The last row of each of these customers in the files of a revision, marks and all; some ``columns`` or all."""
    directory, wanted = published / revision.base / DIRECTORY, pa.array(sorted(customer_ids), pa.string())
    tables = [read_rows(directory / part.file) for part in parts_of(published, revision)[table]]
    if columns is not None:
        shown = {*columns, KEY, "customer_id", GONE, REVISION}
        tables = [rows.select([name for name in rows.column_names if name in shown]) for rows in tables]
    # To take no rows of hundreds of columns takes as long as to take one.
    found = [rows.take(places) for rows in tables if len(places := _places(rows, wanted))]
    return newest_rows(found or [tables[0].slice(0, 0)])


def _places(rows: pa.Table, customer_ids: pa.Array) -> pa.Array:
    return pc.indices_nonzero(pc.is_in(rows["customer_id"], customer_ids))


def read_rows(file: Path) -> pa.Table:
    """The rows of one file, mapped rather than read."""
    with pa.memory_map(str(file)) as mapped:
        return ipc.open_file(mapped).read_all()


def newest_rows(tables: Sequence[pa.Table], key: str = KEY) -> pa.Table:
    """The rows of several tables, oldest first, with the last revision's rows of every key only."""
    joined = pa.concat_tables(tables)
    if len(tables) == 1:
        return joined
    keys, revisions = joined[key].to_numpy(), joined[REVISION].to_numpy()
    # Of keys looked at from behind the first place is the last one.
    _, from_behind, same = np.unique(keys[::-1], return_index=True, return_inverse=True)
    last = revisions[::-1][from_behind]
    return joined.take(np.flatnonzero(revisions == last[same[::-1]]))


def remove_superseded(published: Path, current: str, *, older_than: float = KEPT_SECONDS) -> None:
    """Remove what no revision uses that is young (in seconds) or ``current``; of other snapshots all that is old."""
    present = Revision.called(current)
    for directory in published.glob(f"*/{DIRECTORY}"):
        base = directory.parent.name
        _thin(published, base, present.number if present and present.base == base else 0, older_than)


def _thin(published: Path, base: str, current: int, older_than: float) -> None:
    directory, used = published / base / DIRECTORY, set[str]()
    for manifest in directory.glob("revision-*.json"):
        number = int(manifest.stem.rpartition("-")[2])
        if number != current and _age(manifest) > older_than:
            manifest.unlink(missing_ok=True)
            continue
        parts = parts_of(published, Revision(base, number))
        used |= {manifest.name, *(part.file for named in parts.values() for part in named)}
    for file in directory.iterdir():
        if file.name not in used and _age(file) > older_than:
            file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _with(directory: Path, parts: Sequence[Part], table: str, fresh: pa.Table, number: int) -> list[Part]:
    """The files of a table once fresh rows have come: light ones at the end are written anew with them."""
    kept, gathered = list(parts), [_stamped(fresh, number)]
    weight = fresh.num_rows
    while kept and kept[-1].rows <= weight * _OUTWEIGHS:
        weight += kept[-1].rows
        gathered.insert(0, read_rows(directory / kept.pop().file))
    rows = newest_rows(gathered, KEY_OF.get(table, KEY))
    file = f"{table}-{number:08}.arrow"
    _write_rows(directory / file, rows)
    return [*kept, Part(file, rows.num_rows, number)]


def _stamped(rows: pa.Table, number: int) -> pa.Table:
    if GONE not in rows.column_names:
        rows = rows.append_column(GONE, pa.repeat(pa.scalar(False), rows.num_rows))
    return rows.append_column(REVISION, pa.repeat(pa.scalar(number, pa.int64()), rows.num_rows))


def _next_number(directory: Path) -> int:
    # One that a killed process wrote and never made known keeps its number: files never change.
    numbers = (int(file.stem.rpartition("-")[2]) for file in directory.glob("*-????????.*"))
    return max(numbers, default=0) + 1


def _manifest(directory: Path, number: int) -> Path:
    return directory / f"revision-{number:08}.json"


def _write_manifest(directory: Path, revision: Revision, manifest: Mapping[str, Sequence[Part]]) -> None:
    kept: dict[str, Any] = {
        table: [{"file": p.file, "rows": p.rows, "last": p.last} for p in parts] for table, parts in manifest.items()
    }
    unfinished = directory / f".revision-{revision.number:08}.json"
    with unfinished.open("w", encoding="utf-8") as handle:
        json.dump(kept, handle)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.rename(_manifest(directory, revision.number))
    _settle(directory)


def _write_rows(file: Path, rows: pa.Table) -> None:
    with file.open("wb") as handle:
        with ipc.new_file(handle, rows.schema) as writer:
            writer.write_table(rows)
        handle.flush()
        os.fsync(handle.fileno())


def _settle(directory: Path) -> None:
    """Let the names of new files outlast a power cut: the store is about to refer to them."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
