"""Child processes that are kept alive: started, started again when they die, and stopped together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

LOG = logging.getLogger("frostier.serve")
LOOK_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
CALM_SECONDS = 60.0
"""Who lived so long is started again at once when it dies; who dies sooner waits twice as long each time."""

SUPERVISOR_VARIABLE = "FROSTIER_SUPERVISOR"
"""Tells a child the process that started it, so that it does not outlive it."""


@dataclass
class Child:
    """One process to keep alive. ``stop_seconds``: how long it may take to stop before it is killed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_seconds: float
    process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _pause: float = FIRST_PAUSE_SECONDS
    _start_at: float = 0.0

    def look(self, now: float) -> None:
        """Start it if it does not run and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._note_end(self.process.returncode, now)
        if self.process is None and now >= self._start_at:
            self._start(now)

    def stop(self) -> None:
        """Ask it to stop and wait; kill it where it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            LOG.warning("%s did not stop in %s s and is killed", self.name, self.stop_seconds)
            self.process.kill()
            self.process.wait()

    def _start(self, now: float) -> None:
        self._started = now
        # A group of its own: Ctrl-C reaches the supervisor alone, which stops them in order.
        self.process = subprocess.Popen(
            list(self.command),
            env={**os.environ, **self.environment, SUPERVISOR_VARIABLE: str(os.getpid())},
            start_new_session=True,
        )
        LOG.info("%s started as process %s", self.name, self.process.pid)

    def _note_end(self, code: int, now: float) -> None:
        if now - self._started >= CALM_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        LOG.warning("%s ended with code %s; it is started again in %s s", self.name, code, self._pause)
        self.process, self._start_at = None, now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)


@dataclass
class Supervisor:
    """Keeps children alive until SIGTERM or SIGINT, then stops them in the order in which they were given."""

    children: Sequence[Child]
    over: bool = field(default=False, init=False)

    def run(self, while_running: Callable[[], None] = lambda: None) -> None:
        """Start the children and stay; ``while_running`` is called at every look."""
        before = {n: signal.signal(n, self._end) for n in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self.over:
                for child in self.children:
                    child.look(time.monotonic())
                while_running()
                time.sleep(LOOK_SECONDS)
        finally:
            for child in self.children:
                child.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: object) -> None:
        self.over = True
