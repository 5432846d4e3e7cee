"""kill -9 at fifty random points of import, undoing, grading and recovery: the state is that of an undisturbed run."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb
import pytest
from tests.crash.attempts import Kill, Nursery, durations, finish, tortured
from tests.crash.driver import ENTITIES, STEPS, import_words
from tests.crash.stored import Content, differing, leftovers, loaded_files, run_states, stored

from frostier.engines.files.demo_files import FILE_NAMES

pytestmark = pytest.mark.slow

KILLS_BY_HOME = (13, 13, 12, 12)


@dataclass(frozen=True)
class Undisturbed:
    """The month without any kill: what it leaves, and how long each step took."""

    home: Path
    content: dict[str, Content]
    usual: dict[str, float]


@dataclass(frozen=True)
class Survivor:
    """A home that went through kills and was then finished."""

    home: Path
    kills: list[Kill]


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    attempt = finish(nursery, home, files)
    return Undisturbed(home, stored(home), durations(attempt))


@pytest.fixture(scope="module")
def survivors(
    nursery: Nursery, files: Path, undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory
) -> list[Survivor]:
    """Homes that were killed again and again, two at a time, and then finished."""

    def survive(number: int) -> Survivor:
        home = folder / str(number) / "home"
        kills = tortured(
            nursery, home, files, undisturbed.usual, kills=KILLS_BY_HOME[number], random=Random(20_261_031 + number)
        )
        finish(nursery, home, files)
        return Survivor(home, kills)

    folder = tmp_path_factory.mktemp("killed")
    with ThreadPoolExecutor(2) as lanes:
        return list(lanes.map(survive, range(len(KILLS_BY_HOME))))


def test_fifty_kills_hit_every_import_both_gradings_the_undo_and_the_recovery(survivors: list[Survivor]) -> None:
    kills = [kill for s in survivors for kill in s.kills]

    hit = Counter(kill.step for kill in kills)
    print(f"\n{len(kills)} kills: " + ", ".join(f"{step} {n}" for step, n in hit.most_common()))
    for number, survivor in enumerate(survivors):
        print(f"home {number}: " + ", ".join(f"{k.step} after {k.after_seconds:.2f} s" for k in survivor.kills))
    assert len(kills) >= 50
    kinds = Counter(kill.step.split()[0] for kill in kills)
    assert kinds["import"] >= 10
    assert kinds["grade"] >= 6
    assert kinds["undo"] >= 1
    assert kinds["recovery"] >= 8
    interrupted = [run_states(s.home).count("interrupted") for s in survivors]
    assert sum(interrupted) >= 5 * len(survivors), f"the kills left runs to repair: {interrupted}"


@pytest.mark.parametrize("number", range(len(KILLS_BY_HOME)))
def test_after_the_kills_the_state_equals_that_of_an_undisturbed_run(
    number: int, survivors: list[Survivor], undisturbed: Undisturbed
) -> None:
    content = stored(survivors[number].home)

    assert differing(undisturbed.content, content) == {}


@pytest.mark.parametrize("number", range(len(KILLS_BY_HOME)))
def test_nothing_half_done_is_left(number: int, survivors: list[Survivor]) -> None:
    home = survivors[number].home

    assert leftovers(home) == []
    states = Counter(run_states(home))
    assert set(states) <= {"finished", "interrupted"}
    assert states["interrupted"] >= 1


def test_what_is_compared_is_not_empty(undisturbed: Undisturbed) -> None:
    rows = {name: content.rows for name, content in undisturbed.content.items()}

    told = ("quarantine", "ledger", "states", "schemes", "order_line", "fact_customer_day", "dim_customer")
    assert all(rows[name] > 0 for name in told), rows
    assert rows["batches"] == 6, "five files, one of them twice"
    assert rows["gradings"] == 2
    assert {name for name in rows if name.endswith(".csv")} == {"customers-2026-09-30.csv", "customers-2026-10-31.csv"}


def test_a_single_changed_state_or_order_line_would_be_noticed(undisturbed: Undisturbed, tmp_path: Path) -> None:
    touched = tmp_path / "home"
    shutil.copytree(undisturbed.home, touched)

    with sqlite3.connect(touched / "frostier.sqlite3") as database:
        database.execute(
            "UPDATE tier_state SET stage = 'none' WHERE customer_id = (SELECT max(customer_id) FROM tier_state)"
        )
    database.close()
    with duckdb.connect(str(touched / "warehouse.duckdb")) as warehouse:
        warehouse.execute("UPDATE order_line SET net_amount = net_amount + 0.01 WHERE row_no = 2")

    assert set(differing(undisturbed.content, stored(touched))) == {"states", "order_line"}


def test_every_step_of_the_month_was_done(undisturbed: Undisturbed) -> None:
    assert set(undisturbed.usual) == set(STEPS)


# ── two writers ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_imports_at_once_one_waits_and_one_that_may_not_wait_is_refused(
    nursery: Nursery, files: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert nursery.start(home, files, ["init", "--company", "x"]).wait() == "0"

    with _home_taken(home):
        waiting = [nursery.start(home, files, import_words(files, entity)) for entity in ("customers", "orders")]
        _until(lambda: run_states(home).count("queued") == 2)
        refused = nursery.start(home, files, [*import_words(files, "payments"), "--no-wait"])
        assert refused.wait() == "4"
    codes = [attempt.wait() for attempt in waiting]

    assert codes == ["0", "0"], [attempt.said() for attempt in waiting]
    assert json.loads(refused.said().splitlines()[-1])["error"]["code"] == "conflict"
    assert loaded_files(home) == {f"{FILE_NAMES[entity]}.csv": 1 for entity in ("customers", "orders")}
    assert leftovers(home) == []


def test_five_imports_at_once_end_as_if_they_had_come_one_after_another(
    nursery: Nursery, files: Path, tmp_path: Path
) -> None:
    together, in_turn = tmp_path / "together", tmp_path / "in_turn"
    for home in (together, in_turn):
        assert nursery.start(home, files, ["init", "--company", "x"]).wait() == "0"

    crowd = [nursery.start(together, files, import_words(files, entity)) for entity in ENTITIES]
    assert [attempt.wait() for attempt in crowd] == ["0"] * 5
    for entity in ENTITIES:
        assert nursery.start(in_turn, files, import_words(files, entity)).wait() == "0"

    assert loaded_files(together) == dict.fromkeys((f"{FILE_NAMES[entity]}.csv" for entity in ENTITIES), 1)
    assert stored(together) == stored(in_turn)
    assert leftovers(together) == []


@contextmanager
def _home_taken(home: Path) -> Iterator[None]:
    """Hold a home's lock, as a run in another process does."""
    with (home / "worker.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
