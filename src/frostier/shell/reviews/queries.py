"""Reviews as one viewer may know of them, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from frostier.flows.customers import bad_cursor
from frostier.flows.explaining import explain
from frostier.flows.scope import Scope
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import own_scope
from frostier.shell.accounts.models import User
from frostier.shell.accounts.permissions import ROLES, grants
from frostier.shell.crm import queries_explaining
from frostier.shell.crm.belonging import within
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.words import FIELDS
from frostier.shell.grading.models import TierState
from frostier.shell.reviews.models import PolicySet, ReviewItem
from frostier.shell.reviews.policies import policies_in_force
from frostier.shell.reviews.schemas import ReviewQuery
from frostier.tags.explain import Finding
from frostier.tiers.decide import CAUSES
from frostier.tiers.explain import Explanation
from frostier.tiers.review import KINDS, ReviewPolicy

MOST_HISTORY = 20
MOST_ROWS = 2**63


def visible_reviews(scope: Scope) -> QuerySet[ReviewItem]:
    """The reviews of customers that a viewer may know of."""
    return within(ReviewItem.objects.all(), scope)


def review_of(scope: Scope, review_id: int) -> ReviewItem:
    """One review; raises ``NotFound`` for an unknown or invisible one."""
    row = visible_reviews(scope).filter(pk=review_id).first() if 0 <= review_id < MOST_ROWS else None
    if row is None:
        raise NotFound(
            Text(f"没有编号为 {review_id} 的审核。", f"There is no review {review_id}."), where={"review": review_id}
        )
    return row


def chosen_reviews(scope: Scope, review_id: int | None) -> QuerySet[ReviewItem]:
    """One review, or every one that a viewer may know of; raises ``NotFound`` for an unknown or invisible one."""
    found = visible_reviews(scope)
    return found if review_id is None else found.filter(pk=review_of(scope, review_id).pk)


def reviewers_of(reviews: QuerySet[ReviewItem]) -> list[User]:
    """Who may decide on at least one of these: with the permission, and the customer within their scope."""
    roles = [role.id for role in ROLES if grants(role.id, "reviews.decide")]
    people = User.objects.filter(is_active=True, role__in=roles).order_by("username")
    return [person for person in people if within(reviews, own_scope(person)).exists()]


def page(read: Reading, asked: ReviewQuery) -> dict[str, Any]:
    """A page of reviews, the nearest deadline first."""
    found = _chosen(read, asked)
    total = found.count()
    rows = list(_after(found, asked.cursor).order_by("deadline_on", "id")[: asked.limit + 1])
    shown = rows[: asked.limit]
    following = cursor_of(shown[-1].deadline_on.isoformat(), shown[-1].pk) if len(rows) > asked.limit else None
    states = TierState.objects.in_bulk({row.customer_id for row in shown})
    return {"items": [_answer(read, row, states) for row in shown], "next": following, "total": total}


def detail(read: Reading, row: ReviewItem) -> dict[str, Any]:
    """One review with everything that helps to decide."""
    states = TierState.objects.in_bulk([row.customer_id])
    told = _answer(read, row, states)
    steps = [{"at": s.at, "by": s.by, "state": s.state, "note": s.note} for s in row.steps.order_by("id")]
    evidence = {**told["evidence"], "cut": _cut(read, row), "history": _history(read, row), "steps": steps}
    return {**told, "evidence": evidence}


def policies(read: Reading) -> dict[str, Any]:
    """The policies in force, and who set which before."""
    version, known = policies_in_force()
    by_id = {policy.id: policy for policy in known}
    every = [by_id.get(id, ReviewPolicy(id, on=False)) for id in KINDS]
    rows = PolicySet.objects.order_by("-version")
    return {
        "version": version,
        "policies": [_policy(policy, read) for policy in every],
        "versions": [{"version": r.version, "at": r.at, "by": r.by, "note": r.note} for r in rows],
    }


def _chosen(read: Reading, asked: ReviewQuery) -> QuerySet[ReviewItem]:
    found, today = visible_reviews(read.viewer.scope), read.house.clock.today()
    back = Q(state="postponed", comes_back_on__lte=today)
    if asked.state == "open":
        found = found.filter(Q(state="open") | back)
    elif asked.state is not None:
        found = found.filter(state=asked.state).exclude(back)
    person = read.viewer.name if asked.assigned_to == "me" else asked.assigned_to
    chosen = {
        "policy": asked.policy,
        "assigned_to": person,
        "manager": asked.manager,
        "customer_id": asked.customer_id,
    }
    found = found.filter(**{name: value for name, value in chosen.items() if value is not None})
    days = {"today": 1, "week": 8}.get(asked.due or "")
    return found if days is None else found.filter(deadline_on__lte=today + timedelta(days=days))


def _after(found: QuerySet[ReviewItem], cursor: str | None) -> QuerySet[ReviewItem]:
    if cursor is None:
        return found
    day, id = parts_of(cursor, str, int)
    try:
        deadline = date.fromisoformat(day)
    except ValueError as error:
        raise bad_cursor() from error
    return found.filter(Q(deadline_on__gt=deadline) | Q(deadline_on=deadline, pk__gt=id))


def _answer(read: Reading, row: ReviewItem, states: dict[str, TierState]) -> dict[str, Any]:
    state, today = states.get(row.customer_id), read.house.clock.today()
    back = row.state == "postponed" and row.comes_back_on is not None and row.comes_back_on <= today
    cause = CAUSES.get(row.cause, Text(row.cause, row.cause))  # type: ignore[call-overload]
    return {
        "id": row.pk,
        "customer": {
            "id": row.customer_id,
            "name": row.customer_name,
            "manager": row.manager,
            "tier": read.words.tier(state.tier) if state else None,
            "stage": read.words.stage(state.stage) if state else None,
        },
        "from": {"tier": read.words.tier(row.from_tier)},
        "to": {"tier": read.words.tier(row.to_tier)},
        "cause": {"id": row.cause, "text": cause.say(read.lang)},
        "policy": _policy_reason(row, read),
        "evidence": {"inputs": _inputs(row, read), "cut": [], "history": [], "steps": []},
        "opened_at": row.opened_at,
        "deadline_on": row.deadline_on,
        "on_lapse": row.on_lapse,
        "state": "open" if back else row.state,
        "postponed_until": row.comes_back_on,
        "assigned_to": row.assigned_to,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "note": row.note or None,
    }


def _policy_reason(row: ReviewItem, read: Reading) -> dict[str, Any]:
    kind = KINDS.get(row.policy)  # type: ignore[call-overload]
    text = kind.meaning.say(read.lang) if kind else row.policy
    inputs = {"from": row.from_tier, "to": row.to_tier}
    return {"rule": f"review:{row.policy}", "version": str(row.policy_version), "text": text, "inputs": inputs}


def _inputs(row: ReviewItem, read: Reading) -> list[dict[str, Any]]:
    return [
        {
            "id": field,
            "name": FIELDS[field].name.say(read.lang) if field in FIELDS else field,
            "value": value,
            "text": _shown(field, value, read),
        }
        for field, value in row.inputs.items()
    ]


def _shown(field: str, value: Any, read: Reading) -> str:
    # Kept as JSON: an exact amount is text there, which the words of a field do not expect.
    known = FIELDS.get(field)
    if isinstance(value, str) and known is not None and known.dtype == "decimal":
        return read.words.value(field, Decimal(value))
    return "–" if value is None else read.words.value(field, value) if not isinstance(value, str) else value


def _cut(read: Reading, row: ReviewItem) -> list[dict[str, Any]]:
    try:
        told = explain(read.parts, row.customer_id, with_facts=False, with_tags=False).explanation
    except NotFound:
        return []  # the results no longer know the customer; what was read when it was opened stands above
    return [*_met(told.findings, read), *_points(told, read)]


def _met(findings: Iterable[Finding], read: Reading) -> Iterator[dict[str, Any]]:
    for finding in findings:
        yield from _met(finding.parts, read)
        if finding.field is not None:
            yield {
                "id": finding.field,
                "name": (finding.name or Text(finding.field, finding.field)).say(read.lang),
                "text": read.words.value(finding.field, finding.actual),
                "needed": finding.text.say(read.lang),
                "met": finding.holds,
            }


def _points(told: Explanation, read: Reading) -> Iterator[dict[str, Any]]:
    for part in told.parts:
        points = Text(f"{part.points} 分 × {part.weight}", f"{part.points} points × {part.weight}")
        shown = {"id": part.id, "name": part.name.say(read.lang), "text": part.value.say(read.lang)}
        yield {**shown, "needed": points.say(read.lang), "met": None}
    if told.decision.score is not None:
        lines = [str(line) for line in (told.threshold, told.next_threshold) if line is not None]
        name = Text("综合得分", "score").say(read.lang)
        yield {"id": "score", "name": name, "text": str(told.decision.score), "needed": " / ".join(lines), "met": None}


def _history(read: Reading, row: ReviewItem) -> Sequence[dict[str, Any]]:
    entries = list(reversed(read.house.gradings.history(row.customer_id)))[:MOST_HISTORY]
    return [
        {
            "as_of": entry.as_of,
            "kind": entry.kind,
            "from": queries_explaining.ledger_value(entry.kind, entry.from_value, read),
            "to": queries_explaining.ledger_value(entry.kind, entry.to_value, read),
            "cause": {"id": entry.cause, "text": queries_explaining.cause_of(entry.cause).say(read.lang)},
        }
        for entry in entries
    ]


def _policy(policy: ReviewPolicy, read: Reading) -> dict[str, Any]:
    kind = KINDS[policy.id]
    params = [
        {"id": id, "name": name.say(read.lang), "value": policy.param(id), "low": low, "high": high}
        for id, (name, low, high, _) in kind.params.items()
    ]
    return {
        "id": policy.id,
        "name": kind.name.say(read.lang),
        "meaning": kind.meaning.say(read.lang),
        "on": policy.on,
        "holds": kind.holds,
        "params": params,
        "deadline_days": policy.deadline_days,
        "on_lapse": policy.on_lapse,
    }
