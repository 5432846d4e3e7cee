"""Runs told as they change: server-sent events.

A stream holds a thread of the web server while it lasts. So there are few at once, each ends after less than a
minute, and the browser asks again; who is turned away asks for the run every second instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from frostier.kernel.text import Text
from frostier.shell.console.errors import TooManyRequests

MOST_STREAMS = 6
LOOK_SECONDS = 0.4
LONGEST_SECONDS = 50.0
SILENCE_SECONDS = 15.0
"""After so long without a change a comment goes out, so that no proxy takes the stream for dead."""

_free = threading.BoundedSemaphore(MOST_STREAMS)


class EventStream:
    """The events of one run as bytes; holds one of the few places until it is closed.

    ``look`` gives the run as it is now and whether it has ended. Raises ``TooManyRequests`` where no place is free.
    """

    def __init__(self, look: Callable[[], tuple[dict[str, Any], bool]], *, longest: float = LONGEST_SECONDS) -> None:
        if not _free.acquire(blocking=False):
            raise TooManyRequests(
                Text("同时观看的任务过多。", "Too many runs are being watched at once."),
                next_step=Text("请改为定时查询任务。", "Ask for the run now and then instead."),
                where={"retry_after_seconds": 5},
            )
        self._look = look
        self._longest = longest
        self._open = True
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        """The events; an event ``run`` at each change, ``done`` at the end of the run."""
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

    def _events(self) -> Iterator[bytes]:
        begun = said = time.monotonic()
        last = b""
        yield b"retry: 1000\n\n"
        while time.monotonic() - begun < self._longest:
            run, ended = self._look()
            told = orjson.dumps(run, default=str, option=orjson.OPT_UTC_Z)
            if told != last:
                last, said = told, time.monotonic()
                yield b"event: run\ndata: " + told + b"\n\n"
            if ended:
                yield b"event: done\ndata: " + told + b"\n\n"
                return
            if time.monotonic() - said > SILENCE_SECONDS:
                said = time.monotonic()
                yield b": still here\n\n"
            time.sleep(LOOK_SECONDS)
