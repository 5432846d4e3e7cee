"""Both processes of a console under load: who sends them events, whom they tell of changes, and how they are killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any, Literal

from frostier.shell.home import HOME_VARIABLE
from frostier.shell.serve.command import Address, answers, web_command

PATIENCE_SECONDS = 600.0
PAUSE_SECONDS = 0.3

Which = Literal["web", "worker"]


def until(condition: Callable[[], object], what: str) -> None:
    """Wait patiently until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"did not happen in time: {what}"
        time.sleep(0.05)


class Processes:
    """The web server and the worker of a home, each with all its children killed and started again at will."""

    def __init__(self, home: Path, logs: Path) -> None:
        self.address = Address("127.0.0.1", _free_port())
        self._home, self._logs = home, logs
        self._running: dict[Which, subprocess.Popen[bytes]] = {}

    def start(self, which: Which) -> None:
        """Start one of them; ``web`` is waited for until it answers."""
        worker = [sys.executable, "-m", "frostier", "--home", str(self._home), "worker"]
        command = web_command(self.address, 4) if which == "web" else worker
        environment = {**os.environ, HOME_VARIABLE: str(self._home), "FROSTIER_LANG": "en"}
        with self._log(which).open("ab") as log:
            self._running[which] = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        if which == "web":
            until(lambda: answers(self.address) or not self.lives("web"), "the web server answers")
            self.check("web")

    def lives(self, which: Which) -> bool:
        return self._running[which].poll() is None

    def check(self, which: Which) -> None:
        """Fail with the end of its log where a process has ended by itself."""
        assert self.lives(which), self._log(which).read_text(encoding="utf-8")[-4_000:]

    def kill(self, which: Which) -> None:
        """SIGKILL, to whatever it has started too."""
        self._end(which, signal.SIGKILL)

    def stop(self) -> None:
        """Ask those that run to end, and wait for it."""
        for which in list(self._running):
            self._end(which, signal.SIGTERM)

    def _end(self, which: Which, how: signal.Signals) -> None:
        process = self._running.pop(which)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(60)

    def _log(self, which: Which) -> Path:
        return self._logs / f"{which}.log"


@dataclass(eq=False)
class Sender(threading.Thread):
    """Sends orders over HTTP until it is told to stop; what no answer came to it sends again, as senders must.

    ``sold`` is the quantity of every order that was accepted, ``events`` the ids of all accepted events.
    """

    address: Address
    token: str
    customers: list[str]
    random: Random
    sold: dict[str, Decimal] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)
    unanswered: int = 0
    refused: list[Any] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(name="sender", daemon=True)

    def run(self) -> None:
        while not self.over.is_set():
            self._deliver(self._portion())
            self.over.wait(self.random.uniform(0, PAUSE_SECONDS))

    def stop(self) -> None:
        """Send nothing new, once the last portion is accepted."""
        self.over.set()
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive()

    def _portion(self) -> list[dict[str, Any]]:
        """A few orders; some of them cancelled, some sent twice."""
        events = []
        for _ in range(self.random.choice((1, 4, 15))):
            order, customer = f"LIVE-{len(self.sold)}", self.random.choice(self.customers)
            quantity = self.random.randrange(1, 90)
            self.sold[order] = Decimal(quantity)
            lines = [{"line_no": "1", "sku_code": "S1", "quantity": quantity, "unit_price": "10"}]
            events.append(_event("order.placed", order, customer, lines=lines))
            if self.random.random() < 0.2:
                self.sold[order] = Decimal(0)
                events.append(_event("order.cancelled", order, customer))
        return events + self.random.sample(events, 1)

    def _deliver(self, events: list[dict[str, Any]]) -> None:
        body = json.dumps(events).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address.url}api/v1/events", body, headers)
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    told = json.loads(answer.read())
                    break
            except (OSError, urllib.error.URLError):
                self.unanswered += 1
                time.sleep(0.1)
        self.refused += told["rejected"]
        self.events |= {event["event_id"] for event in events}


def _event(kind: str, order: str, customer: str, **data: Any) -> dict[str, Any]:
    return {
        "source": "erp", "event_id": f"{kind}-{order}", "type": kind, "occurred_at": "2026-11-20T01:00:00Z",
        "customer_code": customer, "data": {"order_id": order, **data},
    }  # fmt: skip


@dataclass
class Receiver:
    """Another system: every message that it got, by id, as often as it came."""

    url: str = ""
    got: dict[str, list[bytes]] = field(default_factory=dict)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that answers on this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.setdefault(self.headers["Frostier-Delivery"], []).append(body)
            with suppress(OSError):  # who sent it may be dead by now
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
