"""Customers as one viewer may know of them: which fit a filter, page by page, counted, by number.

Every list, count, chart and export of customers starts from :class:`CustomerReader`, which applies the viewer's
scope. A customer outside it is answered like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir

from frostier.flows.left_open import left_open
from frostier.flows.ports import LIVE, Grading, JsonObject, Published
from frostier.flows.scope import COLUMN_OF as SCOPE_COLUMNS
from frostier.flows.scope import Scope
from frostier.kernel.errors import InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, cut_queries
from frostier.sources.standard import Choice
from frostier.tags.compile import compile_predicate, literal
from frostier.tags.predicate import Predicate, cuts_of, fields_of, tags_of
from frostier.tags.vocabulary import Field, Vocabulary, result_fields, suggest
from frostier.tiers.labels import LABELS
from frostier.tiers.scheme import Tier
from frostier.tiers.stages import STAGES

_COLUMN_OF_RESULT = {"value_tier": "tier", "lifecycle_stage": "stage"}
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers; every part narrows, an empty one does not.

    Within a tuple of values any will do; ``tags``, ``conditions`` and ``members`` (lists of customer ids) must all
    hold. ``bought_*`` ask for one month, category and channel of a purchase that fits all three. ``""`` stands for
    no value.
    """

    tiers: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    conditions: tuple[Predicate, ...] = ()
    members: tuple[frozenset[str], ...] = ()
    words: str = ""
    bought_categories: tuple[str, ...] = ()
    bought_channels: tuple[str, ...] = ()
    bought_months: tuple[date, ...] = ()


