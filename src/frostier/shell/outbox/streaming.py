"""News told as they come: server-sent events to open pages.

A stream holds a thread of the web server. So there are at most so many at once, and who is turned away asks for the
feed now and then. One look at the store a moment serves all streams of the process that have nothing new to read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.db import connection

from frostier.flows.scope import Scope
from frostier.shell.outbox.models import Change
from frostier.shell.outbox.news import latest_place, news_after

MOST_STREAMS = 40
LOOK_SECONDS = 0.25
LONGEST_SECONDS = 300.0
SILENCE_SECONDS = 15.0

_free = threading.BoundedSemaphore(MOST_STREAMS)


class SharedLook:
    """The newest place of the feed, looked up at most every ``seconds`` by however many ask."""

    def __init__(self, look: Callable[[], int] = latest_place, seconds: float = LOOK_SECONDS) -> None:
        self._look, self._seconds = look, seconds
        self._lock = threading.Lock()
        self._known, self._at = 0, float("-inf")

    def latest(self) -> int:
        """The newest place, at most a moment old."""
        with self._lock:
            if time.monotonic() - self._at >= self._seconds:
                self._known, self._at = self._look(), time.monotonic()
            return self._known


_LOOK = SharedLook()


def stream_or_none(scope: Scope, place: int | None, *, longest: float = LONGEST_SECONDS) -> NewsStream | None:
    """A stream of the news behind a place (now where absent); ``None`` where all places are taken."""
    if not _free.acquire(blocking=False):
        return None
    try:
        return NewsStream(scope, latest_place() if place is None else place, longest)
    except BaseException:
        _free.release()
        raise


class NewsStream:
    """The news for one page as bytes; holds one of the few places until it is closed."""

    def __init__(self, scope: Scope, place: int, longest: float) -> None:
        self._scope, self._place, self._longest = scope, place, longest
        self._open, self._lock = True, threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        """``hello`` with the place, then ``change``, ``task`` and ``review`` with the customers they are about."""
        try:
            yield from self._events()
        finally:
            self.close()

    def close(self) -> None:
        """Give the place back; again does nothing."""
        with self._lock:
            if self._open:
                self._open = False
                _free.release()
                connection.close()  # a streaming answer ends after Django has tidied up

    def _events(self) -> Iterator[bytes]:
        begun = said = time.monotonic()
        yield b"retry: 2000\n\n" + _event("hello", self._place, {"latest": self._place})
        while time.monotonic() - begun < self._longest:
            told = b"".join(self._news())
            if told or time.monotonic() - said > SILENCE_SECONDS:
                said = time.monotonic()
                yield told or b": still here\n\n"
            time.sleep(LOOK_SECONDS)

    def _news(self) -> Iterator[bytes]:
        if _LOOK.latest() <= self._place:
            return
        found = news_after(self._place, self._scope)
        for row in found.rows:
            yield _event(row.kind, row.pk, shown(row))
        self._place = found.rows[-1].pk if found.more else found.latest


def shown(row: Change) -> dict[str, Any]:
    """One piece of news as pages read it."""
    return {"id": row.pk, "kind": row.kind, "customer_ids": [row.customer_id], "revision": row.revision, **row.what}


def _event(name: str, place: int, data: dict[str, Any]) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (place, name.encode(), orjson.dumps(data))
