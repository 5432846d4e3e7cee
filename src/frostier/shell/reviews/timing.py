"""What happens to reviews by the clock: deadlines pass, overrides come near their end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from frostier.flows.ports import Override
from frostier.shell.live.waking import wake
from frostier.shell.outbox.following import announce_reviews
from frostier.shell.outbox.news import tell_of
from frostier.shell.reviews.models import WAITING_STATES, ReviewItem
from frostier.shell.reviews.opening import THE_SYSTEM, Evaluation, open_item, take_step
from frostier.shell.reviews.policies import policies_in_force
from frostier.shell.wiring import House
from frostier.tiers.review import ReviewPolicy
from frostier.tiers.scheme import Scheme


@transaction.atomic
def settle_lapsed(now: datetime, today: date) -> int:
    """Close the reviews on which nobody decided in time and have their customers evaluated; how many.

    Whether the change is executed stands with the review since it was opened.
    """
    lapsed = list(ReviewItem.objects.select_for_update().filter(state__in=WAITING_STATES, deadline_on__lte=today))
    for item in lapsed:
        take_step(item, now, THE_SYSTEM, "lapsed", passes_on=item.passes_on)
        tell_of("review", item, at=now)
    if lapsed:
        wake([item.customer_id for item in lapsed], "review.decided", now)
    return len(lapsed)


@transaction.atomic
def review_expiring_overrides(house: House) -> int:
    """Open a review of each override that is about to end and has none yet; how many."""
    version, policies = policies_in_force()
    policy = next((p for p in policies if p.id == "override_expiring" and p.on), None)
    grading = house.gradings.latest()
    if policy is None or grading is None:
        return 0
    today, now = house.clock.today(), house.clock.now()
    scheme = Scheme.from_json(house.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    evaluation = Evaluation(now, today, scheme, grading.scheme_version)
    rows = _rows_of(house, grading.snapshot, _expiring(house, policy, today))
    opened = [
        open_item(
            evaluation,
            row,
            policy,
            version,
            from_tier=override.tier,
            to_tier=row["raw_tier"] or override.tier,
            cause="override",
            deadline_on=override.ends_on,
        )
        for override, row in rows
    ]
    announce_reviews(opened, at=now, as_of=today)
    return len(opened)


def _expiring(house: House, policy: ReviewPolicy, today: date) -> list[Override]:
    soon = today + timedelta(days=policy.param("days"))
    known = ReviewItem.objects.filter(policy=policy.id)
    reviewed = set(known.values_list("customer_id", "deadline_on"))
    return [
        override
        for override in house.gradings.overrides(today)
        if override.ends_on <= soon and (override.customer_id, override.ends_on) not in reviewed
    ]


def _rows_of(house: House, snapshot: str, overrides: list[Override]) -> list[tuple[Override, dict[str, object]]]:
    if not overrides:
        return []
    profile = house.published.profile(snapshot)
    chosen = profile.filter(profile.customer_id.isin([o.customer_id for o in overrides]))
    rows = {str(row["customer_id"]): row for row in house.published.rows(chosen)}
    return [(o, rows[o.customer_id]) for o in overrides if o.customer_id in rows]
