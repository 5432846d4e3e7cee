"""Typing of conditions: every field known, every value of the field's type, every choice an allowed one.

A checked condition is in normal form: ids instead of names, choice values instead of words, literals of the
field's type (float fields float, decimal fields Decimal, whole numbers int), no ``AllOf``/``AnyOf`` with fewer than
two parts. Readers return checked conditions only; the evaluator and the compiler expect them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Atom,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
    Value,
    depth_of,
)
from frostier.tags.vocabulary import Field, FieldType, Vocabulary, suggest

MAX_DEPTH = 50
MAX_WHOLE_DIGITS = 15
MAX_DECIMALS = 9

NUMBERS: frozenset[FieldType] = frozenset({"int", "decimal", "float"})
_ORDERED: frozenset[FieldType] = NUMBERS | {"date"}
_TRUE = {"true", "yes", "真", "是"}
_FALSE = {"false", "no", "假", "否"}
_TYPE_NAMES: dict[FieldType, Text] = {
    "int": Text("整数", "a whole number"),
    "decimal": Text("数字", "a number"),
    "float": Text("数字", "a number"),
    "bool": Text("是/否", "true or false"),
    "text": Text("文字", "text"),
    "date": Text("日期 YYYY-MM-DD", "a date as YYYY-MM-DD"),
}


def check(predicate: Predicate, vocabulary: Vocabulary) -> Predicate:
    """The condition in normal form; raises ``PredicateError`` where a word, type, value or the depth is wrong."""
    check_depth(depth_of(predicate))
    return _checked(predicate, vocabulary)


def check_depth(depth: int) -> None:
    """Raise ``PredicateError`` where a condition nests too deep to be read by a person."""
    if depth > MAX_DEPTH:
        raise PredicateError(
            Text(f"条件嵌套超过 {MAX_DEPTH} 层。", f"The condition nests more than {MAX_DEPTH} levels deep."),
            next_step=Text("请拆成几个标签再引用。", "Split it into tags and refer to them."),
        )


def all_of(parts: Iterable[Predicate]) -> Predicate:
    """All parts together, in normal form."""
    kept = tuple(parts)
    if len(kept) > 1:
        return AllOf(kept)
    return kept[0] if kept else Always()


def any_of(parts: Iterable[Predicate]) -> Predicate:
    """At least one part, in normal form."""
    kept = tuple(parts)
    if len(kept) > 1:
        return AnyOf(kept)
    return kept[0] if kept else Not(Always())


def check_atom(atom: Atom, vocabulary: Vocabulary) -> Atom:
    """The atom with ids and typed values; raises ``PredicateError``."""
    match atom:
        case Always():
            return atom
        case HasTag(tag):
            return HasTag(vocabulary.tag(tag).id)
        case Exists(word):
            return Exists(vocabulary.field(word).id)
        case Compare(word, op, value):
            field = vocabulary.field(word)
            if op not in ("=", "!="):
                _must_be(field, _ORDERED, Text(f"用 {op} 比较", f"be compared by {op}"))
            return Compare(field.id, op, typed(field, value))
        case OneOf(word, values):
            field = vocabulary.field(word)
            _must_list_something(field, values)
            return OneOf(field.id, tuple(typed(field, value) for value in values))
        case TextMatch(word, how, text):
            field = vocabulary.field(word)
            _must_be(field, {"text"}, Text("按文字匹配", "be matched as text"))
            return TextMatch(field.id, how, _text(field, text))
        case Between():
            return _checked_between(atom, vocabulary)
        case _:
            return _checked_share(atom, vocabulary)


def typed(field: Field, value: object) -> Value:
    """The value as the field's type holds it; raises ``PredicateError``."""
    if field.dtype in NUMBERS:
        return _number(field, value)
    if field.dtype == "bool":
        return _truth(field, value)
    if field.dtype == "date":
        return _day(field, value)
    return _choice(field, value) if field.choices else _text(field, value)


def _checked(predicate: Predicate, vocabulary: Vocabulary) -> Predicate:
    match predicate:
        case AllOf(parts):
            return all_of(_checked(part, vocabulary) for part in parts)
        case AnyOf(parts):
            return any_of(_checked(part, vocabulary) for part in parts)
        case Not(part):
            return Not(_checked(part, vocabulary))
        case _:
            return check_atom(predicate, vocabulary)


