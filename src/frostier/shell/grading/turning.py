"""What the turn of a day brings about without an event: overrides begin and end, graces and holds run out.

All ends are days, from which on the other holds, in the company's zone; so midnight is the moment. The daily roll
looks at everybody some minutes later, or not at all where it is switched off or fails. Those whom the day surely
moves are evaluated right away, also after a downtime of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from frostier.flows.ports import Grading
from frostier.shell.grading.models import Override, TierState
from frostier.shell.live.waking import Occasion, wake_once
from frostier.shell.wiring import House
from frostier.tiers.scheme import Policy, Scheme


def turn_the_day(house: House) -> int:
    """Have those evaluated next whom a day since the latest grading moves, each once; how many."""
    latest, today = house.gradings.latest(), house.clock.today()
    if latest is None or latest.as_of >= today:
        return 0  # nothing is graded yet, or everybody has been moved on
    since, now = latest.as_of, house.clock.now()
    moved: tuple[tuple[Occasion, Iterable[str]], ...] = (
        ("override.ended", _ended(since, today)),
        ("override.set", _begun(since, today)),
        ("grace.ended", _out_of_grace(_policy(house, latest), since, today)),
    )
    return sum(wake_once(sorted(set(ids)), occasion, today, now) for occasion, ids in moved)


def _ended(since: date, today: date) -> Iterable[str]:
    rows = Override.objects.annotate(end=Coalesce("ended_on", "ends_on")).filter(end__gt=F("starts_on"))
    return rows.filter(end__gt=since, end__lte=today).values_list("customer_id", flat=True)


def _begun(since: date, today: date) -> Iterable[str]:
    in_force = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    rows = Override.objects.filter(in_force, starts_on__gt=since, starts_on__lte=today, ends_on__gt=today)
    return rows.values_list("customer_id", flat=True)


def _out_of_grace(policy: Policy, since: date, today: date) -> Iterable[str]:
    """Customers with a worse tier pending whose grace and hold are both over, one of them since the day ``since``."""
    grace, hold = timedelta(days=policy.demotion_grace_days), timedelta(days=policy.minimum_hold_days)
    waiting = TierState.objects.filter(pending_since__lte=today - grace, tier_since__lte=today - hold)
    return waiting.filter(Q(pending_since__gt=since - grace) | Q(tier_since__gt=since - hold)).values_list(
        "customer_id", flat=True
    )


def _policy(house: House, grading: Grading) -> Policy:
    version = house.schemes.get(grading.scheme_id, grading.scheme_version)
    return Scheme.from_json(version.definition).policy
