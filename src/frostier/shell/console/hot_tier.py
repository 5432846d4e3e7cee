"""The tier query before it reaches Django: an answer that was given once is given again until it may have changed.

Other systems ask for the tier of a customer with an API key, thousands of times a second. This layer answers such a
question from memory where Django has answered the same one, word for word, to the same key; everything else it hands
on. So Django stays the only place that knows what an answer is, who may have it and what refusing looks like.

An answer is given again only while the store says that nothing it stands on has changed: the key and what it may do,
and what is noted in ``grading.changes``. The store is asked at least once in ``BOUND_SECONDS``, so no answer is further
behind than that.

A grading, like a new day, changes every answer. So that the systems that ask do not wait for each customer anew, the
answers so far are given for ``RENEWAL_SECONDS`` more, while the new ones are worked out aside (``renewing``).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from django.db import Error, close_old_connections

from frostier.flows.ports import Clock
from frostier.shell.accounts.keys import NOTICE_USE_EVERY, Standing, hashed, note_use, standings
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.console.etag import names
from frostier.shell.console.rate_limit import count_key, headers_of
from frostier.shell.console.renewing import WORDING, Aside, in_a_thread, renew
from frostier.shell.console.tier_memory import HeaderLines, TierAnswer, TierMemory
from frostier.shell.grading.changes import EVERYBODY, changes_since
from frostier.shell.wiring import House

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger("frostier.console")
Words = tuple[str, ...]
Lines = TypeVar("Lines", HeaderLines, Words)

BOUND_SECONDS = 1.0
"""How far behind the store an answer may be; where everybody's changes, ``RENEWAL_SECONDS`` further."""

RENEWAL_SECONDS = 1.0
"""How long the answers from before are given once a change of everybody's is known."""

LOOK_AFTER_SECONDS = BOUND_SECONDS / 2
"""From when on one request looks what has changed, while the others still need not wait for it."""

LONGEST_WAIT_SECONDS = 0.05
"""How long a request waits for another one that is asking the store, before it goes on to Django."""

_BEFORE, _AFTER = "/api/v1/customers/", "/tier"
_MATCH = "HTTP_IF_NONE_MATCH"
_QUERIES = ("", "lang=zh", "lang=en")
_LONGEST_WORD = 100
_OF_ONE_ANSWER = frozenset({"etag", "content-type", "content-length"})
_LEFT = "ratelimit-"


@dataclass(frozen=True, slots=True)
class Question:
    """A request for one customer's tier: by which key (its hash), and in which words."""

    customer_id: str
    key_hash: str
    words: Words


def question_of(environ: WSGIEnvironment) -> Question | None:
    """The question of a request that can be answered from memory; ``None`` for every other request."""
    path = environ["PATH_INFO"]
    if not (path.startswith(_BEFORE) and path.endswith(_AFTER) and environ["REQUEST_METHOD"] == "GET"):
        return None
    customer_id = _as_text(path[len(_BEFORE) : -len(_AFTER)])
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    words = tuple([environ.get(name, "") for name in WORDING])
    if not customer_id or kind.lower() != "bearer" or not _is_plain(environ) or max(map(len, words)) > _LONGEST_WORD:
        return None
    return Question(customer_id, hashed(token), words)


class StoreWatch:
    """What the store said last of keys and changes, at most ``BOUND_SECONDS`` ago; keeps the memory in step with it."""

    def __init__(self, memory: TierMemory, house: House, now: Callable[[], float], aside: Aside) -> None:
        self._memory, self._house, self._now, self._aside = memory, house, now, aside
        self._looking = threading.Lock()
        self._looked_at = float("-inf")
        self._retired_until = float("inf")
        self._day: date | None = None
        self._change_no = -1
        self._standings: dict[str, Standing] = {}

    def standing(self, key_hash: str) -> Standing | None:
        """The standing of a key that is accepted; ``None`` also where the store does not answer."""
        now = self._now()
        if now >= self._retired_until:
            self._retired_until = float("inf")
            self._memory.let_go()
        age = now - self._looked_at
        if age >= LOOK_AFTER_SECONDS and not self._look(LONGEST_WAIT_SECONDS if age >= BOUND_SECONDS else 0):
            return None
        return self._standings.get(key_hash)

    def _look(self, longest_wait: float) -> bool:
        """Whether what is known of the store is fresh, after asking it where nobody else does."""
        if not self._looking.acquire(timeout=longest_wait):
            return not longest_wait
        try:
            if self._now() - self._looked_at >= LOOK_AFTER_SECONDS:
                self._follow()
        except Error:
            LOG.warning("the store does not say what has changed; tiers are answered without memory", exc_info=True)
            return False
        finally:
            self._looking.release()
        return True

    def _follow(self) -> None:
        began, day = self._now(), self._house.clock.today()
        close_old_connections()  # as Django does before a request
        accepted, changes = standings(self._house.wall_clock.today()), changes_since(self._change_no)
        # Keys expire, and overrides begin and end, with the day.
        changes = changes if day == self._day else replace(changes, customers=EVERYBODY)
        self._memory.follow(changes, day)
        self._standings, self._change_no, self._day, self._looked_at = accepted, changes.no, day, began
        if changes.customers is EVERYBODY:
            self._retired_until = began + RENEWAL_SECONDS
            self._aside(partial(renew, self._memory, self._house, frozenset(accepted.values())))


