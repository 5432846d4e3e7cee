"""What differs between two versions of a scheme, line by line, as a person would say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from frostier.kernel.text import Text
from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps, Steps
from frostier.tags.predicate import Predicate
from frostier.tags.text_form import render
from frostier.tiers.conditions import VOCABULARY
from frostier.tiers.ladders import Adjustment, Ladder, RuleLadder, ScoredLadder
from frostier.tiers.reading import exact
from frostier.tiers.scheme import Scheme, Tier

_POLICY_NAMES: dict[str, Text] = {
    "promotion": Text("升级", "promotion"),
    "demotion_grace_days": Text("降级宽限天数", "demotion grace days"),
    "minimum_hold_days": Text("最短保持天数", "minimum hold days"),
    "quota": Text("名额", "quota"),
    "quota_rank": Text("名额排名依据", "quota ranked by"),
    "seasonal_fairness": Text("季节公平", "seasonal fairness"),
}
_BENEFIT_NAMES: dict[str, Text] = {
    "discount_rate": Text("折扣率", "discount rate"),
    "coupon_per_month": Text("每月券额", "coupons a month"),
    "priority_slots_per_week": Text("每周优先配送", "priority slots a week"),
    "manager_hours_per_month": Text("每月专属服务小时", "manager hours a month"),
}


def scheme_diff(old: Scheme, new: Scheme) -> list[Text]:
    """One line per difference, in the order of the scheme's parts; empty where both decide and cost the same."""
    return [
        *_named_change(Text("方案名称", "name"), str(old.name), str(new.name)),
        *_tier_lines(old, new),
        *_ladder_lines(old.ladder, new.ladder, {tier.id: tier.name for tier in (*old.tiers, *new.tiers)}),
        *_rule_lines(Text("阶段规则", "stage rule"), old.stages, new.stages),
        *_entry_lines(Text("策略", "policy"), _POLICY_NAMES, old.to_json()["policy"], new.to_json()["policy"]),
    ]


def _tier_lines(old: Scheme, new: Scheme) -> Iterator[Text]:
    before = {tier.id: tier for tier in old.tiers}
    after = {tier.id: tier for tier in new.tiers}
    yield from (
        Text(f"取消等级{t.name.zh}", f"tier {t.name.en} removed") for id, t in before.items() if id not in after
    )
    yield from (Text(f"新增等级{t.name.zh}", f"tier {t.name.en} added") for id, t in after.items() if id not in before)
    for id in (id for id in before if id in after):
        yield from _benefit_lines(before[id], after[id])
    order, reordered = [i for i in before if i in after], [i for i in after if i in before]
    yield from _named_change(Text("等级顺序", "order of tiers"), " > ".join(order), " > ".join(reordered))


def _benefit_lines(old: Tier, new: Tier) -> Iterator[Text]:
    yield from _named_change(Text(f"等级 {old.id} 的名称", f"name of tier {old.id}"), str(old.name), str(new.name))
    for key, name in _BENEFIT_NAMES.items():
        label = Text(f"{new.name.zh}{name.zh}", f"{new.name.en} {name.en}")
        yield from _named_change(label, _shown(getattr(old.benefits, key)), _shown(getattr(new.benefits, key)))


def _ladder_lines(old: Ladder, new: Ladder, names: Mapping[str, Text]) -> Iterator[Text]:
    if type(old) is not type(new):
        yield from _named_change(Text("阶梯类型", "kind of ladder"), _kind(old), _kind(new))
    elif isinstance(old, RuleLadder) and isinstance(new, RuleLadder):
        yield from _rule_lines(Text("规则", "rule"), old, new)
    elif not isinstance(old, RuleLadder) and not isinstance(new, RuleLadder):
        yield from _score_lines(old, new, names)


def _rule_lines(what: Text, old: RuleLadder, new: RuleLadder) -> Iterator[Text]:
    for place in range(max(len(old.rules), len(new.rules))):
        before = old.rules[place] if place < len(old.rules) else None
        after = new.rules[place] if place < len(new.rules) else None
        if before != after:
            name = Text(f"{what.zh} {place + 1}", f"{what.en} {place + 1}")
            yield _changed(
                name,
                _rule_text(before.gives, before.when) if before else _NOTHING,
                _rule_text(after.gives, after.when) if after else _NOTHING,
            )
    label = Text(f"{what.zh}：其余", f"{what.en}: otherwise")
    yield from _named_change(label, old.otherwise, new.otherwise)


