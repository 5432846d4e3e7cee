"""The tier query before it reaches Django: an answer that was given once is given again until it may have changed.

Other systems ask for the tier of a customer with an API key, thousands of times a second. This layer answers such a
question from memory where Django has answered the same one, word for word, to the same key; everything else it hands
on. So Django stays the only place that knows what an answer is, who may have it and what refusing looks like.

An answer is given again only while the store says that nothing it stands on has changed: the key and what it may do,
and what is noted in ``grading.changes``. The store is asked at most once in ``BOUND_SECONDS``, so no answer is further
behind than that.

A grading changes every answer. So that the systems that ask do not wait for each customer anew, Django's answer about
one is then taken as the sign that its key may ask, and others whom it asked about before are worked out along with it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, close_old_connections

from frostier.kernel.text import Lang
from frostier.shell.accounts.keys import NOTICE_USE_EVERY, Standing, hashed, standings
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.console.etag import names, tag_of
from frostier.shell.console.language import language_of
from frostier.shell.console.rate_limit import count_key, headers_of
from frostier.shell.console.tier_memory import HeaderLines, TierAnswer, TierMemory
from frostier.shell.crm.queries_tier import tier_bodies
from frostier.shell.grading.changes import EVERYBODY, changes_since
from frostier.shell.wiring import House

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger("frostier.console")
Words = tuple[str, ...]
Lines = TypeVar("Lines", HeaderLines, Words)

BOUND_SECONDS = 1.0
"""How far behind the store an answer may be."""

LONGEST_WAIT_SECONDS = 0.05
"""How long a request waits for another one that is asking the store, before it goes on to Django."""

MOST_AT_ONCE = 100
"""How many customers one request after a grading works out along with its own: some milliseconds' worth."""

_BEFORE, _AFTER = "/api/v1/customers/", "/tier"
_MATCH = "HTTP_IF_NONE_MATCH"
_QUERIES = ("", "lang=zh", "lang=en")
_WORDING = ("QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO")
"""Whatever of a request, beside customer and key, Django's answer may depend on."""

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
    words = tuple([environ.get(name, "") for name in _WORDING])
    if not customer_id or kind.lower() != "bearer" or not _is_plain(environ) or max(map(len, words)) > _LONGEST_WORD:
        return None
    return Question(customer_id, hashed(token), words)


class StoreWatch:
    """What the store said last of keys and changes, at most ``BOUND_SECONDS`` ago; keeps the memory in step with it."""

    def __init__(self, memory: TierMemory, house: House, now: Callable[[], float]) -> None:
        self._memory, self._house, self._now = memory, house, now
        self._looking = threading.Lock()
        self._looked_at = float("-inf")
        self._day: date | None = None
        self._change_no = -1
        self._standings: dict[str, Standing] = {}

    def standing(self, key_hash: str) -> Standing | None:
        """The standing of a key that is accepted; ``None`` also where the store does not answer."""
        return self._standings.get(key_hash) if self._is_fresh() or self._look() else None

    def _is_fresh(self) -> bool:
        return self._now() - self._looked_at < BOUND_SECONDS

    def _look(self) -> bool:
        if not self._looking.acquire(timeout=LONGEST_WAIT_SECONDS):
            return False
        try:
            if not self._is_fresh():
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
        self._memory.follow(changes if day == self._day else replace(changes, customers=EVERYBODY), day)
        self._standings, self._change_no, self._day, self._looked_at = accepted, changes.no, day, began


class HotTier:
    """The WSGI application with the memory of tier answers in front of it."""

    def __init__(
        self,
        django: WSGIApplication,
        house: House,
        *,
        memory: TierMemory | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._django, self._house, self._now = django, house, now
        self._memory = TierMemory() if memory is None else memory
        self._watch = StoreWatch(self._memory, house, now)
        self._handed_on_at: dict[int, float] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer, from memory or from Django."""
        question = question_of(environ)
        standing = self._watch.standing(question.key_hash) if question else None
        if question is None or standing is None:
            return self._django(environ, start_response)
        kept = self._memory.get(question.customer_id, (standing, question.words))
        if kept is None or self._use_is_to_be_noticed(standing.key_id):
            return self._ask_django(question, standing, environ, start_response)
        try:
            left = headers_of(count_key(standing.key_id))
        except TooManyRequests:
            return self._django(environ, start_response)
        return _say(kept, environ.get(_MATCH), tuple(left.items()), start_response)

    def _use_is_to_be_noticed(self, key_id: int) -> bool:
        """Whether Django, which notes when a key was last used, has not seen this one for a while."""
        return self._now() - self._handed_on_at.get(key_id, float("-inf")) > NOTICE_USE_EVERY.total_seconds()

    def _ask_django(
        self, question: Question, standing: Standing, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        revision, told = self._memory.revision, _Told()
        # Asked for the whole answer: a 304 could not be kept.
        answer = self._django({name: value for name, value in environ.items() if name != _MATCH}, told)
        self._handed_on_at[standing.key_id] = self._now()
        if not told.can_be_kept:
            start_response(told.status, told.headers)
            return answer
        kept = _answer_of(told, answer)
        if orjson.loads(kept.body)["customer_id"] == question.customer_id:
            wording = standing, _one_copy(question.words)
            self._memory.put_all({question.customer_id: kept}, wording, revision)
            self._work_out_others(wording, kept, language_of(WSGIRequest(environ)), revision)
        left = tuple(line for line in told.headers if line[0].lower().startswith(_LEFT))
        return _say(kept, environ.get(_MATCH), left, start_response)

    def _work_out_others(self, wording: tuple[Standing, Words], like: TierAnswer, lang: Lang, revision: int) -> None:
        """Keep the answers about some who were asked about in the same words before everything was forgotten."""
        others = self._memory.take_forgotten(wording, MOST_AT_ONCE)
        if not others:
            return
        try:
            bodies = tier_bodies(self._house, wording[0].scope, lang, others)
        except Error:
            LOG.warning("some tiers will be worked out when they are asked for", exc_info=True)
            return
        answers = {id: replace(like, body=body, tag=tag_of(body)) for id, body in bodies.items()}
        self._memory.put_all(answers, wording, revision)


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
