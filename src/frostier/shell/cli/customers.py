"""``frostier customers``: find customers, and take audiences away as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.options import AsOf
from frostier.shell.cli.output import head
from frostier.shell.cli.tier_words import stage_cell, tier_cell
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.shell.wiring import House
    from frostier.tags.vocabulary import Vocabulary

_COLUMN_OF_RESULT = {"value_tier": "tier", "lifecycle_stage": "stage"}
APP = group("查找和导出客户", "Find customers and export them")


@command(APP, "导出客户的等级、阶段、分值、特征、标签", "Export tiers, stages, scores, features and tags")
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=both("csv、xlsx 或 parquet 文件", "A csv, xlsx or parquet file"))],
    as_of: AsOf = None,
    where: Annotated[
        str | None,
        typer.Option(
            help=both("条件，如 消费金额 > 3000 且 标签(火锅食材偏好者)", "Condition, such as spend_30d > 3000")
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help=both("只要这些列，逗号分隔", "Only these columns, separated by commas"))
    ] = None,
) -> None:
    """Write the customers of the latest grading for whom a condition holds."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.engines.files.write import write_table
        from frostier.flows.explaining import graded_by
        from frostier.flows.exporting import audience
        from frostier.scores.cuts import CutPoints
        from frostier.tags.text_form import parse

        grading = graded_by(house.parts, as_of.date() if as_of else None)
        condition = parse(where, _vocabulary(house)) if where else None
        wanted = [c.strip() for c in columns.replace("，", ",").split(",") if c.strip()] if columns else []
        with house.analytics.snapshot(grading.snapshot) as snapshot:
            chosen = audience(snapshot, condition, CutPoints.from_json(grading.cuts), wanted)
            found = snapshot.columns(chosen.order_by("customer_id"))
        written = write_table(file, found.column_names, found)
        told = Text(
            f"{grading.as_of} 的 {written:,} 个客户已写入 {file}",
            f"{written:,} customers as of {grading.as_of} written to {file}",
        )
        out.give({"file": str(file), "customers": written, "as_of": grading.as_of}, lambda: out.say(told))


@command(APP, "按名称或编号查找客户", "Find customers by name or number")
def find(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(help=both("名称或编号中的字", "Part of the name or number"))],
    limit: Annotated[int, typer.Option(help=both("最多几个", "How many at most"), min=1)] = 20,
) -> None:
    """Customers whose name or number contains the words."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows.explaining import graded_by
        from frostier.flows.exporting import everything

        grading = graded_by(house.parts, None)
        with house.analytics.snapshot(grading.snapshot) as snapshot:
            table = everything(snapshot)
            fits = table.customer_name.contains(words) | table.customer_id.contains(words)
            shown = ("customer_id", "customer_name", "customer_type", "city", "manager", "tier", "stage")
            rows = snapshot.rows(table.filter(fits).select(*shown).order_by("customer_id").limit(limit))
        heads = (
            head("编号", "id"),
            head("名称", "name"),
            head("类型", "type"),
            head("城市", "city"),
            head("客户经理", "manager"),
            head("等级", "tier"),
            head("阶段", "stage"),
        )
        cells = (
            [
                *[r[c] for c in shown[:2]],
                _type_name(r["customer_type"]),
                r["city"],
                r["manager"],
                tier_cell(r["tier"]),
                stage_cell(r["stage"]),
            ]
            for r in rows
        )
        out.give({"customers": rows}, lambda: out.table(Text("客户", "Customers"), heads, cells))


def _vocabulary(house: House) -> Vocabulary:
    """What a condition may name: features, attributes, tags, and the results themselves (tier, stage, score)."""
    from frostier.sources.standard import Choice
    from frostier.tags.vocabulary import result_fields, standard_vocabulary
    from frostier.tiers.stages import STAGES
    from frostier.tiers.standard_tiers import STANDARD_TIERS

    tiers = [Choice(tier.id, tier.name) for tier in STANDARD_TIERS]
    stages = [Choice(stage, name) for stage, name in STAGES.items()]
    results = (replace(f, id=_COLUMN_OF_RESULT.get(f.id, f.id)) for f in result_fields(tiers, stages))
    return standard_vocabulary(results).with_tags(house.parts.tags)


def _type_name(value: str | None) -> Text | str | None:
    from frostier.sources.choices import CUSTOMER_TYPES

    return {c.value: c.name for c in CUSTOMER_TYPES}.get(value or "", value)
