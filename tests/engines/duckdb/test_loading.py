"""Every row of a file is loaded, skipped or quarantined with a reason; nothing vanishes."""

# ruff: noqa: DTZ001, E501, PT012 (wall clocks, and tables of rows)

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.fakes import FakeRun
from tests.rows_at_hand import load, mapping_for, records, rows_of, warehouse_in_memory

from frostier.kernel.errors import MappingError, RunCancelled

LINE = {"order_id": "A1", "ordered_at": "2025-03-01 09:30", "customer_code": "C1", "sku_code": "S1", "quantity": "2", "unit_price": "3.335"}  # fmt: skip


def line(**changes: str | None) -> dict[str, str | None]:
    return {**LINE, **changes}


def test_a_plain_line_is_completed_with_amount_day_and_hour() -> None:
    warehouse = warehouse_in_memory()

    load(warehouse, 1, "orders", [line()])

    (stored,) = records(warehouse, "SELECT * FROM order_line")
    assert stored["net_amount"] == Decimal("6.67")
    assert (stored["order_day"], stored["order_hour"]) == (date(2025, 3, 1), 9)
    assert stored["ordered_at"] == datetime(2025, 3, 1, 1, 30)
    assert (stored["line_kind"], stored["line_no"]) == ("sale", "S1#1")


def test_a_file_in_another_zone_is_shown_on_the_company_s_day() -> None:
    warehouse = warehouse_in_memory()

    load(warehouse, 1, "orders", [line(ordered_at="2025-07-01 23:30")], timezone="Europe/London")

    (stored,) = records(warehouse, "SELECT * FROM order_line")
    assert stored["ordered_at"] == datetime(2025, 7, 1, 22, 30)
    assert (stored["order_day"], stored["order_hour"]) == (date(2025, 7, 2), 6)


def test_a_company_in_another_zone_sees_its_own_day() -> None:
    warehouse = warehouse_in_memory(ZoneInfo("America/New_York"))

    load(warehouse, 1, "orders", [line(ordered_at="2025-07-02 08:00")])

    (stored,) = records(warehouse, "SELECT * FROM order_line")
    assert stored["order_day"] == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("given", "kind", "quantity", "amount"),
    [
        ({"quantity": "-2"}, "return", "-2", "-6.67"),
        ({"line_kind": "退货"}, "return", "-2", "-6.67"),
        ({"line_kind": "销售", "quantity": "-2"}, "return", "-2", "-6.67"),
        ({"line_kind": "运费"}, "service", "2", "6.67"),
        ({"line_kind": "作废"}, "cancelled", "2", "6.67"),
        ({"net_amount": "7"}, "sale", "2", "7"),
        ({"net_amount": "-7"}, "return", "-2", "-7"),
        ({"unit_price": None, "net_amount": "7"}, "sale", "2", "7"),
    ],
)
def test_kind_and_signs_are_brought_in_line(
    given: dict[str, str | None], kind: str, quantity: str, amount: str
) -> None:
    warehouse = warehouse_in_memory()

    load(warehouse, 1, "orders", [line(**given)])

    (stored,) = records(warehouse, "SELECT * FROM order_line")
    assert (stored["line_kind"], stored["quantity"], stored["net_amount"]) == (kind, Decimal(quantity), Decimal(amount))


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"order_id": " "}, "order_id", "missing"),
        ({"ordered_at": "2025-02-30"}, "ordered_at", "unreadable"),
        ({"ordered_at": "1066-10-14"}, "ordered_at", "out_of_range"),
        ({"quantity": "two"}, "quantity", "unreadable"),
        ({"quantity": "nan"}, "quantity", "unreadable"),
        ({"quantity": "1e9"}, "quantity", "out_of_range"),
        ({"unit_price": "9" * 40}, "unit_price", "unreadable"),
        ({"unit_price": None}, "unit_price", "no_price"),
        ({"quantity": "1000000", "unit_price": "1000000"}, "unit_price", "out_of_range"),
        ({"line_kind": "什么"}, "line_kind", "unknown_word"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_in_both_languages(
    given: dict[str, str | None], field: str, code: str
) -> None:
    warehouse = warehouse_in_memory()
    mapping = mapping_for("orders", tuple(line(**given)))

    with warehouse.load(1, "orders", "erp", mapping.to_data(), rows_of([line(**given), line(**dict.fromkeys(given) | LINE)])) as batch:  # fmt: skip
        outcome = batch.validate(FakeRun())
        (refused,) = batch.rejects()

    assert (outcome.rows_read, outcome.rows_loaded, outcome.rows_rejected) == (2, 1, 1)
    assert (refused.row_no, refused.field, refused.code) == (1, field, code)
    assert refused.reason.zh
    assert refused.reason.en
    assert refused.raw == line(**given)


def test_sales_without_a_customer_are_kept_as_anonymous() -> None:
    warehouse = warehouse_in_memory()

    outcome = load(warehouse, 1, "orders", [line(), line(order_id="A2", customer_code="")])

    assert outcome.report["anonymous"] == 1
    assert warehouse.counts()["anonymous_lines"] == 1


def test_exact_copies_are_loaded_as_lines_of_their_own_and_flagged() -> None:
    warehouse = warehouse_in_memory()

    outcome = load(warehouse, 1, "orders", [line(), line(), line(quantity="3")])

    assert outcome.flags["exact_duplicate"] == 1
    numbers = records(warehouse, "SELECT line_no FROM order_line ORDER BY row_no")
    assert [n["line_no"] for n in numbers] == ["S1#1", "S1#2", "S1#3"]


def test_the_mapping_may_send_exact_copies_to_quarantine() -> None:
    warehouse = warehouse_in_memory()
    mapping = mapping_for("orders", tuple(LINE), policy={"exact_duplicate": "quarantine"})

    with warehouse.load(1, "orders", "erp", mapping.to_data(), rows_of([line(), line()])) as batch:
        outcome = batch.validate(FakeRun())
        (refused,) = batch.rejects()

    assert (outcome.rows_loaded, outcome.rows_rejected) == (1, 1)
    assert (refused.row_no, refused.code, refused.raw) == (2, "exact_duplicate", LINE)


def test_of_one_numbered_line_the_file_s_last_version_counts() -> None:
    warehouse = warehouse_in_memory()

    outcome = load(warehouse, 1, "orders", [line(line_no="1"), line(line_no="1", quantity="5"), line(line_no="1", quantity="5")])  # fmt: skip

    rows = outcome.report["rows"]
    assert (rows["read"], rows["loaded"], rows["superseded"]) == (3, 2, 1)
    stored = records(warehouse, "SELECT line_no, quantity FROM order_line ORDER BY line_no")
    assert [(s["line_no"], s["quantity"]) for s in stored] == [("1", 5), ("1#2", 5)]


def test_a_price_a_hundred_times_the_usual_is_loaded_and_flagged() -> None:
    warehouse = warehouse_in_memory()
    usual = [line(order_id=f"A{n}", unit_price="3") for n in range(9)]

    outcome = load(warehouse, 1, "orders", [*usual, line(order_id="B", unit_price="300"), line(order_id="C", unit_price="299")])  # fmt: skip

    assert outcome.flags == {"unusual_price": 1}
    flagged = records(warehouse, "SELECT order_id FROM clean_order_line WHERE list_contains(flags, 'unusual_price')")
    assert [f["order_id"] for f in flagged] == ["B"]


def test_few_lines_are_held_against_the_list_price() -> None:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "skus", [{"sku_code": "S1", "list_price": "3"}])

    outcome = load(warehouse, 2, "orders", [line(unit_price="300")])

    assert outcome.flags == {"unusual_price": 1}


