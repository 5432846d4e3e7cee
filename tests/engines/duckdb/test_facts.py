"""Order lines in, day facts out: each step as a table, and a few customers give the same as all."""

# ruff: noqa: E501 (tables of rows)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import pytest
from tests.fakes import FakeRun
from tests.rows_at_hand import load, records, warehouse_in_memory

from frostier.engines.duckdb.warehouse import DuckDBWarehouse
from frostier.warehouse import facts, tables

SKUS = [
    {"sku_code": "毛肚", "category": "毛肚鸭肠", "storage": "冷冻", "unit_cost": "6", "is_hotpot_item": "是", "shelf_life_days": "365", "spice_level": "特辣", "is_own_brand": "否", "launched_on": "2025-01-01"},
    {"sku_code": "藕片", "category": "蔬菜生鲜", "storage": "冷藏", "unit_cost": None, "is_hotpot_item": "否", "shelf_life_days": "5", "spice_level": None, "is_own_brand": "是", "launched_on": "2025-02-20"},
]  # fmt: skip
#   order, moment,            customer, sku,   kind, qty, price, channel, promotion, discount, requested
LINES = [
    ("A1", "2025-03-01 22:10", "C1", "毛肚", "销售", "2", "10", "APP", "P1", "1", "2025-03-01"),
    ("A1", "2025-03-01 22:10", "C1", "藕片", "销售", "1", "5", "APP", None, None, "2025-03-01"),
    ("A2", "2025-03-01 06:00", "C1", "毛肚", "销售", "1", "10", "电话", None, None, "2025-03-02"),
    ("A2", "2025-03-01 06:00", "C1", "运费", "服务", "1", "8", "电话", None, None, None),
    ("R1", "2025-03-01", "C1", "藕片", "退货", "1", "5", "电话", None, None, None),
    ("X1", "2025-03-01 09:00", "C1", "毛肚", "取消", "9", "10", "APP", None, None, None),
    ("A3", "2025-03-02", "C2", "毛肚", "销售", "1", "10", "微信", None, None, None),
    ("A4", "2025-03-02", None, "毛肚", "销售", "7", "10", "门市", None, None, None),
]
HEADERS = ("order_id", "ordered_at", "customer_code", "sku_code", "line_kind", "quantity", "unit_price", "order_channel", "promotion_code", "discount_amount", "requested_on")  # fmt: skip
ORDERS = [dict(zip(HEADERS, line, strict=True)) for line in LINES]


@pytest.fixture(scope="module")
def warehouse() -> DuckDBWarehouse:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "skus", SKUS)
    load(warehouse, 2, "orders", ORDERS)
    warehouse.refresh_facts(FakeRun())
    return warehouse


def test_lines_fold_to_orders_and_categories_first(warehouse: DuckDBWarehouse) -> None:
    lines = ibis.table(tables.CLEAN_ORDER_LINE, name="clean_order_line")
    step = ibis.to_sql(facts.order_category(lines, tables.stored_facts().sku), dialect="duckdb")

    rows = records(
        warehouse,
        f"SELECT c.customer_id, category, sale_lines, return_lines, sale_amount, return_amount, service_amount, "
        f"cost_amount, costed_amount FROM ({step}) JOIN dim_customer c USING (customer_key) ORDER BY ALL",
    )

    assert [tuple(r.values()) for r in rows] == [
        ("C1", "offal", 1, 0, Decimal(10), Decimal(0), Decimal(0), Decimal(6), Decimal(10)),
        ("C1", "offal", 1, 0, Decimal(20), Decimal(0), Decimal(0), Decimal(12), Decimal(20)),
        ("C1", "other", 0, 0, Decimal(0), Decimal(0), Decimal(8), Decimal(0), Decimal(0)),
        ("C1", "vegetables", 0, 1, Decimal(0), Decimal(5), Decimal(0), Decimal(0), Decimal(0)),
        ("C1", "vegetables", 1, 0, Decimal(5), Decimal(0), Decimal(0), Decimal(0), Decimal(0)),
        ("C2", "offal", 1, 0, Decimal(10), Decimal(0), Decimal(0), Decimal(6), Decimal(10)),
    ]


def test_the_day_of_a_customer_adds_up(warehouse: DuckDBWarehouse) -> None:
    (day,) = records(
        warehouse,
        "SELECT d.* FROM fact_customer_day d JOIN dim_customer c USING (customer_key) WHERE c.customer_id = 'C1'",
    )

    expected = {
        "day": date(2025, 3, 1), "orders": 2, "sale_lines": 3, "return_lines": 1,
        "sale_amount": 35, "return_amount": 5, "net_amount": 30, "discount_amount": 1, "promotion_amount": 20,
        "costed_amount": 30, "cost_amount": 18, "service_amount": 8, "max_order_amount": 25,
        "skus": 2, "categories": 2, "frozen_amount": 30, "chilled_amount": 5, "hotpot_amount": 30,
        "spicy_amount": 30, "own_brand_amount": 5, "short_life_amount": 5, "new_sku_amount": 35,
        "digital_orders": 1, "night_orders": 1, "morning_orders": 1, "timed_orders": 2, "rush_orders": 1,
    }  # fmt: skip
    assert {k: v for k, v in day.items() if k != "customer_key"} == expected


