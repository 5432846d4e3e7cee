"""Tier answers that several serving processes share, behind the memory that each has of its own.

An answer is kept under the mark of the latest change that concerns its customer (``grading.changes``), the business
day, what the asking key may do, the wording, and the program and settings that worked it out. Nothing has to be removed
when something changes: the next question looks under another mark. So an answer that is found is right however it came
there, after a restart, a flush or a restored backup, and is as old as the process's own knowledge of changes at most.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Hashable, Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

import orjson

import frostier
from frostier.shell.accounts.keys import Standing
from frostier.shell.console.tier_memory import MOST_ANSWERS, TierAnswer, TierMemory
from frostier.shell.grading.changes import Changes

SEAL_LENGTH = 32

MOST_MARKS = 200_000
"""Customers whose own latest change a process remembers; some 150 bytes each."""


class AnswerStore(Protocol):
    """Where processes keep bytes for each other; it may forget, and it may be away."""

    def get(self, name: str) -> bytes | None:
        """What was kept under a name; ``None`` also where the store does not answer."""
        ...

    def put(self, kept: Mapping[str, bytes]) -> None:
        """Keep bytes under names, where the store answers."""
        ...


class Envelope:
    """How answers are named and written in a store that others can reach.

    Names and contents bear the home's secret: an answer of another home, or one that was changed, is none.
    """

    def __init__(self, secret: str, program: str) -> None:
        self._secret, self._program = secret.encode(), program

    def name(self, *parts: Hashable) -> str:
        """The name of what depends on these parts."""
        told = orjson.dumps([self._program, *parts], default=str)
        return f"frostier:tier:{hmac.new(self._secret, told, hashlib.sha256).hexdigest()}"

    def write(self, name: str, answer: TierAnswer) -> bytes:
        """An answer as JSON, sealed together with its name."""
        data = {
            "body": answer.body.decode(),
            "tag": answer.tag,
            "content_type": answer.content_type,
            "headers": answer.headers,
        }
        told = orjson.dumps(data)
        return self._seal(name, told) + told

    def read(self, name: str, sealed: bytes) -> TierAnswer | None:
        """The answer that was written under a name; ``None`` where it was not."""
        seal, told = sealed[:SEAL_LENGTH], sealed[SEAL_LENGTH:]
        if not hmac.compare_digest(seal, self._seal(name, told)):
            return None
        data = orjson.loads(told)
        headers = tuple((line, value) for line, value in data["headers"])
        return TierAnswer(data["body"].encode(), data["tag"], data["content_type"], headers)

    def _seal(self, name: str, told: bytes) -> bytes:
        return hmac.new(self._secret, name.encode() + told, hashlib.sha256).digest()


class SharedTierMemory(TierMemory):
    """The memory of one process that asks a shared store for what it does not have, and keeps there what it learns."""

    def __init__(
        self, store: AnswerStore, envelope: Envelope, most: int = MOST_ANSWERS, most_marks: int = MOST_MARKS
    ) -> None:
        super().__init__(most)
        self._store, self._envelope, self._most_marks = store, envelope, most_marks
        self._following = Lock()
        self._day: date | None = None
        self._mark_of_all = ""
        self._marks: dict[str, str] = {}

    def get(self, customer_id: str, wording: Hashable) -> TierAnswer | None:
        """The answer that this process keeps, or else another has kept."""
        own = super().get(customer_id, wording)
        if own is not None:
            return own
        with self._following:
            revision, name = self.revision, self._name(customer_id, wording)
        sealed = self._store.get(name)
        found = self._envelope.read(name, sealed) if sealed else None
        if found is not None:
            self.put(customer_id, wording, found, revision)
        return found

    def put_all(self, answers: Mapping[str, TierAnswer], wording: Hashable, revision: int) -> None:
        """Keep answers here and for others, unless something was forgotten since ``revision`` was read."""
        super().put_all(answers, wording, revision)
        with self._following:
            if revision != self.revision:
                return
            names = {id: self._name(id, wording) for id in answers}
        self._store.put({names[id]: self._envelope.write(names[id], answer) for id, answer in answers.items()})

    def follow(self, changes: Changes, day: date) -> None:
        """Forget what may have changed, and look for it under other marks from now on."""
        with self._following:  # marks and revision change together: no answer comes under a mark that is newer
            if changes.mark_of_all is not None:
                self._mark_of_all, self._marks = changes.mark_of_all, {}
            self._marks.update(changes.marks)
            if len(self._marks) > self._most_marks:
                # What is found under the newest mark is at least as new as any that is forgotten here.
                self._mark_of_all, self._marks = list(changes.marks.values())[-1], {}
            self._day = day
            super().follow(changes, day)

    def _name(self, customer_id: str, wording: Hashable) -> str:
        standing, words = cast("tuple[Standing, Hashable]", wording)
        mark = self._marks.get(customer_id, self._mark_of_all)
        return self._envelope.name(customer_id, mark, self._day, _what_it_may(standing), words)


def _what_it_may(standing: Standing) -> Hashable:
    """What an answer depends on, of a key: keys that may do the same share answers."""
    return sorted(standing.permissions), standing.scope.kind, standing.scope.values


def program_id(settings_file: Path) -> str:
    """A name for this program with these settings: another version, or other settings, may word answers otherwise."""
    root = Path(frostier.__file__).parent
    told = hashlib.sha256(settings_file.read_bytes())
    for file in sorted(root.rglob("*.py")):
        told.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return told.hexdigest()
