"""``frostier schemes``: draft, compare, try, publish, roll back."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.cli.app import arguments, command, group, opened, output_of
from frostier.shell.cli.options import AsOf
from frostier.shell.cli.output import Named, Output, head
from frostier.shell.cli.tier_words import tier_cell
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.flows.ports import SchemeVersion
    from frostier.flows.schemes import WhatIfResult
    from frostier.shell.wiring import House

APP = group("分层方案：起草、试算、发布、回滚", "Tier schemes: draft, try, publish, roll back")
SCHEME_STATES = {
    "draft": Text("草稿", "draft"),
    "published": Text("使用中", "in force"),
    "retired": Text("曾用", "retired"),
}
NAMED_MOVES = 20


class Window(StrEnum):
    """Days over which a what-if counts money."""

    thirty = "30"
    ninety = "90"
    year = "365"

    @property
    def days(self) -> Literal[30, 90, 365]:
        """The number of days."""
        return cast("Literal[30, 90, 365]", int(self.value))


SchemeName = Annotated[
    str,
    typer.Argument(
        metavar="SCHEME[@VERSION]", help=both("方案编号，可带版本", "Id of the scheme, with or without version")
    ),
]
Note = Annotated[str, typer.Option(help=both("原因说明", "Why"))]


def scheme_and_version(name: str) -> tuple[str, int | None]:
    """``house@3`` as ``("house", 3)``; raises ``InvalidInput`` where the version is no number.

    >>> scheme_and_version("house@3"), scheme_and_version("house")
    (('house', 3), ('house', None))
    """
    scheme, mark, version = name.partition("@")
    if not mark:
        return scheme, None
    if not version.isdecimal():
        raise InvalidInput(
            Text(f"版本应为数字，收到“{version}”。", f"Expected a version number, got {version!r}."),
            next_step=Text("写法如 house@3。", "Write it like house@3."),
        )
    return scheme, int(version)


def version_json(known: SchemeVersion) -> dict[str, Any]:
    """A version without its definition, as plain values."""
    names = ("scheme_id", "version", "state", "author", "note", "created_at", "published_at", "published_by")
    return {name: getattr(known, name) for name in names}


@command(APP, "全部方案与版本", "Every scheme and version", name="list")
def list_schemes(ctx: typer.Context) -> None:
    """Every kept version."""
    out = output_of(ctx)
    with opened(ctx) as house:
        rows = house.schemes.list()
        heads = (
            head("方案", "scheme"),
            head("版本", "version", right=True),
            head("名称", "name"),
            head("状态", "state"),
            head("作者", "author"),
            head("发布时间", "published at"),
            head("说明", "note"),
        )
        cells = (
            [r.scheme_id, r.version, _name(r), state(r), r.author, house.local(r.published_at), r.note] for r in rows
        )
        title = Text("分层方案", "Tier schemes")
        out.give({"schemes": [version_json(r) for r in rows]}, lambda: out.table(title, heads, cells))


@command(APP, "一个方案的等级、权益与规则", "Tiers, benefits and rules of one scheme")
def show(
    ctx: typer.Context,
    name: SchemeName,
    to_file: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=both("写入 JSON 文件，以便修改后再导入", "Write it as JSON, to edit and import")
        ),
    ] = None,
) -> None:
    """One version in full."""
    out = output_of(ctx)
    with opened(ctx) as house:
        import yaml

        from frostier.shell.cli.ladder import show_ladder
        from frostier.tiers.scheme import Scheme

        known = house.schemes.get(*scheme_and_version(name))
        if to_file is not None:
            to_file.write_text(json.dumps(known.definition, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

        def human() -> None:
            if to_file is not None:
                out.say(Text(f"已写入 {to_file}", f"Written to {to_file}"))
                edited = f"frostier schemes import {to_file}"
                out.next_step(Text(f"修改后运行 {edited}", f"edit it, then {edited}"))
                return
            title = f"{known.scheme_id}@{known.version}"
            out.say(f"{title} {out.word(_name(known))} · {out.word(SCHEME_STATES[known.state])}", style="bold")
            _tiers_table(out, known)
            show_ladder(out, Scheme.from_json(known.definition))
            policy = yaml.safe_dump(known.definition.get("policy", {}), allow_unicode=True, sort_keys=False)
            out.say(Text("政策：", "Policy:"), style="bold")
            out.say(policy)

        out.give({**version_json(known), "definition": known.definition}, human)


@command(APP, "从文件导入方案，存为草稿", "Read a scheme from a file and keep it as a draft", name="import")
def import_scheme(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help=both("规则文本、区间表、评分说明或 JSON", "Rules, bands, a score or JSON, in their own words"),
            show_default=False,
        ),
    ] = None,
    preset: Annotated[str | None, typer.Option(help=both("改用预置方案", "Take a preset instead"))] = None,
    scheme_id: Annotated[str | None, typer.Option("--id", help=both("方案编号", "Id of the scheme"))] = None,
    money_factor: Annotated[
        str | None, typer.Option(help=both("金额门槛乘以此系数", "Multiply every threshold in money by this"))
    ] = None,
    note: Note = "",
) -> None:
    """Keep a scheme as the next draft version."""
    from frostier.tiers.presets import preset as preset_named
    from frostier.tiers.read import read_scheme
    from frostier.tiers.scaling import scaled

    if (file is None) == (preset is None):
        raise InvalidInput(
            Text("请给出一个文件，或用 --preset 指定预置方案。", "Name a file, or a preset with --preset.")
        )
    out = output_of(ctx)
    scheme = preset_named(preset) if preset else read_scheme(_definition_in(_text_of(file)), id=scheme_id)
    if money_factor is not None:
        scheme = scaled(scheme, _decimal(money_factor))
    definition = scheme.to_json() | ({"id": scheme_id} if scheme_id else {})
    with opened(ctx) as house:
        kept = house.schemes.save_draft(definition, author=getpass.getuser(), note=note or str(file or preset))
        label = f"{kept.scheme_id}@{kept.version}"

        def human() -> None:
            out.say(Text(f"已存为草稿 {label}", f"Kept as draft {label}"))
            _tiers_table(out, kept)
            out.next_step(Text(f"frostier schemes whatif {label}", f"frostier schemes whatif {label}"))

        out.give({**version_json(kept), "definition": kept.definition}, human)


@command(APP, "两个版本之间改了什么", "What changed between two versions")
def diff(
    ctx: typer.Context,
    scheme: Annotated[str, typer.Argument(help=both("方案编号", "Id of the scheme"))],
    old: Annotated[int, typer.Argument(help=both("旧版本", "Old version"))],
    new: Annotated[int, typer.Argument(help=both("新版本", "New version"))],
) -> None:
    """One sentence a change."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows import schemes as flow

        changes = flow.diff(house.schemes, scheme, old, new)

        def human() -> None:
            out.say(f"{scheme}@{old} → {scheme}@{new}", style="bold")
            for change in changes or [Text("没有变化。", "Nothing changed.")]:
                out.say("  · " + out.word(change))

        out.give({"scheme": scheme, "old": old, "new": new, "changes": changes}, human)


