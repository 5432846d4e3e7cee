"""Asking the first questions before a person does: what is worked out once is worked out when nobody waits for it.

The widest expressions take seconds to build, and what is the same for everybody is kept per grading. A thread that
steps back behind the pages asks for it when the server has started, and again when there is a newer grading, and
now and then when events have changed its results.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from django.db import connection

from frostier.flows.ports import LIVE
from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.console.house import house
from frostier.shell.crm import queries_customer, queries_explaining, queries_overview, queries_tags
from frostier.shell.crm.reading import Reading, latest_grading
from frostier.shell.crm.schemas import CustomerFilter
from frostier.shell.garbage import spare_what_stays
from frostier.shell.serve.priority import BEHIND_THE_PAGES

LOG = logging.getLogger("frostier.console")
FIRST_PAUSE_SECONDS = 1.0
LOOK_SECONDS = 20.0
BETWEEN_REVISIONS_SECONDS = 300.0
"""How often at most the first questions are asked anew because of events alone.

It takes seconds of computing; with events coming in all day, hardly anything else would be done.
"""


def warm_in_background() -> threading.Thread:
    """Keep warm from now on, in a thread that ends with the process."""
    thread = threading.Thread(target=_keep_warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm(reading: Reading) -> None:
    """Ask what the first pages ask; one that fails is left to whoever asks it."""
    for question in _questions(reading):
        try:
            question()
        except Exception:
            LOG.exception("a question to warm up failed")


class Warmth:
    """What was warmed last, and when; ``now`` counts seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._warmed, self._at = now, "", 0.0

    def is_new(self, snapshot: str) -> bool:
        """Whether these results come from another grading than those that were warmed."""
        return snapshot.partition(LIVE)[0] != self._warmed.partition(LIVE)[0]

    def is_due(self, snapshot: str) -> bool:
        """Whether these results are to be warmed now: those of a grading at once, those of events now and then."""
        rested = self._now() - self._at >= BETWEEN_REVISIONS_SECONDS
        return self.is_new(snapshot) or (rested and snapshot != self._warmed)

    def note(self, snapshot: str) -> None:
        """These results are warm."""
        self._warmed, self._at = snapshot, self._now()


def _keep_warm() -> None:
    _step_back()
    waiting, warmth = threading.Event(), Warmth()
    waiting.wait(FIRST_PAUSE_SECONDS)
    while True:
        with suppress(Exception):  # a store that is busy or gone is the business of those who ask it
            newest = latest_grading(house())
            if newest is not None and warmth.is_due(newest.snapshot):
                everything = Viewer("frostier", "", frozenset(), EVERYTHING)
                warm(Reading(house(), everything, house().settings.language, newest, newest))
                if warmth.is_new(newest.snapshot):
                    spare_what_stays()
                warmth.note(newest.snapshot)
        connection.close()
        waiting.wait(LOOK_SECONDS)


def _step_back() -> None:
    # On Linux a thread has a priority of its own; elsewhere all would step back, so that none does.
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND_THE_PAGES)


def _questions(reading: Reading) -> Iterator[Callable[[], object]]:
    nothing_chosen = CustomerFilter.model_validate({})
    yield lambda: queries_overview.overview(reading, nothing_chosen)
    some = _one_of_each_type(reading)
    yield from (partial(queries_explaining.explanation, reading, customer_id) for customer_id in some[:1])
    yield from (partial(queries_customer.figures, reading, customer_id) for customer_id in some)
    yield from (partial(queries_customer.similar, reading, customer_id) for customer_id in some[:1])
    yield lambda: queries_tags.tags(reading, None, None)
    yield lambda: queries_overview.trend(reading, nothing_chosen)


def _one_of_each_type(reading: Reading) -> list[str]:
    visible = reading.reader.visible_with(["customer_type"])
    first = visible.group_by("customer_type").agg(customer_id=visible.customer_id.min())
    return [row["customer_id"] for row in reading.house.published.rows(first.order_by("customer_type"))]
