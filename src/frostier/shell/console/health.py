"""Whether the console can serve; anyone may ask, nothing else is told."""

from __future__ import annotations

from typing import Literal

from django.db import connection
from django.http import HttpRequest
from ninja import Schema

from frostier.shell.console.guarded import PUBLIC, GuardedRouter

router = GuardedRouter(tags=["console"])


class Health(Schema):
    """The console answers and reaches its store."""

    status: Literal["ok"] = "ok"


@router.get("/health", permission=PUBLIC, response=Health)
def health(request: HttpRequest) -> Health:
    """Whether the console can serve."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Health()
