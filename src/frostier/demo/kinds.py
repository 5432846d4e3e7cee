"""How each kind of customer buys: how often, how much, what, when and through which channel.

The parameters and where they come from are explained in ``docs/demo-company.md``.
"""

# ruff: noqa: E501 - tables read better in long lines

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frostier.sources.choices import CATEGORIES, CUSTOMER_TYPES, ORDER_CHANNELS

CATEGORY_IDS = tuple(c.value for c in CATEGORIES)
CHANNEL_IDS = tuple(c.value for c in ORDER_CHANNELS)

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """The buying behaviour of one customer type.

    ``share`` is the part of all accounts (%), ``weekly_orders``, ``lines`` per order and ``cases`` per line are
    medians. ``night`` is the part of orders placed around ``late_hour`` rather than
    ``early_hour`` (0 to 24).
    ``closing`` is the demand left while Spring Festival closes the trade, ``stock_up`` the peak before it.
    ``months`` are twelve factors on demand, ``weekdays`` seven, Monday first. ``credit`` is the part of
    customers with a credit term, ``discount`` the usual reduction against list.
    """

    id: str
    share: float
    weekly_orders: float
    lines: float
    cases: float
    early_hour: float
    late_hour: float
    night: float
    season: str
    week: str
    closing: float
    stock_up: float
    credit: float
    discount: float
    channels: Weights
    categories: Weights


MONTHS: dict[str, tuple[float, ...]] = {
    "hotpot": (1.35, 1.10, 1.00, 0.90, 0.82, 0.74, 0.72, 0.76, 0.90, 1.08, 1.28, 1.42),
    "restaurant": (1.10, 0.95, 0.98, 0.98, 1.03, 0.95, 0.93, 0.96, 1.00, 1.05, 1.04, 1.08),
    "barbecue": (0.75, 0.72, 0.85, 1.00, 1.18, 1.32, 1.38, 1.34, 1.12, 0.92, 0.78, 0.72),
    "school": (0.75, 0.45, 1.25, 1.25, 1.22, 1.08, 0.45, 0.50, 1.28, 1.25, 1.25, 1.15),
    "banquet": (1.45, 1.20, 0.85, 0.85, 1.20, 0.75, 0.65, 0.75, 0.95, 1.35, 1.00, 1.20),
    "retail": (1.30, 1.10, 0.92, 0.92, 0.95, 0.95, 0.98, 0.98, 0.98, 0.98, 1.00, 1.12),
    "even": (1.05, 0.95, 1.00, 1.00, 1.00, 0.98, 0.97, 0.98, 1.00, 1.02, 1.03, 1.05),
}

WEEKDAYS: dict[str, tuple[float, ...]] = {
    "before_weekend": (0.88, 0.90, 0.98, 1.18, 1.42, 1.02, 0.62),
    "office": (1.45, 1.15, 1.20, 1.15, 1.25, 0.45, 0.35),
    "even": (1.05, 0.98, 1.00, 1.05, 1.15, 1.00, 0.77),
    "consumer": (0.94, 0.96, 0.91, 0.87, 0.93, 1.18, 1.20),
}

_HOTPOT = {"offal": 22, "meat_rolls": 16, "marinated_meat": 11, "balls_surimi": 14, "hotpot_base": 10, "seafood": 6,
           "pork": 6, "tofu_mushroom": 4, "staples_snacks": 4, "vegetables": 2, "condiment": 3, "beverage": 1.5, "consumable": 0.5}  # fmt: skip
_SKEWERS = {"skewers": 38, "offal": 14, "balls_surimi": 12, "hotpot_base": 10, "marinated_meat": 8, "poultry": 6,
            "tofu_mushroom": 4, "condiment": 4, "beverage": 2, "consumable": 2}  # fmt: skip
_MAOCAI = {"balls_surimi": 26, "hotpot_base": 14, "offal": 12, "marinated_meat": 10, "tofu_mushroom": 12,
           "vegetables": 6, "meat_rolls": 8, "staples_snacks": 6, "condiment": 4, "consumable": 2}  # fmt: skip
