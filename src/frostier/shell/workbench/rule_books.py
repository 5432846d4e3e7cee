"""The rule books of the house: versioned, the newest in force."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction

from frostier.actions.rule_book import STANDARD_BOOK, RuleBook, differences
from frostier.actions.rule_book_json import book_as_json, book_from_json, brought_back
from frostier.flows.ports import Clock
from frostier.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.workbench.models import RuleBookVersion

LATELY_SECONDS = 1.0
"""So long a process may go by a book that it has read, where being late by that does no harm."""


@dataclass(frozen=True, slots=True)
class Published:
    """One version, when and by whom it came into force, and why; version 1 came with the system."""

    book: RuleBook
    at: datetime | None
    by: str
    note: str


def published_book() -> RuleBook:
    """The rules in force. To ask costs one short question: what was read is understood once a version."""
    newest = RuleBookVersion.objects.order_by("-version").values_list("version", "book").first()
    return STANDARD_BOOK if newest is None else _book(*newest)


def book_lately() -> RuleBook:
    """The rules in force up to a second ago, for what is asked very often."""
    return _LATELY.book()


def history() -> list[Published]:
    """Every version, the newest first."""
    rows = RuleBookVersion.objects.order_by("-version")
    found = [Published(_book(row.version, row.book), row.at, row.by, row.note) for row in rows]
    return [*found, Published(STANDARD_BOOK, None, "frostier", "")]


def book_of(version: int) -> RuleBook:
    """The rules of a version; raises ``NotFound``."""
    found = next((one.book for one in history() if one.book.version == version), None)
    if found is None:
        raise NotFound(
            Text(f"待办规则没有第 {version} 版。", f"There is no version {version} of the task rules."),
            where={"version": version},
        )
    return found


def drafted(data: Mapping[str, Any]) -> RuleBook:
    """The next version with what is written changed in the present one; raises ``InvalidInput``."""
    present = published_book()
    return book_from_json(data, version=present.version + 1, base=present)


def publish_rules(
    viewer: Viewer, clock: Clock, data: Mapping[str, Any], *, expected_version: int, note: str
) -> RuleBook:
    """Bring the present rules with what is written changed into force as the next version.

    Raises ``Stale`` where somebody published meanwhile, ``InvalidInput`` for what cannot be or has no reason,
    ``Conflict`` where nothing would change.
    """
    present = published_book()
    _refuse_stale(present, expected_version)
    return _published(viewer, clock, present, drafted(data), note, "task_rules.published")


def roll_back_rules(viewer: Viewer, clock: Clock, to: int, *, expected_version: int, note: str) -> RuleBook:
    """Bring a former version into force again, as the next version; raises as ``publish_rules``, and ``NotFound``.

    Rules of the company's own that came since are switched off, not forgotten.
    """
    present = published_book()
    _refuse_stale(present, expected_version)
    book = brought_back(book_of(to), present)
    return _published(viewer, clock, present, book, note, "task_rules.rolled_back", {"to": to})


@transaction.atomic
def _published(
    viewer: Viewer,
    clock: Clock,
    present: RuleBook,
    book: RuleBook,
    note: str,
    action: str,
    details: Mapping[str, Any] | None = None,
) -> RuleBook:
    if not note.strip():
        raise InvalidInput(Text("请写明原因。", "Expected a reason."), where={"field": "note"})
    changed = differences(present, book)
    if not changed:
        raise Conflict(
            Text(f"与第 {present.version} 版没有差别。", f"Nothing differs from version {present.version}."),
            where={"version": present.version},
        )
    kept = book_as_json(book)
    try:
        with transaction.atomic():
            RuleBookVersion.objects.create(
                version=book.version, book=kept, at=clock.now(), by=viewer.name, note=note.strip()
            )
    except IntegrityError as error:
        raise _stale(book.version) from error
    told = [
        {"of": d.of, "id": d.id, "part": d.part, "was": d.was and d.was.zh, "becomes": d.becomes.zh} for d in changed
    ]
    record(viewer, action, str(book.version), {"note": note.strip(), "changes": told, **(details or {})})
    _LATELY.forget()
    return book


class _Lately:
    """The book that was in force when this process last looked."""

    def __init__(self) -> None:
        self._seen: tuple[str, float, RuleBook] | None = None

    def book(self) -> RuleBook:
        seen, store, now = self._seen, _store(), time.monotonic()
        if seen is None or seen[0] != store or now - seen[1] > LATELY_SECONDS:
            seen = self._seen = store, now, published_book()
        return seen[2]

    def forget(self) -> None:
        self._seen = None


_LATELY = _Lately()


def _store() -> str:
    return str(connection.settings_dict["NAME"])


def _book(version: int, kept: object) -> RuleBook:
    return _understood(version, json.dumps(kept))


@lru_cache(maxsize=32)
def _understood(version: int, kept: str) -> RuleBook:
    return book_from_json(json.loads(kept), version=version)


def _refuse_stale(present: RuleBook, expected_version: int) -> None:
    if present.version != expected_version:
        raise _stale(present.version)


def _stale(version: int) -> Stale:
    return Stale(
        Text(f"待办规则已更新到第 {version} 版。", f"The task rules are at version {version} by now."),
        next_step=Text("请查看新版本后再修改。", "Look at the new version, then change it."),
        where={"version": version},
    )