COLUMN_OF: dict[str, str] = {
    "tiers": "tier",
    "stages": "stage",
    "labels": "label",
    "regions": "sales_region",
    "channels": "top_channel_365d",
    "types": "customer_type",
    "managers": "manager",
    "teams": "team",
}


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column, and which way; ties stand by customer id, missing values last."""

    column: str = "spend_365d"
    descending: bool = True

    @classmethod
    def of(cls, text: str) -> Sorting:
        """The sorting that ``-spend_365d`` or ``customer_name`` asks for."""
        return cls(text.lstrip("+-"), text.startswith("-"))


BY_SPEND = Sorting()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the sorted value (as text; None: missing) and the customer id of its last row."""

    value: str | None
    customer_id: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How many customers fit; of those with a known phone; of those not blocked from being contacted."""

    matched: int
    reachable: int
    allowed: int


class CustomerReader:
    """The customers of one grading that a viewer may know of.

    Who belongs to the viewer is decided by the newest grading, for past days too: a customer handed over takes its
    past along.
    """

    def __init__(self, published: Published, grading: Grading, newest: Grading, scope: Scope) -> None:
        self.published = published
        self.grading = grading
        self.scope = scope
        self._newest = newest
        self._chosen: dict[tuple[CustomerFilter, frozenset[str] | None], ibis.Table] = {}

    @cached_property
    def profile(self) -> ibis.Table:
        """Every customer of the grading, whatever the scope: only to measure the whole population."""
        return self.published.profile(self.grading.snapshot)

    @cached_property
    def visible(self) -> ibis.Table:
        """The customers of the grading that the viewer may know of; grain customer, all columns."""
        return self._visible_of(self.profile)

    def visible_with(self, columns: Iterable[str]) -> ibis.Table:
        """The same with few columns: those named, as far as there are such, and the key.

        To build and compile a question to hundreds of columns takes longer than to answer it.
        """
        wanted = {"customer_id", "customer_key", *columns, *self._scope_columns}
        return self._visible_of(self.published.profile(self.grading.snapshot, wanted))

    @property
    def _scope_columns(self) -> Iterable[str]:
        return () if self.scope.kind == "all" else SCOPE_COLUMNS.values()

    def _visible_of(self, profile: ibis.Table) -> ibis.Table:
        if self.scope.kind == "all" or self.grading.snapshot == self._newest.snapshot:
            return self.scope.visible(profile)
        mine = self.scope.visible(
            self.published.profile(self._newest.snapshot, {"customer_id", *SCOPE_COLUMNS.values()})
        )
        return profile.filter(profile.customer_id.isin(mine.customer_id))

    @cached_property
    def as_graded(self) -> CustomerReader:
        """The same as the grading itself left it; this reader, where nobody was evaluated since."""
        snapshot, found, _ = self.grading.snapshot.rpartition(LIVE)
        if not found:
            return self
        graded = replace(self.grading, snapshot=snapshot)
        newest = graded if self._newest.snapshot == self.grading.snapshot else self._newest
        return CustomerReader(self.published, graded, newest, self.scope)

    @cached_property
    def evaluated_since(self) -> ibis.Table | None:
        """The ``customer_key`` of everybody, in scope or not, who was evaluated since the grading; ``None``: nobody."""
        return self.published.evaluated_since(self.grading.snapshot)

    def was_evaluated_since(self, customer_id: str) -> bool:
        """Whether a customer's results may differ from those of the grading; raises ``NotFound`` for an unknown one."""
        since = self.evaluated_since
        if since is None:
            return LIVE in self.grading.snapshot  # whose results differ is no longer known
        key = self.one(customer_id, ["customer_key"])["customer_key"]
        question = self.kept(
            ("evaluated", since.op()), lambda: since.filter(since.customer_key == left_open("customer_key", "int32"))
        )
        return bool(self.published.rows(question, {"customer_key": key}))

    def facts(self, table: str) -> ibis.Table:
        """A table of the facts that the grading stood on, not yet cut to anybody: join it to ``chosen``."""
        return self.published.facts(self.grading.snapshot, table)

    def rollup(self, name: str) -> ibis.Table | None:
        """The viewer's customers by groups (``warehouse.rollups``); None where the grading has none that tells them."""
        if self.scope.kind != "all" and self.grading.snapshot != self._newest.snapshot:
            return None
        if self.scope.lent:
            return None  # groups tell no single customer
        groups = self.published.rollup(self.grading.snapshot, name)
        return None if groups is None else self.scope.visible(groups)

    def chosen(self, wanted: CustomerFilter, columns: Iterable[str] | None = None) -> ibis.Table:
        """The visible customers that fit; grain customer.

        With at least the named ``columns`` and the key, or all of them. Raises ``InvalidInput`` for a tag or field
        that the grading does not know.
        """
        asked = wanted, None if columns is None else frozenset(columns)
        if asked not in self._chosen:
            table = self.visible if asked[1] is None else self.visible_with({*asked[1], *_looked_at(wanted)})
            self._chosen[asked] = self._narrowed(table, wanted)
        return self._chosen[asked]

    def _narrowed(self, table: ibis.Table, wanted: CustomerFilter) -> ibis.Table:
        conditions = [*listed(table, wanted), *_worded(table, wanted.words)]
        conditions += [table.customer_id.isin(sorted(members)) for members in wanted.members]
        conditions += [self._carries(table, tag) for tag in wanted.tags]
        conditions += [self._holds(table, condition) for condition in wanted.conditions]
        kept = table.filter(conditions) if conditions else table
        bought = self._bought(wanted)
        return kept if bought is None else kept.semi_join(bought, "customer_key")

    def page(
        self,
        wanted: CustomerFilter,
        columns: Sequence[str],
        sorting: Sorting = BY_SPEND,
        *,
        after: Place | None = None,
        limit: int = 50,
    ) -> tuple[list[JsonObject], Place | None]:
        """At most ``limit`` rows with these columns (and the id), and where the next page begins, if there is one.

        Raises ``InvalidInput`` for an unknown column or an ``after`` that does not fit the sorting.
        """
        self.check_columns((*columns, sorting.column))
        chosen = self.chosen(wanted, (*columns, sorting.column))
        return self.page_within(chosen, columns, sorting, after=after, limit=limit)

    def page_within(
        self,
        customers: ibis.Table,
        columns: Sequence[str],
        sorting: Sorting,
        *,
        after: Place | None = None,
        limit: int = 50,
    ) -> tuple[list[JsonObject], Place | None]:
        """The same over some of the visible customers, as ``chosen`` gives them."""
        self.check_columns((*columns, sorting.column))
        table = customers.select(*dict.fromkeys(("customer_id", sorting.column, *columns)))
        if after is not None:
            table = table.filter(_beyond(table, sorting, after))
        key = table[sorting.column]
        first = key.desc(nulls_first=False) if sorting.descending else key.asc(nulls_first=False)
        order = [first] if sorting.column == "customer_id" else [first, table.customer_id.asc()]
        rows = self.published.rows(table.order_by(order).limit(limit + 1))
        return rows[:limit], _place(rows[limit - 1], sorting) if len(rows) > limit else None

    def count(self, wanted: CustomerFilter) -> int:
        """How many customers fit."""
        return int(self._figures(self.chosen(wanted, ()), n=lambda t: t.count())["n"])

    def reach(self, wanted: CustomerFilter, blocked: Sequence[str]) -> Reach:
        """How many customers fit, have a known phone, and are not among the ``blocked``."""
        table = self.chosen(wanted, ("has_phone",)).select("customer_id", "customer_key", "has_phone")
        table = table.select("customer_id", reachable=table.has_phone.fill_null(False) | self._contact_phone(table))
        found = self._figures(
            table,
            matched=lambda t: t.count(),
            reachable=lambda t: t.reachable.sum(),
            blocked=lambda t: (t.reachable & t.customer_id.isin(list(blocked))).sum() if blocked else ibis.literal(0),
        )
        reached = int(found["reachable"] or 0)
        return Reach(int(found["matched"]), reached, reached - int(found["blocked"] or 0))

    def batch(self, ids: Iterable[str], columns: Sequence[str] = ()) -> list[JsonObject]:
        """The visible customers among ``ids``, by id, with these columns (none: all)."""
        if columns:
            self.check_columns(columns)
        visible = self.visible_with(columns) if columns else self.visible
        table = visible.filter(visible.customer_id.isin(sorted(set(ids))))
        table = table.select(*dict.fromkeys(("customer_id", *columns))) if columns else table
        return sorted(self.published.rows(table), key=lambda row: str(row["customer_id"]))

    def one(self, customer_id: str, columns: Sequence[str] = ()) -> JsonObject:
        """One customer with these columns (none: all); raises ``NotFound`` for an unknown or invisible one."""
        if columns:
            self.check_columns(columns)
        question = self.kept(("one", *columns), lambda: self._one_left_open(columns))
        rows = self.published.rows(question, {"customer_id": customer_id})
        if not rows:
            raise unknown_customer(customer_id)
        return rows[0]

    def _one_left_open(self, columns: Sequence[str]) -> ibis.Table:
        visible = self.visible_with(columns) if columns else self.visible
        table = visible.filter(visible.customer_id == left_open("customer_id"))
        return table.select(*dict.fromkeys(("customer_id", *columns))) if columns else table

    def facts_of(self, customer_id: str, table: str) -> list[JsonObject]:
        """The facts of one customer; raises ``NotFound`` for an unknown or invisible one."""
        return self.facts_of_key(self.one(customer_id, ["customer_key"])["customer_key"], table)

    def facts_of_key(self, key: int | None, table: str) -> list[JsonObject]:
        """The same for one who is known to be visible, by ``customer_key``."""
        facts = self.facts(table)
        question = self.kept(
            ("facts", facts.op()), lambda: facts.filter(facts.customer_key == left_open("customer_key", "int32"))
        )
        return self.published.rows(question, {"customer_key": key})

    def kept(self, question: Hashable, make: Callable[[], ibis.Table]) -> ibis.Table:
        """The expression of a question that leaves its values open, built once for these results and this scope.

        To build and compile one takes longer than to answer it for a single customer.
        """
        # The results are looked up every time: where they stand changes when old ones are cleared away.
        stand = [self.published.profile(g.snapshot, {"customer_id"}).op() for g in (self.grading, self._newest)]
        return _kept(_Kept((self.published, *stand, self.scope, question), make))

    def check_columns(self, columns: Iterable[str]) -> None:
        """Go on, or raise ``InvalidInput`` naming the columns that there are not."""
        known = self.profile.columns
        wrong = [column for column in dict.fromkeys(columns) if column not in known]
        if wrong:
            raise InvalidInput(
                Text(f"没有这些列：{'、'.join(wrong)}。", f"There are no such columns: {', '.join(wrong)}."),
                next_step=suggest(wrong[0], known),
                where={"columns": wrong},
            )

    @cached_property
    def cuts(self) -> CutPoints:
        """The cut points that were frozen with the grading."""
        return CutPoints.from_json(self.grading.cuts)

    def _figures(self, table: ibis.Table, **figures: Any) -> JsonObject:
        return self.published.rows(table.aggregate(**{name: figure(table) for name, figure in figures.items()}))[0]

    def _contact_phone(self, table: ibis.Table) -> ir.BooleanValue:
        """Whether some person at the customer has a phone; nobody, where no facts are kept."""
        try:
            people = self.facts("contact")
        except NotFound:
            return ibis.literal(False)
        return table.customer_key.isin(people.filter(people.phone.notnull()).customer_key)

    def _carries(self, table: ibis.Table, tag: str) -> ir.BooleanValue:
        if tag not in table.columns or not table[tag].type().is_boolean():
            raise InvalidInput(
                Text(f"这次分层结果中没有标签“{tag}”。", f"These results have no tag {tag!r}."), where={"tag": tag}
            )
        return table[tag]

    def _holds(self, table: ibis.Table, condition: Predicate) -> ir.BooleanValue:
        self.check_columns(fields_of(condition))
        # A tag that was made after the grading: nobody carries it yet.
        later = {tag: ibis.literal(False) for tag in tags_of(condition) if tag not in table.columns}
        return compile_predicate(condition, table, self.cuts_for(condition), later)

    def cuts_for(self, condition: Predicate) -> CutPoints:
        """The cut points that a condition needs: frozen ones, and others computed from the whole population."""
        cuts = self.cuts
        for query in cut_queries(self.profile, cuts.missing(cuts_of(condition))):
            cuts = cuts.joined(query.read(self.published.rows(query.table)))
        return cuts

    def _bought(self, wanted: CustomerFilter) -> ibis.Table | None:
        if not (wanted.bought_categories or wanted.bought_channels or wanted.bought_months):
            return None
        months = self.facts("customer_month")
        return months.filter(bought_in(months, wanted)).select("customer_key")