_SICHUAN = {"pork": 16, "poultry": 14, "seafood": 14, "prepared_dish": 18, "beef_lamb": 10, "offal": 8,
            "staples_snacks": 8, "condiment": 5, "tofu_mushroom": 3, "vegetables": 3, "beverage": 1}  # fmt: skip
_CANTEEN = {"pork": 18, "poultry": 22, "prepared_dish": 14, "balls_surimi": 10, "staples_snacks": 16, "beef_lamb": 7,
            "vegetables": 6, "seafood": 5, "condiment": 2}  # fmt: skip
_BBQ = {
    "skewers": 34,
    "poultry": 16,
    "seafood": 14,
    "beef_lamb": 14,
    "pork": 8,
    "offal": 6,
    "beverage": 5,
    "condiment": 3,
}
_SNACK = {"staples_snacks": 42, "beef_lamb": 10, "marinated_meat": 12, "poultry": 8, "pork": 8, "condiment": 8,
          "prepared_dish": 6, "consumable": 4, "beverage": 2}  # fmt: skip
_RETAIL = {"staples_snacks": 24, "balls_surimi": 16, "prepared_dish": 18, "meat_rolls": 10, "hotpot_base": 10,
           "poultry": 8, "seafood": 6, "beverage": 6, "marinated_meat": 6}  # fmt: skip
_BROAD = {c: 5.0 for c in CATEGORY_IDS if c not in ("other", "consumable")} | {
    "offal": 9.0,
    "balls_surimi": 9.0,
    "consumable": 1.0,
}
_WESTERN = {
    "poultry": 18,
    "beef_lamb": 18,
    "seafood": 18,
    "staples_snacks": 14,
    "pork": 10,
    "prepared_dish": 10,
    "vegetables": 6,
}

_DIGITAL = {"app": 32, "mini_program": 28, "wechat": 20, "phone": 12, "salesperson": 8}
_SOCIAL = {"wechat": 38, "mini_program": 24, "phone": 20, "app": 12, "salesperson": 6}
_OFFICE = {"salesperson": 40, "phone": 25, "wechat": 20, "app": 10, "edi": 5}
_LARGE = {"edi": 32, "salesperson": 28, "phone": 16, "app": 16, "wechat": 8}
_COUNTER = {"store": 48, "mini_program": 32, "wechat": 14, "phone": 6}

KINDS: tuple[Kind, ...] = (
    Kind("hotpot_shop", 20, 0.49, 3.5, 2.6, 14.5, 23.2, 0.68, "hotpot", "before_weekend", 0.10, 1.5, 0.40, 0.03, _DIGITAL, _HOTPOT),
    Kind("chuanchuan_shop", 9, 0.45, 3.0, 1.8, 13.0, 23.6, 0.70, "hotpot", "before_weekend", 0.08, 1.3, 0.20, 0.02, _SOCIAL, _SKEWERS),
    Kind("maocai_shop", 7, 0.40, 2.7, 1.6, 9.5, 21.5, 0.45, "hotpot", "before_weekend", 0.08, 1.3, 0.15, 0.02, _SOCIAL, _MAOCAI),
    Kind("sichuan_restaurant", 14, 0.40, 2.9, 1.9, 15.0, 21.8, 0.40, "restaurant", "before_weekend", 0.25, 1.5, 0.35, 0.03, _SOCIAL, _SICHUAN),
    Kind("other_restaurant", 7, 0.28, 2.3, 1.6, 10.5, 20.5, 0.30, "restaurant", "before_weekend", 0.25, 1.3, 0.25, 0.02, _SOCIAL, _WESTERN),
    Kind("snack_shop", 8, 0.25, 1.8, 1.3, 7.0, 19.5, 0.25, "even", "even", 0.06, 1.2, 0.10, 0.01, _SOCIAL, _SNACK),
    Kind("bbq_shop", 6, 0.31, 2.4, 1.7, 15.5, 1.0, 0.60, "barbecue", "before_weekend", 0.10, 1.2, 0.15, 0.02, _SOCIAL, _BBQ),
    Kind("canteen", 6, 0.42, 3.0, 3.6, 8.5, 15.0, 0.30, "school", "office", 0.02, 1.0, 0.85, 0.04, _OFFICE, _CANTEEN),
    Kind("banquet_caterer", 3, 0.17, 3.8, 5.0, 9.0, 17.0, 0.35, "banquet", "even", 0.70, 2.2, 0.40, 0.04, _OFFICE, _SICHUAN),
    Kind("hotel", 3, 0.31, 3.0, 2.6, 9.5, 14.5, 0.40, "restaurant", "office", 0.70, 1.6, 0.90, 0.03, _OFFICE, _WESTERN),
    Kind("wholesaler", 3.5, 0.62, 4.2, 15.0, 6.0, 14.0, 0.35, "even", "even", 0.05, 2.2, 0.75, 0.09, _LARGE, _BROAD),
    Kind("supermarket", 3, 0.48, 4.6, 5.0, 9.0, 15.0, 0.30, "retail", "even", 0.45, 2.4, 0.95, 0.06, _LARGE, _RETAIL),
    Kind("convenience_store", 4.5, 0.25, 2.3, 1.2, 8.0, 20.0, 0.45, "retail", "consumer", 0.30, 1.9, 0.10, 0.02, _DIGITAL, _RETAIL),
    Kind("household", 5, 0.06, 1.4, 1.0, 10.5, 19.5, 0.55, "retail", "consumer", 0.15, 2.6, 0.00, 0.00, _COUNTER, _RETAIL),
    Kind("other", 1, 0.11, 1.5, 1.2, 11.0, 16.0, 0.30, "even", "even", 0.20, 1.2, 0.10, 0.00, _OFFICE, _BROAD),
)  # fmt: skip

