"""``frostier runs``: what is being done and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.output import Named, Output, head
from frostier.shell.cli.words import both
from frostier.shell.runs.words import STATES, kind_name

if TYPE_CHECKING:
    from frostier.shell.runs.models import Run

APP = group("查看和停止任务", "See and stop runs")
RunNumber = Annotated[int, typer.Argument(metavar="ID", help=both("任务号", "Number of the run"))]


@command(APP, "最近的任务", "The newest runs", name="list")
def list_runs(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help=both("最多几条", "How many at most"), min=1)] = 20,
) -> None:
    """The newest runs first."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.runs.queries import as_json, recent_runs

        rows = recent_runs(limit)
        heads = (
            head("任务", "run", right=True),
            head("类型", "kind"),
            head("状态", "state"),
            head("步骤", "step"),
            head("开始", "started"),
            head("用时（秒）", "seconds", right=True),
            head("由谁", "by"),
        )
        cells = (
            [r.pk, _kind(r), _state(r), _step(r), house.local(r.started_at or r.created_at), _seconds(r), r.by]
            for r in rows
        )
        out.give({"runs": [as_json(r) for r in rows]}, lambda: out.table(Text("任务", "Runs"), heads, cells))


@command(APP, "一个任务的详情与日志", "One run with its figures and log")
def show(ctx: typer.Context, run_id: RunNumber) -> None:
    """State, figures and log of one run."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.runs.queries import as_json, log_of, run_of

        row, lines = run_of(run_id), log_of(run_id)
        log = [{"at": line.at.isoformat(), "zh": line.zh, "en": line.en} for line in lines]
        out.give(
            {**as_json(row), "log": log},
            lambda: _tell(out, row, [(house.local(x.at), Text(x.zh, x.en)) for x in lines]),
        )


@command(APP, "停止一个任务", "Stop a run")
def cancel(ctx: typer.Context, run_id: RunNumber) -> None:
    """Ask a run to stop."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.shell.runs.commands import request_cancel
        from frostier.shell.runs.queries import as_json

        row = request_cancel(run_id)
        told = Text(
            f"已要求任务 {run_id} 停止，它会在下一个检查点撤回未完成的部分。",
            f"Run {run_id} was asked to stop; it takes back what is half-done at its next checkpoint.",
        )
        out.give(as_json(row), lambda: out.say(told))


def _tell(out: Output, row: Run, lines: list[tuple[object, Text]]) -> None:
    out.table(
        Text(f"任务 {row.pk}", f"Run {row.pk}"),
        (head("项目", "item"), head("值", "value")),
        [
            (Text("类型", "kind"), _kind(row)),
            (Text("状态", "state"), _state(row)),
            (Text("步骤", "step"), _step(row)),
            (Text("参数", "arguments"), ", ".join(f"{k}={v}" for k, v in row.arguments.items()) or None),
            *((Text(name, name), value) for name, value in row.counts.items()),
            (Text("用时（秒）", "seconds"), _seconds(row)),
        ],
    )
    if row.error:
        out.say(Text(row.error["zh"], row.error["en"]), style="red")
    heads = (head("时刻", "at"), head("日志", "log"))
    out.table(Text("日志", "Log"), heads, lines)


def _kind(row: Run) -> Text:
    return kind_name(row.kind)


def _state(row: Run) -> Named:
    return Named(row.state, STATES[row.state])


def _step(row: Run) -> Text:
    progress = f" {row.done:,}/{row.total:,}" if row.total else ""
    return Text(row.step_zh + progress, row.step_en + progress)


def _seconds(row: Run) -> str | None:
    from frostier.shell.runs.queries import seconds

    return f"{seconds(row):,.1f}" if row.started_at else None
