"""One pass over a file: every row parsed, judged and kept in the temporary table ``staged``.

``problem`` is NULL for a usable row, ``field:code`` for one to quarantine, and ``~skip`` or ``~blank`` for one
that is no data. ``raw`` holds what the file said, for the rows with a problem only.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import duckdb

from frostier.engines.duckdb.parsing import NUMBER_TYPES, FileColumn, Reader, literal
from frostier.engines.duckdb.schema import FLAG_BIT
from frostier.flows.ports import RowSource
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.sources.expressions import columns_read
from frostier.sources.mapping import Mapping
from frostier.sources.records import standard_for
from frostier.sources.standard import DUCKDB_TYPE, FIRST_DAY, LARGEST, LAST_DAY, LONGEST_TEXT, Column, Standard
from frostier.warehouse.zones import constant_offset_since

# Raw values of every column help a person to correct a row; of a very wide file only the mapped ones are kept.
_RAW_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Staging:
    """What one pass needs to know: the mapping, the file, the company's zone, the clock's today."""

    mapping: Mapping
    rows: RowSource
    zone: ZoneInfo
    today: date
    file_columns: dict[str, FileColumn] = field(default_factory=dict)

    @property
    def standard(self) -> Standard:
        """The standard of the mapped entity."""
        return standard_for(self.mapping.entity)

    @property
    def mapped(self) -> list[Column]:
        """The standard columns that the mapping fills, in the order of the standard."""
        return [c for c in self.standard.columns if c.name in self.mapping.columns]

    @property
    def word_columns(self) -> list[Column]:
        """The mapped columns whose values are words of a list."""
        return [c for c in self.mapped if c.type == "choice"]

    @property
    def raw_columns(self) -> list[str]:
        """The file columns whose text is kept for quarantined rows."""
        if len(self.rows.columns) <= _RAW_COLUMNS:
            return list(self.rows.columns)
        return list(self.mapping.file_columns())


def stage(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, rows: RowSource, zone: ZoneInfo, today: date
) -> Staging:
    """Parse and judge every row into ``staged``; raises ``InvalidInput`` when the file cannot be read through."""
    mapping.check_against(standard_for(mapping.entity), rows.columns)
    plan = Staging(mapping, rows, zone, today, _file_columns(connection, rows))
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {staging_sql(plan)}")
    except duckdb.InterruptException:
        raise
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise InvalidInput(
            Text(
                f"无法读取 {rows.file_name}：{_first_line(error)}",
                f"{rows.file_name} cannot be read: {_first_line(error)}",
            ),
            next_step=Text("检查文件和映射。", "Check the file and the mapping."),
        ) from error
    return plan


def staging_sql(plan: Staging) -> str:
    """The query that reads, parses, derives and judges; layered so that each thing is computed once."""
    layer = f"SELECT *, {_problem(plan)} AS problem FROM ({_parsed(plan)})"
    if plan.mapping.entity == "orders":
        layer = _derived(plan, layer)
    return (
        f"SELECT CAST(row_no AS BIGINT) AS row_no, problem, {_raw(plan)} AS raw, "
        f"{', '.join(_kept(plan))} FROM ({layer})"
    )


def every_problem_sql(plan: Staging) -> str:
    """The query that gives, per row, the text of each mapped column and all that is wrong, as ``field:code``."""
    reader = _reader(plan)
    texts = ", ".join(
        f"{f't_{c.name}' if _staged_as_text(plan, c) else reader.text(plan.mapping.columns[c.name])} AS t_{c.name}"
        for c in plan.mapped
    )
    found = ", ".join(f"CASE WHEN {test} THEN {literal(code)} END" for test, code in _judgements(plan))
    return f"SELECT row_no, {texts}, list_filter([{found}], lambda p: p IS NOT NULL) AS problems FROM ({_parsed(plan)})"


# ── the layers ──────────────────────────────────────────────────────────────────────────────────────────────────


def _parsed(plan: Staging) -> str:
    """The rows with their texts ``t_…`` and the values of the mapped columns."""
    texts = [
        f"{_reader(plan).text(plan.mapping.columns[c.name])} AS t_{c.name}"
        for c in plan.mapped
        if _staged_as_text(plan, c)
    ]
    layer = f"SELECT {_cells(plan)}, {plan.rows.row_number_sql} AS row_no FROM {plan.rows.relation}"
    layer = f"SELECT * {''.join(', ' + t for t in texts)} FROM ({layer})"
    return f"SELECT *, {', '.join(_value(plan, c) for c in plan.mapped)} FROM ({layer}) {_word_joins(plan)}"


def _file_columns(connection: duckdb.DuckDBPyConnection, rows: RowSource) -> dict[str, FileColumn]:
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {rows.relation}").fetchall()
    except duckdb.Error as error:
        raise InvalidInput(
            Text(
                f"无法读取 {rows.file_name}：{_first_line(error)}",
                f"{rows.file_name} cannot be read: {_first_line(error)}",
            )
        ) from error
    types = {str(name): str(kind) for name, kind, *_ in described}
    names = zip(rows.columns, rows.sql_columns, strict=True)
    return {header: FileColumn(f"f_{n}", types.get(_bare(sql), "VARCHAR")) for n, (header, sql) in enumerate(names)}


def _reader(plan: Staging) -> Reader:
    return Reader(plan.file_columns, plan.mapping.timezone, plan.mapping.file.decimal_comma)


def _cells(plan: Staging) -> str:
    """The file's columns under neutral names, so that no header can collide with ours."""
    wanted = {*plan.raw_columns, *plan.mapping.file_columns()}
    columns = zip(plan.rows.columns, plan.rows.sql_columns, strict=True)
    return ", ".join(f"{quoted_once(sql)} AS f_{n}" for n, (header, sql) in enumerate(columns) if header in wanted)


