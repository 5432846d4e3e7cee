"""Answers that are kept: worked out once, also where several ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Event

import pyarrow as pa
import pytest

from frostier.shell.crm.remembered import Remembered, bytes_of


def test_of_those_who_ask_the_same_at_once_one_works_it_out() -> None:
    kept, together, asked, may_end = Remembered(4, 1_000_000), Barrier(5), [], Event()

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
    kept, begun, may_fail = Remembered(4, 1_000_000), Event(), Event()

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
    kept = Remembered(2, 1_000_000)
    for question in ("one", "two", "one", "three"):
        kept.get(question, lambda question=question: question)

    assert kept.get("one", lambda: "anew") == "one"
    assert kept.get("two", lambda: "anew") == "anew"


def test_answers_that_are_too_heavy_together_are_forgotten_but_the_newest_is_kept() -> None:
    kept = Remembered(100, 3_000_000)
    for question in ("one", "two", "three", "four"):
        kept.get(question, lambda: bytes(1_000_000))
    assert kept.get("two", lambda: "anew") == "anew"
    assert kept.get("four", lambda: "anew") != "anew"

    kept.get("very heavy", lambda: bytes(9_000_000))

    assert kept.get("very heavy", lambda: "anew") != "anew"
    assert kept.get("four", lambda: "anew") == "anew"


def test_an_answer_weighs_with_all_that_it_holds() -> None:
    @dataclass(frozen=True)
    class Of:
        rows: list[object]

    words = [{"name": "老码头火锅" * 1_000} for _ in range(10)]

    assert bytes_of(Of(list(words))) > 10 * 10_000
    assert bytes_of(pa.array([0] * 100_000, pa.int64())) == 800_000
    assert bytes_of((None, 3, "short")) < 500
