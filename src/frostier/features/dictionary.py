"""The printed feature catalogue, made from the declarations."""

from __future__ import annotations

from frostier.features.catalogue import ATTRIBUTES, FAMILIES, FEATURES, Attribute, Feature
from frostier.kernel.text import Lang, Text

_TYPES: dict[str, Text] = {
    "int": Text("整数", "whole number"),
    "decimal": Text("精确小数", "exact decimal"),
    "float": Text("浮点数", "floating point"),
    "bool": Text("是否", "yes or no"),
    "text": Text("文本", "text"),
    "date": Text("日期", "date"),
}
_BETTER = {"high": Text("高", "high"), "low": Text("低", "low"), None: Text("", "")}


def feature_dictionary() -> str:
    """The page ``docs/features.md``: every feature and attribute, in Chinese and then in English."""
    return "\n\n".join((_HEAD, *_chapter("zh"), *_chapter("en"))) + "\n"


def _chapter(lang: Lang) -> list[str]:
    title = Text(f"{len(FEATURES)} 个特征", f"{len(FEATURES)} features").say(lang)
    parts = [f"## {title}", _SHARED.say(lang)]
    for family, name in FAMILIES.items():
        members = [f for f in FEATURES if f.family == family]
        parts.append(f"### {name.say(lang)}\n\n{_feature_table(members, lang)}")
    attributes = Text("客户属性（直接取自客户档案）", "Attributes (taken from the customer record)").say(lang)
    parts.append(f"### {attributes}\n\n{_attribute_table(lang)}")
    return parts


def _feature_table(features: list[Feature], lang: Lang) -> str:
    heads = Text(
        "标识 名称 含义 单位 类型 窗口（天） 好的方向 规则中的别名 来源",
        "Id Name Meaning Unit Type Window_(days) Better Also_called_in_rules Source",
    )
    rows = [
        [
            f"`{f.id}`", f.name.say(lang), _meaning(f, lang), _unit(f, lang), _TYPES[f.dtype].say(lang),
            "" if f.window_days is None else str(f.window_days), _BETTER[f.better].say(lang),
            "、".join(f.aliases), ", ".join(f"`{s}`" for s in f.source),
        ]
        for f in features
    ]  # fmt: skip
    return _table(heads.say(lang).split(" "), rows)


def _attribute_table(lang: Lang) -> str:
    heads = Text("标识 名称 含义 单位 类型 规则中的别名 取值", "Id Name Meaning Unit Type Also_called_in_rules Values")
    rows = [
        [
            f"`{a.id}`", a.name.say(lang), a.meaning.say(lang), _unit(a, lang), _TYPES[a.dtype].say(lang),
            "、".join(a.aliases), ", ".join(f"`{c.value}` {c.name.say(lang)}" for c in a.choices),
        ]
        for a in ATTRIBUTES
    ]  # fmt: skip
    return _table(heads.say(lang).split(" "), rows)


def _meaning(feature: Feature, lang: Lang) -> str:
    if feature.fair_twin is None:
        return feature.meaning.say(lang)
    twin = Text(f"；季节校正：`{feature.fair_twin}`", f"; season-adjusted: `{feature.fair_twin}`")
    return feature.meaning.say(lang) + twin.say(lang)


def _unit(field: Attribute, lang: Lang) -> str:
    return "" if field.unit is None else field.unit.say(lang)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [[head.replace("_", " ") for head in heads], ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


_HEAD = """\
# 特征目录 / The feature catalogue

<!-- Made from src/frostier/features/catalogue.py by frostier.features.dictionary; do not edit. -->

[中文](#zh) · [English](#en) · 定义与例子 / definitions and examples: [中文](algorithms/features.zh.md),
[English](algorithms/features.md)"""

_SHARED = Text(
    '<a id="zh"></a>n 天窗口为 `as_of − n < day <= as_of`。购买日指至少有一单的日子；消费 = 销售 − 退货；'
    "占比除另有说明外以销售额计；第 k 个 30 天指 `30·k <= as_of − day < 30·(k+1)`。"
    "从未下单的客户：计数与合计为 0，近度、日期、比率无值；分母不大于 0 的比率无值。",
    '<a id="en"></a>A window of n days is `as_of − n < day <= as_of`. A purchase day has at least one order; spend is '
    "goods sold less goods returned; shares are of sales unless they say otherwise; block k is "
    "`30·k <= as_of − day < 30·(k+1)`. A customer without any order has 0 for counts and sums and no value for "
    "recency, dates and ratios; a ratio whose denominator is not above 0 has no value.",
)
