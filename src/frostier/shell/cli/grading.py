"""``frostier grade``, ``explain`` and ``history``: where customers stand, and why."""

from __future__ import annotations

import getpass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.cli.app import arguments, command, opened, output_of
from frostier.shell.cli.options import AsOf, CustomerArgument, NoWait
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.schemes import scheme_and_version
from frostier.shell.cli.tier_words import cause_word, tier_cell, value_cell
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.flows.ports import Grading, LedgerEntry
    from frostier.shell.wiring import House


OLD_ORDERS_DAYS = 3
"""From so many days without any order in the data on, a grading says that the orders are old."""


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "计算特征、标签、分值，判定等级与阶段", "Compute features, tags and scores; decide tiers and stages")(
        grade
    )
    command(app, "客户的分层台账", "What the ledger says of a customer")(history)


def grade(
    ctx: typer.Context,
    as_of: AsOf = None,
    scheme: Annotated[
        str | None,
        typer.Option(help=both("先发布这个方案再分层，如 rules@2", "Publish this scheme first, such as rules@2")),
    ] = None,
    replay: Annotated[
        bool,
        typer.Option("--replay", help=both("只看过去某天的结果，不记台账", "Show a past day without recording it")),
    ] = False,
    roll: Annotated[
        bool,
        typer.Option(
            "--roll", help=both("沿用上次冻结的分位点，只推进日期", "Keep the frozen cut points; only the day moves on")
        ),
    ] = False,
    no_wait: NoWait = False,
) -> None:
    """Grade every customer as of a day."""
    if replay and (as_of is None or scheme is not None):
        raise InvalidInput(
            Text("--replay 需要 --as-of，且不与 --scheme 同用。", "--replay needs --as-of and goes without --scheme.")
        )
    if roll and (replay or scheme is not None):
        raise InvalidInput(
            Text(
                "--roll 不与 --replay、--scheme 同用：它沿用上次分层的方案。",
                "--roll goes without --replay and --scheme: it keeps the scheme of the latest grading.",
            )
        )
    out = output_of(ctx)
    day = as_of.date() if as_of else None
    with opened(ctx) as house:
        if replay:
            assert day is not None
            _replay(out, house, day, no_wait)
        else:
            _grade(out, house, day, scheme, no_wait, roll)


def _grade(out: Output, house: House, day: date | None, scheme: str | None, no_wait: bool, roll: bool) -> None:
    from frostier.flows import grading as flow

    perform = flow.roll if roll else flow.grade
    with house.run(perform.__name__, arguments(as_of=day, scheme=scheme), wait=not no_wait) as run:
        if scheme is not None:
            _publish_unless_in_force(house, scheme)
        as_of = flow.grading_day(house.parts, day)
        recorded = perform(run, house.parts, as_of=as_of, by=getpass.getuser())
        last_order_on = house.warehouse.last_order_day()

    def human() -> None:
        show_grading(out, house, recorded)
        warn_of_old_orders(out, recorded.as_of, last_order_on)
        out.next_step(Text("frostier explain 客户编号", "frostier explain CUSTOMER"))

    out.give({"run": run.id, "last_order_on": last_order_on, **graded_json(recorded)}, human)


def warn_of_old_orders(out: Output, as_of: date, last_order_on: date | None) -> None:
    """Say so where the orders end days before the day of the grading: everybody then looks slower than they are."""
    if last_order_on is None or (as_of - last_order_on).days < OLD_ORDERS_DAYS:
        return
    days = (as_of - last_order_on).days
    out.say(
        Text(
            f"注意：订单只到 {last_order_on}，比分层日早 {days} 天，客户会显得比实际沉默。"
            f"请补导订单，或按数据末日查看：--as-of {last_order_on}。",
            f"Note: the orders end on {last_order_on}, {days} days before this grading, so customers look more silent "
            f"than they are. Import the missing orders, or grade as of that day: --as-of {last_order_on}.",
        ),
        style="yellow",
    )


def graded_json(recorded: Grading) -> dict[str, Any]:
    """A grading with its counts and moves as plain values."""
    from frostier.shell.grading.queries import moves_of

    return {
        "grading": recorded.id,
        "as_of": recorded.as_of,
        "scheme": f"{recorded.scheme_id}@{recorded.scheme_version}",
        "counts": recorded.counts,
        "moves": [{"from": a, "to": b, "cause": c, "customers": n} for a, b, c, n in moves_of(recorded.id)],
    }


def show_grading(out: Output, house: House, recorded: Grading) -> None:
    """Tier × stage, then who moved and why."""
    from frostier.flows.grading import distribution
    from frostier.shell.grading.queries import moves_of

    with house.analytics.snapshot(recorded.snapshot) as snapshot:
        spread = distribution(snapshot, "tier", "stage")
    _show_spread(out, spread, _title(recorded.as_of, recorded.scheme_id, recorded.scheme_version))
    _show_moves(out, moves_of(recorded.id))


