"""Evaluate a few customers now, by the very expressions of a grading and with its frozen cut points.

A decision of today starts from the states of the evening before (or of today's grading), never from what an earlier
evaluation of today gave. So today's results are a function of the facts, however often and in whatever portions they
were evaluated; what changes against the results before is what the ledger and other systems are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import ibis
import numpy as np

from frostier.actions.change import CustomerChange, EventSeen
from frostier.actions.holding import Holding, columns_needed, compared, held_table, holding_of, holdings
from frostier.actions.occasion import Judging
from frostier.actions.rule_book import STANDARD_BOOK, RuleBook
from frostier.features.table import facts_of, feature_table
from frostier.flows import grading as g
from frostier.flows.ports import Grading, LiveWorkspace
from frostier.scores.cuts import CutPoints
from frostier.tags.table import tag_table
from frostier.tiers.decide import rank_of
from frostier.tiers.entries import ledger_entries
from frostier.tiers.review import ReviewPolicy
from frostier.tiers.scheme import Scheme, fields_used
from frostier.warehouse.tables import Facts, stored_facts

TOUCHED, PRESENT = "evaluated_customer", "present_state"
JUDGED, JUDGED_BEFORE, HELD = "judged_now", "judged_before", "rules_held"
ENTRIES = "ledger_entries"
TOUCHED_SCHEMA = ibis.schema({"customer_key": "int32"})
BY = "frostier"
FEW = 30
"""For so few customers one after another is quicker than to plan a question about all of them."""

_FACTS = tuple(f.name for f in fields(Facts) if f.name != "sku")
"""The facts that features are made of."""

_UP, _DOWN = ("promotion",), ("override_ended", "quota", "demotion")


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation gave. Columnar tables (pyarrow), each with at most one row per customer save ``entries``.

    ``profile`` has the columns of the published profile, by customer_id; ``states`` those of ``STATE_SCHEMA``;
    ``entries`` what the ledger is to be told against the present states.
    """

    grading: Grading
    as_of: date
    profile: Any
    states: Any
    entries: Any


