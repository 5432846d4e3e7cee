"""Events as other systems send them, read into one form or refused with a reason.

An event says what happened, not what is: records are folded from all events of an order or receivable
(:mod:`frostier.sources.folding`), so that neither the order of arrival nor repetition matters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from frostier.kernel.text import Text
from frostier.sources import event_types as kinds
from frostier.sources.event_types import EVENT_TYPES, MOST_LINES, OWN_SOURCE, EventType
from frostier.sources.event_values import BadValue, Reader, Stored, read_moment, reader_of
from frostier.sources.refusals import refusal_text
from frostier.sources.standard import LARGEST, Column

RETURN_LINE = "return:"
"""How the numbers of returned lines begin; an order line's own may not."""

_LARGEST_AMOUNT = LARGEST["money"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as it is kept.

    ``(source, event_id)`` names it; of several versions the highest counts. ``occurred_at`` is UTC. ``key`` is the
    order or receivable it is about, empty where its type has no subject. ``data`` holds the fields of its type
    that were said, in their stored form (:mod:`frostier.sources.event_values`); other fields are left out.
    """

    source: str
    event_id: str
    version: int
    type: str
    occurred_at: datetime
    customer_code: str | None
    key: str
    data: Mapping[str, Any]

    @property
    def kind(self) -> EventType:
        """Its declaration."""
        return EVENT_TYPES[self.type]

    @property
    def data_text(self) -> str:
        """The data as JSON, always spelled alike."""
        return spelled(self.data)

    @property
    def content_hash(self) -> str:
        """Of what the event says: a repetition has the same, a contradiction another."""
        return self.hash_with(self.data_text)

    def hash_with(self, data_text: str) -> str:
        """The same for whoever has the text of the data already."""
        said = "\0".join((self.type, self.occurred_at.isoformat(), self.customer_code or "", data_text))
        return hashlib.sha256(said.encode()).hexdigest()


def spelled(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys, nothing between its parts, and letters as they are."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # a whole number beyond 64 bits
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is no usable event: a stable code, the field (a path such as ``lines[2].quantity``), the reason."""

    code: str
    field: str
    reason: Text
    source: str | None = None
    event_id: str | None = None


class _Refused(Exception):
    def __init__(self, code: str, field: str, reason: Text) -> None:
        super().__init__(code)
        self.code, self.field, self.reason = code, field, reason


@dataclass(frozen=True, slots=True)
class _Field:
    """A column with what reading it needs at hand."""

    name: str
    required: bool
    read: Reader
    column: Column

    @classmethod
    def of(cls, column: Column) -> _Field:
        repeats = column.type not in ("text", "phone") and column.name not in _NAMES_OF_ONE
        return cls(column.name, column.required, reader_of(column, repeats=repeats), column)


_NAMES_OF_ONE = frozenset({"event_id", "order_id", "receivable_id", "customer_code", "ordered_at"})
"""Fields of which nearly every event says another value."""


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of an object: in order, by name, and those that must be there."""

    all: tuple[_Field, ...]
    named: Mapping[str, Reader]
    required: frozenset[str]

    @classmethod
    def of(cls, columns: Iterable[Column]) -> _Fields:
        fields = tuple(map(_Field.of, columns))
        named = {field.name: field.read for field in fields}
        return cls(fields, named, frozenset(field.name for field in fields if field.required))


_SOURCE, _EVENT_ID, _VERSION, _TYPE, _CUSTOMER_CODE = map(
    _Field.of, (kinds.SOURCE, kinds.EVENT_ID, kinds.VERSION, kinds.TYPE, kinds.CUSTOMER_CODE)
)
_FIELDS = {kind.id: _Fields.of(kind.fields) for kind in EVENT_TYPES.values()}
_LINE_FIELDS = {kind.id: _Fields.of(kind.lines) for kind in EVENT_TYPES.values()}


def parse_event(raw: object, zone: ZoneInfo) -> Event | Refusal:
    """The event that decoded JSON describes, or why it is none.

    Numbers with a point have to come as ``Decimal``, not float. Times without an offset are the company's, by
    ``zone``. Fields that the type does not have are ignored.
    """
    if not isinstance(raw, Mapping):
        return Refusal("not_an_object", "", Text("应为 JSON 对象。", "Expected a JSON object."))
    try:
        return _event(raw, zone)
    except _Refused as refused:
        return Refusal(refused.code, refused.field, refused.reason, _named(raw, "source"), _named(raw, "event_id"))


def _event(raw: Mapping[Any, Any], zone: ZoneInfo) -> Event:
    source, event_id = str(_read(_SOURCE, raw, zone)), str(_read(_EVENT_ID, raw, zone))
    if source == OWN_SOURCE:
        reason = Text(f"来源名 {OWN_SOURCE} 由系统自用。", f"The source {OWN_SOURCE} is the system's own.")
        raise _Refused("reserved_source", "source", reason)
    kind = _kind(raw, zone)
    occurred_at = _occurred_at(raw, zone)
    given = raw.get("data")
    if not isinstance(given, Mapping):
        code = "missing" if given is None else "not_an_object"
        raise _Refused(code, "data", Text("data 应为 JSON 对象。", "data should be a JSON object."))
    data: dict[str, Any] = _fields(_FIELDS[kind.id], given, zone, "data")
    if kind.lines:
        data["lines"] = _lines(kind, given, zone)
    return Event(
        source,
        event_id,
        int(_read(_VERSION, raw, zone) or 1),
        kind.id,
        occurred_at,
        _customer(kind, raw, given, zone),
        str(data[kind.key_field]) if kind.key_field else "",
        data,
    )


def _kind(raw: Mapping[Any, Any], zone: ZoneInfo) -> EventType:
    name = _read(_TYPE, raw, zone)
    kind = EVENT_TYPES.get(str(name))
    if kind is None or kind.internal:
        known = ", ".join(k.id for k in EVENT_TYPES.values() if not k.internal)
        reason = Text(
            f"没有事件类型“{name}”，可用：{known}。", f"There is no event type {name!r}; use one of: {known}."
        )
        raise _Refused("unknown_type", "type", reason)
    return kind


def _occurred_at(raw: Mapping[Any, Any], zone: ZoneInfo) -> datetime:
    said = raw.get("occurred_at")
    try:
        if said is None or said == "":
            raise BadValue("missing")
        return read_moment(said, zone)
    except BadValue as bad:
        raise _refused(kinds.OCCURRED_AT, bad.code, said, "occurred_at") from bad


def _customer(kind: EventType, raw: Mapping[Any, Any], data: Mapping[Any, Any], zone: ZoneInfo) -> str | None:
    """The customer's code, said beside the data or in it."""
    beside = _read(_CUSTOMER_CODE, raw, zone)
    within = _read(_CUSTOMER_CODE, data, zone, "data")
    if beside and within and beside != within:
        reason = Text(f"客户编码前后不一：{beside}、{within}。", f"Two customers are named: {beside} and {within}.")
        raise _Refused("two_customers", "customer_code", reason)
    code = beside or within
    if code is None and kind.names_customer:
        raise _refused(kinds.CUSTOMER_CODE, "missing", None, "customer_code")
    return None if code is None else str(code)


def _fields(fields: _Fields, given: Mapping[Any, Any], zone: ZoneInfo, path: str) -> dict[str, Stored]:
    """What is said of the fields; nothing for what is not."""
    found: dict[str, Stored] = {}
    named = fields.named
    try:
        # Few of the fields are said, so what is said is gone through.
        for name, value in given.items():
            if value is not None and name in named and (read := named[name](value, zone)) is not None:
                found[name] = read
    except BadValue:
        return _fields_in_order(fields, given, zone, path)
    return found if fields.required <= found.keys() else _fields_in_order(fields, given, zone, path)


def _fields_in_order(fields: _Fields, given: Mapping[Any, Any], zone: ZoneInfo, path: str) -> dict[str, Stored]:
    """The same, refused for the first field that cannot be used."""
    read = {field.name: _read(field, given, zone, path) for field in fields.all}
    return {name: value for name, value in read.items() if value is not None}


def _lines(kind: EventType, data: Mapping[Any, Any], zone: ZoneInfo) -> list[dict[str, Stored]]:
    given = data.get("lines")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_LINES:
        reason = Text(f"应有 1 到 {MOST_LINES} 行明细。", f"Expected 1 to {MOST_LINES} lines.")
        raise _Refused("no_lines" if not given else "unusable_lines", "data.lines", reason)
    fields, lines = _LINE_FIELDS[kind.id], list[dict[str, Stored]]()
    for n, line in enumerate(given):
        path = f"data.lines[{n}]"
        if not isinstance(line, Mapping):
            raise _Refused("not_an_object", path, Text("每行应为 JSON 对象。", "A line should be a JSON object."))
        read = _fields(fields, line, zone, path)
        _check_price(read, path, is_return=kind.id == "order.returned")
        lines.append(read)
    if kind.id != "order.returned":
        _number(lines)
    return lines


def _check_price(line: Mapping[str, Any], path: str, *, is_return: bool) -> None:
    quantity = Decimal(line["quantity"])
    if is_return and quantity == 0:
        raise _Refused(
            "out_of_range", f"{path}.quantity", Text("退货数量应大于 0。", "A return needs a quantity above 0.")
        )
    price = line.get("unit_price")
    if price is None and line.get("net_amount") is None and not is_return:
        raise _Refused(
            "no_price", f"{path}.unit_price", Text("单价和金额至少要有一个。", "A price or an amount is needed.")
        )
    if price is not None and quantity * Decimal(price) > _LARGEST_AMOUNT:
        raise _Refused("out_of_range", f"{path}.unit_price", Text("金额大得不合情理。", "The amount is too large."))


def _number(lines: list[dict[str, Stored]]) -> None:
    """Give every line its number; by default counted per SKU, as in files."""
    counted: dict[str, int] = {}
    taken: set[str] = set()
    for n, line in enumerate(lines):
        own = line.get("line_no")
        if own is None:
            sku = str(line["sku_code"])
            counted[sku] = counted.get(sku, 0) + 1
            own = f"{sku[:380]}#{counted[sku]}"
        number = str(own)
        if number in taken or number.startswith(RETURN_LINE):
            reason = Text(f"行号 {number} 重复或不可用。", f"The line number {number} is repeated or reserved.")
            raise _Refused("repeated_line", f"data.lines[{n}].line_no", reason)
        taken.add(number)
        line["line_no"] = number


def _read(field: _Field, given: Mapping[Any, Any], zone: ZoneInfo, path: str = "") -> Stored:
    value = given.get(field.name)
    if value is None and not field.required:
        return None
    try:
        return field.read(value, zone)
    except BadValue as bad:
        name = f"{path}.{field.name}" if path else field.name
        raise _refused(field.column, bad.code, value, name) from bad


def _refused(column: Column, code: str, arrived: object, field: str) -> _Refused:
    shown = "" if arrived is None else str(arrived)[:80]
    return _Refused(code, field, refusal_text(column, code, _printable(shown)))


def _named(raw: Mapping[Any, Any], field: str) -> str | None:
    value = raw.get(field)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        value = str(value)
    return _printable(value)[:200] if isinstance(value, str) else None


def _printable(text: str) -> str:
    """The text without what neither an answer nor a database can hold: halves of characters, zero bytes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")
