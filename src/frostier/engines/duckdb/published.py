"""Reading what was published: one in-memory DuckDB per process, with the files of the snapshots attached to it.

The files never change, so that any number of processes and threads read them without a lock; every question has a
cursor of its own. A live revision (``grading-12@57``) is its snapshot with newer rows laid over it. A snapshot without
a profile (an older one, or one from before there were profiles) is read from its Parquet files: slower, but the same
table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import duckdb
import ibis
import pyarrow as pa
from ibis.formats.pyarrow import PyArrowSchema

from frostier.engines.duckdb.connection import Resources
from frostier.engines.duckdb.overlay import Overlay
from frostier.engines.duckdb.revisions import FACT_KEY, KEY, KEY_OF, Revision
from frostier.engines.duckdb.rolling_up import rollups_file
from frostier.engines.duckdb.running import Tables, columns_of, columns_read, compiled, quoted, quoted_path, rows_of
from frostier.engines.duckdb.schema import FACT_TABLES
from frostier.engines.duckdb.serving import FACTS, LAYOUT, PARTIAL, PROFILE, RESULTS, facts_of, readable_facts
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.warehouse.rollups import SCHEMAS
from frostier.warehouse.tables import PUBLISHED_FACTS

T = TypeVar("T")

_VIEW = re.compile(r'"memory"\."main"\."(?P<base>[^"@]+)@(?P<number>\d+) profile"')
"""How a query names the view of a live revision."""

_KEYS = ibis.schema({KEY: "int32"})

_FACT_KEYS = {"customer_order": "hash(source, order_id)", "receivable": "hash(customer_key, receivable_id)"}
"""The key of published facts that rows may be laid over, as events note it."""

IS_LIVE = "is_live"

OVERLAYS_KEPT = 2
"""Of so many snapshots the live revisions stay in memory: the newest, and the one before for pages still open."""

REVISED_KEPT = 16
NARROW_KEPT = 64


def snapshot_directory(published: Path, name: str) -> Path:
    """Where a snapshot stands; raises ``NotFound`` for one that is gone."""
    directory = published / name
    if not directory.is_dir():
        raise NotFound(
            Text(f"分层结果 {name} 已不在磁盘上。", f"The results {name} are no longer on disk."),
            next_step=Text("请重新运行 frostier grade。", "Run frostier grade again."),
        )
    return directory


def reading_connection(published: Path, resources: Resources) -> duckdb.DuckDBPyConnection:
    """An in-memory connection that spills beside the published results."""
    config: dict[str, str | int] = {
        "memory_limit": f"{resources.memory_gb:g}GB",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(published / ".spill"),
    }
    if resources.threads:
        config["threads"] = resources.threads
    return duckdb.connect(":memory:", config=config)


@dataclass(frozen=True)
class _Profile:
    """The wide table of one snapshot, and which of its columns came from which result."""

    catalog: str
    table: str
    schema: ibis.Schema
    columns: Mapping[str, list[str]]

    @property
    def relation(self) -> str:
        return f"{quoted(self.catalog)}.main.{quoted(self.table)}"

    @cached_property
    def results(self) -> Mapping[str, ibis.Schema]:
        """The schema of each result."""
        return {table: ibis.schema({c: self.schema[c] for c in names}) for table, names in self.columns.items()}

    @cached_property
    def whole(self) -> ibis.Table:
        """All columns. Made once: naming six hundred columns takes longer than most questions to them."""
        return ibis.table(self.schema, name=self.table, catalog=self.catalog, database="main")

    @cached_property
    def narrow(self) -> Callable[[frozenset[str]], ibis.Table]:
        """Those of some columns that there are; the tables that were asked for last are kept."""
        return lru_cache(maxsize=NARROW_KEPT)(self._narrow)

    def _narrow(self, columns: frozenset[str]) -> ibis.Table:
        schema = ibis.schema({name: kind for name, kind in self.schema.items() if name in columns})
        return ibis.table(schema, name=self.table, catalog=self.catalog, database="main")


class DuckDBPublished:
    """Published results as tables, read-only; safe to use from several threads."""

    def __init__(self, directory: Path, resources: Resources | None = None) -> None:
        self._directory = directory
        self._connection = reading_connection(directory, resources or Resources())
        self._lock = Lock()
        self._profiles: dict[str, _Profile] = {}
        self._overlays: dict[str, Overlay] = {}
        self._fact_overlays: dict[tuple[str, str, str], Overlay] = {}
        self._revised: dict[str, _Profile] = {}
        self._attached: dict[str, Path] = {}

    def profile(self, snapshot: str, columns: Collection[str] | None = None) -> ibis.Table:
        """One row per customer: key, id, decision, attributes, features, tags; of a snapshot sorted by id.

        With ``columns`` only those of them that there are: an expression over a few columns is built and compiled in
        a fraction of the time. Raises ``NotFound`` for a snapshot that is gone.
        """
        found = self._profile(snapshot)
        return found.whole if columns is None else found.narrow(frozenset(columns))

    def evaluated_since(self, snapshot: str) -> ibis.Table | None:
        """The ``customer_key`` of everybody whose results differ, or may, from those of the snapshot it is laid over.

        ``None`` for a snapshot itself.
        """
        revision = Revision.called(snapshot)
        if revision is None:
            return None
        shown = Revision.called(self._revision(revision).table.partition(" ")[0])
        with self._lock:
            overlay = self._overlays.get(revision.base)
        view = overlay.laid_over(shown.number) if overlay and shown else None
        return None if view is None else ibis.table(_KEYS, name=view, catalog="memory", database="main")

    def facts(self, snapshot: str, table: str) -> ibis.Table:
        """A table of ``PUBLISHED_FACTS`` that the snapshot stands on, or the newest where those are gone.

        With the orders and receivables of a live revision in place of their own; a column ``is_live`` marks them, where
        there are any. Raises ``NotFound`` where no facts are kept.
        """
        catalog = self._facts(_base_of(snapshot))
        if catalog is None:
            raise NotFound(
                Text("没有可供查询的订单明细。", "No facts have been published to look at."),
                next_step=Text("请重新运行 frostier grade。", "Run frostier grade again."),
            )
        revision = Revision.called(snapshot)
        view = self._laid_over_facts(revision, catalog, table) if revision and table in _FACT_KEYS else None
        if view is None:
            return ibis.table(PUBLISHED_FACTS[table], name=table, catalog=catalog, database="main")
        schema = ibis.schema({**PUBLISHED_FACTS[table], IS_LIVE: "boolean"})
        return ibis.table(schema, name=view, catalog="memory", database="main")

    def rollup(self, snapshot: str, name: str) -> ibis.Table | None:
        """A rollup of the snapshot; ``None`` where this version of the program finds none beside it."""
        path = self._directory / snapshot / rollups_file()
        with self._lock:
            catalog = f"{snapshot} {path.stem}"
            if catalog not in self._attached and not path.is_file():
                return None
            self._attach(catalog, path)
        return ibis.table(SCHEMAS[name], name=name, catalog=catalog, database="main")

    def rows(self, expression: ibis.Table, given: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The result as plain rows; ``given`` are the values of what the expression leaves open."""
        return self._answered(expression, lambda cursor, query: rows_of(cursor, query, given))

    def columns(self, expression: ibis.Table) -> Any:
        """The result as a pyarrow table."""
        return self._answered(expression, columns_of)

    def rows_of(self, snapshot: str, customer_ids: Collection[str], columns: Collection[str] | None = None) -> pa.Table:
        """The profile of some customers, by id; a number that nobody has is left out.

        All columns, or those of some that there are.
        """
        profile = self._profile(snapshot)
        shown = "*" if columns is None else ", ".join(quoted(name) for name in profile.schema if name in columns)
        with self._cursor() as cursor:
            cursor.register("asked", pa.table({"customer_id": pa.array(sorted(customer_ids), pa.string())}))
            # Sorted here: the planner takes longer to sort hundreds of columns than the rows of a few customers.
            return columns_of(
                cursor, f"SELECT {shown} FROM {profile.relation} SEMI JOIN asked USING (customer_id)"
            ).sort_by("customer_id")

    def _answered(self, expression: ibis.Table, answer: Callable[[duckdb.DuckDBPyConnection, str], T]) -> T:
        query = compiled(expression)
        narrow = self._narrow(query, expression)
        with self._cursor() as cursor:
            try:
                return answer(cursor, narrow)
            except duckdb.CatalogException:
                if narrow == query:
                    raise
                # The rows of the revision have just been laid elsewhere; its view tells where.
                return answer(cursor, query)

    def _narrow(self, query: str, expression: ibis.Table) -> str:
        """The query with the views of live revisions written out for the columns that it reads.

        To plan a view of six hundred columns takes longer than most questions to it.
        """
        if _VIEW.search(query) is None:
            return query
        read = columns_read(expression)
        return query if read is None else _VIEW.sub(lambda found: self._written_out(found, read), query)

    def _written_out(self, view: re.Match[str], read: Collection[str]) -> str:
        with self._lock:
            overlay = self._overlays.get(view["base"])
        columns = [] if overlay is None else [name for name in overlay.columns if name in read]
        query = overlay.select(int(view["number"]), columns) if overlay and columns else None
        return view[0] if query is None else f"({query})"

    @contextmanager
    def workspace(self, snapshot: str) -> Iterator[ServedWorkspace]:
        """The results of a snapshot under the names that a grading gives them, with the facts where they are kept."""
        profile, facts = self._profile(snapshot), self._facts(_base_of(snapshot))
        with self._cursor() as cursor:
            yield ServedWorkspace(cursor, snapshot, profile, facts)

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _profile(self, snapshot: str) -> _Profile:
        revision = Revision.called(snapshot)
        return self._snapshot(snapshot) if revision is None else self._revision(revision)

    def _revision(self, revision: Revision) -> _Profile:
        """The profile of a snapshot with the rows of a revision in place of its own."""
        beneath = self._snapshot(revision.base)
        overlay = self._overlay(revision.base, beneath)
        with self._cursor() as cursor:
            view = overlay.show(cursor, revision.number)
        with self._lock:
            for old in list(self._revised)[:-REVISED_KEPT]:
                del self._revised[old]
            return self._revised.setdefault(view, _Profile("memory", view, beneath.schema, beneath.columns))

    def _laid_over_facts(self, revision: Revision, catalog: str, table: str) -> str | None:
        """The view of published facts with the rows of a revision in place of theirs; ``None`` where it has none."""
        kept = (revision.base, catalog, table)
        with self._lock:
            overlay = self._fact_overlays.get(kept)
            if overlay is None:
                beneath = (
                    f"(SELECT *, {_FACT_KEYS[table]} AS {FACT_KEY}, false AS {IS_LIVE} "
                    f"FROM {quoted(catalog)}.main.{quoted(table)})"
                )
                names = [*PUBLISHED_FACTS[table].names, IS_LIVE]
                key = KEY_OF[table]
                overlay = Overlay(self._directory, revision.base, table, beneath, names, key=key, row_key=key)
                self._fact_overlays[kept] = overlay
                self._drop_all_but_newest_overlays()
        with self._cursor() as cursor:
            view = overlay.show(cursor, revision.number)
        return None if overlay.is_bare else view

    def _overlay(self, base: str, beneath: _Profile) -> Overlay:
        with self._lock:
            if base not in self._overlays:
                # Without a layout for questions there are no keys in the published table.
                key = "customer_key" if beneath.catalog == base else "customer_id"
                names = beneath.schema.names
                self._overlays[base] = Overlay(self._directory, base, "profile", beneath.relation, names, key)
                self._drop_all_but_newest_overlays()
            return self._overlays[base]

    def _drop_all_but_newest_overlays(self) -> None:
        for base in list(self._overlays)[:-OVERLAYS_KEPT]:
            self._overlays.pop(base).drop(self._connection)
        bases = list(dict.fromkeys(base for base, *_ in self._fact_overlays))[:-OVERLAYS_KEPT]
        for kept in [kept for kept in self._fact_overlays if kept[0] in bases]:
            self._fact_overlays.pop(kept).drop(self._connection)

    def _snapshot(self, snapshot: str) -> _Profile:
        with self._lock:
            if snapshot not in self._profiles:
                directory = snapshot_directory(self._directory, snapshot)
                laid_out = (directory / PROFILE).is_file()
                self._profiles[snapshot] = self._laid_out(directory) if laid_out else self._joined(directory)
            return self._profiles[snapshot]

    def _facts(self, snapshot: str) -> str | None:
        """The catalog of the facts that a snapshot stands on, else of the newest ones."""
        with self._lock:
            named = facts_of(self._directory / snapshot)
            path = self._directory / named / FACTS if named and named.startswith(readable_facts()) else None
            if path is None or not path.is_file():
                path = _newest_facts(self._directory)
            return None if path is None else self._attach(path.parent.name, path)

    def _laid_out(self, directory: Path) -> _Profile:
        catalog = self._attach(directory.name, directory / PROFILE)
        columns = json.loads((directory / LAYOUT).read_text(encoding="utf-8"))["columns"]
        return _Profile(catalog, "profile", self._schema_of(f"{quoted(catalog)}.main.profile"), columns)

    def _joined(self, directory: Path) -> _Profile:
        """A view that joins the Parquet files of a snapshot to the same wide table."""
        files = {table: f"read_parquet({quoted_path(directory / f'{table}.parquet')})" for table in RESULTS}
        columns = {table: self._schema_of(files[table]).names for table in RESULTS}
        wide = ", ".join(
            f"{table}.{quoted(c)}" for table, names in columns.items() for c in names if c != "customer_id"
        )
        joined = " ".join(f"JOIN {files[table]} {table} USING (customer_id)" for table in RESULTS[1:])
        view = f"memory.main.{quoted(directory.name)}"
        self._connection.execute(
            f"CREATE OR REPLACE VIEW {view} AS SELECT k.customer_key, tiers.customer_id, {wide} "
            f"FROM {files['tiers']} tiers {joined} LEFT JOIN ({self._keys()}) k USING (customer_id) "
            "ORDER BY customer_id"
        )
        schema = self._schema_of(view)
        return _Profile("memory", directory.name, schema, {t: list(names) for t, names in columns.items()})

    def _keys(self) -> str:
        """The query for the key of every customer, in the newest facts that are kept."""
        newest = _newest_facts(self._directory)
        if newest is None:
            return "SELECT NULL::INTEGER AS customer_key, NULL::VARCHAR AS customer_id"
        catalog = self._attach(newest.parent.name, newest)
        return f"SELECT customer_key, customer_id FROM {quoted(catalog)}.main.dim_customer"

    def _attach(self, catalog: str, path: Path) -> str:
        if catalog not in self._attached:
            self._let_go_of_removed()
            self._connection.execute(f"ATTACH {quoted_path(path)} AS {quoted(catalog)} (READ_ONLY)")
            self._attached[catalog] = path
        return catalog

    def _let_go_of_removed(self) -> None:
        """Detach files that are no longer kept; a question that is being answered still ends."""
        for catalog in [c for c, path in self._attached.items() if not path.is_file()]:
            self._connection.execute(f"DETACH {quoted(catalog)}")
            del self._attached[catalog]
            self._profiles.pop(catalog, None)

    def _schema_of(self, relation: str) -> ibis.Schema:
        empty = self._connection.sql(f"SELECT * FROM {relation} LIMIT 0").to_arrow_table()
        schema: ibis.Schema = PyArrowSchema.to_ibis(empty.schema)
        return schema


