"""Answers about published results, kept for a while: results never change, so neither do the answers."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from threading import Event, Lock
from typing import TypeVar

from frostier.shell.metrics.figures import REMEMBERED

T = TypeVar("T")

PATIENCE_SECONDS = 5.0
"""How long a thread waits for an answer that another one works out, before it does so itself."""


_UNKNOWN = 64
"""Bytes that a value is taken to weigh that cannot tell."""


class Remembered:
    """The answers to the last ``most`` questions, ``most_bytes`` of them at most; safe to ask from several threads.

    Live results are new every few seconds, and an answer about each may hold all customers. What is heavier than all
    may be together is kept until the next comes.

    Of threads that ask the same at once one works it out, and the others wait for it: the parts of a page are asked
    for together.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._bytes: dict[Hashable, int] = {}
        self._weight = 0
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
        weight = bytes_of(found)
        with self._lock:
            self._weight += weight - self._bytes.get(question, 0)
            self._answers[question], self._bytes[question] = found, weight
            self._answers.move_to_end(question)
            while len(self._answers) > 1 and (len(self._answers) > self._most or self._weight > self._most_bytes):
                oldest, _ = self._answers.popitem(last=False)
                self._weight -= self._bytes.pop(oldest)

    def _over(self, question: Hashable, done: Event) -> None:
        with self._lock:
            del self._worked_out[question]
        done.set()


def bytes_of(value: object) -> int:
    """Roughly how much memory a value takes, with all that it holds; what stands in it twice counts twice."""
    total, open_ones = 0, [value]
    while open_ones:
        one = open_ones.pop()
        buffers = getattr(one, "nbytes", None)
        if isinstance(buffers, int):  # a table or column of numbers: it knows
            total += buffers
            continue
        total += sys.getsizeof(one, _UNKNOWN)
        open_ones.extend(_held_by(one))
    return total


def _held_by(value: object) -> Iterable[object]:
    if isinstance(value, str | bytes):
        return ()
    if isinstance(value, Mapping):
        return (part for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return (getattr(value, field.name) for field in fields(value))
    return ()
