"""Why this tier, since when, what keeps it, what is missing to the next, what would end it: as data and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from frostier.kernel.reason import Reason, plain
from frostier.kernel.text import Lang, Text
from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import Dimension, Row, points_of
from frostier.tags.explain import Finding, explain, shown
from frostier.tiers.conditions import VOCABULARY, holds
from frostier.tiers.decide import CAUSES, Decision, State, decide
from frostier.tiers.ladders import RuleLadder
from frostier.tiers.reading import exact
from frostier.tiers.scheme import Scheme, fields_used, in_force
from frostier.tiers.sentences import sentences_of
from frostier.tiers.stages import STAGES
from frostier.tiers.ways import Way, ways_down, ways_up


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension's share of a score: value → points × weight."""

    id: str
    name: Text
    value: Text
    points: int
    weight: Decimal

    @property
    def contribution(self) -> Decimal:
        """The points that the dimension adds to the score."""
        return self.points * self.weight


@dataclass(frozen=True, slots=True)
class Drop:
    """The first day on which a customer who orders nothing more would be in a lower tier."""

    on: date
    in_days: int
    tier: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said about one customer's tier on one day.

    ``findings`` are the conditions of the matched rule (or, for the last tier, of every rule that was missed) with
    value, threshold, gap and slack; ``parts`` the dimensions of a score, and ``adjustments`` the points added by
    conditions. ``missing`` holds alternative ways to ``next_tier``, ``to_keep`` the ways back to the present tier while
    a grace period runs until ``grace_until``, ``dropping`` single changes that would end the present tier.
    """

    customer_id: str
    as_of: date
    tier_names: dict[str, Text]
    decision: Decision
    scheme_id: str
    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]
    adjustments: tuple[tuple[Text, int], ...]
    threshold: Decimal | None
    next_threshold: Decimal | None
    next_tier: str | None
    missing: tuple[Way, ...]
    to_keep: tuple[Way, ...]
    dropping: tuple[Way, ...]
    grace_until: date | None
    drop: Drop | None
    inputs: dict[str, Any]

    def sentences(self, lang: Lang) -> list[str]:
        """The explanation as short sentences for a salesperson."""
        return [text.say(lang) for text in sentences_of(self)]

    def reason(self, version: str) -> Reason:
        """The decision with its rule, the scheme version and the values that were read."""
        matched = self.decision.matched_rule
        rule = f"{self.scheme_id}:{'otherwise' if matched is None else matched}"
        return Reason(rule, version, self.inputs, sentences_of(self)[0])

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage, the command line and the API."""
        decided = self.decision
        return {
            "customer_id": self.customer_id,
            "as_of": self.as_of.isoformat(),
            "scheme": self.scheme_id,
            "tier": {
                "id": decided.tier,
                "name": _text_json(self.tier_names[decided.tier]),
                "since": plain(decided.tier_since),
            },
            "stage": {
                "id": decided.stage,
                "name": _text_json(STAGES[decided.stage]),
                "since": plain(decided.stage_since),
            },
            "label": decided.label,
            "cause": {"id": decided.cause, "name": _text_json(CAUSES[decided.cause])},
            "tier_by_figures": decided.raw_tier,
            "score": plain(decided.score),
            "threshold": plain(self.threshold),
            "conditions": [finding.as_json() for finding in self.findings],
            "dimensions": [_part_json(part) for part in self.parts],
            "adjustments": [{"name": _text_json(name), "points": points} for name, points in self.adjustments],
            "next": {
                "tier": self.next_tier,
                "threshold": plain(self.next_threshold),
                "ways": _ways_json(self.missing),
            },
            "to_keep": {"until": plain(self.grace_until), "ways": _ways_json(self.to_keep)},
            "dropping": _ways_json(self.dropping),
            "drop": None
            if self.drop is None
            else {"on": plain(self.drop.on), "in_days": self.drop.in_days, "tier": self.drop.tier},
            "inputs": {key: plain(value) for key, value in self.inputs.items()},
            "sentences": {"zh": self.sentences("zh"), "en": self.sentences("en")},
        }


