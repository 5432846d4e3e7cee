"""The words for flags that an import puts on rows."""

from __future__ import annotations

from frostier.kernel.text import Text

FLAGS = {
    "exact_duplicate": Text("完全重复的行", "exact duplicates"),
    "unusual_price": Text("价格异常", "unusual price"),
    "future_date": Text("日期在将来", "date in the future"),
    "zero_price": Text("价格为零", "price of zero"),
    "unmapped_value": Text("未识别的取值", "unknown words"),
    "sign_conflict": Text("数量与金额正负不符", "quantity and amount differ in sign"),
}
