"""What there is to choose from: days, tiers, stages, places, people, columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.shell.console.etag import tagged
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import queries_meta as queries
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas import FieldAnswer, Meta

router = GuardedRouter(tags=["meta"])


@router.get("/meta", permission=None, response=Meta)
def meta(request: HttpRequest) -> Any:
    """What the newest results are of, and every value that filters may take; empty before the first grading."""
    return queries.meta(reading(request))


@router.get("/fields", permission=None, response=list[FieldAnswer])
def fields(request: HttpRequest) -> Any:
    """Every column that lists, conditions and charts may use. Changes with the program and the tiers; has an ETag."""
    return tagged(request, queries.fields_body(reading(request)))
