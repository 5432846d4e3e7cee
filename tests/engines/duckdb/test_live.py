"""Events loaded live give what importing their records would give, however they are batched."""

# ruff: noqa: E501 (tables of rows)

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fakes import FakeInbox, FakeRun
from tests.rows_at_hand import CHENGDU, load, records, warehouse_in_memory

from frostier.engines.duckdb.known_keys import KnownKeys
from frostier.engines.duckdb.serving import RECEIVABLES, customer_orders
from frostier.engines.duckdb.warehouse import DuckDBWarehouse
from frostier.flows.event_records import records_of
from frostier.flows.ports import LiveRecords, Touched
from frostier.kernel.errors import Conflict
from frostier.sources.events import Event, parse_event
from frostier.sources.folding import counting, fold_order, fold_receivable

SKUS = [
    {"sku_code": "A", "sku_name": "毛肚", "category": "毛肚鸭肠", "unit_cost": "6", "storage": "冷冻", "is_hotpot_item": "是"},
    {"sku_code": "B", "sku_name": None, "category": "蔬菜生鲜", "unit_cost": None, "storage": "冷藏", "is_hotpot_item": "否"},
]  # fmt: skip
CUSTOMERS = [
    {"customer_code": "C1", "customer_name": "老灶", "credit_days": "30", "phone": "13800000001", "chain_code": None},
    {"customer_code": "C2", "customer_name": "红灯", "credit_days": None, "phone": None, "chain_code": "N1"},
]
CONTACTS = [{"contact_code": "K1", "customer_code": "N2", "is_decision_maker": "是"}]
ORDERS = [
    {"order_id": "O1", "ordered_at": "2026-01-10 09:30", "customer_code": "C1", "sku_code": "A", "quantity": "2", "unit_price": "10", "order_channel": "APP"},
    {"order_id": "O1", "ordered_at": "2026-01-10 09:30", "customer_code": "C1", "sku_code": "B", "quantity": "1", "unit_price": "5", "order_channel": "APP"},
    {"order_id": "F1", "ordered_at": "2025-12-30", "customer_code": "C2", "sku_code": "A", "quantity": "3", "unit_price": "10", "order_channel": "电话"},
]  # fmt: skip
PAYMENTS = [
    {"receivable_id": "R1", "customer_code": "C1", "issued_on": "2026-01-01", "due_on": None, "paid_on": None, "amount": "100", "paid_amount": None},
    {"receivable_id": "R9", "customer_code": "C2", "issued_on": "2026-01-02", "due_on": "2026-01-09", "paid_on": None, "amount": "30", "paid_amount": "5"},
]  # fmt: skip
LIVE = {"orders": 11, "payments": 12}


def company() -> DuckDBWarehouse:
    """Two known customers with orders and receivables from files, facts up to date."""
    warehouse = warehouse_in_memory()
    for no, (entity, rows) in enumerate(
        [("skus", SKUS), ("customers", CUSTOMERS), ("contacts", CONTACTS), ("orders", ORDERS), ("payments", PAYMENTS)],
        1,
    ):
        load(warehouse, no, entity, rows)
    warehouse.refresh_facts(FakeRun())
    return warehouse


def event(id: str, type: str, customer: str | None = "C1", *, hour: int = 0, version: int = 1, source: str = "erp", **data: Any) -> Event:  # fmt: skip
    moment = datetime(2026, 1, 14, tzinfo=UTC) + timedelta(hours=hour)
    raw = {"source": source, "event_id": id, "version": version, "type": type, "occurred_at": moment.isoformat(), "customer_code": customer, "data": data}  # fmt: skip
    read = parse_event(raw, CHENGDU)
    assert isinstance(read, Event), read
    return read


def goods(*named: str, quantity: int = 1, price: str = "10") -> list[dict[str, Any]]:
    return [{"sku_code": sku, "quantity": quantity, "unit_price": price} for sku in named]


