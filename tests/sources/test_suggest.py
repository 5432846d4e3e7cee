from __future__ import annotations

import pytest

from frostier.kernel.errors import NotFound
from frostier.sources.records import STANDARDS
from frostier.sources.suggest import known_headers, normalised, read_date_order, suggest_mapping

ERP = {
    "单据编号": ["XS240001", "XS240001"],
    "单据日期": ["2024-03-04", "2024/3/5"],
    "往来单位编码": ["K0001", "K0002"],
    "往来单位": ["巴蜀火锅", "老成都串串"],
    "存货编码": ["0101", "0102"],
    "存货名称": ["鲜毛肚", "鸭肠"],
    "数量": ["3", "-1"],
    "含税单价": ["￥18.50", "1,234.00"],
    "价税合计": ["55.50", "-1,234.00"],
    "业务员": ["王", "李"],
}


def paired(entity: str, samples: dict[str, list[str]]) -> dict[str, str]:
    return {m.column: m.header for m in suggest_mapping(entity, list(samples), samples).matches}


def test_the_headers_of_a_chinese_erp_are_recognised() -> None:
    found = paired("orders", ERP)

    assert found == {
        "order_id": "单据编号",
        "ordered_at": "单据日期",
        "customer_code": "往来单位编码",
        "sku_code": "存货编码",
        "sku_name": "存货名称",
        "quantity": "数量",
        "unit_price": "含税单价",
        "net_amount": "价税合计",
    }


def test_english_headers_are_recognised_whatever_their_spelling() -> None:
    samples = {
        "Invoice No.": ["536365"], "INVOICE_DATE": ["2010-12-01 08:26"], "customer-id": ["17850"],
        "Stock Code": ["85123A"], "Qty": ["6"], "Unit Price": ["2.55"], "Colour": ["red"],
    }  # fmt: skip

    suggestion = suggest_mapping("orders", list(samples), samples)

    assert {m.column: m.header for m in suggestion.matches} == {
        "order_id": "Invoice No.", "ordered_at": "INVOICE_DATE", "customer_code": "customer-id",
        "sku_code": "Stock Code", "quantity": "Qty", "unit_price": "Unit Price",
    }  # fmt: skip
    assert suggestion.unmatched == ("Colour",)
    assert suggestion.missing == ()


@pytest.mark.parametrize("entity", list(STANDARDS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_labels_of_the_standard_itself_map_onto_their_columns(entity: str, lang: str) -> None:
    standard = STANDARDS[entity]
    headers = [c.label.say(lang) for c in standard.columns]

    suggestion = suggest_mapping(entity, headers, {})

    assert {m.column: m.header for m in suggestion.matches} == {c.name: c.label.say(lang) for c in standard.columns}


def test_values_of_another_kind_speak_against_a_header() -> None:
    samples = {"日期": ["毛肚", "鸭肠"], "下单日期": ["2024-01-02", "2024-01-03"]}

    assert paired("orders", samples) == {"ordered_at": "下单日期"}


def test_a_short_word_inside_another_is_no_resemblance() -> None:
    assert "manager" not in paired("customers", {"customer id": ["1"], "age": ["35-44"]})


def test_what_is_missing_is_named() -> None:
    assert suggest_mapping("orders", ["订单号"], {}).missing == ("ordered_at", "sku_code", "quantity")


def test_every_match_says_why_in_both_languages() -> None:
    matches = suggest_mapping("orders", list(ERP), ERP).matches

    assert len(matches) >= 5
    for match in matches:
        assert 0.6 <= match.confidence <= 1
        assert match.reason.zh
        assert "fit the type" in match.reason.en


@pytest.mark.parametrize(
    ("values", "formats", "in_doubt"),
    [
        pytest.param(["2024-03-04", "2024年3月5日", "20240306"], (), False, id="year first"),
        pytest.param(["25/12/2024", "03/04/2024"], ("%d/%m/%Y",), False, id="a day above 12 in front"),
        pytest.param(["12/25/2024 8:26", "1/2/2024 9:00"], ("%m/%d/%Y %H:%M",), False, id="a day above 12 second"),
        pytest.param(["03/04/2024"], ("%d/%m/%Y",), True, id="could be either"),
        pytest.param(["25.12.24", "1.2.24"], ("%d.%m.%y",), False, id="short year"),
        pytest.param(["12/25/2024 8:26 PM"], ("%m/%d/%Y %I:%M %p",), False, id="twelve hours"),
        pytest.param(["25/12/2024", "12/25/2024"], ("%d/%m/%Y", "%m/%d/%Y"), True, id="both at once"),
        pytest.param([None, ""], (), False, id="nothing there"),
    ],
)  # fmt: skip
def test_day_and_month_are_told_apart_by_what_cannot_be_a_month(
    values: list[str | None], formats: tuple[str, ...], in_doubt: bool
) -> None:
    order = read_date_order(values)

    assert order.formats == formats
    assert (order.doubt is not None) == in_doubt


def test_a_doubtful_date_becomes_a_warning_that_names_the_column() -> None:
    samples = {"订单号": ["1"], "日期": ["03/04/2024"], "货号": ["a"], "数量": ["1"]}

    (warning,) = suggest_mapping("orders", list(samples), samples).warnings

    assert "日期" in warning.zh
    assert "please check" in warning.en


def test_a_total_line_among_the_samples_is_skipped_in_the_proposal() -> None:
    samples = {"订单号": ["1", "合计"], "日期": ["2024-01-02", ""], "货号": ["a", ""], "数量": ["3", "3"]}

    (when,) = suggest_mapping("orders", list(samples), samples).mapping.skip_when

    assert when.conditions[0].column == "订单号"


def test_decimal_commas_are_noticed() -> None:
    samples = {"订单号": ["1"], "日期": ["2024-01-02"], "货号": ["a"], "数量": ["3"], "单价": ["1.234,50"]}

    assert suggest_mapping("orders", list(samples), samples).mapping.file.decimal_comma


def test_a_header_is_the_same_word_with_its_unit_and_width() -> None:
    assert normalised("客户编码（必填）") == normalised("客户 编码") == "客户编码"
    assert normalised("Ｃｕｓｔｏｍｅｒ_ID") == "customerid"
    assert known_headers(["订单号", "数量", "x"], "orders") == 2


def test_an_unknown_entity_is_refused() -> None:
    with pytest.raises(NotFound):
        suggest_mapping("dogs", [], {})
