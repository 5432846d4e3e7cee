"""Audiences: the customers that a condition holds for, with tiers, stages, scores, features and tags."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from frostier.flows import grading as g
from frostier.flows.ports import Workspace
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tags.compile import compile_predicate
from frostier.tags.predicate import Predicate, cuts_of

DECISION_COLUMNS = ("tier", "stage", "label", "score", "tier_since", "stage_since", "pending_tier", "pending_since")


def everything(workspace: Workspace) -> ibis.Table:
    """One row per customer: decision, attributes, features, tags; sorted by customer."""
    tiers = g.stored(workspace, g.TIERS).select("customer_id", *DECISION_COLUMNS)
    joined = g.wide(workspace).join(tiers, "customer_id")
    others = [c for c in joined.columns if c not in ("customer_id", *DECISION_COLUMNS)]
    return joined.select("customer_id", *DECISION_COLUMNS, *others).order_by("customer_id")


def audience(workspace: Workspace, where: Predicate | None, cuts: CutPoints, columns: Sequence[str] = ()) -> ibis.Table:
    """The customers for whom ``where`` holds, as an expression over a graded workspace.

    Cut points that the condition needs and the grading did not freeze are computed from the same features.
    Raises ``InvalidInput`` for an unknown column.
    """
    table = everything(workspace)
    unknown = [c for c in columns if c not in table.columns]
    if unknown:
        raise InvalidInput(
            Text(f"没有这些列：{'、'.join(unknown)}。", f"There are no such columns: {', '.join(unknown)}.")
        )
    if where is not None:
        needed = cuts.joined(g.frozen(workspace, g.stored(workspace, g.FEATURES), cuts.missing(cuts_of(where))))
        table = table.filter(compile_predicate(where, table, needed))
    return table.select("customer_id", *[c for c in columns if c != "customer_id"]) if columns else table
