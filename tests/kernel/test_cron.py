"""Cron expressions: what they name, in zones whose clocks change and in those whose do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frostier.kernel.cron import Cron
from frostier.kernel.errors import InvalidInput

SHANGHAI, BERLIN, LORD_HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")


def local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("0 2 1 * *", "2026-03-15 00:00", "2026-04-01 02:00"),
        ("0 2 1 * *", "2026-04-01 01:59", "2026-04-01 02:00"),
        ("0 2 1 * *", "2026-04-01 02:00", "2026-05-01 02:00"),
        ("10 0 * * *", "2026-12-31 00:10", "2027-01-01 00:10"),
        ("*/15 8-18 * * mon-fri", "2026-11-20 18:45", "2026-11-23 08:00"),
        ("5/20 * * * *", "2026-11-20 18:46", "2026-11-20 19:05"),
        ("0 9 * * 7", "2026-11-20 00:00", "2026-11-22 09:00"),
        ("0 0 29 2 *", "2097-01-01 00:00", "2104-02-29 00:00"),
        ("0 0 13 * fri", "2026-11-01 00:00", "2026-11-06 00:00"),  # either of both, as cron has it
        ("0 0 */2 * fri", "2026-11-01 00:00", "2026-11-13 00:00"),  # a star on either side: both
        ("30 6 1,15 jan,jul *", "2026-07-15 06:30", "2027-01-01 06:30"),
    ],
)
def test_the_next_moment_is_the_one_that_a_person_would_name(cron: str, after: str, due: str) -> None:
    assert Cron.parse(cron).next_after(local(after, SHANGHAI), SHANGHAI) == local(due, SHANGHAI)


def test_a_time_that_the_clock_skips_is_due_after_the_gap() -> None:
    # Berlin, 29 March 2026: 02:00 becomes 03:00.
    due = Cron.parse("30 2 * * *").upcoming(local("2026-03-28 12:00", BERLIN), BERLIN, 2)

    assert due == [local("2026-03-29 03:00", BERLIN), local("2026-03-30 02:30", BERLIN)]


def test_a_gap_of_half_an_hour_ends_where_it_ends() -> None:
    # Lord Howe, 4 October 2026: 02:00 becomes 02:30.
    due = Cron.parse("15 2 * * *").next_after(local("2026-10-03 12:00", LORD_HOWE), LORD_HOWE)

    assert due == local("2026-10-04 02:30", LORD_HOWE)


def test_a_time_that_comes_twice_is_due_once() -> None:
    # Berlin, 25 October 2026: 03:00 becomes 02:00.
    first, second = Cron.parse("30 2 * * *").upcoming(local("2026-10-24 12:00", BERLIN), BERLIN, 2)

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == local("2026-10-26 02:30", BERLIN)


def test_what_is_due_every_quarter_of_an_hour_goes_on_through_the_repeated_hour() -> None:
    due = Cron.parse("*/15 * * * *").upcoming(datetime(2026, 10, 24, 23, 50, tzinfo=UTC), BERLIN, 12)

    assert {later - earlier for earlier, later in pairwise(due)} == {timedelta(minutes=15)}


@pytest.mark.parametrize(
    "text",
    [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
        "*/0 * * * *", "5-1 * * * *", "1- * * * *", "-1 * * * *", "1,,2 * * * *", "１ * * * *", "* * * * MONDAY",
        "0 0 31 2 *", "0 0 30 FEB *", "0 0 31 4,6 *", "1/ * * * *", "/5 * * * *", "0 " * 100, "@daily",
    ],
)  # fmt: skip
def test_what_is_not_meant_for_cron_is_refused_with_the_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Cron.parse(text)

    assert refused.value.where == {"field": "cron"}


@given(
    st.sampled_from(["*/15 * * * *", "30 2 * * *", "0 2 1 * *", "10 0 * * *", "0 3 * * sun", "7 */5 * * *"]),
    st.integers(0, 10 * 366 * 86_400).map(
        lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.sampled_from([SHANGHAI, BERLIN, LORD_HOWE]),
)
def test_due_moments_rise_and_none_is_left_out(text: str, after: datetime, zone: ZoneInfo) -> None:
    cron = Cron.parse(text)

    due = cron.upcoming(after, zone, 4)

    assert after < due[0]
    assert due == sorted(set(due))
    assert [cron.next_after(earlier, zone) for earlier in due[:-1]] == due[1:]
    assert cron.next_after(due[0] - timedelta(microseconds=1), zone) == due[0]