@dataclass(frozen=True)
class _Kept:
    """A question, and how its expression is made: the same question is the same, whoever makes it."""

    question: Hashable
    make: Callable[[], ibis.Table] = field(compare=False)


@lru_cache(maxsize=48)
def _kept(asked: _Kept) -> ibis.Table:
    return asked.make()


def _looked_at(wanted: CustomerFilter) -> set[str]:
    """The columns that a filter looks at."""
    named = {column for part, column in COLUMN_OF.items() if getattr(wanted, part)}
    conditions = {name for condition in wanted.conditions for name in fields_of(condition) | tags_of(condition)}
    return named | conditions | set(wanted.tags) | ({"customer_name"} if wanted.words.strip() else set())


def bought_in(months: ibis.Table, wanted: CustomerFilter) -> list[ir.BooleanValue]:
    """The conditions of ``bought_*`` on rows of customer × month × category × channel."""
    conditions = [months.orders > 0]
    if wanted.bought_categories:
        conditions.append(months.category.isin(list(wanted.bought_categories)))
    if wanted.bought_channels:
        conditions.append(one_of(months.order_channel, wanted.bought_channels))
    if wanted.bought_months:
        conditions.append(months.month.isin(list(wanted.bought_months)))
    return conditions


def unknown_customer(customer_id: str) -> NotFound:
    """The refusal for a customer that does not exist, or that the viewer may not know of."""
    return NotFound(
        Text(f"没有编号为 {customer_id} 的客户。", f"There is no customer {customer_id}."),
        next_step=Text("请在客户列表中按名称查找。", "Look it up by name in the customer list."),
        where={"customer_id": customer_id},
    )


