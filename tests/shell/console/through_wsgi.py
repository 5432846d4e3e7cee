"""Asking a WSGI application as the web server does, with a clock and a Django that a test can look at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

from frostier.shell.wiring import House


@dataclass
class Watch:
    """A clock of seconds that a test sets."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)

    @property
    def lasting(self) -> tuple[int, Mapping[str, str], bytes]:
        """All of the answer but how many requests are left."""
        return self.status, {n: v for n, v in self.headers.items() if not n.startswith("ratelimit-")}, self.body


def ask(application: Any, address: str, method: str = "GET", **headers: str) -> Answer:
    """What a WSGI application answers; ``accept_language="en"`` is a header."""
    parts, told = urlsplit(address), []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    setup_testing_defaults(environ)
    given = application(environ, lambda status, lines, exc_info=None: told.append((status, lines)))
    try:
        body = b"".join(given)
    finally:
        getattr(given, "close", lambda: None)()
    status, lines = told[-1]
    return Answer(int(status.split()[0]), {name.lower(): value for name, value in lines}, body)


@dataclass
class Django:
    """The real one, which counts what reaches it."""

    asked: int = 0
    handler: WSGIHandler = field(default_factory=WSGIHandler)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.handler(environ, start_response)


def tier_of(customer: str) -> str:
    """The address of a customer's tier."""
    return f"/api/v1/customers/{customer}/tier"


def standing_of(answer: Any) -> tuple[str, str, str, str]:
    """Tier and stage of an answer, each with since when."""
    return answer["tier"]["id"], answer["since"], answer["stage"]["id"], answer["stage_since"]


def told_by_the_ledger(house: House, day: date) -> dict[str, tuple[str, str, str, str]]:
    """Where everybody stood at the end of a day, folded from the ledger."""
    return {
        s["customer_id"]: (s["tier"], s["tier_since"].isoformat(), s["stage"], s["stage_since"].isoformat())
        for s in house.gradings.states_as_of(day).to_pylist()
        if s["tier"]
    }


def at_once(work: Callable[[], None]) -> None:
    """Does what else a thread would do aside."""
    work()
