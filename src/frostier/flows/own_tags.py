"""Tags that people of the company make: held to the same language as the catalogue's, and never to a circle."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from frostier.flows.grading import GradingParts
from frostier.kernel.errors import Conflict, InvalidInput, PredicateError
from frostier.kernel.text import Text, join
from frostier.tags.catalogue import CATALOGUE
from frostier.tags.order import layers
from frostier.tags.predicate import AllOf, AnyOf, HasTag, Not, Predicate, tags_of
from frostier.tags.tag import Tag, parse_tags
from frostier.tags.vocabulary import fold, standard_vocabulary

OWN_FAMILY = "own"
OWN_FAMILY_NAME = Text("自定义", "our own")


def with_own_tags(own: Sequence[Tag]) -> tuple[Tag, ...]:
    """The catalogue and those of the company's tags that can be read.

    A tag is checked when it is saved, but a later release may know a field no longer: then it is left out, and with
    it those that refer to it, rather than stop every grading.
    """
    kept = list(own)
    while kept:
        try:
            parse_tags([*CATALOGUE, *kept], standard_vocabulary())
        except PredicateError as error:
            broken = str(error.where.get("tag", kept[-1].id))
            kept = [tag for tag in kept if tag.id != broken]
        else:
            break
    return (*CATALOGUE, *kept)


def check_own_tag(tag: Tag, others: Sequence[Tag]) -> None:
    """Go on, or say why the tag cannot stand beside the ``others`` (the catalogue among them).

    Raises ``Conflict`` for an id or name that another tag has, ``PredicateError`` for a condition that cannot be read
    or that leads back to the tag itself; the whole circle is named.
    """
    _refuse_taken(tag, others)
    beside = [other for other in others if other.id != tag.id]
    conditions = parse_tags([*beside, tag], standard_vocabulary())
    layers(conditions)


def users_of(tag_id: str, parts: GradingParts) -> list[Tag]:
    """The tags whose condition names this one directly."""
    return [tag for tag in parts.tags if tag_id in tags_of(parts.conditions[tag.id])]


def written_out(condition: Predicate, conditions: Mapping[str, Predicate], decided: Container[str]) -> Predicate:
    """The condition with every tag that is not among the ``decided`` ones replaced by what it asks for.

    So a tag made after a grading can be counted on that grading's features.
    """
    match condition:
        case AllOf(parts):
            return AllOf(tuple(written_out(part, conditions, decided) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(written_out(part, conditions, decided) for part in parts))
        case Not(part):
            return Not(written_out(part, conditions, decided))
        case HasTag(tag) if tag not in decided and tag in conditions:
            return written_out(conditions[tag], conditions, decided)
        case _:
            return condition


def refuse_while_used(tag_id: str, users: Sequence[Text]) -> None:
    """Go on, or raise ``Conflict`` naming what still refers to the tag."""
    if users:
        listed = join(list(users), zh="、", en=", ")
        raise Conflict(
            Text(f"标签 {tag_id} 还被引用：{listed.zh}。", f"The tag {tag_id} is still referred to by {listed.en}."),
            next_step=Text("请先改掉这些引用。", "Change these first."),
            where={"tag": tag_id},
        )


def _refuse_taken(tag: Tag, others: Sequence[Tag]) -> None:
    words = {fold(word) for word in (tag.id, tag.name.zh, tag.name.en)}
    for other in others:
        if other.id != tag.id and words & {fold(other.id), fold(other.name.zh), fold(other.name.en)}:
            raise Conflict(
                Text(
                    f"标签“{other.name.zh}”（{other.id}）已用了这个编号或名称。",
                    f"The tag “{other.name.en}” ({other.id}) has this id or name already.",
                ),
                next_step=Text("请换一个名称。", "Choose another name."),
                where={"tag": other.id, "field": "name"},
            )


def check_names(tag: Tag) -> None:
    """Go on, or raise ``InvalidInput`` for a name that a condition could not quote."""
    for word in (tag.name.zh, tag.name.en):
        if not word.strip() or any(letter in word for letter in '`"“”()（）\\') or any(ord(c) < 32 for c in word):
            raise InvalidInput(
                Text(
                    f"标签名称不能为空，也不能含引号、括号或反斜杠，得到“{word}”。",
                    f"A tag's name is not empty and has no quotes, brackets or backslashes; got {word!r}.",
                ),
                where={"field": "name"},
            )
