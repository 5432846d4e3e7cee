"""The console really served: a copy of a small demo home, its own port, its own worker."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from frostier.shell.home import Home

CUSTOMERS = 240
PATIENCE_SECONDS = 90


@dataclass
class ServedConsole:
    """A console that answers: where, over which home, and what it wrote to its log."""

    url: str
    home: Home
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    def password(self, username: str) -> str:
        """The password of a person of the demo."""
        lines = self.home.demo_logins.read_text(encoding="utf-8").splitlines()
        return next(line.split("\t")[1] for line in lines if line.startswith(f"{username}\t"))

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            with urllib.request.urlopen(f"{self.url}api/v1/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """Ask it to stop as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def make_demo_home(root: Path) -> None:
    """A small demo company, graded, with a person for every role."""
    frostier(root, "demo", "--customers", str(CUSTOMERS))


def frostier(root: Path, *arguments: str) -> None:
    """One command of the program over a home."""
    command = [sys.executable, "-m", "frostier", "--home", str(root), "--lang", "zh", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def console_over(template: Path, root: Path) -> Iterator[ServedConsole]:
    """A console over a copy of a home, stopped in the end."""
    shutil.copytree(template, root)
    port = _free_port()
    command = [sys.executable, "-m", "frostier", "--home", str(root), "serve", "--port", str(port)]
    environment = {**os.environ, "FROSTIER_LANG": "zh"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, start_new_session=True
    )
    console = ServedConsole(f"http://127.0.0.1:{port}/", Home(root), process)
    reader = threading.Thread(target=_read_log, args=(console,), daemon=True)
    reader.start()
    try:
        _wait_until_it_answers(console)
        yield console
    finally:
        console.stop()
        reader.join(10)


def _read_log(console: ServedConsole) -> None:
    assert console.process.stdout is not None
    with console.process.stdout as lines:
        console.log.extend(line.rstrip() for line in lines)


def _wait_until_it_answers(console: ServedConsole) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not console.answers():
        assert console.process.poll() is None, "\n".join(console.log)
        assert time.monotonic() < deadline, "\n".join(console.log)
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