def explain_tier(
    row: Row,
    decision: Decision,
    scheme: Scheme,
    cuts: CutPoints,
    as_of: date,
    *,
    future: Sequence[tuple[date, Row]] | None = None,
) -> Explanation:
    """The explanation of a decision made on ``row`` under ``scheme``.

    ``future`` is the customer's row on each following day if nothing more is ordered (any spacing, ascending); with it
    the explanation tells when the tier would fall, grace and minimum hold included.
    """
    acting = in_force(scheme)
    next_tier = _better_than(scheme, decision.tier)
    return Explanation(
        customer_id=decision.customer_id,
        as_of=as_of,
        tier_names={tier.id: tier.name for tier in scheme.tiers},
        decision=decision,
        scheme_id=scheme.id,
        findings=_findings(acting, decision, row, cuts),
        parts=_parts(acting, row, cuts),
        adjustments=_adjustments(acting, row, cuts),
        threshold=_threshold(acting, decision.raw_tier),
        next_threshold=_threshold(acting, next_tier),
        next_tier=next_tier,
        missing=ways_up(row, scheme, cuts, next_tier) if next_tier else (),
        to_keep=ways_up(row, scheme, cuts, decision.tier) if _is_below(scheme, decision) else (),
        dropping=() if decision.pending_since else ways_down(row, scheme, cuts, decision.tier),
        grace_until=_grace_until(scheme, decision),
        drop=_first_drop(decision, scheme, cuts, as_of, future or ()),
        inputs={field: row.get(field) for field in sorted(fields_used(scheme))},
    )


def _better_than(scheme: Scheme, tier: str) -> str | None:
    place = scheme.rank(tier)
    return scheme.tier_ids[place - 1] if place else None


def _is_below(scheme: Scheme, decision: Decision) -> bool:
    return decision.pending_tier is not None and scheme.rank(decision.pending_tier) > scheme.rank(decision.tier)


def _findings(scheme: Scheme, decision: Decision, row: Row, cuts: CutPoints) -> tuple[Finding, ...]:
    if not isinstance(scheme.ladder, RuleLadder):
        return ()
    rules = scheme.ladder.rules
    told = rules if decision.matched_rule is None else rules[decision.matched_rule : decision.matched_rule + 1]
    return tuple(explain(rule.when, row, cuts, VOCABULARY) for rule in told)


def _parts(scheme: Scheme, row: Row, cuts: CutPoints) -> tuple[Part, ...]:
    if isinstance(scheme.ladder, RuleLadder):
        return ()
    return tuple(
        Part(d.id, d.name, _shown_value(d, row), points_of(d, row, cuts), d.weight) for d in scheme.ladder.dimensions
    )


def _shown_value(dimension: Dimension, row: Row) -> Text:
    value = row.get(dimension.feature)
    return Text("无值", "no value") if value is None else shown(VOCABULARY.field(dimension.feature), value)


def _adjustments(scheme: Scheme, row: Row, cuts: CutPoints) -> tuple[tuple[Text, int], ...]:
    if isinstance(scheme.ladder, RuleLadder):
        return ()
    return tuple((a.name, a.add) for a in scheme.ladder.adjustments if holds(a.when, row, cuts))


def _threshold(scheme: Scheme, tier: str | None) -> Decimal | None:
    if isinstance(scheme.ladder, RuleLadder):
        return None
    return next((t.at_least for t in scheme.ladder.thresholds if t.tier == tier), None)


def _grace_until(scheme: Scheme, decision: Decision) -> date | None:
    """The day on which the lower tier is set if nothing changes; ``None`` where a person decides on it."""
    if decision.pending_since is None or decision.cause == "review":
        return None
    policy = scheme.policy
    return max(
        decision.pending_since + timedelta(days=policy.demotion_grace_days),
        decision.tier_since + timedelta(days=policy.minimum_hold_days),
    )


def _first_drop(
    decision: Decision, scheme: Scheme, cuts: CutPoints, as_of: date, future: Sequence[tuple[date, Row]]
) -> Drop | None:
    state: State = decision.state
    held = scheme.rank(decision.tier)
    for day, row in future:
        coming = decide(row, state, None, scheme, cuts, day)
        if scheme.rank(coming.tier) > held:
            return Drop(day, (day - as_of).days, coming.tier)
        state = coming.state
    return None


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": _text_json(part.name),
        "value": _text_json(part.value),
        "points": part.points,
        "weight": exact(part.weight),
        "contribution": exact(part.contribution),
    }


def _ways_json(ways: Sequence[Way]) -> list[list[dict[str, Any]]]:
    return [[change.as_json() for change in way] for way in ways]


def _named(id: str, name: Text, since: date) -> dict[str, Any]:
    return {"id": id, "name": _text_json(name), "since": since.isoformat()}


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
