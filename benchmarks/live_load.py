"""Offering events to a served home, and seeing when they count: a process of its own, light beside the server.

Requests are made ready in a file before the clock starts. Senders offer them at a steady rate, whatever the answers
take, so that a slow moment is not hidden by sending less. One watcher reads the position up to which events have been
evaluated, which is what ``/live`` tells, from the store itself, because asking the server a hundred times a second
would take a third of a core of what is measured. A probe asks the server: a very large order of a small customer, of
whom the stream never speaks, counts as visible when the answer to where that customer stands has changed.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import struct
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import psutil

from benchmarks.serving import Connection, cpu_seconds

LOOK_SECONDS = 0.01
ASK_AGAIN_SECONDS = 0.02
PROBE_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 120.0
BREATH_SECONDS = 0.5
RESTED_SECONDS = 13.0
WHEN = ("as_of", "graded_at")
_FRAME = struct.Struct("<II")  # events, bytes of the body


@dataclass(frozen=True, slots=True)
class Probe:
    """A large order, and the small customer whose tier is to show it."""

    customer_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """What to offer, to whom, and what to look at meanwhile; ``servers`` are processes whose CPU is counted.

    The ``alone`` are sent before the load, one once the one before has been seen; the ``rested`` before them, each
    after so long a pause that the worker has closed what it works with; the ``probes`` under the load.
    """

    port: int
    keys: Sequence[str]
    requests: Path
    requests_a_second: float
    senders: int
    store: Path
    rested: Sequence[Probe]
    alone: Sequence[Probe]
    probes: Sequence[Probe]
    servers: Mapping[str, int]


@dataclass
class Seen:
    """What came of single orders: seconds until their intake answered, and until the customer's own answer told."""

    intake: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    unseen: int = 0

    def note(self, intake: float, shown: float | None) -> None:
        """Keep one; ``None`` for an order that was not seen within patience."""
        self.intake.append(intake)
        if shown is None:
            self.unseen += 1
        else:
            self.shown.append(shown)


@dataclass
class Watched:
    """By when which position had been evaluated."""

    moments: list[float] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def seen_at(self, position: int) -> float | None:
        """When the position had first been passed."""
        place = bisect_left(self.positions, position)
        return self.moments[place] if place < len(self.moments) else None


@dataclass
class Offered:
    """What came of a load. Seconds of requests, of events until evaluated; of single orders, until the server shows.

    ``late`` is how far senders fell behind the rate that they were to offer; ``took`` is from the first request
    until the last event was evaluated, absent where that did not happen within patience.
    """

    events: int = 0
    refused: int = 0
    intake: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    unseen: int = 0
    rested: Seen = field(default_factory=Seen)
    alone: Seen = field(default_factory=Seen)
    probed: Seen = field(default_factory=Seen)
    late: float = 0.0
    took: float | None = None
    own_cpu: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)


def write_requests(file: Path, events: Iterable[dict[str, Any]], events_a_request: int, most: int) -> int:
    """Make up to ``most`` requests ready in a file; how many events they hold."""
    rest, count = iter(events), 0
    with file.open("wb") as out:
        for _ in range(most):
            some = list(itertools.islice(rest, events_a_request))
            if not some:
                break
            body = json.dumps({"events": some}).encode()
            out.write(_FRAME.pack(len(some), len(body)) + body)
            count += len(some)
    return count


def offer(load: Load) -> Offered:
    """Send the single orders, then offer the load and wait until all of it has been evaluated."""
    servers = {name: psutil.Process(pid) for name, pid in load.servers.items()}
    offered, position = Offered(), Watching(load.store)
    position.start()
    offered.rested = _one_by_one(load, load.rested, position, RESTED_SECONDS)
    offered.alone = _one_by_one(load, load.alone, position, BREATH_SECONDS)
    probing = Probing(load, position)
    before = {name: cpu_seconds(process) for name, process in servers.items()}
    own, begun = time.process_time(), time.perf_counter()
    probing.start()
    answered = _send(load, offered)
    newest = max((one.position for one in answered), default=0)
    drained = position.wait_for(newest)
    offered.cpu = {name: cpu_seconds(process) - before[name] for name, process in servers.items()}
    offered.own_cpu = time.process_time() - own
    probing.stop()
    position.stop()
    seen = [(one, position.watched.seen_at(one.position)) for one in answered]
    offered.intake = [one.seconds for one in answered]
    offered.visible = [at - one.began for one, at in seen if at is not None]
    offered.unseen = len(seen) - len(offered.visible)
    offered.took = drained - begun if drained is not None else None
    offered.probed = probing.seen
    return offered


