"""Why a row or an event cannot be used, said to the person who can correct it."""

# ruff: noqa: E501 (tables of texts)

from __future__ import annotations

from collections.abc import Callable

from frostier.kernel.text import Text, join
from frostier.sources.standard import LONGEST_TEXT, Column


def refusal_text(column: Column, code: str, arrived: str) -> Text:
    """The reason for a person: field, what was expected, what arrived."""
    what = _REASONS[code](column)
    if code == "missing" or not arrived:
        return Text(f"{column.label.zh}：{what.zh}。", f"{column.label.en}: {what.en}.")
    return Text(f"{column.label.zh}：{what.zh}，实为“{arrived}”。", f"{column.label.en}: {what.en}, got {arrived!r}.")


def _unreadable(column: Column) -> Text:
    kind = column.type
    if kind in ("date", "timestamp"):
        return Text("应为存在的日期，如 2024-03-05", "expected a date that exists, such as 2024-03-05")
    if kind == "bool":
        return Text("应为是或否", "expected yes or no")
    if kind in ("code", "text", "choice"):
        return Text("应为文本", "expected text")
    if kind == "int":
        return Text("应为整数", "expected a whole number")
    return Text("应为数字，如 1234.50", "expected a number such as 1234.50")


def _bounds(column: Column) -> Text:
    if column.low is not None and column.high is not None:
        return Text(f"应在 {column.low} 与 {column.high} 之间", f"expected {column.low} to {column.high}")
    if column.low is not None:
        return Text(f"应不小于 {column.low} 且合乎情理", f"expected at least {column.low}, and plausible")
    if column.type in ("date", "timestamp"):
        return Text("应在 1970 年与 2099 年之间", "expected a day between 1970 and 2099")
    return Text("数值大得不合情理", "the figure is too large to be true")


def _length(column: Column) -> Text:
    longest = LONGEST_TEXT if column.high is None else int(column.high)
    return Text(f"应不超过 {longest} 个字符", f"expected at most {longest} characters")


def _word(column: Column) -> Text:
    names = [choice.name for choice in column.choices]
    listed = join(names, zh="、")
    return Text(f"应为 {listed.zh} 之一", f"expected one of {listed.en}")


_REASONS: dict[str, Callable[[Column], Text]] = {
    "missing": lambda _: Text("必填，但为空", "is required but empty"),
    "unreadable": _unreadable,
    "out_of_range": _bounds,
    "unknown_word": _word,
    "too_long": _length,
    "no_price": lambda _: Text("单价和金额至少要有一个", "a price or an amount is needed"),
    "exact_duplicate": lambda _: Text("与前面一行完全相同，按映射的策略隔离", "an exact copy of an earlier row; the mapping quarantines these"),
    "unusual_price": lambda _: Text("与该商品的通常价格相差百倍，按映射的策略隔离", "100 times off the SKU's usual price; the mapping quarantines these"),
    "future_date": lambda _: Text("日期在未来，按映射的策略隔离", "the date lies in the future; the mapping quarantines these"),
}  # fmt: skip
