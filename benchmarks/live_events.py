"""Events for ``benchmarks.live``: made up for a company, or Online Retail as a stream."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

STREAMED_DAYS = 60
VISITS_AT_ONCE = 2_000

Event = dict[str, Any]
Line = tuple[str, int, Decimal]
"""Article, quantity, price."""

_LAST_BASKETS = """
    SELECT customer_code, list((sku_code, CAST(ceil(quantity) AS INTEGER), unit_price) ORDER BY sku_code)
    FROM order_line
    WHERE line_kind = 'sale' AND quantity > 0 AND order_day > (SELECT max(order_day) FROM order_line) - 365
    GROUP BY customer_code, order_day
    QUALIFY order_day = max(order_day) OVER (PARTITION BY customer_code)"""


@dataclass(frozen=True)
class Company:
    """Who may send an order, and what each bought last; ``probed`` are customers of whom the stream never speaks."""

    source: str
    customers: Sequence[str]
    probed: Sequence[str]
    skus: Sequence[str]
    baskets: Mapping[str, Sequence[Line]]

    @classmethod
    def of(cls, home: Path, smallest: Sequence[str]) -> Company:
        """The company of a home, which nobody may have open; ``smallest`` are customers to probe with."""
        import duckdb

        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
            rows = warehouse.execute("SELECT source, customer_code FROM customer_record ORDER BY ALL").fetchall()
            skus = warehouse.execute("SELECT sku_code FROM sku_record ORDER BY ALL").fetchall()
            baskets = warehouse.execute(_LAST_BASKETS).fetchall()
        source = rows[0][0]
        codes = [code for of, code in rows if of == source]
        probed = set(codes) & set(smallest)
        others = [code for code in codes if code not in probed]
        asked = [code for code in smallest if code in probed]
        return cls(source, others, asked, [code for (code,) in skus], dict(baskets))

    @cached_property
    def buyers(self) -> Sequence[str]:
        """Those of the customers who bought within the year."""
        return [code for code in self.customers if code in self.baskets]


def orders_only(company: Company, dice: random.Random) -> Iterator[Event]:
    """Orders of any customer, now and then changed, cancelled or returned, among a few looks at pages.

    Nearly every event touches another customer: the hardest that a stream can be.
    """
    placed: list[Event] = []
    for number in itertools.count(1):
        kind = dice.random()
        if kind < 0.70 or not placed:
            event = order(company, dice, f"L{number}", dice.choice(company.buyers))
            placed.append(event)
            del placed[:-10_000]
        elif kind < 0.80:
            event = changed(dice.choice(placed), dice, number)
        elif kind < 0.85:
            event = following(dice.choice(placed), "order.cancelled", number, {"reason": "benchmark"})
        else:
            event = looked(company, dice, number, dice.choice(company.customers))
        yield event


def shop_day(company: Company, dice: random.Random) -> Iterator[Event]:
    """What a shop on the web and the ERP behind it tell of a day: visits, some of which end in an order that goes on.

    A visit is six looks at pages, searches and articles put into the cart, give or take; three of five end in an
    order. Of orders a tenth is changed and a twentieth cancelled; the others are delivered, and every second one is on
    credit and paid. So a fifth of the events changes figures; in shops for everybody it is a fiftieth and less.
    """
    numbers = itertools.count(1)
    visits = [_visit(company, dice, numbers, looks=dice.randrange(6)) for _ in range(VISITS_AT_ONCE)]  # half over
    while True:
        place = dice.randrange(VISITS_AT_ONCE)
        event = next(visits[place], None)
        if event is None:
            visits[place] = _visit(company, dice, numbers)
        else:
            yield event


def _visit(company: Company, dice: random.Random, numbers: Iterator[int], looks: int | None = None) -> Iterator[Event]:
    customer = dice.choice(company.buyers)
    for _ in range(max(1, round(dice.gauss(6, 2))) if looks is None else looks):
        yield looked(company, dice, next(numbers), customer)
    if dice.random() < 0.6:
        placed = order(company, dice, f"L{next(numbers)}", customer)
        yield placed
        kind = dice.random()
        if kind < 0.05:
            yield following(placed, "order.cancelled", next(numbers), {"reason": "benchmark"})
            return
        if kind < 0.15:
            yield changed(placed, dice, next(numbers))
        yield following(placed, "order.delivered", next(numbers), {})
        if kind > 0.5:
            yield from _on_credit(placed, numbers)


def _on_credit(placed: Event, numbers: Iterator[int]) -> Iterator[Event]:
    data, today = placed["data"], placed["occurred_at"][:10]
    amount = sum(Decimal(line["unit_price"]) * line["quantity"] for line in data["lines"])
    receivable = {"receivable_id": f"R{data['order_id']}"}
    owed = {"order_id": data["order_id"], "issued_on": today, "due_on": today, "amount": f"{amount:.2f}"}
    for kind, told in (("payment.due", owed), ("payment.received", {"paid_on": today})):
        number = next(numbers)
        yield {**placed, "event_id": f"m{number}-{RUN}", "type": kind, "occurred_at": _now(), "data": receivable | told}


def probes(company: Company) -> list[Event]:
    """A very large order of each customer of whom the stream never speaks, so that its tier or stage must change."""
    lines = [{"sku_code": company.skus[0], "quantity": 1_000, "unit_price": "900.00"}]
    return [
        {
            **_frame(company, f"P{number}", "order.placed", customer),
            "data": {"order_id": f"P{number}-{RUN}", "order_channel": "app", "lines": lines},
        }
        for number, customer in enumerate(company.probed)
    ]


def order(company: Company, dice: random.Random, order_id: str, customer: str) -> Event:
    """About what the customer bought last; one order in fifty is three times that."""
    times = 3.0 if dice.random() < 0.02 else dice.uniform(0.7, 1.4)
    bought = [
        {"sku_code": sku, "quantity": max(1, round(quantity * times)), "unit_price": f"{price:.2f}"}
        for sku, quantity, price in company.baskets[customer]
    ]
    data = {"order_id": f"{order_id}-{RUN}", "order_channel": "app", "lines": bought}
    return {**_frame(company, order_id, "order.placed", customer), "data": data}


def changed(event: Event, dice: random.Random, number: int) -> Event:
    """The same order with one line of another quantity."""
    bought = [dict(line) for line in event["data"]["lines"]]
    line = dice.choice(bought)
    line["quantity"] = max(1, line["quantity"] + dice.choice((-1, 1)))
    return following(event, "order.changed", number, {"lines": bought})


def looked(company: Company, dice: random.Random, number: int, customer: str) -> Event:
    """A look at a page, a search, or an article put into the cart."""
    kind, sku = dice.random(), dice.choice(company.skus)
    if kind < 0.67:
        type, data = "page.viewed", {"page": f"/articles/{sku}", "sku_code": sku}
    elif kind < 0.80:
        type, data = "search", {"text": sku}
    else:
        type, data = "cart.added", {"sku_code": sku, "quantity": 1}
    return {**_frame(company, f"v{number}", type, customer), "data": data}


def following(event: Event, type: str, number: int, data: dict[str, Any]) -> Event:
    """A later event of the same order."""
    told = {"order_id": event["data"]["order_id"], **data}
    return {**event, "event_id": f"f{number}-{RUN}", "type": type, "occurred_at": _now(), "data": told}


def _frame(company: Company, event_id: str, type: str, customer: str) -> Event:
    return {
        "source": company.source,
        "event_id": f"{event_id}-{RUN}",
        "type": type,
        "occurred_at": _now(),
        "customer_code": customer,
    }


STREAMS: Mapping[str, Callable[[Company, random.Random], Iterator[Event]]] = {
    "shop": shop_day,
    "orders": orders_only,
}

RUN = f"{time.time_ns():x}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ── Online Retail as a stream ───────────────────────────────────────────────────────────────────────────────────


def retail_home(file: Path, work: Path) -> list[Event]:
    """A home with the orders up to ``STREAMED_DAYS`` before the end imported and graded; the rest as events.

    All days are shifted so that the last one is yesterday: live results are of today.
    """
    import pandas as pd

    from benchmarks.steps import house, import_file
    from frostier.flows.grading import grade
    from frostier.sources.mapping import Mapping

    table = pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file)
    table.columns = [str(c).replace(" ", "") for c in table.columns]
    names = {"Invoice": "InvoiceNo", "Price": "UnitPrice", "CustomerID": "CustomerID"}
    table = table.rename(columns=names).dropna(subset=["CustomerID"])
    table["InvoiceDate"] = pd.to_datetime(table["InvoiceDate"])
    table["CustomerID"] = table["CustomerID"].astype(int)
    table = table[(table["Quantity"] > 0) & (table["UnitPrice"] > 0)]
    yesterday = pd.Timestamp(datetime.now(UTC).date() - timedelta(days=1))
    table["InvoiceDate"] += yesterday - table["InvoiceDate"].max().normalize()
    border = yesterday - pd.Timedelta(days=STREAMED_DAYS)
    before, after = table[table["InvoiceDate"] < border], table[table["InvoiceDate"] >= border]
    work.mkdir(parents=True, exist_ok=True)
    before.to_csv(work / "before.csv", index=False)
    columns = {
        "order_id": "InvoiceNo", "ordered_at": "InvoiceDate", "customer_code": "CustomerID", "sku_code": "StockCode",
        "sku_name": "Description", "quantity": "Quantity", "unit_price": "UnitPrice",
    }  # fmt: skip
    mapping = Mapping.from_data({"entity": "orders", "source": "shop", "timezone": "Europe/London", "columns": columns})
    import_file(work, work / "before.csv", mapping)
    with house(work) as h, h.run("grade", {}) as run:
        grade(run, h.parts, as_of=h.clock.today(), by="benchmark")
    return [_invoice(str(number), rows) for number, rows in after.groupby("InvoiceNo", sort=False)]


def _invoice(number: str, rows: Any) -> Event:
    first = rows.iloc[0]
    return {
        "source": "shop",
        "event_id": number,
        "type": "order.placed",
        "occurred_at": first["InvoiceDate"].isoformat() + "Z",
        "customer_code": str(first["CustomerID"]),
        "data": {
            "order_id": number,
            "lines": [
                {"sku_code": str(sku), "quantity": int(quantity), "unit_price": f"{price:.2f}"}
                for sku, quantity, price in zip(rows["StockCode"], rows["Quantity"], rows["UnitPrice"], strict=True)
            ],
        },
    }
