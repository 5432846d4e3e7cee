"""What the customer room answers with, and the filter that all its lists share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Answer, Named

Money = Annotated[str, Field(description="An exact decimal amount in the company's currency, as text.")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
Words = Annotated[str, Field(max_length=200)]
Choices = Annotated[list[Words], Field(max_length=200)]


class ReasonAnswer(Answer):
    """Why something holds: the rule, its version, the inputs that it read."""

    rule: str
    version: str
    text: str
    inputs: dict[str, Any]


class Counts(Answer):
    """How many customers: matched, of those with a known phone, of those not blocked; ``total`` is the whole scope."""

    matched: int
    reachable: int
    allowed: int
    total: int
    as_of: date | None


class CustomerFilter(Schema):
    """Which customers. Each parameter narrows; within one parameter any value will do, but for tag and segment.

    Of ``tag`` and ``segment`` every one given must hold. ``bought_*`` ask for one purchase that fits all of them
    together. An empty value of ``manager``, ``team``, ``channel`` or ``bought_channel`` means without one.
    """

    as_of: date | None = Field(None, description="The latest results on or before this day; the newest where absent")
    tier: Choices = Field(default_factory=list)
    stage: Choices = Field(default_factory=list)
    label: Choices = Field(default_factory=list)
    region: Choices = Field(default_factory=list)
    channel: Choices = Field(default_factory=list, description="The main channel of the last 365 days")
    type: Choices = Field(default_factory=list)
    manager: Choices = Field(default_factory=list)
    team: Choices = Field(default_factory=list)
    tag: Choices = Field(default_factory=list)
    segment: Choices = Field(default_factory=list)
    where: str | None = Field(None, max_length=5000, description="A condition in the text form")
    q: str | None = Field(None, max_length=100, description="Part of the name or the number")
    bought_category: Choices = Field(default_factory=list)
    bought_channel: Choices = Field(default_factory=list)
    bought_month: list[Month] = Field(default_factory=list, max_length=200)


class PageQuery(Schema):
    """Which page: at most ``limit`` items after ``cursor``."""

    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(50, ge=1, le=200)


class CustomerListQuery(CustomerFilter, PageQuery):
    """A filtered, sorted page of customers with chosen columns."""

    sort: str = Field("-spend_365d", max_length=100, description="A column id; a leading - sorts downwards")
    columns: str | None = Field(None, max_length=4000, description="Column ids, separated by commas")


class CustomerRow(Answer):
    """One customer in a list; ``values`` holds the columns that were asked for."""

    id: str
    name: str
    type: Named
    region: Named
    city: str | None
    manager: str | None
    team: str | None
    tier: Named | None
    stage: Named | None
    label: Named | None
    score: float | None
    values: dict[str, Any]


class CustomerPage(Answer):
    """One page of customers; ``next`` is the cursor of the following one, ``total`` counts all that fit."""

    items: list[CustomerRow]
    next: str | None
    total: int
    as_of: date | None
    grading_id: int | None


class CustomerIds(Schema):
    """Some customers by their numbers."""

    ids: Annotated[list[Annotated[str, Field(max_length=120)]], Field(min_length=1, max_length=1000)]


class CustomerBatchQuery(CustomerIds):
    """Some customers with chosen columns."""

    columns: Annotated[list[Words], Field(max_length=100)] = Field(default_factory=list)


class CustomerBatch(Answer):
    """The customers found, and the numbers that are unknown to the caller."""

    items: list[CustomerRow]
    unknown: list[str]
    as_of: date | None


# ── what there is to choose from ────────────────────────────────────────────────────────────────────────────────


class TierChoice(Answer):
    """One value tier; rank 1 is the best."""

    id: str
    name: str
    rank: int
    benefits: dict[str, Any]


class StageChoice(Answer):
    """One lifecycle stage."""

    id: str
    name: str
    meaning: str


class SchemeInForce(Answer):
    """The scheme of the newest results."""

    id: str
    version: int
    name: str


class GradingChoice(Answer):
    """One day with results."""

    id: int
    as_of: date


class Meta(Answer):
    """What the results are of, and every value that filters may take; managers and teams within the caller's scope."""

    as_of: date | None
    grading_id: int | None
    graded_at: datetime | None
    facts_until: date | None
    last_import_at: datetime | None
    scheme: SchemeInForce | None
    tiers: list[TierChoice]
    stages: list[StageChoice]
    labels: list[Named]
    gradings: list[GradingChoice]
    regions: list[Named]
    channels: list[Named]
    types: list[Named]
    categories: list[Named]
    managers: list[str]
    teams: list[str]


class FieldAnswer(Answer):
    """One column that lists, conditions and charts may use."""

    id: str
    name: str
    meaning: str
    dtype: Literal["int", "decimal", "float", "bool", "text", "date"]
    unit: str | None
    family: str
    kind: Literal["feature", "attribute", "decision"]
    window_days: int | None
    better: Literal["high", "low"] | None
    choices: list[Named]
    aliases: list[str]


# ── saved views ─────────────────────────────────────────────────────────────────────────────────────────────────


class ViewDraft(Schema):
    """A list as somebody set it up: the page it belongs to, its query, its columns."""

    name: str = Field(min_length=1, max_length=80)
    page: str = Field("customers", max_length=40)
    query: dict[str, Any] = Field(default_factory=dict)
    columns: Annotated[list[Words], Field(max_length=100)] = Field(default_factory=list)
    shared: bool = False


class ViewChange(Schema):
    """What to change of a saved view; what is absent stays."""

    name: str | None = Field(None, min_length=1, max_length=80)
    query: dict[str, Any] | None = None
    columns: Annotated[list[Words], Field(max_length=100)] | None = None
    shared: bool | None = None


class ViewAnswer(ViewDraft):
    """One saved view; ``mine`` says whether the caller may change it."""

    id: int
    owner: str
    mine: bool


# ── exports ─────────────────────────────────────────────────────────────────────────────────────────────────────


class ExportRequest(Schema):
    """What to write into a file: customers or their orders, which, which columns (none: the usual ones)."""

    what: Literal["customers", "orders"] = "customers"
    filter: CustomerFilter = Field(default_factory=lambda: CustomerFilter.model_validate({}))
    columns: Annotated[list[Words], Field(max_length=800)] = Field(default_factory=list)
    format: Literal["xlsx", "csv", "parquet", "json"] = "xlsx"
