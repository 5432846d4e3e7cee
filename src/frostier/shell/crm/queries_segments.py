"""Segments as a viewer may know of them, as filters, counted and compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from frostier.flows.customers import CustomerFilter
from frostier.flows.own_tags import written_out
from frostier.kernel.errors import InvalidInput, NotFound, PredicateError
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.models import Segment
from frostier.tags.json_form import from_json
from frostier.tags.predicate import Predicate, tags_of
from frostier.tags.text_form import render

if TYPE_CHECKING:
    from frostier.shell.crm.reading import Reading

Counted = dict[str, int]


def segments_of(ids: Sequence[str], read: Reading) -> tuple[tuple[Predicate, ...], tuple[frozenset[str], ...]]:
    """The conditions and the member lists that the named segments stand for.

    Raises ``NotFound`` for one that the viewer may not know of, ``PredicateError`` for a rule that no longer fits.
    """
    conditions, members = [], []
    for id in ids:
        segment = segment_of(read.viewer, id)
        if segment.kind == "rule":
            conditions.append(countable(condition_of(segment, read), read))
        else:
            members.append(frozenset(segment.customer_ids))
    return tuple(conditions), tuple(members)


def visible_segments(viewer: Viewer) -> QuerySet[Segment]:
    """The viewer's own segments and the shared ones, by name."""
    mine_or_shared = Q(owner=viewer.name) | Q(shared=True)
    return Segment.objects.filter(mine_or_shared, removed_at__isnull=True).order_by("name", "id")


def segment_of(viewer: Viewer, id: int | str) -> Segment:
    """One of them; raises ``NotFound``."""
    found = visible_segments(viewer).filter(pk=int(id)).first() if str(id).isdecimal() and len(str(id)) < 19 else None
    if found is None:
        raise NotFound(Text(f"没有分群 {id}。", f"There is no segment {id}."), where={"segment": str(id)})
    return found


def segments_using_tag(tag_id: str) -> list[Segment]:
    """The segments whose rule names the tag."""
    needle = json.dumps({"tag": tag_id})[1:-1]
    rules = Segment.objects.filter(removed_at__isnull=True, kind="rule").order_by("id")
    return [segment for segment in rules if needle in json.dumps(segment.condition)]


def condition_of(segment: Segment, read: Reading) -> Predicate:
    """The condition of a rule; raises ``PredicateError`` where a field or tag of it is gone."""
    try:
        return from_json(segment.condition, read.vocabulary)
    except PredicateError as error:
        raise PredicateError(
            Text(f"分群“{segment.name}”：{error.message.zh}", f"Segment “{segment.name}”: {error.message.en}"),
            next_step=error.next_step,
            where={**error.where, "segment": segment.pk},
        ) from error


def wanted_of(segment: Segment, read: Reading) -> CustomerFilter:
    """The segment as a filter."""
    if segment.kind == "list":
        return CustomerFilter(members=(frozenset(segment.customer_ids),))
    return CustomerFilter(conditions=(countable(condition_of(segment, read), read),))


def countable(condition: Predicate, read: Reading) -> Predicate:
    """The condition over what the results hold: tags made since are written out."""
    if read.grading is None or not tags_of(condition):
        return condition
    return written_out(condition, read.parts.conditions, set(read.reader.profile.columns))


def answers(segments: Iterable[Segment], read: Reading) -> list[dict[str, Any]]:
    """Segments with their counts within the viewer's scope."""
    return [answer(segment, read) for segment in segments]


def answer(segment: Segment, read: Reading, *, with_members: bool = False) -> dict[str, Any]:
    """One segment; a rule that can no longer be read has a ``problem`` instead of counts."""
    told: dict[str, Any] = {
        "id": segment.pk,
        "name": segment.name,
        "description": segment.description,
        "kind": segment.kind,
        "where": None,
        "customer_ids": None,
        "owner": segment.owner,
        "shared": segment.shared,
        "mine": segment.owner == read.viewer.name,
        "version": segment.version,
        "updated_at": segment.updated_at,
        "updated_by": segment.updated_by,
        "counts": None,
        "problem": None,
    }
    try:
        if segment.kind == "rule":
            told["where"] = render(condition_of(segment, read), read.lang, read.vocabulary)
        elif with_members:
            told["customer_ids"] = _known_members(segment, read)
        told["counts"] = reach_answer(wanted_of(segment, read), read)
    except PredicateError as error:
        told["problem"] = error.say(read.lang)
    return told


def reach_answer(wanted: CustomerFilter, read: Reading) -> dict[str, Any]:
    """Matched, reachable, allowed and the whole scope; zeros before the first grading."""
    # Imported late: the filters of the customer lists know segments.
    from frostier.shell.crm.queries_customers import triple

    if read.grading is None:
        return {"matched": 0, "reachable": 0, "allowed": 0, "total": 0, "as_of": None}
    return triple(read, wanted)


def comparison(a: Segment, b: Segment, read: Reading) -> dict[str, Any]:
    """How two segments overlap, and how their customers differ in what matters."""
    wanted_a, wanted_b = wanted_of(a, read), wanted_of(b, read)
    both = replace(
        wanted_a,
        conditions=(*wanted_a.conditions, *wanted_b.conditions),
        members=(*wanted_a.members, *wanted_b.members),
    )
    if read.grading is None:
        raise InvalidInput(
            Text("还没有分层结果可比较。", "There are no results to compare yet."),
            next_step=Text("请先运行分层。", "Start a grading first."),
        )
    in_a, in_b, in_both = read.count(wanted_a), read.count(wanted_b), read.count(both)
    return {
        "a": {"id": str(a.pk), "name": a.name},
        "b": {"id": str(b.pk), "name": b.name},
        "customers_a": in_a,
        "customers_b": in_b,
        "both": in_both,
        "only_a": in_a - in_both,
        "only_b": in_b - in_both,
        "measures": _measures(wanted_a, wanted_b, read),
        "as_of": read.grading.as_of,
    }


COMPARED = (
    "spend_365d", "spend_90d", "margin_365d", "orders_90d", "avg_order_value_90d", "recency_days", "cycle_days",
    "category_count_365d", "return_rate_365d", "on_time_rate_365d", "overdue_amount", "digital_share_365d",
    "hotpot_share_365d",
)  # fmt: skip
"""What two segments are compared by: the average per customer."""


def _measures(a: CustomerFilter, b: CustomerFilter, read: Reading) -> list[dict[str, Any]]:
    averages = [read.remembered(("averages", wanted), partial(_averages, wanted, read)) for wanted in (a, b)]
    fields = read.vocabulary.fields
    return [
        {
            "field": name,
            "name": fields[name].name.say(read.lang),
            "unit": unit.say(read.lang) if (unit := fields[name].unit) else None,
            "a": averages[0][name],
            "b": averages[1][name],
        }
        for name in COMPARED
    ]


def _averages(wanted: CustomerFilter, read: Reading) -> dict[str, float | None]:
    table = read.reader.chosen(wanted)
    figures = {name: table[name].cast("float64").mean() for name in COMPARED}
    row = read.reader.published.rows(table.aggregate(**figures))[0]
    return {name: None if row[name] is None else float(row[name]) for name in COMPARED}


def _known_members(segment: Segment, read: Reading) -> list[str]:
    """Those of a list that the viewer may know of."""
    if read.grading is None:
        return []
    return [str(row["customer_id"]) for row in read.reader.batch(segment.customer_ids, ["customer_id"])]
