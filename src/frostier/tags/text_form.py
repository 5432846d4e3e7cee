"""Conditions as people write them, in Chinese and English freely mixed, and back.

The grammar is in ``docs/algorithms/predicates.md``. In short: comparisons joined by ``and``/``且``, ``or``/``或`` and
``not``/``非``; ``not`` binds tighter than ``and``, ``and`` tighter than ``or``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import ClassVar, TypeVar

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Lang, Text
from frostier.tags.check import all_of, any_of, check_atom, check_depth, typed
from frostier.tags.predicate import (
    HOWS,
    OPS,
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
)
from frostier.tags.tokens import Token, fail_at, is_one_word, tokens
from frostier.tags.vocabulary import Field, Vocabulary

MAX_LENGTH = 20_000

_T = TypeVar("_T")


def parse(text: str, vocabulary: Vocabulary) -> Predicate:
    """The checked condition that a text means; raises ``PredicateError`` showing the place of the mistake."""
    if len(text) > MAX_LENGTH:
        raise PredicateError(
            Text(
                f"条件长度应不超过 {MAX_LENGTH} 字，得到 {len(text)} 字。",
                f"Expected a condition of at most {MAX_LENGTH} characters, got {len(text)}.",
            ),
            next_step=Text("请拆成几个标签再引用。", "Split it into tags and refer to them."),
        )
    return _Parser(text, vocabulary).whole()


class _Parser:
    """Recursive descent over the tokens; the depth is counted, so no text can exhaust the stack."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.tokens = tokens(text, vocabulary)
        self.at = 0
        self.depth = 1

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Predicate:
        found = self._either()
        if self.here.kind != "end":
            raise self._unexpected(Text("条件在此应结束，或用“且”“或”连接", "the end, “and” or “or”"))
        return found

    def _either(self) -> Predicate:
        parts = [self._both()]
        while self._accept("or"):
            parts.append(self._both())
        return any_of(parts)

    def _both(self) -> Predicate:
        parts = [self._single()]
        while self._accept("and"):
            parts.append(self._single())
        return all_of(parts)

    def _single(self) -> Predicate:
        start = self.here
        if self._accept("not"):
            return Not(self._nested(start, self._single))
        if self._accept_mark("("):
            inner = self._nested(start, self._either)
            self._expect_mark(")")
            return inner
        return self._atom()

    def _nested(self, start: Token, read: Callable[[], Predicate]) -> Predicate:
        self.depth += 1
        self._placed(start, lambda: check_depth(self.depth))
        found = read()
        self.depth -= 1
        return found

    # ── atoms ────────────────────────────────────────────────────────────────────────────────────────────────

    def _atom(self) -> Predicate:
        start = self.here
        if self._accept("always"):
            return Always()
        if self._accept("tag"):
            return self._tag()
        if start.kind == "share":
            self.at += 1
            return self._share_first(start)
        if start.keyword in ("top", "bottom"):
            self.at += 1
            return self._share_inside(start)
        return self._about(self._field(), start)

    def _tag(self) -> Atom:
        self._expect_mark("(")
        token = self.here
        word = self._words(Text("标签名", "a tag"))
        self._expect_mark(")")
        return self._checked(token, HasTag(word))

    def _share_first(self, start: Token) -> Atom:
        """``前10%(年消费额, 按 客户类型)``; the share stands before the parenthesis."""
        self._expect_mark("(")
        field = self._field()
        return self._share(start, field, start.value or Decimal(0))

    def _share_inside(self, start: Token) -> Atom:
        """``top(spend_365d, 10%, by customer_type)``."""
        self._expect_mark("(")
        field = self._field()
        self._expect_mark(",")
        share = self.here
        if share.kind not in ("percent", "number") or share.value is None:
            raise self._unexpected(Text("应为比例，如 10%", "a share such as 10%"))
        self.at += 1
        return self._share(start, field, share.value)

    def _share(self, start: Token, field: Field, share: Decimal) -> Atom:
        by = None
        if self._accept_mark(","):
            self._accept("by")
            by = self._field().id
        self._expect_mark(")")
        kind = Top if start.keyword == "top" else Bottom
        return self._checked(start, kind(field.id, share, by))

    def _about(self, field: Field, start: Token) -> Predicate:
        """What is said about a field; a bare yes/no field means that it is true."""
        denied = self._accept("not")
        operator = self.here
        keyword = operator.keyword or ""
        if keyword.startswith("not "):
            denied, keyword = not denied, keyword.removeprefix("not ")
        read = self._readers.get("compare" if keyword in OPS or keyword == "is" else keyword)
        if read is None:
            return self._bare(field, start, denied)
        self.at += 1
        found = read(self, field, operator)
        return Not(found) if denied else found

    def _bare(self, field: Field, start: Token, denied: bool) -> Predicate:
        if field.dtype != "bool" or denied:
            raise self._unexpected(Text(f"“{field.name.zh}”后应为比较", f"a comparison after {field.id}"))
        return self._checked(start, Compare(field.id, "=", True))

    def _compare(self, field: Field, operator: Token) -> Predicate:
        op = operator.keyword or ""
        if op == "is":
            op = "!=" if self._accept("not") else "="
            if self.here.keyword in ("exists", "missing"):
                operator = self.here
                self.at += 1
                return self._presence(field, operator)
        value = self._value(field)
        return self._checked(operator, Compare(field.id, next(o for o in OPS if o == op), value))

    def _presence(self, field: Field, operator: Token) -> Predicate:
        return Exists(field.id) if operator.keyword == "exists" else Not(Exists(field.id))

    def _between(self, field: Field, operator: Token) -> Predicate:
        low = self._value(field)
        if not (self._accept("to") or self._accept("and")):
            raise self._unexpected(Text("应为“和”及上限", "“and” with the upper bound"))
        high = self._value(field)
        self._accept("in between")
        return self._checked(operator, Between(field.id, low, high))

    def _one_of(self, field: Field, operator: Token) -> Predicate:
        self._expect_mark("(")
        values = [self._value(field)]
        while self._accept_mark(","):
            values.append(self._value(field))
        self._expect_mark(")")
        return self._checked(operator, OneOf(field.id, tuple(values)))

    def _match(self, field: Field, operator: Token) -> Predicate:
        if operator.keyword != "contains":
            self._accept("with")
        how = next(h for h in HOWS if h == operator.keyword)
        return self._checked(operator, TextMatch(field.id, how, self._words(Text("文字", "text"))))

    _readers: ClassVar[dict[str, Callable[[_Parser, Field, Token], Predicate]]] = {
        "compare": _compare,
        "exists": _presence,
        "missing": _presence,
        "between": _between,
        "in": _one_of,
        "contains": _match,
        "starts": _match,
        "ends": _match,
    }

    # ── words and values ─────────────────────────────────────────────────────────────────────────────────────

    def _field(self) -> Field:
        token = self.here
        if token.kind == "name" or (token.kind == "word" and token.keyword is None):
            self.at += 1
            return self._placed(token, lambda: self.vocabulary.field(token.text))
        raise self._unexpected(Text("应为字段", "a field"))

    def _value(self, field: Field) -> Value:
        token = self.here
        if token.kind in ("number", "percent", "date", "text", "word", "name"):
            self.at += 1
            raw = token.value if token.value is not None else token.text
            return self._placed(token, lambda: typed(field, raw))
        raise self._unexpected(Text("应为值", "a value"))

    def _words(self, what: Text) -> str:
        token = self.here
        if token.kind in ("text", "word", "name"):
            self.at += 1
            return token.text
        raise self._unexpected(Text(f"应为{what.zh}", what.en))

    # ── the token stream ─────────────────────────────────────────────────────────────────────────────────────

    def _accept(self, keyword: str) -> bool:
        found = self.here.keyword == keyword and self.here.kind == "word"
        self.at += found
        return found

    def _accept_mark(self, mark: str) -> bool:
        found = self.here.kind == "mark" and self.here.text == mark
        self.at += found
        return found

    def _expect_mark(self, mark: str) -> None:
        if not self._accept_mark(mark):
            raise self._unexpected(Text(f"应为“{mark}”", f"“{mark}”"))

    def _checked(self, token: Token, atom: Atom) -> Atom:
        return self._placed(token, lambda: check_atom(atom, self.vocabulary))

    def _placed(self, token: Token, work: Callable[[], _T]) -> _T:
        """The result of the work; its refusal is shown at the token."""
        try:
            return work()
        except PredicateError as error:
            raise fail_at(self.text, token.start, error.message, error.next_step) from error

    def _unexpected(self, expected: Text) -> PredicateError:
        token = self.here
        arrived = (
            Text("条件结尾", "the end of the condition") if token.kind == "end" else Text(*[f"“{token.text}”"] * 2)
        )
        message = Text(f"{expected.zh}，得到{arrived.zh}。", f"Expected {expected.en}, got {arrived.en}.")
        return fail_at(self.text, token.start, message)


