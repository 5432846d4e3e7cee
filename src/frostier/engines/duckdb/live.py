"""Events' records enter the open warehouse, with the facts of whom they touch and the position, all at once.

What is written costs time in proportion to what is touched. Order lines and day facts are found by batch and by day,
which they are kept in the order of; what an imported file may hold is asked of :class:`KnownKeys` first.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import duckdb

from frostier.engines.duckdb import live_people, live_published, live_rows, live_versions
from frostier.engines.duckdb.connection import rows_changed, transaction
from frostier.engines.duckdb.facts import DAY_FACTS, append_receivables, fold_lines, lags_behind, mark_season, refresh
from frostier.engines.duckdb.known_keys import KnownKeys
from frostier.engines.duckdb.live_people import any_row
from frostier.engines.duckdb.schema import clean_order_lines
from frostier.flows.ports import FoldedOrder, FoldedReceivable, LiveRecords, Touched
from frostier.kernel.text import Text

_CODES = "(SELECT unnest(?::VARCHAR[]) AS source, unnest(?::VARCHAR[]) AS customer_code)"


class DuckDBLiveFacts:
    """The warehouse as the live loop writes it; see ``flows.ports.LiveFacts``.

    ``known`` outlives the opening of a warehouse: making it anew reads all keys.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        zone: ZoneInfo,
        today: Callable[[], date],
        known: KnownKeys | None = None,
    ) -> None:
        self._connection = connection
        self._zone = zone
        self._today = today
        self._known = known or KnownKeys()

    def loaded_up_to(self) -> int:
        """The number of the last event whose records are loaded; 0 before the first."""
        return loaded_up_to(self._connection)

    def load(self, records: LiveRecords, *, up_to: int, batch_nos: Mapping[str, int]) -> Touched:
        """Bring records, the facts of whom they touch and the position in, in one transaction.

        Facts that an import left behind are brought up to date first, the seasonal index apart.
        """
        if not (records.orders or records.receivables or records.woken):
            with transaction(self._connection):
                _set_position(self._connection, up_to)
            return Touched(())
        self._catch_up()
        connection = self._connection
        with transaction(connection):
            _begin(connection)
            if records.orders:
                self._load_orders(records.orders, batch_nos["orders"])
            if records.receivables:
                self._load_receivables(records.receivables, batch_nos["payments"])
            gone = self._settle_people()
            self._refresh_facts()
            if records.orders:
                live_published.note_orders(connection, up_to)
            if records.receivables and any_row(connection, "live_debtor"):
                live_published.note_receivables(connection, up_to)
            _wake(connection, records.woken)
            before = loaded_up_to(connection)
            _note_touched(connection, up_to, gone)
            _set_position(connection, up_to)
            return _touched_after(connection, before)

    def touched_after(self, position: int) -> Touched:
        """Whom what was loaded after a position concerns; keys and ids ascending."""
        touched = _touched_after(self._connection, position)
        return replace(touched, facts=live_published.noted_after(self._connection, position))

    def customers_of(self, codes: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """The customer key behind each (source, code) that is known."""
        sources, names = [s for s, _ in codes], [c for _, c in codes]
        rows = self._connection.execute(
            f"SELECT source, customer_code, customer_key FROM {_CODES} JOIN customer_record USING (source, customer_code) "
            "JOIN customer_of_record USING (record_key)",
            [sources, names],
        ).fetchall()
        return {(source, code): int(key) for source, code, key in rows}

    def forget_touched(self, position: int) -> None:
        """Whoever was touched up to a position has been evaluated."""
        for table in ("live_touched", "live_gone_customer"):
            self._connection.execute(f"DELETE FROM {table} WHERE position <= ?", [position])
        live_published.forget_noted(self._connection, position)

    # ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────

    def _catch_up(self) -> None:
        if lags_behind(self._connection):
            with transaction(self._connection):
                refresh(self._connection, _Unwatched(), season=False)

    def _load_orders(self, orders: Sequence[FoldedOrder], batch_no: int) -> None:
        connection = self._connection
        live_rows.stage_orders(connection, orders, batch_no, self._zone, self._today())
        keys = live_rows.staged_keys(connection)
        imported = self._known.among(connection, "orders", keys)
        left = live_versions.take_place(connection, "orders", batch_no, imported)
        live_published.set_orders_apart(connection, imported)
        for part in ("live_left", "live_come") if left else ("live_come",):
            connection.execute(
                f"INSERT INTO live_cell SELECT DISTINCT record_key, order_day FROM {part} WHERE record_key IS NOT NULL"
            )
        connection.execute("INSERT INTO live_current SELECT DISTINCT record_key FROM live_come")
        connection.execute("INSERT INTO live_current_sku SELECT DISTINCT sku_key FROM live_come")
        if left:
            connection.execute("INSERT INTO live_left_sku SELECT DISTINCT sku_key FROM live_left")
        _remember_names(connection, batch_no)

    def _load_receivables(self, receivables: Sequence[FoldedReceivable], batch_no: int) -> None:
        connection = self._connection
        live_rows.stage_receivables(connection, receivables, batch_no)
        keys = live_rows.staged_keys(connection)
        live_versions.take_place(connection, "payments", batch_no, self._known.among(connection, "payments", keys))
        for part in ("live_left", "live_come"):
            connection.execute(
                f"INSERT INTO live_debtor SELECT record_key FROM customer_record SEMI JOIN {part} USING (source, customer_code)"
            )
        connection.execute("INSERT INTO live_current_debtor SELECT DISTINCT source, customer_code FROM live_come")

    def _settle_people(self) -> list[str]:
        """Customers and articles that are new, and those that went with their last record; ids of gone customers."""
        connection = self._connection
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE live_record AS SELECT record_key FROM live_cell UNION SELECT record_key FROM live_debtor"
        )
        came = live_people.add_provisional(connection)
        # Who goes is still a customer whose facts have to go.
        _collect_customers(connection)
        gone = live_people.remove_unused(connection)
        live_people.recount_chains(connection, [*came, *gone])
        live_people.settle_skus(connection)
        return gone

    def _refresh_facts(self) -> None:
        connection = self._connection
        if any_row(connection, "live_cell"):
            _refresh_days(connection)
            mark_season(connection)
        if any_row(connection, "live_debtor"):
            _refresh_receivables(connection)


