"""The proof of what stands at this moment: everything accepted is evaluated first, then all is recomputed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from frostier.engines.duckdb.known_keys import KnownKeys
from frostier.flows.live_steps import LiveFlow
from frostier.flows.verifying import LivePresent, Proof, verify
from frostier.kernel.text import Text
from frostier.shell.live.loop import MOST, live_parts
from frostier.shell.live.queries import WantedEvents
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House

SHOWN_EVENTS = 20


def prove(run: LiveRun, house: House) -> Proof:
    """The proof of the latest grading and of everything that was evaluated since; run within a writing run.

    Every difference stands in the run's log, and the newest events about the first customer with the proof.
    """
    run.step(Text("计算已收下的事件", "evaluate the events that came in"))
    present = _present(run, house)
    proof = verify(run, house.parts, present)
    for difference in proof.differences:
        run.log(difference.say)
    run.count("differences", len(proof.differences))
    return proof if proof.first is None else replace(proof, events=_events_about(proof.first.customer_id))


def _present(run: LiveRun, house: House) -> LivePresent | None:
    """Live results once everything is evaluated; None where nothing was since the latest grading."""
    parts = live_parts(house, KnownKeys())
    try:
        known_at = _evaluate_everything(run, house, LiveFlow(parts))
        grading = house.gradings.latest()
        revision = parts.store.place().revision_of(grading) if grading else ""
        customers = parts.results.customers(revision)
    finally:
        parts.workspace.close()
    return LivePresent(revision, house.published, customers, known_at) if customers else None


def _evaluate_everything(run: LiveRun, house: House, flow: LiveFlow) -> datetime:
    """The moment up to which everything that was accepted or decided has been evaluated, and nothing later."""
    while True:
        moment = house.clock.now()
        if flow.step(MOST) is None:
            return moment
        run.checkpoint()


def _events_about(customer_id: str) -> list[int]:
    """The numbers of the newest events about a customer, the newest first."""
    return list(WantedEvents(customer=customer_id).rows().values_list("id", flat=True)[:SHOWN_EVENTS])
