from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frostier.kernel.errors import MappingError
from frostier.sources.mapping import (
    Case,
    Cases,
    Condition,
    Const,
    FileOptions,
    FromColumn,
    Mapping,
    Sum,
    When,
)
from frostier.sources.records import standard_for

REQUIRED = {"order_id": "单号", "ordered_at": "日期", "sku_code": "货号", "quantity": "数量"}


def orders(**columns: Any) -> dict[str, Any]:
    return {"entity": "orders", "columns": {**REQUIRED, **columns}}


def test_a_bare_word_is_the_header_of_a_column() -> None:
    mapping = Mapping.from_data(orders())

    assert mapping.columns["order_id"] == FromColumn("单号")
    assert (mapping.source, mapping.timezone, mapping.file) == ("erp", "Asia/Shanghai", FileOptions())


def test_every_form_of_a_column_is_read() -> None:
    mapping = Mapping.from_data(
        orders(
            ordered_at={"column": "日期", "formats": ["%d/%m/%Y"]},
            quantity={"column": "数量", "scale": 0.01, "negate": True, "default": 0},
            discount_amount={"sum": ["折扣", {"column": "券", "negate": True}]},
            line_kind={
                "cases": [
                    {"when": [{"column": "单号", "matches": "^C"}, {"column": "数量", "below": 0}], "value": "return"}
                ],
                "otherwise": "sale",
            },
            order_channel={"column": "渠道", "values": {"A": "app"}, "otherwise": "other"},
        )
    )

    assert mapping.columns["ordered_at"] == FromColumn("日期", formats=("%d/%m/%Y",))
    assert mapping.columns["quantity"] == FromColumn("数量", scale=Decimal("0.01"), negate=True, default="0")
    assert mapping.columns["discount_amount"] == Sum((FromColumn("折扣"), FromColumn("券", negate=True)))
    both = When((Condition("单号", matches="^C"), Condition("数量", below=Decimal(0))))
    assert mapping.columns["line_kind"] == Cases((Case(both, Const("return")),), Const("sale"))
    assert mapping.columns["order_channel"] == FromColumn("渠道", values=(("A", "app"),), otherwise="other")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param("text", "key: value pairs", id="not a mapping at all"),
        pytest.param({}, "entity is missing", id="no entity"),
        pytest.param({"entity": "order"}, "Did you mean 'orders'", id="misspelt entity"),
        pytest.param({"entity": "orders", "colums": {}}, "Did you mean 'columns'", id="misspelt key"),
        pytest.param({"entity": "orders", "columns": {}}, "order_id .*ordered_at .*sku_code", id="nothing mapped"),
        pytest.param(orders(quantitty="x"), "Did you mean 'quantity'", id="misspelt standard column"),
        pytest.param(orders(quantity={"colum": "x"}), "needs one of column, const", id="misspelt form"),
        pytest.param(orders(quantity={"column": "x", "scale": "a lot"}), "must be a number", id="scale in words"),
        pytest.param(orders(quantity={"column": "x", "scale": "NaN"}), "must be a number", id="scale not a number"),
        pytest.param(orders(sku_name={"column": "x", "negate": True}), "cannot be summed", id="negated text"),
        pytest.param(orders(sku_name={"column": "x", "formats": ["%Y"]}), "only for dates", id="format on a text"),
        pytest.param(orders(ordered_at={"column": "x", "formats": ["yyyy"]}), "%Y-%m-%d", id="format of another kind"),
        pytest.param(orders(line_kind={"const": "retrun"}), "Did you mean 'return'", id="unknown choice"),
        pytest.param(orders(sku_code={"column": "x", "extract": "(a"}), "no regular expression", id="broken pattern"),
        pytest.param(orders(sku_code={"column": "x", "extract": "a"}), "exactly one group", id="no group"),
        pytest.param(orders(sku_code={"column": "x", "extract": "(?=a)(b)"}), "look-around", id="look-around"),
        pytest.param(orders(sku_code={"column": "x", "otherwise": "y"}), "only makes sense", id="lonely otherwise"),
        pytest.param(orders(sku_code={"column": "x", "values": {True: "y"}}), "needs quotes", id="bare yes"),
        pytest.param(orders(sku_code={"column": "x", "values": {"a": "y", "a ": "z"}}), "repeated", id="word twice"),
        pytest.param(orders(sku_code={"concat": []}), "at least one item", id="empty concat"),
        pytest.param(orders(sku_code={"cases": [{"value": "x"}]}), "lacks when", id="case without when"),
        pytest.param({**orders(), "timezone": "Mars/Base"}, "Asia/Shanghai", id="unknown zone"),
        pytest.param({**orders(), "policy": {"future_date": "drop"}}, "load or quarantine", id="unknown policy"),
        pytest.param({**orders(), "file": {"header_row": 0}}, "row number from 1", id="header row zero"),
        pytest.param({**orders(), "file": {"delimiter": ";;"}}, "single character", id="long delimiter"),
        pytest.param({**orders(), "skip_when": [{"column": "x"}]}, "exactly one of", id="condition without test"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_key_and_what_was_expected(data: object, said: str) -> None:
    with pytest.raises(MappingError, match=said) as refused:
        Mapping.from_data(data)

    assert refused.value.say("zh")


def test_a_nested_mapping_without_end_is_refused() -> None:
    part: Any = "x"
    for _ in range(50):
        part = {"concat": [part]}

    with pytest.raises(MappingError, match="nested too deeply"):
        Mapping.from_data(orders(sku_name=part))


def test_a_file_without_a_mapped_column_is_refused_with_the_nearest_header() -> None:
    mapping = Mapping.from_data(orders(customer_code="客户编码"))

    with pytest.raises(MappingError, match="客户编码") as refused:
        mapping.check_against(standard_for("orders"), ["单号", "日期", "货号", "数量", "客户编号"])

    assert "Did you mean '客户编号'" in refused.value.say("en")
    assert "单号、日期" in refused.value.say("zh")


def test_a_missing_required_column_is_named_together_with_the_headers_there_are() -> None:
    mapping = Mapping("orders", {"order_id": FromColumn("单号")})

    with pytest.raises(MappingError, match=r"ordered_at.*Columns in the file: 单号"):
        mapping.check_against(standard_for("orders"), ["单号"])


def test_a_mapping_for_orders_does_not_load_customers() -> None:
    with pytest.raises(MappingError, match="is orders, not customers"):
        Mapping.from_data(orders()).check_against(standard_for("customers"), ["单号"])


def test_rows_are_loaded_unless_the_policy_says_quarantine() -> None:
    mapping = Mapping.from_data({**orders(), "policy": {"future_date": "quarantine"}})

    assert mapping.policy_for("future_date") == "quarantine"
    assert mapping.policy_for("exact_duplicate") == "load"


def test_the_file_columns_include_those_of_conditions() -> None:
    data = orders(line_kind={"cases": [{"when": {"column": "状态", "equals": "退"}, "value": "return"}]})
    mapping = Mapping.from_data({**data, "skip_when": {"column": "备注", "matches": "合计"}})

    assert list(mapping.file_columns()) == ["单号", "日期", "货号", "数量", "状态", "备注"]


def test_the_fingerprint_follows_the_meaning_and_not_the_spelling() -> None:
    long_form = orders(quantity={"column": "数量", "negate": False})
    reordered = {"columns": dict(reversed(REQUIRED.items())), "entity": "orders", "source": "erp"}

    prints = {Mapping.from_data(d).fingerprint for d in (orders(), long_form, reordered)}

    assert len(prints) == 1
    assert Mapping.from_data({**orders(), "source": "pos"}).fingerprint not in prints


names = st.text("单号客户abcXY _-", min_size=1, max_size=8).filter(str.strip)
words = st.text("ABC毛肚 12", max_size=6)
amounts = st.decimals(-1000, 1000, places=3)
tests = st.one_of(
    st.builds(lambda c, v: {"column": c, "equals": v}, names, words),
    st.builds(lambda c, v: {"column": c, "in": v}, names, st.lists(words, min_size=1, max_size=3)),
    st.builds(lambda c, v: {"column": c, "empty": v}, names, st.booleans()),
    st.builds(lambda c, v: {"column": c, "above": str(v)}, names, amounts),
)
texts = st.recursive(
    st.one_of(
        names,
        st.builds(lambda v: {"const": v}, words),
        st.builds(
            lambda c, v, o: {"column": c, "values": v, "otherwise": o},
            names,
            st.dictionaries(words.map(str.strip).filter(bool), words, min_size=1, max_size=3),
            words,
        ),
    ),
    lambda part: st.one_of(
        st.builds(lambda p, s: {"concat": p, "sep": s}, st.lists(part, min_size=1, max_size=3), words),
        st.builds(
            lambda w, v, o: {"cases": [{"when": w, "value": v}], "otherwise": o},
            st.one_of(tests, st.lists(tests, min_size=1, max_size=2)),
            words,
            words,
        ),
    ),
    max_leaves=5,
)


@given(texts, st.lists(tests, max_size=2))
def test_a_mapping_survives_being_written_and_read(part: Any, skips: list[Any]) -> None:
    mapping = Mapping.from_data({**orders(sku_name=part), "skip_when": skips})

    assert Mapping.from_data(mapping.to_data()) == mapping
