"""Folded records become rows of the warehouse, completed as rows of a file are (see ``staging``).

That both ways give the same is held by a test that loads the same records along each.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from frostier.engines.duckdb.schema import ENTITIES, FLAG_BIT, ORDER_LINE_COLUMNS
from frostier.flows.ports import FoldedOrder, FoldedReceivable
from frostier.sources.records import OrderLine, Payment

_TOUCHED = pa.schema({"source": pa.string(), "number": pa.string()})
_LINE = pa.schema(
    {
        "source": pa.string(),
        "order_id": pa.string(),
        "line_no": pa.string(),
        "line_kind": pa.string(),
        "customer_code": pa.string(),
        "sku_code": pa.string(),
        "sku_name": pa.string(),
        "ordered_at": pa.timestamp("us"),
        "order_day": pa.date32(),
        "order_hour": pa.int8(),
        "order_channel": pa.string(),
        "quantity": pa.decimal128(18, 3),
        "unit_price": pa.decimal128(18, 4),
        "net_amount": pa.decimal128(18, 2),
        "discount_amount": pa.decimal128(18, 2),
        "promotion_code": pa.string(),
        "original_order_id": pa.string(),
        "requested_on": pa.date32(),
    }
)
_PAYMENT = pa.schema(
    {
        "source": pa.string(),
        "receivable_id": pa.string(),
        "customer_code": pa.string(),
        "order_id": pa.string(),
        "issued_on": pa.date32(),
        "due_on": pa.date32(),
        "paid_on": pa.date32(),
        "amount": pa.decimal128(18, 2),
        "paid_amount": pa.decimal128(18, 2),
        "method": pa.string(),
    }
)


def stage_orders(
    connection: duckdb.DuckDBPyConnection, orders: Sequence[FoldedOrder], batch_no: int, zone: ZoneInfo, today: date
) -> None:
    """Fill ``live_key`` with the orders and ``live_incoming`` with their lines as they will be stored."""
    _stage_keys(connection, ((order.source, order.order_id) for order in orders))
    said = [_line(order.source, line, zone) for order in orders for line in order.lines]
    with _shown(connection, "live_said", _LINE, said):
        _number_codes(connection, "customer_record", "record_key", ("source", "customer_code"))
        _number_codes(connection, "sku_record", "sku_key", ("sku_code",))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE live_incoming AS {_order_lines(batch_no, today)}")


def stage_receivables(
    connection: duckdb.DuckDBPyConnection, receivables: Sequence[FoldedReceivable], batch_no: int
) -> None:
    """Fill ``live_key`` with the receivables and ``live_incoming`` with those that are due as they will be stored."""
    _stage_keys(connection, ((r.source, r.receivable_id) for r in receivables))
    said = [_payment(r.source, r.payment) for r in receivables if r.payment is not None]
    own = {"batch_no": str(batch_no), "row_no": "row_number() OVER ()"}
    columns = ", ".join(
        f"CAST({own.get(name, f's.{name}')} AS {kind}) AS {name}" for name, kind in ENTITIES["payments"].columns.items()
    )
    with _shown(connection, "live_said", _PAYMENT, said):
        _number_codes(connection, "customer_record", "record_key", ("source", "customer_code"))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE live_incoming AS SELECT {columns} FROM live_said s")


def staged_keys(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """The keys of what is staged, as ``KnownKeys`` knows them."""
    return [int(key) for (key,) in connection.execute("SELECT order_key FROM live_key").fetchall()]


def _stage_keys(connection: duckdb.DuckDBPyConnection, named: Iterable[tuple[str, str]]) -> None:
    with _shown(connection, "live_named", _TOUCHED, list(named)):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE live_key AS SELECT source, number, hash(source, number) AS order_key FROM live_named"
        )


def _line(source: str, line: OrderLine, zone: ZoneInfo) -> tuple[Any, ...]:
    """The values of ``_LINE``; the day and hour are the company's, the hour unknown at midnight as in files."""
    local = line.ordered_at.astimezone(zone)
    return (
        source, line.order_id, line.line_no, line.line_kind, line.customer_code, line.sku_code, line.sku_name,
        line.ordered_at.astimezone(UTC).replace(tzinfo=None), local.date(), _hour(local), line.order_channel,
        line.quantity, line.unit_price, line.net_amount, line.discount_amount, line.promotion_code,
        line.original_order_id, line.requested_on,
    )  # fmt: skip


def _hour(local: datetime) -> int | None:
    only_the_day = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return None if only_the_day else local.hour


def _payment(source: str, payment: Payment) -> tuple[Any, ...]:
    return (
        source, payment.receivable_id, payment.customer_code, payment.order_id, payment.issued_on, payment.due_on,
        payment.paid_on, payment.amount, payment.paid_amount, payment.method,
    )  # fmt: skip


def _order_lines(batch_no: int, today: date) -> str:
    """The query of ``live_said`` as rows of ``order_line``, with the article's name beside."""
    amount = "coalesce(s.net_amount, CAST(s.quantity * s.unit_price AS DECIMAL(18,2)))"
    price = "coalesce(s.unit_price, TRY_CAST(round(s.net_amount / nullif(s.quantity, 0), 4) AS DECIMAL(18,4)))"
    flags = (
        f"CASE WHEN s.order_day > DATE '{today}' THEN {FLAG_BIT['future_date']} ELSE 0 END "
        f"+ CASE WHEN {amount} = 0 AND s.quantity <> 0 THEN {FLAG_BIT['zero_price']} ELSE 0 END"
    )
    own = {
        "batch_no": str(batch_no),
        "row_no": "row_number() OVER ()",
        "order_key": "hash(s.source, s.order_id)",
        "record_key": "c.record_key",
        "sku_key": "k.sku_key",
        "unit_price": price,
        "net_amount": amount,
        "discount_amount": "abs(coalesce(s.discount_amount, 0))",
        "unit_cost": "NULL",
        "flags": flags,
    }
    columns = ", ".join(f"CAST({own.get(c, f's.{c}')} AS {kind}) AS {c}" for c, kind in ORDER_LINE_COLUMNS.items())
    return f"""
        SELECT {columns}, s.sku_name FROM live_said s
        LEFT JOIN (SELECT * FROM customer_record SEMI JOIN live_said USING (source, customer_code)) c
               ON c.source = s.source AND c.customer_code = s.customer_code
        LEFT JOIN sku_record k ON k.sku_code = s.sku_code"""


def _number_codes(connection: duckdb.DuckDBPyConnection, table: str, key: str, code: tuple[str, ...]) -> None:
    """Give every code that is new its inner number."""
    named = ", ".join(code)
    connection.execute(f"""
        INSERT INTO {table}
        SELECT (SELECT coalesce(max({key}), 0) FROM {table}) + row_number() OVER (ORDER BY {named}), {named}
        FROM (SELECT DISTINCT {named} FROM live_said WHERE {code[-1]} IS NOT NULL) ANTI JOIN {table} USING ({named})""")


@contextmanager
def _shown(
    connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Sequence[tuple[Any, ...]]
) -> Iterator[None]:
    """Rows under a name for as long as the context lasts."""
    columns: Iterable[Any] = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    connection.register(name, pa.Table.from_arrays(arrays, schema=schema))
    try:
        yield
    finally:
        connection.unregister(name)
