"""Conditions: read, written in the other forms, counted while they are typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.flows.customers import CustomerFilter
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.queries_conditions import checked, read_draft
from frostier.shell.crm.queries_segments import countable, reach_answer
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas import Counts
from frostier.shell.crm.schemas_segments import ConditionAnswer, ConditionDraft

router = GuardedRouter(tags=["conditions"])


@router.post("/predicates/check", permission="segments.read", response=ConditionAnswer, by_alias=True)
def check(request: HttpRequest, draft: ConditionDraft) -> Any:
    """The condition in every form, or the place and the reason why it cannot be read; always 200."""
    return checked(draft, reading(request))


@router.post("/predicates/count", permission="segments.read", response=Counts)
def count(request: HttpRequest, draft: ConditionDraft) -> Any:
    """How many of the viewer's customers the condition fits, of those reachable, of those allowed."""
    read = reading(request)
    condition, _ = read_draft(draft, read)
    return reach_answer(CustomerFilter(conditions=(countable(condition, read),)), read)
