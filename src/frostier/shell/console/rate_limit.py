"""How often one caller may ask: a token bucket each, in the memory of the serving process."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest

from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.headers import client_address
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.console.idempotency import caller_of

MOST_CALLERS = 10_000
_STATE = "rate_state"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many requests at once, and so many each second after that."""

    burst: int
    per_second: float


OF_A_KEY = Allowance(burst=600, per_second=200)
OF_A_PERSON = Allowance(burst=600, per_second=60)
OF_AN_ADDRESS = Allowance(burst=300, per_second=10)  # whoever is not signed in; a whole office may share it


@dataclass(frozen=True, slots=True)
class RateState:
    """What a caller has left: the size of its bucket, whole requests left, seconds until it is full again."""

    limit: int
    remaining: int
    full_in_seconds: int


class Buckets:
    """A bucket for each caller; whoever was away longest is forgotten first, with a full bucket on return."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, allowance: Allowance) -> RateState:
        """Take one request; raises ``TooManyRequests`` where none is left."""
        now = self._now()
        with self._lock:
            level, seen = self._level.pop(caller, (float(allowance.burst), now))
            level = min(allowance.burst, level + (now - seen) * allowance.per_second)
            allowed = level >= 1
            self._level[caller] = (level - 1 if allowed else level, now)
            if len(self._level) > MOST_CALLERS:
                self._level.popitem(last=False)
        if not allowed:
            raise _too_many(math.ceil((1 - level) / allowance.per_second))
        level -= 1
        return RateState(allowance.burst, int(level), math.ceil((allowance.burst - level) / allowance.per_second))


@dataclass
class Limiter:
    """The buckets of this process."""

    buckets: Buckets = field(default_factory=Buckets)


LIMITER = Limiter()


def limit_rate(request: HttpRequest, viewer: Viewer) -> None:
    """Count the request against its caller; raises ``TooManyRequests``."""
    if viewer.key_id is not None:
        state = count_key(viewer.key_id)
    elif viewer.user_id is not None:
        state = LIMITER.buckets.take(caller_of(viewer), OF_A_PERSON)
    else:
        state = LIMITER.buckets.take(f"address:{client_address(request)}", OF_AN_ADDRESS)
    setattr(request, _STATE, state)


def count_key(key_id: int) -> RateState:
    """Count a request against its API key; raises ``TooManyRequests``."""
    return LIMITER.buckets.take(f"key:{key_id}", OF_A_KEY)


def count_in(buckets: Buckets) -> None:
    """Count every caller anew, in these buckets."""
    LIMITER.buckets = buckets


def rate_headers(request: HttpRequest) -> dict[str, str]:
    """What the caller has left, as headers; empty where the request was not counted."""
    state: RateState | None = getattr(request, _STATE, None)
    return {} if state is None else headers_of(state)


def headers_of(state: RateState) -> dict[str, str]:
    """What a caller has left, as headers."""
    return {
        "RateLimit-Limit": str(state.limit),
        "RateLimit-Remaining": str(state.remaining),
        "RateLimit-Reset": str(state.full_in_seconds),
    }


def _too_many(seconds: int) -> TooManyRequests:
    return TooManyRequests(
        Text("请求过于频繁。", "Too many requests."),
        next_step=Text(f"请在 {seconds} 秒后重试。", f"Try again in {seconds} s."),
        where={"retry_after_seconds": seconds},
    )
