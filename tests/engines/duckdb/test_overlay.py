"""Live revisions: what changed since a snapshot stands in place of what it said, for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import duckdb
import ibis
import pyarrow as pa
import pytest

from frostier.engines.duckdb.live_results import DuckDBLiveResults
from frostier.engines.duckdb.overlay import Overlay
from frostier.engines.duckdb.published import DuckDBPublished
from frostier.engines.duckdb.revisions import (
    KEY,
    REVISION,
    Revision,
    is_written,
    newest_rows,
    parts_of,
    remove_superseded,
    write_revision,
)
from frostier.engines.duckdb.schema import sql_types
from frostier.engines.duckdb.serving import FACTS, LAYOUT, PROFILE, facts_directory
from frostier.flows.left_open import left_open
from frostier.kernel.errors import NotFound
from frostier.warehouse.tables import PUBLISHED_FACTS

BASE = "grading-1"
GRADED = {1: "silver", 2: "gold", 3: "silver", 4: "regular"}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A snapshot of four customers."""
    directory = tmp_path / BASE
    directory.mkdir()
    with duckdb.connect(directory / PROFILE) as file:
        file.register("rows", rows_of(GRADED))
        file.execute("CREATE TABLE profile AS SELECT * FROM rows ORDER BY customer_id")
    columns = '{"tiers": ["customer_id", "tier"], "features": ["customer_id"], "tags": ["customer_id"]}'
    (directory / LAYOUT).write_text('{"facts": "facts-none", "columns": ' + columns + "}")
    return tmp_path


@pytest.fixture
def reader(published: Path) -> Iterator[DuckDBPublished]:
    reader = DuckDBPublished(published)
    yield reader
    reader.close()


def rows_of(tiers: dict[int, str]) -> pa.Table:
    keys = pa.array(list(tiers), pa.int32())
    return pa.table({"customer_key": keys, "customer_id": [f"C{key}" for key in tiers], "tier": list(tiers.values())})


def revise(published: Path, parent: str, tiers: dict[int, str]) -> str:
    return write_revision(published, parent, {"profile": rows_of(tiers)})


def tiers_at(reader: DuckDBPublished, name: str) -> dict[int, str]:
    rows = reader.rows(reader.profile(name))
    assert len({row["customer_key"] for row in rows}) == len(rows)
    return {row["customer_key"]: row["tier"] for row in rows}


def test_a_revision_shows_what_changed_and_what_did_not(published: Path, reader: DuckDBPublished) -> None:
    name = revise(published, BASE, {2: "platinum"})

    assert name == "grading-1@1"
    assert tiers_at(reader, name) == GRADED | {2: "platinum"}
    assert tiers_at(reader, BASE) == GRADED


def test_a_customer_that_the_snapshot_does_not_know_appears(published: Path, reader: DuckDBPublished) -> None:
    name = revise(published, BASE, {9: "regular"})

    assert tiers_at(reader, name) == GRADED | {9: "regular"}


def test_earlier_revisions_stay_readable_beside_later_ones(published: Path, reader: DuckDBPublished) -> None:
    first = revise(published, BASE, {2: "platinum", 9: "regular"})
    assert tiers_at(reader, first)[2] == "platinum"
    second = revise(published, first, {2: "silver", 1: "gold"})

    assert tiers_at(reader, second) == GRADED | {1: "gold", 2: "silver", 9: "regular"}
    assert tiers_at(reader, first) == GRADED | {2: "platinum", 9: "regular"}


def test_a_question_to_a_revision_that_this_process_passed_by_is_answered_from_the_next_one(
    published: Path, reader: DuckDBPublished
) -> None:
    passed_by = revise(published, BASE, {2: "platinum"})
    known = revise(published, passed_by, {2: "silver"})
    assert tiers_at(reader, known)[2] == "silver"

    assert tiers_at(reader, passed_by) == tiers_at(reader, known)


def test_a_revision_that_was_written_but_never_made_known_is_nobodys(published: Path, reader: DuckDBPublished) -> None:
    first = revise(published, BASE, {1: "gold"})
    abandoned = revise(published, first, {2: "platinum"})

    second = revise(published, first, {3: "gold"})

    assert Revision.called(second).number > Revision.called(abandoned).number
    assert tiers_at(reader, second) == GRADED | {1: "gold", 3: "gold"}


