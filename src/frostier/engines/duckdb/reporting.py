"""The account of one batch: where every row went, and what is remarkable about those that were loaded."""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from typing import Any

import duckdb

from frostier.engines.duckdb.schema import FLAG_BIT
from frostier.engines.duckdb.staging import Staging
from frostier.flows.ports import JsonObject, LoadOutcome

_GOOD = "s.problem IS NULL AND m.problem IS NULL AND NOT coalesce(m.superseded, false)"
_ROWS = "staged s LEFT JOIN marks m USING (row_no)"
_EXAMPLES = 10


def load_report(connection: duckdb.DuckDBPyConnection, plan: Staging) -> LoadOutcome:
    """The outcome of a staged batch; rows read = loaded + rejected + skipped."""
    rows = _row_counts(connection, plan)
    flags = _flags(connection) if plan.mapping.entity == "orders" else {}
    report: JsonObject = {
        "rows": rows,
        "flags": flags,
        "rejected_by": _rejected_by(connection, plan),
        "completeness": _completeness(connection, plan),
        "unknown_words": _unknown_words(connection, plan),
        "notes": [{"zh": n.zh, "en": n.en} for n in plan.rows.notes],
        "columns_not_used": [c for c in plan.rows.columns if c not in set(plan.mapping.file_columns())],
    }
    report |= _about_orders(connection) if plan.mapping.entity == "orders" else _about_records(connection, plan)
    return LoadOutcome(rows["read"], rows["loaded"], rows["rejected"], flags, report)


def _row_counts(connection: duckdb.DuckDBPyConnection, plan: Staging) -> dict[str, int]:
    counts = _one(
        connection,
        f"""SELECT count(*) AS staged,
                   count(*) FILTER ({_GOOD}) AS loaded,
                   count(*) FILTER (s.problem = '~skip') AS skipped_by_rule,
                   count(*) FILTER (s.problem = '~blank') AS blank,
                   count(*) FILTER (s.problem IS NULL AND coalesce(m.superseded, false)) AS superseded,
                   count(*) FILTER (s.problem IS NOT NULL AND NOT starts_with(s.problem, '~')
                                    OR m.problem IS NOT NULL AND NOT m.superseded) AS rejected
            FROM {_ROWS}""",
    )
    unsplit = len(plan.rows.rejects)
    return {
        "read": counts["staged"] + unsplit,
        "loaded": counts["loaded"],
        "rejected": counts["rejected"] + unsplit,
        "skipped": counts["skipped_by_rule"] + counts["blank"] + counts["superseded"],
        "skipped_by_rule": counts["skipped_by_rule"],
        "blank": counts["blank"],
        "superseded": counts["superseded"],
    }


def _flags(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = ", ".join(
        f"count(*) FILTER ((s.flags | coalesce(m.flags, 0)) & {bit} > 0) AS {name}" for name, bit in FLAG_BIT.items()
    )
    return {k: v for k, v in _one(connection, f"SELECT {counts} FROM {_ROWS} WHERE {_GOOD}").items() if v}


def _rejected_by(connection: duckdb.DuckDBPyConnection, plan: Staging) -> list[JsonObject]:
    found = connection.execute(
        f"""SELECT coalesce(s.problem, m.problem) AS p, count(*) FROM {_ROWS}
            WHERE NOT starts_with(coalesce(s.problem, m.problem), '~') AND NOT (s.problem IS NULL AND m.superseded)
            GROUP BY p ORDER BY count(*) DESC, p"""
    ).fetchall()
    listed = [{"field": p.split(":")[0], "code": p.split(":")[1], "rows": n} for p, n in found]
    if plan.rows.rejects:
        listed.append({"field": "", "code": "unsplit", "rows": len(plan.rows.rejects)})
    return listed


def _completeness(connection: duckdb.DuckDBPyConnection, plan: Staging) -> dict[str, int]:
    """How many of the loaded rows have a value, per mapped column."""
    counts = ", ".join(f"count(s.{c.name}) AS {c.name}" for c in plan.mapped)
    return _one(connection, f"SELECT {counts} FROM {_ROWS} WHERE {_GOOD}")


def _unknown_words(connection: duckdb.DuckDBPyConnection, plan: Staging) -> JsonObject:
    listed: JsonObject = {}
    for column in plan.word_columns:
        words = connection.execute(
            f"SELECT unknown_{column.name} AS w, count(*) AS n FROM staged WHERE w IS NOT NULL "
            f"GROUP BY w ORDER BY n DESC, w LIMIT {_EXAMPLES}"
        ).fetchall()
        if words:
            listed[column.name] = [{"word": w, "rows": n} for w, n in words]
    return listed


def _about_orders(connection: duckdb.DuckDBPyConnection) -> JsonObject:
    kinds = connection.execute(
        f"SELECT s.line_kind, count(*) FROM {_ROWS} WHERE {_GOOD} GROUP BY ALL ORDER BY s.line_kind"
    ).fetchall()
    figures = _one(
        connection,
        f"""SELECT count(*) FILTER (s.customer_code IS NULL) AS anonymous, count(DISTINCT hash(s.order_id)) AS orders,
                   min(s.order_day) AS first_day, max(s.order_day) AS last_day,
                   sum(s.net_amount) FILTER (s.line_kind IN ('sale', 'return')) AS net_amount
            FROM {_ROWS} WHERE {_GOOD}""",
    )
    return {
        "kinds": dict(kinds),
        "anonymous": figures["anonymous"],
        "orders": figures["orders"],
        "first_day": _text(figures["first_day"]),
        "last_day": _text(figures["last_day"]),
        "net_amount": _text(figures["net_amount"]),
        "unknown_customers": _unknown_codes(connection, "customer_code", "clean_customer"),
        "unknown_skus": _unknown_codes(connection, "sku_code", "clean_sku"),
        "missing_cost": _number(
            connection,
            f"SELECT count(*) FROM {_ROWS} WHERE {_GOOD} AND s.unit_cost IS NULL AND s.sku_code NOT IN "
            "(SELECT sku_code FROM clean_sku WHERE unit_cost IS NOT NULL)",
        ),
    }


def _unknown_codes(connection: duckdb.DuckDBPyConnection, column: str, master: str) -> JsonObject:
    """Codes that no master record has (yet): how many, on how many rows, and the most frequent."""
    found = connection.execute(
        f"SELECT code, n FROM (SELECT s.{column} AS code, count(*) AS n FROM {_ROWS} WHERE {_GOOD} "
        f"AND s.{column} IS NOT NULL GROUP BY code) WHERE code NOT IN (SELECT {column} FROM {master}) ORDER BY n DESC, code"
    ).fetchall()
    return {
        "codes": len(found),
        "rows": sum(n for _, n in found),
        "examples": [c for c, _ in found[:_EXAMPLES]],
    }


def _about_records(connection: duckdb.DuckDBPyConnection, plan: Staging) -> JsonObject:
    if plan.mapping.entity != "payments":
        return {}
    days = _one(connection, f"SELECT min(s.issued_on) AS first, max(s.issued_on) AS last FROM {_ROWS} WHERE {_GOOD}")
    return {"first_day": _text(days["first"]), "last_day": _text(days["last"])}


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    cursor = connection.execute(query)
    names = [d[0] for d in cursor.description or ()]
    row = cursor.fetchone()
    return dict(zip(names, row or (), strict=True))


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _text(value: object) -> str | None:
    return None if value is None else str(value)
