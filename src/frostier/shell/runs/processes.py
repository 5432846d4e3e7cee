"""Whether the process that made a run still lives, and the lock that lets one process write."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def process_started(pid: int) -> str:
    """When a process started, as an opaque mark; empty where it does not live or the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    if state in "ZX":  # killed, but whoever started it has not taken notice yet
        return ""
    return rest[18]  # field 22, starttime in clock ticks since boot


def is_alive(pid: int, started: str) -> bool:
    """Whether the same process, not merely the same number, still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not started or process_started(pid) == started


class WriterLock:
    """An exclusive lock on a file. The system gives it back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock if it is free; whether it was."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
