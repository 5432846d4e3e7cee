"""``frostier batches`` and ``quarantine``: what came in, and what could not be used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.accounting import entity_word, show_account
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.options import NoWait
from frostier.shell.cli.output import Named, head
from frostier.shell.cli.words import both
from frostier.shell.intake.words import BATCH_STATES

if TYPE_CHECKING:
    from frostier.flows.ports import Batch, RejectedRow

BATCHES = group("导入批次", "Import batches")
QUARANTINE = group("隔离区：不能使用的行及原因", "Quarantine: rows that cannot be used, and why")
BatchNumber = Annotated[int, typer.Argument(metavar="BATCH", help=both("批次号", "Number of the batch"))]
BatchOption = Annotated[int | None, typer.Option("--batch", help=both("只看这一批次", "Only this batch"))]


@command(BATCHES, "全部批次", "Every batch", name="list")
def list_batches(
    ctx: typer.Context,
    entity: Annotated[str | None, typer.Option(help=both("只看这种数据", "Only this entity"))] = None,
) -> None:
    """Every batch in order."""
    out = output_of(ctx)
    with opened(ctx) as house:
        rows = house.batches.list(entity=entity)
        heads = (
            head("批次", "batch", right=True),
            head("数据", "entity"),
            head("状态", "state"),
            head("读取行", "rows read", right=True),
            head("导入行", "loaded", right=True),
            head("隔离行", "quarantined", right=True),
            head("来源", "source"),
            head("文件", "file"),
            head("时间", "at"),
        )
        cells = (
            [
                b.no,
                entity_word(b.draft.entity),
                _state(b),
                *_rows(b),
                b.draft.source,
                b.draft.file_name,
                house.local(b.created_at),
            ]
            for b in rows
        )
        title = Text("导入批次", "Import batches")
        out.give({"batches": [batch_json(b) for b in rows]}, lambda: out.table(title, heads, cells))


@command(BATCHES, "一个批次的详情与质量报告", "One batch with its quality report")
def show(ctx: typer.Context, batch: BatchNumber) -> None:
    """One batch in full."""
    out = output_of(ctx)
    with opened(ctx) as house:
        import yaml

        from frostier.shell.intake.queries import top_reasons

        known = house.batches.get(batch)
        told = batch_json(known) | {"mapping": known.draft.mapping, "report": known.report}

        def human() -> None:
            out.table(
                Text(f"批次 {known.no}", f"Batch {known.no}"),
                (head("项目", "item"), head("值", "value")),
                _in_words(known, house.local(known.created_at)),
            )
            show_account(out, known.report, top_reasons(known.no), Text("每一行的去向", "Where every row went"))
            mapping = yaml.safe_dump(dict(known.draft.mapping), allow_unicode=True, sort_keys=False)
            out.say(Text("所用的映射：", "The mapping it was read by:"), style="bold")
            out.say(mapping)

        out.give(told, human)


def _in_words(known: Batch, at: object) -> list[tuple[Text, object]]:
    draft = known.draft
    return [
        (Text("数据", "entity"), entity_word(draft.entity)),
        (Text("状态", "state"), _state(known)),
        (Text("来源", "source"), draft.source),
        (Text("文件", "file"), draft.file_name),
        (Text("时间", "at"), at),
        (Text("任务", "run"), draft.run_id),
        (Text("取代批次", "replaces batch"), draft.replaces),
        (Text("改正批次", "corrects batch"), draft.corrects),
        (Text("最早与最晚的日期", "first and last day"), _days(known)),
        (Text("净额合计（元）", "sum of net amounts"), known.report.get("net_amount")),
        (Text("内容指纹", "fingerprint"), draft.content_hash),
    ]


def _days(known: Batch) -> str | None:
    first, last = known.report.get("first_day"), known.report.get("last_day")
    return f"{first} – {last}" if first else None


def batch_json(known: Batch) -> dict[str, Any]:
    """A batch as plain values, without mapping and report."""
    draft = known.draft
    read, loaded, rejected = _rows(known)
    return {
        "batch": known.no,
        "entity": draft.entity,
        "state": known.state,
        "source": draft.source,
        "file": draft.file_name,
        "rows_read": read,
        "rows_loaded": loaded,
        "rows_rejected": rejected,
        "created_at": known.created_at.isoformat(),
        "content_hash": draft.content_hash,
        "run": draft.run_id,
        "replaces": draft.replaces,
        "corrects": draft.corrects,
    }


@command(QUARANTINE, "隔离区中的行", "Rows in quarantine", name="list")
def list_rows(
    ctx: typer.Context,
    batch: BatchOption = None,
    limit: Annotated[int, typer.Option(help=both("最多几行", "How many rows at most"), min=1)] = 50,
) -> None:
    """Open rows with their reasons."""
    out = output_of(ctx)
    with opened(ctx) as house:
        rows = list(house.batches.rejected(batch_no=batch, limit=limit))
        total = house.batches.rejected_count(batch_no=batch)
        heads = (
            head("批次", "batch", right=True),
            head("行", "row", right=True),
            head("字段", "field"),
            head("因为", "because"),
            head("原行", "the row"),
        )
        cells = ([r.batch_no, r.row_no, r.field, r.reason, _row_text(r)] for r in rows)

        def human() -> None:
            title = Text(
                f"隔离区：{total:,} 行，显示 {len(rows):,} 行", f"Quarantine: {total:,} rows, {len(rows):,} shown"
            )
            out.table(title, heads, cells)
            if rows:
                out.next_step(
                    Text(
                        "frostier quarantine export 隔离.csv，改正后 frostier quarantine resubmit",
                        "frostier quarantine export rows.csv, correct them, then frostier quarantine resubmit",
                    )
                )

        out.give({"total": total, "rows": [_row_json(r) for r in rows]}, human)


def _row_text(row: RejectedRow, cells: int = 4) -> str:
    filled = [value for value in row.raw.values() if value]
    return " · ".join(filled[:cells]) + (" …" if len(filled) > cells else "")


def _row_json(row: RejectedRow) -> dict[str, Any]:
    names = ("id", "batch_no", "row_no", "field", "code", "reason", "raw", "state")
    return {name: getattr(row, name) for name in names}


def _state(known: Batch) -> Named:
    return Named(known.state, BATCH_STATES[known.state])


def _rows(known: Batch) -> tuple[int | None, int | None, int | None]:
    rows = known.report.get("rows", {})
    return rows.get("read"), rows.get("loaded"), rows.get("rejected")


@command(QUARANTINE, "导出隔离区的行以便改正", "Write the rows in quarantine to a file, to be corrected")
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=both("csv、xlsx 或 parquet 文件", "A csv, xlsx or parquet file"))],
    batch: BatchOption = None,
) -> None:
    """Write open rows to a file."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.engines.files.write import write_table
        from frostier.shell.intake.queries import correction_columns, correction_rows

        columns = correction_columns(house.batches.rejected(batch_no=batch))
        rows = correction_rows(house.batches.rejected(batch_no=batch), columns)
        written = write_table(file, columns, rows)

        def human() -> None:
            out.say(Text(f"{written:,} 行已写入 {file}", f"{written:,} rows written to {file}"))
            out.next_step(
                Text(
                    f"改正后运行 frostier quarantine resubmit {file}",
                    f"correct it, then frostier quarantine resubmit {file}",
                )
            )

        out.give({"file": str(file), "rows": written}, human)


@command(QUARANTINE, "重新提交改正后的行", "Bring corrected rows in again")
def resubmit(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=both("改正后的导出文件", "The exported file, corrected"))],
    no_wait: NoWait = False,
) -> None:
    """Bring corrected rows in, batch by batch."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.intake.resubmitting import resubmit_file

        with house.run("resubmit", {"file": str(file)}, wait=not no_wait) as run:
            brought = resubmit_file(run, file, work=house.home.work, batches=house.batches, warehouse=house.warehouse)
        heads = (
            head("批次", "batch", right=True),
            head("改正批次", "corrects", right=True),
            head("读取", "read", right=True),
            head("导入", "loaded", right=True),
            head("再次隔离", "quarantined again", right=True),
        )
        rows = ([b.no, b.draft.corrects, *_rows(b)] for b in brought)
        told = {"run": run.id, "batches": [batch_json(b) for b in brought]}
        out.give(told, lambda: out.table(Text("重新提交", "Brought in again"), heads, rows))
