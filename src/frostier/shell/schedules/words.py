"""Schedules in plain words."""

from __future__ import annotations

from frostier.kernel.cron import Cron
from frostier.kernel.text import Text

KIND_NAMES = {
    "regrade": Text("重新分层", "regrade"),
    "roll": Text("每日滚动", "daily roll"),
    "verify": Text("核对", "proof"),
}
KIND_MEANINGS = {
    "regrade": Text(
        "冻结新的分位点，用已发布的方案重新分层", "freezes new cut points and grades by the published scheme"
    ),
    "roll": Text(
        "沿用上次的分位点与方案，把每个客户推进到今天",
        "keeps cut points and scheme, and moves every customer on to today",
    ),
    "verify": Text(
        "全量重算并逐客户比对，不一致即报警", "recomputes everything and compares; a difference is an alarm"
    ),
}
_WEEKDAYS_ZH = "日一二三四五六"
_WEEKDAYS_EN = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_EVERY_DAY = Text("每天", "every day")
_MOST_TIMES = 4


def cron_in_words(cron: Cron) -> Text:
    """When it is due, as a person would say it; an unusual expression stands for itself."""
    days, times = _days(cron), _times(cron)
    rhythm = _rhythm(cron)
    if days == _EVERY_DAY and rhythm is not None:
        return rhythm
    if days is None or times is None:
        return Text(f"按 cron：{cron.text}", f"by cron: {cron.text}")
    return Text(f"{days.zh} {times.zh}", f"{days.en} {times.en}")


def _days(cron: Cron) -> Text | None:
    if cron.months != tuple(range(1, 13)):
        return None
    every_day = cron.days == tuple(range(1, 32))
    every_weekday = cron.weekdays == tuple(range(7))
    if every_day and every_weekday:
        return _EVERY_DAY
    if every_day:
        named_zh = "、".join(_WEEKDAYS_ZH[day] for day in cron.weekdays)
        return Text(f"每周{named_zh}", "every " + ", ".join(_WEEKDAYS_EN[day] for day in cron.weekdays))
    if every_weekday:
        numbers = [str(day) for day in cron.days]
        return Text(f"每月 {'、'.join(numbers)} 日", f"on day {', '.join(numbers)} of every month")
    return None


def _times(cron: Cron) -> Text | None:
    if len(cron.hours) * len(cron.minutes) > _MOST_TIMES:
        return _rhythm(cron)
    times = [f"{hour:02}:{minute:02}" for hour in cron.hours for minute in cron.minutes]
    return Text("、".join(times), "at " + ", ".join(times))


def _rhythm(cron: Cron) -> Text | None:
    if cron.hours != tuple(range(24)):
        return None
    if len(cron.minutes) == 1:
        return Text(f"每小时第 {cron.minutes[0]} 分钟", f"at minute {cron.minutes[0]} of every hour")
    step = cron.minutes[1] - cron.minutes[0]
    if 60 % step == 0 and cron.minutes == tuple(range(0, 60, step)):
        return Text(f"每 {step} 分钟", f"every {step} minutes")
    return None
