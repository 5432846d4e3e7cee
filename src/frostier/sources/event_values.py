"""One value of an event, read by its column: what JSON holds becomes what is stored.

Stored values are plain JSON with one spelling each (``3``, ``"3"`` and ``3.0`` of a quantity are all ``"3.000"``), so
that two deliveries of the same event are the same text. Numbers come as ``int``, ``Decimal`` or text, never as float.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from frostier.sources.standard import FIRST_DAY, LARGEST, LAST_DAY, LONGEST_TEXT, Column, ColumnType

Stored = str | int | bool | None
Reader = Callable[[object, ZoneInfo], Stored]

_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(\.[0-9]{0,30})?")
_WHOLE_AS_DECIMAL = re.compile(r"[0-9]+\.0")
_NO_CODE = frozenset({"NULL", "-", "—", "--", "N/A", "#N/A", "\\N"})
_BLANKS = " \t\r\n\u3000\u00a0\ufeff"
_STEP: dict[ColumnType, Decimal] = {
    "quantity": Decimal("0.001"),
    "money": Decimal("0.01"),
    "unit_price": Decimal("0.0001"),
    "rate": Decimal("0.000001"),
}
_BY_ZONE = frozenset({"date", "timestamp"})
_ANY_ZONE = ZoneInfo("UTC")
_REMEMBERED = 8_192
_YES, _NO = frozenset({"true", "yes", "是", "1"}), frozenset({"false", "no", "否", "0"})


class BadValue(ValueError):
    """A value that cannot be used; ``code`` is one of the refusals of rows in files."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_value(column: Column, value: object, zone: ZoneInfo) -> Stored:
    """The stored form of a value, None where there is none; raises ``BadValue``.

    A time without an offset is by the clock of ``zone``.
    """
    read = None if value is None or value == "" else _READERS[column.type](column, value, zone)
    if read is None and column.required:
        raise BadValue("missing")
    return read


def reader_of(column: Column, *, repeats: bool = False) -> Reader:
    """A function that reads values of one column as ``read_value`` does, faster.

    ``repeats``: few values make up most of those that come, so that they are remembered.
    """
    read, required = _READERS[column.type], column.required

    def value_read(value: object, zone: ZoneInfo) -> Stored:
        found = None if value is None or value == "" else read(column, value, zone)
        if found is None and required:
            raise BadValue("missing")
        return found

    if not repeats or column.type in _BY_ZONE:
        return value_read
    # Typed, because True, 1 and "1" are not read alike, and 1 == True.
    known = lru_cache(_REMEMBERED, typed=True)(partial(value_read, zone=_ANY_ZONE))

    def known_or_read(value: object, zone: ZoneInfo) -> Stored:
        try:
            return known(value)
        except TypeError:  # a list or an object cannot be looked up
            return value_read(value, zone)

    return known_or_read


def read_moment(value: object, zone: ZoneInfo) -> datetime:
    """The moment that ISO-8601 text names, in UTC; raises ``BadValue``."""
    if not isinstance(value, str):
        raise BadValue("unreadable")
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue("unreadable") from error
    if not FIRST_DAY <= moment.date() < LAST_DAY:
        raise BadValue("out_of_range")
    return moment


def _text(column: Column, value: object, zone: ZoneInfo) -> str | None:
    if not isinstance(value, str):
        raise BadValue("unreadable")
    text = value.strip(_BLANKS)
    # What no database can hold: a zero byte, and half of a character pair.
    if "\0" in text or not (text.isascii() or _encodable(text)):
        raise BadValue("unreadable")
    if len(text) > (int(column.high) if column.high is not None else LONGEST_TEXT):
        raise BadValue("too_long")
    return text or None


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _code(column: Column, value: object, zone: ZoneInfo) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = _digits(value)
    text = _text(column, value, zone)
    if text is None or (len(text) <= 5 and text.upper() in _NO_CODE):
        return None
    # As in files, where a spreadsheet has taken a code for a number.
    return text[:-2] if text.endswith(".0") and _WHOLE_AS_DECIMAL.fullmatch(text) else text


def _choice(column: Column, value: object, zone: ZoneInfo) -> str | None:
    text = _text(column, value, zone)
    if text is None:
        return None
    for choice in column.choices:
        if text.lower() in (choice.value, choice.name.zh, choice.name.en.lower(), *map(str.lower, choice.synonyms)):
            return choice.value
    if column.fallback is None:
        raise BadValue("unknown_word")
    return column.fallback


def _bool(column: Column, value: object, zone: ZoneInfo) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise BadValue("unreadable")


def _int(column: Column, value: object, zone: ZoneInfo) -> int:
    number = _number(value)
    _check_bounds(column, number)
    if number != number.to_integral_value():
        raise BadValue("unreadable")
    return int(number)


def _decimal(column: Column, value: object, zone: ZoneInfo) -> str:
    number = _number(value)
    _check_bounds(column, number)
    # Adding zero takes the sign off a zero.
    return format(number.quantize(_STEP[column.type], rounding=ROUND_HALF_UP) + 0, "f")


def _date(column: Column, value: object, zone: ZoneInfo) -> str:
    if isinstance(value, str) and len(value.strip()) <= 10:
        try:
            day = date.fromisoformat(value.strip())
        except ValueError as error:
            raise BadValue("unreadable") from error
        if not FIRST_DAY <= day < LAST_DAY:
            raise BadValue("out_of_range")
        return day.isoformat()
    return read_moment(value, zone).astimezone(zone).date().isoformat()


def _timestamp(column: Column, value: object, zone: ZoneInfo) -> str:
    return read_moment(value, zone).isoformat()


def _number(value: object) -> Decimal:
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = Decimal(value.strip())
    else:
        raise BadValue("unreadable")
    if not number.is_finite():
        raise BadValue("unreadable")
    return number


def _check_bounds(column: Column, number: Decimal) -> None:
    largest = LARGEST.get(column.type)
    high = column.high if column.high is not None else largest
    low = column.low if column.low is not None else (None if largest is None else -largest)
    if (high is not None and number > high) or (low is not None and number < low):
        raise BadValue("out_of_range")


def _digits(value: int) -> str:
    if abs(value) >= 10**30:
        raise BadValue("too_long")
    return str(value)


_READERS: dict[ColumnType, Callable[[Column, object, ZoneInfo], Stored]] = {
    "code": _code, "text": _text, "choice": _choice, "phone": _text, "bool": _bool, "int": _int,
    "quantity": _decimal, "money": _decimal, "unit_price": _decimal, "rate": _decimal,
    "date": _date, "timestamp": _timestamp,
}  # fmt: skip
