"""An explanation in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from frostier.kernel.text import Text, join
from frostier.tags.explain import reason_text
from frostier.tiers.decide import CAUSES
from frostier.tiers.reading import exact
from frostier.tiers.ways import Way

if TYPE_CHECKING:
    from frostier.tiers.explain import Explanation

MOST_WAYS = 3


def sentences_of(told: Explanation) -> list[Text]:
    """Why, since when, held by what, what keeps it, what is missing, what would end it: one sentence each."""
    return [_why(told), _since(told), *_held(told), *_kept(told), *_missing(told), *_ending(told)]


def keeping_of(told: Explanation) -> list[Text]:
    """What keeps the tier, and what is needed to keep it while a grace period runs."""
    return [*_held(told), *_kept(told)]


def ending_of(told: Explanation) -> list[Text]:
    """When the tier ends if nothing more is ordered; nothing where no such day is in sight."""
    return list(_ending(told))


def _why(told: Explanation) -> Text:
    decided = told.decision
    tier, raw = told.tier_names[decided.tier], told.tier_names[decided.raw_tier]
    basis = _basis(told)
    if decided.tier == decided.raw_tier:
        return Text(f"{tier.zh}：{basis.zh}。", f"{tier.en.capitalize()}: {basis.en}.")
    cause = CAUSES[decided.cause]
    return Text(
        f"{tier.zh}（{cause.zh}）；按指标为{raw.zh}：{basis.zh}。",
        f"{tier.en.capitalize()} ({cause.en}); the figures give {raw.en}: {basis.en}.",
    )


def _basis(told: Explanation) -> Text:
    if not told.parts:
        texts = [reason_text(finding) for finding in told.findings]
        return join(texts, zh="；", en="; ") if texts else Text("其余客户", "everyone else")
    lines = [
        Text(
            f"{p.name.zh} {p.value.zh} 得 {p.points} 分 × {exact(p.weight)}",
            f"{p.name.en} {p.value.en} gives {p.points} × {exact(p.weight)}",
        )
        for p in told.parts
    ]
    lines += [Text(f"{name.zh} {add:+d}", f"{name.en} {add:+d}") for name, add in told.adjustments]
    sum_of = join(lines, zh=" ＋ ", en=" + ")
    score = exact(told.decision.score) if told.decision.score is not None else ""
    line = "" if told.threshold is None else exact(told.threshold)
    return Text(
        f"{sum_of.zh} = {score} 分" + (f"，达到 {line} 分" if line else ""),
        f"{sum_of.en} = {score} points" + (f", at least {line}" if line else ""),
    )


def _since(told: Explanation) -> Text:
    decided = told.decision
    return Text(f"自 {decided.tier_since} 起。", f"Since {decided.tier_since}.")


def _held(told: Explanation) -> Iterator[Text]:
    decided = told.decision
    if decided.pending_since is None:
        return
    raw = told.tier_names[told.decision.raw_tier]
    until = told.grace_until
    if decided.cause == "review":
        yield Text(
            f"自 {decided.pending_since} 起按指标为{raw.zh}，等待人工审核，审核前保持本级。",
            f"The figures give {raw.en} since {decided.pending_since}; the tier stays until a person has reviewed it.",
        )
        yield from _either(told.to_keep, "保级需要", "To keep it")
        return
    yield Text(
        f"自 {decided.pending_since} 起指标低于本级；若无改善，{until} 起降为{raw.zh}。",
        f"Below the tier since {decided.pending_since}; without improvement it becomes {raw.en} on {until}.",
    )
    yield from _either(told.to_keep, "保级需要", "To keep it")


def _kept(told: Explanation) -> Iterator[Text]:
    if told.decision.pending_since is not None or told.decision.tier == list(told.tier_names)[-1]:
        return
    if told.parts and told.threshold is not None and told.decision.score is not None:
        spare = exact(told.decision.score - told.threshold)
        yield Text(f"保持本级：高出分数线 {spare} 分。", f"What keeps it: {spare} points above the threshold.")
    if told.dropping:
        falls = join([_and(way) for way in told.dropping[:MOST_WAYS]], zh="；或 ", en="; or ")
        yield Text(f"以下任一变化会低于本级：{falls.zh}。", f"Any of these would end it: {falls.en}.")


def _missing(told: Explanation) -> Iterator[Text]:
    if told.next_tier is None:
        yield Text("已是最高等级。", "This is the highest tier.")
        return
    name = told.tier_names[told.next_tier]
    if not told.missing:
        yield Text(
            f"没有可行的指标变化能达到{name.zh}。",
            f"No change of figures that can be worked on reaches {name.en}.",
        )
    yield from _either(told.missing, f"升为{name.zh}需要", f"To reach {name.en}")


def _ending(told: Explanation) -> Iterator[Text]:
    if told.drop is None:
        return
    lower = told.tier_names[told.drop.tier]
    yield Text(
        f"{told.drop.in_days} 天内不下单将降为{lower.zh}（{told.drop.on}）。",
        f"Drops to {lower.en} in {told.drop.in_days} days if nothing is ordered ({told.drop.on}).",
    )


def _either(ways: Sequence[Way], zh: str, en: str) -> Iterator[Text]:
    if ways:
        listed = join([_and(way) for way in ways[:MOST_WAYS]], zh="；或 ", en="; or ")
        yield Text(f"{zh}：{listed.zh}。", f"{en}: {listed.en}.")


def _and(way: Way) -> Text:
    return join([change.text for change in way], zh="，且 ", en=" and ")
