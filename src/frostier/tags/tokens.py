"""The text of a condition cut into tokens; Chinese needs no spaces, and names may contain any character.

A run of characters is a known word, or a chain of known words and numbers (``消费金额大于3000元且…``), or an unknown
word on which the parser then reports.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.vocabulary import Vocabulary, fold

Kind = Literal["word", "name", "text", "number", "percent", "date", "share", "mark", "end"]

KEYWORDS: dict[str, str] = {
    word: meaning
    for meaning, words in {
        "and": "and && 且 并且 而且 同时",
        "or": "or || 或 或者",
        "not": "not ! 非",
        "<": "< 小于 少于 低于 不足 早于",
        "<=": "<= ≤ ≦ =< 小于等于 不大于 不超过 不高于 至多",
        ">": "> 大于 多于 高于 超过 晚于",
        ">=": ">= ≥ ≧ => 大于等于 不小于 不低于 不少于 至少",
        "=": "= == 等于 是 为",
        "!=": "!= ≠ <> 不等于 不是 不为",
        "is": "is",
        "between": "between 介于",
        "not between": "不介于",
        "to": "和 与 到 至 ~",
        "in between": "之间",
        "in": "in 属于 在",
        "not in": "不属于 不在",
        "exists": "exists 有值 存在",
        "missing": "missing 缺失 无值 为空",
        "contains": "contains 包含",
        "not contains": "不包含",
        "starts": "starts 开头为",
        "ends": "ends 结尾为",
        "with": "with",
        "by": "by 按",
        "top": "top",
        "bottom": "bottom",
        "tag": "tag 标签",
        "always": "always 所有客户",
        "true": "true 真",
        "false": "false 假",
    }.items()
    for word in words.split()
}

_MARKS = {"(": "(", "（": "(", ")": ")", "）": ")", ",": ",", "，": ",", "、": ","}
_SYMBOLS = sorted((w for w in KEYWORDS if not w[0].isalpha()), key=len, reverse=True)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』"}
_SCALES = {"%": -2, "千": 3, "万": 4, "亿": 8}
_UNITS = (
    "立方米|立方|m³|天|日|元|块|次|单|种|款|个|倍|家|人|桌|days?\\b|yuan\\b|cny\\b|rmb\\b|times\\b|orders?\\b|kinds?\\b"
)

_RUN = re.compile(r"\w+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_NUMBER = re.compile(
    rf"[¥￥]?[-−－]?[¥￥]?(?P<digits>\d+(?:\.\d+)?(?:e[+-]?\d{{1,3}})?)(?:\s*(?P<scale>[%％千万亿]))?(?:\s*(?:{_UNITS}))?",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?P<end>[前后])\s*(?P<digits>\d+(?:\.\d+)?)\s*[%％](?=\s*[(（])")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``text`` as written (quotes removed), where it begins, its number or keyword if it is one."""

    kind: Kind
    text: str
    start: int
    value: Decimal | None = None
    keyword: str | None = None


def tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens of a condition, an ``end`` token last; raises ``PredicateError`` at an unreadable character."""
    return list(_Reader(text, vocabulary).tokens())


def fail_at(text: str, position: int, message: Text, next_step: Text | None = None) -> PredicateError:
    """A refusal that shows the place in the text, with a caret under it."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].split("\n", 1)[0]
    column = position - start
    first = max(0, column - 50)
    shown = line[first : column + 30].replace("\t", " ")
    picture = f"\n  {shown}\n  {_blank(shown[: column - first])}^"
    told = Text(f"第 {position + 1} 个字符：{message.zh}", f"Character {position + 1}: {message.en}")
    where = {"position": position, "line": text.count("\n", 0, position) + 1}
    if next_step is None:
        return PredicateError(Text(told.zh + picture, told.en + picture), where=where)
    return PredicateError(told, next_step=Text(next_step.zh + picture, next_step.en + picture), where=where)


