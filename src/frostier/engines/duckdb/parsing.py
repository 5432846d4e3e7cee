"""SQL that reads text as people write it: dates, numbers, yes and no, phones, words of a list.

A parser gives NULL for what it cannot read. Clean text takes a fast path (one TRY_CAST); only what that refuses
goes through the patterns. The macros live on the connection, so the generated SQL stays readable.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb

from frostier.sources.expressions import Cases, Concat, Condition, Const, Expression, FromColumn, Sum, When
from frostier.sources.standard import DUCKDB_TYPE, Column, ColumnType

NUMBER_TYPES: tuple[ColumnType, ...] = ("int", "quantity", "money", "unit_price", "rate")
_FILE_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
    "FLOAT",
    "DOUBLE",
)
_FILE_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
_FILE_MOMENT = "TIMESTAMP WITH TIME ZONE"

_UNITS = "元|块|圆|人民币|件|箱|包|袋|瓶|桶|盒|个|斤|公斤|千克|克|吨|条|只|份|张|套|天|日|位|人|桌|立方米|立方|kg|g|pcs|m3|m³|cny|rmb|每|/"
_NUMBER = (
    r"\(?\s*[-+]?\s*(?:(?:¥|\$|€|£|RMB|CNY|USD)\s*[-+]?\s*)?"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?\s*(?:万|亿)?\s*"
    rf"(?:{_UNITS})*\s*\)?-?"
)
# What people type around a value, the full-width and the no-break space among it. Looking at both ends first costs a
# fifth of trimming every text.
_BLANKS = " \t\r\n\u3000\u00a0\ufeff"
# An exact number on its way to a column: 18 digits before the point, 6 after.
_EXACT = "DECIMAL(24,6)"

_DATE_FORMATS = [
    f"{day}{time}"
    for day in ("%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%Y%m%d")
    for time in ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %p %I:%M", " %p %I:%M:%S", "%H:%M", "%H:%M:%S")
] + ["%Y年%m月%d日 %H时%M分", "%Y年%m月%d日%H时%M分", "%Y年%m月%d日 %H时%M分%S秒", "%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y-%m-%dT%H:%M:%S.%f"]  # fmt: skip


def literal(value: str | Decimal | int) -> str:
    """A SQL literal; text is quoted."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _any_of(value: str, wanted: Sequence[str | int]) -> str:
    """``value`` is one of ``wanted``. Longer IN lists become joins over every row, ten times as dear as this."""
    return " OR ".join(f"{value} = {literal(w)}" for w in wanted)


# Excel counts days from 1899-12-30; five digits are a day between 1954 and 2064.
_MACROS = f"""
CREATE OR REPLACE TEMP MACRO trimmed(t) AS
    CASE WHEN ascii(t) <= 32 OR {_any_of("ascii(t)", [ord(b) for b in _BLANKS if ord(b) > 32])}
              OR {" OR ".join(f"ends_with(t, {literal(b)})" for b in _BLANKS)}
         THEN trim(t, {literal(_BLANKS)}) ELSE t END;
CREATE OR REPLACE TEMP MACRO narrow(t) AS
    translate(t, '０１２３４５６７８９．，－＋￥（）％：／　', '0123456789.,-+¥()%:/ ');
CREATE OR REPLACE TEMP MACRO signed_number(n) AS
    CASE WHEN starts_with(n, '(') OR contains(n, '-') THEN -1 ELSE 1 END
    * CASE WHEN contains(n, '万') THEN 10000 WHEN contains(n, '亿') THEN 100000000 ELSE 1 END
    * TRY_CAST(replace(regexp_extract(n, '[0-9.,]+'), ',', '') AS {_EXACT});
CREATE OR REPLACE TEMP MACRO read_number(t) AS
    CASE WHEN regexp_full_match(narrow(t), {literal(_NUMBER)}, 'i') THEN signed_number(narrow(t)) END;
CREATE OR REPLACE TEMP MACRO read_bool(t) AS
    CASE WHEN lower(narrow(t)) IN ('是', '有', '对', '需要', '需', 'y', 'yes', 'true', 't', '1', '1.0', '√', '✓', 'on') THEN true
         WHEN lower(narrow(t)) IN ('否', '无', '不', '不需要', '不需', '没有', 'n', 'no', 'false', 'f', '0', '0.0', '×', 'x', 'off') THEN false END;
CREATE OR REPLACE TEMP MACRO phone_digits(t) AS
    regexp_replace(regexp_replace(regexp_replace(narrow(t), '\\.0$', ''), '[^0-9]', '', 'g'), '^(0086|86)(1[0-9]{{10}})$', '\\2');
CREATE OR REPLACE TEMP MACRO read_phone(t) AS
    CASE WHEN length(phone_digits(t)) BETWEEN 7 AND 15 THEN phone_digits(t) END;
CREATE OR REPLACE TEMP MACRO read_code(t) AS
    CASE WHEN length(t) <= 5 AND ({_any_of("upper(t)", ["NULL", "-", "—", "--", "N/A", "#N/A", chr(92) + "N"])}) THEN NULL
         WHEN ends_with(t, '.0') AND regexp_full_match(t, '[0-9]+\\.0') THEN left(t, length(t) - 2)
         ELSE t END;
CREATE OR REPLACE TEMP MACRO tidy_moment(t) AS
    replace(replace(narrow(t), '上午', 'AM'), '下午', 'PM');
CREATE OR REPLACE TEMP MACRO read_odd_moment(t, zone) AS
    CASE WHEN regexp_full_match(t, '[2-6][0-9]{{4}}(\\.[0-9]+)?')
         THEN CAST(TIMESTAMP '1899-12-30' + to_seconds(CAST(round(CAST(t AS DOUBLE) * 86400) AS BIGINT)) AS TIMESTAMP)
         WHEN regexp_matches(t, ':[0-9.]+ ?(Z|[+-][0-9]{{2}}:?([0-9]{{2}})?)$')
         THEN timezone(zone, TRY_CAST(t AS TIMESTAMPTZ))
         ELSE try_strptime(tidy_moment(t), [{", ".join(map(literal, _DATE_FORMATS))}]) END;
CREATE OR REPLACE TEMP MACRO read_moment(t, zone) AS
    CASE WHEN length(t) BETWEEN 8 AND 19 AND ascii(t) BETWEEN 48 AND 57 AND NOT contains(t, '+') AND NOT ends_with(t, 'Z')
         THEN coalesce(TRY_CAST(t AS TIMESTAMP), read_odd_moment(t, zone))
         ELSE read_odd_moment(t, zone) END;
"""


