"""Opening and closing reviews as evaluations find them: called in the transaction that records the results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from frostier.actions.change import CustomerChange
from frostier.kernel.reason import plain
from frostier.shell.crm.belonging import belonging_of
from frostier.shell.portions import in_portions
from frostier.shell.reviews.models import WAITING_STATES, ReviewItem, ReviewStep
from frostier.shell.reviews.policies import policies_in_force
from frostier.tiers.review import KINDS, ReviewPolicy, policy_for
from frostier.tiers.scheme import Scheme, fields_used

Row = Mapping[str, Any]
THE_SYSTEM = "frostier"
_EXPIRING = "override_expiring"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """When, as of which day and under which scheme changes were found."""

    at: datetime
    as_of: date
    scheme: Scheme
    scheme_version: int


def follow_reviews(evaluation: Evaluation, held: Iterable[Row], evaluated: Collection[str] | None) -> list[ReviewItem]:
    """Open a review of every held change that has none, and close those that no longer hold; the opened ones.

    ``held`` are rows of the results with cause ``review``. ``evaluated`` are the customers looked at, ``None`` for
    all of them.
    """
    rows = {str(row["customer_id"]): row for row in held}
    waiting = _waiting(evaluated)
    for item in waiting:
        row = rows.get(item.customer_id)
        if row is None or (row["tier"], row["pending_tier"]) != (item.from_tier, item.to_tier):
            take_step(item, evaluation.at, THE_SYSTEM, "void")
    known = {item.customer_id for item in waiting if item.state in WAITING_STATES}
    unknown = {id: row for id, row in rows.items() if id not in known}
    version, policies = policies_in_force()
    kept = _kept(unknown)
    return [
        _opened(evaluation, row, policy, version)
        for id, row in unknown.items()
        if id not in kept and (policy := _policy(evaluation.scheme, row, policies))
    ]


def reviews_wait() -> bool:
    """Whether a person is waited for at all."""
    return ReviewItem.objects.filter(state__in=WAITING_STATES).exists()


def waiting_review(customer_id: str) -> ReviewItem | None:
    """The review that a change of the customer's tier waits for, if any."""
    waiting = ReviewItem.objects.filter(customer_id=customer_id, state__in=WAITING_STATES)
    return waiting.exclude(policy=_EXPIRING).first()


def hand_reviews_over(changes: Iterable[CustomerChange]) -> None:
    """Let the waiting reviews of customers who were handed over follow them."""
    for change in changes:
        if any(change.moved(column) for column in ("manager", "team", "sales_region", "customer_name")):
            waiting = ReviewItem.objects.filter(customer_id=change.customer_id, state__in=WAITING_STATES)
            waiting.update(**belonging_of(change.after))


def take_step(
    item: ReviewItem, at: datetime, by: str, state: str, note: str = "", *, passes_on: date | None = None
) -> None:
    """Bring a review into a state and keep that it was; ``passes_on`` is from when the change goes through."""
    item.state, item.passes_on = state, passes_on
    if state not in WAITING_STATES:
        item.decided_by, item.decided_at, item.note = by, at, note
    item.save()
    ReviewStep.objects.create(
        item=item, at=at, by=by, state=state, deadline_on=item.deadline_on, passes_on=passes_on, note=note
    )


def open_item(evaluation: Evaluation, row: Row, policy: ReviewPolicy, version: int, **what: Any) -> ReviewItem:
    """A new review of a customer; ``what`` says from which tier to which, and the cause."""
    deadline = what.pop("deadline_on", evaluation.as_of + timedelta(days=policy.deadline_days))
    fields = sorted(fields_used(evaluation.scheme))
    item = ReviewItem(
        **belonging_of(row),
        policy=policy.id,
        policy_version=version,
        on_lapse=policy.on_lapse,
        inputs={field: plain(row.get(field)) for field in fields},
        scheme_id=evaluation.scheme.id,
        scheme_version=evaluation.scheme_version,
        opened_at=evaluation.at,
        opened_on=evaluation.as_of,
        deadline_on=deadline,
        **what,
    )
    passes = deadline if policy.on_lapse == "execute" and KINDS[policy.id].holds else None
    take_step(item, evaluation.at, THE_SYSTEM, "open", passes_on=passes)
    return item


def _opened(evaluation: Evaluation, row: Row, policy: ReviewPolicy, version: int) -> ReviewItem:
    scheme = evaluation.scheme
    up = scheme.rank(row["pending_tier"]) < scheme.rank(row["tier"])
    what = {"from_tier": row["tier"], "to_tier": row["pending_tier"], "cause": "promotion" if up else "demotion"}
    return open_item(evaluation, row, policy, version, **what)


def _policy(scheme: Scheme, row: Row, policies: Iterable[ReviewPolicy]) -> ReviewPolicy | None:
    return policy_for(scheme.rank(row["tier"]), scheme.rank(row["pending_tier"]), row, policies)


def _waiting(evaluated: Collection[str] | None) -> list[ReviewItem]:
    items = ReviewItem.objects.filter(state__in=WAITING_STATES).exclude(policy=_EXPIRING)
    return list(items if evaluated is None else items.filter(customer_id__in=evaluated))


def _kept(rows: Mapping[str, Row]) -> set[str]:
    """On whose very change nobody decided in time, where the policy was to keep the tier: it stays so."""
    found: set[str] = set()
    for some in in_portions(rows):
        lapsed = ReviewItem.objects.filter(customer_id__in=some, state="lapsed", on_lapse="keep")
        for id, from_tier, to_tier, opened_on in lapsed.values_list("customer_id", "from_tier", "to_tier", "opened_on"):
            row = rows[id]
            if (row["tier"], row["pending_tier"]) == (from_tier, to_tier) and opened_on >= row["pending_since"]:
                found.add(id)
    return found
