"""Snapshots: seen whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pytest

from frostier.engines.duckdb.analytics import DuckDBAnalytics
from frostier.kernel.errors import NotFound

SALES = ibis.schema({"customer_id": "string", "spend": "decimal(38, 2)", "day": "date"})
sales = ibis.table(SALES, name="sales")


@pytest.fixture
def analytics(tmp_path: Path) -> Iterator[DuckDBAnalytics]:
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE sales (customer_id VARCHAR, spend DECIMAL(38, 2), day DATE)")
    connection.execute("INSERT INTO sales VALUES ('B', 20.10, '2026-01-02'), ('A', 10.05, '2026-01-01')")
    yield DuckDBAnalytics(tmp_path / "published", lambda: connection)
    connection.close()


def test_a_published_snapshot_keeps_exact_values_in_the_asked_order(analytics: DuckDBAnalytics) -> None:
    with analytics.draft("grading-1") as draft:
        written = draft.write("features", sales, sort_by=["customer_id"])
        draft.publish()

    with analytics.snapshot("grading-1") as snapshot:
        stored = ibis.table(snapshot.tables()["features"], name="features")
        rows = snapshot.rows(stored)
    assert written == 2
    assert rows == [
        {"customer_id": "A", "spend": Decimal("10.05"), "day": date(2026, 1, 1)},
        {"customer_id": "B", "spend": Decimal("20.10"), "day": date(2026, 1, 2)},
    ]


def test_a_draft_that_was_not_published_leaves_nothing(analytics: DuckDBAnalytics, tmp_path: Path) -> None:
    _killed_half_way(analytics)

    assert list((tmp_path / "published").iterdir()) == []
    with pytest.raises(NotFound):
        analytics.snapshot("grading-1").__enter__()


def test_later_changes_of_the_facts_do_not_reach_a_snapshot(analytics: DuckDBAnalytics) -> None:
    with analytics.draft("grading-1") as draft:
        draft.write("features", sales)
        draft.publish()
    with analytics.draft("grading-2") as draft:
        draft.write("features", sales.filter(sales.spend > 15))
        draft.publish()

    with analytics.snapshot("grading-1") as first, analytics.snapshot("grading-2") as second:
        assert (first.count("features"), second.count("features")) == (2, 1)


def test_directories_that_no_grading_refers_to_are_removed(analytics: DuckDBAnalytics) -> None:
    for name in ("grading-1", "grading-2"):
        with analytics.draft(name) as draft:
            draft.write("features", sales)
            draft.publish()

    assert analytics.remove_unpublished(keep=["grading-2"]) == ["grading-1"]


def test_rows_put_for_a_decision_are_typed_by_their_schema(analytics: DuckDBAnalytics) -> None:
    schema = ibis.schema({"customer_id": "string", "ends_on": "date"})

    with analytics.draft("grading-1") as draft:
        draft.put("overrides", [], schema)
        empty = draft.rows(ibis.table(schema, name="overrides"))
        draft.put("overrides", [{"customer_id": "A", "ends_on": date(2026, 2, 1)}], schema)
        joined = draft.rows(sales.join(ibis.table(schema, name="overrides"), "customer_id").select("customer_id"))

    assert empty == []
    assert joined == [{"customer_id": "A"}]


def _killed_half_way(analytics: DuckDBAnalytics) -> None:
    with contextlib.suppress(RuntimeError), analytics.draft("grading-1") as draft:
        draft.write("features", sales)
        raise RuntimeError("killed half-way")