def define_parsers(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the parsers known on this connection."""
    connection.execute(_MACROS)


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column as the file gives it: SQL that names it, and its DuckDB type."""

    sql: str
    type: str

    @property
    def text(self) -> str:
        """Its trimmed text; NULL for an empty cell."""
        text = self.sql if self.type == "VARCHAR" else f"CAST({self.sql} AS VARCHAR)"
        return f"nullif(trimmed({text}), '')"


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the expressions of a mapping into SQL over the columns of one file."""

    columns: Mapping[str, FileColumn]
    zone: str
    decimal_comma: bool = False

    def text(self, part: Expression) -> str:
        """SQL of the text that the expression gives; NULL where empty."""
        match part:
            case FromColumn():
                return self._column_text(part)
            case Const(value=value):
                return literal(value)
            case Concat(parts=parts, sep=sep):
                return f"nullif(concat_ws({literal(sep)}, {', '.join(map(self.text, parts))}), '')"
            case Sum(parts=parts):
                return f"nullif(concat_ws(' + ', {', '.join(map(self.text, parts))}), '')"
            case Cases(cases=cases, otherwise=otherwise):
                return _case(
                    [(self.when(c.when), self.text(c.value)) for c in cases],
                    self.text(otherwise) if otherwise else None,
                )

    def value(self, part: Expression, column: Column, text: str | None = None) -> str:
        """SQL of the value as the column's type; NULL where empty or unreadable.

        ``text`` names the column that already holds :meth:`text` of the part, where there is one.
        """
        match part:
            case FromColumn() if part.scale is not None or part.negate:
                return f"TRY_CAST({self._exact(part)} AS {DUCKDB_TYPE[column.type]})"
            case FromColumn() if self.is_typed_for(part, column):
                return self._typed(part, column)
            case Sum():
                return f"TRY_CAST({self._sum(part)} AS {DUCKDB_TYPE[column.type]})"
            case Cases(cases=cases, otherwise=otherwise):
                branches = [(self.when(c.when), self.value(c.value, column)) for c in cases]
                return _case(branches, self.value(otherwise, column) if otherwise else None)
            case _:
                formats = part.formats if isinstance(part, FromColumn) else ()
                return self.parse(text or self.text(part), column.type, formats)

    def parse(self, text: str, kind: ColumnType, formats: tuple[str, ...] = ()) -> str:
        """SQL that reads ``text`` (SQL) as a column type."""
        target = DUCKDB_TYPE[kind]
        match kind:
            case "text" | "choice":
                return text
            case "code" | "bool" | "phone":
                return f"read_{kind}({text})"
            case "date" | "timestamp":
                return f"CAST({self._moment(text, formats)} AS {target})"
            case "int":
                exact = self._number(text, _EXACT)
                return f"CASE WHEN {exact} = trunc({exact}) THEN TRY_CAST({exact} AS BIGINT) END"
            case "rate":
                share = f"TRY_CAST(read_number(rtrim(narrow({text}), '% ')) * 0.01 AS {target})"
                return f"CASE WHEN ends_with(narrow({text}), '%') THEN {share} ELSE {self._number(text, target)} END"
            case _:
                return self._number(text, target)

    def when(self, when: When) -> str:
        """SQL of a condition; never NULL."""
        tests = [self._test(c) for c in when.conditions]
        return f"coalesce({' AND '.join(tests) or 'true'}, false)"

    def _test(self, test: Condition) -> str:
        text = self.columns[test.column].text
        if test.matches is not None:
            return f"coalesce(regexp_matches({text}, {literal(test.matches)}), false)"
        if test.equals is not None:
            return f"coalesce({text} = {literal(test.equals)}, false)"
        if test.one_of:
            return f"coalesce({text} IN ({', '.join(map(literal, test.one_of))}), false)"
        if test.empty is not None:
            return f"{text} IS {'' if test.empty else 'NOT '}NULL"
        number = self._exact(FromColumn(test.column))
        compare = f"< {literal(test.below)}" if test.below is not None else f"> {literal(test.above or Decimal(0))}"
        return f"coalesce({number} {compare}, false)"

    def _column_text(self, part: FromColumn) -> str:
        text = self.columns[part.column].text
        if part.extract is not None:
            text = f"nullif(regexp_extract({text}, {literal(part.extract)}, 1), '')"
        if part.values:
            listed = " ".join(f"WHEN {literal(word)} THEN {literal(to)}" for word, to in part.values)
            other = (
                text if part.otherwise is None else f"CASE WHEN {text} IS NOT NULL THEN {literal(part.otherwise)} END"
            )
            text = f"nullif(CASE {text} {listed} ELSE {other} END, '')"
        return text if part.default is None else f"coalesce({text}, {literal(part.default)})"

    def is_typed_for(self, part: Expression, column: Column) -> bool:
        """Whether the file's own type can be cast, without going through text."""
        if not isinstance(part, FromColumn) or part.extract or part.values or part.default is not None:
            return False
        if part.scale is not None or part.negate:
            return False
        kind = self.columns[part.column].type
        if column.type in NUMBER_TYPES:
            return kind in _FILE_NUMBERS or kind.startswith("DECIMAL")
        return column.type in ("date", "timestamp") and (kind in _FILE_DAYS or kind == _FILE_MOMENT)

    def _typed(self, part: FromColumn, column: Column) -> str:
        file_column = self.columns[part.column]
        target = DUCKDB_TYPE[column.type]
        if file_column.type == _FILE_MOMENT:
            return f"CAST(timezone({literal(self.zone)}, {file_column.sql}) AS {target})"
        if column.type == "int":
            return (
                f"CASE WHEN {file_column.sql} = trunc({file_column.sql}) THEN TRY_CAST({file_column.sql} AS BIGINT) END"
            )
        return f"TRY_CAST({file_column.sql} AS {target})"

    def _moment(self, text: str, formats: tuple[str, ...]) -> str:
        general = f"read_moment({text}, {literal(self.zone)})"
        if not formats:
            return general
        own = f"try_strptime({text}, [{', '.join(map(literal, formats))}])"
        return f"coalesce({own}, {general})"

    def _number(self, text: str, target: str) -> str:
        """Exact number of a text as ``target``; the cast alone reads what machines write."""
        if self.decimal_comma:
            return f"TRY_CAST(read_number(replace(replace({text}, '.', ''), ',', '.')) AS {target})"
        slow = f"TRY_CAST(read_number({text}) AS {target})"
        return f"CASE WHEN {text} IS NULL THEN NULL ELSE coalesce(TRY_CAST({text} AS {target}), {slow}) END"

    def _exact(self, part: Expression) -> str:
        match part:
            case FromColumn() if part.scale is not None or part.negate:
                plain = replace(part, scale=None, negate=False, default=None)
                scaled = _scaled(self._exact(plain), part.scale, part.negate)
                if part.default is None:
                    return scaled
                return f"CASE WHEN {self.text(plain)} IS NULL THEN {self._exact(Const(part.default))} ELSE {scaled} END"
            case Sum():
                return self._sum(part)
            case Cases(cases=cases, otherwise=otherwise):
                return _case(
                    [(self.when(c.when), self._exact(c.value)) for c in cases],
                    self._exact(otherwise) if otherwise else None,
                )
            case _:
                return self._number(self.text(part), _EXACT)

    def _sum(self, part: Sum) -> str:
        numbers = [self._exact(p) for p in part.parts]
        bad = " OR ".join(
            f"({self.text(p)} IS NOT NULL AND {n} IS NULL)" for p, n in zip(part.parts, numbers, strict=True)
        )
        total = " + ".join(f"coalesce({n}, 0)" for n in numbers)
        sum_ = f"CASE WHEN coalesce({', '.join(numbers)}) IS NULL OR {bad} THEN NULL ELSE {total} END"
        return _scaled(sum_, part.scale, part.negate)


def _scaled(number: str, scale: Decimal | None, negate: bool) -> str:
    factor = (scale if scale is not None else Decimal(1)) * (-1 if negate else 1)
    return f"(TRY_CAST({number} AS {_EXACT}) * CAST('{factor:f}' AS DECIMAL(12,6)))"


def _case(branches: list[tuple[str, str]], otherwise: str | None) -> str:
    arms = " ".join(f"WHEN {when} THEN {value}" for when, value in branches)
    return f"(CASE {arms} ELSE {otherwise or 'NULL'} END)"
