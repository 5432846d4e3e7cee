"""Since when a time zone keeps one offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_LAST_YEAR = 2037


@dataclass(frozen=True, slots=True)
class SteadyOffset:
    """The zone is ``offset`` ahead of UTC for every wall clock from ``since`` on."""

    since: datetime
    offset: timedelta


@cache
def constant_offset_since(zone: ZoneInfo) -> SteadyOffset | None:
    """The steady offset of a zone, from the first 1 January after its last change; None where it still changes.

    >>> constant_offset_since(ZoneInfo("Asia/Shanghai"))
    SteadyOffset(since=datetime.datetime(1992, 1, 1, 0, 0), offset=datetime.timedelta(seconds=28800))
    """
    last = _offset(zone, _LAST_YEAR, 12, 15)
    for year in range(_LAST_YEAR, 1969, -1):
        if any(_offset(zone, year, month, day) != last for month in range(1, 13) for day in (1, 15)):
            since = datetime(year + 1, 1, 1)  # noqa: DTZ001 a wall clock
            return SteadyOffset(since, last) if year + 1 <= 2015 else None
    return SteadyOffset(datetime(1970, 1, 1), last)  # noqa: DTZ001


def _offset(zone: ZoneInfo, year: int, month: int, day: int) -> timedelta:
    offset = datetime(year, month, day, 12, tzinfo=zone).utcoffset()
    assert offset is not None
    return offset
