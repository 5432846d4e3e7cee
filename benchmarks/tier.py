"""``python -m benchmarks.tier HOME``: what a tier query costs, beside a bare framework's hello on the same server.

``HOME`` is a graded home; keys are added to it, so give a copy. The server is the real one (``frostier serve``), asked
over HTTP. Each customer is asked for with one of many keys, because a key alone would soon have asked too often. What
is measured are answers that were given before; what the first one costs is told beside.

The ratio is of CPU seconds of all serving processes per request, which other work on the machine does not disturb.
Requests per second and core are the requests answered, by the CPU seconds of the serving processes meanwhile. Latency
is measured by a client that asks at a fixed pace over a few connections, from the moment at which a request was due, so
that a stall counts for every request that it held up.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.serving import WARMING_SECONDS, Client, cpu_seconds, hello_served, make_keys, served, some_customers

KEYS = 48
CONNECTIONS = 4
WARM_REQUESTS = 500
HELLO_REQUEST = (b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n",)


@dataclass(frozen=True, slots=True)
class TierCost:
    """Milliseconds of CPU per request; requests per second of one core; latencies in seconds at a pace, ascending."""

    first_ms: float
    tier_ms: float
    hello_ms: float
    pace: int
    latencies: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return self.tier_ms / self.hello_ms

    @property
    def per_core_second(self) -> float:
        return 1000 / self.tier_ms

    def latency_ms(self, share: float) -> float:
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]

    @property
    def sentence(self) -> str:
        return (
            f"Tier query {self.tier_ms:.2f} ms of CPU per request, a bare framework's hello {self.hello_ms:.2f}: ratio "
            f"{self.ratio:.2f}, {self.per_core_second:,.0f} requests/s per core; {self.first_ms:.1f} ms for a "
            f"customer's first time after a grading. At {self.pace:,} requests/s over "
            f"{CONNECTIONS} connections p50 {self.latency_ms(0.5):.1f} ms, p99 {self.latency_ms(0.99):.1f} ms, longest "
            f"{self.latency_ms(1):.0f} ms (load {os.getloadavg()[0]:.1f})."
        )


class Connection:
    """One kept connection that sends ready-made requests, so that asking costs little beside answering."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        """Send one and wait for the whole answer; raises ``RuntimeError`` unless it is 200."""
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        while not _is_whole(answer):
            answer += self._socket.recv(65536)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())


def _is_whole(answer: bytes) -> bool:
    head, ended, body = answer.partition(b"\r\n\r\n")
    told = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    complete = len(body) >= int(told[1]) if told else body.endswith(b"0\r\n\r\n")  # of unknown length: in chunks
    return bool(ended) and complete


def measure_tier(home: Path, *, requests: int = 10_000, pace: int = 1_500, seconds: int = 20) -> TierCost:
    """What the tier query of a graded home costs."""
    keys = make_keys(home, KEYS)
    with served(home) as (port, process):
        time.sleep(WARMING_SECONDS)
        asked = _requests(some_customers(Client(port, keys)), keys)
        first_ms = _cpu_ms(process, port, asked, len(asked))
        tier_ms = _cpu_ms(process, port, asked, requests)
        latencies = _paced(port, asked, pace, seconds)
    with hello_served() as (port, process):
        _cpu_ms(process, port, HELLO_REQUEST, WARM_REQUESTS)
        hello_ms = _cpu_ms(process, port, HELLO_REQUEST, requests)
    return TierCost(first_ms, tier_ms, hello_ms, pace, tuple(sorted(latencies)))


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


def _paced(port: int, asked: Sequence[bytes], pace: int, seconds: int) -> list[float]:
    """Seconds from when each request was due until its answer was there."""
    began = time.perf_counter() + 0.5

    def work(number: int) -> list[float]:
        connection, found = Connection(port), []
        turn = itertools.cycle(asked[number::CONNECTIONS])
        for due in _due(began + number / pace, CONNECTIONS / pace, seconds):
            connection.ask(next(turn))
            found.append(time.perf_counter() - due)
        return found

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [latency for found in pool.map(work, range(CONNECTIONS)) for latency in found]


def _due(first: float, every: float, seconds: int) -> Iterator[float]:
    """The moments at which one connection asks, each when it has come."""
    for n in range(int(seconds / every)):
        due = first + n * every
        time.sleep(max(0.0, due - time.perf_counter()))
        yield due


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
