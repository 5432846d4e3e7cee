"""Real configurations, read from their own text: the form is recognised, nothing has to be rewritten.

* ``IF 最近购买<7天 AND 消费金额>3000 THEN 铂金客户 / ELSE IF … / ELSE 白银客户`` — ordered rules
* ``{"gradingRules": {"platinum": {"minMonthlySpend": 50000, …}}}`` — minimums and maximums per tier
* ``铂金 月均消费>5000 且复购率>60%; 黄金 2000–5000 且 40–60%; …`` — bands over two figures, with potential and churn
* ``0.3 R + 0.3 F + 0.3 M + 0.1 付款及时率, 90/75/60 → 铂金/黄金/白银/青铜`` — a weighted score
* the scheme's own JSON

How each is read, and what is assumed where the text is silent, is in ``docs/algorithms/tiers.md``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.scores.weighted import Dimension
from frostier.tags.check import all_of
from frostier.tags.predicate import Compare, Op, Predicate
from frostier.tags.text_form import parse
from frostier.tiers.conditions import VOCABULARY
from frostier.tiers.dimensions import dimension_named
from frostier.tiers.ladders import Rule, RuleLadder, ScoreLadder, Threshold
from frostier.tiers.reading import Entry, malformed, read_decimal, read_entry
from frostier.tiers.scheme import Scheme
from frostier.tiers.stages import DEFAULT_STAGES, stages_after
from frostier.tiers.standard_tiers import STANDARD_TIERS, tier_meant

# Keys of the minimum/maximum form and what they measure; bounds are inclusive.
LIMIT_KEYS: dict[str, tuple[str, Op]] = {
    "minMonthlySpend": ("avg_monthly_spend", ">="),
    "minOrderCount": ("orders_30d", ">="),
    "maxDaysSinceLastOrder": ("recency_days", "<="),
    "minTotalSpend": ("spend_total", ">="),
    "minYearlySpend": ("spend_365d", ">="),
    "minAverageOrderValue": ("avg_order_value_90d", ">="),
    "minCategoryCount": ("category_count_90d", ">="),
    "minRepurchaseRate": ("repurchase_rate", ">="),
    "minOnTimeRate": ("on_time_rate_365d", ">="),
    "minTenureDays": ("tenure_days", ">="),
}

_IF = re.compile(r"^(?:IF|如果|若)(?![A-Za-z])\s*(?P<when>.+?)\s*(?:THEN|则|那么)\s*(?P<tier>\S.*?)\s*$", re.I | re.S)
_ELSE = re.compile(r"^(?:ELSE|否则|其他|其余)(?![A-Za-z])\s*[,:，：]?\s*", re.I)
_STEP = re.compile(r"(?<![A-Za-z])(?=(?:ELSE|否则)(?![A-Za-z]))", re.I)
_AND = re.compile(r"\s*(?:并且|且|和|(?<![A-Za-z])and(?![A-Za-z])|&&)\s*", re.I)
_WEIGHTED = re.compile(r"(?P<weight>\d+(?:\.\d+)?)\s*(?P<percent>%)?\s*[*×]?\s*(?P<name>[^\d\s+,;，；][^+,;，；]*)")
_RANGE = re.compile(r"^(?P<low>[\d.]+)\s*(?P<a>%?)\s*[-–—~～至到]\s*(?P<high>[\d.]+)\s*(?P<b>%?)$")


def read_scheme(source: str | Mapping[str, Any], *, id: str | None = None, name: Text | None = None) -> Scheme:
    """The scheme that a configuration means, whichever of the known forms it has.

    ``id`` and ``name`` replace those that the form itself gives. Raises ``SchemeError`` (or ``PredicateError`` for a
    condition) where the text cannot be read as any of the forms.
    """
    found = _read_json(source) if isinstance(source, Mapping) else _read_text(source)
    return replace(found, id=id or found.id, name=name or found.name)


def _read_text(text: str) -> Scheme:
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _read_json(_decoded(text))
    folded = _folded(text)
    if _IF.match(folded.replace("\n", " ")):
        return _read_rules(folded)
    if re.search(r"(→|->|=>)", folded) and "+" in folded:
        return _read_score(folded)
    if any(tier_meant(part.split()[0]) for part in _bands(folded)[:1]):
        return _read_bands(folded)
    raise malformed(
        "text",
        "无法识别。可用的形式：IF … THEN …、等级区间表、“权重 维度 + …, 分数线 → 等级”、JSON",
        "not a known form; write IF … THEN …, a band table, “weight dimension + …, thresholds → tiers”, or JSON",
    )


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise malformed("JSON", f"无法解析：{error}", f"cannot be parsed: {error}") from error
    return read_entry(data, "JSON").data


def _read_json(data: Mapping[str, Any]) -> Scheme:
    return _read_limits(data) if "gradingRules" in data else Scheme.from_json(data)


# ── IF … THEN … ─────────────────────────────────────────────────────────────────────────────────────────────────


def _read_rules(text: str) -> Scheme:
    one_line = re.sub(r"\s*/\s*(?=ELSE|否则)", "\n", text.strip().rstrip("/;"), flags=re.I)
    steps = [step.strip(" /;\n\t") for step in _STEP.split(one_line.replace("\n", " ")) if step.strip(" /;\n\t")]
    rules, otherwise = [], None
    for step in steps:
        if otherwise is not None:
            raise malformed("text", f"ELSE 之后还有：{step}", f"something follows the final ELSE: {step}")
        body = _ELSE.sub("", step, count=1)
        found = _IF.match(body)
        if found:
            rules.append(Rule(_tier_in(found["tier"]), parse(found["when"], VOCABULARY)))
        else:
            otherwise = _tier_in(body)
    if otherwise is None:
        raise malformed("text", "缺少最后的 ELSE 等级", "the final ELSE with a tier is missing")
    return _scheme("rules", Text("规则阶梯", "rule ladder"), RuleLadder(tuple(rules), otherwise))


def _tier_in(words: str) -> str:
    found = tier_meant(words.strip(" /;。.,"))
    if found is None:
        known = "、".join(f"{t.name.zh} {t.id}" for t in STANDARD_TIERS)
        raise malformed("text", f"未知的等级“{words}”，可用：{known}", f"unknown tier “{words}”; known are {known}")
    return found


# ── minimums and maximums per tier ──────────────────────────────────────────────────────────────────────────────


def _read_limits(data: Mapping[str, Any]) -> Scheme:
    entry = read_entry(data.get("gradingRules"), "gradingRules")
    limits = {_tier_in(key): read_entry(value, entry.path(key)) for key, value in entry.data.items()}
    order = [tier.id for tier in STANDARD_TIERS]
    rules = tuple(
        Rule(tier, all_of(_limit(limit, key) for key in limit.data))
        for tier, limit in sorted(limits.items(), key=lambda item: order.index(item[0]))
    )
    return _scheme("grading-rules", Text("下限阶梯", "minimums per tier"), RuleLadder(rules, "regular"))


def _limit(entry: Entry, key: str) -> Predicate:
    if key not in LIMIT_KEYS:
        known = ", ".join(LIMIT_KEYS)
        raise malformed(entry.path(key), f"未知的键，可用：{known}", f"unknown key; known are {known}")
    field, op = LIMIT_KEYS[key]
    return Compare(field, op, entry.decimal(key))


# ── bands ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_bands(text: str) -> Scheme:
    fields: list[str] = []
    rules: list[Rule] = []
    stages = DEFAULT_STAGES
    for band in _bands(text):
        label, _, rest = band.strip().partition(" ")
        silence = _silent_days(rest) if _is(label, "流失", "churned", "churn") else None
        if silence is not None:
            stages = stages_after(silence)
        elif tier_meant(label) is not None:
            rules.append(Rule(_tier_in(label), all_of(_lower_bounds(rest, fields))))
        elif not _is(label, "潜力", "potential"):
            raise malformed("text", f"未知的区间“{band}”", f"unknown band “{band}”")
    return _scheme("bands", Text("区间阶梯", "bands"), RuleLadder(tuple(rules[:-1]), rules[-1].gives), stages=stages)


def _bands(text: str) -> list[str]:
    return [band for band in re.split(r"[;\n]+", text.strip(" ;。.\n")) if band.strip()]


def _is(label: str, *words: str) -> bool:
    return label.strip(" :：客户").casefold() in words


def _silent_days(rest: str) -> int | None:
    found = re.search(r"(\d+)\s*(个月|月|months?|天|days?)", rest, re.I)
    if found is None:
        return None
    return int(found[1]) * (30 if found[2][0].lower() in "个月m" else 1)


def _lower_bounds(rest: str, fields: list[str]) -> list[Predicate]:
    # The first band names the figures; later bands give bounds in the same order. Upper bounds only say where the
    # better band begins, so they are not read: a customer between two bands belongs to the best whose floors hold.
    found = []
    for place, part in enumerate(_AND.split(rest.strip())):
        floor = _floor(part)
        if place == len(fields):
            fields.append(VOCABULARY.field(re.split(r"[<>=≥≤\d]", part)[0].strip()).id)
        if floor is not None:
            found.append(Compare(fields[place], floor[0], floor[1]))
    return list(found)


def _floor(part: str) -> tuple[Op, Decimal] | None:
    bare = re.sub(r"^[^\d<>=≥≤]+", "", part.strip())
    between = _RANGE.match(bare)
    if between:
        return ">=", _number(between["low"], between["a"] or between["b"])
    compared = re.match(r"^(>=|≥|>|<=|≤|<)\s*([\d.]+)\s*(%?)", bare)
    if compared is None:
        raise malformed("text", f"无法读取区间“{part}”", f"cannot read the band “{part}”")
    if compared[1] in ("<", "<=", "≤"):
        return None
    return (">" if compared[1] == ">" else ">="), _number(compared[2], compared[3])


def _number(digits: str, percent: str) -> Decimal:
    number = read_decimal(digits, "text")
    return number / 100 if percent else number


# ── a weighted score ────────────────────────────────────────────────────────────────────────────────────────────


def _read_score(text: str) -> Scheme:
    before, tiers = re.split(r"→|->|=>", text.strip(), maxsplit=1)
    found = re.search(r"([\d.]+(?:\s*/\s*[\d.]+)*)\s*$", before)
    if found is None:
        raise malformed("text", "缺少分数线，如 90/75/60", "the thresholds are missing, such as 90/75/60")
    marks = [read_decimal(mark.strip(), "text") for mark in found[1].split("/")]
    named = [_tier_in(word) for word in re.split(r"\s*/\s*", tiers.strip())]
    if len(named) != len(marks) + 1:
        raise malformed(
            "text",
            f"{len(marks)} 个分数线需要 {len(marks) + 1} 个等级，得到 {len(named)} 个",
            f"{len(marks)} thresholds need {len(marks) + 1} tiers, got {len(named)}",
        )
    dimensions = tuple(_weighted(part) for part in before[: found.start()].strip(" ,;\n").split("+"))
    thresholds = tuple(Threshold(t, m) for t, m in zip(named, marks, strict=False))
    return _scheme("score", Text("评分阶梯", "score ladder"), ScoreLadder(dimensions, thresholds, named[-1]))


def _weighted(part: str) -> Dimension:
    found = _WEIGHTED.fullmatch(part.strip())
    if found is None:
        raise malformed("text", f"应为“权重 维度”，得到“{part}”", f"expected “weight dimension”, got “{part}”")
    weight = _number(found["weight"], found["percent"] or "")
    return replace(dimension_named(found["name"].strip(" *×")), weight=weight)


# ── shared ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _scheme(id: str, name: Text, ladder: RuleLadder | ScoreLadder, *, stages: RuleLadder = DEFAULT_STAGES) -> Scheme:
    given = (
        ladder.outcomes if isinstance(ladder, RuleLadder) else (*(t.tier for t in ladder.thresholds), ladder.otherwise)
    )
    tiers = tuple(tier for tier in STANDARD_TIERS if tier.id in given)
    if len(tiers) < 2:
        raise SchemeError(
            Text("方案至少需要两个不同的等级。", "A scheme needs at least two different tiers."),
            next_step=Text("请补充等级。", "Add a tier."),
        )
    return Scheme(id, name, tiers, ladder, stages)


def _folded(text: str) -> str:
    # NFKC turns full-width signs into half-width ones; it leaves dashes and arrows, which the patterns know.
    return unicodedata.normalize("NFKC", text.lstrip("\ufeff")).replace("\r\n", "\n")
