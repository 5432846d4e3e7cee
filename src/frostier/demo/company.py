"""The demo company: everything it would export, in pieces of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frostier.demo.accounts import Accounts, accounts_of
from frostier.demo.assortment import Assortment, assortment
from frostier.demo.days import Days, days_of
from frostier.demo.dirt import Columns, spoil_customers, spoil_orders, spoil_payments, total_row
from frostier.demo.orders import OrderLines, order_lines_of
from frostier.demo.receivables import Receivables, receivables_of
from frostier.demo.sheets import contact_sheet, customer_sheet, order_sheet, payment_sheet, sku_sheet
from frostier.demo.spec import DemoSpec, Purpose

CHUNK_ROWS = 100_000


def generate(spec: DemoSpec | None = None) -> DemoCompany:
    """The demo company of a spec. Nothing is drawn yet; each part is made when it is asked for."""
    return DemoCompany(spec or DemoSpec())


@dataclass(frozen=True)
class DemoCompany:
    """A distributor made from its spec; equal specs give equal contents, whatever is read and in which pieces.

    The ``…_chunks`` are columns of text under an ERP's Chinese headers, dirt included. ``blocks`` are the same
    facts as numbers, without dirt, for those who load typed data.
    """

    spec: DemoSpec

    @cached_property
    def goods(self) -> Assortment:
        """The three hundred articles as numbers."""
        return assortment(self.spec.days)

    @cached_property
    def days(self) -> Days:
        """The days of the history."""
        return days_of(self.spec)

    @property
    def customers(self) -> Columns:
        """The whole customer file."""
        return _joined(self.customer_chunks())

    @property
    def contacts(self) -> Columns:
        """All contacts."""
        return _joined(self.contact_chunks())

    @property
    def skus(self) -> Columns:
        """The article file."""
        return sku_sheet(self.goods, self.days)

    def customer_chunks(self) -> Iterator[Columns]:
        """The customer file, block by block."""
        for block in range(self.spec.blocks):
            rng = self.spec.stream(Purpose.ACCOUNT_DIRT, block)
            clean = customer_sheet(rng, self.accounts(block), self.days)
            yield spoil_customers(rng, clean, self.spec.dirt)

    def contact_chunks(self) -> Iterator[Columns]:
        """The contacts, block by block."""
        for block in range(self.spec.blocks):
            yield contact_sheet(self.spec.stream(Purpose.CONTACTS, block), self.accounts(block))

    def order_chunks(self, rows: int = CHUNK_ROWS) -> Iterator[Columns]:
        """The order lines in pieces of ``rows`` (the last is shorter); a dirty export ends with a total line."""
        return _in_pieces(self._order_sheets(), rows)

    def payment_chunks(self, rows: int = CHUNK_ROWS) -> Iterator[Columns]:
        """The receivables in pieces of ``rows`` (the last is shorter)."""
        return _in_pieces(self._payment_sheets(), rows)

    def blocks(self) -> Iterator[tuple[Accounts, OrderLines]]:
        """Accounts and clean order lines as numbers, block by block."""
        for block in range(self.spec.blocks):
            accounts = self.accounts(block)
            yield accounts, self.order_lines(block, accounts)

    def accounts(self, block: int) -> Accounts:
        """The accounts of one block."""
        return accounts_of(self.spec, block)

    def order_lines(self, block: int, accounts: Accounts) -> OrderLines:
        """The order lines of one block as numbers."""
        return order_lines_of(self.spec.stream(Purpose.ORDERS, block), accounts, self.goods, self.days)

    def receivables(self, block: int, accounts: Accounts, lines: OrderLines) -> Receivables:
        """The receivables of one block as numbers."""
        return receivables_of(self.spec.stream(Purpose.RECEIVABLES, block), accounts, lines, self.days)

    def _order_sheets(self) -> Iterator[Columns]:
        sheet: Columns = {}
        quantity = cents = 0
        for block, (accounts, lines) in enumerate(self.blocks()):
            quantity, cents = quantity + int(lines.quantity.sum()), cents + int(lines.net_amount.sum())
            clean = order_sheet(lines, accounts, self.goods, self.days)
            sheet = spoil_orders(self.spec.stream(Purpose.ORDER_DIRT, block), clean, self.spec.dirt)
            yield sheet
        if self.spec.dirt > 0:
            yield total_row(sheet, quantity, cents)

    def _payment_sheets(self) -> Iterator[Columns]:
        for block, (accounts, lines) in enumerate(self.blocks()):
            clean = payment_sheet(self.receivables(block, accounts, lines), self.days)
            yield spoil_payments(self.spec.stream(Purpose.RECEIVABLE_DIRT, block), clean, self.spec.dirt)


def _in_pieces(sheets: Iterable[Columns], rows: int) -> Iterator[Columns]:
    """The same rows cut into pieces of ``rows``, whatever the sizes that arrive."""
    waiting: list[Columns] = []
    held = 0
    for sheet in sheets:
        waiting.append(sheet)
        held += _rows(sheet)
        if held >= rows:
            joined = _joined(waiting)
            cut = held - held % rows
            for start in range(0, cut, rows):
                yield {name: cells[start : start + rows] for name, cells in joined.items()}
            waiting, held = [{name: cells[cut:] for name, cells in joined.items()}], held - cut
    if held:
        yield _joined(waiting)


def _joined(sheets: Iterable[Columns]) -> Columns:
    parts = list(sheets)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _rows(sheet: Columns) -> int:
    return len(next(iter(sheet.values())))
