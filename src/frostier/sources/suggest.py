"""A first mapping for a file that nobody has mapped yet, from its headers and some of its values.

Headers are compared with the words of the data standard (Chinese and English, spelling-tolerant); values must
look like the type of the column. The result is a proposal: every choice carries a confidence and a reason, and
what could be read two ways is said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from frostier.kernel.text import Text
from frostier.sources.expressions import Condition, Expression, FromColumn, When
from frostier.sources.mapping import FileOptions
from frostier.sources.mapping import Mapping as FileMapping
from frostier.sources.records import STANDARDS, standard_for
from frostier.sources.standard import Column, ColumnType, Standard

Samples = Mapping[str, Sequence[str | None]]

ENOUGH = 0.6  # below this a resemblance is chance more often than not
TOTAL_WORDS = r"^(合计|总计|小计|本页合计|total|grand total|subtotal)\s*[:：]?$"


@dataclass(frozen=True, slots=True)
class Match:
    """One proposed pairing; ``confidence`` in 0..1, ``reason`` says what it rests on."""

    column: str
    header: str
    confidence: float
    reason: Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed mapping, why, and what is left over.

    ``missing`` are required columns without a header: the mapping cannot be used until they are filled in.
    ``warnings`` are readings that only a person can settle (day or month first).
    """

    mapping: FileMapping
    matches: tuple[Match, ...]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[Text, ...] = ()