def test_any_sequence_of_revisions_shows_the_last_row_of_every_customer(published: Path) -> None:
    random, expected, name = Random(5), dict(GRADED), BASE
    every_step, now_and_then = DuckDBPublished(published), DuckDBPublished(published)
    for step in range(60):
        changed = {random.randrange(300): f"tier {step}" for _ in range(random.choice((1, 3, 40)))}
        name = revise(published, name, changed)
        expected |= changed
        assert tiers_at(every_step, name) == expected
        if step % 17 == 0:
            assert tiers_at(now_and_then, name) == expected

    assert tiers_at(now_and_then, name) == expected
    assert tiers_at(DuckDBPublished(published), name) == expected
    assert len(parts_of(published, Revision.called(name))["profile"]) <= 6


def test_replaced_rows_are_forgotten_and_nothing_else(published: Path) -> None:
    columns = ("customer_key", "customer_id", "tier")
    with duckdb.connect() as process:
        process.execute(f"ATTACH '{published / BASE / PROFILE}' AS beneath (READ_ONLY)")
        table = "beneath.main.profile"
        overlay = Overlay(published, BASE, "profile", table, columns, busy_seconds=0.0, replaced_kept=5)
        expected, name = dict(GRADED), BASE
        for step in range(30):
            changed = {1: f"tier {step}", 2: f"tier {step}", 10 + step: "new"}
            name = revise(published, name, changed)
            expected |= changed

            view = overlay.show(process, Revision.called(name).number)

            told = process.execute(f'SELECT customer_key, tier FROM memory.main."{view}"').fetchall()
            assert sorted(told) == sorted(expected.items())
        kept = process.execute("SELECT sum(estimated_size) FROM duckdb_tables() WHERE NOT internal").fetchone()

    assert kept[0] < 4 + 2 * 32 + 5


def test_superseded_files_are_removed_once_nobody_turns_their_pages(published: Path, reader: DuckDBPublished) -> None:
    first = revise(published, BASE, {1: "gold"})
    second = revise(published, first, {2: "platinum"})
    remove_superseded(published, second)
    assert is_written(published, first)

    remove_superseded(published, second, older_than=-1.0)

    assert (is_written(published, first), is_written(published, second)) == (False, True)
    assert tiers_at(reader, second) == GRADED | {1: "gold", 2: "platinum"}
    with pytest.raises(NotFound, match="grading-1@1"):
        parts_of(published, Revision.called(first))


def test_many_readers_follow_the_revisions_at_once(published: Path, reader: DuckDBPublished) -> None:
    names = [BASE]
    for step in range(12):
        names.append(revise(published, names[-1], {1: f"tier {step}"}))

    def tier_at(name: str) -> str:
        profile = reader.profile(name)
        return str(reader.rows(profile.filter(profile.customer_key == 1))[0]["tier"])

    with ThreadPoolExecutor(6) as people:
        told = list(people.map(tier_at, names[-1:] * 10 + names[6:]))

    assert told[0] == "tier 11"
    assert set(told) <= {f"tier {step}" for step in range(12)}


def test_a_condition_on_few_columns_reads_a_revision_like_a_snapshot(published: Path, reader: DuckDBPublished) -> None:
    name = revise(published, BASE, {2: "platinum", 9: "gold"})
    few = reader.profile(name, {"tier", "customer_id"})

    rows = reader.rows(few.filter(few.tier.isin(["gold", "platinum"])).order_by(ibis.desc("customer_id")))

    assert [(row["customer_id"], row["tier"]) for row in rows] == [("C9", "gold"), ("C2", "platinum")]


