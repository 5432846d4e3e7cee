"""Why a condition holds for a customer or not: every atom with its threshold, the actual value and what is missing.

For each numeric atom, ``gap`` is the change of the value that would make it hold (``+700`` more to spend, ``-3`` days
less silence) and ``slack`` the change that would end it; a strict bound must be passed, not only reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from frostier.kernel.reason import plain
from frostier.kernel.text import Text, join
from frostier.scores.cuts import CutPoints
from frostier.tags.evaluate import CarriesTag, Row, cut_for, evaluate, no_tags
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Atom,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
)
from frostier.tags.text_form import plain_number
from frostier.tags.vocabulary import Field, Vocabulary

Change: TypeAlias = int | float | Decimal
Kind = Literal["all", "any", "not", "always", "tag", "compare", "between", "in", "exists", "top", "bottom", "match"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one condition for one customer; the leaves are atoms.

    ``threshold`` is the value, pair or tuple of values of the atom (for top/bottom the frozen cut); ``operator`` is as
    written. ``gap`` and ``slack`` are in the field's unit (days for dates), ``None`` where a distance has no meaning.
    """

    kind: Kind
    holds: bool
    text: Text
    parts: tuple[Finding, ...] = ()
    field: str | None = None
    name: Text | None = None
    operator: str | None = None
    threshold: Any = None
    actual: Any = None
    gap: Change | None = None
    slack: Change | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, empty ones left out."""
        data: dict[str, Any] = {
            "kind": self.kind,
            "holds": self.holds,
            "text": {"zh": self.text.zh, "en": self.text.en},
        }
        if self.parts:
            data["parts"] = [part.as_json() for part in self.parts]
        if self.field is not None and self.name is not None:
            data |= {
                "field": self.field,
                "name": {"zh": self.name.zh, "en": self.name.en},
                "actual": plain(self.actual),
            }
        for key in ("operator", "threshold", "gap", "slack"):
            if getattr(self, key) is not None:
                data[key] = plain(getattr(self, key))
        return data


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def explain(
    predicate: Predicate, row: Row, cuts: CutPoints, vocabulary: Vocabulary, carries: CarriesTag = no_tags
) -> Finding:
    """The evaluation of a checked condition as a tree; ``holds`` at its root equals :func:`evaluate`."""
    return _Explainer(row, cuts, vocabulary, carries).find(predicate)


def decisive(finding: Finding) -> tuple[Finding, ...]:
    """The atoms that make the condition what it is; each states a fact, whether it holds or not.

    Of a fulfilled “all” and of a missed “any” that is every part; of a fulfilled “any” the parts that hold; of a
    missed “all” the parts that do not.
    """
    if not finding.parts:
        return (finding,)
    # A denied condition is explained by the facts that decided what it denies.
    telling = (p for p in finding.parts if finding.kind == "not" or p.holds == finding.holds)
    return tuple(leaf for part in telling for leaf in decisive(part))


def reason_text(finding: Finding) -> Text:
    """One sentence part: the decisive facts, such as “近30天消费金额 12,300.00 元 ≥ 3,000 元”."""
    return join([leaf.text for leaf in decisive(finding)], zh="；", en="; ")


def inputs_of(finding: Finding) -> dict[str, Any]:
    """The values of every field that the condition looked at, for a :class:`frostier.kernel.reason.Reason`."""
    if finding.parts:
        return {key: value for part in finding.parts for key, value in inputs_of(part).items()}
    return {finding.field: finding.actual} if finding.field is not None else {}


class _Explainer:
    def __init__(self, row: Row, cuts: CutPoints, vocabulary: Vocabulary, carries: CarriesTag) -> None:
        self.row = row
        self.cuts = cuts
        self.vocabulary = vocabulary
        self.carries = carries

    def find(self, predicate: Predicate) -> Finding:
        match predicate:
            case AllOf(parts):
                found = tuple(map(self.find, parts))
                return _compound("all", all(part.holds for part in found), found)
            case AnyOf(parts):
                found = tuple(map(self.find, parts))
                return _compound("any", any(part.holds for part in found), found)
            case Not(Exists(field)):
                return self._presence(self.vocabulary.field(field), wanted=False)
            case Not(part):
                inner = self.find(part)
                return _compound("not", not inner.holds, (inner,))
            case Always():
                return Finding(kind="always", holds=True, text=Text("所有客户", "every customer"))
            case HasTag(tag):
                return self._tag(tag)
            case Exists(field):
                return self._presence(self.vocabulary.field(field), wanted=True)
            case _:
                return self._atom(predicate)

    def _tag(self, tag: str) -> Finding:
        name = self.vocabulary.tag(tag).name
        holds = self.carries(tag)
        verb = Text("带有标签", "carries the tag") if holds else Text("没有标签", "does not carry the tag")
        return Finding(
            kind="tag", holds=holds, text=Text(f"{verb.zh}“{name.zh}”", f"{verb.en} “{name.en}”"), threshold=tag
        )

    def _presence(self, field: Field, *, wanted: bool) -> Finding:
        actual = self.row.get(field.id)
        said = shown(field, actual)
        operator = "exists" if wanted else "missing"
        text = Text(f"{field.name.zh} {said.zh}", f"{field.name.en} {said.en}")
        return Finding(
            kind="exists", holds=(actual is not None) == wanted, text=text, field=field.id, name=field.name,
            operator=operator, actual=actual,
        )  # fmt: skip

    def _atom(self, atom: Atom) -> Finding:
        if isinstance(atom, HasTag | Always):
            raise AssertionError("explained by the caller")
        field = self.vocabulary.field(atom.field)
        actual = self.row.get(field.id)
        holds = evaluate(atom, self.row, self.cuts)
        kind, operator, threshold = self._asked(atom)
        low, high = _bounds(atom, threshold)
        return Finding(
            kind=kind, holds=holds, text=self._sentence(atom, field, actual, holds, threshold),
            field=field.id, name=field.name, operator=operator, threshold=threshold, actual=actual,
            gap=None if holds else _gap(actual, low, high), slack=_slack(actual, low, high) if holds else None,
        )  # fmt: skip

    def _asked(self, atom: Atom) -> tuple[Kind, str, Any]:
        match atom:
            case Compare(_, op, value):
                return "compare", op, value
            case Between(_, low, high):
                return "between", "between", (low, high)
            case OneOf(_, values):
                return "in", "in", values
            case TextMatch(_, how, text):
                return "match", how, text
            case Top():
                return "top", ">=", cut_for(atom, self.row, self.cuts)
            case Bottom():
                return "bottom", "<=", cut_for(atom, self.row, self.cuts)
            case _:
                raise AssertionError(f"not a field atom: {atom}")

    def _sentence(self, atom: Atom, field: Field, actual: Any, holds: bool, threshold: Any) -> Text:
        said = shown(field, actual)
        if actual is None:
            asked = asked_text(atom, field, True, threshold)
            return Text(
                f"{field.name.zh}{said.zh}（要求 {asked.zh}）", f"{field.name.en} {said.en}, required {asked.en}"
            )
        asked = asked_text(atom, field, holds, threshold)
        return Text(f"{field.name.zh} {said.zh} {asked.zh}", f"{field.name.en} {said.en} {asked.en}")


def _compound(kind: Kind, holds: bool, parts: tuple[Finding, ...]) -> Finding:
    bare = Finding(kind=kind, holds=holds, text=Text("", ""), parts=parts)
    return replace(bare, text=reason_text(bare))


# ── distances ────────────────────────────────────────────────────────────────────────────────────────────────────


def _bounds(atom: Atom, threshold: Any) -> tuple[Any, Any]:
    """The bounds below and above within which the atom holds; None where it is open."""
    match atom:
        case Compare(_, ">" | ">=", value):
            return value, None
        case Compare(_, "<" | "<=", value):
            return None, value
        case Compare(_, "=", value) if not isinstance(value, str | bool):
            return value, value
        case Between(_, low, high):
            return low, high
        case Top():
            return threshold, None
        case Bottom():
            return None, threshold
        case _:
            return None, None


def _gap(actual: Any, low: Any, high: Any) -> Change | None:
    if not _measurable(actual):
        return None
    if low is not None and actual <= low:
        return _distance(actual, low)
    if high is not None and actual >= high:
        return _distance(actual, high)
    return None


def _slack(actual: Any, low: Any, high: Any) -> Change | None:
    """The smallest change that reaches a bound; past it the atom no longer holds."""
    if not _measurable(actual):
        return None
    ways: list[Any] = [_distance(actual, bound) for bound in (low, high) if bound is not None]
    return min(ways, key=abs) if ways else None


def _measurable(actual: Any) -> bool:
    return isinstance(actual, int | float | Decimal | date) and not isinstance(actual, bool | datetime)


def _distance(actual: Any, bound: Any) -> Change:
    """What to add to ``actual`` to arrive at the bound."""
    if isinstance(actual, date):
        return int((bound - actual).days)
    if isinstance(actual, float) or isinstance(bound, float):
        return float(bound) - float(actual)
    found: int | Decimal = bound - actual
    return found


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"}
_OPPOSITE = {"<": "≥", "<=": ">", ">": "≤", ">=": "<", "=": "≠", "!=": "="}
_MISSING = Text("无数据", "(no data)")
_HOW: Mapping[str, tuple[Text, Text]] = {
    "contains": (Text("包含", "contains"), Text("不包含", "does not contain")),
    "starts": (Text("开头为", "starts with"), Text("开头不是", "does not start with")),
    "ends": (Text("结尾为", "ends with"), Text("结尾不是", "does not end with")),
}


def shown(field: Field, value: Any) -> Text:
    """A value of the field as people read it: unit, thousands separators, percent for shares, choice names."""
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, date):
        return Text(value.isoformat(), value.isoformat())
    if isinstance(value, str):
        choice = field.choice(value)
        return choice.name if choice else Text(f"“{value}”", f"“{value}”")
    return _number_text(field, value)


def _number_text(field: Field, value: int | float | Decimal) -> Text:
    unit = field.unit
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if unit is not None and unit.zh.startswith("占比"):
        percent = f"{_rounded(exact * 100, 1)}%"
        return Text(percent, percent)
    number = _rounded(exact, 2)
    if unit is None:
        return Text(number, number)
    return Text(f"{number} {unit.zh}", f"{number} {unit.en}")


def _rounded(exact: Decimal, places: int) -> str:
    """Thousands separators; an amount in cents keeps its cents, other needless zeros go."""
    if exact == exact.to_integral_value() and exact.as_tuple().exponent != -2:
        return f"{int(exact):,}"
    rounded = round(exact, places)
    return f"{rounded:,}" if rounded != exact or exact.as_tuple().exponent == -2 else f"{exact.normalize():,f}"


def asked_text(atom: Atom, field: Field, holds: bool, threshold: Any) -> Text:
    """What an atom over a field asks for (or, where it does not hold, what is the case instead), as “≥ 3,000 CNY”."""
    match atom:
        case Compare(_, op, value):
            sign = _SIGNS[op] if holds else _OPPOSITE[op]
            return _signed(sign, shown(field, value))
        case Between(_, low, high):
            verb = Text("在", "is within") if holds else Text("不在", "is not within")
            first, last = shown(field, low), shown(field, high)
            return Text(f"{verb.zh} {first.zh} 至 {last.zh} 之间", f"{verb.en} {first.en} to {last.en}")
        case OneOf(_, values):
            listed = join([shown(field, value) for value in values], zh="、", en=", ")
            verb = Text("属于", "is one of") if holds else Text("不属于", "is none of")
            return Text(f"{verb.zh} {listed.zh}", f"{verb.en} {listed.en}")
        case TextMatch(_, how, text):
            verb = _HOW[how][0 if holds else 1]
            return Text(f"{verb.zh}“{text}”", f"{verb.en} “{text}”")
        case Top() | Bottom():
            return _share_text(atom, field, holds, threshold)
        case _:
            raise AssertionError(f"not a field atom: {atom}")


def _share_text(atom: Top | Bottom, field: Field, holds: bool, threshold: Any) -> Text:
    percent = f"{plain_number(atom.share.scaleb(2))}%"
    end = (
        Text(f"前 {percent}", f"top {percent}") if isinstance(atom, Top) else Text(f"后 {percent}", f"bottom {percent}")
    )
    if threshold is None:
        return Text(f"（{end.zh}无门槛）", f"(the {end.en} has no threshold)")
    op = ">=" if isinstance(atom, Top) else "<="
    asked = _signed(_SIGNS[op] if holds else _OPPOSITE[op], shown(field, threshold))
    return Text(f"{asked.zh}（{end.zh}门槛）", f"{asked.en} (threshold of the {end.en})")


def _signed(sign: str, value: Text) -> Text:
    return Text(f"{sign} {value.zh}", f"{sign} {value.en}")
