"""Tiers set by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.reading import reading
from frostier.shell.grading import overriding
from frostier.shell.grading import schemas as s

router = GuardedRouter(tags=["overrides"])


@router.get("/overrides", permission="customers.read", response=list[s.OverrideAnswer])
def overrides(request: HttpRequest) -> Any:
    """The overrides in force today of customers that the caller may know of."""
    return overriding.overrides(reading(request))


@router.post("/overrides", permission="overrides.write", response={201: list[s.OverrideAnswer]})
def set_overrides(request: HttpRequest, wanted: s.OverridesWanted) -> Any:
    """Set a tier for some customers, who are evaluated next; it holds until the day it ends."""
    read = reading(request)
    return 201, overriding.set_overrides(
        read, wanted.customer_ids, tier=wanted.tier, reason=wanted.reason, ends_on=wanted.ends_on
    )


@router.delete("/overrides/{customer_id}", permission="overrides.write", response={204: None})
def end_override(request: HttpRequest, customer_id: str) -> Any:
    """Let a customer's override end today."""
    overriding.end_override(reading(request), customer_id)
    return 204, None
