"""What lasts is not looked through for garbage, and what does not last still is."""

from __future__ import annotations

import gc

import pytest

from frostier.shell.garbage import garbage_left, spare_what_stays


def test_what_has_been_built_is_not_looked_through_again_for_something_to_throw_away() -> None:
    try:
        spare_what_stays()
        first = gc.get_freeze_count()
        spare_what_stays()

        assert first > 0
        assert gc.get_freeze_count() < 2 * first
    finally:
        gc.unfreeze()


def some_work(looked: list[bool]) -> None:
    with garbage_left():
        looked.append(gc.isenabled())
        raise LookupError


def test_garbage_is_left_for_the_time_of_some_work_also_where_that_fails() -> None:
    looked: list[bool] = []

    with pytest.raises(LookupError):
        some_work(looked)

    assert looked == [False]
    assert gc.isenabled()


def test_who_had_switched_looking_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with garbage_left():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
