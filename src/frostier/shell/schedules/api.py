"""Schedules: what is due when, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query

from frostier.kernel.cron import Cron
from frostier.kernel.text import Lang
from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.runs.api import started
from frostier.shell.runs.models import Run
from frostier.shell.runs.schemas import RunStarted
from frostier.shell.runs.words import STATES
from frostier.shell.schedules import commands
from frostier.shell.schedules import schemas as s
from frostier.shell.schedules.models import KINDS, Schedule
from frostier.shell.schedules.words import KIND_MEANINGS, KIND_NAMES, cron_in_words

READ, MANAGE = "runs.read", "schedules.manage"
SHOWN = 3

router = GuardedRouter(tags=["schedules"])


@router.get("/schedules", permission=READ, response=list[s.ScheduleOut])
def schedules(request: HttpRequest) -> Any:
    """Every schedule, with the moments at which it is due next."""
    lang = language_of(request)
    rows = list(Schedule.objects.order_by("id"))
    runs = Run.objects.in_bulk([row.last_run_id for row in rows if row.last_run_id])
    return [_told(row, runs.get(row.last_run_id or 0), lang) for row in rows]


@router.get("/schedules/kinds", permission=READ, response=list[s.KindOut])
def kinds(request: HttpRequest) -> Any:
    """What can be scheduled."""
    lang = language_of(request)
    return [{"id": k, "name": KIND_NAMES[k].say(lang), "meaning": KIND_MEANINGS[k].say(lang)} for k in KINDS]


@router.get("/schedules/preview", permission=READ, response=s.CronTold)
def preview(request: HttpRequest, asked: Query[s.CronAsked]) -> Any:
    """A cron expression in plain words, and when it would be due."""
    cron = Cron.parse(asked.cron)
    zone = ZoneInfo(commands.known_zone(asked.zone or "") or house().settings.timezone)
    words = cron_in_words(cron).say(language_of(request))
    return {"cron": cron.text, "words": words, "upcoming": _upcoming(cron, zone)}


@router.post("/schedules", permission=MANAGE, response={201: s.ScheduleOut})
def add(request: HttpRequest, asked: s.ScheduleIn) -> Any:
    """Do something by the clock from now on."""
    draft = commands.ScheduleDraft(asked.kind, asked.cron, asked.zone or "", asked.on, asked.catch_up)
    row = commands.add_schedule(house(), draft, viewer_of(request))
    return 201, _told(row, None, language_of(request))


@router.patch("/schedules/{int:schedule_id}", permission=MANAGE, response=s.ScheduleOut)
def change(request: HttpRequest, schedule_id: int, asked: s.ScheduleChange) -> Any:
    """Change a schedule, switch it off or on."""
    row = commands.schedule_of(schedule_id)
    wanted = asked.dict(exclude_unset=True, exclude_none=True, exclude={"expected_version"})
    draft = commands.ScheduleDraft(**{**_draft_of(row), **wanted})
    changed = commands.change_schedule(house(), schedule_id, draft, viewer_of(request), expected=asked.expected_version)
    return _told(changed, Run.objects.filter(pk=changed.last_run_id or 0).first(), language_of(request))


@router.delete("/schedules/{int:schedule_id}", permission=MANAGE, response={204: None})
def remove(request: HttpRequest, schedule_id: int) -> Any:
    """Forget a schedule; what it has asked for stays."""
    commands.remove_schedule(schedule_id, viewer_of(request))
    return 204, None


@router.post("/schedules/{int:schedule_id}/run", permission=MANAGE, response={202: RunStarted})
def run_now(request: HttpRequest, schedule_id: int) -> Any:
    """Do it now, too; while a run of the kind waits or works, that one is answered."""
    return started(request, commands.ask_now(house(), schedule_id, viewer_of(request)))


def _draft_of(row: Schedule) -> dict[str, Any]:
    return {"kind": row.kind, "cron": row.cron, "zone": row.zone, "on": row.enabled, "catch_up": row.catch_up}


def _upcoming(cron: Cron, zone: ZoneInfo) -> list[datetime]:
    return cron.upcoming(house().clock.now(), zone, SHOWN)


def _told(row: Schedule, run: Run | None, lang: Lang) -> dict[str, Any]:
    zone, cron = commands.zone_of(row, house().settings.zone), Cron.parse(row.cron)
    plain = ("id", "cron", "catch_up", "next_at", "last_missed_at", "version", "by", "updated_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "kind": {"id": row.kind, "name": KIND_NAMES[row.kind].say(lang)},
        "words": cron_in_words(cron).say(lang),
        "zone": zone.key,
        "own_zone": bool(row.zone),
        "on": row.enabled,
        "upcoming": _upcoming(cron, zone) if row.enabled else [],
        "last_run": _last(run, lang) if run else None,
    }


def _last(run: Run, lang: Lang) -> dict[str, Any]:
    words = STATES[run.state].say(lang)
    return {"id": run.pk, "state": run.state, "state_name": words, "finished_at": run.finished_at}
