"""The worker as a process of its own: it may be killed at any point, and what was asked for is done once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.shell.runs.practice import traces

from frostier.flows.scope import Scope
from frostier.shell.home import Home
from frostier.shell.runs import queries
from frostier.shell.runs.commands import request_cancel
from frostier.shell.runs.files import file_names
from frostier.shell.runs.queue import request_run

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from frostier.shell.wiring import open_house
open_house(Path(sys.argv[1])).close()
from tests.shell.runs.practice import work
work(Path(sys.argv[1]))
"""


@contextmanager
def worker(home: Home) -> Iterator[subprocess.Popen[str]]:
    """A worker of the home, ended in the end."""
    command = [sys.executable, "-c", SCRIPT, str(home.root), str(ROOT)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n", process.stderr.read() if process.stderr else ""
        yield process
    finally:
        process.kill()
        process.communicate()


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def state_of(run_id: int) -> str:
    return str(queries.run_of(run_id).state)


def let_go(home: Home) -> None:
    (home.root / "go").touch()


def test_what_was_asked_for_is_performed_and_its_result_kept(home):
    let_go(home)
    scope = Scope("managers", ("李敏",))
    run = request_run("practice_read", {"a": 1}, by="li", role="account_manager", scope=scope)

    with worker(home):
        until(lambda: state_of(run.pk) == "finished")

    row = queries.run_of(run.pk)
    assert (row.result["by"], row.result["role"]) == ("li", "account_manager")
    assert "李敏" in row.result["scope"]
    assert list(file_names(home, run.pk)) == ["名单.csv"]
    assert [line.en for line in queries.log_of(run.pk)] == ["waiting to be let go"]


def test_a_reader_works_beside_the_writer_and_writers_one_after_the_other(home):
    first, second = (request_run("practice_write", {}, by="li") for _ in range(2))
    reader = request_run("practice_read", {}, by="li")

    with worker(home):
        until(lambda: len(traces(home.root)) == 2)
        assert state_of(second.pk) == "queued"
        let_go(home)
        until(lambda: state_of(second.pk) == state_of(reader.pk) == "finished")

    writes = [line for line in traces(home.root) if line.startswith("write")]
    assert writes == [f"write {n} {what}" for n in (first.pk, second.pk) for what in ("begins", "ends")]


def test_a_run_whose_worker_was_killed_is_begun_again_and_done_once(home):
    run = request_run("practice_write", {}, by="li")
    with worker(home) as killed:
        until(lambda: traces(home.root))
        killed.kill()
        killed.wait()
    assert state_of(run.pk) == "running"
    let_go(home)

    with worker(home):
        until(lambda: state_of(run.pk) == "finished")

    assert traces(home.root) == [f"write {run.pk} begins", f"write {run.pk} begins", f"write {run.pk} ends"]
    assert "The process is gone; the run will be performed once more." in [line.en for line in queries.log_of(run.pk)]


def test_a_run_that_kills_its_worker_twice_is_given_up(home):
    run = request_run("practice_write", {}, by="li")
    for attempt in (1, 2):
        with worker(home) as killed:
            until(lambda n=attempt: len(traces(home.root)) == n)
            killed.kill()
            killed.wait()

    with worker(home):
        until(lambda: state_of(run.pk) == "interrupted")

    assert queries.run_of(run.pk).error["code"] == "interrupted"


def test_a_worker_that_is_stopped_puts_its_run_back(home):
    run = request_run("practice_write", {}, by="li")
    with worker(home) as stopped:
        until(lambda: traces(home.root))
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(30) == 0

    row = queries.run_of(run.pk)
    assert (row.state, row.pid, row.attempts) == ("queued", 0, 0)
    let_go(home)
    with worker(home):
        until(lambda: state_of(run.pk) == "finished")


def test_of_two_workers_one_waits_and_takes_over(home):
    with worker(home) as first, worker(home) as second:
        run = request_run("practice_write", {}, by="li")
        until(lambda: traces(home.root))
        at_work = queries.run_of(run.pk).pid
        killed = first if first.pid == at_work else second
        killed.kill()
        killed.wait()
        let_go(home)
        until(lambda: state_of(run.pk) == "finished")

        assert queries.run_of(run.pk).pid in {first.pid, second.pid} - {at_work}


def test_a_running_run_can_be_cancelled(home):
    run = request_run("practice_write", {}, by="li")

    with worker(home):
        until(lambda: traces(home.root))
        request_cancel(run.pk)
        until(lambda: state_of(run.pk) == "cancelled")


@pytest.mark.parametrize(
    ("arguments", "code"), [({}, "invalid_input"), ({"broken": True}, "internal")], ids=["refusal", "defect"]
)
def test_a_run_that_fails_says_why_and_the_worker_goes_on(home, arguments, code):
    failing = request_run("practice_refuse", arguments, by="li")
    let_go(home)

    with worker(home):
        until(lambda: state_of(failing.pk) == "failed")
        following = request_run("practice_read", {}, by="li")
        until(lambda: state_of(following.pk) == "finished")

    assert queries.run_of(failing.pk).error["code"] == code
