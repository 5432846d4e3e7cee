"""``frostier sources``: folders and databases that are read on a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.options import NoWait
from frostier.shell.cli.output import head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.shell.intake.models import ImportSource

APP = group("定时来源：按计划读取的目录与数据库", "Sources: folders and databases that are read on a schedule")
SourceNumber = Annotated[int, typer.Argument(metavar="SOURCE", help=both("来源号", "Number of the source"))]


@command(APP, "全部来源及其最近一次读取", "Every source and how its last reading went", name="list")
def list_sources(ctx: typer.Context) -> None:
    """Every source."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.intake.sources import sources

        found = sources()
        heads = (
            head("来源", "source", right=True),
            head("名称", "name"),
            head("位置", "location"),
            head("计划", "schedule"),
            head("下次", "next"),
            head("连续失败", "failures", right=True),
            head("最近的问题", "last problem"),
        )
        cells = (
            [
                row.pk,
                row.name,
                row.location,
                _schedule(row),
                house.local(row.next_due_at),
                row.failures,
                Text(row.error_zh, row.error_en),
            ]
            for row in found
        )
        title = Text("定时来源", "Sources")
        out.give({"sources": [_as_json(row) for row in found]}, lambda: out.table(title, heads, cells))


@command(APP, "增加一个来源：目录，或数据库中的表", "Add a source: a folder, or a table of a database")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=both("名称", "Name"))],
    mapping: Annotated[Path, typer.Option(help=both("映射文件（YAML）", "Mapping file (YAML)"))],
    folder: Annotated[str | None, typer.Option(help=both("要读取的目录", "Folder to read"))] = None,
    pattern: Annotated[str, typer.Option(help=both("文件名样式", "Pattern of file names"))] = "*",
    db: Annotated[
        str | None,
        typer.Option(
            help=both("数据库地址，密码写作 ${FROSTIER_SOURCE_…}", "Database; its password as ${FROSTIER_SOURCE_…}")
        ),
    ] = None,
    table: Annotated[str | None, typer.Option(help=both("要读取的表", "Table to read"))] = None,
    query: Annotated[str | None, typer.Option(help=both("查询语句", "Query to read"))] = None,
    cursor: Annotated[str | None, typer.Option(help=both("增量列", "Column that grows"))] = None,
    every: Annotated[int | None, typer.Option(help=both("每隔多少分钟", "Every so many minutes"))] = None,
    daily_at: Annotated[
        str | None, typer.Option(help=both("每天几点，如 02:30", "Every day at, such as 02:30"))
    ] = None,
) -> None:
    """Declare a source; it is due at once."""
    from frostier.engines.files.mapping_file import load_mapping

    if (folder is None) == (db is None):
        raise InvalidInput(Text("请用 --folder 或 --db 之一。", "Give either --folder or --db."))
    schedule = {"every_minutes": every, "daily_at": daily_at}
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.intake.sources import SourceDraft, add_source

        draft = SourceDraft(
            name=name,
            kind="folder" if folder is not None else "sql",
            location=folder or db or "",
            mapping=load_mapping(mapping).to_data(),
            schedule={key: value for key, value in schedule.items() if value is not None},
            pattern=pattern if folder is not None else "",
            table=table or "",
            query=query or "",
            cursor_column=cursor or "",
        )
        row = add_source(house, draft, at_the_machine())

        def human() -> None:
            out.say(Text(f"来源 {row.pk}“{row.name}”已增加。", f"Source {row.pk}, {row.name!r}, is added."))
            out.next_step(
                Text(f"frostier sources run {row.pk} 立即读取", f"frostier sources run {row.pk}, to read it now")
            )

        out.give(_as_json(row), human)


@command(APP, "立即读取一个来源", "Read a source now")
def run(ctx: typer.Context, source: SourceNumber, no_wait: NoWait = False) -> None:
    """Read a source in this process."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.intake.reading import read_source
        from frostier.shell.intake.sources import source_of

        source_of(source)
        with house.run("source", {"source_id": source}, wait=not no_wait) as live:
            told = read_source(house, live, source)
        heads = (
            head("文件", "file"),
            head("批次", "batch", right=True),
            head("读取", "read", right=True),
            head("导入", "loaded", right=True),
            head("隔离", "quarantined", right=True),
        )
        rows = ([r["file"], r.get("batch_no"), *_rows(r)] for r in told["read"])
        out.give({"run": live.id, **told}, lambda: out.table(Text("读取的文件", "What was read"), heads, rows))


@command(APP, "暂停一个来源，或恢复", "Let a source rest, or be read again")
def pause(
    ctx: typer.Context,
    source: SourceNumber,
    resume: Annotated[bool, typer.Option("--resume", help=both("恢复读取", "Read it again"))] = False,
) -> None:
    """Take a source off its schedule, or put it back."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.intake.sources import pause_source

        row = pause_source(house, source, not resume, at_the_machine())
        told = (
            Text(f"“{row.name}”恢复按计划读取。", f"{row.name!r} is read again.")
            if resume
            else Text(f"“{row.name}”已暂停。", f"{row.name!r} rests.")
        )
        out.give(_as_json(row), lambda: out.say(told))


def _schedule(row: ImportSource) -> Text:
    if not row.enabled:
        return Text("已暂停", "paused")
    if "daily_at" in row.schedule:
        at = row.schedule["daily_at"]
        return Text(f"每天 {at}", f"daily at {at}")
    minutes = row.schedule["every_minutes"]
    return Text(f"每 {minutes} 分钟", f"every {minutes} minutes")


def _rows(outcome: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    rows = outcome.get("rows", {})
    return rows.get("read"), rows.get("loaded"), rows.get("rejected")


def _as_json(row: ImportSource) -> dict[str, Any]:
    names = ("id", "name", "kind", "location", "pattern", "table", "query", "cursor_column", "schedule", "enabled")
    states = ("failures", "next_due_at", "last_run_id", "last_finished_at")
    plain = {name: getattr(row, name) for name in (*names, *states)}
    error = {"zh": row.error_zh, "en": row.error_en} if row.error_en else None
    return {**plain, "entity": row.mapping["entity"], "source": row.mapping["source"], "error": error}
