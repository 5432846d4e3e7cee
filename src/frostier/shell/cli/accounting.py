"""Where every row of an import went, and what the warehouse does not know yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frostier.kernel.text import Text
from frostier.shell.cli.output import Output, head
from frostier.shell.intake.words import FLAGS
from frostier.sources.records import standard_for


def entity_word(entity: str) -> Text:
    """An entity by the word that commands take, with its name in Chinese."""
    return Text(f"{entity} {standard_for(entity).label.zh}", entity)


def show_account(out: Output, report: dict[str, Any], reasons: list[tuple[str, str, Text, int]], title: Text) -> None:
    """Where every row went, what was flagged, and why rows were refused."""
    rows, flags = report["rows"], report.get("flags", {})
    lines: list[tuple[object, ...]] = [
        (Text("读取", "read"), rows["read"]),
        (Text("导入", "loaded"), rows["loaded"]),
        *(
            (Text(f"  其中：{FLAGS.get(n, Text(n, n)).zh}", f"  of which {FLAGS.get(n, Text(n, n)).en}"), c)
            for n, c in flags.items()
        ),
        (Text("跳过（合计行、空行、被后行取代）", "skipped (totals, blank lines, superseded)"), rows["skipped"]),
        (Text("隔离", "quarantined"), rows["rejected"]),
    ]
    if report.get("anonymous"):
        lines.insert(2, (Text("  其中：匿名销售", "  of which anonymous sales"), report["anonymous"]))
    out.table(title, (head("行", "rows"), head("行数", "count", right=True)), lines)
    if reasons:
        heads = (head("字段", "field"), head("因为", "because"), head("行数", "rows", right=True))
        out.table(Text("隔离原因", "Why rows were quarantined"), heads, ([f, text, n] for f, _, text, n in reasons))
    for warning in _unknown(report):
        out.say(warning, style="yellow")
    for note in report.get("notes", ()):
        out.say(Text(note["zh"], note["en"]), style="bright_black")


def _unknown(report: dict[str, Any]) -> Iterator[Text]:
    customers, skus = report.get("unknown_customers") or {}, report.get("unknown_skus") or {}
    if customers.get("codes"):
        yield Text(
            f"{customers['rows']:,} 行的 {customers['codes']:,} 个客户编码不在客户资料中（如 {_some(customers)}）："
            "先按临时客户计算，导入客户资料后自动对上。",
            f"{customers['codes']:,} customer codes on {customers['rows']:,} rows are not in the customer file "
            f"(such as {_some(customers)}): they count as provisional customers until it is imported.",
        )
    if skus.get("codes"):
        yield Text(
            f"{skus['rows']:,} 行的 {skus['codes']:,} 个商品编码不在商品资料中（如 {_some(skus)}）："
            "导入商品资料之前，品类、口味、毛利方面的特征和标签没有依据。",
            f"{skus['codes']:,} SKU codes on {skus['rows']:,} rows are not in the SKU file (such as {_some(skus)}): "
            "until it is imported, features and tags of category, taste and margin have no ground.",
        )


def _some(unknown: dict[str, Any]) -> str:
    return ", ".join(unknown.get("examples", ())[:3])
