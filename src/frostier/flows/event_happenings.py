"""Accepted events as people read them in a customer's timeline, at once, before and after they became facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from frostier.actions.change import order_amount
from frostier.flows.timeline import Happening, Kind
from frostier.kernel.money import Money
from frostier.kernel.text import Text, join
from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.events import Event

Told = Callable[[Event, str], tuple[Kind, Text, Decimal | None]]


def of_event(event: Event, day: date, at: datetime, currency: str, known: Collection[str]) -> Happening | None:
    """What an event tells of a customer; ``None`` where something else in the timeline tells it.

    ``known`` are the orders and receivables whose facts are published: the facts speak for them.
    """
    tell = _TOLD.get(event.type)
    if tell is None or (event.key in known and event.type in _TOLD_BY_FACTS):
        return None
    kind, text, amount = tell(event, currency)
    return Happening(day, kind, text, amount, at)


_TOLD_BY_FACTS = ("order.placed", "order.changed", "order.returned", "payment.received", "payment.overdue")


def _order(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    amount, lines = order_amount(event.data), len(event.data.get("lines", ()))
    told = Money(amount, currency)
    changed = event.type == "order.changed"
    zh, en = ("改为", "changed to ") if changed else ("", "")
    text = Text(
        f"订单 {event.key}，{zh}{lines} 行，{told.say('zh')}",
        f"order {event.key}, {en}{lines} lines, {told.say('en')}",
    )
    return "order", text, amount


def _order_ended(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    why = event.data.get("reason")
    if event.type == "order.delivered":
        warm = event.data.get("temperature_ok") is False
        zh, en = ("送达，温度不合格", "delivered, out of its temperature range") if warm else ("送达", "delivered")
        return "delivery", Text(f"订单 {event.key} {zh}", f"order {event.key} {en}"), None
    cancelled = event.type == "order.cancelled"
    kind: Kind = "order" if cancelled else "return"
    zh, en = ("取消", "cancelled") if cancelled else ("退货", "goods sent back")
    return kind, _with(Text(f"订单 {event.key} {zh}", f"order {event.key}: {en}"), why), None


def _payment(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    late = event.type == "payment.overdue"
    kind: Kind = "overdue" if late else "payment"
    amount = event.data.get("amount")
    zh, en = ("已逾期", "is overdue") if late else ("收款", "was paid")
    return (
        kind,
        Text(f"应收 {event.key} {zh}", f"receivable {event.key} {en}"),
        None if amount is None else Decimal(str(amount)),
    )


def _said(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    kind: Kind = "complaint" if event.type == "complaint" else "note"
    by, outcome = event.data.get("by"), event.data.get("outcome")
    name, said = EVENT_TYPES[event.type].name, str(event.data.get("text", ""))
    who = Text(f"（{by}）", f" ({by})") if by else Text("", "")
    return kind, _with(Text(f"{name.zh}{who.zh}：{said}", f"{name.en}{who.en}: {said}"), outcome), None


def _behaved(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    name = EVENT_TYPES[event.type].name
    told = [str(v) for k, v in event.data.items() if k in ("page", "sku_code", "text", "coupon_code") and v]
    return "behaviour", _with(name, " ".join(told)), None


def _excursion(event: Event, currency: str) -> tuple[Kind, Text, Decimal | None]:
    name, order = EVENT_TYPES[event.type].name, event.data.get("order_id")
    parts = [_with(name, f"{event.data.get('celsius')} °C")]
    if order:
        parts.append(Text(f"订单 {order}", f"order {order}"))
    return "delivery", join(parts), None


def _with(text: Text, said: object) -> Text:
    return Text(f"{text.zh}：{said}", f"{text.en}: {said}") if said else text


_TOLD: Mapping[str, Told] = {
    "order.placed": _order,
    "order.changed": _order,
    "order.cancelled": _order_ended,
    "order.delivered": _order_ended,
    "order.returned": _order_ended,
    "payment.received": _payment,
    "payment.overdue": _payment,
    "visit.noted": _said,
    "call.noted": _said,
    "complaint": _said,
    "temperature.excursion": _excursion,
    **dict.fromkeys(
        ("page.viewed", "search", "cart.added", "coupon.issued", "coupon.redeemed", "coupon.expired"), _behaved
    ),
}
