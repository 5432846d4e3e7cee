"""``python -m benchmarks.console_tables --home DIR [--copies 10]``: questions to the published tables, in milliseconds.

``DIR`` is a graded home (``benchmarks.table`` leaves one in its work directory). ``--copies`` asks the same of a
profile with so many copies of every customer, laid out in the working directory. Every question is asked several
times, each time another one, so that nothing comes from a cache of answers; the median and the slowest are printed,
and for comparison the same question to the Parquet files of the snapshot.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from frostier.engines.duckdb.connection import Resources
from frostier.engines.duckdb.published import DuckDBPublished
from frostier.engines.duckdb.serving import LAYOUT, PROFILE, RESULTS, facts_of

TIMES = 9
ROW = ("customer_id", "customer_name", "tier", "stage", "score", "spend_365d", "manager", "team", "sales_region")


@dataclass
class Questions:
    """What the pages of the console ask, of one snapshot."""

    published: DuckDBPublished
    snapshot: str

    def __post_init__(self) -> None:
        profile = self.published.profile(self.snapshot, {"customer_id"})
        self.customers = [r["customer_id"] for r in self.published.rows(profile.limit(1000).select("customer_id"))]

    def one_row(self, n: int) -> Any:
        """One customer, every column."""
        profile = self.published.profile(self.snapshot)
        return self.published.rows(profile.filter(profile.customer_id == self.customers[n * 97]))

    def page(self, n: int) -> Any:
        """Three conditions, sorted by spend, fifty rows."""
        found = self._found(n)
        return self.published.rows(found.order_by(found.spend_365d.desc(), "customer_id").limit(50).select(*ROW))

    def count(self, n: int) -> Any:
        """How many three conditions hold for."""
        return self.published.rows(self._found(n).agg(customers=lambda t: t.count()))

    def pivot(self, n: int) -> Any:
        """Customers and spend by tier and region."""
        profile = self.published.profile(self.snapshot, {"tier", "sales_region", "spend_365d"})
        several = profile.filter(profile.spend_365d > n)
        return self.published.rows(
            several.group_by("tier", "sales_region").agg(
                customers=lambda t: t.count(), spend=lambda t: t.spend_365d.sum()
            )
        )

    def orders(self, n: int) -> Any:
        """The last fifty orders of one customer."""
        profile = self.published.profile(self.snapshot, {"customer_id", "customer_key"})
        orders = self.published.facts(self.snapshot, "customer_order")
        own = orders.semi_join(profile.filter(profile.customer_id == self.customers[n * 97]), "customer_key")
        return self.published.rows(own.order_by(own.order_day.desc()).limit(50))

    def _found(self, n: int) -> Any:
        # As a page does: what it shows and asks for, not all there is.
        profile = self.published.profile(self.snapshot, {*ROW, "recency_days", "category_count_365d"})
        return profile.filter(
            (profile.spend_365d > 1000 + n) & (profile.recency_days < 60) & (profile.category_count_365d >= 3)
        )


def measured(ask: Callable[[int], Any]) -> dict[str, float]:
    """Median and slowest of several questions, and the CPU time of one, in milliseconds.

    A first question, which opens the files, is left out.
    """
    ask(0)
    times, cpu = [], time.process_time()
    for n in range(1, TIMES + 1):
        began = time.perf_counter()
        ask(n)
        times.append((time.perf_counter() - began) * 1000)
    cpu_ms = (time.process_time() - cpu) * 1000 / TIMES
    return {
        k: round(v, 1)
        for k, v in (("median_ms", statistics.median(times)), ("slowest_ms", max(times)), ("cpu_ms", cpu_ms))
    }


def copied(source: Path, target: Path, copies: int, snapshot: str) -> None:
    """A published directory with ``copies`` of every customer of a snapshot, and its facts as they are."""
    facts = facts_of(source / snapshot)
    (target / snapshot).mkdir(parents=True)
    if facts is not None:
        (target / facts).symlink_to(source / facts)
    shutil.copy(source / snapshot / LAYOUT, target / snapshot / LAYOUT)
    connection = duckdb.connect(str(target / snapshot / PROFILE))
    connection.execute(f"ATTACH '{source / snapshot / PROFILE}' AS given (READ_ONLY)")
    copy = "CASE WHEN n = 0 THEN customer_id ELSE customer_id || '-' || n END AS customer_id"
    connection.execute(
        f"CREATE TABLE profile AS SELECT * EXCLUDE (n) REPLACE ({copy}) "
        f"FROM given.profile, range({copies}) AS r(n) ORDER BY customer_id"
    )
    for table in RESULTS:
        columns = ", ".join(f'"{c}"' for c in json.loads((source / snapshot / LAYOUT).read_text())["columns"][table])
        connection.execute(f"COPY (SELECT {columns} FROM profile) TO '{target / snapshot / table}.parquet'")
    connection.close()


def asked(directory: Path, snapshot: str) -> dict[str, dict[str, float]]:
    """Every question, to the published tables in a directory."""
    published = DuckDBPublished(directory, Resources(memory_gb=2.0, threads=2))
    questions = Questions(published, snapshot)
    names = ("one_row", "page", "count", "pivot", "orders")
    told = {name: measured(getattr(questions, name)) for name in names}
    published.close()
    return told


def without_profile(directory: Path, snapshot: str, target: Path) -> Path:
    """The same directory as an older grading has it: Parquet files only."""
    shutil.copytree(directory, target, symlinks=True, ignore=shutil.ignore_patterns(PROFILE))
    return target


def main() -> None:
    """Measure and print, one line of JSON for every layout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=1)
    arguments = parser.parse_args()
    published = (arguments.home / "published").resolve()
    snapshot = max((d for d in published.glob("grading-*") if (d / PROFILE).exists()), key=lambda d: d.stat().st_mtime)
    with tempfile.TemporaryDirectory(dir=arguments.home) as work:
        copy = Path(work) / "copy"
        copied(published, copy, arguments.copies, snapshot.name)
        size = (copy / snapshot.name / PROFILE).stat().st_size
        print(json.dumps({"layout": "duckdb", "bytes": size, **asked(copy, snapshot.name)}))
        parquet = without_profile(copy, snapshot.name, Path(work) / "parquet")
        size = sum(f.stat().st_size for f in (parquet / snapshot.name).glob("*.parquet"))
        print(json.dumps({"layout": "parquet", "bytes": size, **asked(parquet, snapshot.name)}))


if __name__ == "__main__":
    main()
