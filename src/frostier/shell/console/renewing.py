"""Tier answers worked out anew, aside from the requests, when everybody's have changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import cast

from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, connection

from frostier.flows.scope import Scope
from frostier.kernel.text import Lang
from frostier.shell.accounts.keys import Standing
from frostier.shell.console.etag import tag_of
from frostier.shell.console.language import language_of
from frostier.shell.console.tier_memory import TierAnswer, TierMemory
from frostier.shell.crm.queries_tier import tier_bodies
from frostier.shell.portions import in_portions
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.console")

WORDING = ("QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO")
"""Whatever of a request, beside customer and key, Django's answer may depend on."""

AT_ONCE = 100
"""How many customers are worked out together: some milliseconds, after which requests get their turn."""

Wording = tuple[Standing, tuple[str, ...]]
Aside = Callable[[Callable[[], None]], object]


def in_a_thread(work: Callable[[], None]) -> None:
    """Do some work that asks the store in a thread of its own."""

    def whole() -> None:
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=whole, name="renewing-tiers", daemon=True).start()


def renew(memory: TierMemory, house: House, standings: frozenset[Standing]) -> None:
    """Work out anew what is retired and may still be asked by one of these keys, what was asked for last first.

    It stops where everything is retired once more, and leaves to be asked for what the store cannot say now.
    """
    retired, retirals = memory.retired(), memory.retirals
    try:
        for (scope, lang), askers in _askers(retired, standings).items():
            for ids in in_portions(askers, AT_ONCE):
                if memory.retirals != retirals:
                    return
                revision = memory.revision
                bodies = tier_bodies(house, scope, lang, ids)
                for wording, answers in _by_wording(bodies, askers, retired).items():
                    memory.put_all(answers, wording, revision)
    except Error:
        LOG.warning("some tiers will be worked out when they are asked for", exc_info=True)
        return
    if memory.retirals == retirals:
        memory.let_go()


Askers = Mapping[str, list[Wording]]


def _askers(
    retired: Mapping[str, Mapping[object, TierAnswer]], standings: frozenset[Standing]
) -> dict[tuple[Scope, Lang], Askers]:
    """What has to be worked out: for a scope and a language the customers, and in which wordings each was asked for."""
    found: dict[tuple[Scope, Lang], dict[str, list[Wording]]] = {}
    for customer_id, held in retired.items():
        for wording in cast("Iterable[Wording]", held):
            standing, words = wording
            if standing in standings:
                askers = found.setdefault((standing.scope, _language_of(words)), {})
                askers.setdefault(customer_id, []).append(wording)
    return cast("dict[tuple[Scope, Lang], Askers]", found)


def _by_wording(
    bodies: Mapping[str, bytes], askers: Askers, retired: Mapping[str, Mapping[object, TierAnswer]]
) -> dict[Wording, dict[str, TierAnswer]]:
    """The answers, as the retired ones were given: only what is said, and its tag, are new."""
    found: dict[Wording, dict[str, TierAnswer]] = {}
    for id, body in bodies.items():
        tag = tag_of(body)
        for wording in askers[id]:
            found.setdefault(wording, {})[id] = replace(retired[id][wording], body=body, tag=tag)
    return found


def _language_of(words: tuple[str, ...]) -> Lang:
    said = {name: word for name, word in zip(WORDING, words, strict=True) if word}
    return language_of(WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), **said}))
