"""Real database servers on the loopback address, in temporary folders, for tests marked ``server``."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql
import pytest
from redis import Redis
from redis.exceptions import RedisError

READY_WITHIN_SECONDS = 60
PASSWORD = "p@ss:word/1"  # with characters that a URL must escape
QUOTED_PASSWORD = "p%40ss%3Aword%2F1"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The ``postgresql://`` address of a running server; skips where PostgreSQL is not installed."""
    binaries = _binaries("initdb", "postgres")
    with _home("postgres") as (home, as_user):
        secret = home / "secret"
        secret.write_text(PASSWORD)
        _own(secret, "postgres")
        data, port = home / "data", _free_port()
        setup = [binaries["initdb"], "-D", str(data), "-U", "frostier", "-A", "scram-sha-256", "--no-sync"]
        _check([*as_user, *setup, f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"])
        options = ["-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(home), "-F"]
        address = f"postgresql://frostier:{QUOTED_PASSWORD}@127.0.0.1:{port}/postgres"
        with _running([*as_user, binaries["postgres"], *options]):
            _wait(lambda: psycopg.connect(address).close(), psycopg.Error)
            yield address


@contextmanager
def mariadb_server() -> Iterator[str]:
    """The ``mysql://`` address of a running MariaDB; skips where it is not installed."""
    binaries = _binaries("mariadb-install-db", "mariadbd")
    with _home("mysql") as (home, as_user):
        data, port, socket_file = home / "data", _free_port(), home / "s.sock"
        # A MariaDB that starts removes what it takes for left behind in its temporary folder: in a shared one, the
        # tables of a server that another test process is just setting up.
        own = [f"--datadir={data}", f"--tmpdir={home}"]
        _check([*as_user, binaries["mariadb-install-db"], "--no-defaults", *own,
                "--auth-root-authentication-method=normal", "--skip-test-db"])  # fmt: skip
        options = ["--no-defaults", *own, f"--port={port}", "--bind-address=127.0.0.1",
                   f"--socket={socket_file}", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]  # fmt: skip
        with _running([*as_user, binaries["mariadbd"], *options]):
            _wait(lambda: _knock(socket_file), OSError)
            with pymysql.connect(user="root", unix_socket=str(socket_file)) as root, root.cursor() as cursor:
                cursor.execute("CREATE DATABASE trade CHARACTER SET utf8mb4")
                cursor.execute("CREATE USER frostier@'%%' IDENTIFIED BY %s", [PASSWORD])
                cursor.execute("GRANT ALL ON trade.* TO frostier@'%'")
            yield f"mysql://frostier:{QUOTED_PASSWORD}@127.0.0.1:{port}/trade"


@dataclass
class RedisServer:
    """A Redis that keeps nothing on disk, on one port however often it is stopped and started."""

    port: int
    program: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin to answer, with nothing in it."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Redis.from_url(self.address) as client:
            _wait(lambda: client.ping() and None, RedisError)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Within it the server takes questions and does not answer."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End at once, as when the machine fails."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=READY_WITHIN_SECONDS)
            self.process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running Redis; skips where it is not installed."""
    program = _binaries("redis-server")["redis-server"]
    folder = Path(tempfile.mkdtemp(prefix="frostier-"))
    server = RedisServer(_free_port(), program, folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(*names: str) -> dict[str, str]:
    places = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ.get("PATH", "")]
    found = {name: shutil.which(name, path=os.pathsep.join([*places, "/usr/sbin"])) for name in names}
    missing = [name for name, place in found.items() if place is None]
    if missing:
        pytest.skip(f"server programs not installed: {', '.join(missing)}")
    return {name: place for name, place in found.items() if place is not None}


@contextmanager
def _home(user: str) -> Iterator[tuple[Path, list[str]]]:
    """A short-named folder (socket paths are limited) and the prefix that runs a program as its owner."""
    home = Path(tempfile.mkdtemp(prefix="frostier-"))
    try:
        is_root = os.geteuid() == 0
        if is_root:
            _own(home, user)
        yield home, ["runuser", "-u", user, "--"] if is_root else []
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _own(path: Path, user: str) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, user)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    try:
        yield
    finally:
        process.terminate()  # runuser hands the signal on to the server
        process.wait(timeout=READY_WITHIN_SECONDS)


def _knock(socket_file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(socket_file))


def _wait(attempt: Callable[[], None], failure: type[Exception]) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            attempt()
            return
        except failure:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
