"""What the API tells of reviews, and what people decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named
from frostier.shell.crm.schemas import PageQuery, ReasonAnswer

ReviewState = Literal["open", "postponed", "confirmed", "overridden", "lapsed", "void"]
OnLapse = Literal["execute", "keep"]
Note = Annotated[str, Field(max_length=1000)]
PersonName = Annotated[str, Field(min_length=1, max_length=120)]


class ReviewCustomer(Schema):
    """Whose tier would change."""

    id: str
    name: str
    manager: str | None
    tier: Named | None
    stage: Named | None


class ReviewPlace(Schema):
    """A tier before or after."""

    tier: Named | None


class Caused(Schema):
    """What brought something about."""

    id: str
    text: str


class ReviewInput(Schema):
    """One figure that the scheme read when the review was opened."""

    id: str
    name: str
    value: Any
    text: str


class ReviewCut(Schema):
    """What a figure was held against, by the newest results; of a score the points of each dimension."""

    id: str
    name: str
    text: str
    needed: str
    met: bool | None


class ReviewStepAnswer(Schema):
    """One thing that happened to the review."""

    at: datetime
    by: str
    state: str
    note: str


class ReviewHistory(Schema):
    """One entry of the customer's ledger."""

    as_of: date
    kind: str
    from_: Named | None = Field(alias="from")
    to: Named | None
    cause: Caused


class ReviewEvidence(Schema):
    """On what a person decides; ``cut``, ``history`` and ``steps`` only of a single review."""

    inputs: list[ReviewInput]
    cut: list[ReviewCut]
    history: list[ReviewHistory]
    steps: list[ReviewStepAnswer]


class ReviewAnswer(Schema):
    """A change of tier that waits for a person, or waited.

    ``void``: the figures no longer ask for it. ``on_lapse`` says what happens on the day of the deadline.
    """

    id: int
    customer: ReviewCustomer
    from_: ReviewPlace = Field(alias="from")
    to: ReviewPlace
    cause: Caused
    policy: ReasonAnswer
    evidence: ReviewEvidence
    opened_at: datetime
    deadline_on: date
    on_lapse: OnLapse
    state: ReviewState
    postponed_until: date | None
    assigned_to: str | None
    decided_by: str | None
    decided_at: datetime | None
    note: str | None


class ReviewPage(Schema):
    """Reviews, the nearest deadline first; ``total`` counts all that fit."""

    items: list[ReviewAnswer]
    next: str | None
    total: int


class ReviewQuery(PageQuery):
    """Which reviews: by default the open ones."""

    state: ReviewState | None = "open"
    policy: str | None = Field(None, max_length=40)
    assigned_to: str | None = Field(None, max_length=120, description="A user name; “me” for the caller")
    manager: str | None = Field(None, max_length=120)
    customer_id: str | None = Field(None, max_length=120)
    due: Literal["today", "week"] | None = None


class Verdict(Schema):
    """Why."""

    note: Note = ""


class Postponement(Verdict):
    """Until which day the review is set aside; its time begins anew then."""

    until: date


class ReviewOverride(Schema):
    """A tier set by hand instead of the change: by default the present one."""

    note: Annotated[str, Field(max_length=500)]
    ends_on: date
    tier: Annotated[str, Field(max_length=40)] | None = None


class Decided(Verdict):
    """One decision on several reviews."""

    ids: Annotated[list[int], Field(min_length=1, max_length=500)]
    decision: Literal["confirm", "postpone", "override"]
    until: date | None = None
    tier: Annotated[str, Field(max_length=40)] | None = None
    ends_on: date | None = None


class Refused(Schema):
    """One review on which nothing could be decided, and why."""

    id: int
    code: str
    message: str


class DecisionAnswer(Schema):
    """The reviews decided, and the others with the reason."""

    decided: list[int]
    refused: list[Refused]


class ReviewersQuery(Schema):
    """Who may decide on which review; on any of the caller's where absent."""

    review_id: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class Assignment(Schema):
    """Who is to decide; nobody in particular where absent."""

    to: PersonName | None = None


class PolicyParam(Schema):
    """One number of a policy."""

    id: str
    name: str
    value: int
    low: int
    high: int


class PolicyAnswer(Schema):
    """One policy by which changes wait."""

    id: str
    name: str
    meaning: str
    on: bool
    holds: bool = Field(description="False: it only opens a review, nothing is kept back")
    params: list[PolicyParam]
    deadline_days: int
    on_lapse: OnLapse


class PolicyVersion(Schema):
    """One version of the policies."""

    version: int
    at: datetime
    by: str
    note: str


class Policies(Schema):
    """The policies in force; version 0 while nobody has set any, when nothing waits."""

    version: int
    policies: list[PolicyAnswer]
    versions: list[PolicyVersion]


class PolicyDraft(Schema):
    """One policy as somebody wants it."""

    id: Annotated[str, Field(max_length=40)]
    on: bool = True
    params: dict[str, int] = Field(default_factory=dict)
    deadline_days: int = 7
    on_lapse: OnLapse = "execute"


class PoliciesWanted(Verdict):
    """All policies together; those not named are switched off. ``expected_version`` is the one that was seen."""

    policies: Annotated[list[PolicyDraft], Field(max_length=20)]
    expected_version: int
