"""When something is due: the five fields of cron, read strictly, in the zone of the company.

Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday; names such as ``MON`` and ``JAN`` may be
used). A field is ``*``, a value, a range ``1-5``, either with a step ``*/15``, or a list of these. Where day of the
month and day of the week are both restricted, a day that fits either of them is meant, as cron has it.

A time that the clock skips in spring is due at the first moment after the gap. A time that comes twice in autumn is
due once, unless the hour field is ``*``: then every hour that passes counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

LONGEST_TEXT = 120
_DAYS_AHEAD = 41 * 366
"""29 February on a given day of the week may be forty years away, where a century is no leap year."""

_CYCLE_DAYS = 28 * 366
"""Within 28 years every date falls on every day of the week."""

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, slots=True)
class _Field:
    name: Text
    lowest: int
    highest: int
    names: tuple[str, ...] = ()  # of the values from the lowest on


_FIELDS = (
    _Field(Text("分钟", "minute"), 0, 59),
    _Field(Text("小时", "hour"), 0, 23),
    _Field(Text("日", "day of the month"), 1, 31),
    _Field(Text("月", "month"), 1, 12, _MONTHS),
    _Field(Text("星期", "day of the week"), 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """The moments that a cron expression names. Made by :meth:`parse`."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]  # 0 is Sunday
    every_hour: bool
    every_day: bool
    every_weekday: bool

    @classmethod
    def parse(cls, text: str) -> Cron:
        """The expression, its fields parted by single spaces; raises ``InvalidInput`` naming the field.

        >>> Cron.parse("0 2 1 * *").hours
        (2,)
        """
        parts = text.upper().split()
        if len(text) > LONGEST_TEXT or len(parts) != len(_FIELDS):
            raise _refusal(
                Text(
                    "应为五个字段：分 时 日 月 星期，如 0 2 1 * *",
                    "must have five fields: minute hour day month weekday, such as 0 2 1 * *",
                ),
                text[:LONGEST_TEXT],
            )
        minutes, hours, days, months, weekdays = (_values(f, part) for f, part in zip(_FIELDS, parts, strict=True))
        every_hour, every_day, every_weekday = (parts[n].startswith("*") for n in (1, 2, 4))
        sundays_once = tuple(sorted({day % 7 for day in weekdays}))
        cron = cls(" ".join(parts), minutes, hours, days, months, sundays_once, every_hour, every_day, every_weekday)
        cron._refuse_never()
        return cron

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first due moment (UTC) after ``moment``.

        >>> Cron.parse("0 2 1 * *").next_after(datetime(2026, 3, 15, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
        datetime.datetime(2026, 3, 31, 18, 0, tzinfo=datetime.timezone.utc)
        """
        return next(self._from(moment, zone))

    def upcoming(self, moment: datetime, zone: ZoneInfo, count: int) -> list[datetime]:
        """The next ``count`` due moments (UTC) after ``moment``."""
        return list(islice(self._from(moment, zone), count))

    def _from(self, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        # A day early: a time that yesterday skipped is due today.
        day = moment.astimezone(zone).date() - timedelta(days=1)
        last = moment
        for _ in range(_DAYS_AHEAD):
            if self.fits(day):
                for at in self._moments_of(day, zone):
                    if at > last:
                        last = at
                        yield at
            day += timedelta(days=1)

    def fits(self, day: date) -> bool:
        """Whether anything is due on a day."""
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if self.every_day or self.every_weekday:
            return in_month and in_week
        return in_month or in_week

    def _moments_of(self, day: date, zone: ZoneInfo) -> list[datetime]:
        walls = (datetime.combine(day, time(hour, minute), zone) for hour in self.hours for minute in self.minutes)
        return sorted({at for wall in walls for at in _instants(wall, both=self.every_hour)})

    def _refuse_never(self) -> None:
        if not any(self.fits(date(2000, 1, 1) + timedelta(days=n)) for n in range(_CYCLE_DAYS)):
            raise _refusal(Text("没有这样的日期", "there is no such day"), self.text)


def _instants(wall: datetime, *, both: bool) -> list[datetime]:
    """The moments (UTC) at which clocks show a time; the end of the gap where they never do."""
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    if first.astimezone(wall.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return [_end_of_gap(wall)]
    return [first, second] if both else [first]


def _end_of_gap(wall: datetime) -> datetime:
    # The two readings of a skipped time lie on either side of the change, which falls on a whole minute.
    low, high = sorted(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    before = low.astimezone(wall.tzinfo).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        if middle.astimezone(wall.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _values(field: _Field, part: str) -> tuple[int, ...]:
    return tuple(sorted({value for piece in part.split(",") for value in _piece(field, piece)}))


def _piece(field: _Field, piece: str) -> range:
    span, slash, step = piece.partition("/")
    low, dash, high = span.partition("-")
    if span == "*":
        first, last = field.lowest, field.highest
    else:
        first = _value(field, low, piece)
        last = _value(field, high, piece) if dash else (field.highest if slash else first)
    by = int(step) if _is_number(step) else 0 if slash else 1
    if not 1 <= by <= field.highest or first > last:
        raise _bad(field, piece)
    return range(first, last + 1, by)


def _value(field: _Field, text: str, piece: str) -> int:
    named = field.lowest + field.names.index(text) if text in field.names else -1
    value = int(text) if _is_number(text) else named
    if not field.lowest <= value <= field.highest:
        raise _bad(field, piece)
    return value


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2


def _bad(field: _Field, piece: str) -> InvalidInput:
    bounds = f"{field.lowest}–{field.highest}"
    return _refusal(
        Text(
            f"{field.name.zh}应在 {bounds} 之间，可写 *、1-5、*/15 或用逗号列出",
            f"the {field.name.en} must be within {bounds}, written as *, 1-5, */15 or a list with commas",
        ),
        piece,
    )


def _refusal(expected: Text, given: str) -> InvalidInput:
    return InvalidInput(
        Text(f"计划：{expected.zh}，收到“{given}”。", f"Schedule: {expected.en}; got {given!r}."),
        next_step=Text("请修改 cron。", "Correct cron."),
        where={"field": "cron"},
    )
