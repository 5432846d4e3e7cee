"""What each day of the history does to demand: month, weekday, festivals, weather, price rises, promotions."""

# ruff: noqa: E501 - tables read better in long lines

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from frostier.demo.assortment import Assortment
from frostier.demo.kinds import CATEGORY_IDS, KINDS, MONTHS, WEEKDAYS, kind_numbers
from frostier.demo.spec import DemoSpec, Purpose
from frostier.kernel.calendar import SPRING_FESTIVAL

Floats = NDArray[np.float64]

# First days of the other lunar festivals (Dragon Boat 5/5, Mid-Autumn 8/15); tests check them against the calendar.
DRAGON_BOAT = (date(2019, 6, 7), date(2020, 6, 25), date(2021, 6, 14), date(2022, 6, 3), date(2023, 6, 22), date(2024, 6, 10),
               date(2025, 5, 31), date(2026, 6, 19), date(2027, 6, 9), date(2028, 5, 28), date(2029, 6, 16), date(2030, 6, 5))  # fmt: skip
MID_AUTUMN = (date(2019, 9, 13), date(2020, 10, 1), date(2021, 9, 21), date(2022, 9, 10), date(2023, 9, 29), date(2024, 9, 17),
              date(2025, 10, 6), date(2026, 9, 25), date(2027, 9, 15), date(2028, 10, 3), date(2029, 9, 22), date(2030, 9, 12))  # fmt: skip

# Monthly mean of the day's middle temperature in Chengdu (°C), 2011-2017, and the spread of days around it.
TEMPERATURE = (6.2, 8.5, 13.3, 19.0, 22.5, 25.1, 26.6, 26.9, 22.4, 18.3, 13.3, 7.8)
TEMPERATURE_SPREAD = 2.5
DEMAND_PER_DEGREE = {"hotpot": -0.012, "barbecue": 0.012}
RAIN_SHARE = 0.27
RAIN_DAMPENS = 0.07

PRICE_RISE_PER_YEAR = 0.035
PRICE_STEP_DAYS = 180

STOCK_UP_DAYS = 18
CLOSED_BEFORE, CLOSED_AFTER = 2, 7
SLOW_RESTART_DAYS = 8

PROMOTION_DAYS = 10
PROMOTION_EVERY_DAYS = 15
PROMOTION_RATES = (0.06, 0.08, 0.10, 0.12, 0.15)


@dataclass(frozen=True, slots=True)
class Days:
    """Everything that holds for a day of the history; all arrays run over the days, oldest first.

    ``demand`` is kind × day, about 1.0 on average. ``price`` is the catalogue's level relative to the last day.
    ``promotion`` is the running number of the campaign or -1, ``promotion_category`` its category,
    ``promotion_rate`` its reduction.
    """

    first: date
    dates: NDArray[np.datetime64]
    month: NDArray[np.int64]
    yymmdd: NDArray[np.int64]
    demand: Floats
    price: Floats
    promotion: NDArray[np.int64]
    promotion_category: NDArray[np.int64]
    promotion_rate: Floats


def days_of(spec: DemoSpec) -> Days:
    """The days of a company; the weather comes from its seed, the rest from the calendar."""
    count = spec.days
    dates = np.datetime64(spec.first_day, "D") + np.arange(count)
    month = dates.astype("datetime64[M]").astype(np.int64) % 12
    demand = _by_season(month) * _by_weekday(spec.first_day, count) * _by_weather(spec, month)
    demand *= _by_spring_festival(spec.first_day, count) * _by_holidays(spec.first_day, count)
    promotion = _promotions(count)
    return Days(
        first=spec.first_day,
        dates=dates,
        month=month,
        yymmdd=_yymmdd(dates, month),
        demand=demand,
        price=_price_level(count),
        promotion=promotion,
        promotion_category=_promoted_category(promotion),
        promotion_rate=np.array(PROMOTION_RATES)[promotion % len(PROMOTION_RATES)],
    )


