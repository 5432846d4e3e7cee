"""A real wholesaler's year of orders: every row is accounted for."""

from __future__ import annotations

import pytest
from tests.fakes import FakeRun
from tests.rows_at_hand import mapping_for, records, warehouse_in_memory
from tests.shared_data import shared_data

from frostier.flows.ports import RowSource

MAPPING = mapping_for(
    "orders",
    {
        "order_id": "InvoiceNo",
        "ordered_at": "InvoiceDate",
        "customer_code": "CustomerID",
        "sku_code": "StockCode",
        "sku_name": "Description",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
        "line_kind": {
            "cases": [{"when": {"column": "InvoiceNo", "matches": "^C"}, "value": {"const": "return"}}],
        },
        "promotion_code": "Country",  # only so that every column takes part in finding exact copies
    },
    timezone="Europe/London",
)


@pytest.mark.slow
def test_every_row_of_the_online_retail_year_is_accounted_for() -> None:
    path = str(shared_data("online_retail", "online_retail.parquet"))
    warehouse = warehouse_in_memory()
    columns = tuple(str(r["column_name"]) for r in records(warehouse, f"DESCRIBE SELECT * FROM read_parquet('{path}')"))
    rows = RowSource(
        f"read_parquet('{path}', file_row_number = true)", "file_row_number + 1", columns, columns, "online_retail", "h"
    )

    with warehouse.load(1, "orders", "erp", MAPPING.to_data(), rows) as batch:
        outcome = batch.validate(FakeRun())
        batch.commit(FakeRun(), outcome.report)

    assert outcome.report["rows"]["read"] == 541_909
    assert (outcome.rows_loaded, outcome.rows_rejected) == (541_909, 0)
    assert outcome.report["anonymous"] == 135_080
    assert outcome.flags["exact_duplicate"] == 5_268
    (cancelled,) = records(
        warehouse, "SELECT count(*) AS n FROM order_line WHERE starts_with(order_id, 'C') AND line_kind = 'return'"
    )
    assert cancelled["n"] == 9_288
