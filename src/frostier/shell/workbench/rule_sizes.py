"""How much the rules of a draft would ask for, by the newest results: looked at before they are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from frostier.actions.change import EventSeen
from frostier.actions.holding import NO_CUTS, WORKED_OUT, columns_needed, compared, held_table
from frostier.actions.occasion import Judging, Occasion
from frostier.actions.rule_book import RuleBook, differences
from frostier.actions.task_rules import TaskRule
from frostier.flows.ports import Grading
from frostier.kernel.errors import NotFound
from frostier.shell.crm.reading import Reading
from frostier.shell.live import queries as live_queries
from frostier.tags.evaluate import evaluate
from frostier.tags.predicate import fields_of
from frostier.tiers.scheme import fields_used

MOST_EVENTS = 2_000
"""So many events of its types are held against a rule, the newest ones."""

_NOW, _THEN = "now", "then"
_BY_ITSELF = ("customer_id", "tier", "opened_on", "account_age_days", "avg_order_value_365d")


@dataclass(frozen=True, slots=True)
class Asked:
    """How many customers hold a rule's condition, and how many tasks it would have made; ``None``: not known."""

    customers: int | None = None
    tasks: int | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """What a rule asks for by the version in force and by the draft; see ``schemas_rules.RuleSize``."""

    rule: TaskRule
    now: Asked
    then: Asked
    since: date | None = None
    events: int | None = None


def sizes(read: Reading, present: RuleBook, draft: RuleBook) -> list[Size]:
    """The sizes of the rules that the draft has otherwise; none before the first grading."""
    if read.grading is None or read.scheme is None:
        return []
    changed = {one.id for one in differences(present, draft) if one.of == "rule"}
    rules = [rule for rule in draft.rules if rule.id in changed]
    watching = _of_watching(read, present, [rule for rule in rules if not rule.events])
    by_id = {size.rule.id: size for size in watching}
    return [by_id.get(rule.id) or _of_events(read, present, rule) for rule in rules]


def _of_watching(read: Reading, present: RuleBook, rules: Sequence[TaskRule]) -> list[Size]:
    if not rules:
        return []
    both = [*_called(rules, _THEN), *_called([present.rule(r.id) for r in rules if present.knows(r.id)], _NOW)]
    judging = _judging(read, tuple(rule for rule in both if rule.on))
    before = _before(read, columns_needed(judging))
    counted = _counted(read, judging, before)

    def asked(rule: TaskRule, which: str) -> Asked:
        name = f"{which}_{rule.id}"
        return Asked(counted.get(name, 0), counted.get(f"begun_{name}", 0) if before else None)

    since = before.as_of if before else None
    return [Size(rule, asked(rule, _NOW), asked(rule, _THEN), since) for rule in rules]


def _called(rules: Sequence[TaskRule], which: str) -> list[TaskRule]:
    """The rules under names that tell those of the draft from those in force."""
    return [replace(rule, id=f"{which}_{rule.id}") for rule in rules]


def _judging(read: Reading, rules: tuple[TaskRule, ...]) -> Judging:
    assert read.scheme is not None
    currency = read.house.settings.currency
    return Judging(read.scheme, read.reader.cuts, currency, RuleBook(0, rules, ()))


def _before(read: Reading, needed: frozenset[str]) -> Grading | None:
    """The grading before, if its results are there with all that the rules look at."""
    graded = read.graded
    earlier = [one for one in read.house.gradings.list() if one.as_of < graded.as_of]
    for grading in sorted(earlier, key=lambda one: (one.as_of, one.id), reverse=True)[:1]:
        try:
            return grading if needed <= set(read.reader_of(grading).profile.columns) else None
        except (NotFound, OSError):
            return None  # cleared away
    return None


def _counted(read: Reading, judging: Judging, before: Grading | None) -> dict[str, int]:
    """By rule how many customers hold it, and as ``begun_…`` how many began to."""
    if not judging.book.watching:
        return {}
    needed, as_of = sorted(columns_needed(judging)), read.graded.as_of
    now = read.reader.visible_with(needed).select(*needed)
    was = now.limit(0) if before is None else read.reader_of(before).visible_with(needed).select(*needed)
    held = held_table(compared(now, was, as_of), judging)
    told = held.mutate(customer=held.row.substr(1), is_now=held.row.substr(0, 1) == "+")
    kinds = [rule.id for rule in judging.book.watching]
    parts = {}
    for kind in kinds:
        parts[kind] = (told.is_now & told[kind]).any()
        parts[f"was_{kind}"] = (~told.is_now & told[kind]).any()
    by_customer = told.group_by("customer").agg(known=(~told.is_now).any(), **parts)
    sums = {kind: by_customer[kind].cast("int64").sum() for kind in kinds}
    begun = {
        f"begun_{kind}": (by_customer.known & by_customer[kind] & ~by_customer[f"was_{kind}"]).cast("int64").sum()
        for kind in kinds
    }
    [row] = read.house.published.rows(by_customer.aggregate(**sums, **begun))
    return {name: int(count or 0) for name, count in row.items()}


def _of_events(read: Reading, present: RuleBook, rule: TaskRule) -> Size:
    """Held against the newest events of its types, by the figures of today."""
    then = rule if rule.on else None
    now = present.rule(rule.id) if present.knows(rule.id) and present.rule(rule.id).on else None
    wanted = live_queries.WantedEvents(types=sorted(rule.events | (now.events if now else frozenset())))
    events = list(wanted.rows()[:MOST_EVENTS])
    rows = _rows_of(read, {id for event in events if (id := live_queries.customer_of(event))}, [rule, now])
    seen = [
        (rows[id], EventSeen(str(event.pk), event.type, event.occurred_at, live_queries.data_of(event)))
        for event in events
        if (id := live_queries.customer_of(event)) in rows
    ]
    judging = _judging(read, ())

    def fits(asked: TaskRule | None) -> Asked:
        if asked is None:
            return Asked(None, 0)
        found = (
            evaluate(asked.condition, Occasion(row, read.graded.as_of, judging, event), NO_CUTS)
            for row, event in seen
            if event.type in asked.events
        )
        return Asked(None, sum(found))

    return Size(rule, fits(now), fits(then), None, len(seen))


def _rows_of(read: Reading, ids: set[str], rules: Sequence[TaskRule | None]) -> dict[str | None, dict[str, object]]:
    assert read.scheme is not None
    asked = {name for rule in rules if rule for name in fields_of(rule.condition)} - WORKED_OUT
    columns = {*_BY_ITSELF, *asked, *fields_used(read.scheme)} & set(read.reader.profile.columns)
    return {str(row["customer_id"]): row for row in read.reader.batch(ids, sorted(columns))} if ids else {}
