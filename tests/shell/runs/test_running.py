"""Runs: seen from outside, alone in their home, stoppable, and found again when they were killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError

from frostier.kernel.errors import Conflict, InvalidInput, RunCancelled
from frostier.kernel.text import Text
from frostier.shell.clock import SystemClock
from frostier.shell.company import CompanySettings
from frostier.shell.home import Home
from frostier.shell.runs import queries
from frostier.shell.runs.commands import close_dead_runs, request_cancel
from frostier.shell.runs.models import Run
from frostier.shell.runs.running import running

WORKER = """
import sys, time
from pathlib import Path
from frostier.shell.connection import use_home
from frostier.shell.home import Home
home = Home(Path(sys.argv[1]))
use_home(home)
from frostier.kernel.text import Text
from frostier.shell.clock import SystemClock
from frostier.shell.company import CompanySettings
from frostier.shell.runs.running import running
clock = SystemClock(CompanySettings().zone)
with running("grade", {}, home=home, clock=clock, wait="--wait" in sys.argv) as run:
    run.step(Text("干活", "working"))
    print("started", run.id, flush=True)
    while "--quick" not in sys.argv:
        run.checkpoint()
        time.sleep(0.02)
"""


@contextmanager
def other_process(home: Home, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A real process at work in the home; waits until it says so, and ends it in the end."""
    command = [sys.executable, "-c", WORKER, str(home.root), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if "--queued" not in options:
            assert process.stdout.readline().startswith("started")
        yield process
    finally:
        process.kill()
        process.communicate()


def until(condition, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock(CompanySettings().zone)


def test_a_finished_run_tells_what_it_did(home, clock):
    with running("import", {"file": "订单.xlsx"}, home=home, clock=clock, by="li") as run:
        run.step(Text("读取", "read"), total=10)
        run.advance(10)
        run.log(Text("跳过空行", "skipped empty lines"))
        run.count("rows", 10)

    row = queries.run_of(run.id)
    assert (row.kind, row.by, row.state, row.arguments) == ("import", "li", "finished", {"file": "订单.xlsx"})
    assert (row.step_en, row.done, row.total, row.counts) == ("read", 10, 10, {"rows": 10})
    assert [line.en for line in queries.log_of(run.id)] == ["read", "skipped empty lines"]
    assert row.created_at <= row.started_at <= row.finished_at


def test_progress_is_written_while_the_work_goes_on(home, clock):
    with running("grade", {}, home=home, clock=clock) as run:
        run.step(Text("计算特征", "features"), total=3)
        run.advance(2)

        until(lambda: queries.run_of(run.id).done == 2)
        assert queries.run_of(run.id).state == "running"


def test_a_failed_run_keeps_its_reason(home, clock):
    with pytest.raises(InvalidInput), running("import", {}, home=home, clock=clock) as run:
        raise InvalidInput(Text("空文件", "the file is empty"))

    row = queries.run_of(run.id)
    assert row.state == "failed"
    assert row.error == {"code": "invalid_input", "zh": "空文件", "en": "the file is empty"}


def test_a_closed_run_cannot_be_rewritten(home, clock):
    with running("grade", {}, home=home, clock=clock) as run:
        pass

    with pytest.raises(DatabaseError, match="append-only"):
        Run.objects.filter(pk=run.id).update(state="failed")
    with pytest.raises(Conflict, match="ended"):
        request_cancel(run.id)


def test_cancelling_interrupts_the_query_and_ends_the_work(home, clock):
    interrupted = threading.Event()

    def work() -> None:
        with running("grade", {}, home=home, clock=clock, interrupt=interrupted.set) as run:
            request_cancel(run.id)
            assert interrupted.wait(20)
            run.checkpoint()

    with pytest.raises(RunCancelled):
        work()

    assert queries.recent_runs(1)[0].state == "cancelled"


def test_a_second_run_is_refused_where_it_may_not_wait(home, clock):
    second = running("import", {}, home=home, clock=clock, wait=False)

    with other_process(home), pytest.raises(Conflict, match=r"Run 1 \(grade\)"):
        second.__enter__()

    assert [r.state for r in queries.recent_runs(1)] == ["failed"]


def test_a_second_run_waits_as_queued_and_then_goes_on(home, clock):
    with running("import", {}, home=home, clock=clock), other_process(home, "--wait", "--quick", "--queued") as waiting:
        until(lambda: queries.recent_runs(1)[0].kind == "grade" and queries.recent_runs(1)[0].step_en != "")
        assert queries.recent_runs(1)[0].state == "queued"
        assert waiting.poll() is None

        first_done = queries.recent_runs(2)[1]
    assert first_done.state == "running"
    assert queries.run_of(first_done.pk).state == "finished"


def test_a_queued_run_can_be_cancelled(home, clock):
    with running("import", {}, home=home, clock=clock), other_process(home, "--wait", "--queued") as waiting:
        until(lambda: queries.recent_runs(1)[0].kind == "grade")
        queued = queries.recent_runs(1)[0]

        request_cancel(queued.pk)

        assert waiting.wait(20) == 1
    assert queries.run_of(queued.pk).state == "cancelled"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_cleanly(home, clock, number):
    with other_process(home) as worker:
        worker.send_signal(number)
        worker.wait(20)

    assert queries.run_of(1).state == "cancelled"


def test_a_killed_run_frees_the_home_and_is_found_at_the_next_start(home, clock):
    with other_process(home) as worker:
        worker.kill()
        worker.wait(20)
    assert queries.run_of(1).state == "running"
    found = []

    with running("grade", {}, home=home, clock=clock, recover=lambda run: found.extend(close_dead_runs(clock.now()))):
        pass

    assert [r.pk for r in found] == [1]
    assert queries.run_of(1).state == "interrupted"


def test_a_living_run_is_not_taken_for_dead(home, clock):
    with other_process(home):
        assert close_dead_runs(clock.now()) == []
        assert queries.running_now().pk == 1


def test_a_reused_process_number_is_not_taken_for_the_run(home, clock):
    with other_process(home) as worker:
        worker.kill()
        worker.wait(20)
    Run.objects.filter(pk=1).update(pid=os.getpid())

    assert [r.pk for r in close_dead_runs(clock.now())] == [1]


def test_a_killed_process_that_nobody_has_collected_is_dead(home, clock):
    with other_process(home) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and still in the table of processes

        assert [r.state for r in close_dead_runs(clock.now())] == ["interrupted"]