def placed(id: str, order_id: str, customer: str | None = "C1", *skus: str, **more: Any) -> Event:
    return event(id, "order.placed", customer, order_id=order_id, lines=goods(*(skus or ("A",))), **more)


def taken(warehouse: DuckDBWarehouse, inbox: FakeInbox, *, at_a_time: int = 1_000, batch_nos: dict[str, int] = LIVE) -> list[Touched]:  # fmt: skip
    """Load what the inbox holds and the warehouse does not."""
    live, told = warehouse.live(), []
    while rows := inbox.after(live.loaded_up_to(), at_a_time):
        told.append(live.load(records_of(inbox, rows), up_to=rows[-1].id, batch_nos=batch_nos))
    return told


def differences(warehouse: DuckDBWarehouse) -> dict[str, int]:
    found = warehouse.fact_differences(FakeRun())
    return {table: n for table, n in found.items() if n and table != "fact_type_season"}


_OF_CUSTOMER = "(SELECT customer_id, d.* EXCLUDE (customer_key) FROM {} d JOIN dim_customer USING (customer_key))"
_SEEN = {
    "customers": "(SELECT * EXCLUDE (customer_key) FROM dim_customer)",
    "articles": "(SELECT * EXCLUDE (sku_key) FROM dim_sku)",
    "days": _OF_CUSTOMER.format("fact_customer_day"),
    "categories": _OF_CUSTOMER.format("fact_customer_category_day"),
    "channels": _OF_CUSTOMER.format("fact_customer_channel_day"),
    "skus": "(SELECT customer_id, sku_code, f.* EXCLUDE (customer_key, sku_key) FROM fact_customer_sku_day f JOIN dim_customer USING (customer_key) JOIN dim_sku USING (sku_key))",
    "receivables": _OF_CUSTOMER.format("fact_receivable"),
    "season": "fact_type_season",
    "lines": "(SELECT * EXCLUDE (batch_no, row_no, record_key, sku_key) FROM order_line)",
    "payments": "(SELECT * EXCLUDE (batch_no, row_no) FROM clean_payment)",
}


def seen(warehouse: DuckDBWarehouse) -> dict[str, list[dict[str, Any]]]:
    """Everything that computations read, without inner numbers."""
    return {name: records(warehouse, f"SELECT * FROM {query} ORDER BY ALL") for name, query in _SEEN.items()}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def imported(events: Sequence[Event]) -> DuckDBWarehouse:
    """The company with the events' records brought in as files."""
    warehouse = company()
    of_key: dict[tuple[str, str, str], list[Event]] = {}
    for one in counting(events):
        of_key.setdefault((one.source, str(one.kind.subject), one.key), []).append(one)
    lines: dict[str, list[dict[str, str | None]]] = {}
    dues: dict[str, list[dict[str, str | None]]] = {}
    for (source, subject, _), of_one in of_key.items():
        if subject == "order":
            for line in fold_order(of_one):
                row = {name: _text(getattr(line, name)) for name in line.__slots__ if name != "unit_cost"}
                row["ordered_at"] = line.ordered_at.astimezone(CHENGDU).strftime("%Y-%m-%d %H:%M:%S.%f")
                lines.setdefault(source, []).append(row)
        elif subject == "receivable" and (due := fold_receivable(of_one)):
            dues.setdefault(source, []).append({name: _text(getattr(due, name)) for name in due.__slots__})
    for no, (entity, rows, source) in enumerate(
        [*(("orders", r, s) for s, r in lines.items()), *(("payments", r, s) for s, r in dues.items())], 21
    ):
        load(warehouse, no, entity, rows, source=source)
    warehouse.refresh_facts(FakeRun())
    return warehouse


