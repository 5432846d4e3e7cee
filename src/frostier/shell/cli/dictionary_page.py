"""The data dictionary as a page, made from the data standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frostier.sources.standard import Column, Standard


def dictionary_page(standards: Iterable[Standard]) -> str:
    """A Markdown page in Chinese and English: one section an entity, one line a column."""
    return "\n".join(_lines(standards)) + "\n"


def _lines(standards: Iterable[Standard]) -> Iterator[str]:
    yield "# 数据字典 / Data dictionary"
    for standard in standards:
        yield ""
        yield f"## {standard.entity} · {standard.label.zh} / {standard.label.en}"
        yield ""
        yield f"{standard.grain.zh}。{standard.grain.en}."
        yield ""
        yield "| column | 名称 / name | type | 必填 / required | 含义 / meaning | 取值 / values |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(column) for column in standard.columns)


def _row(column: Column) -> str:
    unit = f"（{column.unit.zh} / {column.unit.en}）" if column.unit else ""
    values = "、".join(f"{c.value} {c.name.zh}" for c in column.choices)
    meaning = f"{column.meaning.zh} / {column.meaning.en}{unit}"
    cells = (
        column.name,
        f"{column.label.zh} / {column.label.en}",
        column.type,
        "✓" if column.required else "",
        meaning,
        values,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
