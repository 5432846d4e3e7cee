"""``frostier quality``: how good what came in was, per batch and over time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, opened, output_of
from frostier.shell.cli.batches import BatchOption
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.warehouse.audits import BatchQuality


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "数据质量：完整、唯一、有效、及时、数量", "Quality: complete, unique, valid, fresh, as many as usual")(
        quality
    )


def quality(
    ctx: typer.Context,
    batch: BatchOption = None,
    entity: Annotated[str | None, typer.Option(help=both("只看这种数据", "Only this entity"))] = None,
) -> None:
    """The five figures of each batch, and what is remarkable."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows import quality as flow

        found = (
            [flow.quality_of(batch, house.batches)]
            if batch is not None
            else list(flow.quality_over_time(house.batches, entity=entity))
        )
        out.give({"batches": [_as_json(q) for q in found]}, lambda: _show(out, found))


def _as_json(known: BatchQuality) -> dict[str, Any]:
    return {
        **asdict(known),
        "findings": [{"audit": f.audit, "severity": f.severity, "text": f.text} for f in known.findings],
    }


def _show(out: Output, found: list[BatchQuality]) -> None:
    heads = (
        head("批次", "batch", right=True),
        head("数据", "entity"),
        head("读取行", "rows read", right=True),
        head("完整", "complete", right=True),
        head("唯一", "unique", right=True),
        head("有效", "valid", right=True),
        head("最新数据距今（天）", "age (days)", right=True),
        head("与往常相比", "against the usual", right=True),
    )
    rows = (
        [
            q.batch_no,
            q.entity,
            q.rows_read,
            _share(sum(q.completeness.values()) / len(q.completeness) if q.completeness else None),
            _share(q.uniqueness),
            _share(q.validity),
            q.age_days,
            f"×{q.volume:.2f}" if q.volume is not None else None,
        ]
        for q in found
    )
    out.table(Text("数据质量", "Quality"), heads, rows)
    notes = [[q.batch_no, f.text] for q in found for f in q.findings]
    if notes:
        out.table(Text("值得注意", "Worth a look"), (head("批次", "batch", right=True), head("说明", "note")), notes)


def _share(value: float | None) -> str | None:
    return f"{value:.1%}" if value is not None else None
