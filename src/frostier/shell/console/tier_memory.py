"""Tier answers kept in the memory of one serving process, until what they say has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from frostier.shell.grading.changes import EVERYBODY, Changes

MOST_ANSWERS = 50_000
"""A little more than a kilobyte each."""

HeaderLines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TierAnswer:
    """One answer as it was given: the body, its tag, its type, and the headers that do not depend on the body."""

    body: bytes
    tag: str
    content_type: str
    headers: HeaderLines


class TierMemory:
    """The answers about the customers that were asked for last; safe to use from several threads."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._lock = Lock()
        self._of: OrderedDict[str, dict[Hashable, TierAnswer]] = OrderedDict()
        self._answers = 0
        self._revision = 0
        self._forgotten: dict[Hashable, list[str]] = {}

    def __len__(self) -> int:
        return self._answers

    @property
    def revision(self) -> int:
        """How often something was forgotten because it had changed."""
        return self._revision

    def get(self, customer_id: str, wording: Hashable) -> TierAnswer | None:
        """The kept answer about a customer to a question in exactly this wording."""
        with self._lock:
            found = self._of.get(customer_id)
            if found is None:
                return None
            self._of.move_to_end(customer_id)
            return found.get(wording)

    def put_all(self, answers: Mapping[str, TierAnswer], wording: Hashable, revision: int) -> None:
        """Keep answers about several customers to questions in one wording; see :meth:`put`."""
        for customer_id, answer in answers.items():
            self.put(customer_id, wording, answer, revision)

    def put(self, customer_id: str, wording: Hashable, answer: TierAnswer, revision: int) -> None:
        """Keep an answer that was worked out after ``revision`` was read.

        It is not kept where something was forgotten meanwhile: it may be older than the change.
        """
        with self._lock:
            if revision != self._revision:
                return
            held = self._of.setdefault(customer_id, {})
            self._answers += wording not in held
            held[wording] = answer
            self._of.move_to_end(customer_id)
            while self._answers > self._most:
                self._answers -= len(self._of.popitem(last=False)[1])

    def follow(self, changes: Changes, day: date) -> None:
        """Forget what may not be said any more after these changes, on this day."""
        if changes.customers is EVERYBODY or changes.customers:
            self.forget(changes.customers)

    def forget(self, customer_ids: Iterable[str] | None) -> None:
        """Forget the answers about these customers; with ``None`` all, but not what they were asked about."""
        with self._lock:
            if customer_ids is None:
                self._forget_all()
            else:
                self._answers -= sum(len(self._of.pop(id, ())) for id in customer_ids)
            self._revision += 1

    def take_forgotten(self, wording: Hashable, most: int) -> list[str]:
        """Customers who were asked about in this wording before all was forgotten; each is told once, newest first."""
        with self._lock:
            waiting = self._forgotten.get(wording, [])
            taken = waiting[-most:][::-1]
            del waiting[-most:]
            return taken

    def _forget_all(self) -> None:
        waiting: dict[Hashable, list[str]] = {}
        for customer_id, held in self._of.items():
            for wording in held:
                waiting.setdefault(wording, []).append(customer_id)
        self._of.clear()
        self._answers, self._forgotten = 0, waiting
