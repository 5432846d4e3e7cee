"""``with running(…) as run``: one piece of work, seen from outside, alone in its home, and stoppable.

The work talks to :class:`LiveRun`, which only keeps values in memory. A watcher thread with its own database
connection writes them down and looks for the request to stop, so progress is cheap, does not join the work's
transactions, and a long query of the warehouse can be interrupted.
"""

from __future__ import annotations

import getpass
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType
from typing import Any, Protocol

from django.db import OperationalError, connection, transaction

from frostier.flows.ports import Clock
from frostier.kernel.errors import Conflict, FrostierError, RunCancelled
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.home import Home
from frostier.shell.runs import models, queries
from frostier.shell.runs.processes import WriterLock, process_started
from frostier.shell.runs.queue import put_back

WATCH_SECONDS = 0.25
_CANCELLED = Text(
    "任务已按要求停止，没有留下未完成的数据。", "The run was stopped as asked; nothing half-done was kept."
)
_OVERDUE = Text(
    "任务超过了允许的时间，已停止；没有留下未完成的数据。",
    "The run took longer than it may and was stopped; nothing half-done was kept.",
)
_GIVEN_BACK = Text("服务正在停止，任务放回队列。", "The service is stopping; the run waits again.")
_QUEUED = Text("等待前一个任务结束", "waiting for the run before")


class RunOverdue(FrostierError):
    """The run worked longer than its kind may."""

    code = "overdue"


class RunGivenBack(FrostierError):
    """The worker stops; the run was put back and will be begun again."""

    code = "given_back"


class Display(Protocol):
    """Whoever shows a run while it goes on."""

    def show(self, run: LiveRun) -> None: ...
    def close(self) -> None: ...


class NoDisplay:
    """Shows nothing."""

    def show(self, run: LiveRun) -> None:
        """Nothing to see."""

    def close(self) -> None:
        """Nothing to close."""


PREPARING = Text("准备", "preparing")


@dataclass
class LiveRun:
    """The run that a flow works in (``flows.ports.Run``). Safe to use from several threads."""

    id: int
    clock: Clock
    kind: str = ""
    step_name: Text = PREPARING
    done: int = 0
    total: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    deadline_seconds: float | None = None
    overdue: bool = False
    given_back: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    _lines: list[tuple[datetime, Text]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self, name: Text, *, total: int | None = None) -> None:
        """Begin the next step, which is also a line of the log."""
        with self._lock:
            self.step_name, self.done, self.total = name, 0, total
        self.log(name)

    def advance(self, amount: int = 1) -> None:
        """Count progress within the step."""
        with self._lock:
            self.done += amount

    def log(self, message: Text) -> None:
        """Add a line to the run's log."""
        with self._lock:
            self._lines.append((self.clock.now(), message))

    def count(self, name: str, value: int) -> None:
        """Record a figure of the run."""
        with self._lock:
            self.counts[name] = value

    def checkpoint(self) -> None:
        """Go on, or raise ``RunCancelled`` where someone asked to stop."""
        if self.stop.is_set():
            raise RunCancelled(_CANCELLED)

    def give_back(self) -> None:
        """Stop at the next checkpoint and let the run wait for the next worker."""
        self.given_back = True
        self.stop.set()

    def _figures(self) -> dict[str, Any]:
        return {"done": self.done, "total": self.total, "counts": dict(self.counts)}

    def write_down(self, **changes: Any) -> None:
        """Bring the run's row and log up to date in one transaction; unwritten lines stay for the next time."""
        with self._lock:
            lines, values = list(self._lines), self._figures()
            step = self.step_name
        with transaction.atomic():
            models.RunLog.objects.bulk_create(
                models.RunLog(run_id=self.id, at=at, zh=line.zh, en=line.en) for at, line in lines
            )
            models.Run.objects.filter(pk=self.id).update(
                step_zh=step.zh[:200], step_en=step.en[:200], heartbeat_at=self.clock.now(), **values, **changes
            )
        with self._lock:
            del self._lines[: len(lines)]


@contextmanager
def running(
    kind: str,
    arguments: Mapping[str, object],
    *,
    home: Home,
    clock: Clock,
    by: str | None = None,
    wait: bool = True,
    display: Display | None = None,
    interrupt: Callable[[], None] = lambda: None,
    recover: Callable[[LiveRun], None] = lambda run: None,
    alone: bool = True,
) -> Iterator[LiveRun]:
    """A new run of this process that has the home to itself, unless not ``alone``: then it only reads results.

    While another run holds the home this one is queued, or refused with ``Conflict`` where ``wait`` is false.
    ``interrupt`` stops a query in progress; ``recover`` repairs what a killed run left and is called with the
    home held, before the work. ``runs cancel``, Ctrl-C and SIGTERM raise ``RunCancelled`` in the work.
    """
    run = _announce(kind, arguments, by or getpass.getuser(), clock)
    lock = WriterLock(home.lock) if alone else None
    with _stopping_on_signals(run), _carried_out(run, display or NoDisplay(), interrupt, lock, wait):
        recover(run)
        yield run


@contextmanager
def resumed(
    run: LiveRun,
    *,
    lock: WriterLock | None,
    interrupt: Callable[[], None] = lambda: None,
    recover: Callable[[LiveRun], None] = lambda run: None,
) -> Iterator[LiveRun]:
    """A claimed run at work in a thread of the worker; with a ``lock`` it waits until it has the home to itself."""
    with _carried_out(run, NoDisplay(), interrupt, lock, wait=True):
        recover(run)
        yield run