@lru_cache(maxsize=16)
def audience_vocabulary(vocabulary: Vocabulary, tiers: tuple[Tier, ...]) -> Vocabulary:
    """What a condition on graded customers may name: features, attributes, tags, and tier, stage, label, score."""
    words = result_fields(
        [Choice(tier.id, tier.name) for tier in tiers], [Choice(stage, name) for stage, name in STAGES.items()]
    )
    results = [replace(field, id=_COLUMN_OF_RESULT.get(field.id, field.id)) for field in words]
    labels = tuple(Choice(label, name) for label, name in LABELS.items())
    results.append(Field("label", Text("五类标签", "five-label view"), "text", ("客户标签", "label"), labels))
    return vocabulary.with_fields(results)


def listed(table: ibis.Table, wanted: CustomerFilter) -> list[ir.BooleanValue]:
    """The conditions on attributes of which a filter lists the values."""
    chosen = {column: getattr(wanted, part) for part, column in COLUMN_OF.items()}
    return [one_of(table[column], values) for column, values in chosen.items() if values]


def one_of(column: ir.Column, values: Sequence[str]) -> ir.BooleanValue:
    """Whether a column has one of the values; among them ``""`` stands for none."""
    named = [value for value in values if value]
    within = column.isin(named) if named else ibis.literal(False)
    return (within.fill_null(False) | column.isnull()) if "" in values else within


