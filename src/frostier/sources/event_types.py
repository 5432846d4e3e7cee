"""What can happen live: every type of event with its fields, declared once.

Fields are columns of the data standard wherever the standard has them, so that an event and a row of a file mean
the same and are bounded alike. ``EVENT_TYPES`` is the list; the API's refusals and the documents are made from it.
"""

# ruff: noqa: E501 (tables of texts)

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from frostier.kernel.text import Text
from frostier.sources.choices import LINE_KINDS
from frostier.sources.records import STANDARDS
from frostier.sources.standard import Choice, Column, ColumnType

Subject = Literal["order", "receivable"]

OWN_SOURCE = "frostier"
"""The source of events that the system itself makes; nobody else may use it."""

MOST_LINES = 1_000
_LONGEST_NOTE = Decimal(4_000)


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event.

    ``subject`` says what its events are folded into, by the key field of that name (``order_id``,
    ``receivable_id``); without one the event changes no record. ``lines`` are the fields of each of its lines, of
    which it then needs at least one. ``names_customer``: the customer must be said. ``internal``: only the system
    itself makes such events.
    """

    id: str
    name: Text
    meaning: Text
    subject: Subject | None = None
    fields: tuple[Column, ...] = ()
    lines: tuple[Column, ...] = ()
    names_customer: bool = True
    internal: bool = False

    @property
    def key_field(self) -> str | None:
        """The field that names the order or receivable."""
        return KEY_FIELDS[self.subject] if self.subject else None


KEY_FIELDS: dict[Subject, str] = {"order": "order_id", "receivable": "receivable_id"}


def _standard(entity: str, *names: str, required: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Columns of the data standard; required are exactly those named."""
    columns = (STANDARDS[entity].column(name) for name in names)
    return tuple(replace(c, required=c.name in required) for c in columns)


def _field(name: str, type: ColumnType, zh: str, en: str, *, required: bool = False, low: int | None = None, high: Decimal | None = None, choices: tuple[Choice, ...] = ()) -> Column:  # fmt: skip
    return Column(name, type, Text(zh, en), Text(zh, en), required=required, low=None if low is None else Decimal(low), high=high, choices=choices)  # fmt: skip


def _at_least_zero(*columns: Column) -> tuple[Column, ...]:
    """A sale is positive; what comes back is an event of its own."""
    return tuple(replace(c, low=Decimal(0)) if c.type in ("quantity", "money", "unit_price") else c for c in columns)


CUSTOMER_CODE = replace(STANDARDS["orders"].column("customer_code"), required=False)
SOURCE = _field("source", "code", "来源系统", "source", required=True, high=Decimal(60))
EVENT_ID = _field("event_id", "code", "事件编号", "event id", required=True, high=Decimal(200))
VERSION = _field("version", "int", "版本", "version", low=1, high=Decimal(2**31 - 1))
TYPE = _field("type", "code", "事件类型", "event type", required=True)
OCCURRED_AT = _field("occurred_at", "timestamp", "发生时间", "occurred at", required=True)
DATA = _field("data", "text", "内容", "data", required=True)
LINES = _field("lines", "text", "明细", "lines", required=True)

_ORDER = _standard("orders", "order_id", required=("order_id",))
_REASON = _field("reason", "text", "原因", "reason", high=_LONGEST_NOTE)
_TEXT = _field("text", "text", "内容", "text", required=True, high=_LONGEST_NOTE)
_SALE_OR_SERVICE = tuple(c for c in LINE_KINDS if c.value in ("sale", "service"))
_PLACED = (*_ORDER, *_standard("orders", "ordered_at", "order_channel", "requested_on"))
_LINES = _at_least_zero(
    *_standard("orders", "line_no", "sku_code", "sku_name", "quantity", "unit_price", "net_amount", "discount_amount", "promotion_code", required=("sku_code", "quantity")),
    _field("line_kind", "choice", "行类型", "line kind", choices=_SALE_OR_SERVICE),
)  # fmt: skip
_RETURNED_LINES = _at_least_zero(
    *_standard("orders", "sku_code", "sku_name", "quantity", "unit_price", "net_amount", required=("sku_code", "quantity")),
)  # fmt: skip
_RECEIVABLE = _standard("payments", "receivable_id", required=("receivable_id",))
_DUE = (
    *_RECEIVABLE,
    *_standard("payments", "order_id", "issued_on", "due_on", "amount", required=("issued_on", "amount")),
)
_RECEIVED = (*_RECEIVABLE, replace(STANDARDS["payments"].column("amount"), required=False, low=Decimal(0)), *_standard("payments", "paid_on", "method", required=("paid_on",)))  # fmt: skip
_ARTICLE = _standard("orders", "sku_code", required=("sku_code",))
_COUPON = (
    _field("coupon_code", "code", "优惠券编码", "coupon code", required=True),
    _field("amount", "money", "金额", "amount", low=0),
)
_NOTE = (_TEXT, _field("by", "text", "记录人", "by"), _field("outcome", "text", "结果", "outcome"))
SEVERITIES = (
    Choice("low", Text("轻微", "low")), Choice("medium", Text("一般", "medium")), Choice("high", Text("严重", "high")),
)  # fmt: skip
_SEVERITY = _field("severity", "choice", "严重程度", "severity", required=True, choices=SEVERITIES)
_ORDER_IF_ANY = _standard("orders", "order_id")


