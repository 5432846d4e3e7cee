"""Events are read into one form, or refused with the field and the reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.event_values import BadValue, read_value, reader_of
from frostier.sources.events import Event, Refusal, parse_event, spelled

CHENGDU = ZoneInfo("Asia/Shanghai")
LINE = {"sku_code": "S1", "quantity": 2, "unit_price": "12.5"}
PLACED: dict[str, Any] = {
    "source": "erp",
    "event_id": "e1",
    "type": "order.placed",
    "occurred_at": "2026-11-20T10:00:00+08:00",
    "customer_code": "C1",
    "data": {"order_id": "O1", "lines": [LINE]},
}


def read(**changes: Any) -> Event:
    event = parse_event({**PLACED, **changes}, CHENGDU)
    assert isinstance(event, Event), event
    return event


def refused(**changes: Any) -> Refusal:
    refusal = parse_event({**PLACED, **changes}, CHENGDU)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def order(**line: Any) -> dict[str, Any]:
    return {"order_id": "O1", "lines": [{**LINE, **line}]}


def test_an_order_that_was_placed_is_read() -> None:
    event = read()

    assert event.occurred_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert (event.source, event.event_id, event.version, event.key) == ("erp", "e1", 1, "O1")
    assert event.data == {
        "order_id": "O1",
        "lines": [{"sku_code": "S1", "quantity": "2.000", "unit_price": "12.5000", "line_no": "S1#1"}],
    }


def test_the_customer_may_stand_in_the_data() -> None:
    event = read(customer_code=None, data={**PLACED["data"], "customer_code": "C1"})

    assert event.customer_code == "C1"


def test_the_same_said_in_other_words_is_the_same_event() -> None:
    other = read(
        occurred_at="2026-11-20T02:00:00Z",
        data={**order(quantity="2.0", unit_price=Decimal("12.50")), "remark": "ignored"},
    )

    assert other.content_hash == read().content_hash
    assert read(data=order(quantity=3)).content_hash != read().content_hash


def test_a_time_without_an_offset_is_the_company_s() -> None:
    assert read(occurred_at="2026-11-20 10:00").occurred_at == datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_lines_of_one_article_are_counted_as_in_files() -> None:
    event = read(data={"order_id": "O1", "lines": [LINE, {**LINE, "line_no": "7"}, LINE]})

    assert [line["line_no"] for line in event.data["lines"]] == ["S1#1", "7", "S1#2"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"source": ""}, "missing", "source"),
        ({"source": "frostier"}, "reserved_source", "source"),
        ({"event_id": None}, "missing", "event_id"),
        ({"event_id": "x" * 201}, "too_long", "event_id"),
        ({"event_id": {"a": 1}}, "unreadable", "event_id"),
        ({"version": 0}, "out_of_range", "version"),
        ({"version": True}, "unreadable", "version"),
        ({"type": "order.eaten"}, "unknown_type", "type"),
        ({"type": "override.set"}, "unknown_type", "type"),
        ({"occurred_at": None}, "missing", "occurred_at"),
        ({"occurred_at": "gestern"}, "unreadable", "occurred_at"),
        ({"occurred_at": "2126-01-01"}, "out_of_range", "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "unreadable", "occurred_at"),
        ({"data": None}, "missing", "data"),
        ({"data": []}, "not_an_object", "data"),
        ({"data": {"lines": [LINE]}}, "missing", "data.order_id"),
        ({"data": {"order_id": "O1"}}, "no_lines", "data.lines"),
        ({"data": {"order_id": "O1", "lines": ["x"]}}, "not_an_object", "data.lines[0]"),
        ({"data": order(quantity="two")}, "unreadable", "data.lines[0].quantity"),
        ({"data": order(quantity="NaN")}, "unreadable", "data.lines[0].quantity"),
        ({"data": order(quantity=Decimal("Infinity"))}, "unreadable", "data.lines[0].quantity"),
        ({"data": order(quantity=-1)}, "out_of_range", "data.lines[0].quantity"),
        ({"data": order(quantity=Decimal("1e99999"))}, "out_of_range", "data.lines[0].quantity"),
        ({"data": order(quantity=999_999, unit_price=999_999)}, "out_of_range", "data.lines[0].unit_price"),
        ({"data": order(unit_price=None)}, "no_price", "data.lines[0].unit_price"),
        ({"data": order(line_no="return:x")}, "repeated_line", "data.lines[0].line_no"),
        ({"data": {"order_id": "O", "lines": [{**LINE, "line_no": 1}] * 2}}, "repeated_line", "data.lines[1].line_no"),
        ({"data": order(sku_code="a\0b")}, "unreadable", "data.lines[0].sku_code"),
        ({"data": order(sku_name="\ud800")}, "unreadable", "data.lines[0].sku_name"),
        ({"data": {**order(), "customer_code": "C2"}}, "two_customers", "customer_code"),
        ({"type": "complaint", "data": {"text": "warm", "severity": "dire"}}, "unknown_word", "data.severity"),
        ({"type": "search", "customer_code": None, "data": {"text": "x"}}, "missing", "customer_code"),
        ({"type": "order.returned", "data": order(quantity=0)}, "out_of_range", "data.lines[0].quantity"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused_with_the_field(changes: dict[str, Any], code: str, field: str) -> None:
    refusal = refused(**changes)

    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.reason.zh
    assert refusal.reason.en.encode()


@pytest.mark.parametrize("raw", [None, 3, "order.placed", []])
def test_what_is_no_object_is_no_event(raw: object) -> None:
    refusal = parse_event(raw, CHENGDU)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_an_object"


def test_a_refusal_names_the_event_where_it_can() -> None:
    refusal = refused(type="?")

    assert (refusal.source, refusal.event_id) == ("erp", "e1")


def test_a_channel_nobody_knows_is_another_one() -> None:
    assert read(data={**order(), "order_channel": "pigeon"}).data["order_channel"] == "other"
    assert read(data={**order(), "order_channel": "小程序"}).data["order_channel"] == "mini_program"


def test_every_type_has_its_words_in_both_languages() -> None:
    for kind in EVENT_TYPES.values():
        assert all(text.zh and text.en for text in (kind.name, kind.meaning))
        assert all(column.label.zh and column.label.en for column in (*kind.fields, *kind.lines))


SAID = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 2**70), st.text(max_size=8), st.lists(st.integers(), max_size=1),
    st.decimals(-10, 10, places=2), st.sampled_from(["1", "1.0", " 2,5", "是", "NULL", "7.0", "2026-11-20", "-0"]),
)  # fmt: skip
COLUMNS = [column for kind in EVENT_TYPES.values() for column in (*kind.fields, *kind.lines)]
COLUMNS = list({(c.name, c.type, c.required): c for c in COLUMNS}.values())
REPEATING = [reader_of(column, repeats=True) for column in COLUMNS]


def outcome(read: Any, *arguments: Any) -> Any:
    try:
        found = read(*arguments)
    except BadValue as bad:
        return bad.code
    return type(found), found


@settings(max_examples=500)
@given(st.sampled_from(range(len(COLUMNS))), st.lists(SAID, max_size=6))
def test_what_is_remembered_of_a_column_is_what_reading_gives(number: int, values: list[Any]) -> None:
    column, remembering = COLUMNS[number], REPEATING[number]

    for value in (*values, True, 1, "1", *values):
        plain = outcome(read_value, column, value, CHENGDU)

        assert outcome(remembering, value, CHENGDU) == plain
        assert outcome(reader_of(column), value, CHENGDU) == plain


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé_毛", max_size=4), inner, max_size=4),
        max_leaves=12,
    )
)
def test_data_is_spelled_as_the_plain_encoder_spells_it(data: Any) -> None:
    assert spelled({"data": data}) == json.dumps(
        {"data": data}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_the_first_field_that_cannot_be_used_is_told() -> None:
    bad = {"quantity": "two", "unit_price": "dear", "sku_code": []}

    assert refused(data=order(**bad)).field == refused(data=order(**dict(reversed(bad.items())))).field
