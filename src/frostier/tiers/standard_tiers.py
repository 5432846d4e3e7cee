"""The four value tiers of the house, the words that mean them, and the benefits that a new scheme starts from."""

from __future__ import annotations

from decimal import Decimal

from frostier.kernel.text import Text
from frostier.tiers.scheme import Benefits, Tier

STANDARD_TIERS: tuple[Tier, ...] = (
    Tier("platinum", Text("铂金", "platinum"), Benefits(Decimal("0.05"), Decimal(300), 3, Decimal(4))),
    Tier("gold", Text("黄金", "gold"), Benefits(Decimal("0.03"), Decimal(150), 1, Decimal(2))),
    Tier("silver", Text("白银", "silver"), Benefits(Decimal("0.01"), Decimal(50), 0, Decimal("0.5"))),
    Tier("regular", Text("普通", "regular"), Benefits()),
)

_WORDS: dict[str, str] = {
    "铂金": "platinum", "白金": "platinum", "钻石": "platinum", "platinum": "platinum",
    "黄金": "gold", "金牌": "gold", "gold": "gold",
    "白银": "silver", "银牌": "silver", "silver": "silver",
    "普通": "regular", "青铜": "regular", "铜牌": "regular", "一般": "regular", "标准": "regular",
    "bronze": "regular", "regular": "regular", "standard": "regular",
}  # fmt: skip


def tier_meant(words: str) -> str | None:
    """The id of the tier that the words mean, ``None`` where they mean none.

    >>> tier_meant("铂金客户"), tier_meant("Bronze"), tier_meant("流失")
    ('platinum', 'regular', None)
    """
    word = words.strip(" :：").casefold()
    for ending in ("客户", "会员", "等级", "级", " customers", " customer", " tier"):
        word = word.removesuffix(ending)
    return _WORDS.get(word.strip())