class UseOfKeys:
    """Notes about once a minute, aside, which keys were answered from memory; Django notes those that it answers."""

    def __init__(self, clock: Clock, now: Callable[[], float], aside: Aside) -> None:
        self._clock, self._now, self._aside = clock, now, aside
        self._noted_at = now()
        self._used: set[int] = set()

    def note(self, key_id: int) -> None:
        """The key was used just now."""
        self._used.add(key_id)
        if self._now() - self._noted_at > NOTICE_USE_EVERY.total_seconds():
            used, self._used, self._noted_at = self._used, set(), self._now()
            self._aside(partial(note_use, used, self._clock))


class HotTier:
    """The WSGI application with the memory of tier answers in front of it."""

    def __init__(
        self,
        django: WSGIApplication,
        house: House,
        *,
        memory: TierMemory | None = None,
        now: Callable[[], float] = time.monotonic,
        aside: Aside = in_a_thread,
    ) -> None:
        self._django = django
        self._memory = TierMemory() if memory is None else memory
        self._watch = StoreWatch(self._memory, house, now, aside)
        self._use = UseOfKeys(house.wall_clock, now, aside)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer, from memory or from Django."""
        question = question_of(environ)
        standing = self._watch.standing(question.key_hash) if question else None
        if question is None or standing is None:
            return self._django(environ, start_response)
        kept = self._memory.get(question.customer_id, (standing, question.words))
        if kept is None:
            return self._ask_django(question, standing, environ, start_response)
        try:
            left = headers_of(count_key(standing.key_id))
        except TooManyRequests:
            return self._django(environ, start_response)
        self._use.note(standing.key_id)
        return _say(kept, environ.get(_MATCH), tuple(left.items()), start_response)

    def _ask_django(
        self, question: Question, standing: Standing, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        revision, told = self._memory.revision, _Told()
        # Asked for the whole answer: a 304 could not be kept.
        answer = self._django({name: value for name, value in environ.items() if name != _MATCH}, told)
        if not told.can_be_kept:
            start_response(told.status, told.headers)
            return answer
        kept = _answer_of(told, answer)
        if orjson.loads(kept.body)["customer_id"] == question.customer_id:
            wording = standing, _one_copy(question.words)
            self._memory.put_all({question.customer_id: kept}, wording, revision)
        left = tuple(line for line in told.headers if line[0].lower().startswith(_LEFT))
        return _say(kept, environ.get(_MATCH), left, start_response)


class _Told:
    """Stands for ``start_response`` and remembers what it was told."""

    status: str
    headers: list[tuple[str, str]]

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> Any:
        self.status, self.headers = status, headers

    @property
    def can_be_kept(self) -> bool:
        given = {name.lower() for name, _ in self.headers}
        return self.status.startswith("200 ") and "etag" in given and "set-cookie" not in given


def _answer_of(told: _Told, parts: Iterable[bytes]) -> TierAnswer:
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    of_one = {name.lower(): value for name, value in told.headers}
    others = (line for line in told.headers if not _is_of_one_answer(line[0].lower()))
    return TierAnswer(body, of_one["etag"], of_one["content-type"], _one_copy(tuple(others)))


def _is_of_one_answer(name: str) -> bool:
    return name in _OF_ONE_ANSWER or name.startswith(_LEFT)


@lru_cache(maxsize=256)
def _one_copy(lines: Lines) -> Lines:
    """Headers or words that many requests have alike, held in memory once for all of them."""
    return lines


def _say(kept: TierAnswer, match: str | None, left: HeaderLines, start_response: StartResponse) -> list[bytes]:
    if match and names(match, kept.tag):
        start_response("304 Not Modified", [*kept.headers, ("ETag", kept.tag), ("Content-Length", "0"), *left])
        return []
    own = (("ETag", kept.tag), ("Content-Type", kept.content_type), ("Content-Length", str(len(kept.body))))
    start_response("200 OK", [*kept.headers, *own, *left])
    return [kept.body]


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether the request carries nothing that only Django can judge."""
    return (
        environ.get("QUERY_STRING", "") in _QUERIES
        and "HTTP_COOKIE" not in environ
        and not environ.get("SCRIPT_NAME")
        and environ.get("CONTENT_LENGTH", "") in ("", "0")
        and "HTTP_TRANSFER_ENCODING" not in environ
    )


def _as_text(part: str) -> str:
    """A part of the path, which WSGI hands over byte by byte; empty where it is no single readable name."""
    try:
        return "" if "/" in part else part.encode("latin-1").decode()
    except UnicodeError:
        return ""
