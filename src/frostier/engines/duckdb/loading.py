"""One batch on its way in: staged, judged, reported, and at last committed in one transaction."""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import duckdb

from frostier.engines.duckdb import versions
from frostier.engines.duckdb.connection import transaction
from frostier.engines.duckdb.marking import forget_batch, mark_stale
from frostier.engines.duckdb.parsing import literal
from frostier.engines.duckdb.repeats import mark_repeats, settle_marks
from frostier.engines.duckdb.reporting import load_report
from frostier.engines.duckdb.schema import ENTITIES, ORDER_LINE_COLUMNS
from frostier.engines.duckdb.staging import Staging, quoted_once, stage
from frostier.flows.ports import JsonObject, LoadOutcome, RejectedRow, RowSource, Run
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.sources.expressions import columns_read
from frostier.sources.mapping import Mapping
from frostier.sources.records import standard_for
from frostier.sources.refusals import refusal_text

_USABLE = "s.problem IS NULL AND m.problem IS NULL AND NOT coalesce(m.superseded, false)"
_TEMPORARY = ("staged", "marks", "displaced", "removed", "promoted")


class BatchLoad:
    """A load in progress. ``validate`` first; nothing is visible to others until ``commit``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        batch_no: int,
        mapping: Mapping,
        rows: RowSource,
        *,
        zone: ZoneInfo,
        today: date,
        replaces: int | None = None,
        corrects: int | None = None,
    ) -> None:
        self._connection = connection
        self._batch_no = batch_no
        self._mapping = mapping
        self._rows = rows
        self._zone = zone
        self._today = today
        self._replaces = replaces
        self._corrects = corrects
        self._plan: Staging | None = None

    def validate(self, run: Run) -> LoadOutcome:
        """Parse and judge every row; raises ``InvalidInput`` or ``MappingError`` when the file cannot be used."""
        run.step(Text("读取并校验", "Read and check"))
        self._plan = stage(self._connection, self._mapping, self._rows, self._zone, self._today)
        run.checkpoint()
        mark_repeats(self._connection, self._plan, after_earlier_lines=self._corrects is not None)
        settle_marks(self._connection)
        run.checkpoint()
        return load_report(self._connection, self._plan)

    def rejects(self) -> Iterator[RejectedRow]:
        """The rows for quarantine, in file order; those that could not even be split come first."""
        yield from self._rows.rejects
        yield from self._problem_rows(
            "SELECT row_no, problem, raw FROM staged WHERE NOT starts_with(problem, '~') ORDER BY row_no"
        )
        if self._count("SELECT count(*) FROM marks WHERE problem IS NOT NULL AND NOT superseded"):
            yield from self._problem_rows(self._marked_again())

    def preview(self, limit: int) -> list[JsonObject]:
        """The first rows as they would be stored."""
        columns = [c for c in ENTITIES[self._mapping.entity].columns if c in self._staged_columns()]
        cursor = self._connection.execute(
            f"SELECT {', '.join(columns)} FROM staged WHERE problem IS NULL ORDER BY row_no LIMIT {int(limit)}"
        )
        return [{c: plain(v) for c, v in zip(columns, row, strict=True)} for row in cursor.fetchall()]

    def commit(self, run: Run, report: JsonObject | None = None) -> None:
        """Make the rows current, in one transaction with the mark that the batch is loaded."""
        run.step(Text("写入仓库", "Write to the warehouse"))
        entity = ENTITIES[self._mapping.entity]
        with transaction(self._connection):
            if self._replaces is not None:
                forget_batch(self._connection, self._replaces)
            self._number_codes()
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW incoming AS {self._incoming()}")
            versions.add(self._connection, entity, self._batch_no, "incoming")
            run.checkpoint()
            self._remember_names()
            mark_stale(
                self._connection,
                self._mapping.entity,
                f"SELECT * FROM {entity.table} WHERE batch_no = {self._batch_no}",
                "displaced",
            )
            self._connection.execute(
                "INSERT INTO loaded_batch VALUES (?, ?, ?, ?)",
                [
                    self._batch_no,
                    self._mapping.entity,
                    self._mapping.source,
                    json.dumps(report or {}, ensure_ascii=False),
                ],
            )
            run.checkpoint()

    def close(self) -> None:
        """Forget what was staged."""
        self._connection.execute("DROP VIEW IF EXISTS incoming")
        for table in _TEMPORARY:
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{table}")

    # ── from staged to stored ───────────────────────────────────────────────────────────────────────────────────

    def _incoming(self) -> str:
        source = literal(self._mapping.source)
        own = {"batch_no": str(self._batch_no), "row_no": "s.row_no", "source": source}
        staged = self._staged_columns()
        columns = ENTITIES[self._mapping.entity].columns
        if self._mapping.entity != "orders":
            picked = [
                f"{own.get(c) or (f's.{c}' if c in staged else f'CAST(NULL AS {kind})')} AS {c}"
                for c, kind in columns.items()
            ]
            return f"SELECT {', '.join(picked)} FROM staged s LEFT JOIN marks m USING (row_no) WHERE {_USABLE}"
        own |= {
            "line_no": "coalesce(m.line_no, s.line_no, s.sku_code || '#1')",
            "order_key": f"hash({source}, s.order_id)",
            "record_key": "c.record_key",
            "sku_key": "k.sku_key",
            "flags": "CAST(s.flags | coalesce(m.flags, 0) AS USMALLINT)",
        }
        picked = [f"{own.get(c, f's.{c}')} AS {c}" for c in ORDER_LINE_COLUMNS]
        return (
            f"SELECT {', '.join(picked)} FROM staged s LEFT JOIN marks m USING (row_no) "
            f"LEFT JOIN (SELECT * FROM customer_record WHERE source = {source}) c ON c.customer_code = s.customer_code "
            f"LEFT JOIN sku_record k ON k.sku_code = s.sku_code WHERE {_USABLE}"
        )

    def _number_codes(self) -> None:
        """Give every customer and SKU code that is new its inner number."""
        staged, source = self._staged_columns(), literal(self._mapping.source)
        if "customer_code" in staged:
            self._connection.execute(f"""
                INSERT INTO customer_record
                SELECT (SELECT coalesce(max(record_key), 0) FROM customer_record) + row_number() OVER (ORDER BY customer_code),
                       {source}, customer_code
                FROM (SELECT DISTINCT customer_code FROM staged WHERE problem IS NULL AND customer_code IS NOT NULL) s
                ANTI JOIN (SELECT * FROM customer_record WHERE source = {source}) r USING (customer_code)""")
        if "sku_code" in staged:
            self._connection.execute("""
                INSERT INTO sku_record
                SELECT (SELECT coalesce(max(sku_key), 0) FROM sku_record) + row_number() OVER (ORDER BY sku_code), sku_code
                FROM (SELECT DISTINCT sku_code FROM staged WHERE problem IS NULL) s ANTI JOIN sku_record r USING (sku_code)""")

    def _remember_names(self) -> None:
        if self._mapping.entity == "orders" and "sku_name" in self._mapping.columns:
            self._connection.execute(
                f"INSERT INTO order_sku_name SELECT {self._batch_no}, sku_code, min(sku_name) FROM staged "
                "WHERE problem IS NULL AND sku_name IS NOT NULL GROUP BY sku_code"
            )

    # ── quarantine ──────────────────────────────────────────────────────────────────────────────────────────────

    def _problem_rows(self, query: str) -> Iterator[RejectedRow]:
        plan = self._staged_plan()
        standard = standard_for(self._mapping.entity)
        cursor = self._connection.execute(query)
        for row_no, problem, raw in cursor.fetchall():
            name, code = problem.split(":")
            values = dict(zip(plan.raw_columns, raw, strict=True))
            column = standard.column(name)
            reason = refusal_text(column, code, self._arrived(name, values))
            yield RejectedRow(self._batch_no, row_no, name, code, reason, values)

    def _arrived(self, name: str, raw: dict[str, str | None]) -> str:
        """What the file said in the columns that the field is made of."""
        part = self._mapping.columns.get(name)
        read = dict.fromkeys(columns_read(part)) if part is not None else {}
        return " | ".join(raw[c] or "" for c in read if c in raw)

    def _marked_again(self) -> str:
        """Rows that a policy sends to quarantine; their text is read from the file once more."""
        plan = self._staged_plan()
        by_name = dict(zip(plan.rows.columns, plan.rows.sql_columns, strict=True))
        cells = ", ".join(f"CAST({quoted_once(by_name[name])} AS VARCHAR)" for name in plan.raw_columns)
        return (
            f"SELECT m.row_no, m.problem, f.raw FROM (SELECT {plan.rows.row_number_sql} AS row_no, [{cells}] AS raw "
            f"FROM {plan.rows.relation}) f JOIN marks m USING (row_no) "
            "WHERE m.problem IS NOT NULL AND NOT m.superseded ORDER BY m.row_no"
        )

    def _staged_plan(self) -> Staging:
        if self._plan is None:
            raise RuntimeError("Expected validate() before rows are asked for.")
        return self._plan

    def _staged_columns(self) -> set[str]:
        return {str(row[0]) for row in self._connection.execute("DESCRIBE staged").fetchall()}

    def _count(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0