def test_an_order_of_a_known_customer_reaches_the_day_s_facts() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "C1", "A", "B")])

    (touched,) = taken(warehouse, inbox)

    (day,) = records(
        warehouse,
        "SELECT * FROM fact_customer_day JOIN dim_customer USING (customer_key) WHERE day = DATE '2026-01-14'",
    )
    assert (day["customer_id"], day["orders"], day["sale_amount"], day["cost_amount"]) == ("C1", 1, 20, 6)
    assert touched.customer_keys == (day["customer_key"],)
    assert differences(warehouse) == {}


def test_a_customer_nobody_knew_is_a_provisional_one_at_once() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "N2", "NEW")])

    taken(warehouse, inbox)

    (found,) = records(warehouse, "SELECT * FROM dim_customer WHERE customer_id = 'N2'")
    assert (found["is_provisional"], found["contacts"], found["has_decision_maker"]) == (True, 1, True)
    assert differences(warehouse) == {}


def test_a_head_office_that_appears_counts_its_shops() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "N1")])

    (touched,) = taken(warehouse, inbox)

    shops = records(warehouse, "SELECT customer_id, chain_shops FROM dim_customer WHERE chain_shops > 1 ORDER BY ALL")
    assert [row["customer_id"] for row in shops] == ["C2", "N1"]
    assert len(touched.customer_keys) == 2
    assert differences(warehouse) == {}


def test_a_customer_goes_with_its_last_record() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "N1", "NEW")])
    taken(warehouse, inbox)

    inbox.add(placed("1", "L1", "C1", "A", version=2))
    (touched,) = taken(warehouse, inbox)

    assert touched.gone == warehouse.live().touched_after(1).gone == ("N1",)
    assert not records(warehouse, "SELECT * FROM dim_customer WHERE customer_id = 'N1'")
    assert not records(warehouse, "SELECT * FROM dim_sku WHERE sku_code = 'NEW'")
    assert differences(warehouse) == {}


def test_an_order_from_a_file_gives_way_and_stands_again_when_the_event_no_longer_names_it() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "O1", "C1", "A")])
    taken(warehouse, inbox)
    amount = "SELECT sum(net_amount) AS amount FROM order_line WHERE order_id = 'O1' AND line_kind = 'sale'"
    assert records(warehouse, amount) == [{"amount": 15}]

    inbox.add(placed("1", "OTHER", "C1", "A", version=2))
    taken(warehouse, inbox)

    assert records(warehouse, amount) == [{"amount": 25}]
    assert differences(warehouse) == {}


def test_an_import_over_live_orders_wins_until_the_next_event_of_the_order() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "C1", "A")])
    taken(warehouse, inbox)
    load(warehouse, 13, "orders", [{**ORDERS[0], "order_id": "L1", "ordered_at": "2026-01-14 08:00", "quantity": "7"}])
    warehouse.refresh_facts(FakeRun())
    quantity = "SELECT quantity, batch_no FROM order_line WHERE order_id = 'L1'"
    assert records(warehouse, quantity) == [{"quantity": 7, "batch_no": 13}]

    inbox.add(event("2", "order.changed", order_id="L1", lines=goods("A", quantity=3), hour=5))
    taken(warehouse, inbox, batch_nos={"orders": 14, "payments": 15})

    assert records(warehouse, quantity) == [{"quantity": 3, "batch_no": 14}]
    assert differences(warehouse) == {}
    warehouse.undo(13, FakeRun())
    warehouse.refresh_facts(FakeRun())
    assert records(warehouse, quantity) == [{"quantity": 3, "batch_no": 14}]


def test_what_an_import_left_behind_is_brought_up_to_date_first() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "N5")])
    load(warehouse, 6, "customers", [{"customer_code": "N5", "customer_name": "新店"}])
    before = records(warehouse, "SELECT * FROM fact_type_season")

    taken(warehouse, inbox)

    (found,) = records(warehouse, "SELECT * FROM dim_customer WHERE customer_id = 'N5'")
    assert (found["customer_name"], found["is_provisional"]) == ("新店", False)
    assert records(warehouse, "SELECT * FROM fact_type_season") == before
    assert differences(warehouse) == {}


