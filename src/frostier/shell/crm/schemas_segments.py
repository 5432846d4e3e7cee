"""What the tag and segment rooms take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named
from frostier.shell.crm.schemas import Counts, CustomerFilter

ConditionText = Annotated[str, Field(max_length=5000, description="A condition in the text form")]
CustomerId = Annotated[str, Field(max_length=120)]


# ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────


class ConditionDraft(Schema):
    """A condition as text or as JSON, one of the two. ``tags`` false refuses tags, as schemes do."""

    text: ConditionText | None = None
    json_: dict[str, Any] | None = Field(None, alias="json")
    tags: bool = True


class ConditionProblem(Schema):
    """Why a condition cannot be read; ``position`` counts characters of the text from 0."""

    message: str
    next_step: str | None
    position: int | None
    path: str | None


class ConditionAnswer(Schema):
    """A condition in every form, or what is wrong with it."""

    valid: bool
    text_zh: str | None = None
    text_en: str | None = None
    json_: dict[str, Any] | None = Field(None, alias="json")
    sentence: str | None = None
    fields: list[str] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    error: ConditionProblem | None = None


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────────────────


class FamilyAnswer(Schema):
    """A family of tags: the kind of question that they answer."""

    id: str
    name: str
    purpose: str
    tags: int


class TagAnswer(Schema):
    """One tag in a list. ``share`` is carriers by visible customers, 0..1; null before the first grading with it."""

    id: str
    name: str
    family: Named
    meaning: str
    definition: str
    carriers: int | None
    share: float | None
    owner: str
    version: int
    refresh: Literal["daily", "event"]
    origin: Literal["catalogue", "own"]
    state: Literal["active", "retired"]


class TagDay(Schema):
    """How many of the viewer's customers carried a tag as of a grading."""

    as_of: date
    carriers: int


class TagUse(Schema):
    """Something that refers to a tag."""

    kind: Literal["tag", "segment"]
    id: str
    name: str


class TypeCount(Schema):
    """Carriers of one customer type."""

    id: str
    name: str
    customers: int


class OwnTagText(Schema):
    """An own tag as its author wrote it, to be edited."""

    name_zh: str
    name_en: str
    meaning_zh: str
    meaning_en: str
    family: str


class TagDetail(TagAnswer):
    """One tag in full. ``where`` has the condition in both text forms and as JSON."""

    sentence: str
    where: ConditionAnswer
    rare: str | None
    trend: list[TagDay]
    depends_on: list[Named]
    fields: list[Named]
    used_by: list[TagUse]
    counts: Counts
    spend_365d: str | None
    types: list[TypeCount]
    own: OwnTagText | None
    changed_by: str | None
    changed_at: datetime | None


class TagChange(Schema):
    """A tag's definition. Where a name or meaning is missing in one language, the other language's serves."""

    name_zh: Annotated[str, Field(max_length=60)] = ""
    name_en: Annotated[str, Field(max_length=60)] = ""
    meaning_zh: Annotated[str, Field(max_length=500)] = ""
    meaning_en: Annotated[str, Field(max_length=500)] = ""
    family: Annotated[str, Field(max_length=40)] = "own"
    where: Annotated[str, Field(min_length=1, max_length=5000)]


class NewTag(TagChange):
    """A tag to be made; without an id it gets one made of its English name."""

    id: Annotated[str, Field(max_length=60)] | None = None


class ChangedTag(TagChange):
    """A tag's next definition, and the version that its author saw."""

    expected_version: int


# ── segments ────────────────────────────────────────────────────────────────────────────────────────────────────


class SegmentChange(Schema):
    """A segment: customers that ``where`` fits (rule), or those named (list)."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=2000)] = ""
    kind: Literal["rule", "list"]
    where: ConditionText | None = None
    customer_ids: Annotated[list[CustomerId], Field(max_length=20_000)] = Field(default_factory=list)
    shared: bool = False


class ChangedSegment(SegmentChange):
    """A segment's next state, and the version that its author saw."""

    expected_version: int


class SegmentAnswer(Schema):
    """One segment; ``counts`` are within the viewer's scope, null where ``problem`` says why it cannot be read."""

    id: int
    name: str
    description: str
    kind: Literal["rule", "list"]
    where: str | None
    customer_ids: list[str] | None
    owner: str
    shared: bool
    mine: bool
    version: int
    updated_at: datetime
    updated_by: str
    counts: Counts | None
    problem: str | None


class SegmentMembers(Schema):
    """Customers to add to a list, and to take out of it."""

    add: Annotated[list[CustomerId], Field(max_length=20_000)] = Field(default_factory=list)
    remove: Annotated[list[CustomerId], Field(max_length=20_000)] = Field(default_factory=list)


class SegmentFill(Schema):
    """All customers that fit, for a list: an existing one, or a new one of that name."""

    filter: CustomerFilter
    segment_id: int | None = None
    name: Annotated[str, Field(max_length=120)] = ""


class ComparedMeasure(Schema):
    """The average per customer of each segment."""

    field: str
    name: str
    unit: str | None
    a: float | None
    b: float | None


class SegmentComparison(Schema):
    """Two segments beside each other, within the viewer's scope."""

    a: Named
    b: Named
    customers_a: int
    customers_b: int
    both: int
    only_a: int
    only_b: int
    measures: list[ComparedMeasure]
    as_of: date
