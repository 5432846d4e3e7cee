"""The customer accounts of one block: who they are and how they will behave."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from frostier.demo.kinds import CATEGORY_IDS, KIND_IDS, KINDS, category_weights, channel_weights, kind_numbers
from frostier.demo.places import DISTRICTS, IS_FAR, WEIGHTS
from frostier.demo.spec import DemoSpec, Purpose

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What becomes of an account during the history, and how many accounts do (%).
HABITS: dict[str, float] = {
    "steady": 34.5,
    "growing": 11.0,
    "declining": 9.0,
    "plateaued": 5.0,  # grew in the first year, flat since
    "slowing": 4.0,  # silent for the last 35 to 90 days
    "dormant": 5.0,  # silent for the last 91 to 180 days
    "churned": 11.0,  # silent for longer
    "won_back": 3.0,  # came back after more than 90 days of silence
    "won_back_now": 1.5,  # did so within the last month
    "new": 4.0,  # first order in the last 60 days
    "new_now": 1.0,  # first order in the last week
    "one_off": 7.0,  # bought once
    "prospect": 4.0,  # never bought
}
HABIT_IDS = tuple(HABITS)

# How an account pays, and how many do (%). Kinds without credit pay at once, whatever is drawn here.
PAYERS: dict[str, float] = {
    "early": 12.0,
    "on_time": 56.0,
    "late_7": 15.0,
    "late_30": 9.0,
    "late_90": 3.5,
    "defaulter": 4.5,
}
PAYER_IDS = tuple(PAYERS)

SIZE_SPREAD = 0.78
FREQUENCY_SPREAD = 0.80
AVERAGE_CASE_PRICE = 230.0
CHAIN_SHARE = 0.16
CHAIN_KINDS = ("hotpot_shop", "chuanchuan_shop", "maocai_shop", "snack_shop", "bbq_shop", "convenience_store")
COUNTER_WEEKLY_ORDERS = 9.0
LARGEST_CHAIN = 61
OWN_PAYER_FROM_SHOPS = 12


@dataclass(frozen=True, slots=True)
class Accounts:
    """One entry per account of a block; ``number`` counts over the whole company from 0.

    Days count from the first day of the history (``start`` may be 0 for older customers). An account buys from
    ``start`` until before ``stop``, except from ``pause`` until before ``resume``. ``head`` and ``payer`` are
    account numbers, -1 for none. Sizes are relative to the kind's median; ``drift`` is the change of demand per
    year (natural logarithm). ``phase`` is the part of a purchase cycle that passes before the first order.
    """

    number: Ints
    kind: Ints
    place: Ints
    district: Ints
    habit: Ints
    head: Ints
    is_head: Bools
    is_payer: Bools
    is_counter: Bools
    payer: Ints
    start: Ints
    stop: Ints
    pause: Ints
    resume: Ints
    drift: Floats
    phase: Floats
    regularity: Floats
    weekly_orders: Floats
    lines: Floats
    cases: Floats
    favourite: Ints
    favourite_share: Floats
    breadth: Floats
    hour_shift: Floats
    night: Floats
    channel: Ints
    channel_loyalty: Floats
    rush: Floats
    weekend: Floats
    promotion: Floats
    discount: Floats
    returns: Floats
    credit_days: Ints
    payment: Ints
    default_from: Ints
    limit_factor: Floats
    is_provisional: Bools

    def __len__(self) -> int:
        return len(self.number)

    @property
    def monthly_spend(self) -> Floats:
        """A rough expectation in yuan, as a salesperson would set a credit limit by."""
        return self.weekly_orders * 4.3 * (self.lines + 0.4) * self.cases * AVERAGE_CASE_PRICE

    def take(self, rows: Bools) -> Accounts:
        """The chosen accounts."""
        return Accounts(*(getattr(self, f.name)[rows] for f in fields(self)))

    def has_habit(self, *names: str) -> Bools:
        """Which accounts have one of the named habits."""
        return np.isin(self.habit, [HABIT_IDS.index(name) for name in names])


def accounts_of(spec: DemoSpec, block: int) -> Accounts:
    """The accounts of one block, and a last entry for the sales over the counter where the files are dirty.

    The counter has number -1: its orders carry no customer.
    """
    rng = spec.stream(Purpose.ACCOUNTS, block)
    first, after = spec.accounts_in(block)
    n = after - first + 1
    number = np.append(np.arange(first, after), -1)
    is_counter = number < 0
    kind = rng.choice(len(KINDS), n, p=kind_numbers("share") / 100)
    kind[is_counter] = KIND_IDS.index("household")
    chains = _chains(rng, block, number, kind)
    kind, is_silent = chains.kind, chains.is_head | chains.is_payer
    habit = _habits(rng, n, is_silent, is_counter)
    start, stop, pause, resume = _lives(rng, spec.days, habit)
    credit_days = _credit_days(rng, kind)
    payment = rng.choice(len(PAYERS), n, p=np.array(list(PAYERS.values())) / 100)
    place = rng.choice(len(WEIGHTS), n, p=WEIGHTS)
    return Accounts(
        number=number,
        kind=kind,
        place=place,
        district=(rng.random(n) * DISTRICTS[place]).astype(np.int64),
        habit=habit,
        head=chains.head,
        is_head=chains.is_head,
        is_payer=chains.is_payer,
        is_counter=is_counter,
        payer=chains.payer,
        start=start,
        stop=stop,
        pause=pause,
        resume=resume,
        drift=_drift(rng, habit),
        phase=np.where(start > 0, 0.02, rng.random(n)),
        regularity=_mixed(rng, n, ((0.55, 3.2), (0.30, 1.5), (0.15, 8.0))),
        weekly_orders=_weekly_orders(rng, kind, habit, is_silent, is_counter, spec),
        lines=kind_numbers("lines")[kind] * rng.lognormal(0.0, 0.35, n),
        cases=np.where(is_counter, 1.0, kind_numbers("cases")[kind] * _sizes(rng, n)),
        favourite=_draw_rows(rng, category_weights()[kind]),
        favourite_share=_mixed(rng, n, ((0.72, 0.15), (0.14, 0.45), (0.05, 1.0), (0.09, 0.0))),
        breadth=_mixed(rng, n, ((0.55, 5.0), (0.25, 2.0), (0.12, 12.0), (0.08, 28.0))),
        hour_shift=rng.normal(0.0, 0.8, n),
        night=_night(rng, kind),
        channel=_draw_rows(rng, channel_weights()[kind]),
        channel_loyalty=_mixed(rng, n, ((0.55, 0.75), (0.25, 1.0), (0.20, 0.35))),
        rush=_mixed(rng, n, ((0.80, 0.03), (0.14, 0.15), (0.06, 0.65))),
        weekend=_mixed(rng, n, ((0.90, 1.0), (0.10, 3.0))),
        promotion=_mixed(rng, n, ((0.60, 0.45), (0.12, 1.0), (0.20, 0.15), (0.08, 0.0))),
        discount=_discounts(rng, kind),
        returns=_mixed(rng, n, ((0.70, 0.010), (0.24, 0.022), (0.06, 0.085))),
        credit_days=np.where(is_counter, 0, credit_days),
        payment=payment,
        default_from=spec.days - rng.integers(20, 260, n),
        limit_factor=_mixed(rng, n, ((0.74, 2.2), (0.16, 1.2), (0.10, 0.45))),
        is_provisional=(rng.random(n) < min(0.012 * spec.dirt, 0.2)) & (chains.head < 0) & ~chains.is_head,
    )


def is_far(accounts: Accounts) -> Bools:
    """Which accounts lie where freight is charged as a rule."""
    return np.asarray(IS_FAR[accounts.place], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Chains:
    """Who belongs to which chain; ``payer`` and ``head`` are account numbers, -1 for none."""

    head: Ints
    payer: Ints
    is_head: Bools
    is_payer: Bools
    kind: Ints


def _chains(rng: np.random.Generator, block: int, number: Ints, kind: Ints) -> _Chains:
    """Chains stand at the beginning of a block, a head office followed by its shops.

    Every eighth block, the first included, begins with a chain of the largest size. Large chains have a paying
    company of their own; among the small ones two in three head offices pay for their shops.
    """
    n = len(number)
    none = np.full(n, -1, dtype=np.int64)
    chains = _Chains(none, none.copy(), np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_), kind.copy())
    room, at = int(CHAIN_SHARE * (n - 1)), 0
    shops = LARGEST_CHAIN if block % 8 == 0 else int(rng.integers(2, 24))
    while room >= 3:
        size = min(shops, room - 1)
        trade = CHAIN_KINDS[0] if at == 0 else CHAIN_KINDS[int(rng.integers(len(CHAIN_KINDS)))]
        _found_chain(chains, number, at, size, KIND_IDS.index(trade))
        at, room, shops = at + size + 1, room - size - 1, 2 + int(rng.geometric(0.22))
    return chains


def _found_chain(chains: _Chains, number: Ints, at: int, size: int, kind: int) -> None:
    members = slice(at + 1, at + 1 + size)
    chains.is_head[at] = True
    chains.head[members] = number[at]
    chains.kind[at : at + 1 + size] = kind
    if size >= OWN_PAYER_FROM_SHOPS:
        chains.is_payer[at + 1] = True
        chains.payer[at + 2 : at + 1 + size] = number[at + 1]
    elif number[at] % 3:
        chains.payer[members] = number[at]


def _habits(rng: np.random.Generator, n: int, is_silent: Bools, is_counter: Bools) -> Ints:
    habit = rng.choice(len(HABITS), n, p=np.array(list(HABITS.values())) / 100)
    return np.where(is_silent | is_counter, HABIT_IDS.index("steady"), habit)


def _lives(rng: np.random.Generator, days: int, habit: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Start, stop, pause and resume of every account, as its habit demands."""
    n = len(habit)
    older = rng.random(n) < 0.62
    start = np.where(older, 0, rng.integers(0, days - 150, n))
    stop = np.full(n, days, dtype=np.int64)
    pause = np.full(n, days, dtype=np.int64)
    resume = np.full(n, days, dtype=np.int64)

    def drawn(name: str, low: int, high: int) -> tuple[Bools, Ints]:
        return habit == HABIT_IDS.index(name), rng.integers(low, high, n)

    for name, low, high in (("slowing", 35, 91), ("dormant", 91, 181), ("churned", 181, days - 60)):
        who, silent = drawn(name, low, high)
        stop[who] = days - silent[who]
    who, age = drawn("new", 8, 61)
    start[who] = days - age[who]
    who, age = drawn("new_now", 1, 8)
    start[who] = days - age[who]
    for name, low, high in (("won_back", 31, 260), ("won_back_now", 2, 29)):
        who, back = drawn(name, low, high)
        gap = rng.integers(100, 220, n)
        resume[who] = days - back[who]
        pause[who] = resume[who] - gap[who]
    who = np.isin(habit, [HABIT_IDS.index(h) for h in ("churned", "dormant", "slowing", "won_back", "won_back_now")])
    start[who] = np.minimum(start[who], np.maximum(np.minimum(stop, pause)[who] - 60, 0))
    who, once = drawn("one_off", 0, days)
    start[who] = once[who]
    stop[habit == HABIT_IDS.index("prospect")] = 0
    return start, stop, pause, resume


