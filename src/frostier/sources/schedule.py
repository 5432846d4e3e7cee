"""When a source is due: every so many minutes, or once a day at a time of the company's clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 7 * 24 * 60
_FIRST_RETRY, _LAST_RETRY = timedelta(minutes=5), timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Exactly one of ``every_minutes`` (5 to 10080) and ``daily_at`` (company time)."""

    every_minutes: int | None = None
    daily_at: time | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Schedule:
        """The schedule of ``{"every_minutes": 30}`` or ``{"daily_at": "02:30"}``; raises InvalidInput."""
        minutes, daily = data.get("every_minutes"), data.get("daily_at")
        if (minutes is None) == (daily is None):
            raise _refusal("every_minutes", Text("应给出间隔或时刻之一", "give either an interval or a time of day"))
        return cls(daily_at=_time(daily)) if minutes is None else cls(every_minutes=_minutes(minutes))

    def to_data(self) -> dict[str, int | str]:
        """Plain data that :meth:`from_data` reads back."""
        if self.daily_at is not None:
            return {"daily_at": self.daily_at.strftime("%H:%M")}
        return {"every_minutes": self.every_minutes or SHORTEST_MINUTES}

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first due moment (UTC) after ``moment``; what was missed meanwhile is due once, not once for each.

        >>> Schedule(daily_at=time(2, 30)).next_after(datetime(2026, 3, 1, 12, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
        datetime.datetime(2026, 3, 1, 18, 30, tzinfo=datetime.timezone.utc)
        """
        if self.daily_at is None:
            return moment + timedelta(minutes=self.every_minutes or SHORTEST_MINUTES)
        day = moment.astimezone(zone).date()
        # The third day is for a zone that skipped one of its days.
        candidates = (datetime.combine(day + timedelta(n), self.daily_at, zone).astimezone(UTC) for n in range(3))
        return next(at for at in candidates if at > moment)

    def retry_after(self, moment: datetime, failures: int, zone: ZoneInfo) -> datetime:
        """When to try again after ``failures`` failures in a row: 5 minutes, doubling, at most 6 hours.

        An interval longer than that stays as it is, and a daily time that comes sooner is kept.
        """
        delay = min(_FIRST_RETRY * (1 << min(failures - 1, 10)), _LAST_RETRY)
        if self.daily_at is not None:
            return min(moment + delay, self.next_after(moment, zone))
        return moment + max(delay, timedelta(minutes=self.every_minutes or SHORTEST_MINUTES))


def _minutes(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not SHORTEST_MINUTES <= given <= LONGEST_MINUTES:
        expected = Text(
            f"应为 {SHORTEST_MINUTES} 到 {LONGEST_MINUTES} 的整数分钟",
            f"must be a whole number of minutes from {SHORTEST_MINUTES} to {LONGEST_MINUTES}",
        )
        raise _refusal("every_minutes", expected, given)
    return given


def _time(given: object) -> time:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", given) if isinstance(given, str) else None
    if found is None:
        raise _refusal("daily_at", Text("应为时刻，如 02:30", "must be a time such as 02:30"), given)
    return time(int(found[1]), int(found[2]))


def _refusal(field: str, expected: Text, given: object = None) -> InvalidInput:
    got = Text("", "") if given is None else Text(f"，收到“{given}”", f", got {given!r}")
    return InvalidInput(
        Text(f"计划：{expected.zh}{got.zh}。", f"Schedule: {expected.en}{got.en}."),
        next_step=Text("请修改 schedule。", "Correct the schedule."),
        where={"field": field},
    )