def suggest_mapping(entity: str, headers: Sequence[str], samples: Samples) -> Suggestion:
    """The likeliest mapping of ``headers`` onto the entity; ``samples`` holds some values per header.

    Raises NotFound for an unknown entity.
    """
    standard = standard_for(entity)
    matches = _best_pairs(standard, headers, samples)
    dates = {m.column: read_date_order(samples.get(m.header, ())) for m in matches if _is_day(standard, m.column)}
    columns: dict[str, Expression] = {
        m.column: FromColumn(m.header, formats=dates[m.column].formats if m.column in dates else ()) for m in matches
    }
    mapping = FileMapping(
        entity=entity,
        columns=columns,
        file=FileOptions(decimal_comma=_has_decimal_comma(standard, matches, samples)),
        skip_when=_total_rows(standard, matches, samples),
    )
    taken = {m.header for m in matches}
    return Suggestion(
        mapping=mapping,
        matches=matches,
        unmatched=tuple(h for h in headers if h not in taken),
        missing=tuple(c.name for c in standard.columns if c.required and c.name not in columns),
        warnings=tuple(
            Text(f"“{m.header}”：{doubt.zh}。", f"{m.header!r} {doubt.en}.")
            for m in matches
            if m.column in dates and (doubt := dates[m.column].doubt) is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class Guess:
    """What the rows of a file may be; ``confidence`` in 0..1 is how much of the file the entity explains."""

    entity: str
    confidence: float
    suggestion: Suggestion


def guess_entity(headers: Sequence[str], samples: Samples) -> tuple[Guess, ...]:
    """Every entity with the mapping that would be proposed for it, the likeliest first."""
    guesses = [_guess(entity, headers, samples) for entity in STANDARDS]
    return tuple(sorted(guesses, key=lambda g: -g.confidence))  # stable: equal ones in order of the standards


def _guess(entity: str, headers: Sequence[str], samples: Samples) -> Guess:
    """The share of headers that find a column, halved when no required column does, less when some are missing."""
    found = suggest_mapping(entity, headers, samples)
    required = sum(c.required for c in standard_for(entity).columns)
    filled = 1 - len(found.missing) / required if required else 1.0
    explained = sum(m.confidence for m in found.matches) / max(len(headers), 1)
    return Guess(entity, round(explained * (0.5 + 0.5 * filled), 3), found)


def known_headers(headers: Iterable[str], entity: str | None = None) -> int:
    """How many of the headers are words of the entity's standard (of the best-fitting entity without one)."""
    words = {normalised(h) for h in headers} - {""}
    standards = [standard_for(entity)] if entity else list(STANDARDS.values())
    return max(len(words & _all_words(s.entity)) for s in standards)


def normalised(header: str) -> str:
    """A header without case, width, spaces, punctuation and units: ``客户编码（必填）`` becomes ``客户编码``."""
    text = unicodedata.normalize("NFKC", header).casefold()
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\W_]+", "", text)


# ── headers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _best_pairs(standard: Standard, headers: Sequence[str], samples: Samples) -> tuple[Match, ...]:
    """One header per column and one column per header, the surest pairs first; in order of the standard."""
    pairs = [
        pair
        for column in standard.columns
        for header in headers
        if (pair := _pair(column, header, samples.get(header, ()))) is not None
    ]
    pairs.sort(key=lambda m: -m.confidence)  # stable: the standard's order, then the file's, decides ties
    chosen: dict[str, Match] = {}
    taken: set[str] = set()
    for pair in pairs:
        if pair.column not in chosen and pair.header not in taken:
            chosen[pair.column] = pair
            taken.add(pair.header)
    return tuple(chosen[c.name] for c in standard.columns if c.name in chosen)


def _pair(column: Column, header: str, values: Sequence[str | None]) -> Match | None:
    likeness, word = _likeness(column, header)
    fit = share_that_fit(column.type, values)
    confidence = round(likeness * (0.5 + 0.5 * fit), 3)
    if confidence < ENOUGH or fit < 0.3:
        return None
    return Match(column.name, header, confidence, _reason(header, word, likeness, fit, bool(_filled(values))))


def _reason(header: str, word: str, likeness: float, fit: float, has_values: bool) -> Text:
    how = Text(f"列名即“{word}”", f"the header is the word {word!r}")
    if likeness < 0.9:
        how = Text(f"列名“{header}”与“{word}”相近", f"the header {header!r} resembles {word!r}")
    if not has_values:
        return Text(f"{how.zh}（无样本值）", f"{how.en} (no values to check)")
    return Text(f"{how.zh}，{fit:.0%} 的样本值符合类型", f"{how.en}; {fit:.0%} of the sampled values fit the type")


def _likeness(column: Column, header: str) -> tuple[float, str]:
    """How close a header is to the nearest word of the column (0..1), and that word."""
    text = normalised(header)
    if not text:
        return 0.0, ""
    return max(((_word_likeness(text, w, rank), w) for rank, w in enumerate(_words(column))), key=lambda pair: pair[0])


def _word_likeness(text: str, word: str, rank: int) -> float:
    target = normalised(word)
    if text == target:
        return 1.0 - min(rank, 20) * 0.002  # label and name before synonyms, early synonyms before late ones
    # Two Chinese characters are a word; two or three Latin letters stand in words by chance ("age" in "manager").
    shortest = 4 if target.isascii() else 2
    if min(len(text), len(target)) >= shortest and (target in text or text in target):
        return 0.7 + 0.2 * min(len(text), len(target)) / max(len(text), len(target))
    ratio = SequenceMatcher(None, text, target, autojunk=False).ratio()
    return 0.9 * ratio if ratio >= 0.8 else 0.0


def _words(column: Column) -> tuple[str, ...]:
    return (column.label.zh, column.name, column.label.en, *column.synonyms)


@lru_cache
def _all_words(entity: str) -> frozenset[str]:
    return frozenset(normalised(w) for c in standard_for(entity).columns for w in _words(c))


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"^[-+(]?[¥￥$£€]?[-+]?\d[\d,. ]*%?\)?$")
_WHOLE = re.compile(r"^[-+]?\d[\d,]*(\.0+)?$")
_PHONE = re.compile(r"^\+?[\d\-() ]{7,20}$")
_YEAR_FIRST = re.compile(r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|^(19|20)\d{6}(\d{6})?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ T]+(\d{1,2}:\d{2})(:\d{2})?\s*([AaPp][Mm])?)?$")
_TRUTH = {"true", "false", "yes", "no", "y", "n", "t", "f", "0", "1", "是", "否", "有", "无", "√", "×"}
_NUMERIC: tuple[ColumnType, ...] = ("quantity", "money", "unit_price", "rate")


def share_that_fit(type: ColumnType, values: Sequence[str | None]) -> float:
    """The share of the filled values that look like the type (0..1); 1.0 where there is nothing to look at."""
    filled = _filled(values)
    if not filled:
        return 1.0
    return sum(_fits(type, v) for v in filled) / len(filled)


