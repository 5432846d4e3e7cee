"""A scheme's ladder as text that a person can edit, and back: one rule a line, or one line of weights.

::

    IF recency_days < 7 and spend_30d > 3000 THEN platinum
    ELSE IF recency_days < 30 and spend_30d > 1000 THEN gold
    ELSE silver

    0.3 R + 0.3 F + 0.3 M + 0.1 compliance, 90/75/60 -> platinum/gold/silver/regular

The text holds what is changed most. Tiers with their benefits, breakpoints, stages and policy stay as they are in the
scheme that the text is read onto: ``read_ladder(ladder_text(scheme, lang), scheme) == scheme``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from frostier.kernel.errors import PredicateError, SchemeError
from frostier.kernel.text import Lang, Text
from frostier.scores.weighted import Dimension
from frostier.tags.text_form import parse, render
from frostier.tags.vocabulary import fold
from frostier.tiers.conditions import VOCABULARY
from frostier.tiers.dimensions import dimension_named
from frostier.tiers.ladders import Ladder, Rule, RuleLadder, ScoredLadder, ScoreLadder, Threshold
from frostier.tiers.read import read_scheme
from frostier.tiers.reading import exact, malformed, read_decimal
from frostier.tiers.scheme import Scheme, Tier
from frostier.tiers.standard_tiers import tier_meant

_IF, _THEN, _ELSE = Text("如果", "IF"), Text("则", "THEN"), Text("否则", "ELSE")

# The outcome is what follows the last THEN: a quoted text inside the condition may hold the word too.
_RULE = re.compile(
    r"^\s*(?:(?:ELSE|否则)\s*)?(?:IF|如果|若)(?![A-Za-z])\s*(?P<when>.+)(?:(?<![A-Za-z])THEN(?![A-Za-z])|则|那么)"
    r"\s*(?P<gives>\S.*?)\s*$",
    re.I,
)
_REST = re.compile(r"^\s*(?:ELSE|否则|其他|其余)(?![A-Za-z])\s*[,:，：]?\s*(?P<gives>\S.*?)\s*$", re.I)
_WEIGHED = re.compile(r"^\s*(?P<weight>\d+(?:\.\d+)?)\s*(?P<percent>[%％]?)\s*[*×]?\s*(?P<name>\S.*?)\s*$")
_MARKS = re.compile(r"(?P<marks>[\d.]+(?:\s*/\s*[\d.]+)*)\s*(?:→|->|=>)\s*(?P<tiers>\S.*?)\s*$")
_PLAIN_NAME = re.compile(r"[^\d\s+,;/，；`%％*×.][^+,;/，；`]*(?<!\s)")

_T = TypeVar("_T", Tier, Dimension)


def ladder_text(scheme: Scheme, lang: Lang) -> str:
    """The ladder as text: tiers and dimensions by their names in ``lang`` where these are unmistakable, else by id."""
    if isinstance(scheme.ladder, RuleLadder):
        return _rules_text(scheme.ladder, scheme.tiers, lang)
    return _score_text(scheme.ladder, scheme.tiers, lang)


def read_ladder(text: str, base: Scheme) -> Scheme:
    """``base`` with the ladder that the text means.

    Any form that :func:`frostier.tiers.read.read_scheme` knows is taken too; of those only the ladder counts, except
    for a whole scheme as JSON. Raises ``SchemeError`` or ``PredicateError`` naming the line.
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if _is_one_rule_a_line(lines):
        return replace(base, ladder=_read_rules(lines, base.tiers))
    if len(lines) == 1 and "+" in lines[0] and _MARKS.search(lines[0]):
        return replace(base, ladder=_read_score(lines[0], base))
    found = read_scheme(text)
    return found if text.lstrip("\ufeff \n\t").startswith("{") else replace(base, ladder=found.ladder)


def _is_one_rule_a_line(lines: Sequence[str]) -> bool:
    # A whole ladder on one line is one of the older forms, which parts it at every ELSE.
    several = len(lines) > 1 or any(_REST.match(line) and not _RULE.match(line) for line in lines)
    return several and all(_RULE.match(line) or _REST.match(line) for line in lines)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules_text(ladder: RuleLadder, tiers: Sequence[Tier], lang: Lang) -> str:
    first, then, other = _IF.say(lang), _THEN.say(lang), _ELSE.say(lang)
    lines = []
    for place, rule in enumerate(ladder.rules):
        start = first if place == 0 else f"{other} {first}"
        lines.append(f"{start} {render(rule.when, lang, VOCABULARY)} {then} {_tier_word(rule.gives, tiers, lang)}")
    return "\n".join([*lines, f"{other} {_tier_word(ladder.otherwise, tiers, lang)}"])


def _read_rules(lines: Sequence[str], tiers: Sequence[Tier]) -> RuleLadder:
    *steps, last = lines
    rest = None if _RULE.match(last) else _REST.match(last)
    if rest is None:
        raise _in_line(len(lines), SchemeError(Text("缺少最后的“否则 等级”。", "The final “ELSE tier” is missing.")))
    rules = tuple(_read_rule(number, line, tiers) for number, line in enumerate(steps, start=1))
    return RuleLadder(rules, _tier_in(rest["gives"], tiers, len(lines)))


def _read_rule(number: int, line: str, tiers: Sequence[Tier]) -> Rule:
    found = _RULE.match(line)
    if found is None:
        raise _in_line(number, SchemeError(Text("“否则”之后还有规则。", "Rules follow the final ELSE.")))
    try:
        condition = parse(found["when"].strip(), VOCABULARY)
    except PredicateError as error:
        raise _in_line(number, error) from error
    return Rule(_tier_in(found["gives"], tiers, number), condition)


