"""The overview in the language of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from frostier.flows import overview as flow
from frostier.flows.customers import CustomerFilter, Place, Sorting
from frostier.flows.overview import ABSENT, Axis, FigureSpec, Slice
from frostier.flows.ports import Grading
from frostier.kernel.errors import InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.crm import schemas
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.queries_customers import NOTHING, stamp
from frostier.shell.crm.queries_meta import days_graded, facts_until, last_import_at
from frostier.shell.crm.reading import Reading, latest_grading
from frostier.shell.crm.schemas_overview import MovedQuery, MovesQuery
from frostier.shell.crm.words import ROW_COLUMNS, customer_row, money
from frostier.shell.intake.models import QuarantinedRow
from frostier.tags.predicate import Always, Predicate
from frostier.tags.text_form import parse, render
from frostier.tiers.labels import LABELS
from frostier.tiers.stages import STAGES

MOST_DATES = 24
LISTED_COLUMNS = ("spend_365d", "spend_trend_90d", "recency_days", "last_order_on", "stage_since")
_ABSENT = Text("不在册", "not there")


def overview(read: Reading, asked: schemas.CustomerFilter) -> dict[str, Any]:
    """The state of the customer base as of one grading; empty before the first."""
    if read.grading is None:
        return _empty(read)
    wanted, earlier = customer_filter(asked, read), _previous(read)
    grid = read.remembered(("rfm", wanted), lambda: flow.rfm_grid(read.reader, wanted))
    points = read.remembered(("lorenz", wanted), lambda: flow.lorenz(read.reader, wanted))
    parts = _slices(read, wanted)
    return {
        "as_of": read.grading.as_of,
        "graded_at": read.grading.recorded_at,
        "previous_as_of": earlier.graded.as_of if earlier else None,
        "customers": sum(part.customers for part in parts["tier"].values()),
        "kpis": _figures(read, earlier, wanted, asked),
        **_parts(read, earlier, wanted, parts),
        "concentration": {
            "points": [{"customer_share": customers, "spend_share": spend} for customers, spend in points],
            "top_10_share": flow.share_of_best(points, 0.1),
            "top_20_share": flow.share_of_best(points, 0.2),
        },
        "rfm": {
            "r_cuts": grid.r_cuts,
            "f_cuts": grid.f_cuts,
            "cells": [
                {
                    "r": r,
                    "f": f,
                    "customers": cell.customers,
                    "spend_365d": money(cell.spend_365d),
                    "where": render(grid.conditions[r, f], read.lang, read.vocabulary),
                }
                for (r, f), cell in grid.cells.items()
            ],
        },
        "risk": _listed(read, wanted, flow.AT_RISK),
        "won_back": _listed(read, wanted, flow.WON_BACK),
        "newcomers": _listed(read, wanted, flow.NEW),
        "quality": _quality(read),
    }


def trend(read: Reading, asked: schemas.CustomerFilter) -> dict[str, Any]:
    """Customers per tier and stage over the gradings up to the day, oldest first, at most ``MOST_DATES``."""
    if read.grading is None:
        return {"dates": [], "tiers": [], "stages": []}
    wanted = customer_filter(asked, read)
    known = [g for g in days_graded(read) if g.as_of <= read.graded.as_of][-MOST_DATES:]
    counted = [(g.as_of, counts) for g in known if (counts := _slices_if_kept(replace(read, grading=g), wanted))]
    tiers = {tier.id: tier.name for tier in read.tiers}
    return {
        "dates": [day for day, _ in counted],
        "tiers": _lines(read, tiers, [counts["tier"] for _, counts in counted]),
        "stages": _lines(read, STAGES, [counts["stage"] for _, counts in counted]),
    }


def moves(read: Reading, asked: MovesQuery) -> dict[str, Any]:
    """Who went where between two gradings."""
    if read.grading is None:
        return {"from": None, "to": None, "axis": asked.axis, "nodes": [], "links": []}
    earlier, wanted = _earlier(read, asked.since), customer_filter(asked, read)
    found = read.remembered(
        ("moves", earlier.graded.snapshot, wanted, asked.axis),
        lambda: flow.moves(earlier.reader, read.reader, wanted, asked.axis),
    )
    named = {move.source for move in found} | {move.target for move in found}
    return {
        "from": earlier.graded.as_of,
        "to": read.graded.as_of,
        "axis": asked.axis,
        "nodes": [node for node in _nodes(read, asked.axis) if node["id"] in named],
        "links": [
            {"source": m.source, "target": m.target, "customers": m.customers, "spend_365d": money(m.spend_365d)}
            for m in found
        ],
    }


def moved(read: Reading, asked: MovedQuery) -> dict[str, Any]:
    """The customers of one move, by yearly spend."""
    if read.grading is None:
        return NOTHING
    earlier, after = _earlier(read, asked.since), None
    if asked.cursor is not None:
        was, now, value, customer_id = parts_of(asked.cursor, str, str, (str, type(None)), str)
        earlier, read, after = read.at(was), read.at(now), Place(value, customer_id)
    wanted = customer_filter(asked, read)
    reader, table = flow.moved(earlier.reader, read.reader, wanted, asked.axis, asked.source, asked.target)
    columns = (*ROW_COLUMNS, "spend_365d")
    rows, place = reader.page_within(table, columns, Sorting(), after=after, limit=asked.limit)
    following = place and cursor_of(earlier.graded.snapshot, read.graded.snapshot, place.value, place.customer_id)
    return {
        "items": [customer_row(row, read.words, ["spend_365d"]) for row in rows],
        "next": following,
        "total": int(read.house.published.rows(table.aggregate(n=table.count()))[0]["n"]),
        **stamp(reader.grading),
    }


# ── figures and parts ───────────────────────────────────────────────────────────────────────────────────────────


def _figures(
    read: Reading, earlier: Reading | None, wanted: CustomerFilter, asked: schemas.CustomerFilter
) -> list[dict[str, Any]]:
    now = read.remembered(("figures", wanted), lambda: flow.figures(read.reader, wanted))
    before = _if_possible(
        earlier, lambda was: was.remembered(("figures", wanted), lambda: flow.figures(was.reader, wanted))
    )
    return [
        {
            "id": spec.id,
            "name": spec.name.say(read.lang),
            "kind": spec.kind,
            "value": _shown(spec, now[spec.id]),
            "unit": spec.unit.say(read.lang),
            "previous": _shown(spec, before[spec.id]) if before else None,
            "as_of": read.graded.as_of,
            "meaning": spec.meaning.say(read.lang),
            "filter": drill_filter(read, asked, spec.of),
        }
        for spec in flow.FIGURES
    ]


def drill_filter(read: Reading, asked: schemas.CustomerFilter, of: Predicate) -> dict[str, Any]:
    """The filter of the request, narrowed by a condition, as parameters of the customer list."""
    given = {
        name: value for name, value in asked.dict().items() if value and name in schemas.CustomerFilter.model_fields
    }
    kept = {**given, "as_of": read.graded.as_of.isoformat()}
    if isinstance(of, Always):
        return kept
    told = render(of, read.lang, read.vocabulary)
    if asked.where and asked.where.strip():
        both = {"zh": "（{}） 且 （{}）", "en": "({}) and ({})"}[read.lang]
        told = both.format(render(parse(asked.where, read.vocabulary), read.lang, read.vocabulary), told)
    return {**kept, "where": told}


def _shown(spec: FigureSpec, value: int | Decimal | None) -> int | str | None:
    return money(value) if spec.kind == "money" and value is not None else value  # type: ignore[return-value]


def _parts(
    read: Reading, earlier: Reading | None, wanted: CustomerFilter, parts: Mapping[Axis, Mapping[str, Slice]]
) -> dict[str, Any]:
    before = _if_possible(earlier, lambda was: _slices(was, wanted))
    names: dict[Axis, dict[str, Text]] = {
        "tier": {tier.id: tier.name for tier in read.tiers},
        "stage": STAGES,
        "label": LABELS,
    }
    return {f"{axis}s": _shares(read, names[axis], parts[axis], before[axis] if before else None) for axis in names}


def _shares(
    read: Reading, names: Mapping[str, Text], parts: Mapping[str, Slice], before: Mapping[str, Slice] | None
) -> list[dict[str, Any]]:
    whole = sum(parts.values(), Slice())
    found = []
    for id in dict.fromkeys((*names, *parts)):
        part = parts.get(id, Slice())
        found.append(
            {
                "id": id,
                "name": names[id].say(read.lang) if id in names else id,
                "customers": part.customers,
                "share": part.customers / whole.customers if whole.customers else 0.0,
                "spend_365d": money(part.spend_365d),
                "spend_share": float(part.spend_365d / whole.spend_365d) if whole.spend_365d else 0.0,
                "margin_365d": money(part.margin_365d),
                "previous": before.get(id, Slice()).customers if before is not None else None,
            }
        )
    return found


def _listed(read: Reading, wanted: CustomerFilter, of: Predicate) -> list[dict[str, Any]]:
    columns = (*ROW_COLUMNS, *LISTED_COLUMNS)
    rows = read.remembered(("look", wanted, of), lambda: flow.worth_a_look(read.reader, wanted, of, columns))
    return [customer_row(row, read.words, LISTED_COLUMNS) for row in rows]


def _quality(read: Reading) -> dict[str, Any]:
    known_until = facts_until(read)
    return {
        "open_quarantine": QuarantinedRow.objects.filter(state="open").count(),
        "last_import_at": last_import_at(),
        "facts_until": known_until,
        "days_old": (read.house.clock.today() - known_until).days if known_until else None,
    }


def _lines(read: Reading, names: Mapping[str, Text], counted: list[dict[str, Slice]]) -> list[dict[str, Any]]:
    return [
        {
            "id": id,
            "name": name.say(read.lang),
            "customers": [counts.get(id, Slice()).customers for counts in counted],
        }
        for id, name in names.items()
    ]


def _slices(read: Reading, wanted: CustomerFilter) -> dict[Axis, dict[str, Slice]]:
    return read.remembered(("slices", wanted), lambda: flow.slices(read.reader, wanted))


def _slices_if_kept(read: Reading, wanted: CustomerFilter) -> dict[Axis, dict[str, Slice]] | None:
    found: dict[Axis, dict[str, Slice]] | None = _if_possible(read, lambda that: _slices(that, wanted))
    return found


def _if_possible(read: Reading | None, answer: Callable[[Reading], Any]) -> Any:
    """An answer of an older grading; None where its results are gone, or know nothing of a column or tag."""
    if read is None:
        return None
    try:
        return answer(read)
    except (NotFound, InvalidInput):
        return None


# ── which gradings ──────────────────────────────────────────────────────────────────────────────────────────────


def _previous(read: Reading) -> Reading | None:
    """The same viewer's look at the grading of the day before this one's."""
    earlier = [g for g in days_graded(read) if g.as_of < read.graded.as_of]
    return replace(read, grading=earlier[-1]) if earlier else None


def _earlier(read: Reading, since: date | None) -> Reading:
    """The look at the grading on or before a day, by default the one before; of the same day where there is none."""
    found: Grading | None = None
    if since is not None:
        found = latest_grading(read.house, since)
        if found is None:
            raise NotFound(
                Text(f"{since} 及以前没有分层结果。", f"Nothing had been graded by {since}."), where={"field": "from"}
            )
    else:
        previous = _previous(read)
        found = previous.grading if previous else read.grading
    return replace(read, grading=found)


def _nodes(read: Reading, axis: Axis) -> list[dict[str, str]]:
    names: dict[Axis, Mapping[str, Text]] = {
        "tier": {tier.id: tier.name for tier in read.tiers},
        "stage": STAGES,
        "label": LABELS,
    }
    return [{"id": id, "name": name.say(read.lang)} for id, name in {**names[axis], ABSENT: _ABSENT}.items()]


def _empty(read: Reading) -> dict[str, Any]:
    return {
        "as_of": None, "graded_at": None, "previous_as_of": None, "customers": 0, "kpis": [], "tiers": [],
        "stages": [], "labels": [], "concentration": {"points": [], "top_10_share": 0.0, "top_20_share": 0.0},
        "rfm": {"r_cuts": [], "f_cuts": [], "cells": []}, "risk": [], "won_back": [], "newcomers": [],
        "quality": _quality(read),
    }  # fmt: skip
