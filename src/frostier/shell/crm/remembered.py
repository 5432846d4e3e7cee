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
        with self._lock:
            begun = None if question in self._answers else self._worked_out.get(question)
        if begun is not None:
            begun.wait(PATIENCE_SECONDS)
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                REMEMBERED.add(kept="yes")
                return self._answers[question]  # type: ignore[return-value]
            done = self._worked_out.setdefault(question, Event())
        REMEMBERED.add(kept="no")
        try:
            found = answer()
            with self._lock:
                self._answers[question] = found
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        finally:
            with self._lock:
                self._worked_out.pop(question, None)
            done.set()
        return found