@contextmanager
def _carried_out(
    run: LiveRun, display: Display, interrupt: Callable[[], None], lock: WriterLock | None, wait: bool
) -> Iterator[None]:
    """The frame of every run: its turn, its watcher, and how it ends."""
    try:
        if lock is not None:
            _take_turn(run, lock, wait, display)
        run.write_down(state="running", started_at=run.clock.now())
        with _watched(run, display, interrupt):
            yield
            run.checkpoint()
    except BaseException as error:
        _end(run, error)
        raise
    else:
        _close(run, "finished", None)
    finally:
        if lock is not None:
            lock.release()
        display.close()


def _end(run: LiveRun, error: BaseException) -> None:
    """Close a run that did not finish; raises the error that tells why, where the one at hand does not."""
    ending = _ending_of(error, run)
    if ending == "given back":
        put_back(queries.run_of(run.id), run.clock.now(), _GIVEN_BACK, count_attempt=False)
        raise RunGivenBack(_GIVEN_BACK) from error
    if ending == "failed" and run.overdue and not isinstance(error, RunOverdue):
        error = RunOverdue(_OVERDUE)
    _close(run, ending, error)
    if ending == "cancelled" and not isinstance(error, RunCancelled):
        raise RunCancelled(_CANCELLED) from error


def _announce(kind: str, arguments: Mapping[str, object], by: str, clock: Clock) -> LiveRun:
    pid = os.getpid()
    row = models.Run.objects.create(
        kind=kind,
        arguments=dict(arguments),
        by=by,
        pid=pid,
        process_started=process_started(pid),
        created_at=clock.now(),
        heartbeat_at=clock.now(),
    )
    return LiveRun(row.pk, clock, row.kind)


def _take_turn(run: LiveRun, lock: WriterLock, wait: bool, display: Display) -> None:
    """Hold the lock; while someone else does, wait as queued or refuse."""
    while not lock.take():
        if not wait:
            raise _busy()
        if run.step_name != _QUEUED:
            run.step(_QUEUED)
            run.write_down()
        display.show(run)
        if _cancel_requested(run.id):
            run.stop.set()
        run.checkpoint()
        time.sleep(WATCH_SECONDS)


def _busy() -> Conflict:
    other = queries.running_now()
    if other is None:
        return Conflict(Text("另一个任务正在进行。", "Another run is going on."))
    return Conflict(
        Text(
            f"任务 {other.pk}（{other.kind}）正在进行：{other.step_zh}。",
            f"Run {other.pk} ({other.kind}) is going on: {other.step_en}.",
        ),
        next_step=Text(
            f"不加 --no-wait 可排队等待，或用 frostier runs cancel {other.pk} 停止它。",
            f"Leave out --no-wait to queue, or stop it with frostier runs cancel {other.pk}.",
        ),
        where={"run": other.pk, "kind": other.kind},
    )


@contextmanager
def _watched(run: LiveRun, display: Display, interrupt: Callable[[], None]) -> Iterator[None]:
    """A thread beside the work that writes progress down and carries the request to stop."""
    over = threading.Event()

    def watch() -> None:
        # The work may hold the database for long; then the next look writes.
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout=50")
        interrupted, begun = 0.0, time.monotonic()
        while not over.wait(WATCH_SECONDS):
            with suppress(OperationalError):
                if _cancel_requested(run.id):
                    run.stop.set()
                run.write_down()
            if run.deadline_seconds is not None and time.monotonic() - begun > run.deadline_seconds:
                run.overdue = True
                run.stop.set()
            # Again after a while: the first call may have fallen between two queries.
            if run.stop.is_set() and time.monotonic() - interrupted > 5:
                interrupted = time.monotonic()
                interrupt()
            display.show(run)
        connection.close()

    thread = threading.Thread(target=watch, name=f"run-{run.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _stopping_on_signals(run: LiveRun) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the run to stop; a second Ctrl-C breaks off at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if run.stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        run.stop.set()

    before = {n: signal.signal(n, ask) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _cancel_requested(run_id: int) -> bool:
    return models.Run.objects.filter(pk=run_id, cancel_requested=True).exists()


def _ending_of(error: BaseException, run: LiveRun) -> str:
    broken_off = type(error).__name__ == "InterruptException"  # the engine's word for our own interrupt
    if not isinstance(error, RunCancelled | KeyboardInterrupt) and not (run.stop.is_set() and broken_off):
        return "failed"
    if run.overdue:
        return "failed"
    if run.given_back and not _cancel_requested(run.id):
        return "given back"
    return "cancelled"


def _close(run: LiveRun, state: str, error: BaseException | None) -> None:
    result = run.result if state == "finished" else None
    run.write_down(state=state, finished_at=run.clock.now(), error=_error_json(error), result=result, open_key=None)


def as_json(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON can hold them."""
    return {name: plain(value) for name, value in values.items()}


def _error_json(error: BaseException | None) -> dict[str, object] | None:
    if error is None:
        return None
    if isinstance(error, FrostierError):
        return {"code": error.code, "zh": error.say("zh"), "en": error.say("en")}
    text = f"{type(error).__name__}: {error}"
    return {"code": "internal", "zh": text, "en": text}
