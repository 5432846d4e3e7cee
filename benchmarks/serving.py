"""The console over HTTP, for benchmarks: the real server over a home, keys for it, a client, and what it uses."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

WARMING_SECONDS = 15
"""What the server needs to work out its first answers."""

CALM = 0.2
"""CPU seconds in two of the clock's, of processes that nobody asks anything."""

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
        until = house.wall_clock.today() + timedelta(days=2)
        wishes = (KeyWish(f"{name}-{n}", ROLE_OF["api_client"].permissions, EVERYTHING, until) for n in range(number))
        return [create_key(wish, by=maker, clock=house.wall_clock)[1] for wish in wishes]
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
        status, body = self._answer("GET", path, None, self._headers)
        if status not in (200, 304):
            raise RuntimeError(f"{status} {path}: {body[:200]!r}")
        return json.loads(body) if body else None

    def post(self, path: str, body: Any) -> Any:
        headers = {**self._headers, "Content-Type": "application/json"}
        return json.loads(self._answer("POST", path, json.dumps(body), headers)[1])

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            self._connection.request(method, f"/api/v1{path}", body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):
            # The server closes a connection that was not used for long; the next request opens another.
            self._connection.close()
            self._connection.request(method, f"/api/v1{path}", body, headers)
            answer = self._connection.getresponse()
        return answer.status, answer.read()


class Connection:
    """One kept connection that sends ready-made requests, so that asking costs little beside answering."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def ask(self, request: bytes, status: int = 200) -> bytes:
        """The body of the answer to one, which may be sent twice; raises ``RuntimeError`` for another status."""
        try:
            answer = self._answer(request)
        except ConnectionError:  # the server closes a connection that was not used for long
            self._socket.close()
            self._open()
            answer = self._answer(request)
        if not answer.startswith(b"HTTP/1.1 %d" % status):
            raise RuntimeError(answer[:1000].decode())
        return answer.partition(b"\r\n\r\n")[2]

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _answer(self, request: bytes) -> bytes:
        self._socket.sendall(request)
        answer = b""
        while not _is_whole(answer):
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError
            answer += more
        return answer


def _is_whole(answer: bytes) -> bool:
    head, ended, body = answer.partition(b"\r\n\r\n")
    told = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    complete = len(body) >= int(told[1]) if told else body.endswith(b"0\r\n\r\n")  # of unknown length: in chunks
    return bool(ended) and complete


def some_customers(client: Client) -> list[str]:
    """Numbers of customers with much, some and little spend."""
    pages = ("sort=-spend_365d", "sort=spend_365d", "sort=customer_name", "sort=-customer_id")
    return [row["id"] for page in pages for row in client.get(f"/customers?{page}&limit=100")["items"]]


def cpu_seconds(process: psutil.Process) -> float:
    """What a process and its children have used."""
    family = [process, *process.children(recursive=True)]
    return sum(p.cpu_times().user + p.cpu_times().system for p in family)


def memory_mb(process: psutil.Process) -> float:
    """Proportional memory of all processes together."""
    return sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)]) / 1024**2


def until_followed(store: Path, at_most: float = 1_800.0) -> None:
    """Wait until what follows from the newest grading has been done and no run waits or goes on.

    ``store`` is the SQLite file of a served home. Raises ``TimeoutError``.
    """
    asked = sqlite3.connect(f"file:{quote(str(store))}?mode=ro", uri=True)
    deadline = time.monotonic() + at_most
    while time.monotonic() < deadline:
        [(open_ones,)] = asked.execute(
            "SELECT (SELECT count(*) FROM follow_up WHERE done_at IS NULL) "
            "+ (SELECT count(*) FROM run WHERE state IN ('queued', 'running'))"
        )
        if not open_ones:
            asked.close()
            return
        time.sleep(1)
    raise TimeoutError(f"{open_ones} runs or follow-ups were still open after {at_most:.0f} s.")


def until_calm(process: psutil.Process, at_most: float = 600.0) -> None:
    """Wait until the first answers are worked out and the processes idle."""
    time.sleep(WARMING_SECONDS)
    deadline, used = time.monotonic() + at_most, cpu_seconds(process)
    while time.monotonic() < deadline:
        time.sleep(2)
        before, used = used, cpu_seconds(process)
        if used - before < CALM:
            return
