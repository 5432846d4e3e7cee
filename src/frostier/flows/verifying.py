"""The proof: what is stored equals a full recomputation, to the last bit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import ibis

from frostier.flows import grading as g
from frostier.flows.ports import Draft, Grading, JsonObject, Published, Run, Workspace
from frostier.kernel.errors import ProofFailed
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tiers.scheme import Scheme

SHOWN = 20
"""How many differing customers a proof names per table."""

RESULTS = (g.FEATURES, g.TAGS, g.TIERS)
SEASON = "fact_type_season"
_IDS = ibis.schema({"customer_id": "string"})
_COMPARING = Text("逐客户比对", "compare customer by customer")


@dataclass(frozen=True)
class Difference:
    """One customer whose stored row differs from the recomputed one, with the first columns that do."""

    table: str
    customer_id: str
    columns: Sequence[tuple[str, object, object]]  # column, stored, recomputed

    @property
    def say(self) -> Text:
        """The difference in words."""
        values = "; ".join(f"{column}: {stored} → {fresh}" for column, stored, fresh in self.columns)
        return Text(
            f"{self.table} 客户 {self.customer_id}（存储 → 重算）{values}",
            f"{self.table} of customer {self.customer_id} (stored → recomputed) {values}",
        )


@dataclass(frozen=True)
class Proof:
    """What was compared and what differed. ``skipped`` says what could not be compared, and why."""

    as_of: date | None
    compared: JsonObject
    differences: Sequence[Difference] = ()
    fact_differences: JsonObject = field(default_factory=dict)
    skipped: Sequence[Text] = ()
    events: Sequence[int] = ()  # numbers of the newest events about the first differing customer

    @property
    def holds(self) -> bool:
        """Whether nothing differed."""
        return not self.differences and not any(self.fact_differences.values())

    @property
    def first(self) -> Difference | None:
        """The first difference of a customer."""
        return self.differences[0] if self.differences else None

    def assert_holds(self) -> None:
        """Raise ``ProofFailed`` naming the first difference."""
        if self.holds:
            return
        first = self.first
        named = first.say if first else Text(str(self.fact_differences), str(self.fact_differences))
        events = ", ".join(map(str, self.events))
        since = Text(f"；相关事件 {events}", f"; events about it: {events}") if events else Text("", "")
        raise ProofFailed(
            Text(
                f"存储结果与全量重算不一致：{named.zh}{since.zh}",
                f"What is stored differs from a full recomputation: {named.en}{since.en}",
            ),
            next_step=Text("请重新运行 frostier grade 并保留本次报告。", "Grade again and keep this report."),
        )


@dataclass(frozen=True)
class LivePresent:
    """Live results over the latest grading, to be proven: ``revision`` names them, ``published`` reads them.

    ``customer_ids`` are those who were evaluated since the grading. Everything that was accepted or decided by
    ``known_at`` is evaluated, nothing later is.
    """

    revision: str
    published: Published
    customer_ids: Collection[str]
    known_at: datetime


def verify(run: Run, parts: g.GradingParts, live: LivePresent | None = None) -> Proof:
    """Recompute facts, features, tags and decisions and compare them with what is stored.

    With ``live`` they are those of this moment: the latest grading and what was evaluated since; otherwise those of
    the latest grading. Facts are always compared. Results are compared where no import came after the grading;
    otherwise they rest on other facts, and the proof says so.
    """
    # What was imported since the last grading is folded at the next one: not yet a fact, and no difference. The figures
    # of whole populations stay frozen while live results rest on them.
    parts.warehouse.refresh_facts(run, season=live is None)
    run.step(Text("全量重算事实", "recompute the facts"))
    facts = dict(parts.warehouse.fact_differences(run))
    if live is not None:
        facts.pop(SEASON, None)
    grading = parts.gradings.latest()
    if grading is None:
        return Proof(None, {"facts": len(facts)}, fact_differences=facts, skipped=[_nothing_graded()])
    skipped = _changed_since(parts, grading) if live is None else _live_changed_since(parts, grading)
    if skipped is not None:
        return Proof(grading.as_of, {"facts": len(facts)}, fact_differences=facts, skipped=[skipped])
    proven = _grading_proven(run, parts, grading) if live is None else _live_proven(run, parts, grading, live)
    return replace(proven, compared={"facts": len(facts), **proven.compared}, fact_differences=facts)


def _grading_proven(run: Run, parts: g.GradingParts, grading: Grading) -> Proof:
    before = parts.gradings.states_before(grading)
    # A roll is proven with the rod that it measured with, a regrade with one frozen anew.
    cuts = CutPoints.from_json(grading.cuts) if g.is_roll(grading) else None
    with (
        _recomputed(run, parts, grading, before, cuts, grading.recorded_at) as fresh,
        parts.analytics.snapshot(grading.snapshot) as stored,
    ):
        run.step(_COMPARING)
        differences, compared = [], {}
        for table in RESULTS:
            held, schema = stored.columns(g.stored(stored, table)), stored.tables()[table]
            differences += compare(fresh, table, held, schema)
            compared[table] = held.num_rows
        decided = stored.columns(g.stored(stored, g.TIERS).select(*g.STATE_SCHEMA.names))
    differences += against_ledger(parts.gradings.states_after(grading), decided)
    return Proof(grading.as_of, compared, differences)


def _live_proven(run: Run, parts: g.GradingParts, grading: Grading, live: LivePresent) -> Proof:
    cuts = CutPoints.from_json(grading.cuts)
    with _recomputed(run, parts, grading, _started_from(run, parts, grading, live), cuts, live.known_at) as fresh:
        run.step(_COMPARING)
        differences, compared = [], {"live_customers": len(live.customer_ids)}
        for table in RESULTS:
            schema = fresh.tables()[table]
            profile = live.published.profile(live.revision).select(*schema.names)
            held = live.published.columns(profile)
            differences += compare(fresh, table, held, schema)
            compared[table] = held.num_rows
    decided = live.published.profile(live.revision).select(*g.STATE_SCHEMA.names)
    differences += against_ledger(parts.gradings.states_as_of(grading.as_of), live.published.columns(decided))
    return Proof(grading.as_of, compared, differences)


@contextmanager
def _recomputed(
    run: Run, parts: g.GradingParts, grading: Grading, states: object, cuts: CutPoints | None, known_at: datetime
) -> Iterator[Draft]:
    """Everything as of the day of a grading, by its scheme and tags, from these states."""
    scheme = Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    parts, as_of = parts.at(grading), grading.as_of
    with parts.analytics.draft(f"proof-{run.id}") as fresh:
        g.compute(run, parts, fresh, scheme, as_of=as_of, cuts=cuts, states=states, known_at=known_at)
        yield fresh


def _started_from(run: Run, parts: g.GradingParts, grading: Grading, live: LivePresent) -> object:
    """The states that each decision started from: whoever was evaluated since the grading has settled ones."""
    ids = sorted(live.customer_ids)
    graded_from, settled = (ibis.table(g.STATE_SCHEMA, name=name) for name in ("graded_from", "settled"))
    with parts.analytics.draft(f"states-{run.id}") as scratch:
        scratch.put("graded_from", parts.gradings.states_before(grading), g.STATE_SCHEMA)
        scratch.put("settled", parts.gradings.settled_states(grading, grading.as_of, ids), g.STATE_SCHEMA)
        scratch.put("evaluated", [{"customer_id": id} for id in ids], _IDS)
        others = graded_from.anti_join(ibis.table(_IDS, name="evaluated"), "customer_id")
        return scratch.columns(others.union(settled).order_by("customer_id"))


def compare(fresh: Workspace, table: str, held: object, schema: ibis.Schema) -> list[Difference]:
    """The first customers whose rows differ between a recomputed table and what is held of it (columnar)."""
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


def against_ledger(folded: Any, decided: Any) -> list[Difference]:
    """The first customers whose states, folded anew from the ledger, are not what was decided (both columnar)."""
    states = {r["customer_id"]: r for r in folded.to_pylist()}
    found = []
    for row in decided.to_pylist():
        ledger = states.get(row["customer_id"], {})
        unequal = [(c, ledger.get(c), row[c]) for c in g.STATE_SCHEMA.names if ledger.get(c) != row[c]]
        if unequal:
            found.append(Difference("ledger", row["customer_id"], unequal))
        if len(found) == SHOWN:
            break
    return found


def _nothing_graded() -> Text:
    return Text("还没有分层结果，只核对了事实表。", "Nothing is graded yet; only the facts were compared.")


def _changed_since(parts: g.GradingParts, grading: Grading) -> Text | None:
    if parts.warehouse.fingerprint() == grading.counts.get("facts"):
        return None
    return Text(
        "分层之后又有导入或撤销，只核对了事实表；重新分层后再核对结果。",
        "Something was imported or undone after the grading; only the facts were compared. Grade, then verify again.",
    )


def _live_changed_since(parts: g.GradingParts, grading: Grading) -> Text | None:
    if parts.warehouse.imports() != grading.counts.get(g.IMPORTS):
        return Text(
            "分层之后又有导入或撤销，只核对了事实表；每日滚动之后再核对结果。",
            "Something was imported or undone after the grading; only the facts were compared. Verify after the roll.",
        )
    if parts.clock.today() != grading.as_of:
        return Text(
            "今天的滚动还没有进行，各客户的结果不是同一天的，只核对了事实表。",
            "Today's roll has not been: results are of several days, so only the facts were compared.",
        )
    return None
