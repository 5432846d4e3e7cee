"""What several threads ask for at the same time is done in one go."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from frostier.shell.live.together import Together


class Doubling:
    """Doubles numbers; the first group has to wait until the door is opened. Refuses zero, breaks down at minus one."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.door = threading.Event(), threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        self.begun.set()
        assert self.door.wait(60)
        if -1 in numbers:
            raise OSError("away")
        if 0 in numbers:
            raise ValueError("zero")
        return [2 * number for number in numbers]


def asked_behind_one(doubling: Doubling, numbers: Sequence[int], most: int = 100) -> list[Future[int]]:
    """Answers to 1, and to numbers that are asked for while 1 is under way."""
    together = Together(doubling, size=lambda number: 1, most=most, everybodys=(OSError,))
    with ThreadPoolExecutor(len(numbers) + 1) as pool:
        answers = [pool.submit(together.ask, 1)]
        assert doubling.begun.wait(60)
        for place, number in enumerate(numbers, 1):
            answers.append(pool.submit(together.ask, number))
            while len(together._waiting) < place:
                time.sleep(0.001)
        doubling.door.set()
    return answers


def test_what_is_asked_for_meanwhile_is_the_next_group() -> None:
    doubling = Doubling()

    answers = asked_behind_one(doubling, [2, 3, 4])

    assert [answer.result() for answer in answers] == [2, 4, 6, 8]
    assert doubling.groups == [[1], [2, 3, 4]]


def test_nobody_suffers_for_another_one_s_question() -> None:
    doubling = Doubling()

    answers = asked_behind_one(doubling, [2, 0, 4])

    assert [answer.result() for answer in (answers[0], answers[1], answers[3])] == [2, 4, 8]
    with pytest.raises(ValueError, match="zero"):
        answers[2].result()
    assert doubling.groups == [[1], [2, 0, 4], [2], [0], [4]]


def test_what_concerns_everybody_is_told_everybody_at_once() -> None:
    doubling = Doubling()

    answers = asked_behind_one(doubling, [2, -1])

    assert [type(answer.exception()) for answer in answers] == [type(None), OSError, OSError]
    assert doubling.groups == [[1], [2, -1]]


def test_a_group_does_not_grow_beyond_its_size() -> None:
    doubling = Doubling()

    answers = asked_behind_one(doubling, [2, 3, 4], most=2)

    assert [answer.result() for answer in answers] == [2, 4, 6, 8]
    assert doubling.groups == [[1], [2, 3], [4]]