def _type(id: str, zh: str, en: str, meaning_zh: str, meaning_en: str, *fields: Column, subject: Subject | None = None, lines: tuple[Column, ...] = (), names_customer: bool = True, internal: bool = False) -> EventType:  # fmt: skip
    return EventType(id, Text(zh, en), Text(meaning_zh, meaning_en), subject, fields, lines, names_customer, internal)


EVENT_TYPES: dict[str, EventType] = {
    kind.id: kind
    for kind in (
        _type("order.placed", "下单", "order placed", "客户下了一张订单", "A customer placed an order", *_PLACED, subject="order", lines=_LINES, names_customer=False),
        _type("order.changed", "改单", "order changed", "订单改为这些明细；不再出现的明细视为取消", "The order now has these lines; lines no longer named are cancelled", *_PLACED, subject="order", lines=_LINES, names_customer=False),
        _type("order.cancelled", "取消订单", "order cancelled", "整单取消", "The whole order is cancelled", *_ORDER, _REASON, subject="order", names_customer=False),
        _type("order.delivered", "送达", "order delivered", "订单送达", "The order arrived", *_ORDER, _field("delivered_at", "timestamp", "送达时间", "delivered at"), _field("temperature_ok", "bool", "温度合格", "temperature in range"), subject="order", names_customer=False),
        _type("order.returned", "退货", "order returned", "订单中的商品退回", "Goods of the order came back", *_ORDER, _REASON, subject="order", lines=_RETURNED_LINES, names_customer=False),
        _type("payment.due", "产生应收", "payment due", "产生一笔应收", "A receivable arose", *_DUE, subject="receivable"),
        _type("payment.received", "收款", "payment received", "收到一笔应收的款项；不写金额即付清", "Money came in for a receivable; without an amount it is paid in full", *_RECEIVED, subject="receivable"),
        _type("payment.overdue", "逾期", "payment overdue", "应收已逾期", "A receivable is overdue", *_RECEIVABLE, _field("days", "int", "逾期天数", "days overdue", low=0, high=Decimal(36_500)), subject="receivable"),
        _type("page.viewed", "浏览页面", "page viewed", "看了商城的页面", "Looked at a page of the shop", _field("page", "text", "页面", "page"), *_standard("orders", "sku_code")),
        _type("search", "搜索", "search", "在商城搜索", "Searched in the shop", _field("text", "text", "搜索词", "text", required=True)),
        _type("cart.added", "加入购物车", "added to cart", "加入购物车", "Put an article into the cart", *_ARTICLE, *_standard("orders", "quantity")),
        _type("coupon.issued", "发券", "coupon issued", "发出优惠券", "A coupon was issued", *_COUPON),
        _type("coupon.redeemed", "用券", "coupon redeemed", "使用优惠券", "A coupon was redeemed", *_COUPON),
        _type("coupon.expired", "优惠券过期", "coupon expired", "优惠券过期未用", "A coupon expired unused", *_COUPON),
        _type("visit.noted", "拜访记录", "visit noted", "拜访客户的记录", "Somebody visited the customer", *_NOTE),
        _type("call.noted", "通话记录", "call noted", "与客户通话的记录", "Somebody spoke with the customer", *_NOTE),
        _type("complaint", "投诉", "complaint", "客户投诉", "The customer complained", _TEXT, _SEVERITY, *_ORDER_IF_ANY),
        _type("temperature.excursion", "温度异常", "temperature excursion", "运输或存放超出温度范围", "Goods were too warm or too cold on their way", *_ORDER_IF_ANY, _field("celsius", "quantity", "摄氏度", "degrees Celsius", required=True, low=-100, high=Decimal(100)), _field("minutes", "int", "分钟", "minutes", low=0, high=Decimal(1_000_000)), names_customer=False),
        _type("override.set", "人工定级", "override set", "有人为客户设定等级", "Somebody set the customer's tier", internal=True),
        _type("review.decided", "审核决定", "review decided", "有人审核了客户的等级变化", "Somebody decided on a change of the customer's tier", internal=True),
        _type("override.ended", "人工定级结束", "override ended", "人工定级撤销或到期", "A tier set by hand was withdrawn or ran out", internal=True),
        _type("grace.ended", "宽限期满", "grace ended", "降级的宽限期与保持期已满", "The grace and the hold before a demotion are over", internal=True),
    )
}  # fmt: skip
