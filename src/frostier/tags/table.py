"""All tags of all customers as one wide table, and of one customer in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain

import ibis

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tags.compile import compile_predicate
from frostier.tags.evaluate import Row, evaluate
from frostier.tags.order import layers
from frostier.tags.predicate import Predicate, cuts_of, fields_of


def required_cuts(tags: Mapping[str, Predicate]) -> set[CutSpec]:
    """The cut points that must be computed before these tags are decided."""
    return set(chain.from_iterable(map(cuts_of, tags.values())))


def required_fields(tags: Mapping[str, Predicate]) -> set[str]:
    """The columns that these tags read."""
    return set(chain.from_iterable(map(fields_of, tags.values())))


def tag_table(
    features: ibis.Table, tags: Mapping[str, Predicate], cuts: CutPoints, key: str = "customer_id"
) -> ibis.Table:
    """Grain: one row per row of ``features``. Columns: ``key``, and per tag id a boolean that is never NULL.

    ``tags`` are checked conditions by id (see :func:`frostier.tags.tag.parse_tags`); all that they refer to must be
    among them. Tags without references are decided in one projection; each level of references adds one.
    """
    _require(cuts, tags)
    decided = features.select(key, *sorted(required_fields(tags) - {key}))
    for layer in layers(tags):
        columns = {id: compile_predicate(tags[id], decided, cuts) for id in layer}
        decided = decided.mutate(**columns)
    return decided.select(key, *tags)


def tags_of_row(tags: Mapping[str, Predicate], row: Row, cuts: CutPoints) -> dict[str, bool]:
    """Every tag of one customer, decided in plain Python."""
    layers(tags)

    @cache
    def carries(tag: str) -> bool:
        return evaluate(tags[tag], row, cuts, carries)

    return {id: carries(id) for id in tags}


def _require(cuts: CutPoints, tags: Mapping[str, Predicate]) -> None:
    absent = cuts.missing(required_cuts(tags))
    if absent:
        listed = ", ".join(f"{s.field} {s.quantile}" + (f" by {s.by}" if s.by else "") for s in absent)
        raise PredicateError(
            Text(f"缺少分位点：{listed}。", f"Cut points are missing: {listed}."),
            next_step=Text("请先对全体客户计算分位点。", "Compute the cuts over the whole population first."),
        )
