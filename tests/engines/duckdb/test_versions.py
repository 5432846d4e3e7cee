"""The warehouse after any loads and undoings is the warehouse of the batches that are left, loaded in order."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.fakes import FakeRun
from tests.rows_at_hand import load, records, warehouse_in_memory

from frostier.engines.duckdb.warehouse import DuckDBWarehouse

# A failing history is short enough to read; shrinking it would open hundreds of warehouses.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

Rows = list[dict[str, str | None]]

ORDER_LINES = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(["A", "B", "C"]),
        "ordered_at": st.sampled_from(["2025-03-01", "2025-03-02"]),
        "customer_code": st.sampled_from(["C1", "C2", "C3", None]),
        "sku_code": st.sampled_from(["S1", "S2"]),
        "quantity": st.sampled_from(["1", "2", "-1"]),
        "unit_price": st.sampled_from(["5", "7.50"]),
    }
)
CUSTOMERS = st.fixed_dictionaries(
    {
        "customer_code": st.sampled_from(["C1", "C2", "C3"]),
        "customer_name": st.sampled_from(["蜀九香", "大龙燚"]),
        "phone": st.sampled_from(["13800138000", "13900139000", None]),
        "credit_days": st.sampled_from(["7", "30", None]),
    }
)
SKUS = st.fixed_dictionaries(
    {
        "sku_code": st.sampled_from(["S1", "S2"]),
        "category": st.sampled_from(["毛肚", "虾滑"]),
        "unit_cost": st.sampled_from(["1", "3", None]),
    }
)
PAYMENTS = st.fixed_dictionaries(
    {
        "receivable_id": st.sampled_from(["R1", "R2"]),
        "customer_code": st.sampled_from(["C1", "C4"]),
        "issued_on": st.just("2025-03-01"),
        "amount": st.sampled_from(["10", "20"]),
    }
)
BATCHES = st.one_of(
    st.tuples(st.just("orders"), st.just("erp"), st.lists(ORDER_LINES, min_size=1, max_size=6)),
    st.tuples(st.just("orders"), st.just("app"), st.lists(ORDER_LINES, min_size=1, max_size=3)),
    st.tuples(st.just("customers"), st.sampled_from(["erp", "app"]), st.lists(CUSTOMERS, min_size=1, max_size=3)),
    st.tuples(st.just("skus"), st.just("erp"), st.lists(SKUS, min_size=1, max_size=3)),
    st.tuples(st.just("payments"), st.just("erp"), st.lists(PAYMENTS, min_size=1, max_size=3)),
)


@settings(max_examples=5, deadline=None, phases=PHASES)
@given(
    batches=st.lists(BATCHES, min_size=1, max_size=4),
    undone=st.lists(st.integers(1, 4), max_size=3),
    refreshed=st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_loads_and_undoings_leave_what_a_fresh_load_of_the_rest_gives(
    batches: list[tuple[str, str, Rows]], undone: list[int], refreshed: list[bool]
) -> None:
    lived, fresh = warehouse_in_memory(), warehouse_in_memory()
    numbered = dict(enumerate(batches, start=1))
    turns = iter(refreshed)

    for number, batch in numbered.items():
        bring(lived, number, batch)
        if next(turns):
            lived.refresh_facts(FakeRun())
    for number in undone:
        lived.undo(number, FakeRun())
        if next(turns):
            lived.refresh_facts(FakeRun())
    lived.refresh_facts(FakeRun())

    for number, batch in numbered.items():
        if number not in undone:
            bring(fresh, number, batch)
    fresh.refresh_facts(FakeRun(), full=True)

    assert state(lived) == state(fresh)


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(batches=st.lists(BATCHES, min_size=2, max_size=4), order=st.randoms(use_true_random=False))
def test_the_order_in_which_batches_arrive_does_not_matter(batches: list[tuple[str, str, Rows]], order: Any) -> None:
    numbered = list(enumerate(batches, start=1))
    shuffled = order.sample(numbered, len(numbered))
    in_order, out_of_order = warehouse_in_memory(), warehouse_in_memory()

    for number, batch in numbered:
        bring(in_order, number, batch)
    for number, batch in shuffled:
        bring(out_of_order, number, batch)
    in_order.refresh_facts(FakeRun())
    out_of_order.refresh_facts(FakeRun())

    assert state(in_order) == state(out_of_order)


def test_an_identical_export_is_a_version_of_its_own() -> None:
    warehouse = warehouse_in_memory()
    rows: Rows = [{"customer_code": "C1", "customer_name": "蜀九香"}]
    load(warehouse, 1, "customers", rows)
    load(warehouse, 2, "customers", rows)

    warehouse.undo(1, FakeRun())

    assert records(warehouse, "SELECT batch_no FROM clean_customer") == [{"batch_no": 2}]


def test_undoing_twice_does_nothing_more() -> None:
    warehouse = warehouse_in_memory()
    load(warehouse, 1, "customers", [{"customer_code": "C1"}])
    warehouse.undo(1, FakeRun())

    assert warehouse.undo(1, FakeRun()) == {"removed": 0, "restored": 0}


def bring(warehouse: DuckDBWarehouse, number: int, batch: tuple[str, str, Rows]) -> None:
    entity, source, rows = batch
    load(warehouse, number, entity, rows, source=source)


def state(warehouse: DuckDBWarehouse) -> dict[str, list[str]]:
    """Everything the warehouse says, with inner keys replaced by the ids that people use."""
    seen: dict[str, list[str]] = {}
    for table in ("clean_customer", "clean_sku", "clean_payment", "clean_order_line"):
        seen[table] = rows_of_table(warehouse, f"SELECT * FROM {table}", drop={"customer_key", "sku_key"})
        if table != "clean_order_line":
            seen[f"{table}_replaced"] = rows_of_table(warehouse, f"SELECT * FROM {table}_replaced")
    seen["order_line_replaced"] = rows_of_table(
        warehouse, "SELECT * FROM order_line_replaced", drop={"record_key", "sku_key"}
    )
    for table in ("fact_customer_day", "fact_customer_category_day", "fact_customer_channel_day", "fact_receivable"):
        query = f"SELECT c.customer_id, f.* FROM {table} f JOIN dim_customer c USING (customer_key)"
        seen[table] = rows_of_table(warehouse, query, drop={"customer_key"})
    seen["fact_customer_sku_day"] = rows_of_table(
        warehouse,
        "SELECT c.customer_id, s.sku_code, f.* FROM fact_customer_sku_day f "
        "JOIN dim_customer c USING (customer_key) JOIN dim_sku s USING (sku_key)",
        drop={"customer_key", "sku_key"},
    )
    for table in ("dim_customer", "dim_sku", "fact_type_season", "loaded_batch"):
        seen[table] = rows_of_table(warehouse, f"SELECT * FROM {table}", drop={"customer_key", "sku_key", "report"})
    return seen


def rows_of_table(warehouse: DuckDBWarehouse, query: str, drop: set[str] | None = None) -> list[str]:
    return sorted(str({k: v for k, v in row.items() if k not in (drop or set())}) for row in records(warehouse, query))
