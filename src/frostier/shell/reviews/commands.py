"""What people decide about reviews: one by one or many at once, within their scope, audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from frostier.kernel.errors import Conflict, FrostierError, InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading
from frostier.shell.grading.overriding import set_overrides
from frostier.shell.live.waking import wake
from frostier.shell.outbox.news import tell_of
from frostier.shell.reviews.models import WAITING_STATES, ReviewItem
from frostier.shell.reviews.opening import take_step
from frostier.shell.reviews.queries import review_of, reviewers_of
from frostier.tiers.review import KINDS

LONGEST_POSTPONEMENT = timedelta(days=90)
Decide = Callable[[ReviewItem], None]


@transaction.atomic
def confirm(read: Reading, review_id: int, note: str) -> ReviewItem:
    """Let the change through, from today on."""
    item = _held(read, review_id)
    today = read.house.clock.today()
    passes_on = today if KINDS[item.policy].holds else None  # type: ignore[index]
    wake([item.customer_id], "review.decided", read.house.clock.now())
    return _decided(read, item, "confirmed", note, passes_on=passes_on)


@transaction.atomic
def postpone(read: Reading, review_id: int, note: str, until: date) -> ReviewItem:
    """Set a review aside until a day, when its time begins anew."""
    item = _held(read, review_id)
    today = read.house.clock.today()
    if not today < until <= today + LONGEST_POSTPONEMENT:
        raise InvalidInput(
            Text(
                f"日期应晚于今天（{today}）且在 {LONGEST_POSTPONEMENT.days} 天之内，得到 {until}。",
                f"Expected a day after today ({today}) and within {LONGEST_POSTPONEMENT.days} days, got {until}.",
            ),
            where={"field": "until"},
        )
    item.comes_back_on, item.deadline_on = until, until + (item.deadline_on - item.opened_on)
    passes_on = item.deadline_on if item.passes_on is not None else None
    return _decided(read, item, "postponed", note, passes_on=passes_on)


@transaction.atomic
def override(read: Reading, review_id: int, note: str, *, tier: str | None, ends_on: date) -> ReviewItem:
    """Set a tier by hand instead of the change; the present one unless another is named."""
    item = _held(read, review_id)
    read.viewer.require("overrides.write")
    set_overrides(read, [item.customer_id], tier=tier or item.from_tier, reason=note, ends_on=ends_on)
    return _decided(read, item, "overridden", note)


@transaction.atomic
def assign(read: Reading, review_id: int, to: str | None) -> ReviewItem:
    """Name who is to decide; raises ``InvalidInput`` for somebody who may not."""
    item = _held(read, review_id)
    able = {person.username for person in reviewers_of(ReviewItem.objects.filter(pk=item.pk))} if to else set()
    if to and to not in able:
        raise InvalidInput(
            Text(f"“{to}”不能审核此客户。", f"{to!r} is no user who may decide on this customer."),
            next_step=Text("可选人员见 GET /reviews/reviewers。", "See GET /reviews/reviewers for who may."),
            where={"field": "to"},
        )
    item.assigned_to = to
    item.save(update_fields=["assigned_to"])
    tell_of("review", item, at=read.house.clock.now())
    record(read.viewer, "review.assigned", str(item.pk), {"to": to, "customer": item.customer_id})
    return item


def decide_many(read: Reading, ids: Sequence[int], decide: Callable[[int], Any]) -> dict[str, Any]:
    """Decide on each review by itself; which were decided, and why the others were not."""
    decided, refused = [], []
    for id in dict.fromkeys(ids):
        try:
            decide(id)
        except FrostierError as error:
            refused.append({"id": id, "code": error.code, "message": error.say(read.lang)})
        else:
            decided.append(id)
    return {"decided": decided, "refused": refused}


def _held(read: Reading, review_id: int) -> ReviewItem:
    known = review_of(read.viewer.scope, review_id)
    item = ReviewItem.objects.select_for_update().get(pk=known.pk)
    if item.state not in WAITING_STATES:
        by = item.decided_by or ""
        raise Conflict(
            Text(f"审核 {review_id} 已由 {by} 处理。", f"Review {review_id} was settled by {by} already."),
            where={"review": review_id, "state": item.state},
        )
    return item


def _decided(read: Reading, item: ReviewItem, state: str, note: str, *, passes_on: date | None = None) -> ReviewItem:
    take_step(item, read.house.clock.now(), read.viewer.name, state, note.strip(), passes_on=passes_on)
    details = {"customer": item.customer_id, "from": item.from_tier, "to": item.to_tier, "note": note.strip()}
    record(read.viewer, f"review.{state}", str(item.pk), details)
    tell_of("review", item, at=read.house.clock.now())
    return item