def _drift(rng: np.random.Generator, habit: Ints) -> Floats:
    drift = rng.normal(0.04, 0.18, len(habit))
    for name, change in (("growing", 0.75), ("declining", -0.95), ("plateaued", 0.5), ("new", 0.8)):
        drift[habit == HABIT_IDS.index(name)] += change
    return drift


def _weekly_orders(
    rng: np.random.Generator, kind: Ints, habit: Ints, is_silent: Bools, is_counter: Bools, spec: DemoSpec
) -> Floats:
    rate = kind_numbers("weekly_orders")[kind] * rng.lognormal(0.0, FREQUENCY_SPREAD, len(kind))
    rate = np.minimum(rate, 9.0)
    recent = np.isin(habit, [HABIT_IDS.index(h) for h in ("new", "new_now", "won_back_now")])
    rate = np.where(recent, np.maximum(rate, 0.6), rate)
    rate[is_silent] = 0.0
    rate[is_counter] = COUNTER_WEEKLY_ORDERS * min(spec.dirt, 3.0) * len(kind) / 501
    return rate


def _sizes(rng: np.random.Generator, n: int) -> Floats:
    """Personal size, log-normal with one in twenty-five from a Pareto tail; both capped at forty medians."""
    body = rng.lognormal(0.0, SIZE_SPREAD, n)
    tail = 2.0 * (1.0 + rng.pareto(1.4, n))
    return np.minimum(np.where(rng.random(n) < 0.04, tail, body), 40.0)