def _worded(table: ibis.Table, words: str) -> list[ir.BooleanValue]:
    sought = words.strip().lower()
    if not sought:
        return []
    return [table.customer_name.lower().contains(sought) | table.customer_id.lower().contains(sought)]


def _beyond(table: ibis.Table, sorting: Sorting, after: Place) -> ir.BooleanValue:
    """Rows behind a place, in an order whose missing values stand last."""
    key, same_and_later = table[sorting.column], table.customer_id > after.customer_id
    if after.value is None:
        return key.isnull() & same_and_later
    value = literal(key, _typed(key, after.value))
    further = key < value if sorting.descending else key > value
    return further | ((key == value) & same_and_later) | key.isnull()


def _place(row: JsonObject, sorting: Sorting) -> Place:
    value = row[sorting.column]
    text = None if value is None else repr(value) if isinstance(value, float) else str(value)
    return Place(text, str(row["customer_id"]))


def _typed(column: ir.Column, text: str) -> Any:
    """A value that ``_place`` wrote; raises ``InvalidInput`` for any other text."""
    dtype = column.type()
    try:
        if dtype.is_boolean():
            return {"True": True, "False": False}[text]
        if dtype.is_integer():
            return int(_finite(Decimal(int(text))))
        if dtype.is_floating():
            return float(text)
        if dtype.is_decimal():
            return _finite(Decimal(text))
        if dtype.is_timestamp():
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if dtype.is_date() else text
    except (ValueError, KeyError, InvalidOperation) as error:
        raise bad_cursor() from error


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
        raise ValueError("no stored number has so many digits")
    return number


def bad_cursor() -> InvalidInput:
    """The refusal for a cursor that was not given out, or not for this list."""
    return InvalidInput(
        Text("翻页游标无效。", "The cursor is not valid for this list."),
        next_step=Text("请从第一页重新开始。", "Start again from the first page."),
        where={"field": "cursor"},
    )