def loaded_up_to(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the last event whose records the warehouse holds; 0 before the first."""
    row = connection.execute("SELECT position FROM live_position").fetchone()
    return int(row[0]) if row else 0


class _Unwatched:
    """Stands for a run where nobody watches."""

    id = 0

    def step(self, name: Text, *, total: int | None = None) -> None: ...
    def advance(self, amount: int = 1) -> None: ...
    def log(self, message: Text) -> None: ...
    def count(self, name: str, value: int) -> None: ...
    def checkpoint(self) -> None: ...


# What a load touches and brings, each filled by its step.
_COLLECTED = {
    "live_cell": "record_key INTEGER, order_day DATE",  # days of source records whose order lines change
    "live_debtor": "record_key INTEGER",  # source records whose receivables change
    "live_current": "record_key INTEGER",  # source records that order lines name now
    "live_current_debtor": "source VARCHAR, customer_code VARCHAR",  # codes that receivables name now
    "live_current_sku": "sku_key INTEGER",  # articles that order lines name now
    "live_left_sku": "sku_key INTEGER",  # articles that order lines named before
    "live_named_sku": "sku_key INTEGER",  # articles that an order calls otherwise than before
    "live_also_touched": "record_key INTEGER",  # whom it concerns for other reasons
}


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    for table, columns in _COLLECTED.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")


def _remember_names(connection: duckdb.DuckDBPyConnection, batch_no: int) -> None:
    """Of several names that orders give an article the first in the alphabet, as within a file."""
    named = rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_name AS
        SELECT sku_code, min(sku_name) AS sku_name FROM live_incoming WHERE sku_name IS NOT NULL GROUP BY sku_code""",
    )
    if not named:
        return
    connection.execute(f"""
        UPDATE live_name n SET sku_name = least(n.sku_name, o.sku_name) FROM order_sku_name o
        WHERE o.batch_no = {batch_no} AND o.sku_code = n.sku_code""")
    connection.execute(
        f"DELETE FROM order_sku_name WHERE batch_no = {batch_no} AND sku_code IN (SELECT sku_code FROM live_name)"
    )
    connection.execute(f"INSERT INTO order_sku_name SELECT {batch_no}, sku_code, sku_name FROM live_name")
    connection.execute("""
        INSERT INTO live_named_sku
        SELECT sku_key FROM live_name n JOIN sku_record USING (sku_code) JOIN dim_sku d USING (sku_key)
        WHERE d.sku_name <> n.sku_name
          AND n.sku_code NOT IN (SELECT sku_code FROM clean_sku WHERE sku_name IS NOT NULL)""")


def _collect_customers(connection: duckdb.DuckDBPyConnection) -> None:
    """The customers of the touched records, with all of their records."""
    for found, touched in (("live_customer", "live_cell"), ("live_debtor_customer", "live_debtor")):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {found} AS SELECT DISTINCT customer_key FROM customer_of_record SEMI JOIN {touched} USING (record_key)"
        )
    for records, found in (("live_customer_record", "live_customer"), ("live_debtor_record", "live_debtor_customer")):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {records} AS SELECT record_key, customer_key FROM customer_of_record SEMI JOIN {found} USING (customer_key)"
        )


