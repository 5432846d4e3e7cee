"""Money: exact decimals; rounding happens once, here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from frostier.kernel.text import Lang

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """The amount rounded half away from zero to two decimals, as invoices are.

    >>> to_cents(Decimal("2.345"))
    Decimal('2.35')
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str = "CNY"

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def rounded(self) -> Money:
        """The same money in whole cents."""
        return Money(to_cents(self.amount), self.currency)

    def say(self, lang: Lang) -> str:
        """For a screen: symbol, thousands separators, two decimals."""
        symbol = {"CNY": "¥", "GBP": "£", "USD": "$", "EUR": "€"}.get(self.currency, self.currency + " ")
        amount = to_cents(self.amount)
        sign = "-" if amount < 0 else ""
        return f"{sign}{symbol}{abs(amount):,.2f}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"Expected {self.currency}, got {other.currency}; convert before adding.")
