"""The filter of a request as the reader understands it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from frostier.flows.customers import CustomerFilter
from frostier.kernel.errors import InvalidInput, PredicateError
from frostier.kernel.text import Text
from frostier.shell.crm import schemas
from frostier.shell.crm.queries_segments import countable, segments_of
from frostier.shell.crm.reading import Reading
from frostier.tags.predicate import Predicate
from frostier.tags.text_form import parse

PARAMETER_OF: Mapping[str, str] = {
    "tiers": "tier", "stages": "stage", "labels": "label", "regions": "region", "channels": "channel",
    "types": "type", "managers": "manager", "teams": "team", "tags": "tag",
    "bought_categories": "bought_category", "bought_channels": "bought_channel",
}  # fmt: skip


def customer_filter(asked: schemas.CustomerFilter, read: Reading) -> CustomerFilter:
    """The customers that a request asks for; raises ``PredicateError`` for a condition that cannot be read."""
    parts = {part: tuple(getattr(asked, parameter)) for part, parameter in PARAMETER_OF.items()}
    conditions, members = segments_of(tuple(asked.segment), read)
    if asked.where and asked.where.strip():
        conditions = (*conditions, _condition(asked.where, read))
    return CustomerFilter(
        **parts,
        conditions=conditions,
        members=members,
        words=asked.q or "",
        bought_months=tuple(month_of(month) for month in asked.bought_month),
    )


def month_of(text: str) -> date:
    """The first day of a month written YYYY-MM; raises ``InvalidInput``."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise InvalidInput(
            Text(f"月份应写作 2026-11，得到“{text}”。", f"Expected a month such as 2026-11, got {text!r}."),
            where={"field": "month"},
        ) from error


def _condition(text: str, read: Reading) -> Predicate:
    try:
        return countable(parse(text, read.vocabulary), read)
    except PredicateError as error:
        error.where.setdefault("field", "where")
        raise