def _refresh_days(connection: duckdb.DuckDBPyConnection) -> None:
    """The touched customers' facts of the touched days, from the order lines of those days."""
    days = ", ".join(
        f"DATE '{day}'"
        for (day,) in connection.execute("SELECT DISTINCT order_day FROM live_cell ORDER BY ALL").fetchall()
    )
    for table in DAY_FACTS:
        connection.execute(
            f"DELETE FROM {table} WHERE day IN ({days}) AND customer_key IN (SELECT customer_key FROM live_customer)"
        )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE live_line AS
        SELECT * FROM order_line WHERE order_day IN ({days}) AND record_key IN (SELECT record_key FROM live_customer_record)""")
    fold_lines(connection, clean_order_lines("live_line", "live_customer_record"))


def _refresh_receivables(connection: duckdb.DuckDBPyConnection) -> None:
    """The touched receivables of the touched customers; all receivables of those that several sources know.

    Two sources may use the same number, and the facts do not say whose it is. To look for all that somebody owes reads
    the codes of every receivable there is.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_debtor_code AS
        SELECT source, customer_code, customer_key FROM customer_record JOIN live_debtor_record USING (record_key)""")
    of_several = rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_debtor_of_several AS
        SELECT customer_key FROM live_debtor_code GROUP BY ALL HAVING count(DISTINCT source) > 1""",
    )
    connection.execute("""
        DELETE FROM fact_receivable
        WHERE customer_key IN (SELECT customer_key FROM live_debtor_code)
          AND receivable_id IN (SELECT receivable_id FROM live_left UNION SELECT receivable_id FROM live_come)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_payment AS
        SELECT k.customer_key, p.* FROM live_come p JOIN live_debtor_code k USING (source, customer_code)
        WHERE customer_key NOT IN (SELECT customer_key FROM live_debtor_of_several)""")
    if of_several:
        connection.execute(
            "DELETE FROM fact_receivable WHERE customer_key IN (SELECT customer_key FROM live_debtor_of_several)"
        )
        connection.execute("""
            INSERT INTO live_payment BY NAME
            SELECT k.customer_key, p.* FROM clean_payment p JOIN live_debtor_code k USING (source, customer_code)
            SEMI JOIN live_debtor_of_several USING (customer_key)""")
    append_receivables(connection, "FROM live_payment")


def _wake(connection: duckdb.DuckDBPyConnection, codes: Collection[tuple[str, str]]) -> None:
    if codes:
        connection.execute(
            f"INSERT INTO live_also_touched SELECT record_key FROM {_CODES} JOIN customer_record USING (source, customer_code)",
            [[source for source, _ in codes], [code for _, code in codes]],
        )


def _note_touched(connection: duckdb.DuckDBPyConnection, position: int, gone: Sequence[str]) -> None:
    """Keep who is touched and who went, each with the last position at which they were."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_noted AS
        SELECT record_key FROM live_customer_record UNION SELECT record_key FROM live_debtor_record
        UNION SELECT record_key FROM live_also_touched""")
    connection.execute("DELETE FROM live_touched WHERE record_key IN (SELECT record_key FROM live_noted)")
    connection.execute(f"INSERT INTO live_touched SELECT {position}, record_key FROM live_noted")
    if gone:
        connection.execute(f"INSERT INTO live_gone_customer SELECT {position}, unnest(?::VARCHAR[])", [list(gone)])


def _touched_after(connection: duckdb.DuckDBPyConnection, position: int) -> Touched:
    keys = connection.execute(
        "SELECT DISTINCT customer_key FROM customer_of_record JOIN live_touched USING (record_key) WHERE position > ? ORDER BY ALL",
        [position],
    ).fetchall()
    return Touched(tuple(int(key) for (key,) in keys), _gone_after(connection, position))


def _gone_after(connection: duckdb.DuckDBPyConnection, position: int) -> tuple[str, ...]:
    gone = connection.execute(
        "SELECT DISTINCT customer_id FROM live_gone_customer WHERE position > ? ORDER BY ALL", [position]
    ).fetchall()
    if not gone:
        return ()
    ids = [str(id) for (id,) in gone]
    back = connection.execute(
        "SELECT customer_id FROM dim_customer WHERE customer_id IN (SELECT unnest(?::VARCHAR[]))", [ids]
    ).fetchall()
    return tuple(id for id in ids if (id,) not in back)


def _set_position(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    connection.execute("DELETE FROM live_position")
    connection.execute("INSERT INTO live_position VALUES (?)", [position])