def _staged_as_text(plan: Staging, column: Column) -> bool:
    return not _reader(plan).is_typed_for(plan.mapping.columns[column.name], column)


def _value(plan: Staging, column: Column) -> str:
    reader, part = _reader(plan), plan.mapping.columns[column.name]
    if column.type == "choice":
        given = f"w_{column.name}.value"
        # A word that the list does not know becomes the fallback; the word itself is kept for the report.
        unknown = f"CASE WHEN t_{column.name} IS NOT NULL AND {given} IS NULL THEN t_{column.name} END"
        fallback = literal(column.fallback) if column.fallback else "NULL"
        return (
            f"CASE WHEN t_{column.name} IS NULL THEN NULL ELSE coalesce({given}, {fallback}) END AS {column.name}, "
            f"{unknown} AS unknown_{column.name}"
        )
    return f"{reader.value(part, column, f't_{column.name}')} AS {column.name}"


def _word_joins(plan: Staging) -> str:
    return " ".join(
        f"LEFT JOIN (VALUES {_words(c)}) w_{c.name}(word, value) ON lower(t_{c.name}) = w_{c.name}.word"
        for c in plan.word_columns
    )


def _words(column: Column) -> str:
    words: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.value, choice.name.zh, choice.name.en, *choice.synonyms):
            words.setdefault(word.lower(), choice.value)
    return ", ".join(f"({literal(word)}, {literal(value)})" for word, value in words.items())


def _problem(plan: Staging) -> str:
    """The first thing that is wrong with the row, as ``field:code``."""
    given = {c.name: _given(plan, c) for c in plan.mapped}
    blank = " AND ".join(f"NOT ({g})" for g in given.values())
    arms = [(_reader(plan).when(when), "~skip") for when in plan.mapping.skip_when]
    required = [c for c in plan.mapped if c.required]
    nothing_required = " AND ".join(f"NOT ({given[c.name]})" for c in required) or "true"
    arms.append((f"{nothing_required} AND {blank}", "~blank"))
    arms.extend(_judgements(plan))
    return "CASE " + " ".join(f"WHEN {test} THEN {literal(code)}" for test, code in arms) + " END"


def _judgements(plan: Staging) -> Iterator[tuple[str, str]]:
    """Every test that a row must not pass, with what passing it means as ``field:code``."""
    for column in plan.mapped:
        yield from ((test, f"{column.name}:{code}") for test, code in _tests(column, _given(plan, column)))
    if plan.mapping.entity == "orders":
        yield from _price_tests(plan)


