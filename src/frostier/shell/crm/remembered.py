"""Answers about published results, kept for a while: results never change, so neither do the answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from frostier.shell.metrics.figures import REMEMBERED

T = TypeVar("T")


class Remembered:
    """The answers to the last ``most`` questions; safe to ask from several threads.

    Two threads that ask the same at once may both work it out; both get the same.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The kept answer, or a new one, which is kept from then on."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                REMEMBERED.add(kept="yes")
                return self._answers[question]  # type: ignore[return-value]
        REMEMBERED.add(kept="no")
        found = answer()
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found
