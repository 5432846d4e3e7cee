"""Runs of the customer room that the worker performs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from frostier.kernel.text import Text
from frostier.shell.runs.handlers import JsonObject, RunRequest, handler

if TYPE_CHECKING:
    from frostier.shell.runs.running import LiveRun
    from frostier.shell.wiring import House


@handler("export", lane="reader", name=Text("导出", "export"), deadline=timedelta(minutes=30))
def export(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Write customers or orders into a file of the run, within the scope of whoever asked; the name and the rows.

    ``arguments`` are those of :func:`frostier.shell.crm.exporting.export_arguments`.
    """
    from frostier.shell.crm.exporting import write_export

    return write_export(run, house, arguments, asked_by)


@handler("segment_fill", lane="reader", name=Text("加入名单", "fill a list"), deadline=timedelta(minutes=30))
def fill(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Put all customers that fit into a list, within the scope of whoever asked; the list and how many.

    ``arguments`` are those of :func:`frostier.shell.crm.filling.fill_arguments`.
    """
    from frostier.shell.crm.filling import fill_segment

    return fill_segment(run, house, arguments, asked_by)
