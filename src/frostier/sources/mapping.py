"""A mapping: how the columns of one kind of file become the columns of the data standard.

Written by hand or proposed from a file as a small YAML file, kept with every batch as plain data. See
:mod:`frostier.sources.expressions` for what a column may be made of.
"""

from __future__ import annotations

import hashlib
import json
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from frostier.kernel.errors import MappingError, NotFound
from frostier.kernel.text import Text
from frostier.sources.expressions import (
    Case,
    Cases,
    Concat,
    Condition,
    Const,
    Expression,
    FromColumn,
    Sum,
    When,
    columns_read,
    only_known_keys,
    read_expression,
    read_fields,
    read_flag,
    read_when,
    read_word,
    refusal,
    words_given,
    write_expression,
    write_when,
)
from frostier.sources.records import STANDARDS, standard_for
from frostier.sources.standard import Column, Standard

__all__ = [
    "FLAGS_WITH_POLICY",
    "Case",
    "Cases",
    "Concat",
    "Condition",
    "Const",
    "Expression",
    "FileOptions",
    "FromColumn",
    "Mapping",
    "Sum",
    "When",
]

Policy = Literal["load", "quarantine"]

FLAGS_WITH_POLICY = ("exact_duplicate", "unusual_price", "future_date")
DEFAULT_TIMEZONE = "Asia/Shanghai"
_KEYS = ("entity", "source", "file", "timezone", "columns", "skip_when", "policy")
_NUMBERS = ("int", "quantity", "money", "unit_price", "rate")
_DAYS = ("date", "timestamp")


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How to open the file; ``None`` means: find out from the file itself.

    ``sheet`` is a sheet name of a workbook, ``header_row`` the row of the headers counted from 1,
    ``decimal_comma`` says that numbers are written 1.234,50.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of file becomes rows of one entity.

    ``source`` names the system that numbers the records (the same customer code in two sources is two customers).
    ``timezone`` is the zone that the file's timestamps are written in. ``columns`` gives an expression per
    standard column. A row for which any of ``skip_when`` holds is no data (a total line); it is counted and
    reported. ``policy`` says, per flag, whether a suspicious row is loaded and flagged, or quarantined.
    """

    entity: str
    columns: abc.Mapping[str, Expression]
    source: str = "erp"
    file: FileOptions = FileOptions()
    timezone: str = DEFAULT_TIMEZONE
    skip_when: tuple[When, ...] = ()
    policy: abc.Mapping[str, Policy] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: object) -> Mapping:
        """The mapping that plain data (from YAML or JSON) writes down.

        Raises MappingError naming the key, what was expected, and the nearest known word.
        """
        fields = read_fields(data, "file")
        only_known_keys(fields, _KEYS, "top level")
        standard = _standard(fields.get("entity"))
        mapping = cls(
            entity=standard.entity,
            columns=_read_columns(fields.get("columns"), standard),
            source=_read_source(fields.get("source", "erp")),
            file=_read_file_options(fields.get("file") or {}),
            timezone=_read_timezone(fields.get("timezone", DEFAULT_TIMEZONE)),
            skip_when=_read_skips(fields.get("skip_when")),
            policy=_read_policy(fields.get("policy") or {}),
        )
        _refuse_missing_required(mapping.columns, standard, headers=())
        return mapping

    def to_data(self) -> dict[str, Any]:
        """Plain data that :meth:`from_data` reads back as the same mapping; defaults are left out."""
        data: dict[str, Any] = {"entity": self.entity, "source": self.source}
        options = {
            name: getattr(self.file, name)
            for name in FileOptions.__dataclass_fields__
            if getattr(self.file, name) not in (None, False)
        }
        if options:
            data["file"] = options
        data["timezone"] = self.timezone
        data["columns"] = {name: write_expression(part) for name, part in self.columns.items()}
        if self.skip_when:
            data["skip_when"] = [write_when(when) for when in self.skip_when]
        if self.policy:
            data["policy"] = dict(self.policy)
        return data

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the mapping's meaning; the order and spelling of the YAML file do not matter."""
        canonical = json.dumps(self.to_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def file_columns(self) -> Iterator[str]:
        """Every file column that the mapping reads, once each, in order of mention."""
        parts: list[Expression | When] = [*self.columns.values(), *self.skip_when]
        yield from dict.fromkeys(name for part in parts for name in columns_read(part))

    def policy_for(self, flag: str) -> Policy:
        """What to do with a row that carries ``flag``; rows are loaded unless the mapping says otherwise."""
        return self.policy.get(flag, "load")

    def check_against(self, standard: Standard, headers: Sequence[str]) -> None:
        """Refuse a file whose ``headers`` lack a column that the mapping reads.

        Raises MappingError naming the missing column, the nearest header and all headers there are; or the
        required standard column that the mapping does not fill.
        """
        if standard.entity != self.entity:
            raise refusal(
                "entity",
                Text(
                    f"用于 {self.entity}，不能用于 {standard.entity}",
                    f"is {self.entity}, not {standard.entity}",
                ),
            )
        _refuse_missing_required(self.columns, standard, headers)
        for name in self.file_columns():
            if name not in headers:
                raise _missing_header(name, headers)


# ── reading the top level ───────────────────────────────────────────────────────────────────────────────────────


def _standard(entity: object) -> Standard:
    known = tuple(STANDARDS)
    if entity is None:
        raise refusal(
            "entity", Text(f"缺失，应为 {'、'.join(known)} 之一", f"is missing; use one of {', '.join(known)}")
        )
    try:
        return standard_for(str(entity))
    except NotFound:
        problem = Text(f"应为 {'、'.join(known)} 之一", f"must be one of {', '.join(known)}")
        raise refusal("entity", problem, got=entity, known=known) from None


def _read_columns(data: object, standard: Standard) -> dict[str, Expression]:
    fields = read_fields(data if data is not None else {}, "columns")
    known = tuple(c.name for c in standard.columns)
    columns: dict[str, Expression] = {}
    for name, part in fields.items():
        if name not in known:
            problem = Text(f"含有{standard.label.zh}没有的字段", f"names a column that {standard.entity} does not have")
            raise refusal("columns", problem, got=name, known=known)
        columns[name] = read_expression(part, f"columns.{name}")
        _refuse_unfit(columns[name], standard.column(name))
    return columns


def _refuse_unfit(part: Expression, column: Column) -> None:
    """Refuse what can never become a value of the column: an unknown choice, a scaled text, a format on a number."""
    where = f"columns.{column.name}"
    if column.choices:
        allowed = {w for c in column.choices for w in (c.value, c.name.zh, c.name.en, *c.synonyms)}
        for word in words_given(part):
            if word not in allowed:
                values = tuple(c.value for c in column.choices)
                problem = Text(f"应为 {'、'.join(values)} 之一", f"must be one of {', '.join(values)}")
                raise refusal(where, problem, got=word, known=values)
    if _is_arithmetic(part) and column.type not in _NUMBERS:
        raise refusal(
            where, Text(f"是 {column.type}，不能求和或缩放", f"is a {column.type}; it cannot be summed or scaled")
        )
    if isinstance(part, FromColumn) and part.formats and column.type not in _DAYS:
        raise refusal(f"{where}.formats", Text("只用于日期和时间", "is only for dates and timestamps"))


def _is_arithmetic(part: Expression) -> bool:
    return isinstance(part, Sum) or (isinstance(part, FromColumn) and (part.negate or part.scale is not None))


def _read_source(data: object) -> str:
    source = read_word(data, "source").strip()
    if not source or len(source) > 60:
        raise refusal(
            "source", Text("应为 1–60 个字符的系统名", "must be a system name of 1 to 60 characters"), got=source
        )
    return source


def _read_timezone(data: object) -> str:
    name = read_word(data, "timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem = Text("应为时区名，如 Asia/Shanghai", "must be a time zone such as Asia/Shanghai")
        raise refusal("timezone", problem, got=name) from None
    return name


def _read_file_options(data: object) -> FileOptions:
    fields = read_fields(data, "file")
    only_known_keys(fields, tuple(FileOptions.__dataclass_fields__), "file")
    texts = {k: read_word(fields[k], f"file.{k}") for k in ("sheet", "encoding") if fields.get(k) is not None}
    marks = {k: _one_character(fields[k], f"file.{k}") for k in ("delimiter", "quote") if fields.get(k) is not None}
    return FileOptions(
        **texts,
        **marks,
        header_row=_row_number(fields.get("header_row")),
        decimal_comma=read_flag(fields.get("decimal_comma", False), "file.decimal_comma"),
    )


def _one_character(data: object, where: str) -> str:
    mark = {"tab": "\t", "\\t": "\t"}.get(read_word(data, where), read_word(data, where))
    if len(mark) != 1:
        raise refusal(where, Text("应为单个字符", "must be a single character"), got=mark)
    return mark


def _row_number(data: object) -> int | None:
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int) or data < 1:
        raise refusal("file.header_row", Text("应为从 1 起的行号", "must be a row number from 1"), got=data)
    return data


def _read_skips(data: object) -> tuple[When, ...]:
    if data is None:
        return ()
    items = data if isinstance(data, list) else [data]
    return tuple(read_when(item, f"skip_when[{n}]") for n, item in enumerate(items, start=1))


def _read_policy(data: object) -> dict[str, Policy]:
    fields = read_fields(data, "policy")
    only_known_keys(fields, FLAGS_WITH_POLICY, "policy")
    for flag, choice in fields.items():
        if choice not in ("load", "quarantine"):
            raise refusal(f"policy.{flag}", Text("应为 load 或 quarantine", "must be load or quarantine"), got=choice)
    return dict(fields)


# ── checking against a file ─────────────────────────────────────────────────────────────────────────────────────


def _refuse_missing_required(columns: abc.Mapping[str, Expression], standard: Standard, headers: Sequence[str]) -> None:
    missing = [c for c in standard.columns if c.required and c.name not in columns]
    if not missing:
        return
    zh = "、".join(f"{c.name}（{c.label.zh}）" for c in missing)
    en = ", ".join(f"{c.name} ({c.label.en})" for c in missing)
    raise MappingError(
        Text(f"映射缺少必填字段 {zh}。", f"Mapping: required columns are not mapped: {en}."),
        next_step=_headers_text(headers) if headers else None,
        where={"missing": [c.name for c in missing]},
    )


def _missing_header(name: str, headers: Sequence[str]) -> MappingError:
    near = get_close_matches(name, headers, n=1)
    hint_zh, hint_en = (f"是否指“{near[0]}”？", f"Did you mean {near[0]!r}? ") if near else ("", "")
    there = _headers_text(headers)
    return MappingError(
        Text(f"映射用到的列“{name}”不在文件中。", f"Mapping: the file has no column {name!r}."),
        next_step=Text(hint_zh + there.zh, hint_en + there.en),
        where={"column": name},
    )


def _headers_text(headers: Sequence[str], most: int = 40) -> Text:
    shown = list(headers[:most])
    more = len(headers) - len(shown)
    return Text(
        "文件中的列：" + "、".join(shown) + (f" 等 {len(headers)} 列。" if more else "。"),
        "Columns in the file: " + ", ".join(shown) + (f" and {more} more." if more else "."),
    )
