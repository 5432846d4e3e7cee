"""Reviews: what waits for a person, and what they decide."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.shapes import Named
from frostier.shell.crm.reading import Reading, reading
from frostier.shell.reviews import commands, queries
from frostier.shell.reviews import schemas as s
from frostier.shell.reviews.policies import set_policies

router = GuardedRouter(tags=["reviews"])


@router.get("/reviews", permission="reviews.read", response=s.ReviewPage, by_alias=True)
def reviews(request: HttpRequest, asked: Query[s.ReviewQuery]) -> Any:
    """Reviews of the caller's customers, the nearest deadline first."""
    return queries.page(reading(request), asked)


@router.post("/reviews/decide", permission="reviews.decide", response=s.DecisionAnswer)
def decide(request: HttpRequest, asked: s.Decided) -> Any:
    """One decision on several reviews; each is decided or refused by itself."""
    read = reading(request)
    return commands.decide_many(read, asked.ids, _decision(read, asked))


@router.get("/reviews/reviewers", permission="reviews.decide", response=list[Named])
def reviewers(request: HttpRequest, asked: Query[s.ReviewersQuery]) -> Any:
    """To whom the review can be assigned, or any of the caller's where none is named."""
    read = reading(request)
    reviews = queries.chosen_reviews(read.viewer.scope, asked.review_id)
    return [{"id": user.username, "name": user.display_name or user.username} for user in queries.reviewers_of(reviews)]


@router.get("/reviews/{int:review_id}", permission="reviews.read", response=s.ReviewAnswer, by_alias=True)
def review(request: HttpRequest, review_id: int) -> Any:
    """One review with its evidence."""
    read = reading(request)
    return queries.detail(read, queries.review_of(read.viewer.scope, review_id))


@router.post("/reviews/{int:review_id}/confirm", permission="reviews.decide", response=s.ReviewAnswer, by_alias=True)
def confirm(request: HttpRequest, review_id: int, asked: s.Verdict) -> Any:
    """Let the change through."""
    read = reading(request)
    return queries.detail(read, commands.confirm(read, review_id, asked.note))


@router.post("/reviews/{int:review_id}/postpone", permission="reviews.decide", response=s.ReviewAnswer, by_alias=True)
def postpone(request: HttpRequest, review_id: int, asked: s.Postponement) -> Any:
    """Set a review aside until a day."""
    read = reading(request)
    return queries.detail(read, commands.postpone(read, review_id, asked.note, asked.until))


@router.post("/reviews/{int:review_id}/override", permission="reviews.decide", response=s.ReviewAnswer, by_alias=True)
def override(request: HttpRequest, review_id: int, asked: s.ReviewOverride) -> Any:
    """Set a tier by hand instead of the change; needs the permission ``overrides.write`` too."""
    read = reading(request)
    item = commands.override(read, review_id, asked.note, tier=asked.tier, ends_on=asked.ends_on)
    return queries.detail(read, item)


@router.post("/reviews/{int:review_id}/assign", permission="reviews.decide", response=s.ReviewAnswer, by_alias=True)
def assign(request: HttpRequest, review_id: int, asked: s.Assignment) -> Any:
    """Name who is to decide."""
    read = reading(request)
    return queries.detail(read, commands.assign(read, review_id, asked.to))


@router.get("/review-policies", permission="reviews.read", response=s.Policies)
def policies(request: HttpRequest) -> Any:
    """The policies by which changes wait, and their versions."""
    return queries.policies(reading(request))


@router.put("/review-policies", permission="schemes.publish", response=s.Policies)
def change_policies(request: HttpRequest, asked: s.PoliciesWanted) -> Any:
    """Bring other policies into force; 409 where somebody changed them meanwhile."""
    read = reading(request)
    wanted = [policy.dict() for policy in asked.policies]
    set_policies(read.viewer, read.house.clock, wanted, expected_version=asked.expected_version, note=asked.note)
    return queries.policies(read)


def _decision(read: Reading, asked: s.Decided) -> Any:
    if asked.decision == "confirm":
        return partial(commands.confirm, read, note=asked.note)
    if asked.decision == "postpone":
        if asked.until is None:
            raise _missing("until")
        return partial(commands.postpone, read, note=asked.note, until=asked.until)
    if asked.ends_on is None:
        raise _missing("ends_on")
    return partial(commands.override, read, note=asked.note, tier=asked.tier, ends_on=asked.ends_on)


def _missing(field: str) -> InvalidInput:
    return InvalidInput(Text(f"此决定需要填写 {field}。", f"This decision needs {field}."), where={"field": field})
