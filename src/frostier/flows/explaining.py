"""Why a customer stands where it stands, what keeps it there, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import ibis

from frostier.features.table import projected_features
from frostier.flows import grading as g
from frostier.flows.ports import Grading, JsonObject, LedgerEntry, Results
from frostier.kernel.errors import NotFound
from frostier.kernel.reason import Reason
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tags.explain import explain as explain_condition
from frostier.tags.explain import inputs_of, reason_text
from frostier.tags.tag import Tag
from frostier.tiers.decide import Decision
from frostier.tiers.explain import Explanation, explain_tier
from frostier.tiers.scheme import Scheme, fields_used
from frostier.warehouse.tables import stored_facts

HORIZON_DAYS = 120
"""How far ahead the projection without orders looks."""

_ASKED = ibis.schema({"customer_key": "int32"})
_DAYS = ibis.schema({"as_of": "date"})
_DIM_CUSTOMER = stored_facts().customer.get_name()


@dataclass(frozen=True)
class CustomerAnswer:
    """Everything that explains one customer as of one grading."""

    customer_id: str
    as_of: date
    grading: Grading
    explanation: Explanation
    tags: Sequence[tuple[Tag, Reason]]
    row: JsonObject
    projected: bool  # whether the days ahead could be computed


def explain(
    parts: g.GradingParts,
    customer_id: str,
    *,
    as_of: date | None = None,
    grading: Grading | None = None,
    with_facts: bool = True,
    with_tags: bool = True,
    known: JsonObject | None = None,
    scheme: Scheme | None = None,
) -> CustomerAnswer:
    """The explanation of a customer's tier and stage in a grading, by default the latest on or before ``as_of``.

    ``with_facts=False`` leaves out the days ahead; so does a grading whose facts are no longer kept.
    ``with_tags=False`` leaves out the reasons of the tags. ``known`` is the customer's row of that grading's profile
    where it has been read already: the decision, the figures that the scheme looks at, and tags where their reasons
    are wanted. ``scheme`` is the one of the grading, where it is at hand. Raises ``NotFound`` for an unknown customer
    or where nothing was graded by then.
    """
    grading = grading or graded_by(parts, as_of)
    scheme = scheme or Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    cuts = CutPoints.from_json(grading.cuts)
    with parts.analytics.served(grading.snapshot) as served:
        shown = served.tables()
        told = _row_of(served, customer_id) if known is None else known
        fields, key = fields_used(scheme), told.get("customer_key")
        lowest = told["tier"] == scheme.tiers[-1].id
        days = 0 if lowest else HORIZON_DAYS  # from the lowest tier nobody falls
        future = days_ahead(served, customer_id, grading.as_of, fields, key, days) if with_facts else None
    row = {name: told[name] for name in shown[g.FEATURES].names if name in told}
    carried = [name for name in shown[g.TAGS].names if told.get(name) is True]
    known = {**row, **dict.fromkeys(carried, True)}
    explanation = explain_tier(known, Decision.from_row(told), scheme, cuts, grading.as_of, future=future)
    reasons = tag_reasons(parts, carried, known, cuts) if with_tags else ()
    return CustomerAnswer(customer_id, grading.as_of, grading, explanation, reasons, row, future is not None)


def tag_reasons(
    parts: g.GradingParts, carried: Sequence[str], known: JsonObject, cuts: CutPoints
) -> list[tuple[Tag, Reason]]:
    """Why the customer carries each of these tags: rule, version, the values that decided."""
    held = frozenset(carried)
    reasons = []
    for tag in parts.tags:
        if tag.id in held:
            condition = parts.conditions[tag.id]
            finding = explain_condition(condition, known, cuts, parts.vocabulary, held.__contains__)
            reasons.append((tag, Reason(tag.id, str(tag.version), inputs_of(finding), reason_text(finding))))
    return reasons


def graded_by(parts: g.GradingParts, as_of: date | None) -> Grading:
    """The latest grading on or before a day; raises ``NotFound``."""
    grading = parts.gradings.latest(on_or_before=as_of)
    if grading is None:
        raise NotFound(
            Text("到那天为止还没有分层结果。", "Nothing had been graded by that day."),
            next_step=Text("先运行 frostier grade。", "Run frostier grade first."),
        )
    return grading


def days_ahead(
    served: Results,
    customer_id: str,
    as_of: date,
    fields: frozenset[str],
    customer_key: int | None = None,
    days: int = HORIZON_DAYS,
) -> list[tuple[date, JsonObject]] | None:
    """The customer's ``fields`` on each of so many following days if nothing more is ordered, by the very same
    expressions.

    ``None`` where the facts are not kept. ``customer_key`` saves looking for it.
    """
    if _DIM_CUSTOMER not in served.tables():
        return None
    if not days:
        return []
    asked = [{"customer_key": customer_key}] if customer_key is not None else _key_of(served, customer_id)
    served.put("asked", asked, _ASKED)
    served.put("days_ahead", [{"as_of": as_of + timedelta(days=n)} for n in range(1, days + 1)], _DAYS)
    rows = served.rows(_projection(fields))
    return sorted(((row["as_of"], row) for row in rows), key=lambda pair: pair[0])


@lru_cache(maxsize=32)
def _projection(fields: frozenset[str]) -> ibis.Table:
    """The customers ``asked`` on ``days_ahead``. Building it takes a second, so that it is kept for the next one."""
    every = projected_features(stored_facts(), ibis.table(_ASKED, name="asked"), ibis.table(_DAYS, name="days_ahead"))
    return every.select("as_of", *sorted(fields | {"customer_id"}))


def history(parts: g.GradingParts, customer_id: str) -> Sequence[LedgerEntry]:
    """Everything that the ledger says of a customer, oldest first; raises ``NotFound`` for an unknown one."""
    entries = parts.gradings.history(customer_id)
    if not entries:
        raise _unknown(customer_id)
    return entries


def _key_of(served: Results, customer_id: str) -> list[JsonObject]:
    customer = stored_facts().customer
    return list(served.rows(customer.filter(customer.customer_id == customer_id).select("customer_key")))


def _row_of(served: Results, customer_id: str) -> JsonObject:
    """Figures, decision and tags of one customer."""
    found: JsonObject = {}
    for table in (g.FEATURES, g.TIERS, g.TAGS):
        stored = g.stored(served, table)
        rows = served.rows(stored.filter(stored.customer_id == customer_id))
        if not rows:
            raise _unknown(customer_id)
        found |= rows[0]
    return found


def _unknown(customer_id: str) -> NotFound:
    return NotFound(
        Text(f"没有编号为 {customer_id} 的客户。", f"There is no customer {customer_id}."),
        next_step=Text(
            "用 frostier customers find 名称 查找编号，或先导入并分层。",
            "Look the number up with frostier customers find NAME, or import and grade first.",
        ),
    )