@command(APP, "试算：若用此方案，谁会变动、花费多少", "What if: who would move, and what it would cost")
def whatif(
    ctx: typer.Context,
    name: SchemeName,
    as_of: AsOf = None,
    window: Annotated[
        Window, typer.Option(help=both("折算花费的天数", "Days over which costs are counted"))
    ] = Window.ninety,
    to_file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=both("把变动客户写入文件", "Write the customers that move to a file")),
    ] = None,
) -> None:
    """A version tried on the latest grading."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.engines.files.write import write_table
        from frostier.flows import schemes as flow
        from frostier.tiers.scheme import Scheme

        draft = house.schemes.get(*scheme_and_version(name))
        day = as_of.date() if as_of else None
        with house.reading_run("whatif", arguments(scheme=name, as_of=day, window=window.value)) as run:
            result = flow.what_if(
                run, house.parts, Scheme.from_json(draft.definition), as_of=day, window_days=window.days
            )
        moves: Any = result.moves
        if to_file is not None:
            write_table(to_file, moves.column_names, moves)
        label = f"{draft.scheme_id}@{draft.version}"
        told = {"run": run.id, "scheme": label, "as_of": result.as_of, **result.totals.as_json()}
        told["moves"] = _largest(moves)
        out.give(told, lambda: _show_whatif(out, result, label))


def _largest(moves: Any) -> list[dict[str, Any]]:
    order = [("spend", "descending"), ("customer_id", "ascending")]
    return cast("list[dict[str, Any]]", moves.sort_by(order).slice(0, NAMED_MOVES).to_pylist())


def _show_whatif(out: Output, result: WhatIfResult, label: str) -> None:
    totals, moves = result.totals, cast("Any", result.moves)
    heads = (
        head("从", "from"),
        head("到", "to"),
        head("客户数", "customers", right=True),
        head("消费额", "spend", right=True),
        head("折扣变化", "discount change", right=True),
        head("优惠券变化", "coupon change", right=True),
        head("毛利变化", "margin change", right=True),
    )
    rows: list[list[object]] = [
        [
            tier_cell(s.from_tier),
            tier_cell(s.to_tier),
            s.customers,
            s.spend,
            s.discount_then - s.discount_now,
            s.coupon_then - s.coupon_now,
            s.margin_change,
        ]
        for s in totals.shifts
    ]
    rows.append(
        [
            Text("合计", "total"),
            None,
            totals.customers,
            None,
            totals.discount_change,
            totals.coupon_change,
            totals.margin_change,
        ]
    )
    title = Text(
        f"{label} 试算：{result.as_of}，{result.window_days} 天",
        f"What if {label}: {result.as_of}, {result.window_days} days",
    )
    out.table(title, heads, rows)
    if not totals.customers:
        out.say(Text("没有客户会变动。", "No customer would move."))
    named = _largest(moves)
    columns = (
        head("客户", "customer"),
        head("名称", "name"),
        head("从", "from"),
        head("到", "to"),
        head("消费额", "spend", right=True),
    )
    cells = (
        [m["customer_id"], m["customer_name"], tier_cell(m["from_tier"]), tier_cell(m["to_tier"]), m["spend"]]
        for m in named
    )
    if named:
        title = Text(f"变动客户（消费额最大的 {len(named)} 个）", f"Customers that move (the {len(named)} largest)")
        out.table(title, columns, cells)
    out.next_step(Text(f"frostier schemes publish {label}", f"frostier schemes publish {label}"))


@command(APP, "发布一个版本，从此生效", "Put a version in force")
def publish(ctx: typer.Context, name: SchemeName, note: Note = "") -> None:
    """Put a version in force."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows import schemes as flow

        # No sign-off is asked for here: whoever may work on the machine may do so, and it is recorded.
        with _recorded(house, "scheme.published", note) as done:
            kept = flow.publish(house.schemes, *scheme_and_version(name), by=getpass.getuser(), note=note)
            done.append(kept)
        _published(out, kept)


