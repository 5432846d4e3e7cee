"""For whom the conditions of rules hold: one customer in plain Python, all rows of a table as one expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from frostier.actions.change import CustomerChange, Row
from frostier.actions.occasion import A_TENTH_MORE, Judging, Occasion, day_of, raised_features
from frostier.actions.task_rules import OCCASION_FIELDS, TaskKind, TaskRule
from frostier.features.catalogue import Feature
from frostier.scores.cuts import CutPoints
from frostier.tags.compile import compile_predicate
from frostier.tags.evaluate import evaluate
from frostier.tags.predicate import fields_of
from frostier.tiers.decide import rank_of, tier_of
from frostier.tiers.scheme import fields_used
from frostier.tiers.standing import standing_table

NO_CUTS = CutPoints()
WORKED_OUT = frozenset(field.id for field in OCCASION_FIELDS) - {"tier", "stage", "pending_tier", "cause"}
"""What a condition may name and no table has as a column."""

Kinds = frozenset[TaskKind]
_AGE = ("opened_on", "account_age_days")
_NOW, _BEFORE = "+", "-"


@dataclass(frozen=True, slots=True)
class Holding:
    """The rules whose condition holds for a customer now, and those for which it held before the change."""

    now: Kinds
    before: Kinds


def holding_of(change: CustomerChange, judging: Judging) -> Holding:
    """What holds for one customer, worked out row by row: the measure that :func:`held_table` must agree with."""
    now, rules = Occasion(change.after, change.as_of, judging), judging.book.watching
    if change.before is None:
        return Holding(_held(now, rules), frozenset())
    was = Occasion(change.before, day_of(change.before) or change.as_of, judging)
    return Holding(_held(now, rules), _held(was, rules))


def held_table(rows: ibis.Table, judging: Judging) -> ibis.Table:
    """One row per row of ``rows``: its column ``row`` and a boolean column, never NULL, per watching rule of the book.

    ``rows`` has at least :func:`columns_needed`, the ``day`` as of which it is judged, and ``row``, which tells its
    rows apart; see :func:`compared`.
    """
    told = rows.mutate(**_worked_out(rows))
    reached = _tiers_in_reach(rows, judging)
    told = told.left_join(reached, "row").drop("row_right")
    held = {rule.id: compile_predicate(rule.condition, told, NO_CUTS) for rule in judging.book.watching}
    return told.select("row", **held)


def columns_needed(judging: Judging) -> frozenset[str]:
    """The columns of the profile that :func:`held_table` looks at."""
    asked = {name for rule in judging.book.watching for name in fields_of(rule.condition)} - WORKED_OUT
    return frozenset({"customer_id", "tier", *_AGE, *asked, *fields_used(judging.scheme)})


def compared(now: ibis.Table, before: ibis.Table, as_of: date) -> ibis.Table:
    """The rows of customers as of a day and those before in one table, as :func:`held_table` takes it.

    A row before is judged as of the day that it is of, by the age of the account, or as of ``as_of`` where it does
    not tell.
    """
    columns, today = sorted(set(now.columns) & set(before.columns)), ibis.literal(as_of)
    was = ibis.coalesce((before.opened_on + before.account_age_days.as_interval("D")).cast("date"), today)
    now, before = now.select(*columns, day=today), before.select(*columns, day=was)
    return now.mutate(row=ibis.literal(_NOW) + now.customer_id).union(
        before.mutate(row=ibis.literal(_BEFORE) + before.customer_id)
    )


def holdings(rows: Sequence[str], held: Mapping[TaskKind, Sequence[bool]]) -> dict[str, Holding]:
    """What holds for each customer, from the columns of :func:`held_table` over :func:`compared` rows."""
    kinds: dict[str, set[TaskKind]] = {row: set() for row in rows}
    for kind, holds in held.items():
        for row, true in zip(rows, holds, strict=True):
            if true:
                kinds[row].add(kind)
    ids = {row[1:] for row in rows}
    return {id: Holding(frozenset(kinds.get(_NOW + id, ())), frozenset(kinds.get(_BEFORE + id, ()))) for id in ids}


def _held(row: Row, rules: Sequence[TaskRule]) -> Kinds:
    return frozenset(rule.id for rule in rules if evaluate(rule.condition, row, NO_CUTS))


def _worked_out(rows: ibis.Table) -> dict[str, ir.Value]:
    opened, day = rows.opened_on, rows.day
    years = day.year() - opened.year()
    this_year = (opened + years.as_interval("Y")).cast("date")
    next_year = (opened + (years + 1).as_interval("Y")).cast("date")
    anniversary = ibis.ifelse(this_year >= day, this_year, next_year)
    days = anniversary.delta(day, unit="day")
    return {"days_to_anniversary": ibis.ifelse(opened < day, days, ibis.null("int64"))}


def _tiers_in_reach(rows: ibis.Table, judging: Judging) -> ibis.Table:
    """By ``row``, the better tier that a tenth more would give; NULL where it gives none."""
    scheme = judging.scheme
    more = rows.mutate(**{f.id: _more(rows[f.id], f) for f in raised_features(scheme)})
    standing = standing_table(more.mutate(customer_id=rows.row), scheme, judging.cuts)
    met = standing.join(rows.select("row", "tier"), standing.customer_id == rows.row)
    better = met.raw_rank < rank_of(scheme, met.tier)
    return met.select("row", tier_in_reach=ibis.ifelse(better, tier_of(scheme, met.raw_rank), ibis.null("string")))


def _more(value: ir.Value, feature: Feature) -> ir.Value:
    if feature.dtype == "decimal":
        return (value * ibis.literal(A_TENTH_MORE)).round(2).cast(value.type())
    if feature.dtype == "int":
        return ((value * 11 + 9) // 10).cast(value.type())
    return value * float(A_TENTH_MORE)
