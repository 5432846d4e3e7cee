"""The worker's side of live revisions: what stood there before, and what stands there now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from frostier.engines.duckdb import revisions
from frostier.engines.duckdb.published import DuckDBPublished


class DuckDBLiveResults:
    """Live revisions beside their snapshots; see ``flows.ports.LiveResults``."""

    def __init__(self, directory: Path, published: DuckDBPublished) -> None:
        self._directory = directory
        self._published = published

    def known(self, name: str, customer_ids: Collection[str], columns: Collection[str] | None = None) -> pa.Table:
        """The rows of the profile of some customers, by id; raises ``NotFound`` for a name that is gone.

        With ``columns`` only those of them that there are, key and id in any case: to read them all takes six times
        as long.
        """
        wanted = None if columns is None else {revisions.KEY, "customer_id", *columns}
        revision = revisions.Revision.called(name)
        if revision is None:
            return self._published.rows_of(name, customer_ids, wanted)
        # Read from the files themselves: to show the whole revision first, as readers do, would take longer.
        told = revisions.last_rows(self._directory, revision, "profile", customer_ids, wanted)
        gone = set(told.filter(told[revisions.GONE])["customer_id"].to_pylist())
        live = told.filter(pc.invert(told[revisions.GONE])).drop_columns([revisions.GONE, revisions.REVISION])
        elsewhere = set(customer_ids) - set(live["customer_id"].to_pylist()) - gone
        if not elsewhere:
            return live.sort_by("customer_id")
        graded = self._published.rows_of(revision.base, elsewhere, wanted)
        return pa.concat_tables([graded, live.select(graded.column_names).cast(graded.schema)]).sort_by("customer_id")

    def write(
        self, parent: str, profile: pa.Table, *, gone: Collection[str] = (), facts: Mapping[str, pa.Table] = {}
    ) -> str:
        """Write the next revision; its name, which nobody knows yet."""
        if gone:
            leaving = self.known(parent, gone)
            marks = [pa.repeat(pa.scalar(left), rows.num_rows) for left, rows in ((False, profile), (True, leaving))]
            joined = pa.concat_tables([profile, leaving.select(profile.column_names).cast(profile.schema)])
            profile = joined.append_column(revisions.GONE, pa.chunked_array(marks, pa.bool_()))
        return revisions.write_revision(self._directory, parent, {"profile": profile, **facts})

    def customers(self, name: str) -> Collection[str]:
        """The ids of the customers who were evaluated since the snapshot and still are."""
        revision = revisions.Revision.called(name)
        if revision is None:
            return []
        parts = revisions.parts_of(self._directory, revision).get("profile", ())
        rows = revisions.rows_since(self._directory, revision.base, parts, 0)
        return [] if rows is None else rows.filter(pc.invert(rows[revisions.GONE]))["customer_id"].to_pylist()

    def is_written(self, name: str) -> bool:
        """Whether everything that the name stands for is there."""
        return revisions.is_written(self._directory, name)

    def remove_superseded(self, current: str) -> None:
        """Remove revisions that are old and not the current one."""
        revisions.remove_superseded(self._directory, current)
