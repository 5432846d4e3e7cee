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
    """The answers about the customers that were asked for last; safe to use from several threads.

    Where everybody's may have changed, the answers so far are *retired*: they are still given, for as long as the owner
    lets them, while new ones are worked out.
    """

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._lock = Lock()
        self._of: OrderedDict[str, dict[Hashable, TierAnswer]] = OrderedDict()
        self._answers = 0
        self._revision = self._retirals = 0
        self._retired: OrderedDict[str, dict[Hashable, TierAnswer]] = OrderedDict()

    def __len__(self) -> int:
        return self._answers

    @property
    def retirals(self) -> int:
        """How often everything was retired."""
        return self._retirals

    @property
    def revision(self) -> int:
        """How often something was forgotten because it had changed."""
        return self._revision

    def get(self, customer_id: str, wording: Hashable) -> TierAnswer | None:
        """The kept answer about a customer to a question in exactly this wording."""
        with self._lock:
            found = self._of.get(customer_id)
            if found is not None:
                self._of.move_to_end(customer_id)
                if (answer := found.get(wording)) is not None:
                    return answer
            retired = self._retired.get(customer_id)
            return retired.get(wording) if retired else None

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
        """Forget what these changes concern, on this day; where that is everybody's, retire it."""
        if changes.customers is EVERYBODY:
            self.retire_all()
        elif changes.customers:
            self.forget(changes.customers)

    def forget(self, customer_ids: Iterable[str]) -> None:
        """Forget the answers about these customers."""
        with self._lock:
            for id in customer_ids:
                self._answers -= len(self._of.pop(id, ()))
                self._retired.pop(id, None)
            self._revision += 1

    def retire_all(self) -> None:
        """Everybody's answers may have changed: give those so far until :meth:`let_go`, and those before no more."""
        with self._lock:
            self._retired, self._of = self._of, OrderedDict()
            self._answers = 0
            self._retirals += 1
            self._revision += 1

    def retired(self) -> dict[str, dict[Hashable, TierAnswer]]:
        """The retired answers, by customer, those that were asked for last first."""
        with self._lock:
            return dict(reversed(self._retired.items()))

    def let_go(self) -> None:
        """Forget what is retired."""
        with self._lock:
            self._retired = OrderedDict()
