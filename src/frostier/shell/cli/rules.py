"""``frostier rules``: the rules for tasks, shown, published, rolled back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.actions.rule_book import Difference, RuleBook

APP = group("待办规则：查看、发布、回滚", "The rules for tasks: see, publish, roll back")
Note = Annotated[str, typer.Option(help=both("原因（必填）", "Why; it must be said"))]
_ON = {True: Text("启用", "on"), False: Text("停用", "off")}


@command(APP, "现行的规则与触发器", "The rules and triggers in force")
def show(
    ctx: typer.Context,
    to_file: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=both("写入 JSON 文件，以便修改后发布", "Write them as JSON, to edit and publish")
        ),
    ] = None,
) -> None:
    """The version in force."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.actions.rule_book_json import book_as_json
        from frostier.shell.workbench.rule_books import published_book

        book = published_book()
        told = {"version": book.version, **book_as_json(book)}
        if to_file is not None:
            text = json.dumps(book_as_json(book), ensure_ascii=False, indent=2)
            to_file.write_text(text + "\n", encoding="utf-8")
        out.give(told, lambda: _show(out, book))


@command(APP, "按 JSON 文件发布下一版；未写到的保持不变", "Publish the next version from a JSON file; the rest stays")
def publish(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=both("规则文件", "File with rules"), exists=True, dir_okay=False)],
    note: Note = "",
) -> None:
    """Bring what the file says into force."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.workbench.rule_books import publish_rules, published_book

        before = published_book()
        book = publish_rules(at_the_machine(), house.clock, _read(file), expected_version=before.version, note=note)
        _tell_published(out, before, book)


@command(APP, "全部版本，谁、何时、为何、改了什么", "Every version: who, when, why, what it changed")
def history(ctx: typer.Context) -> None:
    """Every published version, the newest first."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from itertools import pairwise

        from frostier.actions.rule_book import differences
        from frostier.shell.workbench import rule_books

        rows = [
            (one, [] if before is None else differences(before.book, one.book))
            for one, before in pairwise([*rule_books.history(), None])
            if one
        ]
        told = [
            {"version": one.book.version, "at": one.at, "by": one.by, "note": one.note, "changes": _plain(changes)}
            for one, changes in rows
        ]
        heads = (
            head("版本", "version", right=True),
            head("时间", "at"),
            head("发布人", "by"),
            head("原因", "note"),
            head("改动", "changes"),
        )
        cells = [
            [one.book.version, house.local(one.at), one.by, one.note, _in_one(out, changes)] for one, changes in rows
        ]
        title = Text("待办规则的版本", "Versions of the rules for tasks")
        out.give({"versions": told}, lambda: out.table(title, heads, cells))


@command(APP, "恢复某一版，作为新版本生效", "Bring a former version back into force, as a new one")
def rollback(
    ctx: typer.Context,
    version: Annotated[int, typer.Argument(help=both("要恢复的版本", "The version to bring back"))],
    note: Note = "",
) -> None:
    """Bring a former version back."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.workbench.rule_books import published_book, roll_back_rules

        before = published_book()
        book = roll_back_rules(at_the_machine(), house.clock, version, expected_version=before.version, note=note)
        _tell_published(out, before, book)


def _read(file: Path) -> Any:
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise InvalidInput(
            Text(f"{file.name} 应为 JSON：{error}", f"Expected {file.name} to be JSON: {error}"),
            next_step=Text(
                "frostier rules show -o 文件 给出可修改的样子。", "frostier rules show -o FILE gives one to edit."
            ),
        ) from error
    if isinstance(told, dict):
        told.pop("version", None)  # as ``rules show --json`` printed it
    return told


def _show(out: Output, book: RuleBook) -> None:
    from frostier.actions.rule_book import condition_in_words, events_in_words
    from frostier.actions.triggers import PRIORITIES

    rules = [
        [rule.id, rule.name, _ON[rule.on], condition_in_words(rule), rule.due_days, events_in_words(rule.events)]
        for rule in book.rules
    ]
    heads = (
        head("编号", "id"),
        head("名称", "name"),
        head("状态", "state"),
        head("条件", "condition"),
        head("天数", "days", right=True),
        head("事件", "events"),
    )
    out.table(Text(f"待办规则，第 {book.version} 版", f"Rules for tasks, version {book.version}"), heads, rules)
    triggers = [
        [one.id, one.name, _ON[one.on], book.rule(one.rule).name, PRIORITIES[one.priority], events_in_words(one.events)]
        for one in book.triggers
    ]
    heads = (*heads[:3], head("规则", "rule"), head("优先级", "priority"), head("事件", "events"))
    out.table(Text("触发器", "Triggers"), heads, triggers)


def _tell_published(out: Output, before: RuleBook, book: RuleBook) -> None:
    from frostier.actions.rule_book import differences

    changes = differences(before, book)

    def human() -> None:
        out.say(Text(f"第 {book.version} 版已生效。", f"Version {book.version} is in force."), style="bold")
        for one in changes:
            out.say(_line(one))

    out.give({"version": book.version, "changes": _plain(changes)}, human)


def _line(one: Difference) -> Text:
    was = one.was or Text("无", "none")
    return Text(
        f"{one.name.zh} · {one.part_name.zh}：{was.zh} → {one.becomes.zh}",
        f"{one.name.en} · {one.part_name.en}: {was.en} → {one.becomes.en}",
    )


def _in_one(out: Output, changes: list[Difference]) -> str:
    return "\n".join(_line(one).say(out.lang) for one in changes)


def _plain(changes: list[Difference]) -> list[dict[str, str | None]]:
    return [
        {
            "of": one.of,
            "id": one.id,
            "part": one.part,
            "was": one.was.zh if one.was else None,
            "becomes": one.becomes.zh,
        }
        for one in changes
    ]
