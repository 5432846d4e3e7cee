"""All tags of all customers as one wide table, and of one customer in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain

import ibis
import ibis.expr.types as ir

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tags.compile import compile_predicate
from frostier.tags.evaluate import Row, evaluate
from frostier.tags.order import layers
from frostier.tags.predicate import HasTag, Predicate, atoms, cuts_of, fields_of

MAX_INLINED = 200


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
    among them. References are written out in place, so that one projection decides everything; only where that would
    grow beyond ``MAX_INLINED`` atoms does a further projection read the tags decided so far.
    """
    _require(cuts, tags)
    base = features
    decided: dict[str, ir.BooleanValue] = {}
    weight: dict[str, int] = {}
    for layer in layers(tags):
        heavy = max(_weight(tags[id], weight) for id in layer) > MAX_INLINED
        if heavy:
            base, weight = base.mutate(**decided), dict.fromkeys(weight, 1)
            decided = {id: base[id] for id in decided}
        decided |= {id: compile_predicate(tags[id], base, cuts, decided) for id in layer}
        weight |= {id: _weight(tags[id], weight) for id in layer}
    return base.select(key, **{id: decided[id] for id in tags})


def _weight(predicate: Predicate, weight: Mapping[str, int]) -> int:
    """How many atoms a condition has once its references are written out."""
    return sum(weight[atom.tag] if isinstance(atom, HasTag) else 1 for atom in atoms(predicate))


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
