"""The worker: one process that performs requested runs, writers one at a time and readers beside them.

It may be killed at any point. What it was at is found by its successor, put back and performed once more. When it
is asked to stop it puts its runs back itself. It trusts nothing after an error that it does not expect and lets
itself be started anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from frostier.kernel.errors import FrostierError
from frostier.shell.runs import queries
from frostier.shell.runs.bell import Bell
from frostier.shell.runs.files import forget_files
from frostier.shell.runs.handlers import (
    BesideRuns,
    BetweenRuns,
    Lane,
    handler_of,
    periodic_works,
    works_beside_runs,
    works_between_runs,
)
from frostier.shell.runs.models import OPEN_STATES, Run
from frostier.shell.runs.processes import WriterLock
from frostier.shell.runs.queue import claim_next, request_of
from frostier.shell.runs.running import LiveRun, as_json
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.worker")
LOOK_SECONDS = 0.25
LIVE_LOOK_SECONDS, LIVE_FOR_SECONDS = 0.05, 10.0
"""While events come in, and so long after the last, the next is looked for sooner: to look costs the store, too."""

RECOVER_SECONDS = 5.0
STOP_SECONDS = 20.0


class LaneOfWork(threading.Thread):
    """One lane: claims the next run, performs it, looks again. It has a house of its own and shares no connection."""

    def __init__(self, lane: Lane, open_house: Callable[[], House], over: threading.Event) -> None:
        super().__init__(name=f"lane-{lane}", daemon=True)
        self._lane: Lane = lane
        self._open_house = open_house
        self._over = over
        self._present: LiveRun | None = None
        self.failed = False

    def run(self) -> None:
        """Work until it is over; an unexpected error ends the whole worker."""
        try:
            self._work(self._open_house())
        except Exception:
            LOG.exception("The lane %s cannot go on", self._lane)
            self.failed = True
            self._over.set()

    def give_back(self) -> None:
        """Let the present run wait for the next worker."""
        if self._present is not None:
            self._present.give_back()

    def _work(self, house: House) -> None:
        house.may_write = self._lane == "writer"
        between = [make(house) for make in works_between_runs()] if self._lane == "writer" else []
        recovered = worked = -RECOVER_SECONDS
        bell = Bell(house.home.root) if self._lane == "writer" else None
        rest = bell.wait if bell else self._over.wait
        try:
            while not self._over.is_set():
                if self._lane == "writer" and time.monotonic() - recovered >= RECOVER_SECONDS:
                    recovered = time.monotonic()
                    _repair(house)
                row = claim_next(self._lane, house.clock.now())
                if row is not None:
                    _leave(between)
                    self._perform(house, row)
                elif sum(work.look() for work in between):
                    worked = time.monotonic()
                else:
                    live = time.monotonic() - worked < LIVE_FOR_SECONDS
                    rest(LIVE_LOOK_SECONDS if live else LOOK_SECONDS)
        finally:
            _leave(between)
            if bell is not None:
                bell.close()
            house.close()

    def _perform(self, house: House, row: Run) -> None:
        self._present = run = LiveRun(row.pk, house.clock, row.kind)
        if self._over.is_set():
            run.give_back()
        LOG.info("run %s (%s) begins, attempt %s", row.pk, row.kind, row.attempts)
        try:
            perform(house, row, run, alone=self._lane == "writer")
        except Exception as error:
            if _is_mine_and_open(row):
                raise
            LOG.info("run %s did not finish: %s", row.pk, error, exc_info=not isinstance(error, FrostierError))
        finally:
            self._present = None


def perform(house: House, row: Run, run: LiveRun, *, alone: bool) -> None:
    """Perform a claimed run to its end, whatever that is; raises what it raised."""
    forget_files(house.home, row.pk)  # of an attempt that was killed
    with house.resumed(run, alone=alone):
        known = handler_of(row.kind)
        run.deadline_seconds = known.deadline.total_seconds()
        result = known.perform(run, house, dict(row.arguments), request_of(row))
        run.result = as_json(result) if result is not None else None


def _leave(between: list[BetweenRuns]) -> None:
    for work in between:
        work.leave()


class Beside(threading.Thread):
    """What goes on beside the lanes, with a house of its own."""

    def __init__(self, work: BesideRuns, open_house: Callable[[], House], over: threading.Event) -> None:
        super().__init__(name=f"beside-{work.__name__}", daemon=True)
        self._beside = work
        self._open_house = open_house
        self._over = over
        self.failed = False

    def run(self) -> None:
        """Go on until it is over; an unexpected error ends the whole worker."""
        try:
            house = self._open_house()
            house.may_write = False
            try:
                self._beside(house, self._over)
            finally:
                house.close()
        except Exception:
            LOG.exception("%s cannot go on", self.name)
            self.failed = True
            self._over.set()


class Worker:
    """Both lanes and the periodic works of one home. Of several workers of a home one works, the others wait."""

    def __init__(self, open_house: Callable[[], House]) -> None:
        self._open_house = open_house
        self._over = threading.Event()

    def stop(self) -> None:
        """Put the present runs back and end; from a signal handler too."""
        self._over.set()

    def work(self, still_wanted: Callable[[], bool] = lambda: True) -> bool:
        """Work until stopped or no longer wanted; whether it ended in order."""
        house = self._open_house()
        house.may_write = False  # periodic works request runs, they do not perform them
        seat = WriterLock(house.home.seat)
        try:
            if not self._take(seat, still_wanted):
                return True
            lanes = [LaneOfWork(lane, self._open_house, self._over) for lane in ("writer", "reader")]
            beside = [Beside(work, self._open_house, self._over) for work in works_beside_runs()]
            for thread in (*lanes, *beside):
                thread.start()
            self._keep_time(house, still_wanted)
            return _ended(lanes, beside)
        finally:
            seat.release()
            house.close()

    def _take(self, seat: WriterLock, still_wanted: Callable[[], bool]) -> bool:
        while not seat.take():
            if self._over.wait(LOOK_SECONDS) or not still_wanted():
                return False
        return True

    def _keep_time(self, house: House, still_wanted: Callable[[], bool]) -> None:
        due = {work: time.monotonic() + work.after_start.total_seconds() for work in periodic_works()}
        while still_wanted() and not self._over.wait(LOOK_SECONDS):
            for work, at in due.items():
                if time.monotonic() >= at:
                    due[work] = time.monotonic() + work.every.total_seconds()
                    _perform_periodic(work.name, work.perform, house)
        self._over.set()


def _ended(lanes: list[LaneOfWork], beside: list[Beside]) -> bool:
    """Whether every lane put its run back in time and met no error, and what goes on beside them ended too."""
    for lane in lanes:
        lane.give_back()
    deadline = time.monotonic() + STOP_SECONDS
    threads: list[LaneOfWork | Beside] = [*lanes, *beside]
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return not any(thread.failed or thread.is_alive() for thread in threads)


def _repair(house: House) -> None:
    """Settle what killed processes left; a store that is busy is asked again at the next look."""
    with suppress(FrostierError):
        if queries.dead_runs():
            house.recover_if_free()


def _perform_periodic(name: str, work: Callable[[House, datetime], None], house: House) -> None:
    try:
        work(house, house.clock.now())
    except Exception:  # one late schedule must not stop the others
        LOG.exception("The periodic work %s failed", name)


def _is_mine_and_open(row: Run) -> bool:
    """Whether a run is still this process's after its end: then its end could not be written down."""
    return Run.objects.filter(pk=row.pk, state__in=OPEN_STATES).exclude(pid=0).exists()
