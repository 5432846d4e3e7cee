"""Changes in the customer room: contact blocks and saved views. Each is recorded in the audit trail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction

from frostier.flows.ports import Clock
from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted, Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.blocks import in_force
from frostier.shell.crm.models import ContactBlock, SavedView
from frostier.shell.named import under_a_free_name

MOST_VIEWS = 200
MOST_QUERY_BYTES = 20_000


@transaction.atomic
def block(viewer: Viewer, clock: Clock, customer_id: str, reason: str, until: date | None) -> ContactBlock:
    """Keep everybody from contacting a customer from today on, in place of an earlier block; the block.

    Raises ``InvalidInput`` for an end that is not after today.
    """
    today = clock.today()
    if until is not None and until <= today:
        raise InvalidInput(
            Text(f"勿扰截止日应晚于今天（{today}），得到 {until}。", f"Expected a day after {today}, got {until}."),
            where={"field": "until"},
        )
    _end_blocks(viewer, customer_id, today)
    row = ContactBlock.objects.create(
        customer_id=customer_id,
        reason=reason.strip(),
        by=viewer.name,
        starts_on=today,
        until=until,
        recorded_at=clock.now(),
    )
    record(viewer, "customer.blocked", customer_id, {"reason": row.reason, "until": until})
    return row


@transaction.atomic
def unblock(viewer: Viewer, clock: Clock, customer_id: str) -> None:
    """Let a customer be contacted again; raises ``NotFound`` where it is not blocked."""
    if not _end_blocks(viewer, customer_id, clock.today()):
        raise NotFound(
            Text(f"客户 {customer_id} 没有生效中的勿扰。", f"Customer {customer_id} is not blocked."),
            where={"customer_id": customer_id},
        )
    record(viewer, "customer.unblocked", customer_id)


@transaction.atomic
def save_view(viewer: Viewer, clock: Clock, draft: dict[str, Any]) -> SavedView:
    """Keep a new view; raises ``Conflict`` for a name in use, or for too many views."""
    _check_query(draft)
    if SavedView.objects.filter(owner=viewer.name).count() >= MOST_VIEWS:
        raise Conflict(Text(f"每人最多保存 {MOST_VIEWS} 个视图。", f"At most {MOST_VIEWS} views can be kept."))
    row = _kept(SavedView(owner=viewer.name, updated_at=clock.now(), **draft))
    record(viewer, "view.saved", str(row.pk), {"name": row.name, "shared": row.shared})
    return row


@transaction.atomic
def change_view(viewer: Viewer, clock: Clock, view_id: int, change: dict[str, Any]) -> SavedView:
    """Change one's own view; raises ``NotFound``, or ``NotPermitted`` for somebody else's."""
    _check_query(change)
    row = _own_view(viewer, view_id)
    for name, value in change.items():
        if value is not None:
            setattr(row, name, value)
    row.updated_at = clock.now()
    _kept(row)
    record(viewer, "view.changed", str(row.pk), {"name": row.name, "shared": row.shared})
    return row


@transaction.atomic
def remove_view(viewer: Viewer, view_id: int) -> None:
    """Remove one's own view; raises ``NotFound``, or ``NotPermitted`` for somebody else's."""
    row = _own_view(viewer, view_id)
    record(viewer, "view.removed", str(row.pk), {"name": row.name})
    row.delete()


def _end_blocks(viewer: Viewer, customer_id: str, today: date) -> int:
    return in_force(today).filter(customer_id=customer_id).update(ended_on=today, ended_by=viewer.name)


def _own_view(viewer: Viewer, view_id: int) -> SavedView:
    row = SavedView.objects.filter(pk=view_id).first()
    if row is None or (row.owner != viewer.name and not row.shared):
        raise NotFound(Text(f"没有编号为 {view_id} 的视图。", f"There is no view {view_id}."))
    if row.owner != viewer.name:
        raise NotPermitted(
            Text(
                f"视图属于 {row.owner}，只有其本人可以修改。",
                f"The view belongs to {row.owner}, who alone may change it.",
            ),
            next_step=Text("请另存为自己的视图。", "Save it as a view of your own."),
        )
    return row


def _kept(row: SavedView) -> SavedView:
    with under_a_free_name(Text(f"已有名为“{row.name}”的视图。", f"There is a view named {row.name!r} already.")):
        row.save()
    return row


def _check_query(draft: dict[str, Any]) -> None:
    size = len(json.dumps(draft.get("query") or {}, ensure_ascii=False, default=str).encode())
    if size > MOST_QUERY_BYTES:
        raise InvalidInput(
            Text(
                f"视图条件不超过 {MOST_QUERY_BYTES} 字节，得到 {size}。",
                f"A view's query takes at most {MOST_QUERY_BYTES} bytes, got {size}.",
            ),
            where={"field": "query"},
        )
