"""Tasks as one viewer may know of them: which are open, how much each manager has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet, Sum

from frostier.actions.triggers import PRIORITIES, priority_of
from frostier.flows.customers import bad_cursor
from frostier.flows.scope import Scope
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.crm.belonging import within
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.words import money
from frostier.shell.grading.models import TierState
from frostier.shell.workbench.models import Task
from frostier.shell.workbench.schemas import TaskQuery
from frostier.shell.workbench.words import kind_name, kind_names

PUT_OFF = ("postponed", "not_reached")
RESPONSE_DAYS = 30
MOST_ROWS = 2**63


def visible_tasks(scope: Scope) -> QuerySet[Task]:
    """The tasks that a viewer may know of: about their customers, and those handed over to them."""
    if scope.kind != "managers":
        return within(Task.objects.all(), scope)
    # ``manager`` is whose task it is: what was handed over has left the customer's own manager, who still sees it.
    whose = Q(manager__in=scope.every_value) | Q(own_manager__in=scope.every_value)
    return Task.objects.filter(whose | Q(customer_id__in=scope.lent))


def open_on(day: date) -> Q:
    """Tasks to be done on a day: open, or put off until then."""
    return Q(state="open") | Q(state__in=PUT_OFF, comes_back_on__lte=day)


def task_of(scope: Scope, task_id: int) -> Task:
    """One task; raises ``NotFound`` for an unknown or invisible one."""
    row = visible_tasks(scope).filter(pk=task_id).first() if 0 <= task_id < MOST_ROWS else None
    if row is None:
        raise NotFound(Text(f"没有编号为 {task_id} 的待办。", f"There is no task {task_id}."), where={"task": task_id})
    return row


def page(read: Reading, asked: TaskQuery) -> dict[str, Any]:
    """A page of tasks: those that triggers put first, then the most valuable."""
    found = _chosen(read, asked)
    total, worth = found.count(), found.aggregate(worth=Sum("expected_value"))["worth"]
    rows = list(_after(found, asked.cursor).order_by("-priority", "-expected_value", "id")[: asked.limit + 1])
    shown = rows[: asked.limit]
    following = _place(shown[-1]) if len(rows) > asked.limit else None
    return {"items": answers(read, shown), "next": following, "total": total, "expected_value": money(worth)}


def answers(read: Reading, rows: Sequence[Task]) -> list[dict[str, Any]]:
    """Tasks in the language of the request, with where each customer stands now."""
    states = TierState.objects.in_bulk({row.customer_id for row in rows})
    today = read.house.clock.today()
    return [_answer(read, row, states.get(row.customer_id), today) for row in rows]


def load(read: Reading) -> dict[str, Any]:
    """How much every manager has to do, and how fast they respond."""
    today, now = read.house.clock.today(), read.house.clock.now()
    mine = visible_tasks(read.viewer.scope)
    by_manager: dict[str | None, dict[str, Any]] = defaultdict(_nothing)
    for manager, due_on, worth in mine.filter(open_on(today)).values_list("manager", "due_on", "expected_value"):
        of = by_manager[manager]
        of["open"] += 1
        of["overdue"] += due_on < today
        of["expected_value"] += worth
    recently = mine.filter(state="done", closed_at__gte=now - timedelta(days=2))
    for manager, closed_at in recently.values_list("manager", "closed_at"):
        by_manager[manager]["done_today"] += _is_on(read, closed_at, today)
    touched = mine.filter(touched_at__gte=now - timedelta(days=RESPONSE_DAYS))
    for manager, created, first in touched.values_list("manager", "created_at", "touched_at"):
        if first is not None:
            by_manager[manager]["minutes"].append((first - created).total_seconds() / 60)
    managers = [_load(manager, by_manager[manager]) for manager in sorted(by_manager, key=lambda m: m or "")]
    return {"managers": managers, "kinds": kinds(read)}


def kinds(read: Reading) -> list[dict[str, str]]:
    """Every kind of task."""
    return [{"id": id, "name": name.say(read.lang)} for id, name in kind_names().items()]


def _chosen(read: Reading, asked: TaskQuery) -> QuerySet[Task]:
    today, found = read.house.clock.today(), visible_tasks(read.viewer.scope)
    if asked.state == "open":
        found = found.filter(open_on(today))
    elif asked.state is not None:
        found = found.filter(state=asked.state).exclude(state__in=PUT_OFF, comes_back_on__lte=today)
    chosen = {"kind": asked.kind, "manager": asked.manager, "customer_id": asked.customer_id}
    found = found.filter(**{name: value for name, value in chosen.items() if value is not None})
    match asked.due:
        case "overdue":
            return found.filter(due_on__lt=today)
        case "today":
            return found.filter(due_on__lte=today)
        case "week":
            return found.filter(due_on__lte=today + timedelta(days=7))
        case _:
            return found


def _after(found: QuerySet[Task], cursor: str | None) -> QuerySet[Task]:
    if cursor is None:
        return found
    rank, worth, id = parts_of(cursor, int, str, int)
    value = _decimal(worth)
    if not 0 <= rank < len(PRIORITIES):
        raise bad_cursor()
    behind = Q(expected_value__lt=value) | Q(expected_value=value, pk__gt=id)
    return found.filter(Q(priority__lt=rank) | Q(behind, priority=rank))


def _place(row: Task) -> str:
    return cursor_of(row.priority, str(row.expected_value), row.pk)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise bad_cursor() from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise bad_cursor()
    return value


def _answer(read: Reading, row: Task, state: TierState | None, today: date) -> dict[str, Any]:
    reason = row.reason
    shown = "open" if row.state in PUT_OFF and row.comes_back_on and row.comes_back_on <= today else row.state
    return {
        "id": row.pk,
        "kind": {"id": row.kind, "name": kind_name(row.kind).say(read.lang)},
        "customer": {
            "id": row.customer_id,
            "name": row.customer_name,
            "tier": read.words.tier(state.tier) if state else None,
            "stage": read.words.stage(state.stage) if state else None,
            "phone_known": row.phone_known,
        },
        "manager": row.manager,
        "own_manager": row.own_manager,
        "handed_until": row.handed_until,
        "title": Text(row.title_zh, row.title_en).say(read.lang),
        "reason": {**reason, "text": reason.get("text", {}).get(read.lang, "")},
        "expected_value": money(row.expected_value),
        "priority": {"id": (rank := priority_of(row.priority)), "name": PRIORITIES[rank].say(read.lang)},
        "due_on": row.due_on,
        "overdue": shown == "open" and row.due_on < today,
        "state": shown,
        "created_at": row.created_at,
        "note": row.note or None,
        "postponed_until": row.comes_back_on,
        "closed_by": row.closed_by,
        "closed_at": row.closed_at,
        "event": row.event_id,
    }


def _nothing() -> dict[str, Any]:
    return {"open": 0, "overdue": 0, "done_today": 0, "expected_value": Decimal(0), "minutes": []}


def _load(manager: str | None, of: dict[str, Any]) -> dict[str, Any]:
    minutes: Iterable[float] = of.pop("minutes")
    shown = {**of, "manager": manager, "expected_value": money(of["expected_value"])}
    return {**shown, "median_response_minutes": round(median(minutes), 1) if minutes else None}


def _is_on(read: Reading, moment: datetime | None, day: date) -> bool:
    local = read.house.local(moment)
    return local is not None and local.date() == day
