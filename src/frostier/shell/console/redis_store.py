"""A Redis server as the store that serving processes share; slow or away, it is left alone for a while."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from frostier.shell.metrics.figures import SHARED

LOG = logging.getLogger("frostier.console")
Found = TypeVar("Found")

LONGEST_WAIT_SECONDS = 0.05
"""How long a request waits for Redis, which else answers within a fifth of a millisecond."""

PAUSE_SECONDS = 2.0
"""How long Redis is left alone after it did not answer."""

KEPT_SECONDS = 3_600
"""How long Redis keeps an answer. It may forget it earlier: what is missing is worked out."""


class RedisAnswers:
    """An :class:`AnswerStore` that never fails: without Redis it knows nothing."""

    def __init__(self, address: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self._redis = Redis.from_url(
            address,
            socket_timeout=LONGEST_WAIT_SECONDS,
            socket_connect_timeout=LONGEST_WAIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            driver_info=None,
        )
        self._now = now
        self._lock = threading.Lock()
        self._is_away = False
        self._ask_again_at = float("-inf")

    def get(self, name: str) -> bytes | None:
        """What Redis keeps under a name; ``None`` also where it does not answer."""
        answered, found = self._ask(lambda: cast("bytes | None", self._redis.get(name)))
        if answered:
            SHARED.add(outcome="missing" if found is None else "found")
        return found

    def put(self, kept: Mapping[str, bytes]) -> None:
        """Keep bytes under names for :data:`KEPT_SECONDS`."""
        together = self._redis.pipeline(transaction=False)
        for name, value in kept.items():
            together.set(name, value, ex=KEPT_SECONDS)
        self._ask(together.execute)

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()

    def _ask(self, question: Callable[[], Found]) -> tuple[bool, Found | None]:
        """Whether Redis answered, and what."""
        if self._now() < self._ask_again_at:
            SHARED.add(outcome="away")
            return False, None
        try:
            found = question()
        except (RedisError, OSError) as error:
            SHARED.add(outcome="away")
            self._leave_alone(error)
            return False, None
        if self._is_away:
            self._welcome_back()
        return True, found

    def _leave_alone(self, error: Exception) -> None:
        with self._lock:
            self._ask_again_at = self._now() + PAUSE_SECONDS
            was_away, self._is_away = self._is_away, True
        if not was_away:
            LOG.warning("the cache does not answer (%s); answers are worked out without it", type(error).__name__)

    def _welcome_back(self) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, False
        if was_away:
            LOG.warning("the cache answers again")
