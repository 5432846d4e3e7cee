"""What the customers of one block owe: statements over their purchases, and when they pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frostier.demo.accounts import PAYER_IDS, Accounts, Bools, Floats, Ints
from frostier.demo.days import Days
from frostier.demo.orders import CANCELLED, OrderLines

NEVER = 1_000_000
METHODS = ("转账", "微信", "支付宝", "现金", "承兑")
PARTIAL_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Receivables:
    """One entry per statement; days count from the first day of the history.

    ``account`` owes and ``buyer`` bought (the same unless a head office pays). ``paid_on`` is -1 while open, and
    ``paid`` then says what has been received so far. Amounts are in cents and above zero. ``method`` numbers
    ``METHODS``.
    """

    account: Ints
    buyer: Ints
    issued_on: Ints
    due_on: Ints
    paid_on: Ints
    amount: Ints
    paid: Ints
    method: Ints

    def __len__(self) -> int:
        return len(self.account)


def receivables_of(rng: np.random.Generator, accounts: Accounts, lines: OrderLines, days: Days) -> Receivables:
    """Statements over what was bought: monthly with a long credit term, weekly otherwise; none for the counter.

    Periods end on the last day of the history and every 30 or 7 days before it.
    """
    row, issued_on, amount = _statements(accounts, lines, len(days.dates))
    due_on = issued_on + accounts.credit_days[row]
    paid_on = _paid_on(rng, accounts, row, issued_on, due_on)
    is_open = paid_on >= len(days.dates)
    partly = is_open & (rng.random(len(row)) < PARTIAL_SHARE)
    received = np.where(partly, (amount * rng.uniform(0.1, 0.7, len(row))).astype(np.int64), 0)
    payer = accounts.payer[row]
    return Receivables(
        account=np.where(payer >= 0, payer, accounts.number[row]),
        buyer=accounts.number[row],
        issued_on=issued_on,
        due_on=due_on,
        paid_on=np.where(is_open, -1, paid_on),
        amount=amount,
        paid=np.where(is_open, received, amount),
        method=_methods(rng, accounts.credit_days[row] > 0),
    )


def _statements(accounts: Accounts, lines: OrderLines, count: int) -> tuple[Ints, Ints, Ints]:
    """Row of the buyer, day of issue and amount of every statement that is above zero."""
    billed = (lines.kind != CANCELLED) & (lines.account >= 0)
    row = lines.account[billed] - accounts.number[0]
    length = np.where(accounts.credit_days >= 30, 30, 7)[row]
    issued_on = count - 1 - (count - 1 - lines.day[billed]) // length * length
    key = row * count + issued_on
    order = np.argsort(key, kind="stable")
    key = key[order]
    begins = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else key
    amount = np.add.reduceat(lines.net_amount[billed][order], begins) if len(key) else key
    owed = amount > 0
    key = key[begins][owed]
    return key // count, key % count, amount[owed]


def _paid_on(rng: np.random.Generator, accounts: Accounts, row: Ints, issued_on: Ints, due_on: Ints) -> Ints:
    """The day of payment by the account's manner; cash is paid at once, defaulters stop paying for good."""
    manner = accounts.payment[row]
    credit = accounts.credit_days[row] > 0
    days_late = np.rint(_lateness(rng, manner)).astype(np.int64)
    paid_on = np.where(credit, np.maximum(due_on + days_late, issued_on), issued_on)
    stopped = _is(manner, "defaulter") & credit & (issued_on >= accounts.default_from[row])
    return np.where(stopped, NEVER, paid_on)


def _lateness(rng: np.random.Generator, manner: Ints) -> Floats:
    n = len(manner)
    late = -rng.integers(0, 4, n) + (rng.random(n) < 0.06) * rng.integers(1, 8, n) * 1.0
    late = np.where(_is(manner, "early"), -rng.integers(3, 12, n), late)
    late = np.where(_is(manner, "late_7"), rng.gamma(3.0, 2.2, n), late)
    late = np.where(_is(manner, "late_30"), 8 + rng.gamma(3.0, 8.0, n), late)
    return np.where(_is(manner, "late_90"), 45 + rng.gamma(3.0, 22.0, n), late)


def _methods(rng: np.random.Generator, credit: Bools) -> Ints:
    by_credit = rng.choice(len(METHODS), len(credit), p=[0.78, 0.08, 0.02, 0.02, 0.10])
    at_once = rng.choice(len(METHODS), len(credit), p=[0.15, 0.52, 0.18, 0.15, 0.0])
    return np.where(credit, by_credit, at_once)


def _is(manner: Ints, name: str) -> Bools:
    return np.asarray(manner == PAYER_IDS.index(name), dtype=np.bool_)