def test_a_day_in_the_future_is_loaded_and_flagged() -> None:
    outcome = load(warehouse_in_memory(), 1, "orders", [line(ordered_at="2027-01-01")])

    assert outcome.flags == {"future_date": 1}


def test_an_unknown_word_becomes_the_fallback_and_is_reported() -> None:
    outcome = load(warehouse_in_memory(), 1, "orders", [line(order_channel="飞鸽")])

    assert outcome.flags == {"unmapped_value": 1}
    assert outcome.report["unknown_words"] == {"order_channel": [{"word": "飞鸽", "rows": 1}]}


def test_blank_rows_and_total_lines_are_counted_not_refused() -> None:
    blank: dict[str, str | None] = dict.fromkeys(LINE)
    total = blank | {"order_id": "合计", "quantity": "2"}
    skip = {"skip_when": [{"column": "order_id", "equals": "合计"}]}

    outcome = load(warehouse_in_memory(), 1, "orders", [line(), blank, total], **skip)

    rows = outcome.report["rows"]
    assert (rows["read"], rows["loaded"], rows["blank"], rows["skipped_by_rule"]) == (3, 1, 1, 1)
    assert rows["read"] == rows["loaded"] + rows["rejected"] + rows["skipped"]


def test_leaving_without_a_commit_leaves_nothing() -> None:
    warehouse = warehouse_in_memory()
    mapping = mapping_for("orders", tuple(LINE))

    with warehouse.load(1, "orders", "erp", mapping.to_data(), rows_of([line()])) as batch:
        batch.validate(FakeRun())

    assert not warehouse.has_batch(1)
    assert warehouse.counts()["orders"] == 0


@pytest.mark.parametrize("checkpoint", [1, 2, 3, 4])
def test_a_cancelled_load_leaves_nothing(checkpoint: int) -> None:
    warehouse = warehouse_in_memory()
    run = FakeRun(cancel_at=checkpoint)
    mapping = mapping_for("orders", tuple(LINE))

    with pytest.raises(RunCancelled), warehouse.load(1, "orders", "erp", mapping.to_data(), rows_of([line()])) as batch:
        batch.validate(run)
        batch.commit(run)

    assert not warehouse.has_batch(1)
    assert records(warehouse, "SELECT * FROM order_line") == []
    assert records(warehouse, "SELECT * FROM customer_record") == []


def test_a_file_without_a_mapped_column_is_refused_by_name() -> None:
    warehouse = warehouse_in_memory()
    mapping = mapping_for("orders", tuple(LINE))
    lacking = {k: v for k, v in LINE.items() if k != "quantity"}

    with pytest.raises(MappingError, match="quantity"), warehouse.load(1, "orders", "erp", mapping.to_data(), rows_of([lacking])) as batch:  # fmt: skip
        batch.validate(FakeRun())