@command(APP, "回到上一个发布的版本", "Put the version before the present one back in force")
def rollback(ctx: typer.Context, note: Note = "") -> None:
    """Put the former version back in force."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows import schemes as flow

        with _recorded(house, "scheme.rolled_back", note) as done:
            kept = flow.roll_back(house.schemes, by=getpass.getuser(), note=note)
            done.append(kept)
        _published(out, kept)


@contextmanager
def _recorded(house: House, action: str, note: str) -> Iterator[list[SchemeVersion]]:
    """The deed and its entry in the audit trail, both or neither; what was done is put into the list."""
    from django.db import transaction

    from frostier.shell.accounts.audit import at_the_machine, record

    done: list[SchemeVersion] = []
    with transaction.atomic():
        yield done
        for kept in done:
            details = {"note": note, "signed_by": kept.signed_by, "at": "command line"}
            subject = f"{kept.scheme_id}@{kept.version}"
            record(at_the_machine(), action, subject, details, at=house.clock.now())


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidInput(
            Text(f"金额系数应为数字，收到“{text}”。", f"Expected a number as money factor, got {text!r}.")
        ) from None


def _published(out: Output, kept: SchemeVersion) -> None:
    label = f"{kept.scheme_id}@{kept.version}"

    def human() -> None:
        out.say(Text(f"{label} 已生效。", f"{label} is in force."), style="green")
        out.next_step(Text("frostier grade 按新方案分层", "frostier grade, to grade by it"))

    out.give(version_json(kept), human)


def _text_of(file: Path | None) -> str:
    assert file is not None
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            Text(f"无法读取 {file}：{error}。", f"Cannot read {file}: {error}."),
            next_step=Text("方案文件应为 UTF-8 文本。", "A scheme file is UTF-8 text."),
        ) from error


def _definition_in(text: str) -> str | dict[str, Any]:
    """The definition inside what ``schemes show --json`` printed; any other text as it is."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return text
    inside = told.get("definition") if isinstance(told, dict) else None
    return inside if isinstance(inside, dict) else text


def _tiers_table(out: Output, known: SchemeVersion) -> None:
    heads = (
        head("等级", "tier"),
        head("折扣率", "discount rate", right=True),
        head("每月优惠券（元）", "coupon a month", right=True),
        head("每周优先时段", "priority slots a week", right=True),
        head("每月客户经理工时", "manager hours a month", right=True),
    )
    rows = []
    for tier in known.definition["tiers"]:
        given = tier.get("benefits") or {}
        name = Named(tier["id"], Text(tier["name"]["zh"], tier["name"]["en"]))
        names = ("discount_rate", "coupon_per_month", "priority_slots_per_week", "manager_hours_per_month")
        rows.append([name, *[given.get(n, 0) for n in names]])
    out.table(Text("等级与权益", "Tiers and benefits"), heads, rows)


def state(known: SchemeVersion) -> Named:
    """The state of a version, in its colour."""
    return Named(known.state, SCHEME_STATES[known.state])


def _name(known: SchemeVersion) -> Text:
    name = known.definition["name"]
    return Text(name["zh"], name["en"])
