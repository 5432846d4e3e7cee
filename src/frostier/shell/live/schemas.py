"""What the endpoints of events take and give. Texts are in the caller's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from frostier.shell.console.shapes import Named


class RejectedIn(Schema):
    """Something of the request that is no usable event."""

    index: int = Field(description="Its place in the request, from 0")
    source: str | None
    event_id: str | None
    code: str
    message: str
    field: str | None


class Intake(Schema):
    """What became of the events of a request. What is accepted is kept, whatever happens next."""

    accepted: int
    duplicates: int
    rejected: list[RejectedIn]
    position: int = Field(description="The number of the newest accepted event of all")


class LiveNow(Schema):
    """How live results stand against what came in."""

    position: int = Field(description="Events up to this number have been evaluated")
    received: int = Field(description="The number of the newest accepted event")
    lag_events: int
    lag_seconds: float = Field(description="Age of the oldest event that is not evaluated yet")
    revision: int = Field(description="The live results that are current, counted; 0 where there are none")
    changed_at: datetime | None


class EventFilter(Schema):
    """Which accepted events to list."""

    customer_id: str | None = Field(None, max_length=460)
    type: list[str] = Field(default_factory=list, max_length=40)
    cursor: int | None = Field(None, ge=0, le=2**62)
    limit: int = Field(50, ge=1, le=200)


class EventOut(Schema):
    """One accepted event."""

    id: int = Field(description="Its number in the order of intake")
    source: str
    event_id: str
    version: int
    type: Named
    occurred_at: datetime
    received_at: datetime
    customer_code: str | None
    customer_id: str | None
    key: str | None = Field(description="The order or receivable it is about")
    data: dict[str, Any]


class EventPage(Schema):
    """Accepted events, newest first."""

    items: list[EventOut]
    next: str | None


class RejectedFilter(Schema):
    """Which rejected events to list."""

    cursor: int | None = Field(None, ge=0, le=2**62)
    limit: int = Field(50, ge=1, le=200)


class RejectedOut(Schema):
    """Something sent that is no usable event."""

    id: int
    source: str | None
    event_id: str | None
    code: str
    field: str | None
    message: str
    raw: str
    by: str
    first_at: datetime
    last_at: datetime
    times: int


class RejectedPage(Schema):
    """Rejected events, newest first."""

    items: list[RejectedOut]
    next: str | None


class FieldOfEvent(Schema):
    """One field of a type of event."""

    name: str
    label: str
    type: str
    required: bool


class EventTypeOut(Schema):
    """One type of event that may be sent."""

    id: str
    name: str
    meaning: str
    subject: str | None
    names_customer: bool
    fields: list[FieldOfEvent]
    lines: list[FieldOfEvent]


class TriggerOut(Schema):
    """One occasion on which a customer is evaluated at once."""

    id: str
    name: str
    meaning: str
    events: list[Named] = Field(description="The events that fire it where the condition holds")
    on: bool
    begins: bool = Field(description="It also fires when the condition begins to hold otherwise, as by the calendar")
    condition: str = Field(description="In the language of tags")
    at_once: bool = Field(description="Its events wake the worker")
    priority: Named
    task: Named = Field(description="The kind of task that it puts first")


class Triggers(Schema):
    """The triggers of this version."""

    version: str
    triggers: list[TriggerOut]
