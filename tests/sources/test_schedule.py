"""When a source is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frostier.kernel.errors import InvalidInput
from frostier.sources.schedule import Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.integers(0, 10_000_000).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
SCHEDULES = st.one_of(
    st.builds(Schedule, every_minutes=st.integers(5, 10080)),
    st.builds(lambda h, m: Schedule(daily_at=time(h, m)), st.integers(0, 23), st.integers(0, 59)),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_interval_counts_from_the_moment_that_it_was_due():
    assert Schedule(every_minutes=30).next_after(at("2026-11-20T02:00"), SHANGHAI) == at("2026-11-20T02:30")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T18:00", "2026-11-20T18:30"),  # 02:00 in Shanghai, due at 02:30
        ("2026-11-20T18:30", "2026-11-21T18:30"),
        ("2026-11-20T19:00", "2026-11-21T18:30"),
    ],
)
def test_a_daily_time_is_of_the_companys_clock(now, due):
    assert Schedule(daily_at=time(2, 30)).next_after(at(now), SHANGHAI) == at(due)


def test_what_was_missed_for_days_is_due_once():
    schedule = Schedule(daily_at=time(2, 30))

    assert schedule.next_after(at("2026-11-20T03:00"), SHANGHAI) - at("2026-11-20T03:00") < timedelta(days=1)


def test_a_time_that_the_clock_skips_or_repeats_is_due_once_that_day():
    schedule = Schedule(daily_at=time(2, 30))

    assert schedule.next_after(at("2026-03-28T12:00"), BERLIN) == at("2026-03-29T01:30")
    first = schedule.next_after(at("2026-10-24T12:00"), BERLIN)
    assert schedule.next_after(first, BERLIN) - first == timedelta(days=1, hours=1)


@given(SCHEDULES, MOMENTS, st.sampled_from([SHANGHAI, BERLIN]))
def test_the_next_time_lies_ahead_and_not_too_far(schedule, moment, zone):
    due = schedule.next_after(moment, zone)

    assert moment < due <= moment + max(timedelta(minutes=schedule.every_minutes or 0), timedelta(hours=26))


@given(SCHEDULES, MOMENTS, st.integers(1, 50))
def test_failures_put_the_next_try_off_by_ever_more_but_never_for_good(schedule, moment, failures):
    retry = schedule.retry_after(moment, failures, SHANGHAI)

    assert moment < retry <= schedule.retry_after(moment, failures + 1, SHANGHAI)
    assert retry - moment <= max(timedelta(hours=6), timedelta(minutes=schedule.every_minutes or 0))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"every_minutes": 30, "daily_at": "02:30"},
        {"every_minutes": 4},
        {"every_minutes": 10081},
        {"every_minutes": True},
        {"every_minutes": "30"},
        {"daily_at": "24:00"},
        {"daily_at": "2:30"},
        {"daily_at": 230},
    ],
)
def test_a_schedule_that_cannot_be_is_refused(data):
    with pytest.raises(InvalidInput):
        Schedule.from_data(data)


@given(SCHEDULES)
def test_a_schedule_is_read_back_as_it_was_written(schedule):
    assert Schedule.from_data(schedule.to_data()) == schedule