def _night(rng: np.random.Generator, kind: Ints) -> Floats:
    """The part of orders around the kind's later peak; some order always late, some always early."""
    share = kind_numbers("night")[kind] + rng.normal(0.0, 0.12, len(kind))
    habit = rng.random(len(kind))
    share = np.where(habit < 0.08, 1.0, np.where(habit > 0.92, 0.0, share))
    return np.clip(share, 0.0, 1.0)


def _discounts(rng: np.random.Generator, kind: Ints) -> Floats:
    """The personal reduction against list; a third pays the full price."""
    share = kind_numbers("discount")[kind] * rng.uniform(0.4, 1.8, len(kind))
    return np.where(rng.random(len(kind)) < 0.34, 0.0, np.minimum(share, 0.18))


def _credit_days(rng: np.random.Generator, kind: Ints) -> Ints:
    terms = rng.choice([7, 15, 30, 45, 60], len(kind), p=[0.20, 0.22, 0.38, 0.12, 0.08])
    return np.where(rng.random(len(kind)) < kind_numbers("credit")[kind], terms, 0)


def _mixed(rng: np.random.Generator, n: int, parts: tuple[tuple[float, float], ...]) -> Floats:
    """One of a few values each, by shares that sum to one."""
    shares, values = zip(*parts, strict=True)
    return np.asarray(rng.choice(values, n, p=shares), dtype=np.float64)


def _draw_rows(rng: np.random.Generator, weights: Floats) -> Ints:
    """One column number per row, drawn by the row's weights."""
    return np.asarray(
        (rng.random(len(weights))[:, None] > np.cumsum(weights, axis=1)[:, :-1]).sum(axis=1), dtype=np.int64
    )


assert abs(sum(HABITS.values()) - 100) < 1e-9
assert abs(sum(PAYERS.values()) - 100) < 1e-9
assert len(CATEGORY_IDS) == 18
