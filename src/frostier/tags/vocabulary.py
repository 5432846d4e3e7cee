"""The words that a condition may use: fields and tags, by id, Chinese name, English name or alias."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.sources.standard import Choice

FieldType = Literal["int", "decimal", "float", "bool", "text", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column that conditions may read. ``choices`` closes the list of values of a text field."""

    id: str
    name: Text
    dtype: FieldType
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unit: Text | None = None

    def choice(self, word: str) -> Choice | None:
        """The allowed value that a word means, if any."""
        wanted = fold(word)
        for choice in self.choices:
            if wanted in map(fold, (choice.value, choice.name.zh, choice.name.en)):
                return choice
        return next((c for c in self.choices if wanted in map(fold, c.synonyms)), None)


@dataclass(frozen=True, slots=True)
class TagWord:
    """A tag as conditions may name it."""

    id: str
    name: Text
    aliases: tuple[str, ...] = ()


class Named(Protocol):
    """Anything with an id and a name, such as a tag."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...


def fold(word: str) -> str:
    """The form in which words are compared: full-width folded, lower case, single spaces.

    >>> fold("Ｃustomer  TYPE ")
    'customer type'
    """
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


class Vocabulary:
    """Fields and tags with their words; immutable.

    A word that is an id means that id, else a name, else an alias; two equals at the same level are ambiguous.
    """

    def __init__(self, fields: Iterable[Field], tags: Iterable[TagWord] = ()) -> None:
        self.fields: Mapping[str, Field] = {f.id: f for f in fields}
        self.tags: Mapping[str, TagWord] = {t.id: t for t in tags}

    def with_tags(self, tags: Iterable[Named]) -> Vocabulary:
        """The same fields, and these tags besides the known ones."""
        return Vocabulary(self.fields.values(), [*self.tags.values(), *(TagWord(t.id, t.name) for t in tags)])

    def with_fields(self, fields: Iterable[Field]) -> Vocabulary:
        """The same tags, and these fields besides (or instead of) the known ones."""
        return Vocabulary([*self.fields.values(), *fields], self.tags.values())

    def field(self, word: str) -> Field:
        """The field that a word means; raises ``PredicateError`` where none or several could be meant."""
        return _resolve(word, self._field_words, _FIELD)

    def tag(self, word: str) -> TagWord:
        """The tag that a word means; raises ``PredicateError`` where none or several could be meant."""
        return _resolve(word, self._tag_words, _TAG)

    def is_field(self, word: str) -> bool:
        """Whether the word could mean a field (be it ambiguous)."""
        return fold(word) in self._field_words

    def means(self, word: str, thing: Field | TagWord) -> bool:
        """Whether the word means this field (or this tag), and nothing else."""
        try:
            return (self.field(word) if isinstance(thing, Field) else self.tag(word)) == thing
        except PredicateError:
            return False

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word of fields, tags and allowed values."""
        choices = (c for f in self.fields.values() for c in f.choices)
        values = {fold(w) for c in choices for w in (c.value, c.name.zh, c.name.en, *c.synonyms)}
        return frozenset(values | self._field_words.keys() | self._tag_words.keys())

    @cached_property
    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """The words that contain spaces or punctuation, by first character, longest first."""
        things: list[Field | TagWord] = [*self.fields.values(), *self.tags.values()]
        written = (w for thing in things for _, w in _words(thing))
        phrases = {w.casefold() for w in written if not _PLAIN.fullmatch(w)}
        found: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            found.setdefault(phrase[0], []).append(phrase)
        return {first: tuple(same) for first, same in found.items()}

    @cached_property
    def _field_words(self) -> dict[str, _Ranked[Field]]:
        return _ranked(self.fields.values())

    @cached_property
    def _tag_words(self) -> dict[str, _Ranked[TagWord]]:
        return _ranked(self.tags.values())


_T = TypeVar("_T", Field, TagWord)
_Ranked = dict[int, list[_T]]
_PLAIN = re.compile(r"\w*")
_FIELD = Text("字段", "field")
_TAG = Text("标签", "tag")


def suggest(word: str, words: Iterable[str]) -> Text | None:
    """A next step naming the closest known words, if any is close."""
    near = get_close_matches(fold(word), sorted(set(words)), n=3, cutoff=0.6)
    if not near:
        return None
    return Text(f"是否想写：{'、'.join(near)}？", f"Did you mean {' or '.join(near)}?")


def _ranked(things: Iterable[_T]) -> dict[str, _Ranked[_T]]:
    found: dict[str, _Ranked[_T]] = {}
    for thing in things:
        for rank, word in _words(thing):
            same = found.setdefault(fold(word), {}).setdefault(rank, [])
            if thing not in same:
                same.append(thing)
    return found


def _words(thing: Field | TagWord) -> Iterator[tuple[int, str]]:
    yield 0, thing.id
    yield 1, thing.name.zh
    yield 1, thing.name.en
    yield from ((2, alias) for alias in thing.aliases)


def _resolve(word: str, words: Mapping[str, _Ranked[_T]], kind: Text) -> _T:
    ranked = words.get(fold(word))
    if ranked is None:
        raise PredicateError(
            Text(f"未知的{kind.zh}“{word}”。", f"Unknown {kind.en} “{word}”."),
            next_step=suggest(word, words),
            where={"word": word},
        )
    best = ranked[min(ranked)]
    if len(best) > 1:
        ids = [thing.id for thing in best]
        raise PredicateError(
            Text(f"“{word}”可指多个{kind.zh}。", f"“{word}” could mean several {kind.en}s."),
            next_step=Text(f"请写明其中之一：{'、'.join(ids)}。", f"Write one of: {', '.join(ids)}."),
            where={"word": word},
        )
    return best[0]


def standard_vocabulary(extra: Iterable[Field] = ()) -> Vocabulary:
    """Every feature and attribute of the catalogue, and the ``extra`` fields."""
    # Imported here: whoever only builds conditions does not need the catalogue.
    from frostier.features.catalogue import ATTRIBUTES, FEATURES

    known = (Field(f.id, f.name, f.dtype, f.aliases, f.choices, f.unit) for f in (*FEATURES, *ATTRIBUTES))
    return Vocabulary([*known, *extra])


def result_fields(tiers: Iterable[Choice], stages: Iterable[Choice]) -> tuple[Field, ...]:
    """The results of a grading as fields, for filters over graded customers."""
    stage_words = ("阶段", "生命周期", "stage")
    return (
        Field("score", Text("综合得分", "score"), "decimal", ("得分", "总分")),
        Field("value_tier", Text("价值等级", "value tier"), "text", ("等级", "层级", "tier"), tuple(tiers)),
        Field("lifecycle_stage", Text("生命周期阶段", "lifecycle stage"), "text", stage_words, tuple(stages)),
    )
