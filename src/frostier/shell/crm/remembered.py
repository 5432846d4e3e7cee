"""Answers about published results, kept for a while: results never change, so neither do the answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import TypeVar

from frostier.shell.metrics.figures import REMEMBERED

T = TypeVar("T")

PATIENCE_SECONDS = 5.0
"""How long a thread waits for an answer that another one works out, before it does so itself."""


class Remembered:
    """The answers to the last ``most`` questions; safe to ask from several threads.

    Of threads that ask the same at once one works it out, and the others wait for it: the parts of a page are asked
    for together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._worked_out: dict[Hashable, Event] = {}
        self._lock = Lock()

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The kept answer, or a new one, which is kept from then on."""
        kept, done, mine = self._looked_up(question)
        if kept is None and not mine:
            done.wait(PATIENCE_SECONDS)
            kept, done, mine = self._looked_up(question)
        if kept is not None:
            REMEMBERED.add(kept="yes")
            return kept[0]  # type: ignore[return-value]
        REMEMBERED.add(kept="no")
        try:
            found = answer()
            self._keep(question, found)
        finally:
            if mine:
                self._over(question, done)
        return found

    def _looked_up(self, question: Hashable) -> tuple[tuple[object] | None, Event, bool]:
        """The answer, if there is one; else what tells its end, and whether it is the caller who is to work it out."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return (self._answers[question],), Event(), False
            mine = question not in self._worked_out
            return None, self._worked_out.setdefault(question, Event()), mine

    def _keep(self, question: Hashable, found: object) -> None:
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def _over(self, question: Hashable, done: Event) -> None:
        with self._lock:
            del self._worked_out[question]
        done.set()