class ServedWorkspace(Tables):
    """The results of one snapshot, quick to ask for single customers."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, name: str, profile: _Profile, facts: str | None) -> None:
        super().__init__(cursor, name)
        self._profile = profile
        self._facts = facts
        if facts is not None:
            # Expressions call facts by their bare names, as in the warehouse.
            cursor.execute(f"SET search_path = '{quoted(facts)}.main'")
        self._shown: set[str] = set()

    def answering(self, query: str) -> duckdb.DuckDBPyConnection:
        """The connection, with the views that the query names: to show hundreds of columns takes a while."""
        for table in RESULTS:
            if table not in self._shown and quoted(table) in query:
                columns = ", ".join(quoted(c) for c in self._profile.columns[table])
                self._connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns} FROM {self._profile.relation}")
                self._shown.add(table)
        return self._connection

    def tables(self) -> Mapping[str, ibis.Schema]:
        """The results with their schemas, and the facts where they are kept."""
        results = self._profile.results
        return results if self._facts is None else {**results, **FACT_TABLES}


def _base_of(snapshot: str) -> str:
    """The snapshot beneath a revision; a snapshot itself."""
    revision = Revision.called(snapshot)
    return snapshot if revision is None else revision.base


def _newest_facts(directory: Path) -> Path | None:
    found = [p for p in directory.glob(f"{readable_facts()}*/{FACTS}") if not p.parent.name.endswith(PARTIAL)]
    return max(found, key=lambda p: p.stat().st_mtime, default=None)