def _given(plan: Staging, column: Column) -> str:
    """SQL: the file says something for this column."""
    if _staged_as_text(plan, column):
        return f"t_{column.name} IS NOT NULL"
    part = plan.mapping.columns[column.name]
    return " OR ".join(f"{plan.file_columns[c].sql} IS NOT NULL" for c in dict.fromkeys(columns_read(part)))


def _tests(column: Column, given: str) -> Iterator[tuple[str, str]]:
    name = column.name
    if column.type == "code" or column.type == "text":
        if column.required:
            yield f"{name} IS NULL", "missing"
        yield f"length({name}) > {LONGEST_TEXT}", "too_long"
        return
    if column.required:
        yield f"{name} IS NULL AND NOT ({given})", "missing"
    if column.type == "choice" and column.fallback is None:
        yield f"unknown_{name} IS NOT NULL", "unknown_word"
    elif column.type not in ("choice", "phone"):
        # A dash in an empty optional cell is how people draw an empty cell.
        empty = (
            "" if column.required else f" AND lower(t_{name}) NOT IN ('-', '—', '--', '/', 'null', 'n/a', '#n/a', '空')"
        )
        yield f"{name} IS NULL AND ({given}){empty if f't_{name}' in given else ''}", "unreadable"
    yield from _bounds(column)


def _bounds(column: Column) -> Iterator[tuple[str, str]]:
    if column.type in NUMBER_TYPES:
        largest = LARGEST.get(column.type)
        high = column.high if column.high is not None else largest
        low = column.low if column.low is not None else (None if largest is None else -largest)
        tests = [
            f"{column.name} > {high:f}" if high is not None else "",
            f"{column.name} < {low:f}" if low is not None else "",
        ]
        yield " OR ".join(t for t in tests if t) or "false", "out_of_range"
    elif column.type in ("date", "timestamp"):
        yield f"{column.name} < DATE '{FIRST_DAY}' OR {column.name} >= DATE '{LAST_DAY}'", "out_of_range"


def _price_tests(plan: Staging) -> Iterator[tuple[str, str]]:
    names = {c.name for c in plan.mapped}
    given = [f"{n} IS NULL" for n in ("unit_price", "net_amount") if n in names]
    field_name = "unit_price" if "unit_price" in names else "net_amount"
    yield " AND ".join(given) or "true", f"{field_name}:no_price"
    if "unit_price" in names:
        yield (
            f"abs(CAST(quantity AS DOUBLE) * CAST(unit_price AS DOUBLE)) > {LARGEST['money']:f}",
            "unit_price:out_of_range",
        )
    if plan.mapping.policy_for("future_date") == "quarantine":
        yield f"CAST(ordered_at AS DATE) > DATE '{plan.today}'", "ordered_at:future_date"


# ── what order lines are completed with ─────────────────────────────────────────────────────────────────────────


def _derived(plan: Staging, layer: str) -> str:
    """Order lines completed: kind from signs, signs from kind, amount and price from each other, day and hour.

    Quantity × price fits DECIMAL(18,7) because larger products are a problem of the row already.
    """
    names = {c.name for c in plan.mapped}

    def has(name: str, kind: str) -> str:
        return name if name in names else f"CAST(NULL AS {kind})"

    amount = has("net_amount", "DECIMAL(18,2)")
    negative = f"(quantity < 0 OR {amount} < 0)" if "net_amount" in names else "quantity < 0"
    kind = has("line_kind", "VARCHAR")
    price = has("unit_price", "DECIMAL(18,4)")
    first = f"""
        SELECT * EXCLUDE (quantity, ordered_at),
            CASE WHEN coalesce({kind}, 'sale') = 'sale' AND {negative} THEN 'return' ELSE coalesce({kind}, 'sale') END AS kind_,
            coalesce({kind} = 'sale' AND {negative}, false) AS conflict_,
            quantity AS quantity_, ordered_at AS moment_,
            coalesce({amount}, CASE WHEN problem IS NULL THEN CAST(quantity * {price} AS DECIMAL(18,2)) END) AS amount_,
            coalesce({price}, TRY_CAST(round({amount} / nullif(quantity, 0), 4) AS DECIMAL(18,4))) AS price_
        FROM ({layer})"""
    return f"SELECT *, {_utc(plan)} AS utc_, {_local(plan)} AS local_ FROM ({first})"