def test_the_season_waits_for_the_next_refresh() -> None:
    warehouse = warehouse_in_memory()
    months = [f"2025-{m:02}-01" for m in range(1, 13)]
    load(warehouse, 1, "orders", [{**ORDERS[0], "order_id": m, "ordered_at": m} for m in [*months, "2026-01-01"]])
    warehouse.refresh_facts(FakeRun())
    season = "SELECT * FROM fact_type_season ORDER BY ALL"
    before = records(warehouse, season)

    taken(
        warehouse,
        FakeInbox(
            [
                event(
                    "1",
                    "order.placed",
                    order_id="L1",
                    lines=goods("A", quantity=90),
                    ordered_at="2025-03-03T10:00:00+08:00",
                )
            ]
        ),
    )
    during = records(warehouse, season)
    warehouse.refresh_facts(FakeRun())

    assert during == before
    assert records(warehouse, season) != before
    assert not any(warehouse.fact_differences(FakeRun()).values())


def test_a_load_that_fails_leaves_nothing() -> None:
    warehouse = company()
    before, inbox = (
        seen(warehouse),
        FakeInbox(
            [
                placed("1", "L1", "N1", "NEW"),
                event("2", "payment.due", receivable_id="R7", issued_on="2026-01-14", amount=9),
            ]
        ),
    )

    with pytest.raises(KeyError):
        warehouse.live().load(records_of(inbox, inbox.rows), up_to=2, batch_nos={"orders": 11})

    assert seen(warehouse) == before
    assert warehouse.live().loaded_up_to() == 0
    taken(warehouse, inbox)
    assert differences(warehouse) == {}


def test_who_was_touched_is_known_until_forgotten() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1", "C1"), placed("2", "L2", "C2")])
    taken(warehouse, inbox, at_a_time=1)
    live = warehouse.live()
    keys = live.customers_of({("erp", "C1"), ("erp", "C2"), ("erp", "nobody")})

    assert live.touched_after(0) == Touched(tuple(sorted(keys.values())))
    assert live.touched_after(1) == Touched((keys["erp", "C2"],))
    live.forget_touched(2)
    assert live.touched_after(0) == Touched(())


def test_behaviour_touches_nobody_and_a_complaint_its_customer_and_neither_changes_a_fact() -> None:
    warehouse, inbox = (
        company(),
        FakeInbox(
            [
                event("1", "search", "C1", text="毛肚"),
                event("2", "complaint", "C2", text="化了", severity="high"),
                event("3", "complaint", "X", text="化了", severity="high"),
            ]
        ),
    )
    before = seen(warehouse)

    (touched,) = taken(warehouse, inbox)

    assert touched.customer_keys == tuple(warehouse.live().customers_of({("erp", "C2")}).values())
    assert seen(warehouse) == before
    assert warehouse.live().load(LiveRecords(), up_to=3, batch_nos={}) == Touched(())


def test_batches_of_events_cannot_be_undone() -> None:
    warehouse = company()
    taken(warehouse, FakeInbox([placed("1", "L1")]))

    with pytest.raises(Conflict):
        warehouse.undo(LIVE["orders"], FakeRun())


def test_equal_positions_have_equal_fingerprints() -> None:
    one, other = company(), company()
    before = one.fingerprint()
    inbox = FakeInbox([placed("1", "L1"), placed("2", "L2")])
    taken(one, inbox, at_a_time=1)
    taken(other, inbox)

    assert one.fingerprint() == other.fingerprint() != before


def test_known_keys_are_kept_beside_the_warehouse(tmp_path) -> None:
    warehouse = company()
    keys = records(warehouse, "SELECT DISTINCT order_key FROM order_line ORDER BY 1")
    wanted = [keys[0]["order_key"], 12345]

    assert KnownKeys(tmp_path).among(warehouse.connection, "orders", wanted) == [keys[0]["order_key"]]
    assert KnownKeys(tmp_path).among(warehouse.connection, "orders", wanted) == [keys[0]["order_key"]]
    assert len(list(tmp_path.iterdir())) == 1


