"""All customers that fit, put into a list by a run: for more than one would click together."""

from __future__ import annotations

from frostier.flows.ports import JsonObject
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.crm import commands_segments as commands
from frostier.shell.crm.exporting import reading_of
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas import CustomerFilter
from frostier.shell.crm.schemas_segments import SegmentFill
from frostier.shell.runs.handlers import RunRequest
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House


def fill_arguments(asked: SegmentFill, read: Reading) -> JsonObject:
    """What is asked for, as arguments of a run; a new list is made at once, empty.

    Raises ``InvalidInput`` for a condition that cannot be read and for more customers than a list holds,
    ``NotPermitted`` for a segment of somebody else. The grading is settled here.
    """
    commands.check_size(read.count(customer_filter(asked.filter, read)))
    chosen = {**asked.filter.dict(exclude_defaults=True), "as_of": read.graded.as_of.isoformat()}
    return {"filter": chosen, "segment_id": _list_of(asked, read), "lang": read.lang}


def fill_segment(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Put the customers into the list, all or none; the list and how many there were."""
    read = reading_of(house, arguments, asked_by)
    run.step(Text("查找客户", "find the customers"))
    found = read.reader.chosen(customer_filter(CustomerFilter(**arguments["filter"]), read))
    rows = house.published.rows(found.select("customer_id").order_by("customer_id"))
    run.checkpoint()
    run.step(Text("加入名单", "put them into the list"), total=len(rows))
    segment = commands.change_members(read, arguments["segment_id"], [str(row["customer_id"]) for row in rows], [])
    run.advance(len(rows))
    run.count("rows", len(rows))
    return {"segment_id": segment.pk, "name": segment.name, "customers": len(rows)}


def _list_of(asked: SegmentFill, read: Reading) -> int:
    """The list that is to be filled; raises ``InvalidInput`` where neither an existing nor a new one is named."""
    if asked.segment_id is not None:
        return commands.held_list(read, asked.segment_id).pk
    if not asked.name.strip():
        raise InvalidInput(
            Text("请选择一个名单，或为新名单起名。", "Choose a list, or name a new one."), where={"field": "name"}
        )
    return commands.make_segment(read, commands.SegmentDraft(asked.name, "", "list", None, (), shared=False)).pk
