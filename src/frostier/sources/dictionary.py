"""The data dictionary page, printed from the data standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frostier.kernel.text import Lang, Text
from frostier.sources.records import STANDARDS
from frostier.sources.standard import Column, Standard

_TITLE = Text("数据字典", "Data dictionary")
_INTRODUCTION = Text(
    "本页由数据标准生成（`frostier.sources.records`），校验、映射建议和仓库表都由同一份声明而来。请勿手工修改。",
    "This page is generated from the data standard (`frostier.sources.records`), from which validation, mapping "
    "suggestions and warehouse tables are made too. Do not edit it by hand.",
)
_HEADERS = Text(
    "字段 | 名称 | 类型 | 必填 | 含义 | 单位 | 取值", "Column | Name | Type | Required | Meaning | Unit | Values"
)
_GRAIN, _OWNER, _KEY = Text("粒度", "Grain"), Text("负责部门", "Owner"), Text("主键", "Key")
_YES = Text("是", "yes")


def dictionary_markdown(lang: Lang, standards: Iterable[Standard] = tuple(STANDARDS.values())) -> str:
    """The page in one language, as Markdown that ends with a newline; of all entities, or of those given."""
    parts = [f"# {_TITLE.say(lang)}", _INTRODUCTION.say(lang)]
    parts.extend(_entity(standard, lang) for standard in standards)
    return "\n\n".join(parts) + "\n"


def _entity(standard: Standard, lang: Lang) -> str:
    facts = (
        f"- {_GRAIN.say(lang)}: {standard.grain.say(lang)}",
        f"- {_OWNER.say(lang)}: {standard.owner.say(lang)}",
        f"- {_KEY.say(lang)}: {', '.join(f'`{name}`' for name in ('source', *standard.key))}",
    )
    header = _HEADERS.say(lang)
    table = [f"| {header} |", "|" + " --- |" * (header.count("|") + 1)]
    table.extend(_row(column, lang) for column in standard.columns)
    return "\n\n".join((f"## {standard.label.say(lang)} (`{standard.entity}`)", "\n".join(facts), "\n".join(table)))


def _row(column: Column, lang: Lang) -> str:
    cells = (
        f"`{column.name}`",
        column.label.say(lang),
        column.type,
        _YES.say(lang) if column.required else "",
        column.meaning.say(lang),
        column.unit.say(lang) if column.unit else "",
        "; ".join(_values(column, lang)),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(column: Column, lang: Lang) -> Iterator[str]:
    yield from (f"`{choice.value}` {choice.name.say(lang)}" for choice in column.choices)
    if column.low is not None:
        yield f"≥ {column.low}"
    if column.high is not None:
        yield f"≤ {column.high}"
