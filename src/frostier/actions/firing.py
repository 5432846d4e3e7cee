"""Which triggers a change fires."""

from __future__ import annotations

from dataclasses import dataclass

from frostier.actions.change import CustomerChange
from frostier.actions.holding import NO_CUTS, Holding, holding_of
from frostier.actions.occasion import Judging, Occasion
from frostier.actions.triggers import Trigger
from frostier.tags.evaluate import evaluate


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that fired for a customer; ``event_id`` names the event that did it, if one did."""

    customer_id: str
    trigger: Trigger
    event_id: str | None = None


def fired(change: CustomerChange, judging: Judging, holding: Holding | None = None) -> tuple[Fired, ...]:
    """The triggers that a change fires, each at most once, in the order of the book; ``holding`` where it is known.

    For a customer of whom nothing was known before a condition begins to hold only where events brought them.
    """
    holding = holding_of(change, judging) if holding is None else holding
    unknown = change.before is None and not change.events
    begun = frozenset() if unknown else holding.now - holding.before
    found = []
    for trigger in judging.book.acting_triggers:
        event_id = _event_that_fires(trigger, change, judging)
        if event_id is not None or (trigger.begins and trigger.rule in begun):
            found.append(Fired(change.customer_id, trigger, event_id))
    return tuple(found)


def _event_that_fires(trigger: Trigger, change: CustomerChange, judging: Judging) -> str | None:
    condition = judging.book.rule(trigger.rule).condition
    for event in change.events:
        if event.type in trigger.events:
            row = Occasion(change.after, change.as_of, judging, event, change.before)
            if evaluate(condition, row, NO_CUTS):
                return event.id
    return None
