"""A tag: a named, versioned condition that a customer fulfils or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.predicate import Predicate
from frostier.tags.text_form import parse
from frostier.tags.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag as it is declared, shipped or made by a user.

    ``when`` is the condition in the text form. ``rare`` says why possibly nobody carries the tag.
    """

    id: str
    name: Text
    meaning: Text
    family: str
    when: str
    owner: str = "frostier"
    version: int = 1
    refresh: Literal["daily", "event"] = "daily"
    rare: Text | None = None


def parse_tags(tags: Iterable[Tag], vocabulary: Vocabulary) -> dict[str, Predicate]:
    """The checked condition of every tag by id; the tags may refer to each other.

    Raises ``PredicateError`` naming the tag whose condition cannot be read, or an id given twice.
    """
    listed = list(tags)
    words = vocabulary.with_tags(listed)
    found: dict[str, Predicate] = {}
    for tag in listed:
        if tag.id in found:
            raise PredicateError(Text(f"标签编号 {tag.id} 重复。", f"The tag id {tag.id} is used twice."))
        found[tag.id] = _parsed(tag, words)
    return found


def _parsed(tag: Tag, vocabulary: Vocabulary) -> Predicate:
    try:
        return parse(tag.when, vocabulary)
    except PredicateError as error:
        raise PredicateError(
            Text(
                f"标签 {tag.id}（{tag.name.zh}）：{error.message.zh}",
                f"Tag {tag.id} ({tag.name.en}): {error.message.en}",
            ),
            next_step=error.next_step,
            where={**error.where, "tag": tag.id},
        ) from error