KIND_IDS = tuple(k.id for k in KINDS)
assert list(KIND_IDS) == [c.value for c in CUSTOMER_TYPES]

CATEGORY_MONTHS: dict[str, tuple[float, ...]] = {
    "beverage": (0.55, 0.60, 0.75, 1.00, 1.35, 1.80, 2.10, 2.00, 1.35, 0.85, 0.60, 0.50),
    "hotpot_base": (1.30, 1.15, 1.00, 0.90, 0.85, 0.80, 0.80, 0.85, 0.95, 1.10, 1.25, 1.35),
    "meat_rolls": (1.25, 1.10, 1.00, 0.95, 0.90, 0.85, 0.85, 0.88, 0.95, 1.05, 1.20, 1.30),
    "beef_lamb": (1.25, 1.10, 1.00, 0.95, 0.90, 0.85, 0.85, 0.88, 0.95, 1.05, 1.25, 1.45),
    "prepared_dish": (1.70, 1.25, 0.90, 0.90, 0.92, 0.90, 0.90, 0.90, 0.98, 0.98, 1.00, 1.20),
    "skewers": (0.85, 0.85, 0.95, 1.00, 1.08, 1.18, 1.20, 1.18, 1.05, 0.95, 0.88, 0.85),
}


def kind_numbers(name: str) -> NDArray[np.float64]:
    """One numeric parameter of every kind, in the order of ``KINDS``."""
    return np.array([getattr(kind, name) for kind in KINDS], dtype=np.float64)


def channel_weights() -> NDArray[np.float64]:
    """Kind × channel; each row sums to one."""
    return _normalised([[k.channels.get(c, 0.0) for c in CHANNEL_IDS] for k in KINDS])


def category_weights() -> NDArray[np.float64]:
    """Kind × category over the whole year; each row sums to one."""
    return _normalised([[k.categories.get(c, 0.0) for c in CATEGORY_IDS] for k in KINDS])


def category_weights_by_month() -> NDArray[np.float64]:
    """Kind × month (0 is January) × category; each last row sums to one."""
    even = (1.0,) * 12
    factors = np.array([CATEGORY_MONTHS.get(c, even) for c in CATEGORY_IDS]).T
    weights = category_weights()[:, None, :] * factors[None, :, :]
    return np.asarray(weights / weights.sum(axis=2, keepdims=True), dtype=np.float64)


def _normalised(rows: list[list[float]]) -> NDArray[np.float64]:
    table = np.array(rows, dtype=np.float64)
    return np.asarray(table / table.sum(axis=1, keepdims=True), dtype=np.float64)
