"""Rows of a table or query in PostgreSQL, MySQL/MariaDB or SQLite, fetched in chunks through a read-only connection.

Incremental: with a cursor column only rows beyond the last seen value are fetched, in its order; the new last value
is handed back. Rows that arrive later with exactly that value are not seen, so the column should grow strictly.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg
import pymysql
import pymysql.cursors

from frostier.engines.files.headers import tidy_headers
from frostier.engines.files.opening import work_folder
from frostier.engines.files.work_file import numbered_relation, refuse_too_many_columns, row_source, write_rows
from frostier.flows.ports import RowSource
from frostier.kernel.errors import InvalidInput, UnreadableFile
from frostier.kernel.text import Text

CHUNK_ROWS = 10_000
CONNECT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Selection:
    """What to fetch: a table (``name`` or ``schema.name``) or a query, whole or beyond a cursor value."""

    table: str | None = None
    query: str | None = None
    cursor_column: str | None = None
    cursor_after: str | None = None


@contextmanager
def opened_query(url: str, work_dir: Path, selection: Selection) -> Iterator[RowSource]:
    """The rows of a database while the block runs; work files stand under ``work_dir`` and are removed at its end."""
    with work_folder(work_dir) as folder:
        yield open_query(url, folder, selection)


def open_query(url: str, work_dir: Path, selection: Selection) -> RowSource:
    """The selected rows of ``postgresql://``, ``mysql://`` or ``sqlite:///`` as a work file of texts.

    ``cursor_value`` of the result is the highest cursor value fetched (the old one when nothing is new). The
    content hash does not depend on the order in which the database gives the rows. Raises InvalidInput for an
    address or selection that cannot be, UnreadableFile when the database refuses; passwords are never repeated.
    """
    parts = urlsplit(url)
    kind = _kind(parts)
    statement = _statement(kind, selection)
    parameters = [selection.cursor_after] if selection.cursor_after is not None else []
    fetched = _Fetched(selection.cursor_column, selection.cursor_after)
    work_file = work_dir / "rows.parquet"
    place = f"{_shown(parts)} {selection.table or 'query'}"
    try:
        with kind.connect(parts) as run:
            names, chunks = run(statement, parameters)
            headers = tidy_headers(names)
            refuse_too_many_columns(len(names), place)
            write_rows(work_file, len(names), fetched.numbered(names, chunks))
    except (psycopg.Error, pymysql.MySQLError, sqlite3.Error) as refused:
        raise _database_refused(place, refused, parts.password) from None
    return row_source(
        numbered_relation(work_file, len(names)),
        headers.names,
        place,
        fetched.content_hash,
        notes=[*headers.notes, *fetched.notes],
        cursor_value=fetched.cursor_value,
    )


class _Fetched:
    """What is learnt while the rows go by: their hash and the highest cursor value."""

    def __init__(self, cursor_column: str | None, cursor_after: str | None) -> None:
        self._cursor_column = cursor_column
        self.cursor_value = cursor_after
        self._digest = 0
        self._count = 0
        self._without_cursor = 0

    def numbered(
        self, names: Sequence[str], chunks: Iterator[Sequence[Sequence[Any]]]
    ) -> Iterator[tuple[int, Sequence[str | None]]]:
        at = next((n for n, name in enumerate(names) if name == self._cursor_column), None)
        for chunk in chunks:
            for row in chunk:
                values = [value_text(v) for v in row]
                self._count += 1
                # A sum of row hashes: a table without an order gives its rows in any order.
                row_hash = hashlib.sha256(repr(values).encode()).digest()
                self._digest = (self._digest + int.from_bytes(row_hash, "big")) % (1 << 256)
                if at is not None:
                    self.cursor_value = values[at] or self.cursor_value
                    self._without_cursor += not values[at]
                yield self._count, values

    @property
    def content_hash(self) -> str:
        return hashlib.sha256(f"{self._count}:{self._digest:064x}".encode()).hexdigest()

    @property
    def notes(self) -> list[Text]:
        if not self._without_cursor:
            return []
        n, column = self._without_cursor, self._cursor_column
        return [Text(f"有 {n} 行的 {column} 为空，增量导入时不会再读到。",
                     f"{n} rows have no {column}; later incremental imports will not see them.")]  # fmt: skip


def value_text(value: Any) -> str | None:
    """A database value as text: ISO dates, plain decimals, true/false; NULL stays None."""
    match value:
        case None:
            return None
        case str():
            return value.replace("\0", "")
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case float():
            return repr(value) if "e" not in repr(value) else format(Decimal(repr(value)), "f")
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", errors="replace").replace("\0", "")
        case _:
            return str(value)


# ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────


def _statement(kind: _Kind, selection: Selection) -> str:
    if (selection.table is None) == (selection.query is None):
        raise InvalidInput(
            Text("应指定数据表或查询语句之一。", "Give either a table or a query."),
            next_step=Text("例如 --table sales.order_lines。", "For example --table sales.order_lines."),
        )
    if selection.cursor_after is not None and selection.cursor_column is None:
        raise InvalidInput(Text("给出游标值时须指定游标列。", "A cursor value needs a cursor column."))
    rows = f"({_query(selection.query)}\n)" if selection.query is not None else _table_name(kind, selection.table or "")
    statement = f"SELECT * FROM {rows} AS chosen"
    if selection.cursor_column is None:
        return statement
    column = f"chosen.{_quoted(kind, selection.cursor_column)}"
    condition = f" WHERE {column} > {kind.marker}" if selection.cursor_after is not None else ""
    return f"{statement}{condition} ORDER BY {column}"


def _query(query: str) -> str:
    text = query.strip().rstrip(";").strip()
    if not re.match(r"(?is)^(select|with)\b", text):
        raise InvalidInput(
            Text("查询语句应以 SELECT 或 WITH 开头。", "The query must begin with SELECT or WITH."),
            next_step=Text("只读查询，一次一条。", "One reading statement at a time."),
        )
    return text


def _table_name(kind: _Kind, table: str) -> str:
    parts = table.split(".")
    if len(parts) > 3:
        raise _bad_name(table)
    return ".".join(_quoted(kind, part) for part in parts)


def _quoted(kind: _Kind, name: str) -> str:
    if not name.strip() or len(name) > 128 or "\0" in name:
        raise _bad_name(name)
    return kind.quote + name.replace(kind.quote, kind.quote * 2) + kind.quote


def _bad_name(name: str) -> InvalidInput:
    return InvalidInput(
        Text(f"“{name[:60]}”不是有效的表名或列名。", f"{name[:60]!r} is no valid table or column name.")
    )


# ── the three kinds of database ─────────────────────────────────────────────────────────────────────────────────

_Run = Callable[[str, list[Any]], tuple[list[str], Iterator[Sequence[Sequence[Any]]]]]


@dataclass(frozen=True, slots=True)
class _Kind:
    connect: Callable[[SplitResult], Any]  # a context manager that gives a _Run
    quote: str
    marker: str


@contextmanager
def _postgresql(parts: SplitResult) -> Iterator[_Run]:
    with psycopg.connect(
        host=parts.hostname,
        port=parts.port or 5432,
        user=_unquoted(parts.username),
        password=_unquoted(parts.password),
        dbname=_database_name(parts),
        connect_timeout=CONNECT_SECONDS,
    ) as connection:
        connection.read_only = True
        with connection.cursor(name="frostier_rows") as cursor:

            def run(statement: str, parameters: list[Any]) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
                # Without parameters nothing is substituted, so a % in the query stays what it is.
                cursor.execute(statement.encode(), parameters or None)
                return [c.name for c in cursor.description or ()], _chunks(cursor)

            yield run


@contextmanager
def _mysql(parts: SplitResult) -> Iterator[_Run]:
    with (
        closing(
            pymysql.connect(
                host=parts.hostname or "localhost",
                port=parts.port or 3306,
                user=_unquoted(parts.username),
                password=_unquoted(parts.password) or "",
                database=_database_name(parts),
                charset="utf8mb4",
                connect_timeout=CONNECT_SECONDS,
                cursorclass=pymysql.cursors.SSCursor,
            )
        ) as connection,
        closing(connection.cursor()) as cursor,
    ):
        cursor.execute("START TRANSACTION READ ONLY")

        def run(statement: str, parameters: list[Any]) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
            cursor.execute(statement, parameters or None)
            return [c[0] for c in cursor.description or ()], _chunks(cursor)

        yield run


@contextmanager
def _sqlite(parts: SplitResult) -> Iterator[_Run]:
    written = unquote(parts.path)  # sqlite:///relative.db and sqlite:////absolute.db, but also sqlite:///absolute.db
    path = next((p for p in (Path(written[1:]), Path(written)) if p.is_file()), None)
    if path is None:
        raise UnreadableFile(Text(f"找不到数据库文件 {written}。", f"There is no database file {written}."))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        cursor = connection.cursor()

        def run(statement: str, parameters: list[Any]) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
            cursor.execute(statement, parameters)
            return [c[0] for c in cursor.description or ()], _chunks(cursor)

        yield run


_KINDS = {
    "postgresql": _Kind(_postgresql, '"', "%s"),
    "postgres": _Kind(_postgresql, '"', "%s"),
    "mysql": _Kind(_mysql, "`", "%s"),
    "mariadb": _Kind(_mysql, "`", "%s"),
    "sqlite": _Kind(_sqlite, '"', "?"),
}


def _kind(parts: SplitResult) -> _Kind:
    if parts.scheme in _KINDS:
        return _KINDS[parts.scheme]
    raise InvalidInput(
        Text(f"不支持的数据库地址“{parts.scheme}://”。", f"Unknown kind of database {parts.scheme!r}."),
        next_step=Text("可用：postgresql://、mysql://、sqlite:///。", "Use postgresql://, mysql:// or sqlite:///."),
    )


def _chunks(cursor: Any) -> Iterator[Sequence[Sequence[Any]]]:
    while chunk := cursor.fetchmany(CHUNK_ROWS):
        yield chunk


def _database_name(parts: SplitResult) -> str:
    return unquote(parts.path).strip("/")


def _unquoted(text: str | None) -> str | None:
    return unquote(text) if text is not None else None


def _shown(parts: SplitResult) -> str:
    """The address without user and password."""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def _database_refused(place: str, refused: Exception, password: str | None) -> UnreadableFile:
    said = " ".join(str(refused).split())[:300]
    for secret in filter(None, (password, _unquoted(password))):
        said = said.replace(secret, "***")
    return UnreadableFile(
        Text(f"无法读取 {place}：{said}", f"{place} cannot be read: {said}"),
        next_step=Text("请检查地址、账号、权限和查询语句。", "Check address, account, rights and query."),
    )