def _one_by_one(load: Load, probes: Sequence[Probe], position: Watching, pause: float) -> Seen:
    """Send single orders to a system that has nothing else to do, each so long after the one before was seen."""
    sender, connection, seen = Sender(load), Connection(load.port), Seen()
    for probe, key in zip(probes, itertools.cycle(load.keys), strict=False):
        time.sleep(pause)
        seen.note(*_probed(probe, sender, Asking(connection, probe.customer_id, key), position))
    return seen


@dataclass(frozen=True, slots=True)
class _Answered:
    began: float
    seconds: float
    position: int


def _send(load: Load, offered: Offered) -> list[_Answered]:
    lock, turns = threading.Lock(), itertools.count()
    with load.requests.open("rb") as file:
        waiting, begun = _read(file), time.perf_counter()

        def work() -> list[_Answered]:
            sender, found = Sender(load), []
            while True:
                with lock:
                    due = begun + next(turns) / load.requests_a_second
                    events, body = next(waiting, (0, b""))
                if not body:
                    return found
                time.sleep(max(0.0, due - time.perf_counter()))
                began = time.perf_counter()
                answer = sender.send(body)
                found.append(_Answered(began, time.perf_counter() - began, answer["position"]))
                with lock:
                    offered.events += events
                    offered.refused += len(answer["rejected"])
                    offered.late = max(offered.late, began - due)

        with ThreadPoolExecutor(load.senders) as pool:
            working = [pool.submit(work) for _ in range(load.senders)]
            return [one for each in working for one in each.result()]


def _read(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    while frame := file.read(_FRAME.size):
        events, length = _FRAME.unpack(frame)
        yield events, file.read(length)


class Sender:
    """One connection that hands events in, with one key after the other."""

    def __init__(self, load: Load) -> None:
        self._connection = Connection(load.port)
        self._heads = itertools.cycle(
            f"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
            for key in load.keys
        )

    def send(self, body: bytes) -> Any:
        """What the intake answered."""
        head = f"{next(self._heads)}{len(body)}\r\n\r\n".encode()
        return json.loads(self._connection.ask(head + body, status=202))


class Watching(threading.Thread):
    """Looks how far evaluation is, until told to stop."""

    def __init__(self, store: Path) -> None:
        super().__init__(daemon=True)
        self._store, self._over, self._moved = store, threading.Event(), threading.Condition()
        self.watched = Watched()

    def run(self) -> None:
        store = sqlite3.connect(f"file:{quote(str(self._store))}?mode=ro", uri=True)
        while not self._over.wait(LOOK_SECONDS):
            (position,) = store.execute("SELECT coalesce(max(evaluated_up_to), 0) FROM live_position").fetchone()
            if not self.watched.positions or position > self.watched.positions[-1]:
                with self._moved:
                    self.watched.moments.append(time.perf_counter())
                    self.watched.positions.append(position)
                    self._moved.notify_all()

    def wait_for(self, position: int) -> float | None:
        """When the position was passed; ``None`` where it is not within patience."""
        with self._moved:
            self._moved.wait_for(lambda: self.watched.seen_at(position) is not None, PATIENCE_SECONDS)
        return self.watched.seen_at(position)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


class Probing(threading.Thread):
    """Sends an order of one customer now and then, and asks for that customer's tier until the order shows."""

    def __init__(self, load: Load, position: Watching) -> None:
        super().__init__(daemon=True)
        self._load, self._position, self._over = load, position, threading.Event()
        self.seen = Seen()

    def run(self) -> None:
        sender, connection = Sender(self._load), Connection(self._load.port)
        for probe, key in zip(self._load.probes, itertools.cycle(self._load.keys), strict=False):
            if self._over.is_set():
                return
            asking = Asking(connection, probe.customer_id, key)
            self.seen.note(*_probed(probe, sender, asking, self._position))
            self._over.wait(PROBE_EVERY_SECONDS)

    def stop(self) -> None:
        """Send no more, once the one under way has been seen."""
        self._over.set()
        if self.is_alive():
            self.join(2 * PATIENCE_SECONDS)


def _probed(probe: Probe, sender: Sender, asking: Asking, position: Watching) -> tuple[float, float | None]:
    """Seconds until the intake answered, and until the customer's own answer told of the order, if it did."""
    before, began = asking.standing(), time.perf_counter()
    answer = sender.send(probe.body)
    intake = time.perf_counter() - began
    position.wait_for(answer["position"])
    while asking.standing() == before:
        if time.perf_counter() - began > PATIENCE_SECONDS:
            return intake, None
        time.sleep(ASK_AGAIN_SECONDS)
    return intake, time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks where a customer stands."""

    connection: Connection
    customer_id: str
    key: str

    def standing(self) -> Any:
        """The tier with all that is said of it."""
        request = (
            f"GET /api/v1/customers/{quote(self.customer_id)}/tier HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.key}\r\nAccept-Language: en\r\n\r\n"
        )
        told = json.loads(self.connection.ask(request.encode()))
        return {name: value for name, value in told.items() if name not in WHEN}
