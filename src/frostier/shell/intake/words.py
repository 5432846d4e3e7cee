"""The words for states, audits, flags and column types, for the console and the command line."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.sources.standard import ColumnType

BATCH_STATES = {
    "loading": Text("导入中", "loading"),
    "loaded": Text("已导入", "loaded"),
    "undone": Text("已撤销", "undone"),
    "aborted": Text("未完成", "aborted"),
}

ROW_STATES = {
    "open": Text("待处理", "open"),
    "resubmitted": Text("已重新提交", "resubmitted"),
    "dismissed": Text("已忽略", "dismissed"),
}

AUDITS = {
    "completeness": Text("完整", "complete"),
    "uniqueness": Text("唯一", "unique"),
    "validity": Text("有效", "valid"),
    "freshness": Text("及时", "fresh"),
    "volume": Text("数量", "volume"),
}

FLAGS = {
    "exact_duplicate": Text("完全重复的行", "exact duplicates"),
    "unusual_price": Text("价格异常", "unusual price"),
    "future_date": Text("日期在将来", "date in the future"),
    "zero_price": Text("价格为零", "price of zero"),
    "unmapped_value": Text("未识别的取值", "unknown words"),
    "sign_conflict": Text("数量与金额正负不符", "quantity and amount differ in sign"),
}

COLUMN_TYPES: dict[ColumnType, Text] = {
    "code": Text("编码", "code"),
    "text": Text("文字", "text"),
    "choice": Text("选项", "one of a list"),
    "phone": Text("电话", "phone"),
    "bool": Text("是否", "yes or no"),
    "int": Text("整数", "whole number"),
    "quantity": Text("数量", "quantity"),
    "money": Text("金额", "money"),
    "unit_price": Text("单价", "unit price"),
    "rate": Text("比率", "rate"),
    "date": Text("日期", "date"),
    "timestamp": Text("时间", "date and time"),
}


def fate_of(state: str, resubmitted_in: int | None, refused_again: bool, closed_reason: str) -> Text | None:
    """What became of a row that is no longer open."""
    if state == "resubmitted" and refused_again:
        return Text(
            f"改正后随批次 {resubmitted_in} 提交，仍不能使用，再次进入隔离区。",
            f"Came in again with batch {resubmitted_in} and is in quarantine once more.",
        )
    if state == "resubmitted":
        return Text(f"改正后随批次 {resubmitted_in} 导入。", f"Corrected and loaded with batch {resubmitted_in}.")
    if state == "dismissed":
        said = closed_reason or "—"
        return Text(f"已忽略：{said}", f"Dismissed: {said}")
    return None
