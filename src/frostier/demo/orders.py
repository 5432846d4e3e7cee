"""The order lines of one block of accounts: when they order, what, how much, and what comes back.

Purchases are a renewal process on a clock that runs with demand: every account has a cumulated demand over the
days, and its orders fall where that demand crosses sums of Gamma-distributed steps. A large Gamma shape gives a
regular buyer, a shape near one an erratic one; season, growth, pauses and festivals bend the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from frostier.demo.accounts import Accounts, Bools, Floats, Ints, is_far
from frostier.demo.assortment import SERVICE_INDEX, SKUS, Assortment
from frostier.demo.days import Days, price_of
from frostier.demo.kinds import CATEGORY_IDS, CHANNEL_IDS, category_weights_by_month, channel_weights, kind_numbers
from frostier.demo.spec import BLOCK
from frostier.sources.choices import LINE_KINDS

SALE, RETURN, CANCELLED, SERVICE = range(4)
assert [c.value for c in LINE_KINDS] == ["sale", "return", "cancelled", "service"]

COMEBACK_BUMP = 1.6
CANCELLED_SHARE = 0.007
FREIGHT_SHARE_FAR, FREIGHT_SHARE_NEAR = 0.45, 0.025
LONGEST_ORDER = 30
ORDERS_PER_DAY = 9
FIRST_COUNTER = 9_000_000


@dataclass(frozen=True, slots=True)
class OrderLines:
    """Order lines as numbers, one entry per line, in order of account, order and line.

    ``document`` identifies the order (yymmdd, account + 1, running number within the account's day); a return
    is a document of its own and names the document that it reverses in ``original`` (-1 otherwise). ``account``
    is -1 over the counter. ``day`` and ``requested`` count from the first day of the history, ``requested`` is
    -1 where no day was asked for. Amounts are in cents; returned lines have negative quantity and amounts.
    ``sku`` is the number of the SKU, ``SERVICE_INDEX`` for freight. ``promotion`` is -1 without one.
    """

    account: Ints
    document: Ints
    line: Ints
    kind: Ints
    day: Ints
    minute: Ints
    sku: Ints
    quantity: Ints
    unit_price: Ints
    net_amount: Ints
    discount: Ints
    unit_cost: Ints
    promotion: Ints
    channel: Ints
    original: Ints
    requested: Ints

    def __len__(self) -> int:
        return len(self.document)

    def take(self, rows: NDArray[np.int64] | Bools | slice) -> OrderLines:
        """The chosen lines."""
        return OrderLines(*(getattr(self, f.name)[rows] for f in fields(self)))


def join_lines(parts: list[OrderLines]) -> OrderLines:
    """Several groups of lines, one after the other."""
    return OrderLines(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(OrderLines)))


@dataclass(frozen=True, slots=True)
class _Orders:
    """One entry per order: the row of its account in the block, its day, minute, channel and so on."""

    row: Ints
    day: Ints
    minute: Ints
    channel: Ints
    requested: Ints
    document: Ints


def order_lines_of(rng: np.random.Generator, accounts: Accounts, goods: Assortment, days: Days) -> OrderLines:
    """Every line that the accounts of a block order, return, cancel or pay as freight within the history."""
    orders = _orders(rng, accounts, days)
    sales = _sales(rng, orders, accounts, goods, days)
    returns = _returns(rng, sales, accounts, orders, days)
    freight = _freight(rng, orders, accounts)
    return join_lines([sales.lines, returns, freight])


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _orders(rng: np.random.Generator, accounts: Accounts, days: Days) -> _Orders:
    row, day = _moments(rng, accounts, days)
    nth = _running_number(row * len(days.dates) + day)
    kept = nth < ORDERS_PER_DAY
    row, day, nth = row[kept], day[kept], nth[kept]
    return _Orders(
        row=row,
        day=day,
        minute=_minutes(rng, accounts, row),
        channel=_channels(rng, accounts, row),
        requested=_requested(rng, accounts, row, day),
        document=(days.yymmdd[day] * 10_000_000 + _document_owner(accounts)[row]) * 10 + nth + 1,
    )


def _document_owner(accounts: Accounts) -> Ints:
    """The account's part of a document number; each block's counter has its own above all accounts'."""
    counter = FIRST_COUNTER + accounts.number[0] // BLOCK
    return np.where(accounts.is_counter, counter, accounts.number + 1)


def _moments(rng: np.random.Generator, accounts: Accounts, days: Days) -> tuple[Ints, Ints]:
    """Row of the account and day of every order, in order of account and day."""
    demand = _demand(accounts, days)
    clock = np.cumsum(demand, axis=1)
    total = clock[:, -1]
    draws = np.ceil(total + 5.0 * np.sqrt(total) + 8).astype(np.int64)
    row = np.repeat(np.arange(len(accounts)), draws)
    shape = accounts.regularity[row]
    steps = rng.gamma(shape) / shape
    begins = np.cumsum(draws) - draws
    steps[begins] *= accounts.phase
    ticks = _cumulated_within(steps, begins, draws)
    within = ticks < total[row]
    once = accounts.has_habit("one_off")
    within &= ~once[row] | (np.arange(len(row)) == begins[row])
    # One long ascending ruler: every account's clock shifted behind the one before it.
    shift = np.cumsum(total) - total
    place = np.searchsorted((clock + shift[:, None]).ravel(), (ticks + shift[row])[within], side="right")
    row = row[within]
    width = len(days.dates)
    return row, np.clip(place - row * width, accounts.start[row], accounts.stop[row] - 1)


def _demand(accounts: Accounts, days: Days) -> Floats:
    """Expected orders, account × day."""
    count = len(days.dates)
    day = np.arange(count)
    rate = (accounts.weekly_orders / 7)[:, None] * days.demand[accounts.kind]
    years = np.where(accounts.has_habit("plateaued")[:, None], np.minimum(day, count // 2), day)[:, :] / 365
    rate *= np.exp(np.clip(accounts.drift[:, None] * (years - count / 730), -2.5, 1.8))
    weekend = (np.asarray(days.dates.astype(np.int64)) + 3) % 7 >= 5
    leans = accounts.weekend[:, None]
    rate *= np.where(weekend, leans, (3.5 - leans) / 2.5)
    active = (day >= accounts.start[:, None]) & (day < accounts.stop[:, None])
    active &= ~((day >= accounts.pause[:, None]) & (day < accounts.resume[:, None]))
    rate *= active
    begins = np.flatnonzero((accounts.start > 0) & (accounts.stop > accounts.start) & (accounts.weekly_orders > 0))
    rate[begins, accounts.start[begins]] += COMEBACK_BUMP
    back = np.flatnonzero(accounts.resume < count)
    rate[back, accounts.resume[back]] += COMEBACK_BUMP
    return rate


def _minutes(rng: np.random.Generator, accounts: Accounts, row: Ints) -> Ints:
    """Minute of the day of every order; past midnight counts as the same business day's small hours."""
    late = rng.random(len(row)) < accounts.night[row]
    kind = accounts.kind[row]
    peak = np.where(late, kind_numbers("late_hour")[kind], kind_numbers("early_hour")[kind])
    hour = peak + accounts.hour_shift[row] + rng.normal(0.0, 1.1, len(row))
    return np.floor(hour * 60).astype(np.int64) % 1440


def _channels(rng: np.random.Generator, accounts: Accounts, row: Ints) -> Ints:
    other = np.cumsum(channel_weights(), axis=1)[accounts.kind[row], :-1]
    drawn = (rng.random(len(row))[:, None] > other).sum(axis=1)
    loyal = rng.random(len(row)) < accounts.channel_loyalty[row]
    channel = np.where(loyal, accounts.channel[row], drawn)
    return np.where(accounts.is_counter[row], CHANNEL_IDS.index("store"), channel)


def _requested(rng: np.random.Generator, accounts: Accounts, row: Ints, day: Ints) -> Ints:
    rush = rng.random(len(row)) < accounts.rush[row]
    ahead = np.where(rush, 0, 1 + (rng.random(len(row)) < 0.12) * rng.integers(1, 4, len(row)))
    return np.where(rng.random(len(row)) < 0.08, -1, day + ahead)


# ── what ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Sales:
    """The goods lines, and the number of the order that each belongs to."""

    lines: OrderLines
    order: Ints


def _sales(rng: np.random.Generator, orders: _Orders, accounts: Accounts, goods: Assortment, days: Days) -> _Sales:
    order = _baskets(rng, orders, accounts)
    sku = _articles(rng, order, orders, accounts, goods, days)
    order, sku = _each_article_once(order, sku)
    row, day = orders.row[order], orders.day[order]
    quantity = _quantities(rng, accounts, row, day, len(days.dates))
    listed = price_of(goods, days, sku, day)
    promotion, rate = _terms(rng, accounts, row, day, goods.category[sku], days)
    unit_price = np.rint(listed * (1 - rate) / 10).astype(np.int64) * 10
    cancelled = rng.random(len(order)) < CANCELLED_SHARE
    lines = OrderLines(
        account=accounts.number[row],
        document=orders.document[order],
        line=_running_number(order) + 1,
        kind=np.where(cancelled, CANCELLED, SALE),
        day=day,
        minute=orders.minute[order],
        sku=sku,
        quantity=quantity,
        unit_price=unit_price,
        net_amount=unit_price * quantity,
        discount=(listed - unit_price) * quantity,
        unit_cost=np.rint(goods.cost[sku] * days.price[day]).astype(np.int64),
        promotion=promotion,
        channel=orders.channel[order],
        original=np.where(cancelled, orders.document[order], -1),
        requested=orders.requested[order],
    )
    return _Sales(lines, order)


def _baskets(rng: np.random.Generator, orders: _Orders, accounts: Accounts) -> Ints:
    """The order number of every line."""
    lines = 1 + rng.poisson(np.maximum(accounts.lines[orders.row] - 0.6, 0.05))
    return np.repeat(np.arange(len(orders.row)), np.minimum(lines, LONGEST_ORDER))


def _articles(
    rng: np.random.Generator, order: Ints, orders: _Orders, accounts: Accounts, goods: Assortment, days: Days
) -> Ints:
    """The SKU of every line: a category by kind and month, then one of the account's few regulars in it."""
    row, day = orders.row[order], orders.day[order]
    category = _categories(rng, accounts, row, day, days)
    taste = _mix(accounts.number[row], category)
    size = goods.category_size[category]
    favourite = (taste**1.7 * size).astype(np.int64)
    rank = (np.minimum(accounts.breadth[row], size) * rng.random(len(row)) ** 2.4).astype(np.int64)
    sku = goods.by_category[category, (favourite + rank) % size]
    # What is not on sale yet is replaced by the category's first article, which has always been there.
    early = goods.launch_day[sku] > day
    return np.asarray(np.where(early, goods.by_category[category, 0], sku), dtype=np.int64)


def _categories(rng: np.random.Generator, accounts: Accounts, row: Ints, day: Ints, days: Days) -> Ints:
    bounds = np.cumsum(category_weights_by_month(), axis=2)[:, :, :-1]
    drawn = (rng.random(len(row))[:, None] > bounds[accounts.kind[row], days.month[day]]).sum(axis=1)
    share = accounts.favourite_share[row]
    category = np.where(rng.random(len(row)) < share, accounts.favourite[row], drawn)
    # Hunters follow the campaign, except those who buy one category only.
    follows = (rng.random(len(row)) < 0.35 * (accounts.promotion[row] >= 1.0)) & (days.promotion[day] >= 0)
    category = np.where(follows & (share < 1.0), days.promotion_category[day], category)
    return np.asarray(np.minimum(category, len(CATEGORY_IDS) - 2), dtype=np.int64)


def _each_article_once(order: Ints, sku: Ints) -> tuple[Ints, Ints]:
    key = np.sort(order * SKUS + sku)
    key = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
    return key // SKUS, key % SKUS


def _quantities(rng: np.random.Generator, accounts: Accounts, row: Ints, day: Ints, count: int) -> Ints:
    growth = np.exp(np.clip(0.4 * accounts.drift[row] * (day / 365 - count / 730), -1.0, 1.0))
    cases = accounts.cases[row] * growth * rng.lognormal(0.0, 0.45, len(row))
    return np.clip(np.rint(cases), 1, 2_000).astype(np.int64)


def _terms(
    rng: np.random.Generator, accounts: Accounts, row: Ints, day: Ints, category: Ints, days: Days
) -> tuple[Ints, Floats]:
    """The campaign that applied to each line (-1 none), and the reduction against list."""
    runs = (days.promotion[day] >= 0) & (days.promotion_category[day] == category)
    takes = runs & (rng.random(len(row)) < accounts.promotion[row])
    rate = accounts.discount[row] + np.where(takes, days.promotion_rate[day], 0.0)
    return np.where(takes, days.promotion[day], -1), rate


# ── what follows ────────────────────────────────────────────────────────────────────────────────────────────────


def _returns(rng: np.random.Generator, sales: _Sales, accounts: Accounts, orders: _Orders, days: Days) -> OrderLines:
    """A return document per order with returned lines, one to nine days later, for all or part of the goods."""
    row = orders.row[sales.order]
    lag = rng.integers(1, 10, len(orders.row))[sales.order]
    back = (rng.random(len(row)) < accounts.returns[row]) & (sales.lines.kind == SALE)
    back &= (sales.lines.day + lag < len(days.dates)) & ~accounts.is_counter[row]
    lines = sales.lines.take(back)
    quantity = -np.maximum(1, np.rint(lines.quantity * rng.uniform(0.2, 1.0, len(lines)))).astype(np.int64)
    return replace(
        lines,
        kind=np.full(len(lines), RETURN, dtype=np.int64),
        day=lines.day + lag[back],
        minute=480 + rng.integers(0, 600, len(lines)),
        quantity=quantity,
        net_amount=lines.unit_price * quantity,
        discount=np.zeros(len(lines), dtype=np.int64),
        promotion=np.full(len(lines), -1, dtype=np.int64),
        original=lines.document,
        requested=np.full(len(lines), -1, dtype=np.int64),
    )


def _freight(rng: np.random.Generator, orders: _Orders, accounts: Accounts) -> OrderLines:
    share = np.where(is_far(accounts), FREIGHT_SHARE_FAR, FREIGHT_SHARE_NEAR) * ~accounts.is_counter
    at = np.flatnonzero(rng.random(len(orders.row)) < share[orders.row])
    fee = rng.integers(3, 21, len(at)) * 1_000
    none = np.full(len(at), -1, dtype=np.int64)
    nothing = np.zeros(len(at), dtype=np.int64)
    return OrderLines(
        account=accounts.number[orders.row[at]],
        document=orders.document[at],
        line=np.full(len(at), LONGEST_ORDER + 1, dtype=np.int64),
        kind=np.full(len(at), SERVICE, dtype=np.int64),
        day=orders.day[at],
        minute=orders.minute[at],
        sku=np.full(len(at), SERVICE_INDEX, dtype=np.int64),
        quantity=np.ones(len(at), dtype=np.int64),
        unit_price=fee,
        net_amount=fee,
        discount=nothing,
        unit_cost=nothing,
        promotion=none,
        channel=orders.channel[at],
        original=none,
        requested=orders.requested[at],
    )


# ── small arithmetic ────────────────────────────────────────────────────────────────────────────────────────────


def _running_number(group: Ints) -> Ints:
    """0, 1, 2 … within each run of equal values."""
    if not len(group):
        return group
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    lengths = np.diff(np.append(begins, len(group)))
    return np.asarray(np.arange(len(group)) - np.repeat(begins, lengths), dtype=np.int64)


def _cumulated_within(values: Floats, begins: Ints, lengths: Ints) -> Floats:
    """Cumulated sums that start anew at each of ``begins``."""
    sums = np.cumsum(values)
    before = sums[begins] - values[begins]
    return np.asarray(sums - np.repeat(before, lengths), dtype=np.float64)


def _mix(account: Ints, category: Ints) -> Floats:
    """A lasting number in [0, 1) per account and category (Knuth's multiplicative hash)."""
    key = (account.astype(np.uint64) + np.uint64(17)) * np.uint64(40) + category.astype(np.uint64)
    mixed = key * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray((mixed >> np.uint64(40)).astype(np.float64) / 2.0**24, dtype=np.float64)
