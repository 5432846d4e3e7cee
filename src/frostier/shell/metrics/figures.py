"""Everything that a process counts, in one place: the documents and the dashboards name these."""

from __future__ import annotations

from frostier.shell.metrics.instruments import Counter, Figure, Histogram

INTAKE = Counter("frostier_intake_events_total", "Events sent to the intake, by outcome.")
INTAKE_SECONDS = Histogram("frostier_intake_seconds", "From reading a request of events to its answer.")
BATCH_SECONDS = Histogram("frostier_live_batch_seconds", "One micro-batch, from reading the inbox to its commit.")
BATCH_EVENTS = Counter("frostier_live_events_total", "Events taken by micro-batches.")
EVALUATED = Counter("frostier_live_customers_total", "Customers evaluated by micro-batches.")
SET_ASIDE = Counter("frostier_live_set_aside_total", "Events that could not be evaluated and were set aside.")
FIRED = Counter("frostier_triggers_total", "Triggers that fired, by trigger.")
DELIVERIES = Counter("frostier_webhook_attempts_total", "Attempts to deliver a webhook, by outcome.")
REMEMBERED = Counter("frostier_remembered_total", "Questions about results, by whether the answer was kept.")
SHARED = Counter("frostier_cache_questions_total", "Questions to the shared cache of answers, by outcome.")

INSTRUMENTS = (
    INTAKE,
    INTAKE_SECONDS,
    BATCH_SECONDS,
    BATCH_EVENTS,
    EVALUATED,
    SET_ASIDE,
    FIRED,
    DELIVERIES,
    REMEMBERED,
    SHARED,
)


def count_intake(accepted: int, duplicates: int, rejected: int) -> None:
    """Count what became of the events of one request."""
    for outcome, events in (("accepted", accepted), ("duplicate", duplicates), ("rejected", rejected)):
        INTAKE.add(events, outcome=outcome)


def own_figures() -> list[Figure]:
    """What this process has counted since it started."""
    return [instrument.figure() for instrument in INSTRUMENTS]