def test_categories_skus_and_channels_have_their_own_days(warehouse: DuckDBWarehouse) -> None:
    def of_c1(table: str, columns: str) -> list[tuple[object, ...]]:
        query = f"SELECT {columns} FROM {table} JOIN dim_customer c USING (customer_key) WHERE customer_id = 'C1' ORDER BY ALL"
        return [tuple(r.values()) for r in records(warehouse, query)]

    assert of_c1("fact_customer_category_day", "category, sale_amount, net_amount, quantity, orders") == [
        ("offal", 30, 30, 3, 2),
        ("vegetables", 5, 0, 0, 1),
    ]
    assert of_c1("fact_customer_channel_day", "order_channel, orders, sale_amount") == [
        ("app", 1, 25),
        ("phone", 1, 10),
    ]
    assert of_c1("fact_customer_sku_day JOIN dim_sku s USING (sku_key)", "sku_code, quantity, sale_amount") == [
        ("毛肚", 3, 30),
        ("藕片", 1, 5),
    ]


def test_anonymous_sales_stand_in_no_customer_s_facts(warehouse: DuckDBWarehouse) -> None:
    (total,) = records(warehouse, "SELECT sum(sale_amount) AS sold FROM fact_customer_day")

    assert total["sold"] == 45


def test_receivables_fall_due_by_the_customer_s_terms() -> None:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "customers", [{"customer_code": "C1", "credit_days": "30"}])
    load(warehouse, 2, "payments", [
        {"receivable_id": "R1", "customer_code": "C1", "issued_on": "2025-03-01", "due_on": None, "paid_on": None, "amount": "100", "paid_amount": None},
        {"receivable_id": "R2", "customer_code": "C1", "issued_on": "2025-03-01", "due_on": "2025-03-05", "paid_on": "2025-03-04", "amount": "50", "paid_amount": None},
        {"receivable_id": "R3", "customer_code": "C2", "issued_on": "2025-03-01", "due_on": None, "paid_on": None, "amount": "9", "paid_amount": "4"},
    ])  # fmt: skip

    warehouse.refresh_facts(FakeRun())

    rows = records(warehouse, "SELECT receivable_id, due_on, paid_amount FROM fact_receivable ORDER BY receivable_id")
    assert [tuple(r.values()) for r in rows] == [
        ("R1", date(2025, 3, 31), Decimal(0)),
        ("R2", date(2025, 3, 5), Decimal(50)),
        ("R3", date(2025, 3, 1), Decimal(4)),
    ]


def test_the_season_of_a_type_is_its_month_over_its_average_month() -> None:
    warehouse = warehouse_in_memory()
    months = [f"2024-{m:02}" for m in range(1, 13)]
    sold = [
        {"order_id": m, "ordered_at": f"{m}-{day}", "customer_code": "C1", "sku_code": "S", "quantity": "1", "unit_price": price}
        for m in months
        for day, price in (("01", "20" if m == "2024-01" else "10"), ("28", "0"))
    ]  # fmt: skip
    end = {**sold[0], "order_id": "end", "ordered_at": "2025-01-01", "unit_price": "999"}
    load(warehouse, 1, "orders", [*sold, end])

    warehouse.refresh_facts(FakeRun())

    rows = records(warehouse, "SELECT month, index_per_mille FROM fact_type_season ORDER BY month")
    # 20 in January and 10 in each other month: 130 a year, 10.83 an average month; January 2025 is not whole.
    assert [r["index_per_mille"] for r in rows] == [1846] + [923] * 11


def test_growth_is_not_taken_for_season() -> None:
    warehouse = warehouse_in_memory()
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    growing = [
        {"order_id": m, "ordered_at": f"{m}-01", "customer_code": "C1", "sku_code": "S", "quantity": "1", "unit_price": str(1000 + 10 * n)}
        for n, m in enumerate(months)
    ]  # fmt: skip
    load(warehouse, 1, "orders", [*growing, {**growing[0], "order_id": "end", "ordered_at": "2026-01-01"}])

    warehouse.refresh_facts(FakeRun())

    rows = records(warehouse, "SELECT index_per_mille FROM fact_type_season")
    # A straight line has no season: the centred mean of the year around each month is the month itself.
    assert [r["index_per_mille"] for r in rows] == [1000] * 12


def test_new_master_data_reaches_the_facts_of_past_orders() -> None:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "orders", ORDERS)
    warehouse.refresh_facts(FakeRun())

    load(warehouse, 2, "skus", SKUS)
    warehouse.refresh_facts(FakeRun())

    (row,) = records(warehouse, "SELECT sum(cost_amount) AS cost, sum(frozen_amount) AS frozen FROM fact_customer_day")
    assert (row["cost"], row["frozen"]) == (Decimal(24), Decimal(40))


def test_refreshing_the_few_that_changed_equals_computing_all() -> None:
    warehouse = warehouse_in_memory()
    many = [{**ORDERS[0], "order_id": f"M{n}", "customer_code": f"K{n}"} for n in range(20)]
    load(warehouse, 1, "orders", [*many, *ORDERS])
    warehouse.refresh_facts(FakeRun())
    load(warehouse, 2, "orders", [{**ORDERS[6], "order_id": "A9"}])

    outcome = warehouse.refresh_facts(FakeRun())

    assert outcome == {"customers_refreshed": 1, "customers": 22}
    assert not any(warehouse.fact_differences(FakeRun()).values())
    assert warehouse.refresh_facts(FakeRun())["customers_refreshed"] == 0


def test_a_wrong_fact_is_found_by_the_full_recomputation() -> None:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "orders", ORDERS)
    warehouse.refresh_facts(FakeRun())
    warehouse.connection.execute("UPDATE fact_customer_day SET orders = orders + 1 WHERE customer_key = 1")

    assert warehouse.fact_differences(FakeRun())["fact_customer_day"] == 2
