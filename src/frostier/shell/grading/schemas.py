"""What the scheme and override rooms take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named

Note = Annotated[str, Field(max_length=1000)]
CustomerId = Annotated[str, Field(max_length=120)]
Money = Annotated[str, Field(description="An exact decimal amount in the company's currency, as text.")]
Definition = dict[str, Any]
LadderText = Annotated[str, Field(max_length=50_000)]


class SchemeVersionAnswer(Schema):
    """One version of a scheme. ``signed`` is a draft that a second person has agreed to.

    ``may_sign`` and ``may_publish`` say whether this viewer could do so now.
    """

    scheme_id: str
    version: int
    name: str
    state: Literal["draft", "signed", "published", "retired"]
    state_name: str
    author: str
    note: str
    created_at: datetime
    based_on: int | None
    signed_by: str | None
    signed_at: datetime | None
    published_by: str | None
    published_at: datetime | None
    may_sign: bool
    may_publish: bool


class SchemeAnswer(Schema):
    """A scheme with all its versions, the newest first."""

    id: str
    name: str
    ladder_kind: Literal["rules", "score", "rfmx"]
    versions: list[SchemeVersionAnswer]
    published_version: int | None


class SchemeProblem(Schema):
    """One thing that is wrong: ``where`` is the path in the JSON (``ladder.rules[2].when``), or empty for the whole."""

    where: str
    message: str
    next_step: str | None
    line: int | None
    position: int | None


class SchemeForms(Schema):
    """A scheme in every form, or what is wrong with it. ``text`` holds the ladder alone."""

    valid: bool
    definition: Definition | None
    text: str | None
    sentences: list[str]
    stage_sentences: list[str]
    problems: list[SchemeProblem]


class SchemeVersionDetail(SchemeVersionAnswer, SchemeForms):
    """One version in full."""


class SchemeSource(Schema):
    """A scheme as JSON, or as text in any known form.

    A text that holds a ladder alone is read onto ``base``: tiers, benefits, stages and policy come from there.
    """

    source: LadderText | Definition
    base: Definition | None = None


class SchemeDraft(SchemeSource):
    """A scheme to be kept as the next version. ``based_on_version`` is the version that its author saw."""

    note: Note = ""
    based_on_version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    scheme_id: Annotated[str, Field(max_length=80)] | None = None


class Noted(Schema):
    """Why."""

    note: Note = ""


class Published(SchemeVersionAnswer):
    """The version in force, and what to do next: nobody has been graded by it yet."""

    next_step: str


class PublicationAnswer(Schema):
    """One publishing or rolling back."""

    scheme_id: str
    version: int
    name: str
    at: datetime
    by: str
    note: str


class SchemeDiff(Schema):
    """What changed, one sentence a change."""

    changes: list[str]


class WhatIfWanted(Schema):
    """What to try: a definition, or a kept version (the newest unless named)."""

    scheme_id: Annotated[str, Field(max_length=80)] | None = None
    version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    definition: Definition | None = None
    window_days: Literal[30, 90, 365] = 90
    as_of: date | None = None


class MoveAnswer(Schema):
    """One customer whose tier would change; ``cost_change`` is what more their tier costs over the window."""

    id: str
    name: str
    type: Named
    manager: str | None
    from_: Named = Field(alias="from")
    to: Named
    spend_365d: Money | None
    margin_365d: Money | None
    cost_change: Money


class MovePage(Schema):
    """Customers that would move, by spend."""

    items: list[MoveAnswer]
    next: str | None
    total: int
    as_of: date | None


class OverrideAnswer(Schema):
    """A tier that a person set, until a day (exclusive); ``otherwise`` is what the figures gave at the last grading."""

    customer_id: str
    customer_name: str
    tier: Named
    otherwise: Named | None
    reason: str
    by: str
    starts_on: date
    ends_on: date


class OverridesWanted(Schema):
    """A tier for some customers, from today until a day (exclusive), at most a year away."""

    customer_ids: Annotated[list[CustomerId], Field(min_length=1, max_length=1000)]
    tier: Annotated[str, Field(max_length=40)]
    reason: Annotated[str, Field(max_length=500)]
    ends_on: date
