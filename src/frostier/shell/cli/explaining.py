"""``frostier explain``: why a customer stands where it stands, in sentences first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.text import Text, join
from frostier.shell.cli.app import command, opened, output_of
from frostier.shell.cli.options import AsOf, CustomerArgument
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.tier_words import stage_cell, tier_cell
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.flows.explaining import CustomerAnswer
    from frostier.tags.tag import Tag


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(
        app, "为什么是这个等级、如何保持、离下一级差什么", "Why this tier, what keeps it, what is missing to the next"
    )(explain)


def explain(
    ctx: typer.Context,
    customer: CustomerArgument,
    as_of: AsOf = None,
    tags: Annotated[
        bool, typer.Option("--tags", help=both("列出每个标签及原因", "List every tag with its reason"))
    ] = False,
) -> None:
    """One customer explained."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows import explaining as flow

        day = as_of.date() if as_of else None
        answer = flow.explain(house.parts, customer, as_of=day)
        out.give(answer_json(answer), lambda: show_answer(out, answer, tags=tags))


def answer_json(answer: CustomerAnswer) -> dict[str, Any]:
    """The whole answer as plain values."""
    from frostier.kernel.reason import plain

    return {
        **answer.explanation.as_json(),
        "grading": answer.grading.id,
        "scheme_version": answer.grading.scheme_version,
        "projected": answer.projected,
        "tags": [{"id": t.id, "name": t.name, "reason": r.as_json()} for t, r in answer.tags],
        "features": {name: plain(value) for name, value in answer.row.items()},
    }


def show_answer(out: Output, answer: CustomerAnswer, *, tags: bool = False) -> None:
    """Name, tier and stage; the sentences; the figures behind them."""
    told = answer.explanation
    decided = told.decision
    out.table(
        f"{answer.customer_id} {answer.row.get('customer_name') or ''}",
        (head("等级", "tier"), head("自", "since"), head("阶段", "stage"), head("自", "since"), head("截至", "as of")),
        [[tier_cell(decided.tier), decided.tier_since, stage_cell(decided.stage), decided.stage_since, answer.as_of]],
    )
    for sentence in told.sentences(out.lang):
        out.say(f"  · {sentence}")
    _show_conditions(out, answer)
    _show_dimensions(out, answer)
    if tags:
        heads = (head("标签", "tag"), head("因为", "because"))
        out.table(Text("标签", "Tags"), heads, ([t.name, r.text] for t, r in answer.tags))
    else:
        _show_tag_names(out, [t for t, _ in answer.tags])


def _show_tag_names(out: Output, carried: list[Tag]) -> None:
    from frostier.tags.catalogue import FAMILIES

    families = {f: [t.name for t in carried if t.family == f] for f in dict.fromkeys(t.family for t in carried)}
    rows = ([FAMILIES.get(f, f), join(names, zh="、")] for f, names in families.items())
    title = Text(f"标签（{len(carried)} 个）", f"Tags ({len(carried)})")
    out.table(title, (head("族", "family"), head("标签", "tags")), rows)


def _show_conditions(out: Output, answer: CustomerAnswer) -> None:
    findings = [leaf for finding in answer.explanation.findings for leaf in _leaves(finding)]
    if not findings:
        return
    heads = (head("条件", "condition"), head("成立", "holds"), head("实际", "actual", right=True))
    rows = ([f.text, f.holds, f.actual] for f in findings)
    out.table(Text("依据的条件", "The conditions that decided"), heads, rows)


def _leaves(finding: Any) -> list[Any]:
    return [leaf for part in finding.parts for leaf in _leaves(part)] if finding.parts else [finding]


def _show_dimensions(out: Output, answer: CustomerAnswer) -> None:
    told = answer.explanation
    if not told.parts:
        return
    heads = (
        head("维度", "dimension"),
        head("数值", "value", right=True),
        head("得分", "points", right=True),
        head("权重", "weight", right=True),
        head("贡献", "adds", right=True),
    )
    rows: list[list[object]] = [[p.name, p.value, p.points, p.weight, f"{p.contribution:.2f}"] for p in told.parts]
    rows += [[name, None, points, None, points] for name, points in told.adjustments]
    rows.append(
        [
            Text("合计", "score"),
            None,
            None,
            None,
            f"{told.decision.score:.2f}" if told.decision.score is not None else None,
        ]
    )
    out.table(Text("评分", "The score"), heads, rows)
