"""Customers and orders to take away, as files that a run writes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from frostier.shell.accounts.audit import record
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.exporting import export_arguments
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas import ExportRequest
from frostier.shell.runs.api import started
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.schemas import RunStarted

router = GuardedRouter(tags=["customers"])


@router.post("/exports", permission="customers.export", response={202: RunStarted})
def export(request: HttpRequest, asked: ExportRequest) -> Any:
    """Write the customers that fit, or their orders, into a file; the file is among those of the run."""
    read = reading(request, asked.filter.as_of)
    viewer, arguments = read.viewer, export_arguments(asked, read)
    with transaction.atomic():
        row = request_run(
            "export", arguments, by=viewer.name, role=viewer.role, scope=viewer.scope, at=read.house.clock.now()
        )
        record(viewer, "export.requested", f"run:{row.pk}", arguments)
    return started(request, row)
