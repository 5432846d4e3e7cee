"""``python -m benchmarks.console``: how fast the console answers, alone and while a regrade runs.

Options: ``--customers 100000`` (the company that is made), ``--tenfold`` (also ten copies of it, as in
``benchmarks.table``), ``--work DIR``, ``--write docs/benchmarks.md``. The server is the real one (``frostier serve``),
asked over HTTP by a few clients at once, each with its own connection. Every question differs from the one before, so
that nothing is answered from a cache that a person would not hit.

The tier query is compared with a bare Django Ninja endpoint on the same server program, by CPU seconds of the serving
process per request, which the clients' own load does not disturb.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from benchmarks.table import into_page, machine
from benchmarks.table import measure as measure_step

BUILD = ("generate", "import_parquet", "facts", "regrade")
COPY = ("tenfold", "regrade")
CLIENTS = 4
REQUESTS = 40
KEYS = 24
WARMING_SECONDS = 15
MARKS = ("<!-- console -->", "<!-- /console -->")
HELLO = """
import os, sys, types
import django
from django.conf import settings
settings.configure(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="hello", SECRET_KEY="bench", MIDDLEWARE=[],
                   INSTALLED_APPS=[], USE_TZ=True, DATABASES={})
django.setup()
from django.core.wsgi import get_wsgi_application
from django.urls import path
from ninja import NinjaAPI
api = NinjaAPI()
@api.get("/hello")
def hello(request):
    return {"hello": "world"}
urlpatterns = [path("", api.urls)]
application = get_wsgi_application()
"""


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


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path) -> Iterator[tuple[int, psutil.Process]]:
    """``frostier serve`` over a home: its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "frostier", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    try:
        _until_answering(port, "/api/v1/health")
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def hello_served() -> Iterator[tuple[int, psutil.Process]]:
    """A bare framework's hello on the same server program, with the same threads."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO)
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
        command += ["--blocking-threads", "16", "--no-ws", "hello:application"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _until_answering(port, "/hello")
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(10)


def _until_answering(port: int, path: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Nothing answered on port {port} within {seconds:.0f} s.")


def make_keys(home: Path, number: int) -> list[str]:
    """API keys that may read everything and start gradings; one alone would soon have asked too often."""
    from frostier.flows.scope import EVERYTHING
    from frostier.shell.wiring import open_house

    house = open_house(home)
    from frostier.shell.accounts.access import Viewer  # only now: its tables need the store to be set up
    from frostier.shell.accounts.commands import NewUser, add_user
    from frostier.shell.accounts.keys import KeyWish, create_key
    from frostier.shell.accounts.permissions import ROLE_OF
    from frostier.shell.console.house import serve

    serve(house)
    try:
        admin, name = ROLE_OF["admin"], f"benchmark-{secrets.token_hex(4)}"
        nobody = Viewer("benchmark", admin.id, admin.permissions, EVERYTHING)
        user, _ = add_user(NewUser(name, admin.id, EVERYTHING), by=nobody)
        maker = replace(nobody, user_id=user.pk)
        until = house.clock.today() + timedelta(days=2)
        wishes = (KeyWish(f"{name}-{n}", ROLE_OF["api_client"].permissions, EVERYTHING, until) for n in range(number))
        return [create_key(wish, by=maker, clock=house.clock)[1] for wish in wishes]
    finally:
        house.close()


class Client:
    """One connection that asks questions, with one key after the other."""

    def __init__(self, port: int, keys: list[str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._keys = itertools.cycle(keys)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {next(self._keys)}", "Accept-Language": "en"}

    def get(self, path: str) -> Any:
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in (200, 304):
            raise RuntimeError(f"{answer.status} {path}: {body[:200]!r}")
        return json.loads(body) if body else None

    def post(self, path: str, body: Any) -> Any:
        headers = {**self._headers, "Content-Type": "application/json"}
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = self._connection.getresponse()
        return json.loads(answer.read())


def three_conditions(dice: random.Random) -> str:
    """A condition of three parts that was not asked before."""
    return (
        f"spend_365d > {dice.randint(1_000, 60_000)} and recency_days < {dice.randint(5, 60)} "
        f"and category_count_90d >= {dice.randint(1, 5)}"
    )


def questions(ids: list[str]) -> dict[str, Callable[[random.Random], str]]:
    """Kind of question → a path that asks one."""
    dimensions = ("tier", "stage", "region", "type", "manager", "channel", "category", "month")
    measures = ("customers", "spend", "orders", "margin")

    def listing(dice: random.Random) -> str:
        return f"/customers?where={quote(three_conditions(dice))}&sort=-spend_365d&limit=50"

    def counting(dice: random.Random) -> str:
        return f"/customers/count?where={quote(three_conditions(dice))}"

    def overview(dice: random.Random) -> str:
        return f"/overview?where={quote(f'spend_365d > {dice.randint(0, 50_000)}')}"

    def drilling(dice: random.Random) -> str:
        rows, columns = dice.sample(dimensions, 2)
        where = quote(f"spend_365d > {dice.randint(0, 50_000)}")
        return f"/drilldown?measure={dice.choice(measures)}&rows={rows}&columns={columns}&where={where}"

    def explaining(dice: random.Random) -> str:
        return f"/customers/{quote(dice.choice(ids))}/explanation"

    def other_parts(dice: random.Random) -> str:
        part = dice.choice(("", "/tier", "/features", "/tags", "/rhythm", "/timeline", "/payments", "/similar"))
        return f"/customers/{quote(dice.choice(ids))}{part}"

    return {
        "list, three conditions": listing,
        "counts, three conditions": counting,
        "drill-down, any two of eight dimensions": drilling,
        "360: the explanation": explaining,
        "360: any other part": other_parts,
        "overview with a new filter": overview,
        "tags with carriers": lambda dice: f"/tags?q={dice.choice('abcdefgh')}",
    }


def ask(name: str, port: int, keys: list[str], path: Callable[[random.Random], str], requests: int) -> Answers:
    """The cost of so many questions of one kind, asked by ``CLIENTS`` at once."""

    def work(number: int) -> tuple[list[float], int]:
        client, dice, times, failures = Client(port, keys), random.Random(f"{name}{number}{time.time()}"), [], 0
        for _ in range(requests // CLIENTS):
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

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(work, range(CLIENTS)))
    seconds = sorted(s for times, _ in found for s in times) or [float("nan")]
    return Answers(name, tuple(seconds), sum(f for _, f in found))


def cpu_per_request(process: psutil.Process, port: int, path: str, keys: list[str], requests: int) -> float:
    """CPU milliseconds of the serving processes for one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = itertools.cycle([{"Authorization": f"Bearer {key}"} for key in keys] or [{}])

    def turn(times: int) -> None:
        for _ in range(times):
            connection.request("GET", path, headers=next(headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} {path}")

    turn(200)
    before = _cpu_seconds(process)
    turn(requests)
    return 1000 * (_cpu_seconds(process) - before) / requests


def _cpu_seconds(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return sum(p.cpu_times().user + p.cpu_times().system for p in family)


def memory_mb(process: psutil.Process) -> float:
    """Proportional memory of all processes together."""
    return sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)]) / 1024**2


