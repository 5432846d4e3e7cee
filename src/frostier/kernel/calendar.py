"""The trade's calendar: seasons, Spring Festival, business days of the company's zone.

Spring Festival dates are astronomical facts (first day of the lunar year); the tests check them against the
public-holiday calendar. Holidays that the State Council decides are data and are imported, not listed here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Season = Literal["spring", "summer", "autumn", "winter"]

SPRING_FESTIVAL: dict[int, date] = {
    2004: date(2004, 1, 22), 2005: date(2005, 2, 9), 2006: date(2006, 1, 29), 2007: date(2007, 2, 18),
    2008: date(2008, 2, 7), 2009: date(2009, 1, 26), 2010: date(2010, 2, 14), 2011: date(2011, 2, 3),
    2012: date(2012, 1, 23), 2013: date(2013, 2, 10), 2014: date(2014, 1, 31), 2015: date(2015, 2, 19),
    2016: date(2016, 2, 8), 2017: date(2017, 1, 28), 2018: date(2018, 2, 16), 2019: date(2019, 2, 5),
    2020: date(2020, 1, 25), 2021: date(2021, 2, 12), 2022: date(2022, 2, 1), 2023: date(2023, 1, 22),
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3), 2031: date(2031, 1, 23),
    2032: date(2032, 2, 11), 2033: date(2033, 1, 31), 2034: date(2034, 2, 19), 2035: date(2035, 2, 8),
}  # fmt: skip


def season_of(day: date) -> Season:
    """The meteorological season: spring is March to May, and so on."""
    return _SEASON_OF_MONTH[day.month]


def business_day(moment: datetime, zone: ZoneInfo) -> date:
    """The company's calendar day of a moment stored in UTC."""
    if moment.tzinfo is None:
        raise ValueError(f"Expected a moment with a time zone, got naive {moment.isoformat()}.")
    return moment.astimezone(zone).date()


_SEASON_OF_MONTH: dict[int, Season] = {
    3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer", 8: "summer",
    9: "autumn", 10: "autumn", 11: "autumn", 12: "winter", 1: "winter", 2: "winter",
}  # fmt: skip