@pytest.mark.parametrize("seed", range(4))
def test_a_question_written_out_for_its_columns_is_answered_as_by_the_whole_view(published: Path, seed: int) -> None:
    reader, dice, name = DuckDBPublished(published), Random(seed), BASE
    for _ in range(5):
        tiers = {dice.randint(1, 9): dice.choice(["gold", "silver"]) for _ in range(3)}
        name = revise(published, name, tiers)
    profile = reader.profile(name)
    whole = reader.rows(profile)
    silver = profile.filter(profile.tier == "silver")

    counted = reader.rows(silver.aggregate(n=silver.count()))
    by_tier = reader.rows(profile.group_by("tier").agg(n=profile.count()).order_by("tier"))
    named = reader.rows(silver.select("customer_id").order_by("customer_id"))
    joined = reader.rows(profile.select("customer_key").semi_join(silver, "customer_key").order_by("customer_key"))
    reader.close()

    assert counted == [{"n": sum(row["tier"] == "silver" for row in whole)}]
    assert by_tier == [
        {"tier": tier, "n": sum(row["tier"] == tier for row in whole)} for tier in sorted({r["tier"] for r in whole})
    ]
    assert [row["customer_id"] for row in named] == sorted(r["customer_id"] for r in whole if r["tier"] == "silver")
    assert [r["customer_key"] for r in joined] == sorted(r["customer_key"] for r in whole if r["tier"] == "silver")


def test_a_value_left_open_is_a_value_whatever_it_says(published: Path, reader: DuckDBPublished) -> None:
    name = revise(published, BASE, {2: "platinum"})
    profile = reader.profile(name)
    question = profile.filter(profile.customer_id == left_open("customer_id"))
    by_key = profile.filter(profile.customer_key == left_open("key", "int32")).select("tier")

    assert [row["tier"] for row in reader.rows(question, {"customer_id": "C2"})] == ["platinum"]
    assert [row["tier"] for row in reader.rows(question, {"customer_id": "C3"})] == ["silver"]
    assert reader.rows(question, {"customer_id": "' OR 1=1 --"}) == []
    assert reader.rows(by_key, {"key": 2}) == [{"tier": "platinum"}]


def test_the_worker_finds_what_stood_there_before_in_the_files_themselves(
    published: Path, reader: DuckDBPublished
) -> None:
    live = DuckDBLiveResults(published, reader)
    first = live.write(BASE, rows_of({2: "platinum", 9: "regular"}))
    asked = ["C1", "C2", "C3", "C9", "C77"]
    assert live.known(BASE, asked) == reader.rows_of(BASE, asked)
    assert live.known(first, asked) == reader.rows_of(first, asked)

    second = live.write(first, rows_of({2: "silver"}), gone=["C3"])

    assert live.known(second, asked) == reader.rows_of(second, asked)
    assert live.known(second, asked)["tier"].to_pylist() == ["silver", "silver", "regular"]
    for name in (BASE, second):
        narrow = live.known(name, asked, {"tier", "of no column"})
        assert narrow == live.known(name, asked).select(narrow.column_names)
        assert set(narrow.column_names) == {"customer_key", "customer_id", "tier"}


def test_customers_of_whom_no_kept_file_tells_stand_as_they_were_graded(
    published: Path, reader: DuckDBPublished
) -> None:
    live = DuckDBLiveResults(published, reader)
    many = live.write(BASE, rows_of(dict.fromkeys(range(100, 200), "regular")))
    few = live.write(many, rows_of({2: "platinum"}))
    assert len(parts_of(published, Revision.called(few))["profile"]) == 2

    assert live.known(few, ["C1", "C3"]) == reader.rows_of(BASE, ["C1", "C3"])


def test_of_several_files_each_customers_rows_of_its_last_revision_are_kept_in_their_order() -> None:
    dice = Random(5)
    for _ in range(50):
        told = [
            [(dice.randrange(9), revision) for _ in range(dice.randrange(8))] for revision in range(dice.randint(2, 5))
        ]

        found = newest_rows([_told(rows) for rows in told])

        joined = [row for rows in told for row in rows]
        last = dict(joined)
        assert found.to_pylist() == [{KEY: k, REVISION: r} for k, r in joined if last[k] == r]


def _told(rows: list[tuple[int, int]]) -> pa.Table:
    keys, revisions = [key for key, _ in rows], [revision for _, revision in rows]
    return pa.table({KEY: pa.array(keys, pa.int32()), REVISION: pa.array(revisions, pa.int64())})


