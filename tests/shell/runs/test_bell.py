"""A bell wakes who waits, and nothing depends on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frostier.shell.runs.bell import Bell, ring

LONG = 60.0


@pytest.fixture
def bell(tmp_path: Path) -> Iterator[Bell]:
    bell = Bell(tmp_path)
    yield bell
    bell.close()


def test_who_waits_is_woken(bell: Bell, tmp_path: Path) -> None:
    other = threading.Timer(0.05, ring, [tmp_path])
    other.start()

    assert bell.wait(LONG) is True
    other.join()


def test_rings_that_nobody_waited_for_count_as_one(bell: Bell, tmp_path: Path) -> None:
    for _ in range(1_000):
        ring(tmp_path)

    woken, again = bell.wait(LONG), bell.wait(0)

    assert (woken, again) == (True, False)


def test_who_is_not_rung_goes_on_after_a_while(bell: Bell, tmp_path: Path) -> None:
    ring(tmp_path / "another home")

    assert bell.wait(0.01) is False


def test_ringing_where_nobody_waits_does_nothing(tmp_path: Path) -> None:
    ring(tmp_path)

    bell = Bell(tmp_path)

    assert bell.wait(0) is False
    assert list(tmp_path.iterdir()) == []
    bell.close()


def test_a_second_listener_looks_by_itself_until_the_first_has_gone(bell: Bell, tmp_path: Path) -> None:
    second = Bell(tmp_path)
    ring(tmp_path)

    heard = (second.wait(0), bell.wait(LONG))
    bell.close()
    third = Bell(tmp_path)
    ring(tmp_path)

    assert heard == (False, True)
    assert third.wait(LONG) is True
    third.close()
