"""One customer in two systems is one; two shops of one chain are two."""

# ruff: noqa: E501 (tables of rows)

from __future__ import annotations

import pytest
from tests.fakes import FakeRun
from tests.rows_at_hand import load, records, warehouse_in_memory

from frostier.engines.duckdb.warehouse import DuckDBWarehouse

COLUMNS = ("customer_code", "customer_name", "phone", "tax_id", "address", "account_level", "chain_code", "city")


def customer(code: str, name: str | None = None, **given: str | None) -> dict[str, str | None]:
    return {**dict.fromkeys(COLUMNS), "customer_code": code, "customer_name": name, **given}


def ids(warehouse: DuckDBWarehouse) -> list[str]:
    warehouse.refresh_facts(FakeRun())
    return [r["customer_id"] for r in records(warehouse, "SELECT customer_id FROM dim_customer ORDER BY customer_id")]


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (customer("1", "蜀九香（春熙店）", tax_id="T1"), customer("2", "蜀九香(春熙店)", tax_id="T1"), "tax_id_and_name"),
        (customer("1", "大龙燚", phone="13800138000"), customer("2", "大龙燚", phone="138-0013-8000"), "phone_and_name"),
        (customer("1", "小龙坎", address="春熙路 1 号"), customer("2", "小龙坎", address="春熙路1号"), "name_and_address"),
    ],
)  # fmt: skip
def test_the_same_shop_twice_is_one_customer_and_says_why(
    one: dict[str, str | None], other: dict[str, str | None], rule: str
) -> None:
    warehouse = warehouse_in_memory()

    load(warehouse, 1, "customers", [one, other])

    assert ids(warehouse) == ["1"]
    assert records(warehouse, "SELECT rule FROM identity_link") == [{"rule": rule}]


def test_the_shops_of_a_chain_stay_apart_although_head_office_pays() -> None:
    warehouse = warehouse_in_memory()
    shared = {"tax_id": "T1", "phone": "13800138000"}

    load(warehouse, 1, "customers", [
        customer("H", "蜀九香", account_level="总部", **shared),
        customer("1", "蜀九香", address="春熙路1号", chain_code="H", **shared),
        customer("2", "蜀九香", address="锦里2号", chain_code="H", **shared),
    ])  # fmt: skip

    assert ids(warehouse) == ["1", "2", "H"]
    shops = records(warehouse, "SELECT chain_id, chain_shops FROM dim_customer ORDER BY customer_id")
    assert [(s["chain_id"], s["chain_shops"]) for s in shops] == [("H", 3), ("H", 3), (None, 3)]


def test_the_same_phone_in_two_systems_is_one_customer_and_both_histories_count() -> None:
    warehouse = warehouse_in_memory()
    line = {"order_id": "A", "ordered_at": "2025-03-01", "sku_code": "S", "quantity": "1", "unit_price": "5"}
    load(warehouse, 1, "customers", [customer("9", "大龙燚火锅", phone="13800138000", city="成都市")], source="app")
    load(warehouse, 2, "customers", [customer("C1", "大龙燚", phone="13800138000")])
    load(warehouse, 3, "orders", [{**line, "customer_code": "9"}], source="app")
    load(warehouse, 4, "orders", [{**line, "customer_code": "C1"}])

    assert ids(warehouse) == ["C1"]
    (one,) = records(warehouse, "SELECT customer_name, city, sales_region, sources FROM dim_customer")
    assert one == {"customer_name": "大龙燚", "city": "成都市", "sales_region": "chengdu", "sources": 2}
    (day,) = records(warehouse, "SELECT orders, sale_amount FROM fact_customer_day")
    assert day == {"orders": 2, "sale_amount": 10}


def test_taking_the_link_away_takes_the_histories_apart_again() -> None:
    warehouse = warehouse_in_memory()
    line = {"order_id": "A", "ordered_at": "2025-03-01", "sku_code": "S", "quantity": "1", "unit_price": "5"}
    load(warehouse, 1, "customers", [customer("9", "大龙燚", phone="13800138000")], source="app")
    load(warehouse, 2, "customers", [customer("C1", "大龙燚", phone="13800138000")])
    load(warehouse, 3, "orders", [{**line, "customer_code": "9"}], source="app")
    assert ids(warehouse) == ["C1"]

    warehouse.undo(2, FakeRun())

    assert ids(warehouse) == ["app:9"]
    assert not any(warehouse.fact_differences(FakeRun()).values())


def test_a_customer_known_from_orders_only_is_provisional() -> None:
    warehouse = warehouse_in_memory()
    line = {"order_id": "A", "ordered_at": "2025-03-01", "sku_code": "S", "quantity": "1", "unit_price": "5"}
    load(warehouse, 1, "orders", [{**line, "customer_code": "C7"}])

    assert ids(warehouse) == ["C7"]
    (one,) = records(warehouse, "SELECT customer_name, customer_type, is_provisional FROM dim_customer")
    assert one == {"customer_name": "C7", "customer_type": "other", "is_provisional": True}
