"""Which orders and receivables stand in imported batches, without looking through the warehouse for each.

An order of an event has to take the place of the same order from a file, if there is one. Order lines are not kept
in the order of their keys, so that a look-up would read the whole column; here the keys are kept sorted in a file of
their own beside the warehouse, made anew after an import, and searched without being read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

_KEY_OF = {"orders": ("order_line", "order_key"), "payments": ("clean_payment", "hash(source, receivable_id)")}


class KnownKeys:
    """The keys (``hash(source, number)``) that imported batches hold of orders and of payments.

    With a ``directory`` they outlive the process; without one they are kept in memory.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._kept: dict[str, tuple[str, Keys]] = {}

    def among(self, connection: duckdb.DuckDBPyConnection, entity: str, keys: Sequence[int]) -> list[int]:
        """Those of ``keys`` that an imported batch of the entity holds."""
        known = self._of(connection, entity)
        if not len(known) or not len(keys):
            return []
        wanted = np.asarray(keys, dtype=np.uint64)
        found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return [int(key) for key in wanted[known[found] == wanted]]

    def _of(self, connection: duckdb.DuckDBPyConnection, entity: str) -> Keys:
        batches = connection.execute(
            "SELECT batch_no FROM loaded_batch ANTI JOIN live_batch USING (batch_no) WHERE entity = ? ORDER BY ALL",
            [entity],
        ).fetchall()
        stamp = "-".join(str(no) for (no,) in batches)
        if entity not in self._kept or self._kept[entity][0] != stamp:
            self._kept[entity] = (stamp, self._read_or_made(connection, entity, stamp))
        return self._kept[entity][1]

    def _read_or_made(self, connection: duckdb.DuckDBPyConnection, entity: str, stamp: str) -> Keys:
        if self._directory is None or not stamp:
            return _collected(connection, entity)
        (named,) = connection.execute("SELECT md5(?)", [stamp]).fetchone() or ("",)
        file = self._directory / f"{entity}-{named}.npy"
        if not file.exists():
            self._write(file, _collected(connection, entity))
            self._remove_older(entity, file)
        keys: Keys = np.load(file, mmap_mode="r")
        return keys

    def _write(self, file: Path, keys: Keys) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".partial")
        with unfinished.open("wb") as target:
            np.save(target, keys)
        unfinished.rename(file)

    def _remove_older(self, entity: str, present: Path) -> None:
        for file in present.parent.glob(f"{entity}-*.npy"):
            if file != present:
                file.unlink(missing_ok=True)


def _collected(connection: duckdb.DuckDBPyConnection, entity: str) -> Keys:
    """Of older versions too: one of them may stand again."""
    table, key = _KEY_OF[entity]
    rows = " UNION ALL ".join(f"SELECT batch_no, {key} AS k FROM {t}" for t in (table, f"{table}_replaced"))
    query = f"SELECT DISTINCT k FROM ({rows}) WHERE batch_no NOT IN (SELECT batch_no FROM live_batch) ORDER BY k"
    keys: Keys = connection.execute(query).fetchnumpy()["k"]
    return np.ascontiguousarray(keys, dtype=np.uint64)
