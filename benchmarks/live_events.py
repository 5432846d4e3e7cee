"""Events for ``benchmarks.live``: made up for a company, or Online Retail as a stream."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

STREAMED_DAYS = 60

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """Who may send an order, and what can be in it; ``probed`` are customers of whom the stream never speaks."""

    source: str
    customers: Sequence[str]
    probed: Sequence[str]
    skus: Sequence[str]

    @classmethod
    def of(cls, home: Path, smallest: Sequence[str]) -> Company:
        """The company of a home, which nobody may have open; ``smallest`` are customers to probe with."""
        import duckdb

        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
            rows = warehouse.execute("SELECT source, customer_code FROM customer_record ORDER BY ALL").fetchall()
            skus = warehouse.execute("SELECT sku_code FROM sku_record ORDER BY ALL").fetchall()
        source = rows[0][0]
        codes = [code for of, code in rows if of == source]
        probed = set(codes) & set(smallest)
        others = [code for code in codes if code not in probed]
        return cls(source, others, [code for code in smallest if code in probed], [code for (code,) in skus])


def generated(company: Company, dice: random.Random) -> Iterator[Event]:
    """Orders of any customer, now and then changed, cancelled or returned, among looks at pages."""
    placed: list[Event] = []
    for number in itertools.count(1):
        kind = dice.random()
        if kind < 0.70 or not placed:
            event = order(company, dice, f"L{number}", dice.choice(company.customers))
            placed.append(event)
            del placed[:-10_000]
        elif kind < 0.80:
            event = following(dice.choice(placed), "order.changed", number, {"lines": lines(company, dice)})
        elif kind < 0.85:
            event = following(dice.choice(placed), "order.cancelled", number, {"reason": "benchmark"})
        else:
            looking = _frame(company, f"v{number}", "page.viewed", dice.choice(company.customers))
            event = {**looking, "data": {"page": "/new"}}
        yield event


def probes(company: Company) -> list[Event]:
    """A very large order of each customer of whom the stream never speaks, so that its tier or stage must change."""
    dice = random.Random("probes")
    orders = [order(company, dice, f"P{number}", customer) for number, customer in enumerate(company.probed)]
    for event in orders:
        event["data"]["lines"] = [{"sku_code": company.skus[0], "quantity": 1_000, "unit_price": "900.00"}]
    return orders


def order(company: Company, dice: random.Random, order_id: str, customer: str) -> Event:
    """An order of one to four articles."""
    data = {"order_id": f"{order_id}-{RUN}", "order_channel": "app", "lines": lines(company, dice)}
    return {**_frame(company, order_id, "order.placed", customer), "data": data}


def lines(company: Company, dice: random.Random) -> list[dict[str, Any]]:
    """What an order asks for."""
    chosen = dice.sample(company.skus, dice.randint(1, 4))
    return [
        {"sku_code": sku, "quantity": dice.randint(1, 20), "unit_price": f"{dice.randint(500, 30_000) / 100:.2f}"}
        for sku in chosen
    ]


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
