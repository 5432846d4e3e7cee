"""Conditions as JSON, for schemes, the API and the screens.

``{"all": […]}``, ``{"any": […]}``, ``{"not": …}``, ``{"always": true}``, ``{"tag": "id"}``, and
``{"field": …, "op": …, "value": …}`` with the operators of :data:`OPERATORS`; ``by`` only with ``top`` and ``bottom``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.check import all_of, any_of, check_atom, check_depth
from frostier.tags.predicate import (
    HOWS,
    OPS,
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
    Value,
)
from frostier.tags.vocabulary import Vocabulary, suggest

OPERATORS: tuple[str, ...] = (*OPS, "between", "in", "exists", "missing", "top", "bottom", *HOWS)
_FORMS = ("all", "any", "not", "field", "tag", "always")


def from_json(data: Any, vocabulary: Vocabulary) -> Predicate:
    """The checked condition that a JSON value means; raises ``PredicateError`` with the path of the mistake."""
    return _read(data, vocabulary, "$", 1)


def to_json(predicate: Predicate) -> dict[str, Any]:
    """The condition as plain JSON values; :func:`from_json` gives back an equal condition."""
    match predicate:
        case AllOf(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(Exists(field)):
            return {"field": field, "op": "missing"}
        case Not(part):
            return {"not": to_json(part)}
        case HasTag(tag):
            return {"tag": tag}
        case Always():
            return {"always": True}
        case _:
            return _atom_json(predicate)


def _read(data: Any, vocabulary: Vocabulary, path: str, depth: int) -> Predicate:
    _at(path, lambda: check_depth(depth))
    if not isinstance(data, Mapping):
        raise _refuse(path, Text(f"应为对象，得到 {data!r}。", f"Expected an object, got {data!r}."))
    form = next((name for name in _FORMS if name in data), None)
    if form is None:
        raise _refuse(
            path, Text(f"应含有其中一项：{'、'.join(_FORMS)}。", f"Expected one of the keys {', '.join(_FORMS)}.")
        )
    if form != "field":
        _only(data, {form}, path)
    if form in ("all", "any"):
        return _read_parts(data, form, vocabulary, path, depth)
    if form == "not":
        return Not(_read(data["not"], vocabulary, f"{path}.not", depth + 1))
    return _checked(_raw_atom(data, form, path), vocabulary, path)


def _read_parts(data: Mapping[str, Any], form: str, vocabulary: Vocabulary, path: str, depth: int) -> Predicate:
    listed = data[form]
    if not isinstance(listed, list):
        raise _refuse(f"{path}.{form}", Text(f"应为列表，得到 {listed!r}。", f"Expected a list, got {listed!r}."))
    parts = [_read(part, vocabulary, f"{path}.{form}[{n}]", depth + 1) for n, part in enumerate(listed)]
    return all_of(parts) if form == "all" else any_of(parts)


def _raw_atom(data: Mapping[str, Any], form: str, path: str) -> Predicate:
    if form == "always":
        if data["always"] is not True:
            raise _refuse(f"{path}.always", Text("应为 true。", "Expected true."))
        return Always()
    if form == "tag":
        return HasTag(_word(data["tag"], f"{path}.tag"))
    return _raw_field_atom(data, path)


def _raw_field_atom(data: Mapping[str, Any], path: str) -> Predicate:
    field = _word(data["field"], f"{path}.field")
    op = data.get("op")
    if not isinstance(op, str) or op not in OPERATORS:
        raise _refuse(
            f"{path}.op",
            Text(f"未知的运算 {op!r}。", f"Unknown operator {op!r}."),
            suggest(str(op), OPERATORS) or Text(f"可用：{' '.join(OPERATORS)}。", f"Known: {' '.join(OPERATORS)}."),
        )
    if op in ("exists", "missing"):
        _only(data, {"field", "op"}, path)
        return Exists(field) if op == "exists" else Not(Exists(field))
    _only(data, {"field", "op", "value", *(("by",) if op in ("top", "bottom") else ())}, path)
    if "value" not in data:
        raise _refuse(path, Text("缺少 value。", "Expected a value."))
    return _with_value(field, op, data["value"], data.get("by"), f"{path}.value")


def _with_value(field: str, op: str, value: Any, by: Any, path: str) -> Predicate:
    if op == "between":
        low, high = _list(value, path, length=2)
        return Between(field, low, high)
    if op == "in":
        return OneOf(field, _list(value, path))
    if op in ("top", "bottom"):
        kind = Top if op == "top" else Bottom
        return kind(field, value, None if by is None else _word(by, path))
    if isinstance(value, list | Mapping) or value is None:
        raise _refuse(path, Text(f"应为单个值，得到 {value!r}。", f"Expected a single value, got {value!r}."))
    for how in HOWS:
        if how == op:
            return TextMatch(field, how, value)
    return Compare(field, next(known for known in OPS if known == op), value)


def _checked(raw: Predicate, vocabulary: Vocabulary, path: str) -> Predicate:
    if isinstance(raw, Not):
        return Not(_checked(raw.part, vocabulary, path))
    if isinstance(raw, AllOf | AnyOf):
        raise AssertionError("compound conditions are read part by part")
    atom: Atom = raw
    found: list[Atom] = []
    _at(path, lambda: found.append(check_atom(atom, vocabulary)))
    return found[0]


def _at(path: str, work: Any) -> None:
    try:
        work()
    except PredicateError as error:
        raise _refuse(path, error.message, error.next_step) from error


def _refuse(path: str, message: Text, next_step: Text | None = None) -> PredicateError:
    told = Text(f"{path}：{message.zh}", f"{path}: {message.en}")
    return PredicateError(told, next_step=next_step, where={"path": path})


def _only(data: Mapping[str, Any], allowed: set[str], path: str) -> None:
    unknown = sorted(str(key) for key in data if key not in allowed)
    if unknown:
        raise _refuse(path, Text(f"多余的键：{'、'.join(unknown)}。", f"Unexpected keys: {', '.join(unknown)}."))


def _word(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _refuse(path, Text(f"应为名称，得到 {value!r}。", f"Expected a name, got {value!r}."))
    return value


def _list(value: Any, path: str, *, length: int | None = None) -> tuple[Any, ...]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        wanted = (
            Text("列表", "a list") if length is None else Text(f"{length} 个值的列表", f"a list of {length} values")
        )
        raise _refuse(path, Text(f"应为{wanted.zh}，得到 {value!r}。", f"Expected {wanted.en}, got {value!r}."))
    return tuple(value)


def _atom_json(atom: Atom) -> dict[str, Any]:
    match atom:
        case Compare(field, op, value):
            return {"field": field, "op": op, "value": _value_json(value)}
        case Between(field, low, high):
            return {"field": field, "op": "between", "value": [_value_json(low), _value_json(high)]}
        case OneOf(field, values):
            return {"field": field, "op": "in", "value": [_value_json(value) for value in values]}
        case TextMatch(field, how, text):
            return {"field": field, "op": how, "value": text}
        case Exists(field):
            return {"field": field, "op": "exists"}
        case Top() | Bottom():
            end = "top" if isinstance(atom, Top) else "bottom"
            found: dict[str, Any] = {"field": atom.field, "op": end, "value": _value_json(atom.share)}
            return found if atom.by is None else {**found, "by": atom.by}
        case _:
            raise AssertionError(f"not a field atom: {atom}")


def _value_json(value: Value) -> bool | int | float | str:
    if isinstance(value, Decimal):
        return _decimal_json(value)
    return value.isoformat() if isinstance(value, date) else value


def _decimal_json(value: Decimal) -> int | float | str:
    """A JSON number where it says exactly this decimal, else text."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
