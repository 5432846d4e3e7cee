"""``python -m benchmarks.live``: how long from an event to the tier that it makes, and how many events keep up.

Options: ``--home DIR`` (a graded home, which is copied first and rolled to today), ``--stream shop`` or ``orders``
(see ``live_events``), ``--rate 2000`` events a second offered, ``--seconds 60``, ``--events-a-request 100``,
``--senders 4``, ``--alone 40`` and ``--rested 4`` single orders before (see ``live_load.Load``), ``--retail FILE``
(Online Retail replayed instead: what came before the last two months is imported and graded, the rest is streamed),
``--write docs/benchmarks.md``.

The server and its worker are the real ones (``frostier serve``), asked over HTTP by a process of its own
(``benchmarks.live_load``), whose CPU is told beside theirs. Senders offer events at a steady rate, whatever the answers
take, so that a slow moment is not hidden by sending less. *Visible* is when a question to the console shows the
event's effect: for every request of events, when the position told by ``/live`` has passed it; for probes, when the
customer's own answer has changed.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import random
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

import psutil

from benchmarks.console import KEYS, told
from benchmarks.live_events import STREAMED_DAYS, STREAMS, Company, Event, probes, retail_home
from benchmarks.live_load import Load, Offered, Probe, offer, write_requests
from benchmarks.serving import make_keys, memory_mb, served, until_calm, until_followed
from benchmarks.table import into_page, machine

MEMORY_EVERY_SECONDS = 5.0
MOST_PROBED = 500
MARKS = ("<!-- live -->", "<!-- /live -->")


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of the measurements does not exceed."""
    ordered = sorted(seconds) or [float("nan")]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def roll_to_today(work: Path) -> list[str]:
    """Bring the home up to the present version and its customers to today, on which live results stand.

    Gives the ``MOST_PROBED`` customers who bought least.
    """
    from frostier.flows.grading import roll
    from frostier.shell.company import read_settings
    from frostier.shell.home import Home
    from frostier.shell.wiring import make_house, open_house

    home = Home(work / "home")
    make_house(home, read_settings(home.settings_file), scheduled=False)
    opened = open_house(home.root)
    _switch_schedules_off()
    with opened.run("roll", {}) as run:
        rolled = roll(run, opened.parts, as_of=opened.clock.today(), by="benchmark")
    profile = opened.published.profile(rolled.snapshot)
    bought = profile.filter(profile.orders_365d > 0).order_by(["spend_365d", "customer_id"])
    smallest = opened.published.rows(bought.select("customer_id").limit(MOST_PROBED))
    opened.close()
    return [row["customer_id"] for row in smallest]


def _switch_schedules_off() -> None:
    """Else a copy does at once what it has missed, such as the nightly proof of every result."""
    from frostier.shell.schedules.models import Schedule

    Schedule.objects.update(enabled=False, next_at=None)


def measure(home: Path, events: Iterable[Event], company: Company | None, asked: argparse.Namespace) -> list[str]:
    """Table rows for one home and one stream."""
    requests, each = home.parent / "requests", asked.events_a_request
    write_requests(requests, events, each, math.ceil(asked.rate * asked.seconds / each))
    keys, probed = make_keys(home, KEYS * 4), _probes(company) if company else []
    with served(home) as (port, process):
        load = Load(
            port=port,
            keys=random.sample(keys, len(keys)),
            requests=requests,
            requests_a_second=asked.rate / each,
            senders=asked.senders,
            store=home / "frostier.sqlite3",
            rested=probed[: asked.rested],
            alone=probed[asked.rested : asked.rested + asked.alone],
            probes=probed[asked.rested + asked.alone :],
            servers={_role(child): child.pid for child in process.children()},
        )
        until_followed(load.store)
        until_calm(process)
        idle_mb = memory_mb(process)
        offered, busy_mb = _offered(load, process)
    return [told(line) for line in _report(offered, asked, idle_mb, busy_mb)]


