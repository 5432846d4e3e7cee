"""``python -m benchmarks.console``: how fast the console answers, alone and while a regrade runs.

Options: ``--customers 100000`` (the company that is made), ``--tenfold`` (also ten copies of it, as in
``benchmarks.table``), ``--work DIR``, ``--clients 4``, ``--write docs/benchmarks.md``. The server is the real one
(``frostier serve``), asked over HTTP by so many clients at once, each with its own connection. Every question differs
from the one before, so that nothing is answered from a cache that a person would not hit.

What the tier query costs is measured by ``benchmarks.tier``.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.serving import WARMING_SECONDS, Client, make_keys, memory_mb, served, some_customers
from benchmarks.table import into_page, machine
from benchmarks.table import measure as measure_step
from benchmarks.tier import measure_tier

BUILD = ("generate", "import_parquet", "facts", "regrade")
COPY = ("tenfold", "regrade")
REQUESTS = 40
KEYS = 24
MARKS = ("<!-- console -->", "<!-- /console -->")


@dataclass(frozen=True, slots=True)
class Answers:
    """What one kind of question cost: seconds per request, sorted, and failures."""

    name: str
    seconds: tuple[float, ...]
    failures: int

    def at(self, share: float) -> float:
        """Milliseconds within which the share of the requests was answered."""
        return 1000 * self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    def row(self, regrading: str) -> str:
        failed = f", {self.failures} failed" if self.failures else ""
        return (
            f"| {self.name} | {regrading} | {len(self.seconds)}{failed} | {self.at(0.5):.0f} | {self.at(0.95):.0f} "
            f"| {self.at(0.99):.0f} | {os.getloadavg()[0]:.1f} |"
        )


def three_conditions(dice: random.Random) -> str:
    """A condition of three parts that was not asked before."""
    return (
        f"spend_365d > {dice.randint(1_000, 60_000)} and recency_days < {dice.randint(5, 60)} "
        f"and category_count_90d >= {dice.randint(1, 5)}"
    )


def questions(ids: list[str]) -> dict[str, Callable[[random.Random], str]]:
    """Kind of question → a path that asks one."""
    dimensions = ("tier", "stage", "label", "tag", "region", "type", "manager", "team", "channel", "category", "month")
    measures = ("customers", "spend", "orders", "quantity", "margin", "avg_order_value", "overdue_amount")

    def listing(dice: random.Random) -> str:
        return f"/customers?where={quote(three_conditions(dice))}&sort=-spend_365d&limit=50"

    def counting(dice: random.Random) -> str:
        return f"/customers/count?where={quote(three_conditions(dice))}"

    def overview(dice: random.Random) -> str:
        return f"/overview?where={quote(f'spend_365d > {dice.randint(0, 50_000)}')}"

    def drilling(dice: random.Random) -> str:
        rows, columns = dice.sample(dimensions, 2)
        return f"/drilldown?measure={dice.choice(measures)}&rows={rows}&columns={columns}"

    def drilling_conditionally(dice: random.Random) -> str:
        return f"{drilling(dice)}&where={quote(f'spend_365d > {dice.randint(0, 50_000)}')}"

    def explaining(dice: random.Random) -> str:
        return f"/customers/{quote(dice.choice(ids))}/explanation"

    def other_parts(dice: random.Random) -> str:
        part = dice.choice(("", "/tier", "/features", "/tags", "/rhythm", "/timeline", "/payments", "/similar"))
        return f"/customers/{quote(dice.choice(ids))}{part}"

    return {
        "list, three conditions": listing,
        "counts, three conditions": counting,
        "drill-down, any measure by any two dimensions": drilling,
        "drill-down with a new condition": drilling_conditionally,
        "360: the explanation": explaining,
        "360: any other part": other_parts,
        "overview with a new filter": overview,
        "tags with carriers": lambda dice: f"/tags?q={dice.choice('abcdefgh')}",
    }


def ask(name: str, port: int, keys: list[str], path: Callable[[random.Random], str], clients: int) -> Answers:
    """The cost of ``REQUESTS`` questions of one kind, asked by so many clients at once."""

    def work(number: int) -> tuple[list[float], int]:
        client, dice, times, failures = Client(port, keys), random.Random(f"{name}{number}{time.time()}"), [], 0
        for _ in range(REQUESTS // clients):
            wanted = path(dice)
            began = time.perf_counter()
            try:
                client.get(wanted)
            except (RuntimeError, OSError) as error:
                print(error, file=sys.stderr)
                failures += 1
                client = Client(port, keys)
                continue
            times.append(time.perf_counter() - began)
        return times, failures

    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(work, range(clients)))
    seconds = sorted(s for times, _ in found for s in times) or [float("nan")]
    return Answers(name, tuple(seconds), sum(f for _, f in found))


def measure(home: Path, clients: int) -> list[str]:
    """Table rows for one home."""
    keys = make_keys(home, KEYS)
    lines = [
        "| question | while regrading | asked | p50 ms | p95 ms | p99 ms | load |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    with served(home) as (port, process):
        idle_mb = memory_mb(process)
        time.sleep(WARMING_SECONDS)
        warm_mb = memory_mb(process)
        client = Client(port, keys)
        some = some_customers(client)
        kinds = questions(some)
        for name, path in kinds.items():
            lines.append(told(ask(name, port, keys, path, clients).row("no")))
        run = 0
        for name, path in kinds.items():
            if not run or _still(client, run) != "yes":
                run = client.post("/gradings", {})["run"]["id"]
                _until_running(client, run)
            answers = ask(name, port, keys, path, clients)
            lines.append(told(answers.row(_still(client, run))))
        busy_mb = memory_mb(process)
    lines.append(
        f"\nMemory of all processes {idle_mb:.0f} MB after the start, {warm_mb:.0f} MB with the first answers worked "
        f"out, {busy_mb:.0f} MB after all the questions and regrades. {measure_tier(home).sentence}"
    )
    return lines


def told(line: str) -> str:
    """The line, shown at once to whoever waits."""
    print(line, file=sys.stderr, flush=True)
    return line


def _until_running(client: Client, run: int) -> None:
    while client.get(f"/runs/{run}")["state"] == "queued":
        time.sleep(0.1)
    time.sleep(1)


def _still(client: Client, run: int) -> str:
    return "yes" if client.get(f"/runs/{run}")["state"] == "running" else "yes, ended before"


def build(work: Path, customers: int, steps: tuple[str, ...]) -> None:
    """Make the home of a company, or its tenfold, unless a step fails."""
    for step in steps:
        result = measure_step(step, work, customers)
        print(f"{customers:>9,} {step:<16} {result}", file=sys.stderr, flush=True)
        if "failed" in result:
            raise RuntimeError(f"{step}: {result['failed']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--tenfold", action="store_true")
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / ".work" / "console")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--keep", action="store_true", help="measure the home that is there already")
    parser.add_argument("--write", type=Path, default=None)
    asked = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    parts = [machine()]
    if not asked.keep:
        build(asked.work, asked.customers, BUILD)
    parts += [f"\n### {asked.customers:,} customers\n", *measure(asked.work / "home", asked.clients)]
    if asked.tenfold:
        build(asked.work, asked.customers * 10, COPY)
        parts += [f"\n### {asked.customers * 10:,} customers\n", *measure(asked.work / "home", asked.clients)]
    page = "\n".join(parts)
    print(page)
    if asked.write:
        into_page(asked.write, page, MARKS)


if __name__ == "__main__":
    main()