def _rule_text(gives: str, when: Predicate) -> Text:
    conditions = _condition(when)
    return Text(f"{conditions.zh} → {gives}", f"{conditions.en} → {gives}")


def _condition(when: Predicate) -> Text:
    return Text(render(when, "zh", VOCABULARY), render(when, "en", VOCABULARY))


def _score_lines(old: ScoredLadder, new: ScoredLadder, names: Mapping[str, Text]) -> Iterator[Text]:
    before = {d.id: d for d in old.dimensions}
    after = {d.id: d for d in new.dimensions}
    for id in dict.fromkeys([*before, *after]):
        yield from _dimension_lines(before.get(id), after.get(id))
    marks = ({t.tier: t.at_least for t in old.thresholds}, {t.tier: t.at_least for t in new.thresholds})
    for tier in dict.fromkeys([*marks[0], *marks[1]]):
        name = names.get(tier, Text(tier, tier))
        label = Text(f"{name.zh}分数线", f"threshold of {name.en}")
        yield from _named_change(label, *(exact(m[tier]) if tier in m else "—" for m in marks))
    yield from _adjustment_lines({a.id: a for a in old.adjustments}, {a.id: a for a in new.adjustments})
    yield from _named_change(Text("其余", "otherwise"), old.otherwise, new.otherwise)


def _dimension_lines(old: Dimension | None, new: Dimension | None) -> Iterator[Text]:
    if old is None or new is None:
        named = new or old
        assert named is not None
        happened = Text("取消", "removed") if new is None else Text("新增", "added")
        yield Text(f"维度“{named.name.zh}”{happened.zh}", f"dimension “{named.name.en}” {happened.en}")
        return
    label = Text(f"维度“{new.name.zh}”", f"dimension “{new.name.en}”")
    yield from _named_change(_of(label, "权重", "weight"), exact(old.weight), exact(new.weight))
    yield from _named_change(_of(label, "指标", "feature"), old.feature, new.feature)
    yield from _named_change(_of(label, "方向", "better end"), old.better, new.better)
    yield from _named_change(_of(label, "分界与分值", "breakpoints"), _steps(old.steps), _steps(new.steps))
    missing = (str(old.missing_points), str(new.missing_points))
    yield from _named_change(_of(label, "缺失分", "points where missing"), *missing)


def _steps(steps: Steps) -> str:
    if isinstance(steps, ChoicePoints):
        return ", ".join(f"{choice} {points}" for choice, points in (*steps.points, ("*", steps.otherwise)))
    marks = steps.cuts if isinstance(steps, FixedSteps) else steps.levels
    kind = "" if isinstance(steps, FixedSteps) else f" (quantile{f' by {steps.by}' if steps.by else ''})"
    return f"{' / '.join(map(exact, marks))}{kind} = {' / '.join(map(str, steps.points))}"


def _adjustment_lines(old: Mapping[str, Adjustment], new: Mapping[str, Adjustment]) -> Iterator[Text]:
    for id in dict.fromkeys([*old, *new]):
        if old.get(id) != new.get(id):
            name = (new.get(id) or old[id]).name
            label = Text(f"加分项“{name.zh}”", f"adjustment “{name.en}”")
            yield _changed(label, _adjustment_text(old.get(id)), _adjustment_text(new.get(id)))


def _adjustment_text(adjustment: Adjustment | None) -> Text:
    if adjustment is None:
        return _NOTHING
    condition = _condition(adjustment.when)
    return Text(f"{condition.zh} {adjustment.add:+d}", f"{condition.en} {adjustment.add:+d}")


def _entry_lines(
    what: Text, names: Mapping[str, Text], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Text]:
    for key, name in names.items():
        label = Text(f"{what.zh}：{name.zh}", f"{what.en}: {name.en}")
        yield from _named_change(label, _shown(old[key]), _shown(new[key]))


def _named_change(name: Text, old: str, new: str) -> Iterator[Text]:
    if old != new:
        yield _changed(name, Text(old, old), Text(new, new))


def _changed(name: Text, old: Text, new: Text) -> Text:
    return Text(f"{name.zh}：{old.zh} → {new.zh}", f"{name.en}: {old.en} → {new.en}")


def _of(label: Text, zh: str, en: str) -> Text:
    return Text(f"{label.zh}{zh}", f"{label.en} {en}")


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items()) or "—"
    return str(value)


def _kind(ladder: Ladder) -> str:
    return {"RuleLadder": "rules", "ScoreLadder": "score"}.get(type(ladder).__name__, "rfmx")


_NOTHING = Text("（无）", "(none)")
