"""What the worker can perform: every kind of run with the function that does it.

An app declares its kinds in its ``tasks`` module; they are found when first asked for, so that a process which
performs nothing does not load them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Event
from typing import TYPE_CHECKING, Any, Literal, Protocol

from frostier.flows.scope import Scope
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text

if TYPE_CHECKING:
    from frostier.shell.runs.running import LiveRun
    from frostier.shell.wiring import House

Lane = Literal["writer", "reader"]
JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Who asked for a run: their name and role, and the customers that its result may speak of."""

    by: str
    role: str
    scope: Scope


Perform = Callable[["LiveRun", "House", JsonObject, RunRequest], JsonObject | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind of run. The writer lane has the warehouse to itself, the reader lane never opens it.

    A run that works longer than ``deadline`` is stopped as failed.
    """

    kind: str
    lane: Lane
    name: Text
    perform: Perform
    deadline: timedelta


_HANDLERS: dict[str, Handler] = {}


def handler(
    kind: str, *, lane: Lane, name: Text, deadline: timedelta = timedelta(hours=6)
) -> Callable[[Perform], Perform]:
    """Declare the function that performs runs of ``kind``.

    It is called with the live run, the house, the arguments and who asked, and gives the run's result as JSON. It
    may be killed at any point and called again with the same arguments, so it does nothing twice.
    """

    def declare(perform: Perform) -> Perform:
        if kind in _HANDLERS:
            raise ValueError(f"Two handlers for runs of kind {kind}.")
        _HANDLERS[kind] = Handler(kind, lane, name, perform, deadline)
        return perform

    return declare


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something that the worker does again and again; called with the house and the present moment."""

    name: str
    every: timedelta
    after_start: timedelta
    perform: Callable[[House, datetime], None]


_PERIODIC: list[Periodic] = []


def periodic(
    *, every: timedelta, after_start: timedelta = timedelta(0)
) -> Callable[[Callable[[House, datetime], None]], Callable[[House, datetime], None]]:
    """Declare a short piece of work that the worker does every so often, such as requesting runs that are due.

    It must be quick, and must not use the warehouse: what takes long it requests as a run.
    """

    def declare(work: Callable[[House, datetime], None]) -> Callable[[House, datetime], None]:
        _PERIODIC.append(Periodic(f"{work.__module__}.{work.__name__}", every, after_start, work))
        return work

    return declare


class BetweenRuns(Protocol):
    """What the writer lane does while no run waits. It may keep the home between two looks."""

    def look(self) -> bool:
        """Do a small piece of what is to be done; whether there was anything. Leaves the home to a run that waits."""

    def leave(self) -> None:
        """Give the home up at once: a run of this process is about to take it."""


_BETWEEN_RUNS: list[Callable[[House], BetweenRuns]] = []


def between_runs(make: Callable[[House], BetweenRuns]) -> Callable[[House], BetweenRuns]:
    """Declare what the writer lane does between runs; called once with the house of the lane."""
    _BETWEEN_RUNS.append(make)
    return make


def works_between_runs() -> Sequence[Callable[[House], BetweenRuns]]:
    """Everything that is declared to be done between runs."""
    _find_tasks()
    return tuple(_BETWEEN_RUNS)


BesideRuns = Callable[["House", Event], None]

_BESIDE_RUNS: list[BesideRuns] = []


def beside_runs(work: BesideRuns) -> BesideRuns:
    """Declare what the worker does all the time in a thread of its own, with a house of its own, until the event.

    It must not use the warehouse, and may be killed at any point.
    """
    _BESIDE_RUNS.append(work)
    return work


def works_beside_runs() -> Sequence[BesideRuns]:
    """Everything that is declared to be done beside the runs."""
    _find_tasks()
    return tuple(_BESIDE_RUNS)


def periodic_works() -> Sequence[Periodic]:
    """Everything that is declared as periodic."""
    _find_tasks()
    return tuple(_PERIODIC)


def handlers() -> Mapping[str, Handler]:
    """Every kind of run that a worker can perform, by its id."""
    _find_tasks()
    return _HANDLERS


def handler_of(kind: str) -> Handler:
    """The handler of a kind; raises ``NotFound``."""
    known = handlers().get(kind)
    if known is None:
        raise NotFound(
            Text(f"没有名为 {kind} 的任务类型。", f"There is no kind of run called {kind}."), where={"kind": kind}
        )
    return known


@cache
def _find_tasks() -> None:
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("tasks")
