"""One customer from all sides: the record, the figures beside its peers, rhythm, payments, what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from frostier.features.catalogue import ATTRIBUTES, FAMILIES, FEATURES
from frostier.flows import timeline as flow
from frostier.flows.event_happenings import of_event
from frostier.flows.peers import HABITS, NO_PEERS, Peers, peers_by_type, similar_customers
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.crm import blocks
from frostier.shell.crm.models import ContactBlock
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.queries_customers import stamp
from frostier.shell.crm.queries_explaining import cause_of
from frostier.shell.crm.queries_orders import moment
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas import PageQuery
from frostier.shell.crm.words import ROW_COLUMNS, customer_row, money, money_or_none
from frostier.shell.grading.models import Override
from frostier.shell.live.queries import events_of
from frostier.shell.reviews.models import ReviewStep
from frostier.shell.workbench.models import TaskStep
from frostier.shell.workbench.words import BY_HAND, kind_name
from frostier.tiers.stages import STAGES

RHYTHM_DAYS = 365
_ON_RECORD = (*ROW_COLUMNS, *(a.id for a in ATTRIBUTES), "is_provisional")
_OF_PAYMENT = ("open_amount", "overdue_amount", "on_time_rate_365d", "credit_limit")


def customer(read: Reading, customer_id: str) -> dict[str, Any]:
    """One customer with everything on its record."""
    row = read.customer(customer_id, _ON_RECORD)
    block = blocks.block_of(customer_id, read.house.clock.today())
    return {
        **customer_row(row, read.words),
        **stamp(read.graded),
        "attributes": [
            {
                "id": a.id,
                "name": a.name.say(read.lang),
                "value": plain(row[a.id]),
                "text": read.words.value(a.id, row[a.id]),
            }
            for a in ATTRIBUTES
        ],
        "block": block,
        "provisional": bool(row["is_provisional"]),
    }


def figures(read: Reading, customer_id: str) -> list[dict[str, Any]]:
    """Every figure of the customer beside those of the same type, in the order of the catalogue."""
    row = read.figures(customer_id)
    known = [f for f in FEATURES if f.id in row]
    peers = _peers(read, row["customer_type"])
    return [
        {
            "id": f.id,
            "name": f.name.say(read.lang),
            "family": {"id": f.family, "name": FAMILIES[f.family].say(read.lang)},
            "meaning": f.meaning.say(read.lang),
            "unit": f.unit and f.unit.say(read.lang),
            "value": plain(row[f.id]),
            "text": read.words.value(f.id, row[f.id]),
            "peer_median": peers.median(f.id),
            "peer_rank": peers.rank(f.id, row[f.id]) if f.id in peers.values else None,
            "better": f.better,
        }
        for f in known
    ]


def similar(read: Reading, customer_id: str) -> list[dict[str, Any]]:
    """Customers of the same type with like habits, nearest first."""
    me = read.customer(customer_id, ("customer_type", *HABITS))
    found = similar_customers(read.reader, me, _peers(read, me["customer_type"]), ROW_COLUMNS)
    return [
        {
            **customer_row(alike.row, read.words),
            "distance": round(alike.distance, 4),
            "why": [text.say(read.lang) for text in alike.why],
        }
        for alike in found
    ]


def rhythm(read: Reading, customer_id: str) -> dict[str, Any]:
    """When the customer bought in the year before the day, and when it is expected next."""
    row = read.customer(customer_id, ("cycle_days", "last_order_on", "silence_cycles"))
    cycle, last = row["cycle_days"], row["last_order_on"]
    return {
        "as_of": read.graded.as_of,
        "days": [
            {"day": day, "orders": orders, "amount": money(amount)}
            for day, (orders, amount) in sorted(_bought_by_day(read, customer_id).items())
        ],
        "cycle_days": cycle,
        "last_order_on": last,
        "expected_on": last + timedelta(days=round(cycle)) if last and cycle else None,
        "silence_cycles": row["silence_cycles"],
    }


def _bought_by_day(read: Reading, customer_id: str) -> dict[date, tuple[int, Decimal]]:
    """Orders and amount of every day of the last year with a purchase."""
    as_of = read.graded.as_of
    since = as_of - timedelta(days=RHYTHM_DAYS)
    found: dict[date, tuple[int, Decimal]] = {}
    for order in read.facts_of(customer_id, "customer_order"):
        day = order["order_day"]
        if order["sale_lines"] > 0 and since < day <= as_of:
            count, amount = found.get(day, (0, Decimal(0)))
            found[day] = (count + 1, amount + order["net_amount"])
    return found


def payments(read: Reading, customer_id: str) -> dict[str, Any]:
    """What the customer owes as of the day, and how it pays; the latest receivables first."""
    row = read.customer(customer_id, _OF_PAYMENT)
    as_of = read.graded.as_of
    known = [r for r in read.facts_of(customer_id, "receivable") if r["issued_on"] <= as_of]
    known.sort(key=lambda r: (r["issued_on"], r["receivable_id"]), reverse=True)
    return {
        "as_of": as_of,
        "open_amount": money(row["open_amount"]),
        "overdue_amount": money(row["overdue_amount"]),
        "on_time_rate": row["on_time_rate_365d"],
        "credit_limit": money_or_none(row["credit_limit"]),
        "receivables": [_receivable(r, as_of) for r in known],
    }


def timeline(read: Reading, customer_id: str, asked: PageQuery) -> dict[str, Any]:
    """What happened with the customer, newest first."""
    start = 0
    if asked.cursor is not None:
        snapshot, start = parts_of(asked.cursor, str, int)
        read = read.at(snapshot)
    happenings = flow.newest_first(_happenings(read, read.known(customer_id)))
    shown = happenings[max(0, start) :][: asked.limit]
    more = start + len(shown) < len(happenings)
    return {
        "items": [_event(happening, read) for happening in shown],
        "next": cursor_of(read.graded.snapshot, start + len(shown)) if shown and more else None,
        "total": len(happenings),
        **stamp(read.graded),
    }


def _peers(read: Reading, customer_type: str) -> Peers:
    """What is usual for a type, as the grading left it: those whom events touched since do not move it."""
    graded = read.as_graded
    return graded.remembered("peers", lambda: peers_by_type(graded.reader)).get(customer_type, NO_PEERS)


def _receivable(row: dict[str, Any], as_of: date) -> dict[str, Any]:
    """One receivable as the day knew it: what was paid later is still open."""
    due, paid = row["due_on"], row["paid_on"] if row["paid_on"] and row["paid_on"] <= as_of else None
    overdue = paid is None and due is not None and due < as_of
    late = (paid or as_of) - due if due is not None and (paid or overdue) else None
    partly = Decimal(0) if row["paid_on"] else row["paid_amount"]
    return {
        "id": row["receivable_id"],
        "order_id": row["order_id"],
        "issued_on": row["issued_on"],
        "due_on": due,
        "paid_on": paid,
        "amount": money(row["amount"]),
        "paid_amount": money(row["paid_amount"] if paid else partly),
        "state": "paid" if paid else "overdue" if overdue else "open",
        "days_late": None if late is None else max(0, late.days),
    }


def _happenings(read: Reading, customer_id: str) -> Iterator[flow.Happening]:
    as_of, currency = read.graded.as_of, read.house.settings.currency
    orders, receivables = (read.facts_of(customer_id, table) for table in ("customer_order", "receivable"))
    yield from _events(
        read, customer_id, {*(o["order_id"] for o in orders), *(r["receivable_id"] for r in receivables)}
    )
    for order in orders:
        if order["order_day"] <= as_of:
            yield from flow.of_order({**order, "ordered_at": moment(order["ordered_at"])}, currency)
    for receivable in receivables:
        if receivable["issued_on"] <= as_of:
            yield from flow.of_receivable(receivable, as_of, currency)
    names = {**{tier.id: tier.name for tier in read.tiers}, **STAGES}
    for entry in read.house.gradings.history(customer_id):
        before, after = (v and names.get(v, Text(v, v)) for v in (entry.from_value, entry.to_value))
        yield flow.of_entry(entry, before or None, after or None, cause_of(entry.cause))
    yield from _overrides(customer_id, names)
    yield from _blocks(customer_id)
    yield from _deeds(read, customer_id)
    yield from _reviews(read, customer_id, names)


def _events(read: Reading, customer_id: str, known: Collection[str]) -> Iterator[flow.Happening]:
    """What accepted events tell of the customer, evaluated or not; ``known`` are orders and receivables with facts."""
    current = read.newest is not None and read.graded.id == read.newest.id
    for event in events_of(customer_id):
        day = _day_of(read, event.occurred_at)
        if current or day <= read.graded.as_of:
            happening = of_event(event, day, event.occurred_at, read.house.settings.currency, known)
            if happening is not None:
                yield happening


def _overrides(customer_id: str, names: dict[str, Text]) -> Iterator[flow.Happening]:
    for row in Override.objects.filter(customer_id=customer_id):
        tier = names.get(row.tier, Text(row.tier, row.tier))
        text = Text(
            f"{row.by} 定为{tier.zh}，至 {row.ends_on}：{row.reason}",
            f"{row.by} set {tier.en} until {row.ends_on}: {row.reason}",
        )
        yield flow.Happening(row.starts_on, "override", text, at=row.recorded_at)


def _deeds(read: Reading, customer_id: str) -> Iterator[flow.Happening]:
    """What people did about tasks, with their notes."""
    for step in TaskStep.objects.filter(customer_id=customer_id).select_related("task"):
        task, done = step.task, _DEEDS.get(step.action, Text(step.action, step.action))
        name = Text(task.title_zh, task.title_en) if task.kind == BY_HAND else kind_name(task.kind)
        note = Text(f"：{step.note}", f": {step.note}") if step.note else Text("", "")
        text = Text(f"{step.by} {done.zh}“{name.zh}”{note.zh}", f"{step.by} {done.en} “{name.en}”{note.en}")
        yield flow.Happening(_day_of(read, step.at), "task", text, at=step.at)


def _reviews(read: Reading, customer_id: str, names: dict[str, Text]) -> Iterator[flow.Happening]:
    """What people decided on changes of tier that waited for them."""
    steps = ReviewStep.objects.filter(item__customer_id=customer_id).exclude(state="open").select_related("item")
    for step in steps:
        one, two = (names.get(tier, Text(tier, tier)) for tier in (step.item.from_tier, step.item.to_tier))
        done = _VERDICTS.get(step.state, Text(step.state, step.state))
        note = Text(f"：{step.note}", f": {step.note}") if step.note else Text("", "")
        text = Text(
            f"{step.by} {done.zh} {one.zh} → {two.zh}{note.zh}", f"{step.by} {done.en} {one.en} → {two.en}{note.en}"
        )
        yield flow.Happening(_day_of(read, step.at), "review", text, at=step.at)


_DEEDS = {
    "done": Text("完成", "did"),
    "postponed": Text("推迟", "postponed"),
    "not_reached": Text("未联系上", "did not reach them for"),
    "handed_over": Text("移交", "handed over"),
}
_VERDICTS = {
    "confirmed": Text("确认", "confirmed"),
    "postponed": Text("推迟", "postponed"),
    "overridden": Text("改为人工定级", "set another tier by hand instead of"),
    "lapsed": Text("到期未审", "let the time pass for"),
    "void": Text("撤销（指标已变）", "dropped (the figures changed)"),
}


def _day_of(read: Reading, at: datetime) -> date:
    local = read.house.local(at)
    assert local is not None
    return local.date()


def _blocks(customer_id: str) -> Iterator[flow.Happening]:
    for block in blocks.blocks_of(customer_id):
        yield flow.Happening(block.starts_on, "block", _block_text(block), at=block.recorded_at)
        if block.ended_on is not None:
            lifted = Text(f"{block.ended_by} 解除勿扰", f"lifted by {block.ended_by}")
            yield flow.Happening(block.ended_on, "block", lifted)


def _block_text(block: ContactBlock) -> Text:
    if block.until is None:
        return Text(f"{block.by}：{block.reason}", f"by {block.by}: {block.reason}")
    return Text(
        f"{block.by}：{block.reason}（至 {block.until}）", f"by {block.by}: {block.reason} (until {block.until})"
    )


def _event(happening: flow.Happening, read: Reading) -> dict[str, Any]:
    return {
        "day": happening.day,
        "at": happening.at,
        "kind": happening.kind,
        "title": happening.title.say(read.lang),
        "text": happening.text.say(read.lang),
        "amount": money_or_none(happening.amount),
        "link": happening.link,
    }
