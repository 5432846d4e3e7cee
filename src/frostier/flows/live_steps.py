"""From accepted events to results, one micro-batch after another, on the open warehouse.

Each step may be killed anywhere and done again. Events are first loaded as facts, with the position up to which they
are; then the customers that they touch are evaluated, and the results are recorded with the position up to which they
are recorded. What lies between the two positions is evaluated again; as results follow from facts alone, nothing is
done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from frostier.actions.change import CustomerChange, EventSeen
from frostier.actions.holding import Holding
from frostier.flows.event_records import records_of, waking
from frostier.flows.grading import GradingParts
from frostier.flows.live import Evaluated, Evaluation, changes
from frostier.flows.live_batches import close_batches, entities_of, live_batches
from frostier.flows.ports import (
    BatchStore,
    Grading,
    Inbox,
    InboxRow,
    LiveFacts,
    LivePlace,
    LiveRecords,
    LiveResults,
    LiveStore,
    LiveWorkspace,
    Touched,
)
from frostier.sources.event_types import OWN_SOURCE
from frostier.warehouse.identity import MAIN_SOURCE

Code = tuple[str, str]

MOST_AT_FAULT = 8
"""Where more customers than this cannot be evaluated it is not their events that are at fault."""


@dataclass(frozen=True)
class LiveParts:
    """The parts that live evaluation works with; ``grading`` gives the newest ones, which may change."""

    inbox: Inbox
    facts: LiveFacts
    results: LiveResults
    store: LiveStore
    batches: BatchStore
    grading: GradingParts
    workspace: LiveWorkspace
    passes: Callable[[Exception], bool] = lambda error: False  # whether trying again later may help


@dataclass(frozen=True)
class Step:
    """What one micro-batch did. ``revision`` names the results that are current after it, if it brought any."""

    events: int
    customers: int
    up_to: int
    revision: str | None


@dataclass(frozen=True)
class Outcome:
    """What is recorded of an evaluation, all at once. ``revision`` is its name, ``place`` where things stand then."""

    evaluated: Evaluated
    evaluation: Evaluation
    changes: Sequence[CustomerChange]
    revision: str
    up_to: int
    gone: Sequence[str] = ()
    holdings: Mapping[str, Holding] = field(default_factory=dict)


@dataclass
class LiveFlow:
    """The live flow over parts that stay open between its steps.

    ``evaluation`` is the last one that was made; it is worth keeping for the next flow.
    """

    parts: LiveParts
    evaluation: Evaluation | None = None

    def step(self, most: int) -> Step | None:
        """Take up to ``most`` events on, or finish what a killed step left; None where there is nothing to do."""
        inbox, facts = self.parts.inbox, self.parts.facts
        place, grading = self.parts.store.place(), self.parts.grading.gradings.latest()
        whole = grading is None or self.parts.results.is_written(place.revision_of(grading))
        up_to = max(place.up_to, min(inbox.last(), place.up_to + most))
        if up_to == place.up_to and whole:
            return None
        rows = self._that_wake(place.up_to, up_to)
        if facts.loaded_up_to() <= place.up_to < up_to:
            self._load_what_can_be(rows, up_to)
        # What was loaded before this process came may be more than a batch; it is evaluated whole.
        loaded = max(facts.loaded_up_to(), place.up_to)
        touched = facts.touched_after(place.up_to if whole else 0)
        if grading is None or not (touched.customer_keys or touched.gone):
            # Before the first grading there is nothing to evaluate by: it will see all facts.
            self.parts.store.pass_by(loaded)
            return Step(loaded - place.up_to, 0, loaded, None)
        events = rows if loaded == up_to else self._that_wake(place.up_to, loaded)
        parent = place.revision_of(grading) if whole else grading.snapshot
        step = self._evaluate_who_can_be(place, grading, parent, events, touched, loaded)
        if place.grading_id != grading.id:
            facts.forget_touched(place.up_to)  # the grading has seen them
        return replace(step, events=loaded - place.up_to)

    def _that_wake(self, position: int, up_to: int) -> Sequence[InboxRow]:
        types = waking(self.parts.grading.rule_book().awaited)
        return self.parts.inbox.after(position, up_to - position, types=types)

    def _load_what_can_be(self, rows: Sequence[InboxRow], up_to: int) -> None:
        """Load the rows, which are all that matter up to a number; those at fault, if there are any, are left out."""
        try:
            self._load(rows, up_to)
        except Exception as error:
            if self.parts.passes(error):
                raise
            if len(rows) > 1:
                half = len(rows) // 2
                self._load_what_can_be(rows[:half], rows[half - 1].id)
                self._load_what_can_be(rows[half:], up_to)
            else:
                self.parts.store.set_aside(rows, error)
                self.parts.facts.load(LiveRecords(), up_to=up_to, batch_nos={})

    def _evaluate_who_can_be(
        self, place: LivePlace, grading: Grading, parent: str, events: Sequence[InboxRow], touched: Touched, up_to: int
    ) -> Step:
        """Evaluate the touched; where that fails, all but the customers at fault, who keep their former results.

        Raises the error where most fail: then it is not theirs.
        """
        try:
            return self._evaluate(grading, parent, events, touched, up_to)
        except Exception as error:
            if self.parts.passes(error):
                raise
            search = _Search(self, grading, events, place.up_to)
            search.among(touched.customer_keys, error)
        step = self._evaluate(grading, search.parent_now(), events, replace(touched, customer_keys=()), up_to)
        self.parts.store.set_aside(search.events_at_fault(), search.errors[0])
        return replace(step, customers=len(touched.customer_keys) - len(search.at_fault))

    def _load(self, rows: Sequence[InboxRow], up_to: int) -> None:
        records = _with_own(records_of(self.parts.inbox, rows, self.parts.grading.rule_book().awaited))
        numbers = live_batches(self.parts.batches, entities_of(records))
        self.parts.facts.load(records, up_to=up_to, batch_nos=numbers)
        close_batches(self.parts.batches, numbers.values(), {"live": True})

    def _evaluate(
        self, grading: Grading, parent: str, events: Sequence[InboxRow], touched: Touched, up_to: int
    ) -> Step:
        evaluation = self._evaluation_of(grading)
        compared = self.parts.store.compared(evaluation)
        evaluated, before = self._evaluated_with_before(evaluation, touched.customer_keys, parent, compared.columns)
        revision = self.parts.results.write(parent, evaluated.profile, gone=touched.gone, facts=touched.facts)
        told = changes(evaluated, before, compared.tags, self._by_customer(events, evaluated))
        holdings = evaluation.holdings(evaluated, before, told)
        self.parts.store.commit(Outcome(evaluated, evaluation, told, revision, up_to, touched.gone, holdings))
        return Step(len(events), evaluated.profile.num_rows, up_to, revision)

    def _evaluated_with_before(
        self, evaluation: Evaluation, customer_keys: Collection[int], parent: str, columns: Collection[str]
    ) -> tuple[Evaluated, Any]:
        """The results of customers and, by id, columns of the rows that these take the place of, read meanwhile."""
        steps = evaluation.in_steps(customer_keys)
        next(steps)  # from here on it is known who they are
        with ThreadPoolExecutor(1, thread_name_prefix="before") as aside:
            before = aside.submit(self.parts.results.known, parent, evaluation.customer_ids(), columns)
            *_, evaluated = steps
        assert evaluated is not None
        return evaluated, before.result()

    def _evaluation_of(self, grading: Grading) -> Evaluation:
        parts = self.parts.grading
        self.evaluation = evaluation_now(parts, grading, self.parts.workspace, self.evaluation)
        return self.evaluation

    def _by_customer(self, rows: Sequence[InboxRow], evaluated: Evaluated) -> Mapping[str, Sequence[EventSeen]]:
        """The events by the id of the customer that they name."""
        codes = [(row, code) for row in rows if (code := _code_of(row)) is not None]
        keys = self.parts.facts.customers_of({code for _, code in codes})
        profile = evaluated.profile
        ids = dict(
            zip(profile.column("customer_key").to_pylist(), profile.column("customer_id").to_pylist(), strict=True)
        )
        found: dict[str, list[EventSeen]] = {}
        for row, code in codes:
            if code in keys and keys[code] in ids:
                event = row.event
                seen = EventSeen(str(row.id), event.type, event.occurred_at, event.data)
                found.setdefault(ids[keys[code]], []).append(seen)
        return found


def evaluation_now(
    parts: GradingParts, grading: Grading, workspace: LiveWorkspace, known: Evaluation | None
) -> Evaluation:
    """How customers are evaluated now: ``known``, in this workspace, unless it is of another day or grading."""
    as_of = max(parts.clock.today(), grading.as_of)
    book = parts.rule_book()
    if known is None or (known.grading.id, known.as_of) != (grading.id, as_of):
        return Evaluation(parts, grading, workspace, as_of, book)
    known.workspace = workspace
    known.go_by(book)
    return known


@dataclass
class _Search:
    """Looks for the customers who cannot be evaluated, by halves; the others are evaluated and recorded on the way."""

    flow: LiveFlow
    grading: Grading
    events: Sequence[InboxRow]
    from_position: int
    at_fault: list[int] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def among(self, keys: Sequence[int], error: Exception) -> None:
        """Evaluate these customers, of whom together nobody could be."""
        if len(keys) <= 1:
            self.at_fault += keys
            self.errors.append(error)
            if len(self.at_fault) > MOST_AT_FAULT:
                raise error
            return
        half = len(keys) // 2
        for part in (keys[:half], keys[half:]):
            try:
                self.flow._evaluate(self.grading, self.parent_now(), self.events, Touched(part), self.from_position)
            except Exception as found:
                if self.flow.parts.passes(found):
                    raise
                self.among(part, found)

    def parent_now(self) -> str:
        """The results that are current by now."""
        current = self.flow.parts.store.place().revision_of(self.grading)
        return current if self.flow.parts.results.is_written(current) else self.grading.snapshot

    def events_at_fault(self) -> list[InboxRow]:
        """The events that name those customers."""
        codes = {code for row in self.events if (code := _code_of(row)) is not None}
        keys = self.flow.parts.facts.customers_of(codes)
        named = {code for code, key in keys.items() if key in self.at_fault}
        return [row for row in self.events if _code_of(row) in named]


def _code_of(row: InboxRow) -> Code | None:
    event = row.event
    return None if event.customer_code is None else _as_in_source((event.source, event.customer_code))


def _with_own(records: LiveRecords) -> LiveRecords:
    return replace(records, woken=sorted({_as_in_source(code) for code in records.woken}))


def _as_in_source(code: Code) -> Code:
    """A customer as its own source calls it, also where the system itself names it by its id."""
    source, name = code
    if source != OWN_SOURCE:
        return code
    of_source, colon, rest = name.partition(":")
    return (of_source, rest) if colon else (MAIN_SOURCE, name)
