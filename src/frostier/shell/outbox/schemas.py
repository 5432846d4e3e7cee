"""What the API tells of news and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from frostier.actions.triggers import Priority
from frostier.shell.console.shapes import Named
from frostier.shell.crm.schemas import PageQuery

EventType = Literal[
    "customer.tier_changed", "customer.stage_changed", "customer.tags_changed", "review.opened", "task.created"
]
Address = Annotated[str, Field(min_length=8, max_length=1000)]
Wanted = Annotated[list[EventType], Field(min_length=1, max_length=20)]


class NewsItem(Schema):
    """One piece of news. ``triggers`` that fired for the customer give it its ``priority``."""

    id: int
    kind: Literal["change", "task", "review"]
    customer_ids: list[str]
    revision: str
    priority: Priority = "normal"
    triggers: list[str] = Field(default_factory=list)


class NewsAnswer(Schema):
    """News behind a place; ask again with ``latest``, or with the last ``id`` where there is ``more``."""

    latest: int
    changes: list[NewsItem]
    more: bool


class WebhookDraft(Schema):
    """Where to tell what."""

    url: Address
    events: Wanted


class WebhookChange(Schema):
    """What to change; what is absent stays. ``on`` true starts one again that was switched off."""

    url: Address | None = None
    events: Wanted | None = None
    on: bool | None = None


class WebhookAnswer(Schema):
    """One endpoint. ``notice`` says why it was switched off."""

    id: int
    url: str
    events: list[EventType]
    on: bool
    created_by: str
    created_at: datetime
    failures: int
    waiting: int
    notice: str | None


class WebhookMade(WebhookAnswer):
    """A new endpoint with its secret, which is told this once."""

    secret: str


class Webhooks(Schema):
    """Every endpoint, and what can be told."""

    items: list[WebhookAnswer]
    event_types: list[Named]


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    state: Literal["waiting", "failed", "delivered", "given_up"] | None = None


class DeliveryAnswer(Schema):
    """One message and how its sending went; ``failed`` is tried again at ``next_at``."""

    id: str
    number: int
    type: str
    customer_id: str | None
    state: Literal["waiting", "failed", "delivered", "given_up"]
    attempts: int
    status: int | None
    error: str | None
    created_at: datetime
    next_at: datetime | None
    delivered_at: datetime | None
    payload: str


class DeliveryPage(Schema):
    """Deliveries, the newest first."""

    items: list[DeliveryAnswer]
    next: str | None
    total: int


class Replay(Schema):
    """What to send again: everything since a moment, or these deliveries (their ``number``)."""

    since: datetime | None = None
    delivery_ids: Annotated[list[int], Field(max_length=1000)] | None = None


class Queued(Schema):
    """How many messages wait to be sent."""

    queued: int
