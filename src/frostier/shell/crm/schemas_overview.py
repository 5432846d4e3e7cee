"""The overview, the moves between two gradings, and the drill-down, as they are answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field
from pydantic import ConfigDict

from frostier.shell.console.shapes import Answer, Named
from frostier.shell.crm.schemas import CustomerFilter, CustomerRow, Money, PageQuery

Axis = Literal["tier", "stage", "label"]


class Figure(Answer):
    """One headline figure. ``filter`` gives, in the customer list, the customers that it counts or adds up."""

    id: str
    name: str
    kind: Literal["count", "money", "ratio"]
    value: int | float | Money | None
    unit: str | None
    previous: int | float | Money | None
    as_of: date
    meaning: str
    filter: dict[str, Any]


class Part(Answer):
    """One tier, stage or label: its customers and their yearly figures; shares are 0 to 1."""

    id: str
    name: str
    customers: int
    share: float
    spend_365d: Money
    spend_share: float
    margin_365d: Money
    previous: int | None


class LorenzPoint(Answer):
    """The best ``customer_share`` of the customers bring ``spend_share`` of the spend; both 0 to 1."""

    customer_share: float
    spend_share: float


class Concentration(Answer):
    """How far the yearly spend rests on few customers."""

    points: list[LorenzPoint]
    top_10_share: float
    top_20_share: float


class RfmCell(Answer):
    """One cell of recency × frequency; level 5 is best. ``where`` is its condition for the customer list."""

    r: int
    f: int
    customers: int
    spend_365d: Money
    where: str


class Rfm(Answer):
    """The grid of 25 cells and where its quintiles stand."""

    r_cuts: list[float]
    f_cuts: list[float]
    cells: list[RfmCell]


class DataState(Answer):
    """Whether the figures can be trusted today."""

    open_quarantine: int
    last_import_at: datetime | None
    facts_until: date | None
    days_old: int | None


class Overview(Answer):
    """The state of the customer base as of one grading."""

    as_of: date | None
    graded_at: datetime | None
    previous_as_of: date | None
    customers: int
    kpis: list[Figure]
    tiers: list[Part]
    stages: list[Part]
    labels: list[Part]
    concentration: Concentration
    rfm: Rfm
    risk: list[CustomerRow]
    won_back: list[CustomerRow]
    newcomers: list[CustomerRow]
    quality: DataState


class TrendLine(Answer):
    """One tier or stage over the dates; the customers on each."""

    id: str
    name: str
    customers: list[int]


class Trend(Answer):
    """Customers per tier and stage over all gradings, oldest first."""

    dates: list[date]
    tiers: list[TrendLine]
    stages: list[TrendLine]


class MovesQuery(CustomerFilter):
    """Between which two gradings: those on or before the days (by default the two newest days)."""

    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    axis: Axis = "tier"


class MovedQuery(MovesQuery, PageQuery):
    """Which move: from where to where; ``absent`` stands for customers not there yet, or no longer."""

    source: str = Field(max_length=80)
    target: str = Field(max_length=80)


class MoveLink(Answer):
    """Customers who were in ``source`` and are in ``target``, and their present yearly spend."""

    source: str
    target: str
    customers: int
    spend_365d: Money


class Moves(Answer):
    """Who went where between two gradings."""

    model_config = ConfigDict(populate_by_name=True)

    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    axis: Axis
    nodes: list[Named]
    links: list[MoveLink]


# ── drill-down ──────────────────────────────────────────────────────────────────────────────────────────────────

Measure = Literal["customers", "spend", "orders", "quantity", "margin", "avg_order_value", "overdue_amount"]
Dimension = Literal[
    "tier", "stage", "label", "tag", "region", "channel", "category", "type", "manager", "team", "month"
]


class MeasureChoice(Answer):
    """One figure that can be broken down."""

    id: Measure
    name: str
    unit: str | None
    meaning: str


class Catalogue(Answer):
    """What can be broken down by what."""

    measures: list[MeasureChoice]
    dimensions: list[Named]


class DrilldownQuery(CustomerFilter):
    """A measure by one or two dimensions, over whole months from ``since`` to ``until`` (by default twelve)."""

    measure: Measure = "customers"
    rows: Dimension = "tier"
    columns: Dimension | None = None
    since: date | None = None
    until: date | None = None


class DrillThrough(Answer):
    """Into which filter parameter of /customers and /orders the id of a row or a column goes.

    The parameter takes the place of one already in the filter; ``base`` are further parameters that both lists need
    for the same figure.
    """

    rows: str
    columns: str | None
    orders_rows: str | None
    orders_columns: str | None
    base: dict[str, list[str]]
    orders_base: dict[str, list[str]]


class Drilldown(Answer):
    """The table: a row of cells per row id; empty cells have no value. Totals are of everybody, each counted once."""

    measure: Measure
    unit: str | None
    rows: list[Named]
    columns: list[Named]
    cells: list[list[int | float | Money | None]]
    row_totals: list[int | float | Money | None]
    column_totals: list[int | float | Money | None]
    total: int | float | Money | None
    as_of: date | None
    since: str | None
    until: str | None
    filters: DrillThrough


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────


class OrderListQuery(CustomerFilter, PageQuery):
    """Orders of the customers that fit, newest first; narrowed by what the order itself holds."""

    customer_id: str | None = Field(None, max_length=120)
    category: list[str] = Field(default_factory=list, max_length=50)
    order_channel: list[str] = Field(default_factory=list, max_length=50)
    month: list[str] = Field(default_factory=list, max_length=200)


class OrderHead(Answer):
    """One order; amounts are net of returns. ``at`` is the moment where the source knows it.

    ``live``: events brought or changed it since the grading.
    """

    customer_id: str
    customer_name: str
    source: str
    order_id: str
    day: date
    at: datetime | None
    channel: Named | None
    quantity: str
    amount: Money
    discount: Money
    margin: Money | None
    categories: list[Named]
    has_return: bool
    live: bool = False


class OrderRow(OrderHead):
    """One order in a list; ``lines`` counts its lines."""

    lines: int


class OrderPage(Answer):
    """One page of orders."""

    items: list[OrderRow]
    next: str | None
    total: int
    as_of: date | None
    grading_id: int | None


class OrderLine(Answer):
    """One line of an order."""

    line_no: str
    kind: Named
    sku_code: str | None
    sku_name: str | None
    category: Named | None
    quantity: str
    unit_price: str | None
    amount: Money
    discount: Money
    promotion: str | None


class OrderAnswer(OrderHead):
    """One order with its lines."""

    lines: list[OrderLine]
