"""Webhooks: who is told what, what a message says, how it is signed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.utils.crypto import salted_hmac

from frostier.flows.scope import COLUMN_OF
from frostier.kernel.text import Text
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint

EVENT_TYPES: dict[str, Text] = {
    "customer.tier_changed": Text("等级变化", "tier changed"),
    "customer.stage_changed": Text("阶段变化", "stage changed"),
    "customer.tags_changed": Text("标签变化", "tags changed"),
    "review.opened": Text("待审核", "review opened"),
    "task.created": Text("新待办", "task created"),
}
TEST = "test"
SALT = "frostier.webhook"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell: its type, the customer (a row of the results), the moment, the business day, what happened."""

    type: str
    customer: Mapping[str, Any]
    at: datetime
    as_of: date
    data: Mapping[str, Any]


def enqueue(messages: Iterable[Message]) -> int:
    """Keep the messages for every endpoint that wants them, in the transaction of what they tell; how many.

    Where there is no endpoint they are not even looked at.
    """
    endpoints = [e for e in WebhookEndpoint.objects.filter(removed_at__isnull=True) if _is_wanted(e)]
    if not endpoints:
        return 0
    waiting = [
        delivery_of(endpoint, message)
        for message in messages
        for endpoint in endpoints
        if message.type in endpoint.events and _in_scope(endpoint, message.customer)
    ]
    WebhookDelivery.objects.bulk_create(waiting, batch_size=500)
    return len(waiting)


def delivery_of(endpoint: WebhookEndpoint, message: Message) -> WebhookDelivery:
    """The message as it waits to be sent; its id never changes."""
    event_id = str(uuid.uuid4())
    body = {
        "id": event_id,
        "type": message.type,
        "customer_id": message.customer.get("customer_id"),
        "at": message.at,
        "as_of": message.as_of,
        "data": dict(message.data),
    }
    return WebhookDelivery(
        endpoint=endpoint,
        event_id=event_id,
        type=message.type,
        customer_id=str(message.customer.get("customer_id") or ""),
        payload=orjson.dumps(body, default=str, option=orjson.OPT_UTC_Z).decode(),
        created_at=message.at,
        next_at=message.at,
    )


def new_salt() -> str:
    """Something random, from which with the home's secret an endpoint's secret is derived."""
    return secrets.token_hex(16)


def secret_of(endpoint: WebhookEndpoint) -> str:
    """What the endpoint checks signatures with."""
    return "whsec_" + salted_hmac(SALT, f"{endpoint.pk}:{endpoint.salt}", algorithm="sha256").hexdigest()


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """The signature header: ``t=<seconds>,v1=<HMAC-SHA256 of "t.id.body" in hex>``."""
    signed = f"{timestamp}.{event_id}.".encode() + body
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def _is_wanted(endpoint: WebhookEndpoint) -> bool:
    # One that was switched off for failing keeps collecting: once it is on again, nothing is missing.
    return endpoint.on or endpoint.switched_off_at is not None


def _in_scope(endpoint: WebhookEndpoint, customer: Mapping[str, Any]) -> bool:
    if endpoint.scope_kind == "all":
        return True
    column = COLUMN_OF.get(endpoint.scope_kind)  # type: ignore[call-overload]
    return column is not None and customer.get(column) in endpoint.scope_values
