"""Answers that are kept: worked out once, also where several ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from frostier.shell.crm.remembered import Remembered


def test_of_those_who_ask_the_same_at_once_one_works_it_out() -> None:
    kept, together, asked, may_end = Remembered(4), Barrier(5), [], Event()

    def answer() -> object:
        asked.append(1)
        may_end.wait(5)
        return object()

    def ask(_: int) -> object:
        together.wait(5)
        return kept.get("question", answer)

    with ThreadPoolExecutor(5) as pool:
        told = pool.map(ask, range(5))
        may_end.set()
        answers = set(told)

    assert len(answers) == len(asked) == 1


def test_who_waited_for_an_answer_that_failed_works_it_out() -> None:
    kept, begun, may_fail = Remembered(4), Event(), Event()

    def failing() -> str:
        begun.set()
        may_fail.wait(5)
        raise LookupError

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "question", failing)
        begun.wait(5)
        second = pool.submit(kept.get, "question", lambda: "found")
        may_fail.set()

        assert second.result(5) == "found"
        with pytest.raises(LookupError):
            first.result(5)


def test_the_longest_unasked_answer_is_forgotten() -> None:
    kept = Remembered(2)
    for question in ("one", "two", "one", "three"):
        kept.get(question, lambda question=question: question)

    assert kept.get("one", lambda: "anew") == "one"
    assert kept.get("two", lambda: "anew") == "anew"
