"""What follows from evaluations: reviews, tasks, news for open pages, messages to other systems.

Everything here writes to the transactional store only, and is called in the transaction that records the results: a
change is visible with all that follows from it, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from frostier.actions.change import CustomerChange
from frostier.actions.holding import Holding
from frostier.actions.occasion import Judging
from frostier.kernel.reason import plain
from frostier.shell.crm.belonging import belonging_of, owner_of
from frostier.shell.inserting import Prepared
from frostier.shell.outbox.in_front import InFront, in_front
from frostier.shell.outbox.news import tell
from frostier.shell.outbox.webhooks import Message, enqueue
from frostier.shell.reviews.models import ReviewItem
from frostier.shell.reviews.opening import Evaluation, Row, follow_reviews, hand_reviews_over
from frostier.shell.workbench.making import Planned, asked_for, carry_out, hand_tasks_over, numbered, planned
from frostier.shell.workbench.models import Task
from frostier.shell.workbench.ranking import put_first
from frostier.tiers.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Followed:
    """How much followed from some changes."""

    tasks: int
    reviews: int
    messages: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What follows from changes as far as it can be told without the store, so that writing it takes little time.

    ``asked`` are the tasks that the plans ask for; ``news`` what the feed is told, in portions with the same marks.
    """

    changes: Sequence[CustomerChange]
    plans: Sequence[Planned]
    first: InFront
    at: datetime
    asked: Sequence[Prepared[Task]]
    news: Sequence[tuple[Mapping[str, Any], Sequence[Row]]]

    @classmethod
    def of(cls, changes: Sequence[CustomerChange], plans: Sequence[Planned], first: InFront, at: datetime) -> Foreseen:
        """What follows from changes that happen at a moment, by these plans, the urgent ones first."""
        ordered = first.ordered(changes)
        news = [(marks, [belonging_of(c.after) for c in some]) for marks, some in first.by_marks(ordered)]
        return cls(ordered, plans, first, at, asked_for(plans, at=at), news)


def foreseen(
    changes: Sequence[CustomerChange],
    judging: Judging,
    holdings: Mapping[str, Holding] | None = None,
    *,
    at: datetime,
) -> Foreseen:
    """What follows from the changes of an evaluation at a moment; ``holdings`` as ``planned`` takes them.

    It takes longer than writing it, so it comes before the transaction: others wait for that.
    """
    plans = planned(changes, judging, holdings)
    return Foreseen.of(changes, plans, in_front(changes, judging, holdings), at)


def follow(found: Foreseen, judging: Judging, *, scheme_version: int, as_of: date, revision: str) -> Followed:
    """Do everything that follows from a live evaluation of some customers."""
    evaluation = Evaluation(found.at, as_of, judging.scheme, scheme_version)
    held = [change.after for change in found.changes if change.after.get("cause") == "review"]
    opened = follow_reviews(evaluation, held, [change.customer_id for change in found.changes])
    messages = announce_reviews(opened, at=found.at, as_of=as_of)
    tasks, told = follow_changes(found, as_of=as_of, revision=revision)
    return Followed(tasks, len(opened), messages + told)


def follow_held(
    held: Iterable[Row], scheme: Scheme, scheme_version: int, *, as_of: date, at: datetime
) -> list[ReviewItem]:
    """Open the reviews of a grading, of whose results these wait, and close those that no longer do; the new ones."""
    opened = follow_reviews(Evaluation(at, as_of, scheme, scheme_version), held, None)
    announce_reviews(opened, at=at, as_of=as_of)
    return opened


def follow_changes(found: Foreseen, *, as_of: date, revision: str) -> tuple[int, int]:
    """Make tasks as planned, put changes and tasks into the feed, tell other systems: new tasks, messages."""
    hand_tasks_over(found.changes)
    hand_reviews_over(found.changes)
    tasks = carry_out(found.plans, found.asked, at=found.at)
    put_first(found.first.fired)
    for marks, customers in found.news:
        tell("change", customers, at=found.at, revision=revision, **marks)
    tell("task", [owner_of(task) for task in tasks], at=found.at, revision=revision)
    messages = chain(_change_messages(found.changes, found.at), _task_messages(tasks, found.at, as_of))
    return len(tasks), enqueue(messages)


def announce_tasks(tasks: Sequence[Task], *, at: datetime, as_of: date) -> int:
    """Tell open pages and other systems of tasks that no change made; how many messages wait."""
    tell("task", [owner_of(task) for task in tasks], at=at)
    return enqueue(_task_messages(tasks, at, as_of))


def announce_reviews(opened: Sequence[ReviewItem], *, at: datetime, as_of: date) -> int:
    """Tell open pages and other systems of new reviews; how many messages wait."""
    tell("review", [owner_of(item) for item in opened], at=at)
    return enqueue(
        Message(
            "review.opened",
            owner_of(item),
            at,
            as_of,
            {
                "review_id": item.pk,
                "policy": item.policy,
                "from": item.from_tier,
                "to": item.to_tier,
                "deadline_on": item.deadline_on,
            },
        )
        for item in opened
    )


def _change_messages(changes: Iterable[CustomerChange], at: datetime) -> Iterator[Message]:
    for change in changes:
        for type in change.types:
            yield Message(type, belonging_of(change.after), at, change.as_of, _told(change, type))


def _told(change: CustomerChange, type: str) -> dict[str, Any]:
    if type == "customer.tags_changed":
        return {"gained": list(change.tags_gained), "lost": list(change.tags_lost)}
    column = "tier" if type == "customer.tier_changed" else "stage"
    before = None if change.before is None else change.before.get(column)
    told = {"from": before, "to": change.after.get(column), "since": plain(change.after.get(f"{column}_since"))}
    return {**told, "cause": change.after.get("cause")} if column == "tier" else told


def _task_messages(tasks: Sequence[Task], at: datetime, as_of: date) -> Iterator[Message]:
    for task in numbered(tasks):
        data = {
            "task_id": task.pk,
            "kind": task.kind,
            "manager": task.manager,
            "title": task.title_zh,
            "expected_value": str(task.expected_value),
            "due_on": task.due_on,
        }
        yield Message("task.created", owner_of(task), at, as_of, data)