# ── the law ─────────────────────────────────────────────────────────────────────────────────────────────────────

_CUSTOMERS = st.sampled_from(["C1", "C2", "N1", "N2"])
_GOODS = st.lists(st.sampled_from(["A", "B", "NEW"]), min_size=1, max_size=3)
_AMOUNTS = st.decimals(0, 500, places=2)


@st.composite
def lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    said = []
    for sku in draw(_GOODS):
        line: dict[str, Any] = {"sku_code": sku, "quantity": draw(st.decimals("0.1", 9, places=1))}
        for name in draw(
            st.sampled_from([("unit_price",), ("net_amount",), ("unit_price", "net_amount", "discount_amount")])
        ):
            line[name] = draw(_AMOUNTS)
        said.append(line)
    return said


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events: dict[tuple[str, int], Event] = {}
    for _ in range(draw(st.integers(1, 8))):
        id, version = draw(st.sampled_from("12345")), draw(st.integers(1, 2))
        kind = draw(
            st.sampled_from(
                [
                    "order.placed",
                    "order.placed",
                    "order.changed",
                    "order.returned",
                    "order.cancelled",
                    "payment.due",
                    "payment.received",
                    "search",
                ]
            )
        )
        data: dict[str, Any] = {}
        if kind.startswith("order"):
            data["order_id"] = draw(st.sampled_from(["O1", "L1", "L2"]))
        if kind in ("order.placed", "order.changed"):
            data |= {"lines": draw(lines()), "order_channel": draw(st.sampled_from(["app", "电话", None]))}
            data["ordered_at"] = draw(st.sampled_from([None, "2026-01-10T00:00:00+08:00", "2026-01-12T23:30:00Z"]))
        elif kind == "order.returned":
            data["lines"] = [{"sku_code": sku, "quantity": 1} for sku in draw(_GOODS)]
        elif kind == "payment.due":
            data |= {
                "receivable_id": draw(st.sampled_from(["R1", "R2"])),
                "issued_on": "2026-01-05",
                "amount": draw(_AMOUNTS),
            }
        elif kind == "payment.received":
            data |= {
                "receivable_id": draw(st.sampled_from(["R1", "R2"])),
                "paid_on": "2026-01-13",
                "amount": draw(st.none() | _AMOUNTS),
            }
        elif kind == "search":
            data["text"] = "毛肚"
        source = draw(st.sampled_from(["erp", "erp", "shop"]))
        read = event(id, kind, draw(_CUSTOMERS), hour=draw(st.integers(0, 30)), version=version, source=source, **data)
        events.setdefault((f"{source}{id}", version), read)
    return list(events.values())


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_live_in_any_order_and_batching_is_what_importing_the_records_gives(events: list[Event], chance: Any, at_a_time: int) -> None:  # fmt: skip
    shuffled = list(events)
    chance.shuffle(shuffled)
    warehouse = company()

    taken(warehouse, FakeInbox(shuffled), at_a_time=at_a_time)

    assert differences(warehouse) == {}
    warehouse.refresh_facts(FakeRun())
    assert seen(warehouse) == seen(imported(events))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.integers(1, 4))
def test_what_is_laid_over_published_facts_is_what_laying_them_out_anew_gives(events: list[Event], at_a_time: int) -> None:  # fmt: skip
    warehouse = merged_company()
    before = published(warehouse)

    taken(warehouse, FakeInbox(events), at_a_time=at_a_time)

    assert laid_over(before, warehouse.live().touched_after(0)) == published(warehouse)


def test_what_a_grading_has_seen_is_laid_over_nothing_any_more() -> None:
    warehouse, inbox = company(), FakeInbox([placed("1", "L1"), placed("2", "L2")])
    taken(warehouse, inbox, at_a_time=1)

    warehouse.live().forget_touched(1)

    facts = warehouse.live().touched_after(0).facts
    assert [row["order_id"] for row in facts["customer_order"].to_pylist()] == ["L2"]


