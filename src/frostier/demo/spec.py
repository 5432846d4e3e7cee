"""What a demo company is made from: its size, its days, its seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

BLOCK = 500
"""Customer accounts drawn together from one seed. Fixed: the same seed must give the same company for ever."""

FIRST_LAST_DAY = date(2021, 1, 1)
LAST_LAST_DAY = date(2030, 12, 31)


class Purpose(IntEnum):
    """What a stream of random numbers is for; each purpose of each block has its own stream."""

    WEATHER = 0
    ACCOUNTS = 1
    ORDERS = 2
    RECEIVABLES = 3
    CONTACTS = 4
    ORDER_DIRT = 5
    ACCOUNT_DIRT = 6
    RECEIVABLE_DIRT = 7


@dataclass(frozen=True, slots=True)
class DemoSpec:
    """The arguments of a demo company.

    ``customers`` counts accounts (chain head offices and prospects included), 1 to 5,000,000. ``days`` is the
    length of the order history that ends with ``last_day``, inclusive, 400 to 1,461. ``dirt`` scales the rates
    of :mod:`frostier.demo.dirt`: 0 gives clean files, 1 a usual ERP export, at most 10.

    Raises InvalidInput for a value out of range.
    """

    customers: int = 3_000
    last_day: date = date(2026, 10, 31)
    days: int = 730
    seed: int = 20_261_031
    dirt: float = 1.0

    def __post_init__(self) -> None:
        _within("customers", self.customers, 1, 5_000_000)
        _within("days", self.days, 400, 1_461)
        _within("seed", self.seed, 0, 2**63)
        _within("dirt", self.dirt, 0.0, 10.0)
        if not FIRST_LAST_DAY <= self.last_day <= LAST_LAST_DAY:
            raise _out_of_range("last_day", self.last_day, FIRST_LAST_DAY, LAST_LAST_DAY)

    @property
    def first_day(self) -> date:
        """The first day with orders."""
        return self.last_day - timedelta(days=self.days - 1)

    @property
    def blocks(self) -> int:
        """How many blocks of at most ``BLOCK`` accounts there are."""
        return -(-self.customers // BLOCK)

    def accounts_in(self, block: int) -> tuple[int, int]:
        """The first account number of a block and the number after its last."""
        return block * BLOCK, min((block + 1) * BLOCK, self.customers)

    def stream(self, purpose: Purpose, block: int = 0) -> np.random.Generator:
        """The random numbers of one purpose in one block; equal for equal specs, whatever else was drawn."""
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(purpose, block))))


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise _out_of_range(name, value, low, high)


def _out_of_range(name: str, value: object, low: object, high: object) -> InvalidInput:
    return InvalidInput(
        Text(
            f"演示公司的 {name} 应在 {low} 到 {high} 之间，实为 {value}。",
            f"Expected {name} of the demo company from {low} to {high}, got {value}.",
        ),
        next_step=Text("请改用范围内的数值。", "Choose a value within the range."),
        where={"argument": name},
    )