def price_of(goods: Assortment, days: Days, sku: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The catalogue price of SKUs on days, in cents, in steps of ten cents."""
    return (np.rint(goods.price[sku] * days.price[day] / 10).astype(np.int64)) * 10


def _by_season(month: NDArray[np.int64]) -> Floats:
    table = np.array([MONTHS[k.season] for k in KINDS])
    return np.asarray((table / table.mean(axis=1, keepdims=True))[:, month], dtype=np.float64)


def _by_weekday(first: date, count: int) -> Floats:
    weekday = (first.weekday() + np.arange(count)) % 7
    table = np.array([WEEKDAYS[k.week] for k in KINDS])
    return np.asarray((table / table.mean(axis=1, keepdims=True))[:, weekday], dtype=np.float64)


def _by_weather(spec: DemoSpec, month: NDArray[np.int64]) -> Floats:
    """Cold days help hotpot, warm ones barbecue; rain keeps guests at home. Anomalies persist (AR(1), 0.7)."""
    rng = spec.stream(Purpose.WEATHER)
    shocks = rng.normal(0.0, TEMPERATURE_SPREAD * np.sqrt(1 - 0.7**2), month.size)
    anomaly = np.empty(month.size)
    level = 0.0
    for n, shock in enumerate(shocks):
        level = 0.7 * level + shock
        anomaly[n] = level
    rain = 1.0 - RAIN_DAMPENS * (rng.random(month.size) < RAIN_SHARE)
    slope = np.array([DEMAND_PER_DEGREE.get(k.season, 0.0) for k in KINDS])
    return np.asarray(np.exp(slope[:, None] * anomaly[None, :]) * rain[None, :], dtype=np.float64)


def _by_spring_festival(first: date, count: int) -> Floats:
    closing, stock_up = kind_numbers("closing"), kind_numbers("stock_up")
    factors = np.ones((len(KINDS), count))
    for n, since in _near(
        first,
        count,
        SPRING_FESTIVAL.values(),
        before=STOCK_UP_DAYS + CLOSED_BEFORE,
        after=CLOSED_AFTER + SLOW_RESTART_DAYS,
    ):
        if since < -CLOSED_BEFORE:
            rise = 1.0 - (-since - CLOSED_BEFORE - 1) / STOCK_UP_DAYS
            factors[:, n] = 1.0 + (stock_up - 1.0) * rise
        elif since < CLOSED_AFTER:
            factors[:, n] = closing
        else:
            factors[:, n] = closing + (1.0 - closing) * (since - CLOSED_AFTER + 1) / (SLOW_RESTART_DAYS + 1)
    return factors


def _by_holidays(first: date, count: int) -> Floats:
    """Short stock-up before National Day, May Day, Dragon Boat and Mid-Autumn; canteens close during the long ones."""
    factors = np.ones((len(KINDS), count))
    canteen = [k.season == "school" for k in KINDS]
    lift = np.where(canteen, 0.8, 1.0 + 0.35 * (kind_numbers("stock_up") > 1.0))
    years = range(first.year - 1, first.year + 6)
    golden_weeks = [date(y, 10, 1) for y in years] + [date(y, 5, 1) for y in years]
    for n, since in _near(first, count, [*golden_weeks, *DRAGON_BOAT, *MID_AUTUMN], before=4, after=0):
        factors[:, n] *= np.where(since < 0, lift, 1.0)
    for n, _ in _near(first, count, golden_weeks, before=0, after=5):
        factors[canteen, n] *= 0.15
    return factors


def _near(first: date, count: int, festivals: Iterable[date], *, before: int, after: int) -> list[tuple[int, int]]:
    """Day numbers near a festival, each with its distance in days to the festival's first day."""
    return [
        (n, since)
        for festival in festivals
        for since in range(-before, after)
        if 0 <= (n := (festival + timedelta(days=since) - first).days) < count
    ]


def _price_level(count: int) -> Floats:
    steps = (count - 1 - np.arange(count)) // PRICE_STEP_DAYS
    return np.asarray((1 + PRICE_RISE_PER_YEAR) ** (-steps * PRICE_STEP_DAYS / 365), dtype=np.float64)


def _promotions(count: int) -> NDArray[np.int64]:
    """Campaign numbers counted so that the last campaign runs in the last days."""
    until_end = count - 1 - np.arange(count)
    campaigns = -(-count // PROMOTION_EVERY_DAYS)
    return np.where(
        until_end % PROMOTION_EVERY_DAYS < PROMOTION_DAYS, campaigns - 1 - until_end // PROMOTION_EVERY_DAYS, -1
    )


def _promoted_category(promotion: NDArray[np.int64]) -> NDArray[np.int64]:
    """Campaigns go round the main categories; consumables and the rest are never promoted."""
    promoted = [n for n, c in enumerate(CATEGORY_IDS) if c not in ("consumable", "other", "vegetables")]
    return np.array(promoted)[(promotion * 4) % len(promoted)]


def _yymmdd(dates: NDArray[np.datetime64], month: NDArray[np.int64]) -> NDArray[np.int64]:
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray((year % 100) * 10_000 + (month + 1) * 100 + day, dtype=np.int64)
