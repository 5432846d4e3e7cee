"""Making, changing and removing webhooks, and having messages sent again. Audited; no secret is ever recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.outbox.addresses import target_of
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint
from frostier.shell.outbox.webhooks import TEST, Message, delivery_of, new_salt
from frostier.shell.wiring import House

MOST_ENDPOINTS = 50
MOST_ROWS = 2**63


def endpoint_of(endpoint_id: int) -> WebhookEndpoint:
    """One endpoint; raises ``NotFound`` for an unknown or removed one."""
    known = WebhookEndpoint.objects.filter(removed_at__isnull=True)
    row = known.filter(pk=endpoint_id).first() if 0 <= endpoint_id < MOST_ROWS else None
    if row is None:
        raise NotFound(
            Text(f"没有编号为 {endpoint_id} 的推送地址。", f"There is no webhook {endpoint_id}."),
            where={"webhook": endpoint_id},
        )
    return row


@transaction.atomic
def make_endpoint(house: House, viewer: Viewer, url: str, events: Sequence[str]) -> WebhookEndpoint:
    """A new endpoint, told about the customers that its maker may know of.

    Raises ``InvalidInput`` for an address that may not be reached, ``Conflict`` for too many endpoints.
    """
    target_of(url, house.settings.webhook_networks)
    if WebhookEndpoint.objects.filter(removed_at__isnull=True).count() >= MOST_ENDPOINTS:
        raise Conflict(Text(f"最多 {MOST_ENDPOINTS} 个推送地址。", f"At most {MOST_ENDPOINTS} webhooks can be kept."))
    row = WebhookEndpoint.objects.create(
        url=url,
        events=sorted(set(events)),
        salt=new_salt(),
        scope_kind=viewer.scope.kind,
        scope_values=list(viewer.scope.values),
        created_by=viewer.name,
        created_at=house.clock.now(),
    )
    record(viewer, "webhook.created", str(row.pk), {"url": url, "events": row.events})
    return row


@transaction.atomic
def change_endpoint(
    house: House, viewer: Viewer, endpoint_id: int, *, url: str | None, events: Sequence[str] | None, on: bool | None
) -> WebhookEndpoint:
    """Change an endpoint; what is ``None`` stays. Switching it on forgets its failures."""
    row = endpoint_of(endpoint_id)
    if url is not None:
        target_of(url, house.settings.webhook_networks)
        row.url = url
    if events is not None:
        row.events = sorted(set(events))
    if on is not None:
        row.on, row.failures, row.switched_off_at, row.last_error = on, 0, None, ""
    row.save()
    record(viewer, "webhook.changed", str(row.pk), {"url": row.url, "events": row.events, "on": row.on})
    return row


@transaction.atomic
def remove_endpoint(house: House, viewer: Viewer, endpoint_id: int) -> None:
    """Tell an endpoint nothing more; what waits is given up, the log stays."""
    row = endpoint_of(endpoint_id)
    row.on, row.removed_at = False, house.clock.now()
    row.save(update_fields=["on", "removed_at"])
    row.deliveries.filter(state="pending").update(state="given_up", last_error="removed")
    record(viewer, "webhook.removed", str(row.pk), {"url": row.url})


@transaction.atomic
def send_test(house: House, viewer: Viewer, endpoint_id: int) -> WebhookDelivery:
    """Have a message sent that says nothing, to see whether it arrives."""
    row, now = endpoint_of(endpoint_id), house.clock.now()
    delivery = delivery_of(row, Message(TEST, {}, now, house.clock.today(), {"hello": house.settings.company}))
    delivery.save()
    record(viewer, "webhook.tested", str(row.pk))
    return delivery


@transaction.atomic
def replay(
    house: House, viewer: Viewer, endpoint_id: int, *, since: datetime | None, numbers: Sequence[int] | None
) -> int:
    """Have messages sent again, with the ids that they had; how many. They go out in their old order."""
    if (since is None) == (numbers is None):
        raise InvalidInput(
            Text("请指定起始时间或推送编号之一。", "Name either a moment or deliveries."), where={"field": "since"}
        )
    rows = endpoint_of(endpoint_id).deliveries.exclude(state="pending")
    rows = rows.filter(created_at__gte=since) if since is not None else rows.filter(pk__in=numbers or ())
    queued = rows.update(state="pending", attempts=0, next_at=house.clock.now(), delivered_at=None, last_error="")
    details: dict[str, Any] = {"since": since, "deliveries": queued}
    record(viewer, "webhook.replayed", str(endpoint_id), details)
    return int(queued)
