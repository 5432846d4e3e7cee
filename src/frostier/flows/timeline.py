"""What happened with one customer, put together from orders, receivables, the ledger, overrides and blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from frostier.flows.ports import JsonObject, LedgerEntry
from frostier.kernel.money import Money
from frostier.kernel.text import Text

Kind = Literal[
    "order", "return", "payment", "overdue", "tier", "stage", "grace", "override", "block", "task", "review",
    "delivery", "note", "complaint", "behaviour",
]  # fmt: skip

TITLES: dict[Kind, Text] = {
    "order": Text("下单", "order"),
    "return": Text("退货", "return"),
    "payment": Text("付款", "payment"),
    "overdue": Text("逾期", "overdue"),
    "tier": Text("等级变化", "tier"),
    "stage": Text("阶段变化", "stage"),
    "grace": Text("保级宽限", "grace"),
    "override": Text("人工定级", "override"),
    "block": Text("勿扰", "not to be contacted"),
    "task": Text("跟进", "follow-up"),
    "review": Text("审核", "review"),
    "delivery": Text("配送", "delivery"),
    "note": Text("记录", "note"),
    "complaint": Text("投诉", "complaint"),
    "behaviour": Text("商城行为", "in the shop"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on a day; ``at`` is the moment where it is known."""

    day: date
    kind: Kind
    text: Text
    amount: Decimal | None = None
    at: datetime | None = None
    link: str | None = None

    @property
    def title(self) -> Text:
        """What kind of thing it was."""
        return TITLES[self.kind]


def newest_first(happenings: Iterable[Happening]) -> list[Happening]:
    """All of them, the latest day first; within a day in the order given, but the newest moment first."""
    return sorted(happenings, key=lambda h: (h.day, h.at.timestamp() if h.at else 0.0), reverse=True)


def of_order(order: JsonObject, currency: str) -> list[Happening]:
    """An order, and what of it was sent back."""
    day, at, link = order["order_day"], order["ordered_at"], f"/orders/{order['source']}/{order['order_id']}"
    found: list[Happening] = []
    if order["sale_lines"] > 0:
        sold = order["net_amount"] + order["return_amount"]
        told = _money(sold, currency)
        text = Text(
            f"订单 {order['order_id']}，{order['lines']} 行，{told.zh}",
            f"order {order['order_id']}, {order['lines']} lines, {told.en}",
        )
        found.append(Happening(day, "order", text, sold, at, link))
    if order["return_amount"] > 0:
        told = _money(order["return_amount"], currency)
        text = Text(f"订单 {order['order_id']} 退货 {told.zh}", f"{told.en} of order {order['order_id']} sent back")
        found.append(Happening(day, "return", text, -order["return_amount"], at, link))
    return found


def of_receivable(receivable: JsonObject, as_of: date, currency: str) -> list[Happening]:
    """When a receivable fell overdue, and when it was paid, as far as the day knows."""
    due, paid = receivable["due_on"], receivable["paid_on"]
    settled = paid is not None and paid <= as_of
    told, number = _money(receivable["amount"], currency), receivable["receivable_id"]
    found: list[Happening] = []
    if due is not None and due < as_of and (not settled or paid > due):
        text = Text(f"应收 {number} 到期未付，{told.zh}", f"receivable {number} of {told.en} not paid when due")
        found.append(Happening(due, "overdue", text, receivable["amount"]))
    if settled:
        late = (paid - due).days if due is not None else 0
        words = Text(f"（迟 {late} 天）", f", {late} days late") if late > 0 else Text("", "")
        text = Text(f"付清应收 {number}，{told.zh}{words.zh}", f"receivable {number} of {told.en} paid{words.en}")
        found.append(Happening(paid, "payment", text, receivable["paid_amount"] or receivable["amount"]))
    return found


def of_entry(entry: LedgerEntry, before: Text | None, after: Text | None, cause: Text) -> Happening:
    """An entry of the ledger, with the names of what was before and after."""
    nothing = Text("无", "none")
    one, two = before or nothing, after or nothing
    if entry.kind == "grace_started" and entry.cause == "review":
        text = Text(f"指标已为{two.zh}，等待审核", f"the figures give {two.en}; a review is awaited")
    elif entry.kind == "grace_started":
        text = Text(f"指标已为{two.zh}，进入宽限期", f"the figures give {two.en}; grace begins")
    elif entry.kind == "grace_ended":
        text = Text(f"宽限期结束（{cause.zh}）", f"grace ends ({cause.en})")
    elif entry.from_value is None:
        text = Text(f"{two.zh}（{cause.zh}）", f"{two.en} ({cause.en})")
    else:
        text = Text(f"{one.zh} → {two.zh}（{cause.zh}）", f"{one.en} → {two.en} ({cause.en})")
    kind: Kind = "tier" if entry.kind == "tier" else "stage" if entry.kind == "stage" else "grace"
    return Happening(entry.as_of, kind, text, at=None)


def _money(amount: Decimal, currency: str) -> Text:
    money = Money(amount, currency)
    return Text(money.say("zh"), money.say("en"))
