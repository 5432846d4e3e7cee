"""Ladders to JSON and back, without loss."""

from __future__ import annotations

from typing import Any

from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps, QuantileSteps, Steps
from frostier.tags.json_form import from_json as predicate_from_json
from frostier.tags.json_form import to_json as predicate_json
from frostier.tags.predicate import Predicate
from frostier.tags.text_form import parse
from frostier.tiers.conditions import VOCABULARY
from frostier.tiers.ladders import Adjustment, Ladder, RfmxLadder, Rule, RuleLadder, ScoreLadder, Threshold
from frostier.tiers.reading import Entry, exact, read_decimal, read_entry, read_whole


def ladder_json(ladder: Ladder) -> dict[str, Any]:
    """A ladder as plain JSON values; decimals are text."""
    if isinstance(ladder, RuleLadder):
        return {"kind": "rules", **rules_json(ladder, outcome="tier")}
    thresholds = [{"tier": t.tier, "at_least": exact(t.at_least)} for t in ladder.thresholds]
    if isinstance(ladder, ScoreLadder):
        parts: dict[str, Any] = {"kind": "score", "dimensions": [_dimension_json(d) for d in ladder.dimensions]}
    else:
        parts = {
            "kind": "rfmx",
            "rfm": [_dimension_json(d) for d in ladder.rfm],
            "x": [_dimension_json(d) for d in ladder.x],
            "adjustments": [_adjustment_json(a) for a in ladder.adjustments],
        }
    return {**parts, "thresholds": thresholds, "otherwise": ladder.otherwise}


def ladder_from_json(entry: Entry) -> Ladder:
    """The ladder that the JSON describes; raises ``SchemeError`` or ``PredicateError`` with the place."""
    kind = entry.choice("kind", ("rules", "score", "rfmx"))
    if kind == "rules":
        entry.only("kind", "rules", "otherwise")
        return _rules_from(entry, "tier")
    thresholds = tuple(Threshold(t.text("tier"), t.decimal("at_least")) for t in entry.entries("thresholds"))
    otherwise = entry.text("otherwise")
    if kind == "score":
        entry.only("kind", "dimensions", "thresholds", "otherwise")
        dimensions = tuple(dimension_from(d) for d in entry.entries("dimensions"))
        return ScoreLadder(dimensions, thresholds, otherwise)
    entry.only("kind", "rfm", "x", "adjustments", "thresholds", "otherwise")
    return RfmxLadder(
        rfm=tuple(dimension_from(d) for d in entry.entries("rfm")),
        x=tuple(dimension_from(d) for d in entry.entries("x")),
        adjustments=tuple(_adjustment_from(a) for a in entry.entries("adjustments")),
        thresholds=thresholds,
        otherwise=otherwise,
    )


def rules_json(ladder: RuleLadder, *, outcome: str) -> dict[str, Any]:
    """Ordered rules as JSON; ``outcome`` is the key of what a rule gives (``tier`` or ``stage``)."""
    rules = [{outcome: rule.gives, "when": predicate_json(rule.when)} for rule in ladder.rules]
    return {"rules": rules, "otherwise": ladder.otherwise}


def rules_from_json(entry: Entry, *, outcome: str) -> RuleLadder:
    """The ordered rules that the JSON describes."""
    entry.only("rules", "otherwise")
    return _rules_from(entry, outcome)


def condition_from(value: Any) -> Predicate:
    """A condition given as JSON or as text."""
    if isinstance(value, str):
        return parse(value, VOCABULARY)
    return predicate_from_json(value, VOCABULARY)


def _rules_from(entry: Entry, outcome: str) -> RuleLadder:
    rules = []
    for rule in entry.entries("rules"):
        rule.only(outcome, "when")
        rules.append(Rule(rule.text(outcome), condition_from(rule.data.get("when"))))
    return RuleLadder(tuple(rules), entry.text("otherwise"))


def _dimension_json(dimension: Dimension) -> dict[str, Any]:
    return {
        "id": dimension.id,
        "name": {"zh": dimension.name.zh, "en": dimension.name.en},
        "feature": dimension.feature,
        "weight": exact(dimension.weight),
        "better": dimension.better,
        "breakpoints": _steps_json(dimension.steps),
        "missing_points": dimension.missing_points,
    }


def dimension_from(entry: Entry) -> Dimension:
    """The score dimension that the JSON describes; raises ``SchemeError`` or ``PredicateError``."""
    entry.only("id", "name", "feature", "weight", "better", "breakpoints", "missing_points")
    return Dimension(
        id=entry.text("id"),
        name=entry.bilingual("name"),
        feature=VOCABULARY.field(entry.text("feature")).id,
        weight=entry.decimal("weight"),
        better="low" if entry.choice("better", ("low", "high"), "high") == "low" else "high",
        steps=_steps_from(entry.entry("breakpoints")),
        missing_points=entry.whole("missing_points", 0),
    )


def _steps_json(steps: Steps) -> dict[str, Any]:
    match steps:
        case FixedSteps(cuts, points):
            return {"kind": "fixed", "cuts": [exact(cut) for cut in cuts], "points": list(points)}
        case QuantileSteps(levels, points, by):
            return {
                "kind": "quantile",
                "levels": [exact(level) for level in levels],
                "points": list(points),
                "by": by,
            }
        case ChoicePoints(points_by_choice, otherwise):
            return {"kind": "choices", "points": dict(points_by_choice), "otherwise": otherwise}


def _steps_from(entry: Entry) -> Steps:
    kind = entry.choice("kind", ("fixed", "quantile", "choices"))
    if kind == "choices":
        entry.only("kind", "points", "otherwise")
        listed = read_entry(entry.data.get("points"), entry.path("points"))
        points = tuple((choice, listed.whole(choice)) for choice in listed.data)
        return ChoicePoints(points, entry.whole("otherwise", 0))
    numbers = tuple(read_whole(p, entry.path("points")) for p in entry.items("points"))
    if kind == "fixed":
        entry.only("kind", "cuts", "points")
        return FixedSteps(_decimals(entry, "cuts"), numbers)
    entry.only("kind", "levels", "points", "by")
    by = VOCABULARY.field(entry.text("by")).id if entry.has("by") else None
    return QuantileSteps(_decimals(entry, "levels"), numbers, by)


def _decimals(entry: Entry, key: str) -> tuple[Any, ...]:
    return tuple(read_decimal(item, entry.path(key)) for item in entry.items(key))


def _adjustment_json(adjustment: Adjustment) -> dict[str, Any]:
    return {
        "id": adjustment.id,
        "name": {"zh": adjustment.name.zh, "en": adjustment.name.en},
        "when": predicate_json(adjustment.when),
        "add": adjustment.add,
    }


def _adjustment_from(entry: Entry) -> Adjustment:
    entry.only("id", "name", "when", "add")
    return Adjustment(
        entry.text("id"), entry.bilingual("name"), condition_from(entry.data.get("when")), entry.whole("add")
    )