def _probes(company: Company) -> list[Probe]:
    from frostier.warehouse.identity import customer_id

    return [
        Probe(customer_id(event["source"], event["customer_code"]), json.dumps(event).encode())
        for event in probes(company)
    ]


def _role(child: psutil.Process) -> str:
    return "web" if "granian" in child.cmdline() else "worker"


def _offered(load: Load, process: psutil.Process) -> tuple[Offered, float]:
    """What came of a load that another process offers, and the most memory meanwhile."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        offering: Future[Offered] = pool.submit(offer, load)
        most = memory_mb(process)
        while not offering.done():
            try:
                offering.result(MEMORY_EVERY_SECONDS)
            except NotYet:
                most = max(most, memory_mb(process))
        return offering.result(), most


def _report(offered: Offered, asked: argparse.Namespace, idle_mb: float, busy_mb: float) -> list[str]:
    lines = [
        "| | asked | p50 ms | p95 ms | p99 ms |",
        "|---|---:|---:|---:|---:|",
        _row("intake: request → answer", offered.intake),
        _row("event → evaluated and visible, under load", offered.visible, offered.unseen),
    ]
    for name, seen in (
        ("one order alone, after a rest", offered.rested),
        ("one order alone, after another", offered.alone),
        ("one order under load", offered.probed),
    ):
        if seen.intake:
            lines.append(_row(f"{name}: intake", seen.intake))
            lines.append(_row(f"{name}: until the customer's own answer shows it", seen.shown, seen.unseen))
    thousands = max(1, offered.events) / 1000
    used = ", ".join(f"{name} {seconds / thousands:.2f}" for name, seconds in sorted(offered.cpu.items()))
    rate = offered.events / offered.took if offered.took else float("nan")
    lines.append(
        f"\n{offered.events:,} events offered at {asked.rate:,}/s, {asked.events_a_request} a request; {rate:,.0f} "
        f"events/s from the first request until the last was visible; {offered.refused} refused; senders at most "
        f"{offered.late:.1f} s behind. CPU seconds per 1,000 events: {used}; the load itself took "
        f"{offered.own_cpu / thousands:.2f}. Memory of all processes {idle_mb:.0f} MB before, at most {busy_mb:.0f} "
        f"MB. Load {os.getloadavg()[0]:.1f}."
    )
    return lines


def _row(name: str, seconds: Sequence[float], unseen: int = 0) -> str:
    failed = f", {unseen} not seen" if unseen else ""
    cells = " | ".join(f"{1000 * percentile(seconds, share):,.0f}" for share in (0.5, 0.95, 0.99))
    return f"| {name} | {len(seconds):,}{failed} | {cells} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a graded home; it is copied")
    parser.add_argument("--retail", type=Path, help="Online Retail as Parquet or CSV, replayed")
    parser.add_argument("--stream", choices=sorted(STREAMS), default="shop")
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--events-a-request", type=int, default=100)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--alone", type=int, default=40)
    parser.add_argument("--rested", type=int, default=4)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / ".work" / "live")
    parser.add_argument("--write", type=Path, default=None)
    asked = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    shutil.rmtree(asked.work, ignore_errors=True)
    if asked.retail:
        events: Iterable[Event] = retail_home(asked.retail, asked.work)
        company, title = None, f"Online Retail, its last {STREAMED_DAYS} days as a stream"
    else:
        shutil.copytree(asked.home, asked.work / "home")
        company = Company.of(asked.work / "home", roll_to_today(asked.work))
        events = STREAMS[asked.stream](company, random.Random("stream"))
        title = f"{len(company.customers) + len(company.probed):,} customers, stream '{asked.stream}'"
    page = "\n".join([machine(), f"\n### {title}\n", *measure(asked.work / "home", events, company, asked)])
    print(page)
    if asked.write:
        into_page(asked.write, page, MARKS)
    shutil.rmtree(asked.work, ignore_errors=True)


if __name__ == "__main__":
    main()
