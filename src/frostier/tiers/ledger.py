"""The state of a customer as its ledger tells it.

The ledger keeps what happened; folding it up to a day gives back the state that held after the grading of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from frostier.tiers.decide import Decision, State

Kind = Literal["tier", "stage", "grace_started", "grace_ended"]


@dataclass(frozen=True, slots=True)
class Event:
    """One ledger entry of one customer, reduced to what the state depends on."""

    as_of: date
    kind: Kind
    to_value: str | None


def state_after(events: Iterable[Event], as_of: date) -> State | None:
    """The state at the end of ``as_of`` from one customer's events in any order; ``None`` before the first grading.

    Events of one day are of different kinds and touch different parts of the state, save that a grace period may end
    and a new one begin: the end comes first.
    """
    known = sorted((e for e in events if e.as_of <= as_of), key=lambda e: (e.as_of, _ORDER[e.kind]))
    state = State("", date.min, "", date.min)
    for event in known:
        state = _after(state, event)
    return state if state.tier else None


def events_of(decision: Decision, before: State | None, as_of: date) -> list[Event]:
    """What one decision adds to the customer's ledger; nothing where nothing happened."""
    found = []
    if decision.tier != decision.previous_tier:
        found.append(Event(as_of, "tier", decision.tier))
    if decision.stage != decision.previous_stage:
        found.append(Event(as_of, "stage", decision.stage))
    was = (before.pending_tier, before.pending_since) if before else (None, None)
    if decision.pending_tier is not None and was != (decision.pending_tier, decision.pending_since):
        found.append(Event(as_of, "grace_started", decision.pending_tier))
    goes_on = decision.pending_tier is not None and was[1] == decision.pending_since
    if was[0] is not None and not goes_on:
        found.append(Event(as_of, "grace_ended", decision.tier))
    return found


_ORDER: dict[Kind, int] = {"tier": 0, "stage": 1, "grace_ended": 2, "grace_started": 3}


def _after(state: State, event: Event) -> State:
    match event.kind:
        case "tier":
            return replace(state, tier=event.to_value or "", tier_since=event.as_of)
        case "stage":
            return replace(state, stage=event.to_value or "", stage_since=event.as_of)
        case "grace_started":
            # A deeper fall within the same grace is told again; the days count from its first day.
            return replace(state, pending_tier=event.to_value, pending_since=state.pending_since or event.as_of)
        case "grace_ended":
            return replace(state, pending_tier=None, pending_since=None)
