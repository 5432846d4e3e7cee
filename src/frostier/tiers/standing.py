"""Where a customer stands under a scheme on its own figures: ladder, quota, stage. No history, no policy of change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import (
    HIGHEST,
    UNITS_PER_POINT,
    Row,
    cut_literal,
    score_expression,
    score_of,
    units_expression,
    units_of,
)
from frostier.tiers.conditions import holds, holds_expression
from frostier.tiers.ladders import Ladder, RuleLadder, ScoredLadder
from frostier.tiers.scheme import SCORE, Scheme, in_force, quota_cuts


@dataclass(frozen=True, slots=True)
class Standing:
    """What the figures of one day give; ``matched_rule`` is a rule's or threshold's index, ``None`` = otherwise."""

    ladder_tier: str
    tier: str  # after the quota
    stage: str
    units: int | None  # the score in ten-thousandths of a point; None for a rule ladder
    matched_rule: int | None

    @property
    def score(self) -> Decimal | None:
        """The score with four decimals; ``None`` for a rule ladder."""
        return None if self.units is None else score_of(self.units)


def standing_of(row: Row, scheme: Scheme, cuts: CutPoints) -> Standing:
    """The standing of one customer; ``row`` holds at least the fields that the scheme uses."""
    acting = in_force(scheme)
    units = score_units(acting.ladder, row, cuts)
    matched = _matched(acting.ladder, row, units, cuts)
    ladder_tier = tier_at(acting.ladder, matched)
    tier = _after_quota(acting, ladder_tier, row, units, cuts)
    return Standing(ladder_tier, tier, stage_of(acting, row, cuts), units, matched)


def stage_of(scheme: Scheme, row: Row, cuts: CutPoints) -> str:
    """The lifecycle stage of one customer."""
    for rule in in_force(scheme).stages.rules:
        if holds(rule.when, row, cuts):
            return rule.gives
    return scheme.stages.otherwise


def score_units(ladder: Ladder, row: Row, cuts: CutPoints) -> int | None:
    """The score in ten-thousandths of a point, adjustments included; ``None`` for a rule ladder."""
    if isinstance(ladder, RuleLadder):
        return None
    units = units_of(ladder.dimensions, row, cuts)
    units += sum(a.add * UNITS_PER_POINT for a in ladder.adjustments if holds(a.when, row, cuts))
    return min(max(units, 0), HIGHEST * UNITS_PER_POINT)


def tier_at(ladder: Ladder, matched: int | None) -> str:
    """The tier of a rule or threshold by its index; ``None`` means otherwise."""
    if matched is None:
        return ladder.otherwise
    return ladder.rules[matched].gives if isinstance(ladder, RuleLadder) else ladder.thresholds[matched].tier


def with_score(wide: ibis.Table, scheme: Scheme, cuts: CutPoints) -> ibis.Table:
    """``wide`` and the column ``score`` DECIMAL(10, 4); NULL under a rule ladder."""
    ladder = in_force(scheme).ladder
    if isinstance(ladder, RuleLadder):
        return wide.mutate(score=ibis.null("decimal(10, 4)"))
    return wide.mutate(score=score_expression(_units_expression(ladder, wide, cuts)))


def standing_table(wide: ibis.Table, scheme: Scheme, cuts: CutPoints) -> ibis.Table:
    """One row per customer: customer_id, ladder_rank, raw_rank (0 = best tier), score, stage, matched_rule."""
    acting = in_force(scheme)
    scored = with_score(wide, acting, cuts)
    matched = _matched_expression(acting.ladder, scored, cuts)
    ladder_rank = _rank_expression(acting, matched)
    placed = scored.mutate(matched_rule=matched, ladder_rank=ladder_rank, stage=_stage_expression(acting, scored, cuts))
    raw_rank = _quota_expression(acting, placed, cuts)
    return placed.select("customer_id", "ladder_rank", "score", "stage", "matched_rule", raw_rank=raw_rank)


def _matched(ladder: Ladder, row: Row, units: int | None, cuts: CutPoints) -> int | None:
    if isinstance(ladder, RuleLadder):
        return next((n for n, rule in enumerate(ladder.rules) if holds(rule.when, row, cuts)), None)
    return next((n for n, t in enumerate(ladder.thresholds) if units is not None and units >= t.units), None)


def _after_quota(scheme: Scheme, tier: str, row: Row, units: int | None, cuts: CutPoints) -> str:
    specs = quota_cuts(scheme)
    rank_field = scheme.policy.quota_rank
    if not specs:
        return tier
    value: Any = (None if units is None else score_of(units)) if rank_field == SCORE else row.get(rank_field)
    for candidate in scheme.tier_ids[scheme.rank(tier) :]:
        cut: Any = cuts.of(specs[candidate]) if candidate in specs else None
        if candidate not in specs or (value is not None and cut is not None and value >= cut):
            return candidate
    raise AssertionError("the lowest tier never has a quota")  # checked when the scheme was made


def _units_expression(ladder: ScoredLadder, wide: ibis.Table, cuts: CutPoints) -> ibis.expr.types.IntegerValue:
    units = units_expression(ladder.dimensions, wide, cuts)
    for adjustment in ladder.adjustments:
        applies = holds_expression(adjustment.when, wide, cuts)
        units = units + ibis.ifelse(applies, _whole(adjustment.add * UNITS_PER_POINT), _whole(0))
    return ibis.least(ibis.greatest(units, _whole(0)), _whole(HIGHEST * UNITS_PER_POINT))


def _matched_expression(ladder: Ladder, scored: ibis.Table, cuts: CutPoints) -> ibis.Value:
    if isinstance(ladder, RuleLadder):
        cases = [(holds_expression(rule.when, scored, cuts), _whole(n)) for n, rule in enumerate(ladder.rules)]
    else:
        marks = [cut_literal(scored.score, t.at_least) for t in ladder.thresholds]
        cases = [(scored.score >= mark, _whole(n)) for n, mark in enumerate(marks)]
    return ibis.cases(*cases, else_=ibis.null("int64")) if cases else ibis.null("int64")


def _rank_expression(scheme: Scheme, matched: ibis.Value) -> ibis.Value:
    steps = len(scheme.ladder.rules if isinstance(scheme.ladder, RuleLadder) else scheme.ladder.thresholds)
    otherwise = _whole(scheme.rank(scheme.ladder.otherwise))
    cases = [(matched == n, _whole(scheme.rank(tier_at(scheme.ladder, n)))) for n in range(steps)]
    return ibis.cases(*cases, else_=otherwise) if cases else otherwise


def _stage_expression(scheme: Scheme, wide: ibis.Table, cuts: CutPoints) -> ibis.Value:
    cases = [(holds_expression(rule.when, wide, cuts), rule.gives) for rule in scheme.stages.rules]
    return ibis.cases(*cases, else_=scheme.stages.otherwise) if cases else ibis.literal(scheme.stages.otherwise)


def _quota_expression(scheme: Scheme, placed: ibis.Table, cuts: CutPoints) -> ibis.Value:
    rank = placed.ladder_rank
    for tier, spec in quota_cuts(scheme).items():
        cut, place = cuts.of(spec), scheme.rank(tier)
        column = placed[spec.field]
        admitted = ibis.literal(False) if cut is None else (column >= cut_literal(column, cut)).fill_null(False)
        rank = ibis.ifelse((rank == place) & ~admitted, _whole(place + 1), rank)
    return rank


def _whole(number: int) -> ibis.expr.types.IntegerScalar:
    return ibis.literal(number, type="int64")
