"""The table of runs as a queue."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import tests.shell.runs.practice
from django.db import DatabaseError, connection, transaction

from frostier.flows.scope import NOTHING, Scope
from frostier.kernel.errors import NotFound
from frostier.shell.runs import queries
from frostier.shell.runs.commands import close_dead_runs, request_cancel
from frostier.shell.runs.files import file_names, run_file
from frostier.shell.runs.handlers import handler_of
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import claim_next, request_of, request_run
from frostier.shell.runs.words import kind_name

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
assert tests.shell.runs.practice  # declares the kinds


def test_the_oldest_waiting_run_of_a_lane_is_claimed_first(home):
    first, second = (request_run("practice_write", {"n": n}, by="li") for n in (1, 2))
    request_run("practice_read", {}, by="li")

    claimed = [claim_next("writer", NOW), claim_next("writer", NOW), claim_next("writer", NOW)]

    assert [row.pk if row else None for row in claimed] == [first.pk, second.pk, None]
    assert queries.run_of(first.pk).attempts == 1


def test_of_many_who_reach_for_a_run_one_gets_it(home):
    request_run("practice_write", {}, by="li")
    got, ready = [], threading.Barrier(4)

    def reach() -> None:
        ready.wait(10)
        got.append(claim_next("writer", NOW))
        connection.close()

    workers = [threading.Thread(target=reach) for _ in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(30)

    assert len([row for row in got if row is not None]) == 1


def test_what_is_asked_for_in_a_transaction_that_fails_was_not_asked_for(home):
    def ask_and_fail() -> None:
        with transaction.atomic():
            request_run("practice_write", {}, by="li")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert claim_next("writer", NOW) is None


def test_while_a_run_is_open_the_same_is_not_asked_for_twice(home):
    first = request_run("practice_write", {}, by="li", dedupe_key="source:1")
    second = request_run("practice_write", {}, by="wang", dedupe_key="source:1")
    request_cancel(first.pk)
    third = request_run("practice_write", {}, by="wang", dedupe_key="source:1")

    assert first.pk == second.pk != third.pk


def test_nobody_can_ask_for_what_nobody_performs(home):
    with pytest.raises(NotFound, match="no kind of run called dance"):
        request_run("dance", {}, by="li")


def test_a_run_carries_who_asked_and_for_which_customers(home):
    scope = Scope("teams", ("成都一部",))
    run = request_run("practice_read", {}, by="li", role="supervisor", scope=scope)

    assert request_of(queries.run_of(run.pk)).scope == scope
    assert request_of(Run(by="li", kind="grade")).scope == NOTHING


def test_a_waiting_run_is_cancelled_at_once(home):
    run = request_run("practice_write", {}, by="li")

    assert request_cancel(run.pk).state == "cancelled"
    assert claim_next("writer", NOW) is None


def test_a_waiting_run_is_not_taken_for_dead(home):
    request_run("practice_write", {}, by="li")

    assert close_dead_runs(NOW) == []


def test_history_stays_guarded_after_the_table_has_changed(home):
    run = request_run("practice_write", {}, by="li")
    request_cancel(run.pk)

    with pytest.raises(DatabaseError, match="append-only"):
        Run.objects.filter(pk=run.pk).update(state="finished")
    with pytest.raises(DatabaseError, match="append-only"):
        Run.objects.filter(pk=run.pk)._raw_delete("default")


@pytest.mark.parametrize("name", ["../secret_key", "..", "a.csv.partial", "nothing.csv", ""])
def test_no_name_leads_out_of_the_files_of_a_run(home, name):
    directory = home.run_files / "7"
    directory.mkdir(parents=True)
    (directory / "a.csv").touch()
    (directory / "a.csv.partial").touch()
    home.secret_file.touch()

    assert list(file_names(home, 7)) == ["a.csv"]
    with pytest.raises(NotFound):
        run_file(home, 7, name)


def test_kinds_have_names_in_both_languages(home):
    assert kind_name("grade").zh == "分层"
    assert kind_name("practice_read").en == "practice read"
    assert kind_name("unheard of").en == "unheard of"
    assert handler_of("grade").lane == "writer"
