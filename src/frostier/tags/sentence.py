"""A condition as a sentence about customers in general, without one customer's values."""

from __future__ import annotations

from frostier.kernel.text import Text, join
from frostier.tags.explain import asked_text
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Atom,
    Bottom,
    Exists,
    HasTag,
    Not,
    Predicate,
    Top,
)
from frostier.tags.text_form import plain_number
from frostier.tags.vocabulary import Vocabulary


def sentence_of(condition: Predicate, vocabulary: Vocabulary) -> Text:
    """Whom a checked condition means, as one sentence.

    >>> from frostier.tags.predicate import Compare
    >>> from frostier.tags.vocabulary import standard_vocabulary
    >>> sentence_of(Compare("recency_days", "<", 7), standard_vocabulary()).en
    'Customers where days since last order < 7 days.'
    """
    clause = clause_of(condition, vocabulary)
    if isinstance(condition, Always):
        return Text("所有客户。", "Every customer.")
    return Text(f"满足以下条件的客户：{clause.zh}。", f"Customers where {clause.en}.")


def clause_of(condition: Predicate, words: Vocabulary) -> Text:
    """What a checked condition asks for, as a clause to go on from."""
    match condition:
        case AllOf(parts):
            return join([_inner(part, words) for part in parts], zh="，并且", en=" and ")
        case AnyOf(parts):
            return join([_inner(part, words) for part in parts], zh="，或者", en=" or ")
        case Not(Exists(field)):
            name = words.field(field).name
            return Text(f"{name.zh}没有值", f"{name.en} is missing")
        case Not(part):
            inner = clause_of(part, words)
            return Text(f"不符合（{inner.zh}）", f"not ({inner.en})")
        case _:
            return _atom(condition, words)


def _inner(part: Predicate, words: Vocabulary) -> Text:
    clause = clause_of(part, words)
    return Text(f"（{clause.zh}）", f"({clause.en})") if isinstance(part, AllOf | AnyOf) else clause


def _atom(atom: Atom, words: Vocabulary) -> Text:
    match atom:
        case Always():
            return Text("所有客户", "anything")
        case HasTag(tag):
            name = words.tag(tag).name
            return Text(f"带有标签“{name.zh}”", f"the tag “{name.en}” is carried")
        case Exists(field):
            name = words.field(field).name
            return Text(f"{name.zh}有值", f"{name.en} is known")
        case Top() | Bottom():
            return _ranked(atom, words)
        case _:
            asked_of = words.field(atom.field)
            asked = asked_text(atom, asked_of, True, None)
            return Text(f"{asked_of.name.zh} {asked.zh}", f"{asked_of.name.en} {asked.en}")


def _ranked(atom: Top | Bottom, words: Vocabulary) -> Text:
    field = words.field(atom.field)
    percent = f"{plain_number(atom.share.scaleb(2))}%"
    among = Text("", "")
    if atom.by is not None:
        group = words.field(atom.by).name
        among = Text(f"同{group.zh}中", f" within the same {group.en}")
    zh, en = ("前", "top") if isinstance(atom, Top) else ("后", "bottom")
    return Text(
        f"{among.zh}{field.name.zh}排名{zh} {percent}", f"{field.name.en} is among the {en} {percent}{among.en}"
    )