def merged_company() -> DuckDBWarehouse:
    """The company with a customer that the shop knows too, where it owes something under a number of the files."""
    warehouse = company()
    load(warehouse, 6, "customers", [{**CUSTOMERS[0], "customer_code": "C2"}], source="shop")
    load(warehouse, 7, "payments", [{**PAYMENTS[0], "customer_code": "C2", "amount": "9"}], source="shop")
    warehouse.refresh_facts(FakeRun())
    assert records(warehouse, "SELECT max(sources) AS most FROM dim_customer") == [{"most": 2}]
    return warehouse


_PUBLISHED = {
    "customer_order": f"""
        SELECT hash(source, order_id) AS fact_key, * FROM ({
        customer_orders(
            "(SELECT l.*, coalesce(category, 'other') AS category FROM clean_order_line l LEFT JOIN dim_sku USING (sku_key))"
        )
    })""",
    "receivable": f"SELECT hash(customer_key, receivable_id) AS fact_key, * FROM ({RECEIVABLES})",
}


def published(warehouse: DuckDBWarehouse) -> dict[str, list[dict[str, Any]]]:
    """Orders and receivables as a grading would publish them now."""
    return {table: _ordered(records(warehouse, query)) for table, query in _PUBLISHED.items()}


def laid_over(before: dict[str, list[dict[str, Any]]], touched: Touched) -> dict[str, list[dict[str, Any]]]:
    """What was published, with the rows that events brought in place of theirs."""
    found = {}
    for table, rows in before.items():
        told = touched.facts[table].to_pylist() if table in touched.facts else []
        keys = {row["fact_key"] for row in told}
        brought = [
            {c: row[c] for c in row if c not in ("live_gone", "is_live")} for row in told if not row["live_gone"]
        ]
        found[table] = _ordered([*(row for row in rows if row["fact_key"] not in keys), *brought])
    return found


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((dict(sorted(row.items())) for row in rows), key=str)


def test_one_number_of_two_sources_is_two_receivables_of_a_customer_that_both_know() -> None:
    warehouse = company()
    load(warehouse, 6, "customers", [{**CUSTOMERS[0], "customer_code": "S1"}], source="shop")
    warehouse.refresh_facts(FakeRun())

    def due(id: str, amount: int, **more: Any) -> Event:
        return event(id, "payment.due", receivable_id="R1", issued_on="2026-01-05", amount=amount, **more)

    theirs = {"customer": "S1", "source": "shop"}
    paid = event("3", "payment.received", receivable_id="R1", paid_on="2026-01-13", hour=1, **theirs)
    taken(warehouse, FakeInbox([due("1", 70), due("2", 80, **theirs), paid]), at_a_time=1)

    assert differences(warehouse) == {}
    owed = records(warehouse, f"SELECT receivable_id, customer_id, amount, paid_amount FROM {_SEEN['receivables']}")
    ours = [
        (one["customer_id"], int(one["amount"]), int(one["paid_amount"]))
        for one in owed
        if one["receivable_id"] == "R1"
    ]
    assert sorted(ours) == [("C1", 70, 0), ("C1", 80, 80)]


def test_the_days_of_the_company_are_those_of_its_zone() -> None:
    warehouse, late = (
        company(),
        event("1", "order.placed", order_id="L1", lines=goods("A"), ordered_at="2026-01-14T16:30:00Z"),
    )

    taken(warehouse, FakeInbox([late]))

    (line,) = records(warehouse, "SELECT order_day, order_hour, ordered_at FROM order_line WHERE order_id = 'L1'")
    assert (line["order_day"], line["order_hour"]) == (date(2026, 1, 15), 0)
    assert line["ordered_at"] == datetime(2026, 1, 14, 16, 30)  # noqa: DTZ001
