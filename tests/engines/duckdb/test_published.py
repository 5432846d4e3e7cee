"""Published results: the same wide table for every reader, whatever is kept of a grading."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pytest

from frostier.engines.duckdb.analytics import DuckDBAnalytics
from frostier.engines.duckdb.published import DuckDBPublished
from frostier.engines.duckdb.running import compiled
from frostier.engines.duckdb.serving import PROFILE, facts_directory
from frostier.engines.duckdb.warehouse import DuckDBWarehouse
from frostier.kernel.errors import NotFound
from frostier.warehouse.rollups import ROLLUPS

RESULTS = {
    "features": {"customer_id": "string", "spend_365d": "decimal(38, 2)", "recency_days": "int64", "city": "string"},
    "tags": {"customer_id": "string", "hotpot_lover": "boolean"},
    "tiers": {"customer_id": "string", "tier": "string", "tier_since": "date"},
}
CUSTOMERS = {"B": (7, Decimal("20.10"), True, "gold"), "A": (9, Decimal("10.05"), False, "silver")}
FIRST, SECOND, THIRD = "1" * 64, "2" * 64, "3" * 64


@pytest.fixture
def analytics(tmp_path: Path) -> Iterator[DuckDBAnalytics]:
    warehouse = DuckDBWarehouse(None, zone=ZoneInfo("Asia/Shanghai"), today=lambda: date(2026, 1, 2))
    for customer, (key, *_) in CUSTOMERS.items():
        warehouse.connection.execute(
            "INSERT INTO dim_customer (customer_key, customer_id) VALUES (?, ?)", [key, customer]
        )
    analytics = DuckDBAnalytics(tmp_path / "published", lambda: warehouse.connection, keep=2)
    yield analytics
    analytics.close()
    warehouse.close()


def grade(analytics: DuckDBAnalytics, name: str, *, facts: str | None = FIRST) -> None:
    """Publish the results of two customers."""
    rows = [
        {"customer_id": c, "spend_365d": spend, "recency_days": 3, "city": "成都市", "hotpot_lover": tag, "tier": tier,
         "tier_since": date(2026, 1, 1)}
        for c, (_, spend, tag, tier) in CUSTOMERS.items()
    ]  # fmt: skip
    with analytics.draft(name) as draft:
        for table, columns in RESULTS.items():
            schema = ibis.schema(columns)
            draft.put("given", [{c: row[c] for c in columns} for row in rows], schema)
            draft.write(table, ibis.table(schema, name="given"))
        draft.publish(facts=facts)


def profile_of(analytics: DuckDBAnalytics, name: str) -> list[dict[str, object]]:
    return analytics.published.rows(analytics.published.profile(name))


def test_the_profile_has_everything_of_a_customer_in_one_row_by_id(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")

    assert profile_of(analytics, "grading-1") == [
        {"customer_key": 9, "customer_id": "A", "tier": "silver", "tier_since": date(2026, 1, 1),
         "spend_365d": Decimal("10.05"), "recency_days": 3, "city": "成都市", "hotpot_lover": False},
        {"customer_key": 7, "customer_id": "B", "tier": "gold", "tier_since": date(2026, 1, 1),
         "spend_365d": Decimal("20.10"), "recency_days": 3, "city": "成都市", "hotpot_lover": True},
    ]  # fmt: skip


def test_a_grading_from_before_there_were_profiles_reads_the_same(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1", facts=None)
    grade(analytics, "grading-2")

    assert profile_of(analytics, "grading-1") == profile_of(analytics, "grading-2")
    assert analytics.published.profile("grading-1").schema() == analytics.published.profile("grading-2").schema()


def test_without_any_facts_the_profile_has_no_keys_and_the_facts_are_said_to_be_missing(
    analytics: DuckDBAnalytics,
) -> None:
    grade(analytics, "grading-1", facts=None)

    assert [row["customer_key"] for row in profile_of(analytics, "grading-1")] == [None, None]
    with pytest.raises(NotFound, match="grade"):
        analytics.published.facts("grading-1", "customer_order")


def test_a_grading_from_before_there_were_rollups_has_none(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")

    assert [analytics.published.rollup("grading-1", rollup.name) for rollup in ROLLUPS] == [None] * len(ROLLUPS)


def test_rollups_that_another_version_of_the_program_laid_out_are_not_read_and_go_with_the_profile(
    analytics: DuckDBAnalytics, tmp_path: Path
) -> None:
    grade(analytics, "grading-1")
    other = tmp_path / "published" / "grading-1" / "rollups-00000000.duckdb"
    other.touch()

    assert analytics.published.rollup("grading-1", ROLLUPS[0].name) is None
    analytics.thin_out(["grading-1", "grading-2", "grading-3"])
    assert not other.exists()


def test_a_grading_that_is_gone_is_said_to_be_gone(analytics: DuckDBAnalytics) -> None:
    with pytest.raises(NotFound, match="grading-9"):
        analytics.published.profile("grading-9")


def test_gradings_of_the_same_facts_share_them(analytics: DuckDBAnalytics, tmp_path: Path) -> None:
    for name, facts in (("grading-1", FIRST), ("grading-2", FIRST), ("grading-3", SECOND)):
        grade(analytics, name, facts=facts)

    assert {d.name for d in (tmp_path / "published").glob("facts-*")} == {
        facts_directory(FIRST),
        facts_directory(SECOND),
    }


def test_older_gradings_lose_their_profile_and_facts_but_stay_readable(
    analytics: DuckDBAnalytics, tmp_path: Path
) -> None:
    names = ["grading-1", "grading-2", "grading-3"]
    for name, facts in zip(names, (FIRST, SECOND, THIRD), strict=True):
        grade(analytics, name, facts=facts)
    whole = profile_of(analytics, "grading-1")
    analytics.close()

    analytics.thin_out(names)

    assert [n for n in names if (tmp_path / "published" / n / PROFILE).exists()] == ["grading-2", "grading-3"]
    assert not (tmp_path / "published" / facts_directory(FIRST)).exists()
    assert profile_of(analytics, "grading-1") == whole
    assert analytics.published.rows(analytics.published.facts("grading-1", "customer_order")) == []


def test_a_reader_goes_on_reading_what_is_removed_meanwhile(analytics: DuckDBAnalytics, tmp_path: Path) -> None:
    grade(analytics, "grading-1")
    reader = DuckDBPublished(tmp_path / "published")
    profile = reader.profile("grading-1")
    grade(analytics, "grading-2")
    grade(analytics, "grading-3")

    analytics.thin_out(["grading-1", "grading-2", "grading-3"])

    assert len(reader.rows(profile)) == 2
    assert len(reader.rows(reader.profile("grading-3"))) == 2
    assert len(reader.rows(reader.profile("grading-1"))) == 2
    reader.close()


def test_facts_that_another_version_of_the_program_laid_out_are_not_read(
    analytics: DuckDBAnalytics, tmp_path: Path
) -> None:
    grade(analytics, "grading-1")
    published = tmp_path / "published"
    (published / facts_directory(FIRST)).rename(published / "facts-00000000-1111111111111111")

    assert [row["customer_key"] for row in profile_of(analytics, "grading-1")] == [9, 7]
    with pytest.raises(NotFound):
        analytics.published.facts("grading-1", "customer_order")


def test_what_a_killed_grading_left_is_removed(analytics: DuckDBAnalytics, tmp_path: Path) -> None:
    grade(analytics, "grading-1", facts=FIRST)
    grade(analytics, "grading-2", facts=SECOND)
    (tmp_path / "published" / f"{facts_directory(THIRD)}.partial").mkdir()

    analytics.remove_unpublished(["grading-1"])

    left = sorted(d.name for d in (tmp_path / "published").iterdir() if not d.name.startswith("."))
    assert left == sorted([facts_directory(FIRST), "grading-1"])


def test_many_questions_are_answered_at_once(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")
    published = analytics.published

    def ask(n: int) -> int:
        profile = published.profile("grading-1")
        return len(published.rows(profile.filter(profile.spend_365d > n).select("customer_id")))

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(ask, range(24)))

    assert answers == [2 if n < 11 else 1 if n < 21 else 0 for n in range(24)]


def test_the_results_of_a_served_grading_are_read_with_the_facts_beside_them(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")

    with analytics.served("grading-1") as served:
        shown = {table: list(served.tables()[table].names) for table in RESULTS}
        tiers = ibis.table(served.tables()["tiers"], name="tiers")
        customers = ibis.table(served.tables()["dim_customer"], name="dim_customer")
        joined = tiers.join(customers.select("customer_id", "customer_key"), "customer_id")
        rows = served.rows(joined.select("customer_key", "tier").order_by("customer_key"))

    assert shown == {table: list(columns) for table, columns in RESULTS.items()}
    assert rows == [{"customer_key": 7, "tier": "gold"}, {"customer_key": 9, "tier": "silver"}]


def test_a_question_that_names_few_columns_says_the_same_as_over_the_whole_table(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")
    published = analytics.published
    wide, few = published.profile("grading-1"), published.profile("grading-1", {"tier", "spend_365d", "unknown"})

    asked = [t.filter(t.tier == "gold").order_by(t.spend_365d.desc()).select("spend_365d") for t in (wide, few)]

    assert few.columns == ("tier", "spend_365d")
    assert compiled(asked[0]) == compiled(asked[1])
    assert published.rows(asked[0]) == [{"spend_365d": Decimal("20.10")}]


def test_a_question_that_leaves_columns_out_keeps_all_others(analytics: DuckDBAnalytics) -> None:
    grade(analytics, "grading-1")
    published = analytics.published
    profile = published.profile("grading-1")

    rows = published.rows(profile.filter(profile.tier == "gold").drop("spend_365d", "city"))

    assert rows == [
        {"customer_key": 7, "customer_id": "B", "tier": "gold", "tier_since": date(2026, 1, 1), "recency_days": 3,
         "hotpot_lover": True}
    ]  # fmt: skip
