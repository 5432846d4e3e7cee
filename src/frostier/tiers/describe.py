"""A scheme in plain sentences: what each tier takes, how a score comes about, and how changes are held back."""

from __future__ import annotations

from collections.abc import Iterator

from frostier.kernel.text import Text, join
from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps
from frostier.tags.sentence import clause_of
from frostier.tags.text_form import plain_number
from frostier.tiers.conditions import VOCABULARY, name_of
from frostier.tiers.ladders import RuleLadder, ScoredLadder
from frostier.tiers.reading import exact
from frostier.tiers.scheme import Policy, Scheme
from frostier.tiers.stages import STAGES


def scheme_sentences(scheme: Scheme) -> list[Text]:
    """One sentence per rule, dimension, threshold and policy, in the order in which they act."""
    names = {tier.id: tier.name for tier in scheme.tiers}
    ladder = scheme.ladder
    told = _rules(ladder, names) if isinstance(ladder, RuleLadder) else _score(ladder, names)
    return [*told, *_policy(scheme.policy, names)]


def stage_sentences(scheme: Scheme) -> list[Text]:
    """One sentence per stage rule."""
    return list(_rules(scheme.stages, STAGES))


def _rules(ladder: RuleLadder, names: dict[str, Text]) -> Iterator[Text]:
    for place, rule in enumerate(ladder.rules):
        name, clause = names[rule.gives], clause_of(rule.when, VOCABULARY)
        start = Text("", "") if place == 0 else Text("否则", "else ")
        yield Text(f"{name.zh}：{start.zh}当 {clause.zh}。", f"{_title(name.en)}: {start.en}where {clause.en}.")
    name = names[ladder.otherwise]
    yield Text(f"{name.zh}：其余客户。", f"{_title(name.en)}: everyone else.")


def _score(ladder: ScoredLadder, names: dict[str, Text]) -> Iterator[Text]:
    for dimension in ladder.dimensions:
        yield _dimension(dimension)
    for adjustment in ladder.adjustments:
        clause = clause_of(adjustment.when, VOCABULARY)
        yield Text(
            f"{adjustment.name.zh}：当 {clause.zh}，{adjustment.add:+d} 分。",
            f"{_title(adjustment.name.en)}: {adjustment.add:+d} points where {clause.en}.",
        )
    for mark in ladder.thresholds:
        name = names[mark.tier]
        yield Text(
            f"{name.zh}：得分达到 {exact(mark.at_least)}。",
            f"{_title(name.en)}: a score of {exact(mark.at_least)} or more.",
        )
    name = names[ladder.otherwise]
    yield Text(f"{name.zh}：其余客户。", f"{_title(name.en)}: everyone else.")


def _dimension(dimension: Dimension) -> Text:
    percent = f"{plain_number(dimension.weight * 100)}%"
    feature, basis = name_of(dimension.feature), _basis(dimension)
    better = Text("越低越好", "lower is better") if dimension.better == "low" else Text("越高越好", "higher is better")
    if isinstance(dimension.steps, ChoicePoints):
        better = Text("按取值计分", "points by value")
    missing = dimension.missing_points
    return Text(
        f"{dimension.name.zh}占 {percent}：看{feature.zh}，{better.zh}，{basis.zh}，缺失得 {missing} 分。",
        f"{_title(dimension.name.en)} weighs {percent}: {feature.en}, {better.en}, {basis.en}, "
        f"{missing} points where missing.",
    )


def _basis(dimension: Dimension) -> Text:
    steps = dimension.steps
    if isinstance(steps, ChoicePoints):
        return Text(f"共 {len(steps.points)} 种取值", f"{len(steps.points)} values listed")
    if isinstance(steps, FixedSteps):
        return Text(f"{len(steps.points)} 档固定分界", f"{len(steps.points)} fixed steps")
    count = len(steps.points)
    if steps.by is None:
        return Text(f"按全体客户分为 {count} 档", f"{count} steps by rank among all customers")
    group = name_of(steps.by)
    return Text(f"在同{group.zh}内分为 {count} 档", f"{count} steps by rank within the same {group.en}")


def _policy(policy: Policy, names: dict[str, Text]) -> Iterator[Text]:
    yield Text(
        f"达到更高等级立即升级；低于现等级满 {policy.demotion_grace_days} 天且现等级已保持 "
        f"{policy.minimum_hold_days} 天才降级。",
        f"A better tier is given at once; a worse one after {policy.demotion_grace_days} days below and "
        f"{policy.minimum_hold_days} days in the present tier.",
    )
    if policy.quota:
        shares = [
            Text(f"{names[tier].zh} {plain_number(share * 100)}%", f"{names[tier].en} {plain_number(share * 100)}%")
            for tier, share in policy.quota
        ]
        listed, rank = join(shares, zh="、"), _rank_name(policy.quota_rank)
        yield Text(f"名额：{listed.zh}，按{rank.zh}排名。", f"Quota: {listed.en}, ranked by {rank.en}.")
    if policy.seasonal_fairness:
        yield Text("淡旺季按季节校正后的指标比较。", "Figures are compared after adjusting for the season.")


def _rank_name(field: str) -> Text:
    return Text("得分", "score") if field == "score" else name_of(field)


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]
