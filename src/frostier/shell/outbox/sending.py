"""Sending one message over HTTP: to a checked address, signed, with a time limit, following nothing."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from frostier.kernel.errors import InvalidInput
from frostier.shell.outbox.addresses import Target, target_of
from frostier.shell.outbox.webhooks import signature

LIMIT_SECONDS = 5.0
MOST_ANSWER_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Letter:
    """One message ready to go."""

    url: str
    secret: str
    event_id: str
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: arrived with an answer 2xx, or the status or error that it met."""

    status: int | None
    error: str = ""

    @property
    def arrived(self) -> bool:
        """Whether the other side has it."""
        return self.status is not None and 200 <= self.status < 300


def send(letter: Letter, *, timestamp: int, allowed: Sequence[str] = ()) -> Outcome:
    """Send a message; whatever goes wrong is the outcome, nothing is raised.

    The address is checked anew each time, and the connection goes to the very address that was checked: a name that
    leads elsewhere by then leads nowhere.
    """
    try:
        target = target_of(letter.url, allowed)
    except InvalidInput as refused:
        return Outcome(None, refused.message.en)
    connection = _connection(target)
    headers = {
        "Host": target.host if target.port in (80, 443) else f"{target.host}:{target.port}",
        "Content-Type": "application/json",
        "User-Agent": "Frostier-Webhooks/1",
        "Frostier-Event": letter.type,
        "Frostier-Delivery": letter.event_id,
        "Frostier-Signature": signature(letter.secret, letter.event_id, timestamp, letter.body),
    }
    try:
        connection.request("POST", target.path, body=letter.body, headers=headers)
        answer = connection.getresponse()
        answer.read(MOST_ANSWER_BYTES)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(None, f"{type(error).__name__}: {error}"[:500])
    finally:
        connection.close()
    return Outcome(answer.status, "" if 200 <= answer.status < 300 else f"HTTP {answer.status} {answer.reason}"[:500])


def _connection(target: Target) -> http.client.HTTPConnection:
    if target.scheme == "https":
        return _PinnedHTTPS(target)
    return _Pinned(target)


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name resolves to by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=LIMIT_SECONDS)
        self._target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.address, self._target.port), timeout=LIMIT_SECONDS)


class _PinnedHTTPS(_Pinned):
    """The same, encrypted, with the certificate checked against the name."""

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)