# ── back to text ─────────────────────────────────────────────────────────────────────────────────────────────────


def render(predicate: Predicate, lang: Lang, vocabulary: Vocabulary) -> str:
    """The condition as text, fields by Chinese name (zh) or by id (en); :func:`parse` gives back an equal condition."""
    return _Writer(lang, vocabulary).write(predicate)


_WORDS: dict[str, Text] = {
    "and": Text("且", "and"),
    "or": Text("或", "or"),
    "not": Text("非", "not"),
    "is": Text("是", "is"),
    "is not": Text("不是", "is not"),
    "true": Text("真", "true"),
    "false": Text("假", "false"),
    "between": Text("介于", "between"),
    "to": Text("和", "and"),
    "in": Text("属于", "in"),
    "exists": Text("有值", "exists"),
    "missing": Text("缺失", "missing"),
    "contains": Text("包含", "contains"),
    "starts": Text("开头为", "starts with"),
    "ends": Text("结尾为", "ends with"),
    "by": Text("按", "by"),
    "top": Text("前", "top"),
    "bottom": Text("后", "bottom"),
    "tag": Text("标签", "tag"),
    "always": Text("所有客户", "always"),
}


class _Writer:
    def __init__(self, lang: Lang, vocabulary: Vocabulary) -> None:
        self.lang = lang
        self.vocabulary = vocabulary

    def write(self, predicate: Predicate) -> str:
        match predicate:
            case AllOf(parts):
                return f" {self._word('and')} ".join(map(self._part, parts))
            case AnyOf(parts):
                return f" {self._word('or')} ".join(map(self._part, parts))
            case Not(Exists(field)):
                return f"{self._name(field)} {self._word('missing')}"
            case Not(part):
                return f"{self._word('not')} ({self.write(part)})"
            case _:
                return self._atom(predicate)

    def _part(self, part: Predicate) -> str:
        return f"({self.write(part)})" if isinstance(part, AllOf | AnyOf) else self.write(part)

    def _atom(self, atom: Atom) -> str:
        match atom:
            case Always():
                return self._word("always")
            case HasTag(tag):
                return f"{self._word('tag')}({self._tag_name(tag)})"
            case Exists(field):
                return f"{self._name(field)} {self._word('exists')}"
            case Compare(field, op, bool() as value):
                verb = self._word("is" if op == "=" else "is not")
                return f"{self._name(field)} {verb} {self._word('true' if value else 'false')}"
            case Compare(field, op, value):
                return f"{self._name(field)} {op} {self._value(field, value)}"
            case Between(field, low, high):
                bounds = f"{self._value(field, low)} {self._word('to')} {self._value(field, high)}"
                return f"{self._name(field)} {self._word('between')} {bounds}{' 之间' if self.lang == 'zh' else ''}"
            case OneOf(field, values):
                listed = ", ".join(self._value(field, value) for value in values)
                return f"{self._name(field)} {self._word('in')} ({listed})"
            case TextMatch(field, how, text):
                return f"{self._name(field)} {self._word(how)} {_quoted(text)}"
            case _:
                return self._share(atom)

    def _share(self, atom: Top | Bottom) -> str:
        word = self._word("top" if isinstance(atom, Top) else "bottom")
        percent = f"{plain_number(atom.share.scaleb(2))}%"
        by = f", {self._word('by')} {self._name(atom.by)}" if atom.by else ""
        if self.lang == "zh":
            return f"{word}{percent}({self._name(atom.field)}{by})"
        return f"{word}({self._name(atom.field)}, {percent}{by})"

    def _word(self, meaning: str) -> str:
        return _WORDS[meaning].say(self.lang)

    def _name(self, field_id: str) -> str:
        field = self.vocabulary.field(field_id)
        if self.lang == "zh" and self.vocabulary.means(field.name.zh, field):
            return self._plain_or_quoted(field.name.zh)
        return self._plain_or_quoted(field.id)

    def _tag_name(self, tag_id: str) -> str:
        tag = self.vocabulary.tag(tag_id)
        if self.lang == "zh" and self.vocabulary.means(tag.name.zh, tag):
            return self._plain_or_quoted(tag.name.zh)
        return self._plain_or_quoted(tag.id)

    def _plain_or_quoted(self, name: str) -> str:
        return name if is_one_word(name, self.vocabulary) else _quoted(name, "`")

    def _value(self, field_id: str, value: Value) -> str:
        if isinstance(value, bool):
            return self._word("true" if value else "false")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return self._text_value(self.vocabulary.field(field_id), value)
        return plain_number(value)

    def _text_value(self, field: Field, value: str) -> str:
        choice = field.choice(value)
        if choice is None:
            return _quoted(value)
        meant = field.choice(choice.name.zh)
        word = choice.name.zh if self.lang == "zh" and meant == choice else choice.value
        return word if is_one_word(word, self.vocabulary) else _quoted(word)


def plain_number(value: int | float | Decimal) -> str:
    """The number without needless zeros, and without an exponent unless it is very small.

    >>> plain_number(Decimal("3000.00")), plain_number(0.5)
    ('3000', '0.5')
    """
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _quoted(text: str, mark: str = '"') -> str:
    escaped = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    return f"{mark}{escaped}{mark}"
