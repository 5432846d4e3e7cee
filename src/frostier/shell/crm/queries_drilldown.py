"""The drill-down in the language of the request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from frostier.flows import drilldown as flow
from frostier.flows.customers import CustomerFilter
from frostier.flows.question import DIMENSIONS, MEASURES, Dimension, MeasureSpec, Months, Question
from frostier.kernel.text import Text
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.queries_orders import quantity
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas_overview import DrilldownQuery
from frostier.shell.crm.words import money
from frostier.tiers.labels import LABELS
from frostier.tiers.stages import STAGES

_NONE, _OTHER = Text("（无）", "(none)"), Text("其他合计", "all others")
_CUSTOMERS_PARAMETER = {"category": "bought_category", "channel": "bought_channel", "month": "bought_month"}
_ORDERS_PARAMETER = {"channel": "order_channel"}


def catalogue(read: Reading) -> dict[str, Any]:
    """What can be broken down by what."""
    return {
        "measures": [
            {
                "id": m.id,
                "name": m.name.say(read.lang),
                "unit": m.unit and m.unit.say(read.lang),
                "meaning": m.meaning.say(read.lang),
            }
            for m in MEASURES
        ],
        "dimensions": [{"id": id, "name": name.say(read.lang)} for id, name in DIMENSIONS.items()],
    }


def drilldown(read: Reading, asked: DrilldownQuery) -> dict[str, Any]:
    """One measure by one or two dimensions; nothing before the first grading."""
    spec = next(m for m in MEASURES if m.id == asked.measure)
    if read.grading is None:
        return _nothing(asked)
    question = _question(read, asked)
    found = read.remembered(("drilldown", question), lambda: flow.break_down(read.reader, question))
    rows = _ordered(read, asked.rows, found.rows)
    columns = _ordered(read, asked.columns, found.columns) if asked.columns else []
    shown = _shown(spec)
    return {
        "measure": asked.measure,
        "unit": spec.unit and spec.unit.say(read.lang),
        "rows": [_named(read, asked.rows, id) for id in rows],
        "columns": [_named(read, asked.columns, id) for id in columns] if asked.columns else [],
        "cells": [[shown(found.cells.get((row, column))) for column in columns] for row in rows],
        "row_totals": [shown(found.row_totals.get(id)) for id in rows],
        "column_totals": [shown(found.column_totals.get(id)) for id in columns],
        "total": shown(found.total),
        "as_of": read.graded.as_of,
        "since": f"{question.months.first:%Y-%m}",
        "until": f"{question.months.last:%Y-%m}",
        "filters": _drill_through(question),
    }


def _question(read: Reading, asked: DrilldownQuery) -> Question:
    wanted = customer_filter(asked, read)
    tags: tuple[str, ...] = ()
    if "tag" in (asked.rows, asked.columns):
        # As a dimension the tags that were asked for are shown beside each other, not required together.
        tags = tuple(dict.fromkeys(wanted.tags))
        wanted = replace(wanted, tags=())
        tags = tags or _most_carried(read, wanted)
    months = Months.between(asked.since, asked.until, read.graded.as_of)
    return Question(asked.measure, asked.rows, asked.columns, wanted, months, tags)


def _most_carried(read: Reading, wanted: CustomerFilter) -> tuple[str, ...]:
    every = [tag.id for tag in read.parts.tags]
    return read.remembered(("most carried", wanted), lambda: flow.most_carried(read.reader, wanted, every))


def _ordered(read: Reading, dimension: Dimension, ids: Sequence[str]) -> list[str]:
    """Ladders in their own order, everything else as it was ranked."""
    ladder = {"tier": [tier.id for tier in read.tiers], "stage": list(STAGES), "label": list(LABELS)}.get(dimension)
    return (
        list(ids) if ladder is None else sorted(ids, key=lambda id: ladder.index(id) if id in ladder else len(ladder))
    )


def _named(read: Reading, dimension: Dimension, id: str) -> dict[str, str]:
    if id in (flow.NONE, flow.OTHER):
        return {"id": id, "name": (_OTHER if id == flow.OTHER else _NONE).say(read.lang)}
    words = read.words
    names: dict[Dimension, Callable[[str | None], dict[str, str] | None]] = {
        "tier": words.tier,
        "stage": words.stage,
        "label": words.label,
        "tag": words.tag,
        "region": words.region,
        "channel": words.channel,
        "category": words.category,
        "type": words.type,
    }
    name = names[dimension](id) if dimension in names else None
    return name or {"id": id, "name": id}


def _shown(spec: MeasureSpec) -> Callable[[Any], int | str | None]:
    if spec.kind == "count":
        return lambda value: None if value is None else int(value)
    if spec.kind == "quantity":
        return lambda value: None if value is None else quantity(Decimal(value))
    return lambda value: None if value is None else money(value)


def _drill_through(asked: Question) -> dict[str, Any]:
    """Where the id of a row or column goes. A row of all others leads nowhere."""
    months = [f"{month:%Y-%m}" for month in asked.months.every()]
    narrowed = [f"{month:%Y-%m}" for month in asked.customers.bought_months if month in asked.months.every()]
    return {
        "rows": _CUSTOMERS_PARAMETER.get(asked.rows, asked.rows),
        "columns": asked.columns and _CUSTOMERS_PARAMETER.get(asked.columns, asked.columns),
        "orders_rows": _ORDERS_PARAMETER.get(asked.rows, asked.rows),
        "orders_columns": asked.columns and _ORDERS_PARAMETER.get(asked.columns, asked.columns),
        "base": {"bought_month": narrowed or months} if asked.of_buyers else {},
        "orders_base": {"month": months},
    }


def _nothing(asked: DrilldownQuery) -> dict[str, Any]:
    return {
        "measure": asked.measure, "unit": None, "rows": [], "columns": [], "cells": [], "row_totals": [],
        "column_totals": [], "total": None, "as_of": None, "since": None, "until": None,
        "filters": {"rows": asked.rows, "columns": asked.columns, "orders_rows": asked.rows,
                    "orders_columns": asked.columns, "base": {}, "orders_base": {}},
    }  # fmt: skip
