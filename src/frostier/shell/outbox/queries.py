"""Webhooks and their deliveries as the API shows them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from frostier.kernel.text import Lang, Text
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint
from frostier.shell.outbox.schemas import DeliveryQuery
from frostier.shell.outbox.webhooks import EVENT_TYPES

_STATES: dict[str, Q] = {
    "waiting": Q(state="pending", attempts=0),
    "failed": Q(state="pending", attempts__gt=0),
    "delivered": Q(state="delivered"),
    "given_up": Q(state="given_up"),
}


def endpoints(lang: Lang) -> dict[str, Any]:
    """Every endpoint, oldest first."""
    rows = WebhookEndpoint.objects.filter(removed_at__isnull=True).order_by("id")
    waiting = dict(
        WebhookDelivery.objects.filter(state="pending").values_list("endpoint_id").annotate(Count("id")).order_by()
    )
    return {
        "items": [endpoint(row, lang, waiting.get(row.pk, 0)) for row in rows],
        "event_types": [{"id": id, "name": name.say(lang)} for id, name in EVENT_TYPES.items()],
    }


def endpoint(row: WebhookEndpoint, lang: Lang, waiting: int = 0) -> dict[str, Any]:
    """One endpoint, without its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "events": row.events,
        "on": row.on,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "failures": row.failures,
        "waiting": waiting,
        "notice": _notice(row, lang),
    }


def deliveries(endpoint: WebhookEndpoint, asked: DeliveryQuery) -> dict[str, Any]:
    """A page of what was sent or waits, the newest first."""
    found = endpoint.deliveries.filter(_STATES[asked.state]) if asked.state else endpoint.deliveries.all()
    total = found.count()
    if asked.cursor is not None:
        [last] = parts_of(asked.cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found.order_by("-id")[: asked.limit + 1])
    following = cursor_of(rows[asked.limit - 1].pk) if len(rows) > asked.limit else None
    return {"items": [delivery(row) for row in rows[: asked.limit]], "next": following, "total": total}


def delivery(row: WebhookDelivery) -> dict[str, Any]:
    """One message and how its sending went."""
    failed = row.state == "pending" and row.attempts > 0
    return {
        "id": row.event_id,
        "number": row.pk,
        "type": row.type,
        "customer_id": row.customer_id or None,
        "state": "failed" if failed else "waiting" if row.state == "pending" else row.state,
        "attempts": row.attempts,
        "status": row.last_status,
        "error": row.last_error or None,
        "created_at": row.created_at,
        "next_at": row.next_at if row.state == "pending" else None,
        "delivered_at": row.delivered_at,
        "payload": row.payload,
    }


def _notice(row: WebhookEndpoint, lang: Lang) -> str | None:
    if row.switched_off_at is None:
        return None
    told = Text(
        f"连续失败 {row.failures} 次，已于 {row.switched_off_at:%Y-%m-%d %H:%M} UTC 停用：{row.last_error}",
        f"switched off at {row.switched_off_at:%Y-%m-%d %H:%M} UTC after {row.failures} failures: {row.last_error}",
    )
    return told.say(lang)