def _in_line(number: int, error: PredicateError | SchemeError) -> SchemeError:
    told = Text(f"第 {number} 行：{error.message.zh}", f"Line {number}: {error.message.en}")
    return SchemeError(told, next_step=error.next_step, where={**error.where, "part": "ladder", "line": number})


# ── scores ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _score_text(ladder: ScoredLadder, tiers: Sequence[Tier], lang: Lang) -> str:
    weighed = " + ".join(f"{exact(d.weight)} {_word(d, ladder.dimensions, lang)}" for d in ladder.dimensions)
    marks = "/".join(exact(t.at_least) for t in ladder.thresholds)
    given = [*(t.tier for t in ladder.thresholds), ladder.otherwise]
    return f"{weighed}, {marks} → {'/'.join(_tier_word(tier, tiers, lang) for tier in given)}"


def _read_score(line: str, base: Scheme) -> Ladder:
    found = _MARKS.search(line)
    assert found is not None
    marks = [read_decimal(mark.strip(), "text") for mark in found["marks"].split("/")]
    given = [_tier_in(word, base.tiers, 1) for word in _split(found["tiers"], "/")]
    if len(given) != len(marks) + 1:
        raise malformed(
            "text",
            f"{len(marks)} 个分数线需要 {len(marks) + 1} 个等级，得到 {len(given)} 个",
            f"{len(marks)} thresholds need {len(marks) + 1} tiers, got {len(given)}",
        )
    thresholds = tuple(Threshold(tier, mark) for tier, mark in zip(given, marks, strict=False))
    return _with_weights(base.ladder, _split(line[: found.start()].rstrip(" ,;，；"), "+"), thresholds, given[-1])


def _with_weights(ladder: Ladder, parts: Sequence[str], thresholds: tuple[Threshold, ...], otherwise: str) -> Ladder:
    """The ladder with these weights; dimensions that it has keep their breakpoints."""
    known = () if isinstance(ladder, RuleLadder) else ladder.dimensions
    dimensions = tuple(_weighed(part, known) for part in parts)
    if isinstance(ladder, RuleLadder | ScoreLadder):
        return ScoreLadder(dimensions, thresholds, otherwise)
    core = {d.id for d in ladder.rfm}
    rfm = tuple(d for d in dimensions if d.id in core)
    x = tuple(d for d in dimensions if d.id not in core)
    return replace(ladder, rfm=rfm, x=x, thresholds=thresholds, otherwise=otherwise)


def _weighed(part: str, known: Sequence[Dimension]) -> Dimension:
    found = _WEIGHED.match(part)
    if found is None:
        raise malformed("text", f"应为“权重 维度”，得到“{part}”", f"expected “weight dimension”, got “{part}”")
    weight = read_decimal(found["weight"], "text")
    dimension = _meant(_bare(found["name"]), known) or dimension_named(_bare(found["name"]))
    return replace(dimension, weight=weight / 100 if found["percent"] else weight)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tier_word(id: str, tiers: Sequence[Tier], lang: Lang) -> str:
    return _word(next(t for t in tiers if t.id == id), tiers, lang)


def _tier_in(word: str, tiers: Sequence[Tier], line: int) -> str:
    bare = _bare(word.strip(" /;。"))
    found = _meant(bare, tiers)
    if found is not None:
        return found.id
    standard = tier_meant(bare)
    if standard is not None and standard in {t.id for t in tiers}:
        return standard
    known = Text("、".join(t.name.zh for t in tiers), ", ".join(t.id for t in tiers))
    told = Text(f"未知的等级“{bare}”。", f"Unknown tier “{bare}”.")
    raise _in_line(line, SchemeError(told, next_step=Text(f"可用：{known.zh}。", f"Tiers: {known.en}.")))


def _word(thing: _T, others: Iterable[_T], lang: Lang) -> str:
    """The name where it means this thing alone and needs no quoting, else the id, quoted where it must be."""
    listed = list(others)
    name = thing.name.say(lang) if lang == "zh" else thing.id
    for word in (name, thing.id):
        if _PLAIN_NAME.fullmatch(word) and _holds_no_keyword(word) and _meant(word, listed) == thing:
            return word
    return f"`{thing.id}`"


def _holds_no_keyword(word: str) -> bool:
    return not re.search(r"则|那么|→|->|=>|(?<![A-Za-z])THEN(?![A-Za-z])", word, re.I)


def _meant(word: str, things: Iterable[_T]) -> _T | None:
    """The one thing of that id, else the one of that name; none where several share it."""
    wanted, listed = fold(word), list(things)
    by_id = [thing for thing in listed if thing.id == word] or [thing for thing in listed if fold(thing.id) == wanted]
    named = [thing for thing in listed if wanted in (fold(thing.name.zh), fold(thing.name.en))]
    found = by_id or named
    return found[0] if len(found) == 1 else None


def _bare(word: str) -> str:
    return word.strip().strip("`").strip() if word.strip().startswith("`") else word.strip()


def _split(text: str, mark: str) -> list[str]:
    """The parts between the marks; marks inside back-quotes do not count."""
    parts, quoted, start = [], False, 0
    for place, letter in enumerate(text):
        if letter == "`":
            quoted = not quoted
        elif letter == mark and not quoted:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in (*parts, text[start:])]
