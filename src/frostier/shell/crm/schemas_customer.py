"""One customer from all sides, as it is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from frostier.shell.console.shapes import Answer, Named
from frostier.shell.crm.schemas import CustomerRow, Money, ReasonAnswer

Value = bool | int | float | str | None


class AttributeValue(Answer):
    """One thing on the customer's record; ``text`` is the value for a reader."""

    id: str
    name: str
    value: Value
    text: str


class Block(Answer):
    """The customer is not to be contacted, until a day (exclusive) or until it is lifted."""

    reason: str
    until: date | None
    by: str


class BlockRequest(Schema):
    """Why the customer is not to be contacted, and until when (exclusive; absent: until it is lifted)."""

    reason: str = Field(min_length=2, max_length=500)
    until: date | None = None


class CustomerAnswer(CustomerRow):
    """One customer with everything on its record."""

    as_of: date
    grading_id: int
    attributes: list[AttributeValue]
    block: Block | None
    provisional: bool


class Pending(Answer):
    """Another tier that waits: since when the figures give it, and when it is decided on if nothing changes.

    With ``review_id`` a person decides, until that day at the latest.
    """

    tier: Named
    since: date
    decides_on: date
    review_id: int | None = None


class OverrideInForce(Answer):
    """A tier that a person set."""

    tier: Named
    reason: str
    by: str
    ends_on: date


class SchemeVersionId(Answer):
    """Which scheme decided."""

    id: str
    version: int


class TierAnswer(Answer):
    """Where a customer stands now."""

    customer_id: str
    tier: Named
    since: date
    stage: Named
    stage_since: date
    label: Named
    score: float | None
    pending: Pending | None
    override: OverrideInForce | None
    scheme: SchemeVersionId
    as_of: date
    graded_at: datetime


class TierBatch(Answer):
    """Where several customers stand, and the numbers that are unknown to the caller."""

    items: list[TierAnswer]
    unknown: list[str]


# ── explanation ─────────────────────────────────────────────────────────────────────────────────────────────────


class Step(Answer):
    """One figure that has to change; ``needed`` is where it must come."""

    field: str
    name: str
    now: Value
    needed: Value
    unit: str | None
    text: str


class WayAnswer(Answer):
    """One way: all of its steps together."""

    text: str
    steps: list[Step]


class MissingTo(Answer):
    """What is missing to a tier: alternative ways, each of which is enough."""

    tier: Named
    ways: list[WayAnswer]


class DropAnswer(Answer):
    """What would end the tier: a day without orders by then, or a change of figures."""

    in_days: int | None
    on: date | None
    to: Named | None
    text: str


class StageTold(Answer):
    """The lifecycle stage and since when."""

    id: str
    name: str
    since: date
    text: str


class DimensionTold(Answer):
    """One dimension's part of a score: points × weight."""

    id: str
    name: str
    value: str
    points: int
    weight: float
    text: str


class ScoreTold(Answer):
    """How a score came about."""

    dimensions: list[DimensionTold]
    total: float


class Sentence(Answer):
    """One sentence."""

    text: str


class ExplanationAnswer(Answer):
    """Why the customer stands where it stands, what keeps it there, what is missing, what would end it."""

    customer_id: str
    as_of: date
    headline: str
    why: list[str]
    reasons: list[ReasonAnswer]
    keeps: list[Sentence]
    missing: list[MissingTo]
    drops: list[DropAnswer]
    stage: StageTold
    score: ScoreTold | None
    projected: bool


# ── history, figures, tags ──────────────────────────────────────────────────────────────────────────────────────


class Cause(Answer):
    """Why it happened."""

    id: str
    text: str


class LedgerLine(Answer):
    """One entry of the ledger."""

    model_config = ConfigDict(populate_by_name=True)

    as_of: date
    kind: Literal["tier", "stage", "grace_started", "grace_ended"]
    before: Named | None = Field(None, alias="from")
    after: Named | None = Field(None, alias="to")
    cause: Cause
    scheme: str
    version: int
    inputs: dict[str, Any]
    by: str


class FigureOfCustomer(Answer):
    """One figure beside those of the same customer type; ``peer_rank`` is the share of them at or below it."""

    id: str
    name: str
    family: Named
    meaning: str
    unit: str | None
    value: Value
    text: str
    peer_median: float | None
    peer_rank: float | None
    better: Literal["high", "low"] | None


class TagHeld(Answer):
    """One tag that the customer carries, and why."""

    id: str
    name: str
    family: Named
    meaning: str
    reason: ReasonAnswer


class SimilarCustomer(CustomerRow):
    """A customer of the same type with like habits; a distance of 0 is the same in every respect."""

    distance: float
    why: list[str]


# ── rhythm, payments, timeline, contacts ────────────────────────────────────────────────────────────────────────


class RhythmDay(Answer):
    """One day with orders."""

    day: date
    orders: int
    amount: Money


class Rhythm(Answer):
    """When the customer buys; ``silence_cycles`` is the silence in own purchase cycles."""

    as_of: date
    days: list[RhythmDay]
    cycle_days: float | None
    last_order_on: date | None
    expected_on: date | None
    silence_cycles: float | None


class ReceivableAnswer(Answer):
    """One receivable as it stood on the day."""

    id: str
    order_id: str | None
    issued_on: date
    due_on: date | None
    paid_on: date | None
    amount: Money
    paid_amount: Money
    state: Literal["paid", "open", "overdue"]
    days_late: int | None


class Payments(Answer):
    """What the customer owes, and how it pays."""

    as_of: date
    open_amount: Money
    overdue_amount: Money
    on_time_rate: float | None
    credit_limit: Money | None
    receivables: list[ReceivableAnswer]


class Event(Answer):
    """One thing that happened."""

    day: date
    at: datetime | None
    kind: Literal[
        "order", "return", "payment", "overdue", "tier", "stage", "grace", "override", "block", "task", "review",
        "delivery", "note", "complaint", "behaviour",
    ]  # fmt: skip
    title: str
    text: str
    amount: Money | None
    link: str | None


class TimelinePage(Answer):
    """One page of what happened, newest first."""

    items: list[Event]
    next: str | None
    total: int
    as_of: date | None
    grading_id: int | None


class Contact(Answer):
    """One person at the customer; masked where the caller may not see contact details."""

    id: str
    name: str | None
    role: str | None
    phone: str | None
    wechat: str | None
    is_decision_maker: bool
    masked: bool