# ── published facts ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ordered(published: Path) -> Path:
    """The snapshot with two orders of customer 1 and one of customer 2."""
    directory = published / facts_directory("0" * 16)
    directory.mkdir()
    columns = ", ".join(f"{name} {kind}" for name, kind in sql_types(PUBLISHED_FACTS["customer_order"]).items())
    with duckdb.connect(directory / FACTS) as file:
        file.execute(f"CREATE TABLE customer_order ({columns})")
        file.execute(
            "INSERT INTO customer_order BY NAME "
            "SELECT * FROM (VALUES (1, 'erp', 'A', 10), (1, 'erp', 'B', 20), (2, 'erp', 'C', 30)) "
            "t(customer_key, source, order_id, net_amount)"
        )
    return published


def orders_revised(published: Path, parent: str, orders: dict[str, tuple[int, int] | None]) -> str:
    """The revision in which these orders belong to a customer with an amount, or are gone."""
    with duckdb.connect() as database:
        values = ", ".join(
            f"(1, 'erp', NULL, 0, hash('erp', '{id}'), true)"
            if now is None
            else f"({now[0]}, 'erp', '{id}', {now[1]}, hash('erp', '{id}'), false)"
            for id, now in orders.items()
        )
        rows = database.sql(
            "SELECT CAST(customer_key AS INTEGER) AS customer_key, source, order_id, CAST(net_amount AS DECIMAL(18,2)) "
            f"AS net_amount, fact_key, live_gone, true AS is_live FROM (VALUES {values}) "
            "t(customer_key, source, order_id, net_amount, fact_key, live_gone)"
        ).to_arrow_table()
    return write_revision(published, parent, {"profile": rows_of({1: "silver"}), "customer_order": rows})


def orders_at(reader: DuckDBPublished, name: str) -> dict[str, tuple[int, int, bool]]:
    rows = reader.rows(reader.facts(name, "customer_order"))
    return {row["order_id"]: (row["customer_key"], int(row["net_amount"]), bool(row.get("is_live"))) for row in rows}


GRADED_ORDERS = {"A": (1, 10, False), "B": (1, 20, False), "C": (2, 30, False)}


def test_orders_that_events_touched_stand_in_place_of_the_published_ones(ordered: Path) -> None:
    reader = DuckDBPublished(ordered)
    first = orders_revised(ordered, BASE, {"B": (2, 25), "D": (1, 5)})
    shown_first = orders_at(reader, first)
    second = orders_revised(ordered, first, {"D": None, "A": None, "E": (2, 7)})

    assert orders_at(reader, BASE) == GRADED_ORDERS
    assert shown_first == GRADED_ORDERS | {"B": (2, 25, True), "D": (1, 5, True)}
    assert orders_at(reader, second) == {"B": (2, 25, True), "C": (2, 30, False), "E": (2, 7, True)}
    assert orders_at(reader, first) == shown_first
    reader.close()


def test_a_revision_without_orders_shows_the_published_table_itself(ordered: Path, reader: DuckDBPublished) -> None:
    name = revise(ordered, BASE, {2: "platinum"})

    assert reader.facts(name, "customer_order").equals(reader.facts(BASE, "customer_order"))
    assert reader.facts(orders_revised(ordered, name, {"A": None}), "customer_order").columns[-1] == "is_live"


def test_a_reader_that_comes_late_shows_orders_for_revisions_that_it_passed_by(ordered: Path) -> None:
    late = DuckDBPublished(ordered)
    first = orders_revised(ordered, BASE, {"A": None})
    second = orders_revised(ordered, first, {"B": None})
    last = orders_at(late, second)

    assert orders_at(late, first) == last == {"C": (2, 30, False)}
    late.close()


def test_many_small_revisions_of_orders_keep_the_last_of_each(ordered: Path) -> None:
    random, expected, name = Random(3), {id: row[:2] for id, row in GRADED_ORDERS.items()}, BASE
    for _ in range(40):
        changed = {f"O{random.randrange(60)}": (random.randrange(9), random.randrange(99)) for _ in range(5)}
        name = orders_revised(ordered, name, dict(changed))
        expected |= changed
    reader = DuckDBPublished(ordered)

    assert {id: row[:2] for id, row in orders_at(reader, name).items()} == expected
    reader.close()
