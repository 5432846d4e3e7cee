"""A scheme's ladder and stages as a person reads them: conditions in words, scores as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from frostier.kernel.text import Text
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.tier_words import stage_cell, tier_cell

if TYPE_CHECKING:
    from frostier.scores.weighted import Steps
    from frostier.tiers.ladders import RfmxLadder, Rule, ScoreLadder
    from frostier.tiers.scheme import Scheme


def show_ladder(out: Output, scheme: Scheme) -> None:
    """How the scheme decides tier and stage, best first; the first condition that holds decides."""
    from frostier.tiers.ladders import RuleLadder

    if isinstance(scheme.ladder, RuleLadder):
        title = Text("等级规则（自上而下，先成立者为准）", "Tier rules (the first that holds decides)")
        _rules(out, title, scheme.ladder.rules, scheme.ladder.otherwise)
    else:
        _score(out, scheme.ladder)
    title = Text("阶段规则（自上而下，先成立者为准）", "Stage rules (the first that holds decides)")
    _rules(out, title, scheme.stages.rules, scheme.stages.otherwise)


def _rules(out: Output, title: Text, rules: Iterable[Rule], otherwise: str) -> None:
    from frostier.tags.text_form import render
    from frostier.tiers.conditions import VOCABULARY

    rows: list[list[object]] = [[_outcome(r.gives), render(r.when, out.lang, VOCABULARY)] for r in rules]
    rows.append([_outcome(otherwise), Text("其余", "otherwise")])
    out.table(title, (head("结果", "gives"), head("条件", "when")), rows)


def _score(out: Output, ladder: ScoreLadder | RfmxLadder) -> None:
    from frostier.tags.text_form import render
    from frostier.tiers.conditions import VOCABULARY
    from frostier.tiers.ladders import ScoreLadder

    dimensions = ladder.dimensions if isinstance(ladder, ScoreLadder) else (*ladder.rfm, *ladder.x)
    heads = (
        head("维度", "dimension"),
        head("特征", "feature"),
        head("权重", "weight", right=True),
        head("界线 → 得分", "cut points → points"),
        head("缺失得分", "points if missing", right=True),
    )
    rows = ([d.name, d.feature, d.weight, _steps(d.steps), d.missing_points] for d in dimensions)
    out.table(Text("评分维度", "Dimensions of the score"), heads, rows)
    if ladder.adjustments:
        cells = ([a.name, a.add, render(a.when, out.lang, VOCABULARY)] for a in ladder.adjustments)
        added = (head("加减分", "adjustment"), head("分数", "points", right=True), head("条件", "when"))
        out.table(Text("加减分", "Adjustments"), added, cells)
    marks: list[list[object]] = [[tier_cell(t.tier), f"≥ {t.at_least}"] for t in ladder.thresholds]
    marks.append([tier_cell(ladder.otherwise), Text("其余", "otherwise")])
    out.table(Text("分数线", "Thresholds"), (head("等级", "tier"), head("分数", "score", right=True)), marks)


def _steps(steps: Steps) -> Text:
    from frostier.scores.weighted import ChoicePoints, FixedSteps

    if isinstance(steps, ChoicePoints):
        told = "，".join(f"{value} {points}" for value, points in steps.points)
        return Text(f"{told}，其余 {steps.otherwise}", f"{told}, otherwise {steps.otherwise}".replace("，", ", "))
    points = "/".join(map(str, steps.points))
    if isinstance(steps, FixedSteps):
        cuts = "/".join(map(str, steps.cuts))
        return Text(f"{cuts} → {points}", f"{cuts} → {points}")
    levels = "/".join(f"{level:.0%}" for level in steps.levels)
    return Text(f"分位 {levels} → {points}", f"quantiles {levels} → {points}")


def _outcome(name: str) -> object:
    from frostier.tiers.stages import STAGES

    return stage_cell(name) if name in STAGES else tier_cell(name)
