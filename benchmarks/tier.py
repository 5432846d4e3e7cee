"""``python -m benchmarks.tier HOME``: what a tier query costs, beside a bare framework's hello on the same server.

``HOME`` is a graded home; keys are added to it, so give a copy. The server is the real one (``frostier serve``), asked
over HTTP. Each customer is asked for with one of many keys, because a key alone would soon have asked too often. What
is measured are answers that were given before; what the first one costs is told beside.

The ratio is of CPU seconds of all serving processes per request, which other work on the machine does not disturb.
Requests per second and core are the requests answered, by the CPU seconds of the serving processes meanwhile. Latency
is measured by a client that asks at a fixed pace over a few connections, from the moment at which a request was due, so
that a stall counts for every request that it held up. The same again while a regrade runs and for some seconds after
it: then every answer is also held against the ledger.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.serving import (
    Client,
    Connection,
    cpu_seconds,
    hello_served,
    make_keys,
    served,
    some_customers,
    until_calm,
)
from frostier.shell.wiring import open_house

KEYS = 48
CONNECTIONS = 4
WARM_REQUESTS = 500
AFTER_SECONDS = 8
HELLO_REQUEST = (b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n",)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: seconds from when the request was due, and what was said."""

    seconds: float
    body: bytes


@dataclass(frozen=True, slots=True)
class Latencies:
    """Milliseconds of all answers at a pace."""

    answers: int
    p50: float
    p99: float
    longest: float

    @classmethod
    def of(cls, answered: Sequence[Answered]) -> Latencies:
        ms = sorted(1000 * answer.seconds for answer in answered)
        return cls(len(ms), ms[len(ms) // 2], ms[int(0.99 * len(ms))], ms[-1])

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms, longest {self.longest:.0f} ms"


@dataclass(frozen=True, slots=True)
class TierCost:
    """Milliseconds of CPU per request; latencies at a pace, alone and around a regrade; answers against the ledger."""

    first_ms: float
    tier_ms: float
    hello_ms: float
    pace: int
    alone: Latencies
    regrading: Latencies
    contradictions: int

    @property
    def sentence(self) -> str:
        return (
            f"Tier query {self.tier_ms:.2f} ms of CPU per request, a bare framework's hello {self.hello_ms:.2f}: ratio "
            f"{self.tier_ms / self.hello_ms:.2f}, {1000 / self.tier_ms:,.0f} requests/s per core; {self.first_ms:.1f} "
            f"ms for a first question. At {self.pace:,} requests/s over {CONNECTIONS} connections {self.alone}; while "
            f"a regrade runs and after it {self.regrading}, and of {self.regrading.answers:,} answers "
            f"{self.contradictions} contradict the ledger (load {os.getloadavg()[0]:.1f})."
        )


def measure_tier(home: Path, *, requests: int = 10_000, pace: int = 1_500, seconds: int = 20) -> TierCost:
    """What the tier query of a graded home costs."""
    keys = make_keys(home, KEYS)
    with served(home) as (port, process):
        until_calm(process)
        client = Client(port, keys)
        asked = _requests(some_customers(client), keys)
        first_ms = _cpu_ms(process, port, asked, len(asked))
        tier_ms = _cpu_ms(process, port, asked, requests)
        alone = _paced(port, asked, pace, _for_seconds(seconds))
        regrading = _paced(port, asked, pace, _around_a_regrade(client))
    with hello_served() as (port, process):
        _cpu_ms(process, port, HELLO_REQUEST, WARM_REQUESTS)
        hello_ms = _cpu_ms(process, port, HELLO_REQUEST, requests)
    latencies = (Latencies.of(alone), Latencies.of(regrading))
    return TierCost(first_ms, tier_ms, hello_ms, pace, *latencies, contradictions(home, regrading))


def contradictions(home: Path, answered: Sequence[Answered]) -> int:
    """How many answers say something else than the ledger of the newest grading, or of the one before."""
    house = open_house(home)
    try:
        newest = house.gradings.latest()
        assert newest is not None  # one was asked for
        before, after = house.gradings.states_before(newest), house.gradings.states_as_of(None)
    finally:
        house.close()
    old, new = (
        {s["customer_id"]: (s["tier"], s["stage"]) for s in states.select(["customer_id", "tier", "stage"]).to_pylist()}
        for states in (before, after)
    )
    wrong = 0
    for told in (json.loads(answer.body) for answer in answered):
        ledger = new if datetime.fromisoformat(told["graded_at"]) == newest.recorded_at else old
        wrong += ledger[told["customer_id"]] != (told["tier"]["id"], told["stage"]["id"])
    return wrong


def _requests(customers: Sequence[str], keys: Sequence[str]) -> list[bytes]:
    """A request for each customer, with the keys in turn."""
    return [
        f"GET /api/v1/customers/{quote(customer)}/tier HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
        "Accept-Language: en\r\n\r\n".encode()
        for customer, key in zip(dict.fromkeys(customers), itertools.cycle(keys), strict=False)
    ]


def _cpu_ms(process: psutil.Process, port: int, asked: Sequence[bytes], requests: int) -> float:
    connection, turn = Connection(port), itertools.cycle(asked)
    before = cpu_seconds(process)
    for request in itertools.islice(turn, requests):
        connection.ask(request)
    return 1000 * (cpu_seconds(process) - before) / requests


def _paced(port: int, asked: Sequence[bytes], pace: int, going_on: Callable[[], bool]) -> list[Answered]:
    """The answers to requests at a steady pace, for as long as it goes on."""
    began = time.perf_counter() + 0.5
    over = threading.Event()

    def work(number: int) -> list[Answered]:
        connection, found = Connection(port), []
        for n, request in enumerate(itertools.cycle(asked[number::CONNECTIONS])):
            due = began + (number + n * CONNECTIONS) / pace
            time.sleep(max(0.0, due - time.perf_counter()))
            if over.is_set():
                break
            body = connection.ask(request)
            found.append(Answered(time.perf_counter() - due, body))
        return found

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        working = [pool.submit(work, number) for number in range(CONNECTIONS)]
        while going_on() and not any(work.done() for work in working):
            time.sleep(0.2)
        over.set()
        return [answer for work in working for answer in work.result()]


def _for_seconds(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() < until


def _around_a_regrade(client: Client) -> Callable[[], bool]:
    """A question that stays true until some seconds after a grading, which it starts."""
    run = client.post("/gradings", {})["run"]["id"]
    after: list[Callable[[], bool]] = []

    def going_on() -> bool:
        if not after and client.get(f"/runs/{run}")["state"] not in ("queued", "running"):
            after.append(_for_seconds(AFTER_SECONDS))
        return not after or after[0]()

    return going_on


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pace", type=int, default=1_500)
    parser.add_argument("--seconds", type=int, default=20)
    given = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    cost = measure_tier(given.home, requests=given.requests, pace=given.pace, seconds=given.seconds)
    print(cost.sentence)


if __name__ == "__main__":
    main()
