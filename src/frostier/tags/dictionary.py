"""The printed catalogue of tags: ``python -m frostier.tags.dictionary > docs/tags.md``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frostier.kernel.text import Text
from frostier.tags.catalogue import CATALOGUE, FAMILY_LIST
from frostier.tags.catalogue.family import Family
from frostier.tags.predicate import Predicate
from frostier.tags.tag import Tag, parse_tags
from frostier.tags.text_form import render
from frostier.tags.vocabulary import Vocabulary, standard_vocabulary

_HEADER = "| 编号 id | 标签 tag | 含义 meaning | 条件 definition |\n| --- | --- | --- | --- |"


def tag_dictionary() -> str:
    """The catalogue as one Markdown page in both languages, grouped by family."""
    words = standard_vocabulary().with_tags(CATALOGUE)
    conditions = parse_tags(CATALOGUE, words)
    sections = (_section(family, conditions, words) for family in FAMILY_LIST)
    return "\n\n".join([_introduction(), *sections]) + "\n"


def _introduction() -> str:
    families = "\n".join(
        f"- [{f.name.zh} {f.name.en}](#{f.id}) ({len(_tags_of(f))}): {f.purpose.zh} {f.purpose.en}" for f in FAMILY_LIST
    )
    count = len(CATALOGUE)
    zh = (
        f"随产品提供的 {count} 个标签，按族分组。条件的写法见[条件说明](algorithms/predicates.zh.md)，标签的用法见"
        "[标签说明](algorithms/tags.zh.md)。本页由声明生成，请勿手改。"
    )
    en = (
        f"The {count} tags that come with the product, by family. How conditions are written: "
        "[conditions](algorithms/predicates.md); how tags are used: [tags](algorithms/tags.md). "
        "This page is generated from the declarations; do not edit it."
    )
    return "\n\n".join(["# 标签目录 Tag catalogue", zh, en, families])


def _section(family: Family, conditions: Mapping[str, Predicate], words: Vocabulary) -> str:
    rows = (_row(tag, conditions[tag.id], words) for tag in _tags_of(family))
    title = f'<a id="{family.id}"></a>\n\n## {family.name.zh} {family.name.en}'
    return "\n\n".join([title, family.purpose.zh, family.purpose.en, "\n".join([_HEADER, *rows])])


def _tags_of(family: Family) -> list[Tag]:
    return [tag for tag in CATALOGUE if tag.family == family.id]


def _row(tag: Tag, condition: Predicate, words: Vocabulary) -> str:
    meaning = [tag.meaning, *_remarks(tag)]
    cells = (
        f"`{tag.id}`",
        f"{tag.name.zh}<br>{tag.name.en}",
        f"{''.join(m.zh for m in meaning)}<br>{' '.join(m.en for m in meaning)}",
        f"{_escaped(render(condition, 'zh', words))}<br>`{tag.when}`",
    )
    return f"| {' | '.join(cells)} |"


def _remarks(tag: Tag) -> Iterable[Text]:
    if tag.refresh == "event":
        yield Text("（随事件更新）", "(Updated with each event.)")
    if tag.rare is not None:
        yield Text(f"（可能无人：{tag.rare.zh}）", f"(May be empty: {tag.rare.en})")


def _escaped(text: str) -> str:
    # A Chinese name in a condition may hold characters that Markdown reads as emphasis or as a tag.
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("*", r"\*").replace("_", r"\_")


if __name__ == "__main__":
    print(tag_dictionary(), end="")