@dataclass
class Evaluation:
    """How customers are evaluated as of a day by the scheme and the cut points of a grading.

    Made once for a grading and a day and asked often: to build and to compile the expressions takes seconds, to run
    them for one customer does not.
    """

    parts: g.GradingParts
    grading: Grading
    workspace: LiveWorkspace
    as_of: date
    book: RuleBook = STANDARD_BOOK
    _decided: tuple[Sequence[ReviewPolicy], ibis.Table] | None = field(default=None, init=False)
    _laid_out: LiveWorkspace | None = field(default=None, init=False)

    def go_by(self, book: RuleBook) -> None:
        """Have the rules for tasks of this version decide from now on."""
        if book != self.book:
            self.book = book
            for known in ("judging", "_judged", "_held"):
                self.__dict__.pop(known, None)

    def of(self, customer_keys: Collection[int]) -> Evaluated:
        """The results of these customers; a key that no customer has (any more) gives none."""
        *_, evaluated = self.in_steps(customer_keys)
        assert evaluated is not None
        return evaluated

    def lay_out(self) -> Iterator[None]:
        """Make the tables of the workspace, if that has not been done, with a stop after each step that takes long."""
        workspace = self.workspace
        if workspace is self._laid_out:
            return
        workspace.put(TOUCHED, [], TOUCHED_SCHEMA)
        for table, facts in self._facts.items():
            workspace.lay_out(table, facts)
        workspace.lay_out(g.FEATURES, self._features)
        yield
        workspace.lay_out(g.TAGS, self._tags)
        yield
        for table in (g.STATES, PRESENT):
            workspace.put(table, [], g.STATE_SCHEMA)
        g.show_overrides(self.parts, workspace, as_of=self.as_of)
        workspace.lay_out(g.TIERS, self._decisions(g.show_reviews(self.parts, workspace, customer_ids=())))
        yield
        workspace.lay_out(ENTRIES, self._entries)
        for table in (JUDGED, JUDGED_BEFORE):
            workspace.put(table, [], self._judged.schema())
        self._written(HELD, self._held)  # nobody yet
        yield
        self._laid_out = workspace

    def in_steps(self, customer_keys: Collection[int]) -> Iterator[Evaluated | None]:
        """The same with a stop after each step; the last one gives the results."""
        for _ in self.lay_out():
            pass
        workspace = self.workspace
        rows = [{"customer_key": key} for key in sorted(customer_keys)]
        workspace.put(TOUCHED, rows, TOUCHED_SCHEMA)
        for table, facts in self._facts.items():
            workspace.write(table, facts)
        workspace.write(g.FEATURES, self._features)
        yield None
        workspace.write(g.TAGS, self._tags)
        yield None
        ids = self.customer_ids()
        gradings = self.parts.gradings
        workspace.put(g.STATES, gradings.settled_states(self.grading, self.as_of, ids), g.STATE_SCHEMA)
        workspace.put(PRESENT, gradings.states_of(ids), g.STATE_SCHEMA)
        g.show_overrides(self.parts, workspace, as_of=self.as_of)
        workspace.write(g.TIERS, self._decisions(g.show_reviews(self.parts, workspace, customer_ids=ids)))
        yield None
        yield Evaluated(
            self.grading,
            self.as_of,
            workspace.profile(),
            workspace.columns(self._states),
            self._written(ENTRIES, self._entries),
        )

    def _written(self, table: str, expression: ibis.Table) -> Any:
        """The expression as a columnar table by way of a table of the workspace, whose plan is kept."""
        self.workspace.write(table, expression)
        return self.workspace.columns(g.stored(self.workspace, table))

    def customer_ids(self) -> list[str]:
        """The ids of the customers who are being evaluated, once the first step is done."""
        ids: list[str] = self.workspace.columns(self._ids)["customer_id"].to_pylist()
        return ids

    def holdings(self, evaluated: Evaluated, before: Any, changes: Sequence[CustomerChange]) -> Mapping[str, Holding]:
        """The rules that hold for each changed customer, now and in the profile rows ``before``."""
        judging, columns = self.judging, self._judged.columns
        if len(changes) <= FEW or not set(columns) <= set(before.column_names):
            return {change.customer_id: holding_of(change, judging) for change in changes}
        for table, rows in ((JUDGED, evaluated.profile), (JUDGED_BEFORE, before)):
            self.workspace.put(table, rows.select(columns), self._judged.schema())
        held = self._written(HELD, self._held)
        rows, *kinds = held.column_names
        return holdings(held.column(rows).to_pylist(), {kind: held.column(kind).to_pylist() for kind in kinds})

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme of the grading."""
        version = self.parts.schemes.get(self.grading.scheme_id, self.grading.scheme_version)
        return Scheme.from_json(version.definition)

    @cached_property
    def cuts(self) -> CutPoints:
        """The cut points that the grading froze."""
        return CutPoints.from_json(self.grading.cuts)

    @cached_property
    def judging(self) -> Judging:
        """With what tasks are decided on."""
        return Judging(self.scheme, self.cuts, book=self.book)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags that are decided: those of the grading."""
        return tuple(self._graded_parts.conditions)

    @cached_property
    def _graded_parts(self) -> g.GradingParts:
        return self.parts.at(self.grading)

    @cached_property
    def _facts(self) -> Mapping[str, ibis.Table]:
        """The facts of the evaluated customers, by the name they are kept under."""
        cut = facts_of(stored_facts(), ibis.table(TOUCHED_SCHEMA, name=TOUCHED), self.as_of)
        return {_kept(name): getattr(cut, name) for name in _FACTS}

    @cached_property
    def _features(self) -> ibis.Table:
        kept = {name: ibis.table(self._facts[_kept(name)].schema(), name=_kept(name)) for name in _FACTS}
        return feature_table(replace(stored_facts(), **kept), self.as_of)

    @cached_property
    def _tags(self) -> ibis.Table:
        return tag_table(g.stored(self.workspace, g.FEATURES), self._graded_parts.conditions, self.cuts)

    @cached_property
    def _ids(self) -> ibis.Table:
        return g.stored(self.workspace, g.FEATURES).select("customer_id")

    @cached_property
    def _judged(self) -> ibis.Table:
        needed = columns_needed(self.judging)
        known = {**self.workspace.tables()[g.FEATURES], **self.workspace.tables()[g.TIERS]}
        return ibis.table({name: kind for name, kind in known.items() if name in needed}, name=JUDGED)

    @cached_property
    def _held(self) -> ibis.Table:
        before = ibis.table(self._judged.schema(), name=JUDGED_BEFORE)
        return held_table(compared(self._judged, before, self.as_of), self.judging)

    def _decisions(self, policies: Sequence[ReviewPolicy]) -> ibis.Table:
        if self._decided is None or self._decided[0] != policies:
            before = ibis.table(g.STATE_SCHEMA, name=g.STATES)
            decided = g.decisions(
                self.workspace, self.scheme, self.cuts, as_of=self.as_of, states=before, policies=policies
            )
            self._decided = (policies, decided)
        return self._decided[1]

    @cached_property
    def _states(self) -> ibis.Table:
        return g.stored(self.workspace, g.TIERS).select(*g.STATE_SCHEMA.names).order_by("customer_id")

    @cached_property
    def _entries(self) -> ibis.Table:
        return live_entries(
            g.stored(self.workspace, g.TIERS),
            ibis.table(g.STATE_SCHEMA, name=PRESENT),
            g.stored(self.workspace, g.FEATURES),
            self.grading,
            self.scheme,
            self.as_of,
        )