def measure(home: Path) -> list[str]:
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
            lines.append(told(ask(name, port, keys, path, REQUESTS).row("no")))
        tier_of = f"/api/v1/customers/{quote(some[0])}/tier"
        tier_ms = cpu_per_request(process, port, tier_of, keys, 2_000)
        run = 0
        for name, path in kinds.items():
            if not run or _still(client, run) != "yes":
                run = client.post("/gradings", {})["run"]["id"]
                _until_running(client, run)
            answers = ask(name, port, keys, path, REQUESTS)
            lines.append(told(answers.row(_still(client, run))))
        busy_mb = memory_mb(process)
    with hello_served() as (port, process):
        hello_ms = cpu_per_request(process, port, "/hello", [], 2_000)
    lines.append(
        f"\nTier query {tier_ms:.2f} ms of CPU per request, a bare framework's hello {hello_ms:.2f}: ratio "
        f"{tier_ms / hello_ms:.1f}. Memory of all processes {idle_mb:.0f} MB after the start, {warm_mb:.0f} MB with "
        f"the first answers worked out, {busy_mb:.0f} MB after all the questions and regrades."
    )
    return lines


def told(line: str) -> str:
    """The line, shown at once to whoever waits."""
    print(line, file=sys.stderr, flush=True)
    return line


def some_customers(client: Client) -> list[str]:
    """Numbers of customers with much, some and little spend."""
    pages = ("sort=-spend_365d", "sort=spend_365d", "sort=customer_name", "sort=-customer_id")
    return [row["id"] for page in pages for row in client.get(f"/customers?{page}&limit=100")["items"]]


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
    parser.add_argument("--keep", action="store_true", help="measure the home that is there already")
    parser.add_argument("--write", type=Path, default=None)
    asked = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    parts = [machine()]
    if not asked.keep:
        build(asked.work, asked.customers, BUILD)
    parts += [f"\n### {asked.customers:,} customers\n", *measure(asked.work / "home")]
    if asked.tenfold:
        build(asked.work, asked.customers * 10, COPY)
        parts += [f"\n### {asked.customers * 10:,} customers\n", *measure(asked.work / "home")]
    page = "\n".join(parts)
    print(page)
    if asked.write:
        into_page(asked.write, page, MARKS)


if __name__ == "__main__":
    main()