def _checked_between(atom: Between, vocabulary: Vocabulary) -> Between:
    field = vocabulary.field(atom.field)
    _must_be(field, _ORDERED, Text("介于两值之间", "be between two values"))
    low, high = typed(field, atom.low), typed(field, atom.high)
    if low > high:  # type: ignore[operator]
        raise PredicateError(
            Text(
                f"“{field.name.zh}”的下限 {low} 大于上限 {high}。",
                f"The lower bound {low} of {field.id} is above the upper bound {high}.",
            ),
            next_step=Text("请交换两个值。", "Swap the two values."),
        )
    return Between(field.id, low, high)


def _checked_share(atom: Top | Bottom, vocabulary: Vocabulary) -> Top | Bottom:
    field = vocabulary.field(atom.field)
    _must_be(field, _ORDERED, Text("按高低排名", "be ranked"))
    share = _decimal(atom.share)
    if share is None or not 0 < share < 1 or _decimals(share) > 6:
        raise PredicateError(
            Text(
                f"比例应大于 0% 且小于 100%（最多四位小数），得到 {atom.share}。",
                f"Expected a share above 0% and below 100% with at most four decimals, got {atom.share}.",
            )
        )
    if atom.by is None:
        return type(atom)(field.id, share)
    group = vocabulary.field(atom.by)
    _must_be(group, {"text"}, Text("用作分组", "group customers"))
    return type(atom)(field.id, share, group.id)


def _must_be(field: Field, types: frozenset[FieldType] | set[FieldType], use: Text) -> None:
    if field.dtype not in types:
        kind = _TYPE_NAMES[field.dtype]
        raise PredicateError(
            Text(
                f"“{field.name.zh}”（{field.id}）是{kind.zh}，不能{use.zh}。",
                f"{field.id} is {kind.en} and cannot {use.en}.",
            )
        )


def _must_list_something(field: Field, values: tuple[Value, ...]) -> None:
    if not values:
        raise PredicateError(
            Text(f"“{field.name.zh}”的取值列表为空。", f"The list of values for {field.id} is empty."),
            next_step=Text("请至少写一个值。", "Write at least one value."),
        )


def _number(field: Field, value: object) -> Value:
    number = _decimal(value)
    if number is None:
        raise _wrong_type(field, value)
    if number and number.adjusted() >= MAX_WHOLE_DIGITS:
        raise PredicateError(
            Text(
                f"数字 {value} 太大（整数部分最多 {MAX_WHOLE_DIGITS} 位）。",
                f"The number {value} is too large (at most {MAX_WHOLE_DIGITS} whole digits).",
            )
        )
    if field.dtype == "float":
        return float(number)
    if _decimals(number) > MAX_DECIMALS:
        raise PredicateError(
            Text(
                f"数字 {value} 的小数太长（最多 {MAX_DECIMALS} 位）。",
                f"The number {value} has too many decimals (at most {MAX_DECIMALS}).",
            )
        )
    return int(number) if field.dtype == "int" and number == number.to_integral_value() else number


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    if isinstance(value, str) and len(value) > 40:
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    # Zero has many exponents and a sign; comparisons must not see either.
    return (number or Decimal(0)) if number.is_finite() else None


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _truth(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in _TRUE | _FALSE:
        return value.casefold() in _TRUE
    raise _wrong_type(field, value)


def _day(field: Field, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _wrong_type(field, value)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong_type(field, value)
    if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise PredicateError(
            Text(f"“{field.name.zh}”的文字含有控制字符。", f"The text for {field.id} contains control characters.")
        )
    return value


def _choice(field: Field, value: object) -> str:
    word = _text(field, value)
    choice = field.choice(word)
    if choice is None:
        words = [w for c in field.choices for w in (c.value, c.name.zh)]
        allowed = Text("、".join(c.name.zh for c in field.choices), ", ".join(c.value for c in field.choices))
        raise PredicateError(
            Text(f"“{field.name.zh}”没有取值“{word}”。", f"{field.id} has no value “{word}”."),
            next_step=suggest(word, words) or Text(f"可用取值：{allowed.zh}。", f"Allowed values: {allowed.en}."),
        )
    return choice.value


def _wrong_type(field: Field, value: object) -> PredicateError:
    kind = _TYPE_NAMES[field.dtype]
    return PredicateError(
        Text(
            f"“{field.name.zh}”（{field.id}）应与{kind.zh}比较，得到“{value}”。",
            f"Expected {kind.en} for {field.id}, got “{value}”.",
        )
    )