def _publish_unless_in_force(house: House, scheme: str) -> None:
    from frostier.flows.schemes import publish

    wanted = house.schemes.get(*scheme_and_version(scheme))
    if wanted.state != "published":
        publish(house.schemes, wanted.scheme_id, wanted.version, by=getpass.getuser(), note="frostier grade --scheme")


def _replay(out: Output, house: House, day: date, no_wait: bool) -> None:
    from frostier.flows import grading as flow

    with (
        house.run("replay", arguments(as_of=day), wait=not no_wait) as run,
        flow.replay(run, house.parts, as_of=flow.grading_day(house.parts, day)) as (draft, scheme, _),
    ):
        spread = flow.distribution(draft, "tier", "stage")
    title = Text(f"按 {scheme.id} 重放 {day} 的结果（未记台账）", f"{day} replayed by {scheme.id}, not recorded")
    out.give({"run": run.id, "as_of": day, "distribution": spread}, lambda: _show_spread(out, spread, title))


def history(ctx: typer.Context, customer: CustomerArgument) -> None:
    """Everything that happened to a customer's tier and stage."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows.explaining import history as told_history

        entries = told_history(house.parts, customer)
        heads = (
            head("日期", "day"),
            head("事件", "event"),
            head("从", "from"),
            head("到", "to"),
            head("因为", "because"),
            head("方案", "scheme"),
            head("由谁", "by"),
        )
        rows = [_history_row(e) for e in entries]
        title = Text(f"{customer} 的分层台账", f"Ledger of {customer}")
        out.give(
            {"customer_id": customer, "entries": [_entry_json(e) for e in entries]},
            lambda: out.table(title, heads, rows),
        )


EVENTS = {
    "tier": Text("等级", "tier"),
    "stage": Text("阶段", "stage"),
    "grace_started": Text("进入宽限期", "grace started"),
    "grace_ended": Text("宽限期结束", "grace ended"),
}


def _history_row(entry: LedgerEntry) -> list[object]:
    return [
        entry.as_of,
        EVENTS[entry.kind],
        value_cell(entry.kind, entry.from_value),
        value_cell(entry.kind, entry.to_value),
        cause_word(entry.cause),
        f"{entry.scheme_id}@{entry.scheme_version}",
        entry.by,
    ]


def _entry_json(entry: LedgerEntry) -> dict[str, Any]:
    names = (
        "as_of",
        "kind",
        "from_value",
        "to_value",
        "cause",
        "scheme_id",
        "scheme_version",
        "inputs",
        "by",
        "run_id",
    )
    return {name: getattr(entry, name) for name in names}


def _title(as_of: date, scheme_id: str, version: int) -> Text:
    return Text(
        f"{as_of} 的等级与阶段（方案 {scheme_id}@{version}）", f"Tiers and stages as of {as_of} ({scheme_id}@{version})"
    )


def _show_spread(out: Output, spread: list[dict[str, Any]], title: Text) -> None:
    """Tier × stage: customers, with the sum and the spend of each tier."""
    from frostier.tiers.stages import STAGES
    from frostier.tiers.standard_tiers import STANDARD_TIERS

    order = [t.id for t in STANDARD_TIERS]
    tiers = sorted({r["tier"] for r in spread}, key=lambda t: order.index(t) if t in order else len(order))
    stages = [s for s in STAGES if any(r["stage"] == s for r in spread)]
    cells = {(r["tier"], r["stage"]): r["customers"] for r in spread}
    total = sum(cells.values()) or 1
    heads = (
        head("等级", "tier"),
        head("客户数", "customers", right=True),
        head("占比", "share", right=True),
        head("年消费额", "spend 365 d", right=True),
        *(head(STAGES[s].zh, STAGES[s].en, right=True) for s in stages),
    )
    rows = []
    for tier in tiers:
        mine = [r for r in spread if r["tier"] == tier]
        customers = sum(r["customers"] for r in mine)
        spend = sum(r["spend_365d"] or 0 for r in mine)
        rows.append(
            [
                tier_cell(tier),
                customers,
                f"{customers / total:.1%}",
                f"{spend:,.2f}",
                *[cells.get((tier, s)) for s in stages],
            ]
        )
    out.table(title, heads, rows)


def _show_moves(out: Output, moves: list[tuple[str | None, str | None, str, int]]) -> None:
    moved = [m for m in moves if m[0] is not None]
    if not moved:
        out.say(Text("没有客户改变等级。", "No customer changed tier."))
        return
    heads = (head("从", "from"), head("到", "to"), head("因为", "because"), head("客户数", "customers", right=True))
    rows = ([tier_cell(a), tier_cell(b), cause_word(c), n] for a, b, c, n in moved)
    out.table(Text("等级变动", "Changes of tier"), heads, rows)
