"""``python -m benchmarks.live``: how long from an event to the tier that it makes, and how many events keep up.

Options: ``--home DIR`` (a graded home, which is copied first and rolled to today), ``--rate 2000`` events a second
offered, ``--seconds 60``, ``--events-a-request 100``, ``--retail FILE`` (Online Retail replayed instead: what came
before the last two months is imported and graded, the rest is streamed), ``--write docs/benchmarks.md``.

The server and its worker are the real ones (``frostier serve``), asked over HTTP. Senders offer events at a steady
rate, whatever the answers take, so that a slow moment is not hidden by sending less. *Visible* is when a question to
the console shows the event's effect: for every request of events, when the position told by ``/live`` has passed it;
for probes, when the customer's own answer has changed.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import shutil
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.console import KEYS, Client, make_keys, memory_mb, served, told
from benchmarks.table import into_page, machine

SENDERS = 4
LOOK_SECONDS = 0.02
PROBE_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 120.0
WARMING_SECONDS = 20.0
STREAMED_DAYS = 60
MARKS = ("<!-- live -->", "<!-- /live -->")

Event = dict[str, Any]


@dataclass
class Sent:
    """What senders saw: when each request began, what it was answered, how long that took.

    ``late`` is how far, in seconds, they fell behind the rate that they were to offer.
    """

    began: list[float] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    events: int = 0
    refused: int = 0
    late: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, began: float, ended: float, events: int, answer: Any, late: float) -> None:
        with self.lock:
            self.events += events
            self.refused += len(answer["rejected"])
            self.began.append(began)
            self.positions.append(answer["position"])
            self.seconds.append(ended - began)
            self.late = max(self.late, late)


@dataclass
class Watched:
    """What one who asks ``/live`` again and again saw: by when which position had been evaluated."""

    moments: list[float] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def seen_at(self, position: int) -> float | None:
        """When the position had first been passed."""
        place = bisect_left(self.positions, position)
        return self.moments[place] if place < len(self.moments) else None


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of the measurements does not exceed."""
    ordered = sorted(seconds) or [float("nan")]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


# ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Company:
    """Who may send an order, and what can be in it."""

    source: str
    customers: Sequence[str]
    skus: Sequence[str]

    @classmethod
    def of(cls, home: Path) -> Company:
        """The company of a home; the worker must not have it open."""
        import duckdb

        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
            rows = warehouse.execute("SELECT source, customer_code FROM customer_record ORDER BY ALL").fetchall()
            skus = warehouse.execute("SELECT sku_code FROM sku_record ORDER BY ALL").fetchall()
        source = rows[0][0]
        return cls(source, [code for of, code in rows if of == source], [code for (code,) in skus])


def generated(company: Company, dice: random.Random) -> Iterator[Event]:
    """Orders of any customer, now and then changed, cancelled or returned, among looks at pages."""
    placed: list[Event] = []
    for number in itertools.count(1):
        kind = dice.random()
        if kind < 0.70 or not placed:
            event = order(company, dice, f"L{number}")
            placed.append(event)
            del placed[:-10_000]
        elif kind < 0.80:
            event = following(dice.choice(placed), "order.changed", number, {"lines": lines(company, dice)})
        elif kind < 0.85:
            event = following(dice.choice(placed), "order.cancelled", number, {"reason": "benchmark"})
        else:
            event = {**_frame(company, dice, f"v{number}", "page.viewed"), "data": {"page": "/new"}}
        yield event


def order(company: Company, dice: random.Random, order_id: str) -> Event:
    """An order of one to four articles."""
    event = _frame(company, dice, order_id, "order.placed")
    return {**event, "data": {"order_id": order_id, "order_channel": "app", "lines": lines(company, dice)}}


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
    return {**event, "event_id": f"f{number}", "type": type, "occurred_at": _now(), "data": told}


