"""Schedules: made, changed, removed, and asked for when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from frostier.flows.ports import Clock
from frostier.kernel.cron import Cron
from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_run
from frostier.shell.schedules.models import KINDS, Schedule
from frostier.shell.wiring import House

BY_SCHEDULE = "schedule"
LATE = timedelta(minutes=15)
"""What could not begin within this time was missed; without ``catch_up`` it is left out."""

RUN_OF = {"regrade": "grade", "roll": "roll", "verify": "verify"}
"""The kind of run that a kind of schedule asks for."""


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """A schedule as somebody describes it; an empty ``zone`` is that of the company."""

    kind: str
    cron: str
    zone: str = ""
    on: bool = True
    catch_up: bool = True


DEFAULTS = (
    ScheduleDraft("roll", "10 0 * * *"),
    ScheduleDraft("regrade", "0 2 1 * *"),
    ScheduleDraft("verify", "0 3 * * *"),
)
"""What a new home starts with: roll daily, regrade monthly, prove nightly."""


@transaction.atomic
def offer_defaults(clock: Clock, zone: ZoneInfo, *, on: bool) -> None:
    """Keep the usual schedules where there is none yet."""
    if Schedule.objects.exists():
        return
    now = clock.now()
    for draft in DEFAULTS:
        row = Schedule(kind=draft.kind, cron=draft.cron, enabled=on, by="frostier", updated_at=now)
        row.next_at = next_moment(row, now, zone)
        row.save()


@transaction.atomic
def add_schedule(house: House, draft: ScheduleDraft, viewer: Viewer) -> Schedule:
    """The new schedule; raises ``InvalidInput`` naming the field."""
    row = Schedule()
    _fill(house, row, draft, viewer)
    row.save()
    record(viewer, "schedule.added", str(row.pk), told(row))
    return row


@transaction.atomic
def change_schedule(
    house: House, schedule_id: int, draft: ScheduleDraft, viewer: Viewer, *, expected: int | None = None
) -> Schedule:
    """The changed schedule. Raises ``Conflict`` where somebody changed it after version ``expected``."""
    row = Schedule.objects.select_for_update().filter(pk=schedule_id).first() or schedule_of(schedule_id)
    if expected is not None and row.version != expected:
        raise Conflict(
            Text("这个计划已被他人修改。", "Somebody else has changed this schedule."),
            next_step=Text("请刷新后再改。", "Reload, then change it."),
            where={"version": row.version},
        )
    _fill(house, row, draft, viewer)
    row.version += 1
    row.save()
    record(viewer, "schedule.changed", str(row.pk), told(row))
    return row


@transaction.atomic
def remove_schedule(schedule_id: int, viewer: Viewer) -> None:
    """Forget the schedule; what it has asked for stays."""
    row = schedule_of(schedule_id)
    record(viewer, "schedule.removed", str(row.pk), told(row))
    row.delete()


@transaction.atomic
def ask_now(house: House, schedule_id: int, viewer: Viewer) -> Run:
    """The run of a schedule, asked for by a person; where one of the kind is open already, that one."""
    row = schedule_of(schedule_id)
    run = _ask(row, by=viewer.name, role=viewer.role, at=house.clock.now())
    record(viewer, "schedule.asked", str(row.pk), {"run": run.pk})
    return run


def schedule_of(schedule_id: int) -> Schedule:
    """The schedule; raises ``NotFound``."""
    row = Schedule.objects.filter(pk=schedule_id).first()
    if row is None:
        raise NotFound(Text(f"没有计划 {schedule_id}。", f"There is no schedule {schedule_id}."))
    return row


def ask_for_due(house: House, now: datetime) -> list[Run]:
    """Ask for what is due, in the order in which it was. What was missed while nothing ran is done once."""
    due = Schedule.objects.filter(enabled=True, next_at__lte=now).order_by("next_at", "id")
    return [run for row in due if (run := _ask_when_due(house, row, now)) is not None]


@transaction.atomic
def _ask_when_due(house: House, row: Schedule, now: datetime) -> Run | None:
    missed = not row.catch_up and row.next_at is not None and now - row.next_at > LATE
    changes = {"next_at": next_moment(row, now, house.settings.zone)}
    if missed:
        changes["last_missed_at"] = row.next_at
    # Whoever moves the due time asks: beside another worker only one of them does.
    mine = Schedule.objects.filter(pk=row.pk, enabled=True, next_at=row.next_at).update(**changes)
    return _ask(row, by=BY_SCHEDULE, role="", at=now) if mine and not missed else None


def _ask(row: Schedule, *, by: str, role: str, at: datetime) -> Run:
    kind = RUN_OF[row.kind]
    run = request_run(kind, {}, by=by, role=role, dedupe_key=f"schedule:{kind}", at=at)
    Schedule.objects.filter(pk=row.pk).update(last_run_id=run.pk)
    return run


def zone_of(row: Schedule, company: ZoneInfo) -> ZoneInfo:
    """The zone whose clocks the schedule follows."""
    return ZoneInfo(row.zone) if row.zone else company


def known_zone(given: str) -> str:
    """The name of a zone, or empty; raises ``InvalidInput`` for an unknown one."""
    zone = given.strip()
    if zone and zone not in available_timezones():
        raise _refusal("zone", Text("时区应如 Asia/Shanghai", "The zone must be such as Asia/Shanghai"))
    return zone


def next_moment(row: Schedule, now: datetime, company: ZoneInfo) -> datetime | None:
    """When the schedule is due next; None while it is switched off."""
    return Cron.parse(row.cron).next_after(now, zone_of(row, company)) if row.enabled else None


def told(row: Schedule) -> dict[str, object]:
    """What the audit trail keeps of a schedule."""
    return {"kind": row.kind, "cron": row.cron, "zone": row.zone, "on": row.enabled, "catch_up": row.catch_up}


def _fill(house: House, row: Schedule, draft: ScheduleDraft, viewer: Viewer) -> None:
    if draft.kind not in KINDS:
        raise _refusal("kind", Text("种类应为" + "、".join(KINDS), "The kind must be one of " + ", ".join(KINDS)))
    row.kind, row.cron, row.zone = draft.kind, Cron.parse(draft.cron).text, known_zone(draft.zone)
    row.enabled, row.catch_up = draft.on, draft.catch_up
    row.by, row.updated_at = viewer.name, house.clock.now()
    row.next_at = next_moment(row, row.updated_at, house.settings.zone)


def _refusal(field: str, expected: Text) -> InvalidInput:
    return InvalidInput(Text(f"{expected.zh}。", f"{expected.en}."), where={"field": field})
