"""Figures that the tables tell at the moment of asking, the same whichever process asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Count, Min, QuerySet, Sum

from frostier.shell.grading.models import Grading
from frostier.shell.live.models import RejectedEvent
from frostier.shell.live.queries import progress
from frostier.shell.metrics.instruments import Figure, LabelValues, gauge, total
from frostier.shell.metrics.models import ProcessFigures
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint
from frostier.shell.runs.models import Run
from frostier.shell.schedules.models import Schedule

PROOF_FAILED = "proof_failed"


def stored_figures(now: datetime) -> list[Figure]:
    """Intake, lag, runs, webhooks, gradings and the proof as they stand at a moment."""
    return [*_inbox(now), *_runs(now), *_webhooks(now), *_results(now), *_proof(now)]


def other_processes() -> list[Figure]:
    """What other processes have counted, as they last wrote it down."""
    rows = ProcessFigures.objects.order_by("process")
    return [Figure.from_data(data).with_label("process", row.process) for row in rows for data in row.figures]


def _inbox(now: datetime) -> Iterator[Figure]:
    stand = progress()
    rejected = RejectedEvent.objects.aggregate(n=Sum("times"))["n"] or 0
    waiting, age = stand.received - stand.evaluated, _age(stand.waiting_since, now)
    yield total("frostier_inbox_events_total", "Events accepted into the inbox.", stand.received)
    yield total("frostier_rejected_events_total", "Events refused, counted each time they were sent.", rejected)
    yield gauge("frostier_inbox_lag_events", "Accepted events that are not evaluated yet.", waiting)
    yield gauge("frostier_inbox_lag_seconds", "Age of the oldest of them; 0 where there is none.", age)
    yield gauge("frostier_live_revision", "The live revision that is current.", stand.revision)


def _runs(now: datetime) -> Iterator[Figure]:
    waiting = Run.objects.filter(state="queued", requested=True, pid=0)
    by_lane = {"reader": 0, "writer": 0, **_counted(waiting, "lane")}
    oldest = waiting.aggregate(at=Min("created_at"))["at"]
    late = Schedule.objects.filter(enabled=True, next_at__lte=now).aggregate(at=Min("next_at"))["at"]
    yield gauge("frostier_runs", "Runs on record, by state.", _labelled("state", _counted(Run.objects.all(), "state")))
    yield gauge("frostier_queue_length", "Runs that wait for the worker, by lane.", _labelled("lane", by_lane))
    yield gauge("frostier_queue_age_seconds", "How long the oldest of them has waited.", _age(oldest, now))
    yield gauge("frostier_schedule_late_seconds", "How late the schedule is that is due longest.", _age(late, now))


def _webhooks(now: datetime) -> Iterator[Figure]:
    by_state = _labelled("state", _counted(WebhookDelivery.objects.all(), "state"))
    oldest = WebhookDelivery.objects.filter(state="pending").aggregate(at=Min("created_at"))["at"]
    off = WebhookEndpoint.objects.filter(removed_at=None).exclude(switched_off_at=None).count()
    yield gauge("frostier_webhook_deliveries", "Webhook messages on record, by state.", by_state)
    yield gauge("frostier_webhook_age_seconds", "Age of the oldest message that is not delivered.", _age(oldest, now))
    yield gauge("frostier_webhooks_switched_off", "Endpoints switched off after too many failures.", off)


def _results(now: datetime) -> Iterator[Figure]:
    latest = Grading.objects.order_by("-as_of", "-id").first()
    if latest is not None:
        yield gauge("frostier_grading_age_seconds", "Since the latest grading.", _age(latest.recorded_at, now))
        customers = latest.counts.get("customers", 0)
        yield gauge("frostier_graded_customers", "Customers of the latest grading.", customers)


def _proof(now: datetime) -> Iterator[Figure]:
    last = Run.objects.filter(kind="verify", state__in=("finished", "failed")).order_by("-id").first()
    if last is None:
        return
    failed = last.state == "failed" and (last.error or {}).get("code") == PROOF_FAILED
    if last.state == "finished" or failed:
        meaning = "1 where the last proof found no difference, 0 where it did."
        yield gauge("frostier_proof_holds", meaning, 0 if failed else 1)
    yield gauge("frostier_proof_age_seconds", "Since the last proof ended.", _age(last.finished_at, now))


def _counted(rows: QuerySet[Run] | QuerySet[WebhookDelivery], column: str) -> dict[str, int]:
    return dict(rows.order_by(column).values_list(column).annotate(n=Count("pk")))


def _labelled(label: str, counts: Mapping[str, int]) -> dict[LabelValues, float]:
    return {((label, value),): count for value, count in counts.items()}


def _age(at: datetime | None, now: datetime) -> float:
    return max(0.0, round((now - at).total_seconds(), 3)) if at else 0.0