def live_entries(
    decided: ibis.Table, present: ibis.Table, known: ibis.Table, grading: Grading, scheme: Scheme, as_of: date
) -> ibis.Table:
    """What the ledger is told of decisions: what is other than in the ``present`` states.

    Columns of ``LedgerEntry`` but for ``revision``. A value that another evaluation of the same day had changed and
    that is changed back, or changed less, has the cause ``corrected``.
    """
    told = ledger_entries(_against(decided, present, scheme), present, known, fields_used(scheme), as_of)
    joined = told.join(decided.select("customer_id", "tier_since", "stage_since", "pending_since"), "customer_id")
    since = ibis.cases(
        (joined.kind == "tier", joined.tier_since),
        (joined.kind == "stage", joined.stage_since),
        (joined.kind == "grace_started", joined.pending_since),
        else_=ibis.null("date"),
    )
    return joined.select(
        *told.columns,
        since=since,
        scheme_id=ibis.literal(grading.scheme_id),
        scheme_version=ibis.literal(grading.scheme_version, type="int64"),
        by=ibis.literal(BY),
        run_id=ibis.literal(0, type="int64"),
    ).order_by("customer_id", "kind")


def _against(decided: ibis.Table, present: ibis.Table, scheme: Scheme) -> ibis.Table:
    """The decisions as changes of the present states."""
    was = present.select("customer_id", was_tier="tier", was_stage="stage")
    joined = decided.left_join(was, "customer_id")
    changed_before = ~joined.was_tier.identical_to(joined.previous_tier)
    had, has = rank_of(scheme, joined.was_tier), rank_of(scheme, joined.tier)
    other_way = (joined.cause.isin(_UP) & (has > had)) | (joined.cause.isin(_DOWN) & (has < had))
    back = changed_before & (joined.tier.identical_to(joined.previous_tier) | other_way.fill_null(False))
    return joined.select(
        *[c for c in decided.columns if c not in ("previous_tier", "previous_stage", "cause")],
        previous_tier=joined.was_tier,
        previous_stage=joined.was_stage,
        cause=ibis.ifelse(back, "corrected", joined.cause),
    )


def _kept(facts: str) -> str:
    return f"evaluated_{facts}_facts"


# ── what changed ────────────────────────────────────────────────────────────────────────────────────────────────


class TableRows:
    """The rows of a columnar table. A column becomes plain values when its first cell is asked for, for all rows."""

    def __init__(self, table: Any) -> None:
        self.table = table
        self._columns: dict[str, list[Any]] = {}

    def column(self, name: str) -> list[Any]:
        """The values of a column; raises ``KeyError`` where there is none."""
        if name not in self._columns:
            self._columns[name] = self.table.column(name).to_pylist()
        return self._columns[name]


class TableRow(Mapping[str, Any]):
    """One row of a columnar table, read cell by cell: few columns of many are ever asked for."""

    __slots__ = ("_place", "_rows")

    def __init__(self, rows: TableRows, place: int) -> None:
        self._rows = rows
        self._place = place

    def __getitem__(self, column: str) -> Any:
        return self._rows.column(column)[self._place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows.table.column_names)

    def __len__(self) -> int:
        return int(self._rows.table.num_columns)

    def get(self, column: str, default: Any = None) -> Any:
        """The cell, or ``default`` where there is no such column."""
        try:
            return self._rows.column(column)[self._place]
        except KeyError:
            return default


def changes(
    evaluated: Evaluated, before: Any, tags: Sequence[str], events: Mapping[str, Sequence[EventSeen]]
) -> list[CustomerChange]:
    """What an evaluation changed, customer by customer; ``before`` holds the profile rows that it takes the place of.

    ``events`` are those that led to it, by customer.
    """
    after = evaluated.profile
    places = {id: n for n, id in enumerate(before.column("customer_id").to_pylist())}
    ids = after.column("customer_id").to_pylist()
    had, has = TableRows(before), TableRows(after)
    gained, lost = _tag_differences(before, after, [places.get(id) for id in ids], tags)
    return [
        CustomerChange(
            as_of=evaluated.as_of,
            before=None if id not in places else TableRow(had, places[id]),
            after=TableRow(has, n),
            tags_gained=tuple(gained.get(n, ())),
            tags_lost=tuple(lost.get(n, ())),
            events=tuple(events.get(id, ())),
        )
        for n, id in enumerate(ids)
    ]


def _tag_differences(
    before: Any, after: Any, places: Sequence[int | None], tags: Sequence[str]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Tags that each row of ``after`` has and its row of ``before`` has not, and the other way round."""
    gained: dict[int, list[str]] = {}
    lost: dict[int, list[str]] = {}
    known = set(before.column_names)
    was_there = np.array([place is not None for place in places], dtype=bool)
    row_before = np.array([place for place in places if place is not None], dtype=np.int64)
    for tag in tags:
        had = np.zeros(len(places), dtype=bool)
        if tag in known:
            had[was_there] = before.column(tag).to_numpy().astype(bool)[row_before]
        has = after.column(tag).to_numpy().astype(bool)
        for n in np.flatnonzero(had != has).tolist():
            (gained if has[n] else lost).setdefault(n, []).append(tag)
    return gained, lost
