"""The live loop: accepted events become results while no run has the home.

The warehouse stays open between batches, because opening it takes longer than a small batch. It is given up as soon
as a run waits, in this process or in another, and after a while without events. While there are none, the evaluation of
the next ones is prepared (``rehearsing``).
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field

import duckdb
from django.db import InterfaceError, OperationalError

from frostier.engines.duckdb.known_keys import KnownKeys
from frostier.flows.live_steps import LiveFlow, LiveParts, Step
from frostier.shell.garbage import garbage_left
from frostier.shell.live.commands import DjangoLiveStore
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.rehearsing import Rehearsing
from frostier.shell.metrics.figures import BATCH_EVENTS, BATCH_SECONDS, EVALUATED
from frostier.shell.runs.models import Run
from frostier.shell.runs.processes import WriterLock
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.live")

MOST = 5_000
"""A batch holds what waits, up to so many events: most of its cost does not depend on how many they are."""

IDLE_SECONDS = 60.0
"""So long after the last event the warehouse stays open: opening it and planning anew take seconds."""

TIDY_SECONDS = 60.0


@dataclass
class LiveLoop:
    """Live evaluation in one process; one batch a look."""

    house: House
    most: int = MOST
    _lock: WriterLock | None = field(default=None, init=False)
    _flow: LiveFlow | None = field(default=None, init=False)
    _known: KnownKeys = field(default_factory=KnownKeys, init=False)  # outlives the open warehouse
    _rehearsing: Rehearsing = field(init=False)
    _worked_at: float = field(default=0.0, init=False)
    _tidied_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._rehearsing = Rehearsing(self.house)

    def look(self) -> bool:
        """Evaluate a batch of events if there are any and nobody waits for the home; whether there were."""
        if _somebody_waits():
            self.leave()
            return False
        if not self._has_work():
            if time.monotonic() - self._worked_at > IDLE_SECONDS:
                self.leave()
            if self._flow is None:
                self._rehearsing.look()
            return False
        return self.step() is not None

    def step(self) -> Step | None:
        """One batch; None where there is nothing to do or somebody else has the home."""
        flow = self._flow or self._enter()
        if flow is None:
            return None
        begun = time.monotonic()
        try:
            with garbage_left():
                step = flow.step(self.most)
        except BaseException:
            self.leave()  # what is half done in the open warehouse must not be trusted
            raise
        self._worked_at = time.monotonic()
        if step is not None:
            self._note(self._worked_at - begun, step)
        return step

    def leave(self) -> None:
        """Close the warehouse and let others have the home."""
        flow, lock = self._flow, self._lock
        self._flow = self._lock = None
        if flow is not None:
            self._rehearsing.evaluation = flow.evaluation
            flow.parts.workspace.close()
        if lock is not None:
            self.house.leave_home(lock)

    def _enter(self) -> LiveFlow | None:
        self._lock = self.house.take_home()
        if self._lock is None:
            return None
        try:
            self._flow = LiveFlow(live_parts(self.house, self._known), self._rehearsing.cut_short())
        except BaseException:
            self.leave()
            raise
        return self._flow

    def _has_work(self) -> bool:
        inbox = DjangoInbox()
        return inbox.last() > inbox.position()

    def _note(self, seconds: float, step: Step) -> None:
        BATCH_SECONDS.observe(seconds)
        BATCH_EVENTS.add(step.events)
        EVALUATED.add(step.customers)
        if step.revision is not None and time.monotonic() - self._tidied_at > TIDY_SECONDS:
            self._tidied_at = time.monotonic()
            with suppress(OSError):
                self.house.analytics.live.remove_superseded(step.revision)


def live_parts(house: House, known: KnownKeys) -> LiveParts:
    """The parts of a house that live evaluation works with; opens the warehouse."""
    return LiveParts(
        inbox=DjangoInbox(),
        facts=house.warehouse.live(known),
        results=house.analytics.live,
        store=DjangoLiveStore(house.gradings, house.clock, house.settings.currency),
        batches=house.batches,
        grading=house.parts,
        workspace=house.analytics.scratch(),
        passes=_passes,
    )


def _passes(error: Exception) -> bool:
    """Whether an error lies in the stores, not in what was to be done: a busy database, a full disk."""
    return isinstance(error, OperationalError | InterfaceError | OSError | duckdb.IOException)


def _somebody_waits() -> bool:
    """Whether a run waits for the home, in whatever process."""
    return Run.objects.filter(state="queued", lane="writer").exists()
