"""The proof: what is stored equals a full recomputation, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import ibis

from frostier.flows import grading as g
from frostier.flows.ports import JsonObject, Run, Workspace
from frostier.kernel.errors import ProofFailed
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tiers.scheme import Scheme

SHOWN = 20
"""How many differing customers a proof names per table."""


@dataclass(frozen=True)
class Difference:
    """One customer whose stored row differs from the recomputed one, with the first columns that do."""

    table: str
    customer_id: str
    columns: Sequence[tuple[str, object, object]]  # column, stored, recomputed


@dataclass(frozen=True)
class Proof:
    """What was compared and what differed. ``skipped`` says what could not be compared, and why."""

    as_of: date | None
    compared: JsonObject
    differences: Sequence[Difference] = ()
    fact_differences: JsonObject = field(default_factory=dict)
    skipped: Sequence[Text] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing differed."""
        return not self.differences and not any(self.fact_differences.values())

    def assert_holds(self) -> None:
        """Raise ``ProofFailed`` naming the first difference."""
        if self.holds:
            return
        first = self.differences[0] if self.differences else None
        named = f"{first.table} {first.customer_id} {first.columns}" if first else str(self.fact_differences)
        raise ProofFailed(
            Text(f"存储结果与全量重算不一致：{named}", f"What is stored differs from a full recomputation: {named}"),
            next_step=Text("请重新运行 frostier grade 并保留本次报告。", "Grade again and keep this report."),
        )


def verify(run: Run, parts: g.GradingParts) -> Proof:
    """Recompute facts, features, tags and decisions of the latest grading and compare them with what is stored.

    Facts are always compared. Results are compared where no import came after the grading; otherwise they rest on
    other facts, and the proof says so.
    """
    # What was imported since the last grading is folded at the next one: not yet a fact, and no difference.
    parts.warehouse.refresh_facts(run)
    run.step(Text("全量重算事实", "recompute the facts"))
    facts = dict(parts.warehouse.fact_differences(run))
    grading = parts.gradings.latest()
    if grading is None:
        return Proof(None, {"facts": len(facts)}, fact_differences=facts, skipped=[_nothing_graded()])
    if parts.warehouse.fingerprint() != grading.counts.get("facts"):
        return Proof(grading.as_of, {"facts": len(facts)}, fact_differences=facts, skipped=[_changed_since()])
    scheme = Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    parts = parts.at(grading)
    before = parts.gradings.states_before(grading)
    with parts.analytics.draft(f"proof-{run.id}") as fresh, parts.analytics.snapshot(grading.snapshot) as stored:
        # A roll is proven with the rod that it measured with, a regrade with one frozen anew.
        cuts = CutPoints.from_json(grading.cuts) if g.is_roll(grading) else None
        moment = grading.recorded_at
        g.compute(run, parts, fresh, scheme, as_of=grading.as_of, cuts=cuts, states=before, known_at=moment)
        run.step(Text("逐客户比对", "compare customer by customer"))
        differences, compared = [], {"facts": len(facts)}
        for table in (g.FEATURES, g.TAGS, g.TIERS):
            differences += compare(stored, fresh, table)
            compared[table] = stored.count(table)
        differences += _states_against_ledger(parts, stored)
    return Proof(grading.as_of, compared, differences, facts)


def compare(stored: Workspace, fresh: Workspace, table: str) -> list[Difference]:
    """The first customers whose rows differ between two workspaces."""
    held = stored.columns(g.stored(stored, table))
    schema = stored.tables()[table]
    fresh.put("held", held, schema)
    old, new = ibis.table(schema, name="held"), g.stored(fresh, table)
    columns = [c for c in schema.names if c != "customer_id"]
    missing = [c for c in columns if c not in new.columns]
    if missing:
        return [Difference(table, "*", [(c, "stored", "absent") for c in missing])]
    changed = old.outer_join(new, "customer_id")
    same = ibis.and_(*[old[c].identical_to(new[c]) for c in columns])
    differing = changed.filter(~same | old.customer_id.isnull() | new.customer_id.isnull())
    sides = differing.select(
        customer_id=ibis.coalesce(old.customer_id, new.customer_id),
        **{f"stored_{c}": old[c] for c in columns},
        **{f"fresh_{c}": new[c] for c in columns},
    )
    rows = fresh.rows(sides.order_by("customer_id").limit(SHOWN))
    return [Difference(table, r["customer_id"], _unequal(r, columns)) for r in rows]


def _unequal(row: JsonObject, columns: Sequence[str]) -> list[tuple[str, object, object]]:
    pairs = ((c, row[f"stored_{c}"], row[f"fresh_{c}"]) for c in columns)
    return [(c, old, new) for c, old, new in pairs if old != new][:5]


def _states_against_ledger(parts: g.GradingParts, stored: Workspace) -> list[Difference]:
    """The present states, folded anew from the ledger, against the decisions of the snapshot."""
    grading = parts.gradings.latest()
    assert grading is not None
    folded = {r["customer_id"]: r for r in parts.gradings.states_after(grading).to_pylist()}
    found = []
    for row in stored.columns(g.stored(stored, g.TIERS).select(*g.STATE_SCHEMA.names)).to_pylist():
        ledger = folded.get(row["customer_id"], {})
        unequal = [(c, ledger.get(c), row[c]) for c in g.STATE_SCHEMA.names if ledger.get(c) != row[c]]
        if unequal:
            found.append(Difference("ledger", row["customer_id"], unequal))
        if len(found) == SHOWN:
            break
    return found


def _nothing_graded() -> Text:
    return Text("还没有分层结果，只核对了事实表。", "Nothing is graded yet; only the facts were compared.")


def _changed_since() -> Text:
    return Text(
        "分层之后又有导入或撤销，只核对了事实表；重新分层后再核对结果。",
        "Something was imported or undone after the grading; only the facts were compared. Grade, then verify again.",
    )
