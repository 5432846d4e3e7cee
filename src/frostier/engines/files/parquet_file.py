"""A Parquet file read in place, with the types that it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from frostier.engines.files.headers import tidy_headers
from frostier.engines.files.work_file import (
    content_hash,
    refuse_too_many_columns,
    row_source,
    scratch_engine,
    sql_name,
    sql_text,
    text_columns,
    unnumbered_relation,
)
from frostier.flows.ports import RowSource
from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text

_AS_THEY_ARE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "VARCHAR")  # fmt: skip


def open_parquet(path: Path, work_dir: Path, *, file_name: str) -> RowSource:
    """The rows of a Parquet file; columns of any other than a plain type (lists, structs) are given as text."""
    try:
        with scratch_engine(work_dir) as engine:
            described = engine.execute(f"DESCRIBE FROM read_parquet({sql_text(str(path))})").fetchall()
            engine.execute(f"SELECT count(*) FROM read_parquet({sql_text(str(path))})").fetchone()
    except duckdb.Error as damage:
        raise UnreadableFile(
            Text(f"{file_name} 不是完整的 Parquet 文件。", f"{file_name} is no whole Parquet file."),
            next_step=Text("请重新导出或重新传输该文件。", "Export or transfer the file again."),
        ) from damage
    refuse_too_many_columns(len(described), file_name)
    headers = tidy_headers([name for name, *_ in described])
    expressions = [_expression(name, type) for name, type, *_ in described]
    if "file_row_number" in (name for name, *_ in described):
        # The reader's own row number has the same name and refuses to stand beside it; a copy has neutral names.
        path = _copied(path, expressions, work_dir)
        expressions = list(text_columns(len(described)))
    return row_source(
        unnumbered_relation(path, expressions), headers.names, file_name, content_hash(path), notes=headers.notes
    )


def _copied(path: Path, expressions: Sequence[str], work_dir: Path) -> Path:
    copy, names = work_dir / "rows.parquet", text_columns(len(expressions))
    columns = ", ".join(f"{e} AS {n}" for e, n in zip(expressions, names, strict=True))
    with scratch_engine(work_dir) as engine:
        source = f"SELECT {columns} FROM read_parquet({sql_text(str(path))})"
        engine.execute(f"COPY ({source}) TO {sql_text(str(copy))} (FORMAT parquet, COMPRESSION snappy)")
    return copy


def _expression(name: str, type: str) -> str:
    quoted = sql_name(name)
    plain = type.split("(")[0] if not type.endswith("]") else type
    if plain.removesuffix("_NS").removesuffix("_MS").removesuffix("_S") in _AS_THEY_ARE:
        return quoted
    return quoted if plain == "TIMESTAMP WITH TIME ZONE" else f"CAST({quoted} AS VARCHAR)"
