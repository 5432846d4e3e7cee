"""A bell between processes of one machine: who waits for work in a home is woken by who brought some.

It carries no message, leaves no file, and nothing depends on it: who is not rung looks again after a while. That is
how it goes on where web server and worker do not share a machine, or where the system knows no nameless sockets.
"""

from __future__ import annotations

import hashlib
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

_ROOM = 16


class Bell:
    """The waiting end of a home's bell; of several that listen the first one is woken."""

    def __init__(self, home: Path) -> None:
        self._socket = _listening(home)

    def wait(self, seconds: float) -> bool:
        """Wait until the bell is rung, at most so long; whether it was. Rings that nobody waited for count as one."""
        if self._socket is None:
            time.sleep(seconds)
            return False
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(_ROOM)
        except (TimeoutError, BlockingIOError):
            return False
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(_ROOM)
        return True

    def close(self) -> None:
        """Listen no more."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def ring(home: Path) -> None:
    """Wake whoever waits for work in a home; nothing where nobody does."""
    if _no_sockets():
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        bell.sendto(b"!", _address(home))


def _listening(home: Path) -> socket.socket | None:
    if _no_sockets():
        return None
    bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        bell.bind(_address(home))
    except OSError:  # somebody listens already
        bell.close()
        return None
    return bell


def _no_sockets() -> bool:
    return sys.platform != "linux"


def _address(home: Path) -> bytes:
    """A name in the system's memory, not on disk; it is gone with the process that listens."""
    return b"\0frostier-bell-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:40].encode()
