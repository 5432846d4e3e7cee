"""Doing in one go what several threads ask for at the same time, so that they wait for one commit instead of many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass
class _Turn(Generic[Q, A]):
    """A question that waits for its answer."""

    question: Q
    over: bool = field(default=False, init=False)
    answer: A | None = field(default=None, init=False)
    error: BaseException | None = field(default=None, init=False)


class Together(Generic[Q, A]):
    """Answers questions one group after the other: those that came while a group was under way are the next group.

    ``answers`` gives the answers to some questions, all or none. Where it fails, each of them is asked alone, so that
    nobody has to suffer for another, unless the error is one of ``everybodys``. A group has at most the ``size`` of
    ``most``, or one question.
    """

    def __init__(
        self,
        answers: Callable[[Sequence[Q]], Sequence[A]],
        *,
        size: Callable[[Q], int],
        most: int,
        everybodys: tuple[type[Exception], ...] = (),
    ) -> None:
        self._answers, self._size, self._most, self._everybodys = answers, size, most, everybodys
        self._waiting: list[_Turn[Q, A]] = []
        self._queue, self._at_work = threading.Lock(), threading.Lock()

    def ask(self, question: Q) -> A:
        """The answer; raises what ``answers`` raises for this question alone."""
        turn = _Turn[Q, A](question)
        with self._queue:
            self._waiting.append(turn)
        while not turn.over:
            with self._at_work:
                if not turn.over:
                    self._answer(self._next())
        if turn.error is not None:
            raise turn.error
        return turn.answer  # type: ignore[return-value]

    def _next(self) -> list[_Turn[Q, A]]:
        with self._queue:
            size = number = 0
            for turn in self._waiting:
                size += self._size(turn.question)
                if number and size > self._most:
                    break
                number += 1
            some, self._waiting = self._waiting[:number], self._waiting[number:]
        return some

    def _answer(self, turns: Sequence[_Turn[Q, A]]) -> None:
        try:
            for turn, answer in zip(turns, self._answers([turn.question for turn in turns]), strict=True):
                turn.answer, turn.over = answer, True
        except Exception as error:
            if len(turns) > 1 and not isinstance(error, self._everybodys):
                for turn in turns:
                    self._answer([turn])
            else:
                for turn in turns:
                    turn.error = error
        finally:
            for turn in turns:
                if not turn.over and turn.error is None:  # this thread is being ended
                    turn.error = InterruptedError("the thread that worked for others was ended")
                turn.over = True
