"""Starting the month, killing it at a chosen point, and looking where it was hit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from tests.crash.driver import STEPS

ROOT = Path(__file__).parents[2]
LOOK_SECONDS = 0.005
PATIENCE_SECONDS = 300.0
RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Kill:
    """One SIGKILL: how far into the attempt, the step that it hit, and whether the attempt was there to repair."""

    step: str
    after_seconds: float
    in_recovery: bool


@dataclass
class Attempt:
    """One process at work on a home."""

    pid: int
    log: Path
    started: float = field(default_factory=time.monotonic)

    def steps(self) -> list[tuple[float, str]]:
        """The steps begun so far, with their moments."""
        # The last piece is empty, or a line that is still being written.
        lines = self.log.read_text(encoding="utf-8").split("\n")[:-1] if self.log.exists() else []
        return [(float(moment), name) for moment, _, name in (line.partition(" ") for line in lines)]

    def exit_code(self) -> str | None:
        """The code it ended with; ``None`` while it works or after it was killed."""
        last = self.steps()[-1:]
        return last[0][1].removeprefix("exit ") if last and last[0][1].startswith("exit ") else None

    def alive(self) -> bool:
        """Whether the process is there."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait(self) -> str | None:
        """The exit code, when it has ended."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.alive():
            assert time.monotonic() < until, f"still at work: {self.steps()}"
            time.sleep(LOOK_SECONDS)
        return self.exit_code()

    def kill(self, *, in_recovery: bool = False) -> Kill | None:
        """SIGKILL to the whole group, now; ``None`` where it had ended already or had only the check left."""
        moment = time.monotonic()
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()
        hit = self.steps()[-1:]
        if not hit or hit[0][1].startswith(("exit", "check")):
            return None
        return Kill(hit[0][1], moment - self.started, in_recovery)

    def said(self) -> str:
        """What it printed."""
        return Path(f"{self.log}.said").read_text(encoding="utf-8")


class Nursery:
    """The loaded program, from which attempts are forked."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._lock = threading.Lock()
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "FROSTIER_LANG": "en", "OMP_NUM_THREADS": "1"},
        )
        assert self._answer() == "ready"

    def rehearse(self, home: Path, files: Path) -> None:
        """Do the month once in the loaded program: attempts then spend their time on what a kill can hit."""
        with self._lock:
            self._tell({"rehearsal": str(home), "files": str(files)})
            assert self._answer() == "ready"

    def start(self, home: Path, files: Path, words: Sequence[str] = (), *, dies_before: str | None = None) -> Attempt:
        """An attempt at the whole month, or at one command; ``dies_before`` names a method where it ends itself."""
        with self._lock:
            self._count += 1
            log = self._logs / f"attempt-{self._count}.log"
            job = {"home": str(home), "files": str(files), "log": str(log), "words": words, "dies_before": dies_before}
            self._tell(job)
            return Attempt(int(self._answer()), log)

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=PATIENCE_SECONDS)

    def _tell(self, job: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def finish(nursery: Nursery, home: Path, files: Path) -> Attempt:
    """Work on until the month is complete."""
    attempt = nursery.start(home, files)
    code = attempt.wait()
    assert code == "0", f"{attempt.steps()}\n{attempt.said()}"
    return attempt


def durations(attempt: Attempt) -> dict[str, float]:
    """Seconds that each step took."""
    steps = attempt.steps()
    return {name: until - at for (at, name), (until, _) in pairwise(steps)}


def tortured(
    nursery: Nursery, home: Path, files: Path, usual: dict[str, float], *, kills: int, random: Random
) -> list[Kill]:
    """Kill the month that many times at random points of every step, and of the recovery from earlier kills.

    The month is left unfinished. Each step is waited for, then killed after a random part of its usual duration;
    in between, and until the number is full, a restarted attempt is killed while it repairs.
    """
    points = [step for step in STEPS if step not in ("check", "publish rules")]
    repairs = set(random.sample(points, max(0, kills - len(points))))
    done: list[Kill] = []
    for point in points:
        hit = _killed_within(nursery.start(home, files), point, usual[point] * random.random())
        done += [hit] if hit else []
        if point in repairs:
            done += _killed_while_repairing(nursery, home, files, usual, random)
    for _ in range(3 * kills):
        if len(done) >= kills:
            break
        done += _killed_while_repairing(nursery, home, files, usual, random)
    return done


def _killed_within(attempt: Attempt, point: str, delay: float) -> Kill | None:
    """Killed some seconds into a step, or as soon as it is clear that the step was done by an earlier attempt."""
    while attempt.alive():
        begun = {name: moment for moment, name in attempt.steps()}
        if point in begun:
            time.sleep(max(0.0, begun[point] + delay - time.monotonic()))
            break
        if any(_place(name) > _place(point) for name in begun):
            break
        time.sleep(LOOK_SECONDS)
    return attempt.kill()


def _killed_while_repairing(
    nursery: Nursery, home: Path, files: Path, usual: dict[str, float], random: Random
) -> list[Kill]:
    attempt = nursery.start(home, files)
    hit = _killed_within(attempt, "import customers", usual["import customers"] * random.random())
    return [Kill(RECOVERY, hit.after_seconds, True)] if hit else []


def _place(step: str) -> int:
    return STEPS.index(step) if step in STEPS else len(STEPS)
