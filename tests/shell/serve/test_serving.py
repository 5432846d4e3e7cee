"""``frostier serve`` as a process: it answers, keeps its children alive, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from tests.end_to_end.console_server import ServedConsole, console_over

from frostier.kernel.errors import Conflict, SettingsError
from frostier.shell.home import Home
from frostier.shell.serve.command import Address, check_port, hints
from frostier.shell.serve.supervisor import Child

pytestmark = pytest.mark.slow
MOST_BYTES = 600 * 2**20


@pytest.fixture
def console(home: Home, tmp_path: Path) -> Iterator[ServedConsole]:
    """A console over a copy of an empty home."""
    home.secret_file.write_text("a secret of tests\n")
    with console_over(home.root, tmp_path / "served") as console:
        yield console


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def family(console: ServedConsole) -> list[psutil.Process]:
    parent = psutil.Process(console.process.pid)
    return [parent, *parent.children(recursive=True)]


def of_kind(console: ServedConsole, word: str) -> psutil.Process | None:
    children = psutil.Process(console.process.pid).children()
    return next((p for p in children if word in _command(p)), None)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has just ended
        return []


def test_it_answers_keeps_little_memory_and_stops_without_a_trace(console):
    until(lambda: any("worker started" in line for line in console.log))
    until(lambda: len(family(console)) >= 4)
    processes = family(console)

    used = sum(p.memory_full_info().pss for p in processes)

    assert used < MOST_BYTES
    assert console.stop() == 0
    assert [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.parametrize("word", ["worker", "granian"])
def test_a_child_that_dies_is_started_again(console, word):
    until(lambda: of_kind(console, word))
    killed = of_kind(console, word)
    assert killed is not None
    killed.kill()

    until(lambda: (now := of_kind(console, word)) is not None and now.pid != killed.pid)
    until(console.answers)


def test_nothing_outlives_a_supervisor_that_was_killed(console):
    until(lambda: len(family(console)) >= 4)
    children = family(console)[1:]

    os.kill(console.process.pid, signal.SIGKILL)

    until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in children))


def test_a_port_in_use_is_refused_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = Address("127.0.0.1", other.getsockname()[1])

        with pytest.raises(Conflict, match=r"is in use.*--port"):
            check_port(address)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(SettingsError, match="not an address of this machine"):
        check_port(Address("192.0.2.1", 8000))


def test_a_home_that_does_not_exist_is_refused(tmp_path):
    command = [sys.executable, "-m", "frostier", "--home", str(tmp_path / "none"), "--lang", "en", "serve"]

    refused = subprocess.run(command, capture_output=True, text=True)

    assert refused.returncode == 2
    assert "frostier init" in refused.stdout + refused.stderr


def test_whoever_opens_it_to_others_is_told_what_they_need():
    assert any("public_url" in hint.en for hint in hints(Address("0.0.0.0", 8000), ""))
    assert not any("public_url" in hint.en for hint in hints(Address("0.0.0.0", 8000), "https://crm.example"))


def test_who_dies_at_once_is_started_again_ever_more_slowly():
    child = Child("short", [sys.executable, "-c", "pass"], {}, 5)
    starts = []
    now = 0.0
    for _ in range(400):
        before = child.process
        child.look(now)
        if child.process is not None and child.process is not before:
            starts.append(now)
            child.process.wait()
        now += 0.1

    gaps = [round(b - a, 1) for a, b in pairwise(starts)]
    assert gaps == sorted(gaps)
    assert len(starts) < 9