def _utc(plan: Staging) -> str:
    return _to_utc("moment_", plan.mapping.timezone)


def _local(plan: Staging) -> str:
    """The company's wall clock; where the file already uses its zone, the file's own."""
    if plan.mapping.timezone == plan.zone.key:
        return "moment_"
    return f"timezone({literal(plan.zone.key)}, timezone({literal(plan.mapping.timezone)}, moment_))"


def _to_utc(moment: str, zone: str) -> str:
    """UTC of a wall clock. Converting by the zone's rules costs ten times a subtraction; most zones need none lately."""
    exact = f"timezone('UTC', timezone({literal(zone)}, {moment}))"
    steady = constant_offset_since(ZoneInfo(zone))
    if steady is None:
        return exact
    shifted = f"{moment} - to_seconds({int(steady.offset.total_seconds())})"
    return f"CASE WHEN {moment} >= TIMESTAMP '{steady.since}' THEN {shifted} ELSE {exact} END"


def _kept(plan: Staging) -> Iterator[str]:
    """The columns of ``staged``."""
    yield from (f"unknown_{c.name}" for c in plan.word_columns)
    if plan.mapping.entity != "orders":
        yield from (c.name for c in plan.mapped)
        return
    names = {c.name for c in plan.mapped}
    optional = [c for c in plan.standard.columns if c.name in ("line_no", "customer_code", "order_channel", "promotion_code", "original_order_id", "unit_cost", "requested_on", "sku_name")]  # fmt: skip
    yield from (c.name if c.name in names else f"CAST(NULL AS {DUCKDB_TYPE[c.type]}) AS {c.name}" for c in optional)
    returned = "kind_ = 'return'"
    discount = "abs(coalesce(discount_amount, 0))" if "discount_amount" in names else "CAST(0 AS DECIMAL(18,2))"
    yield "order_id"
    yield "sku_code"
    yield "kind_ AS line_kind"
    yield f"CASE WHEN {returned} THEN -abs(quantity_) ELSE quantity_ END AS quantity"
    yield f"CASE WHEN {returned} THEN -abs(amount_) ELSE amount_ END AS net_amount"
    yield "price_ AS unit_price"
    yield f"{discount} AS discount_amount"
    yield "utc_ AS ordered_at"
    yield "CAST(local_ AS DATE) AS order_day"
    # A file that knows only the day writes midnight.
    yield "CASE WHEN moment_ = date_trunc('day', moment_) THEN NULL ELSE CAST(hour(local_) AS TINYINT) END AS order_hour"
    yield f"CAST({_flags(plan)} AS USMALLINT) AS flags"


def _flags(plan: Staging) -> str:
    bits = [
        f"CASE WHEN CAST(local_ AS DATE) > DATE '{plan.today}' THEN {FLAG_BIT['future_date']} ELSE 0 END",
        f"CASE WHEN amount_ = 0 AND quantity_ <> 0 THEN {FLAG_BIT['zero_price']} ELSE 0 END",
        f"CASE WHEN conflict_ THEN {FLAG_BIT['sign_conflict']} ELSE 0 END",
    ]
    unknown = " OR ".join(f"unknown_{c.name} IS NOT NULL" for c in plan.word_columns)
    if unknown:
        bits.append(f"CASE WHEN {unknown} THEN {FLAG_BIT['unmapped_value']} ELSE 0 END")
    return " + ".join(bits)


def _raw(plan: Staging) -> str:
    values = ", ".join(f"CAST({plan.file_columns[name].sql} AS VARCHAR)" for name in plan.raw_columns)
    return f"CASE WHEN problem IS NOT NULL AND NOT starts_with(problem, '~') THEN [{values}] END"


def quoted_once(name: str) -> str:
    """A SQL identifier, whether or not it came quoted."""
    return name if name.startswith('"') else '"' + name.replace('"', '""') + '"'


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
