"""Which of several changes are told first: those for whose customers triggers fire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from frostier.actions.change import CustomerChange
from frostier.actions.firing import Fired, fired
from frostier.actions.holding import Holding
from frostier.actions.occasion import Judging
from frostier.actions.triggers import priority_of
from frostier.shell.metrics.figures import FIRED


@dataclass(frozen=True)
class InFront:
    """The triggers that fired for some changes."""

    fired: Sequence[Fired]

    def ordered(self, changes: Iterable[CustomerChange]) -> list[CustomerChange]:
        """The same changes, the urgent ones first; else they stay in their order."""
        return sorted(changes, key=lambda change: -self._rank(change.customer_id))

    def by_marks(self, changes: Iterable[CustomerChange]) -> Iterator[tuple[dict[str, Any], list[CustomerChange]]]:
        """The changes in portions of the same marks for the feed, in the order of their first ones."""
        portions: dict[tuple[str, ...], list[CustomerChange]] = {}
        for change in changes:
            portions.setdefault(self._triggers(change.customer_id), []).append(change)
        for triggers, some in portions.items():
            yield self._marks(triggers, some[0].customer_id), some

    @cached_property
    def _of(self) -> dict[str, list[Fired]]:
        found: dict[str, list[Fired]] = {}
        for one in self.fired:
            found.setdefault(one.customer_id, []).append(one)
        return found

    def _rank(self, customer_id: str) -> int:
        return max((one.trigger.rank for one in self._of.get(customer_id, ())), default=0)

    def _triggers(self, customer_id: str) -> tuple[str, ...]:
        return tuple(one.trigger.id for one in self._of.get(customer_id, ()))

    def _marks(self, triggers: Sequence[str], customer_id: str) -> dict[str, Any]:
        return {"priority": priority_of(self._rank(customer_id)), "triggers": list(triggers)} if triggers else {}


def in_front(
    changes: Iterable[CustomerChange], judging: Judging, holdings: Mapping[str, Holding] | None = None
) -> InFront:
    """Which triggers the changes fire; each is counted. ``holdings`` as for ``work.making.planned``."""
    known = holdings or {}
    found = [one for change in changes for one in fired(change, judging, known.get(change.customer_id))]
    for one in found:
        FIRED.add(1, trigger=one.trigger.id)
    return InFront(found)
