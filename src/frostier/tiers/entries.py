"""What a grading adds to the ledger, as an expression over its decisions.

One row per thing that happened: a tier or a stage was set or changed, a grace period began or ended. A customer to
whom nothing happened adds nothing. The values that the scheme read travel with every entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ibis

ENTRY_COLUMNS = ("customer_id", "as_of", "kind", "from_value", "to_value", "cause", "inputs")


@ibis.udf.scalar.builtin(name="to_json")  # type: ignore[untyped-decorator]
def _to_json(value) -> str:  # type: ignore[no-untyped-def] # a struct of whatever the scheme reads
    raise NotImplementedError  # the engine's own function stands for it


def ledger_entries(
    decided: ibis.Table, states: ibis.Table, known: ibis.Table, fields: Iterable[str], as_of: date
) -> ibis.Table:
    """One row per entry, with the columns of ``ENTRY_COLUMNS``; ``inputs`` is JSON text.

    ``decided`` are the decisions, ``states`` the states before them, ``known`` the features with the ``fields`` that
    the scheme read; each has one row per customer (``states`` possibly fewer).
    """
    before = states.select("customer_id", was_pending_tier="pending_tier", was_pending_since="pending_since")
    joined = decided.join(_inputs(known, fields), "customer_id").left_join(before, "customer_id")
    kinds = (_tier_entries(joined), _stage_entries(joined), _grace_started(joined), _grace_ended(joined))
    return ibis.union(*kinds).mutate(as_of=ibis.literal(as_of)).select(*ENTRY_COLUMNS).order_by("customer_id", "kind")


def _inputs(known: ibis.Table, fields: Iterable[str]) -> ibis.Table:
    names = sorted(set(fields))
    values = ibis.struct({name: known[name] for name in names}) if names else ibis.literal("{}")
    return known.select("customer_id", inputs=_to_json(values).cast("string"))


def _tier_entries(joined: ibis.Table) -> ibis.Table:
    changed = joined.filter(~joined.tier.identical_to(joined.previous_tier))
    return _entry(changed, "tier", changed.previous_tier, changed.tier, changed.cause)


def _stage_entries(joined: ibis.Table) -> ibis.Table:
    changed = joined.filter(~joined.stage.identical_to(joined.previous_stage))
    return _entry(changed, "stage", changed.previous_stage, changed.stage, ibis.literal("stage_rules"))


def _grace_started(joined: ibis.Table) -> ibis.Table:
    new = joined.pending_tier.notnull() & ~(
        joined.pending_tier.identical_to(joined.was_pending_tier)
        & joined.pending_since.identical_to(joined.was_pending_since)
    )
    begun = joined.filter(new)
    return _entry(begun, "grace_started", begun.tier, begun.pending_tier, begun.cause)


def _grace_ended(joined: ibis.Table) -> ibis.Table:
    # Another episode may begin on the very day on which one ends: up turned into down.
    goes_on = joined.pending_tier.notnull() & joined.pending_since.identical_to(joined.was_pending_since)
    over = joined.filter(joined.was_pending_tier.notnull() & ~goes_on)
    return _entry(over, "grace_ended", over.was_pending_tier, over.tier, over.cause)


def _entry(rows: ibis.Table, kind: str, before: ibis.Column, after: ibis.Column, cause: ibis.Column) -> ibis.Table:
    text = "string"
    return rows.select(
        "customer_id",
        kind=ibis.literal(kind),
        from_value=before.cast(text),
        to_value=after.cast(text),
        cause=ibis.coalesce(cause.cast(text), ibis.literal("")),
        inputs=rows.inputs,
    )