def _fits(type: ColumnType, value: str) -> bool:
    if type in _NUMERIC:
        return bool(_NUMBER.match(value)) and not _is_date(value)
    match type:
        case "int":
            return bool(_WHOLE.match(value))
        case "date" | "timestamp":
            return _is_date(value)
        case "phone":
            return bool(_PHONE.match(value))
        case "bool":
            return value.casefold() in _TRUTH
        case "code":
            return len(value) <= 40 and not _is_date(value)
        case _:
            return True


def _is_date(value: str) -> bool:
    # Eight digits may be a code as well; they count as a date only with a year and month that can be one.
    if re.fullmatch(r"\d{8}|\d{14}", value):
        return "1990" <= value[:4] <= "2099" and "01" <= value[4:6] <= "12" and "01" <= value[6:8] <= "31"
    return bool(_YEAR_FIRST.match(value) or _YEAR_LAST.match(value))


def _filled(values: Sequence[str | None]) -> list[str]:
    return [t for v in values if v is not None and (t := unicodedata.normalize("NFKC", v).strip())]


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The formats that a column of dates needs (none when the year comes first) and what is in doubt."""

    formats: tuple[str, ...] = ()
    doubt: Text | None = None


def read_date_order(values: Sequence[str | None]) -> DateOrder:
    """Whether dates with the year last have the day or the month first, as far as the values tell.

    >>> read_date_order(["25/12/2024", "03/04/2024"]).formats
    ('%d/%m/%Y',)
    """
    parts = [m for v in _filled(values) if (m := _YEAR_LAST.match(v))]
    if not parts:
        return DateOrder()
    first_is_day = any(int(m[1]) > 12 for m in parts)
    second_is_day = any(int(m[3]) > 12 for m in parts)
    month_first = second_is_day and not first_is_day
    formats = tuple(dict.fromkeys(_strptime(m, month_first) for m in parts))
    if first_is_day and second_is_day:
        both = tuple(dict.fromkeys(_strptime(m, order) for order in (False, True) for m in parts))
        return DateOrder(
            both,
            Text(
                "日在前与月在前混用，默认日在前，其次月在前",
                "mixes day-first and month-first dates; day first is tried before month first",
            ),
        )
    if not first_is_day and not second_is_day:
        return DateOrder(
            formats,
            Text(
                "样本看不出日在前还是月在前，暂按日在前，请核对",
                "does not tell day first from month first; day first is assumed, please check",
            ),
        )
    return DateOrder(formats)


def _strptime(match: re.Match[str], month_first: bool) -> str:
    mark, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
    day = mark.join(("%m", "%d", year) if month_first else ("%d", "%m", year))
    if not match[5]:
        return day
    hour = "%I" if match[7] else "%H"
    return f"{day} {hour}:%M" + (":%S" if match[6] else "") + (" %p" if match[7] else "")


def _is_day(standard: Standard, column: str) -> bool:
    return standard.column(column).type in ("date", "timestamp")


def _has_decimal_comma(standard: Standard, matches: Sequence[Match], samples: Samples) -> bool:
    """True where the numbers have one comma and two or so digits after it, and none has a decimal point."""
    numbers = [
        v for m in matches if standard.column(m.column).type in _NUMERIC for v in _filled(samples.get(m.header, ()))
    ]
    with_comma = [v for v in numbers if re.fullmatch(r"[-+]?\d+(\.\d{3})*,\d{1,2}", v)]
    with_point = [v for v in numbers if re.fullmatch(r"[-+]?\d+(,\d{3})*\.\d{1,2}", v)]
    return bool(with_comma) and not with_point


def _total_rows(standard: Standard, matches: Sequence[Match], samples: Samples) -> tuple[When, ...]:
    """Conditions for total lines, where the samples show one in a text or code column."""
    columns = [m.header for m in matches if standard.column(m.column).type in ("code", "text", "timestamp", "date")]
    return tuple(
        When((Condition(header, matches=f"(?i){TOTAL_WORDS}"),))
        for header in columns
        if any(re.search(TOTAL_WORDS, v, re.IGNORECASE) for v in _filled(samples.get(header, ())))
    )
