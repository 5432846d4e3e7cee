"""API version 1: the routers of all rooms under one roof, one error shape, one way to authenticate."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from frostier.shell.accounts.authentication import key_auth, session_auth
from frostier.shell.console.errors import answer_errors
from frostier.shell.console.openapi import DescribedAPI


class OrjsonRenderer(BaseRenderer):
    """JSON with Chinese as it is written."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The answer's bytes."""
        try:
            return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)
        except TypeError:  # a number of many digits or half a character, given back to whoever sent it
            return json.dumps(data, default=str).encode()


def make_api() -> NinjaAPI:
    """The whole API with the routers of every room."""
    api = DescribedAPI(
        title="冰阶 Frostier API",
        version="1.0.0",
        description="Customer operations of a frozen-food distributor. Texts come in the language asked for.",
        urls_namespace="api",
        openapi_url=None,  # see reference.py
        # The key first: the other order would ask a key's writes for a CSRF token.
        auth=[key_auth, session_auth],
        renderer=OrjsonRenderer(),
    )
    answer_errors(api)
    for prefix, router in _routers():
        api.add_router(prefix, router)
    return api


def _routers() -> list[tuple[str, Any]]:
    from frostier.shell.accounts.api import router as accounts
    from frostier.shell.console.health import router as health
    from frostier.shell.console.reference import router as reference
    from frostier.shell.crm.api_conditions import router as conditions
    from frostier.shell.crm.api_contacts import router as contacts
    from frostier.shell.crm.api_customer import router as customer
    from frostier.shell.crm.api_customers import router as customers
    from frostier.shell.crm.api_drilldown import router as drilldown
    from frostier.shell.crm.api_exports import router as exports
    from frostier.shell.crm.api_meta import router as meta
    from frostier.shell.crm.api_overview import router as overview
    from frostier.shell.crm.api_segments import router as segments
    from frostier.shell.crm.api_tags import router as tags
    from frostier.shell.crm.api_views import router as views
    from frostier.shell.grading.api_gradings import router as gradings
    from frostier.shell.grading.api_overrides import router as overrides
    from frostier.shell.grading.api_schemes import router as schemes
    from frostier.shell.grading.api_what_if import router as what_if
    from frostier.shell.intake.api import router as intake
    from frostier.shell.live.api import router as live
    from frostier.shell.live.api_streams import router as event_sources
    from frostier.shell.metrics.api import router as metrics
    from frostier.shell.outbox.api import router as outbox
    from frostier.shell.reviews.api import router as reviews
    from frostier.shell.runs.api import router as runs
    from frostier.shell.schedules.api import router as schedules
    from frostier.shell.workbench.api import router as work
    from frostier.shell.workbench.api_rules import router as task_rules

    return [
        ("", health),
        ("", reference),
        ("", runs),
        ("", gradings),
        ("", accounts),
        ("", meta),
        ("", overview),
        ("", drilldown),
        # Lists before the single customer, whose address would take their names for numbers.
        ("", customers),
        ("", customer),
        ("", contacts),
        ("", exports),
        ("", views),
        ("", conditions),
        ("", tags),
        ("", segments),
        ("", what_if),
        ("", schemes),
        ("", overrides),
        ("", intake),
        ("", schedules),
        ("", metrics),
        ("", live),
        ("", event_sources),
        ("", work),
        ("", task_rules),
        ("", reviews),
        ("", outbox),
    ]


api = make_api()