def is_one_word(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a name can stand in a condition as it is."""
    try:
        found = tokens(word, vocabulary)
    except PredicateError:
        return False
    return len(found) == 2 and found[0].kind == "word" and found[0].keyword is None


class _Reader:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.position = 0
        self.known = vocabulary.words
        self.phrases = vocabulary.phrases
        self.lowered = text.casefold() if len(text.casefold()) == len(text) else text

    def tokens(self) -> Iterator[Token]:
        while self.position < len(self.text):
            if self.text[self.position].isspace():
                self.position += 1
            else:
                yield from self._next()
        yield Token("end", "", len(self.text))

    def _next(self) -> Iterator[Token]:
        here = self.text[self.position]
        if here in _MARKS:
            yield self._take("mark", 1, text=_MARKS[here])
        elif here in _QUOTES:
            yield self._quoted("text", _QUOTES[here])
        elif here == "`":
            yield self._quoted("name", "`")
        elif match := _SHARE.match(self.text, self.position):
            yield self._share(match)
        elif match := _DATE.match(self.text, self.position):
            yield self._take("date", len(match.group()))
        else:
            yield from self._words()

    def _words(self) -> Iterator[Token]:
        run = _RUN.match(self.text, self.position)
        length = max(self._phrase_length(), len(run.group()) if run and self._is_known(run.group()) else 0)
        if length:
            yield self._take("word", length)
        elif run is None:
            yield self._number() or self._symbol()
        elif run.group().isascii():
            yield self._number() or self._take("word", len(run.group()))
        else:
            yield from self._chain(run.group())

    def _chain(self, run: str) -> Iterator[Token]:
        pieces = _segments(run, self.known)
        if pieces is None:
            yield self._number() or self._take("word", len(run))
            return
        for piece in pieces:
            if piece.isdecimal():
                # The number may go on beyond the run (1.5万), so it is read afresh from the text.
                yield self._number() or self._take("word", len(piece))
                return
            yield self._take("word", len(piece))

    def _phrase_length(self) -> int:
        for phrase in self.phrases.get(self.lowered[self.position], ()):
            end = self.position + len(phrase)
            if self.lowered.startswith(phrase, self.position) and not _continues(self.text, end):
                return len(phrase)
        return 0

    def _is_known(self, run: str) -> bool:
        word = fold(run)
        return not word.isdecimal() and (word in self.known or word in KEYWORDS)

    def _number(self) -> Token | None:
        match = _NUMBER.match(self.text, self.position)
        if match is None:
            return None
        if match.end() == match.end("digits") and _continues(self.text, match.end()):
            return None
        value = Decimal(match.group("digits"))
        scale = unicodedata.normalize("NFKC", match.group("scale") or "")
        if scale:
            value = value.scaleb(_SCALES[scale])
        if any(sign in match.group()[:2] for sign in "-−－"):
            value = -value
        return self._take("percent" if scale == "%" else "number", len(match.group()), value=value)

    def _share(self, match: re.Match[str]) -> Token:
        keyword = "top" if match.group("end") == "前" else "bottom"
        value = Decimal(match.group("digits")).scaleb(-2)
        self.position = match.end()
        return Token("share", match.group(), match.start(), value, keyword)

    def _symbol(self) -> Token:
        folded = self.text[self.position : self.position + 2].translate(_ASCII)
        for symbol in _SYMBOLS:
            if folded.startswith(symbol):
                return self._take("word", len(symbol), keyword=KEYWORDS[symbol])
        here = self.text[self.position]
        raise fail_at(self.text, self.position, Text(f"无法识别的字符“{here}”。", f"Unexpected character “{here}”."))

    def _quoted(self, kind: Kind, close: str) -> Token:
        start, letters = self.position, []
        at = start + 1
        while at < len(self.text) and self.text[at] != close:
            at += self.text[at] == "\\" and at + 1 < len(self.text)
            letters.append(self.text[at])
            at += 1
        if at >= len(self.text):
            raise fail_at(self.text, start, Text("引号没有结束。", "The quote is not closed."))
        self.position = at + 1
        return Token(kind, "".join(letters), start)

    def _take(
        self,
        kind: Kind,
        length: int,
        *,
        text: str | None = None,
        value: Decimal | None = None,
        keyword: str | None = None,
    ) -> Token:
        start, self.position = self.position, self.position + length
        written = text or self.text[start : self.position]
        if kind == "word" and keyword is None:
            keyword = KEYWORDS.get(fold(written))
        return Token(kind, written, start, value, keyword)


def _segments(run: str, known: frozenset[str]) -> list[str] | None:
    """The run as a chain of known words and numbers, longest words first; None where there is no such chain."""
    # From the right: best[i] is the chain of run[i:].
    best: dict[int, list[str]] = {len(run): []}
    for start in range(len(run) - 1, -1, -1):
        for end in range(min(len(run), start + 24), start, -1):
            if end in best and _is_piece(run[start:end], known):
                best[start] = [run[start:end], *best[end]]
                break
    return best.get(0)


def _is_piece(piece: str, known: frozenset[str]) -> bool:
    word = fold(piece)
    return piece.isdecimal() or word in known or word in KEYWORDS or _UNIT.fullmatch(piece) is not None


def _continues(text: str, end: int) -> bool:
    """Whether a Latin word that ends here goes on in the text."""
    before, after = text[end - 1], text[end : end + 1]
    return _is_latin(before) and _is_latin(after)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "_")


def _blank(text: str) -> str:
    """Spaces as wide as the text on a screen: Chinese characters take two columns."""
    return "".join("\u3000" if unicodedata.east_asian_width(c) in "WF" else " " for c in text)


_UNIT = re.compile(f"(?:[千万亿])?(?:{_UNITS})?", re.IGNORECASE)
_ASCII = str.maketrans("＜＞＝！＆｜～", "<>=!&|~")
