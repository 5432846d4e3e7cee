"""Events in, and what was sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.actions.rule_book import RuleBook, condition_in_words
from frostier.actions.triggers import PRIORITIES, Trigger
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import NotPermitted, Viewer, viewer_of
from frostier.shell.accounts.audit import record
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.crm.reading import reading
from frostier.shell.live import queries
from frostier.shell.live import schemas as s
from frostier.shell.live.accepting import MOST_EVENTS, Accepted, accept
from frostier.shell.live.reading import events_in
from frostier.shell.metrics.figures import INTAKE_SECONDS, count_intake
from frostier.shell.runs.bell import ring
from frostier.shell.workbench.rule_books import published_book
from frostier.sources.event_types import EVENT_TYPES, EventType
from frostier.sources.standard import Column

router = GuardedRouter(tags=["live"])

_EVENT = {
    "type": "object",
    "required": ["source", "event_id", "type", "occurred_at", "data"],
    "properties": {
        "source": {"type": "string", "maxLength": 60, "description": "The system that numbers customers and orders"},
        "event_id": {"type": "string", "maxLength": 200},
        "version": {"type": "integer", "minimum": 1, "default": 1},
        "type": {"type": "string", "enum": [kind.id for kind in EVENT_TYPES.values() if not kind.internal]},
        "occurred_at": {"type": "string", "format": "date-time"},
        "customer_code": {"type": "string", "nullable": True},
        "data": {"type": "object", "description": "The fields of the type; see GET /event-types"},
    },
}
_EVENTS = {"type": "array", "items": _EVENT, "minItems": 1, "maxItems": MOST_EVENTS}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [_EVENT, _EVENTS, {"type": "object", "properties": {"events": _EVENTS}}]}
            },
            "application/x-ndjson": {"schema": {"type": "string", "description": "One event a line"}},
        },
    }
}


@router.post("/events", permission="events.write", response={202: s.Intake}, openapi_extra=_BODY)
def send_events(request: HttpRequest) -> Any:
    """Hand in up to 5,000 events. What is accepted is kept before the answer; sending it again changes nothing.

    An event is known by source and event id; a higher version of it takes its place. What cannot be used is told
    one by one and kept apart.
    """
    here, viewer = house(), viewer_of(request)
    with INTAKE_SECONDS.timed():
        raws = events_in(request.body, request.content_type or "")
        done = accept(
            raws,
            by=viewer.name,
            zone=here.settings.zone,
            now=here.clock.now(),
            own_moment=here.settings.own_moment,
            also=lambda done: record(viewer, "events.sent", str(done.position), _counts(done)),
        )
        if done.at_once:
            ring(here.home.root)
    count_intake(done.accepted, done.duplicates, len(done.rejected))
    lang = language_of(request)
    rejected = [
        {
            "index": one.index,
            "source": one.refusal.source,
            "event_id": one.refusal.event_id,
            "code": one.refusal.code,
            "message": one.refusal.reason.say(lang),
            "field": one.refusal.field or None,
        }
        for one in done.rejected
    ]
    return 202, {**_counts(done), "rejected": rejected, "position": done.position}


@router.get("/live", permission="live.read", response=s.LiveNow)
def live_now(request: HttpRequest) -> Any:
    """How far events have been taken: what came in, what has been evaluated, how far behind that is."""
    now, stand = house().clock.now(), queries.progress()
    waiting = (now - stand.waiting_since).total_seconds() if stand.waiting_since else 0.0
    return {
        "position": stand.evaluated,
        "received": stand.received,
        "lag_events": stand.received - stand.evaluated,
        "lag_seconds": max(0.0, round(waiting, 3)),
        "revision": stand.revision,
        "changed_at": stand.changed_at,
    }


@router.get("/events", permission="live.read", response=s.EventPage)
def events(request: HttpRequest, asked: Query[s.EventFilter]) -> Any:
    """Accepted events of the viewer's customers, newest first."""
    wanted = queries.WantedEvents(asked.customer_id, asked.type, asked.cursor)
    everyone = viewer_of(request).scope.kind == "all"
    found, before = queries.events_page(wanted, asked.limit, None if everyone else _known_to(request))
    lang = language_of(request)
    return {
        "items": [queries.event_answer(row, lang) for row in found],
        "next": None if before is None else str(before),
    }


@router.get("/events/rejected", permission="events.write", response=s.RejectedPage)
def rejected_events(request: HttpRequest, asked: Query[s.RejectedFilter]) -> Any:
    """What was sent and could not be used, newest first."""
    _see_every_customer(viewer_of(request))
    found, more = queries.rejected_page(asked.cursor, asked.limit)
    lang = language_of(request)
    return {
        "items": [queries.rejected_answer(row, lang) for row in found],
        "next": str(found[-1].pk) if more else None,
    }


@router.get("/event-types", permission="live.read", response=list[s.EventTypeOut])
def event_types(request: HttpRequest) -> Any:
    """The types of event that may be sent, with their fields."""
    lang = language_of(request)
    return [_type_answer(kind, lang) for kind in EVENT_TYPES.values() if not kind.internal]


@router.get("/triggers", permission="live.read", response=s.Triggers)
def triggers(request: HttpRequest) -> Any:
    """The occasions on which customers are evaluated at once, and what they put first."""
    lang, book = language_of(request), published_book()
    shown = [_trigger_answer(trigger, book, lang) for trigger in book.triggers]
    return {"version": str(book.version), "triggers": shown}


def _trigger_answer(trigger: Trigger, book: RuleBook, lang: Lang) -> dict[str, Any]:
    rule = book.rule(trigger.rule)
    return {
        "id": trigger.id,
        "name": trigger.name.say(lang),
        "meaning": trigger.meaning.say(lang),
        "events": [{"id": id, "name": EVENT_TYPES[id].name.say(lang)} for id in sorted(trigger.events)],
        "begins": trigger.begins,
        "on": trigger.on,
        "condition": condition_in_words(rule).say(lang),
        "at_once": trigger.at_once,
        "priority": {"id": trigger.priority, "name": PRIORITIES[trigger.priority].say(lang)},
        "task": {"id": trigger.rule, "name": rule.name.say(lang)},
    }


def _type_answer(kind: EventType, lang: Any) -> dict[str, Any]:
    def fields(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
        return [{"name": c.name, "label": c.label.say(lang), "type": c.type, "required": c.required} for c in columns]

    return {
        "id": kind.id,
        "name": kind.name.say(lang),
        "meaning": kind.meaning.say(lang),
        "subject": kind.subject,
        "names_customer": kind.names_customer,
        "fields": fields(kind.fields),
        "lines": fields(kind.lines),
    }


def _counts(done: Accepted) -> dict[str, Any]:
    return {"accepted": done.accepted, "duplicates": done.duplicates, "rejected": len(done.rejected)}


def _known_to(request: HttpRequest) -> queries.Known:
    """Which customer ids the viewer may know of; none before the first grading."""
    read = reading(request)

    def known(ids: Collection[str]) -> Collection[str]:
        if read.grading is None:
            return ()
        return {row["customer_id"] for row in read.reader.batch(ids)}

    return known


def _see_every_customer(viewer: Viewer) -> None:
    """What is no event belongs to no customer, so the list is for those who may see all customers."""
    if viewer.scope.kind != "all":
        raise NotPermitted(
            Text("被拒事件可能含有您范围以外的客户。", "Rejected events may tell of customers outside of your scope."),
            next_step=Text("请由可见全部客户的同事处理。", "Ask a colleague who sees all customers."),
            where={"scope": viewer.scope.kind},
        )