def _frame(company: Company, dice: random.Random, event_id: str, type: str) -> Event:
    return {
        "source": company.source,
        "event_id": f"{event_id}-{RUN}",
        "type": type,
        "occurred_at": _now(),
        "customer_code": dice.choice(company.customers),
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


def roll_to_today(work: Path) -> None:
    """Bring the home up to the present version and its customers to today, on which live results stand."""
    from frostier.flows.grading import roll
    from frostier.shell.company import read_settings
    from frostier.shell.home import Home
    from frostier.shell.wiring import make_house, open_house

    home = Home(work / "home")
    make_house(home, read_settings(home.settings_file), scheduled=False)
    opened = open_house(home.root)
    with opened.run("roll", {}) as run:
        roll(run, opened.parts, as_of=opened.clock.today(), by="benchmark")
    opened.close()


# ── sending, watching, probing ──────────────────────────────────────────────────────────────────────────────────


def send(port: int, keys: list[str], events: Iterator[Event], asked: argparse.Namespace, sent: Sent) -> None:
    """Offer events at a steady rate from ``SENDERS`` connections, for so many seconds or until there are no more."""
    begun, gap = time.perf_counter(), asked.events_a_request / asked.rate
    turns, lock = itertools.count(), threading.Lock()

    def work() -> None:
        sender = Sender(port, keys)
        while True:
            with lock:
                due = begun + next(turns) * gap
                batch = list(itertools.islice(events, asked.events_a_request)) if due < begun + asked.seconds else []
            if not batch:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            answer = sender.send(batch)
            sent.note(began, time.perf_counter(), len(batch), answer, began - due)

    threads = [threading.Thread(target=work) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Sender:
    """One connection that hands events in."""

    def __init__(self, port: int, keys: list[str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._keys = itertools.cycle(random.sample(keys, len(keys)))

    def send(self, events: Sequence[Event]) -> Any:
        """What the intake answered."""
        headers = {"Authorization": f"Bearer {next(self._keys)}", "Content-Type": "application/json"}
        self._connection.request("POST", "/api/v1/events", json.dumps({"events": events}), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 202:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")
        return json.loads(body)


class Watching(threading.Thread):
    """Asks how far evaluation is, until told to stop; notes the memory of all processes too."""

    def __init__(self, port: int, keys: list[str], process: Any) -> None:
        super().__init__(daemon=True)
        self._client = Client(port, keys)
        self._process = process
        self.watched, self.most_mb, self.over = Watched(), 0.0, threading.Event()

    def run(self) -> None:
        for look in itertools.count():
            position = self._client.get("/live")["position"]
            if not self.watched.positions or position > self.watched.positions[-1]:
                self.watched.moments.append(time.perf_counter())
                self.watched.positions.append(position)
            if look % 100 == 0:
                self.most_mb = max(self.most_mb, memory_mb(self._process))
            if self.over.wait(LOOK_SECONDS):
                return


class Probing(threading.Thread):
    """Sends an order of one customer now and then, and looks at that customer until the order shows."""

    def __init__(self, port: int, keys: list[str], company: Company) -> None:
        super().__init__(daemon=True)
        self._sender, self._client, self._company = Sender(port, keys), Client(port, keys), company
        self.seconds: list[float] = []
        self.unseen, self.over = 0, threading.Event()

    def run(self) -> None:
        dice = random.Random("probes")
        for number in itertools.count():
            event = order(self._company, dice, f"P{number}")
            before = self._profile(event["customer_code"])
            began = time.perf_counter()
            self._sender.send([event])
            while self._profile(event["customer_code"]) == before:
                if time.perf_counter() - began > PATIENCE_SECONDS:
                    self.unseen += 1
                    break
                time.sleep(LOOK_SECONDS)
            else:
                self.seconds.append(time.perf_counter() - began)
            if self.over.wait(PROBE_EVERY_SECONDS):
                return

    def _profile(self, customer: str) -> Any:
        path = f"/customers?q={quote(customer)}&columns=orders_365d,spend_365d&limit=1"
        return [row["values"] for row in self._client.get(path)["items"]]


# ── the measurement ─────────────────────────────────────────────────────────────────────────────────────────────


def measure(home: Path, events: Iterator[Event], company: Company | None, asked: argparse.Namespace) -> list[str]:
    """Table rows for one home and one stream."""
    keys = make_keys(home, KEYS * 4)
    with served(home) as (port, process):
        time.sleep(WARMING_SECONDS)
        idle_mb = memory_mb(process)
        watching = Watching(port, keys, process)
        watching.start()
        probing = Probing(port, keys, company) if company else None
        if probing:
            probing.start()
        sent, begun = Sent(), time.perf_counter()
        send(port, keys, events, asked, sent)
        drained = _until(watching.watched, max(sent.positions, default=0))
        watching.over.set()
        watching.join(PATIENCE_SECONDS)
        if probing:
            probing.over.set()
            probing.join(PATIENCE_SECONDS)
        busy_mb = max(watching.most_mb, memory_mb(process))
    visible = [
        seen - began
        for began, n in zip(sent.began, sent.positions, strict=True)
        if (seen := watching.watched.seen_at(n))
    ]
    unseen = len(sent.began) - len(visible)
    lines = [
        "| | asked | p50 ms | p95 ms | p99 ms |",
        "|---|---:|---:|---:|---:|",
        _row("intake: request → answer", sent.seconds),
        _row("event → evaluated and visible, under load", visible, unseen),
    ]
    if probing:
        lines.append(_row("one order → the customer's own answer, under load", probing.seconds, probing.unseen))
    rate = sent.events / (drained - begun) if drained else float("nan")
    lines.append(
        f"\n{sent.events:,} events offered at {asked.rate:,}/s, {asked.events_a_request} a request; {rate:,.0f} "
        f"events/s from the first request until the last was visible; {sent.refused} refused; senders at most "
        f"{sent.late:.1f} s behind. Memory of all processes {idle_mb:.0f} MB before, at most {busy_mb:.0f} MB. "
        f"Load {os.getloadavg()[0]:.1f}."
    )
    return [told(line) for line in lines]


def _row(name: str, seconds: Sequence[float], unseen: int = 0) -> str:
    failed = f", {unseen} not seen" if unseen else ""
    cells = " | ".join(f"{1000 * percentile(seconds, share):,.0f}" for share in (0.5, 0.95, 0.99))
    return f"| {name} | {len(seconds):,}{failed} | {cells} |"


def _until(watched: Watched, position: int) -> float | None:
    """When the position was passed; ``None`` where it is not within patience."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        if (seen := watched.seen_at(position)) is not None:
            return seen
        time.sleep(LOOK_SECONDS)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a graded home; it is copied")
    parser.add_argument("--retail", type=Path, help="Online Retail as Parquet or CSV, replayed")
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--events-a-request", type=int, default=100)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / ".work" / "live")
    parser.add_argument("--write", type=Path, default=None)
    asked = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    shutil.rmtree(asked.work, ignore_errors=True)
    if asked.retail:
        events = iter(retail_home(asked.retail, asked.work))
        title, company = f"Online Retail, its last {STREAMED_DAYS} days as a stream", None
    else:
        shutil.copytree(asked.home, asked.work / "home")
        roll_to_today(asked.work)
        company = Company.of(asked.work / "home")
        events = generated(company, random.Random(RUN))
        title = f"{len(company.customers):,} customers"
    page = "\n".join([machine(), f"\n### {title}\n", *measure(asked.work / "home", events, company, asked)])
    print(page)
    if asked.write:
        into_page(asked.write, page, MARKS)
    shutil.rmtree(asked.work, ignore_errors=True)


if __name__ == "__main__":
    main()
