"""The score dimensions of the house: R, F, M and the six of the requirement, with default breakpoints.

Recency, counts and money are cut at the deciles of the graded population (the best tenth gets 100 points, the lowest
10), so they fit a company of any size and currency. Rates and counted needs have fixed breakpoints.
"""

from __future__ import annotations

from decimal import Decimal

from frostier.kernel.text import Text
from frostier.scores.weighted import Better, Dimension, FixedSteps, QuantileSteps
from frostier.tiers.reading import malformed

DECILES = tuple(Decimal(n) / 10 for n in range(1, 10))
DECILE_POINTS = tuple(range(10, 101, 10))


def deciles(id: str, name: Text, feature: str, better: Better = "high") -> Dimension:
    """A dimension of ten levels of the population worth 10 to 100 points; weight 1, to be replaced."""
    points = DECILE_POINTS if better == "high" else tuple(reversed(DECILE_POINTS))
    return Dimension(id, name, feature, Decimal(1), better, QuantileSteps(DECILES, points))


RECENCY = deciles("R", Text("最近购买", "recency"), "recency_days", "low")
FREQUENCY = deciles("F", Text("下单频次", "order frequency"), "orders_365d")
MONEY = deciles("M", Text("消费金额", "money"), "spend_365d")
ORDER_VALUE = deciles("order_value", Text("客单价", "order value"), "avg_order_value_365d")
VARIETY = deciles("variety", Text("品类丰富度", "category variety"), "category_count_365d")
COMPLIANCE = Dimension(
    "compliance",
    Text("付款及时率", "payment compliance"),
    "on_time_rate_365d",
    Decimal(1),
    "high",
    FixedSteps(tuple(map(Decimal, ("0.6", "0.8", "0.9", "0.95", "0.99"))), (0, 30, 60, 80, 90, 100)),
    # Who pays on delivery has no receivables: neither proof of compliance nor of the contrary.
    missing_points=60,
)
STABILITY = Dimension(
    "stability",
    Text("合作时长与稳定性", "tenure and stability"),
    "active_months_360d",
    Decimal(1),
    "high",
    FixedSteps(tuple(map(Decimal, (1, 3, 6, 9, 11, 12))), (0, 20, 40, 60, 80, 90, 100)),
)
COMPLEXITY = Dimension(
    "complexity",
    Text("特殊需求复杂度", "special-need complexity"),
    "special_need_complexity",
    Decimal(1),
    "low",
    FixedSteps(tuple(map(Decimal, (0, 1, 2, 3, 4))), (100, 80, 60, 40, 20, 0)),
    missing_points=100,
)

STANDARD_DIMENSIONS: tuple[Dimension, ...] = (
    RECENCY, FREQUENCY, MONEY, ORDER_VALUE, VARIETY, COMPLIANCE, STABILITY, COMPLEXITY,
)  # fmt: skip

_WORDS: dict[str, Dimension] = {
    "r": RECENCY, "recency": RECENCY, "最近购买": RECENCY, "近度": RECENCY,
    "f": FREQUENCY, "frequency": FREQUENCY, "购买频次": FREQUENCY, "下单频次": FREQUENCY, "频次": FREQUENCY,
    "m": MONEY, "money": MONEY, "monetary": MONEY, "消费金额": MONEY, "金额": MONEY,
    "客单价": ORDER_VALUE, "order value": ORDER_VALUE, "品类丰富度": VARIETY, "category variety": VARIETY,
    "付款及时率": COMPLIANCE, "compliance": COMPLIANCE, "payment compliance": COMPLIANCE, "付款合规": COMPLIANCE,
    "合作时长与稳定性": STABILITY, "合作时长": STABILITY, "稳定性": STABILITY, "tenure and stability": STABILITY,
    "特殊需求复杂度": COMPLEXITY, "special-need complexity": COMPLEXITY,
}  # fmt: skip


def dimension_named(word: str) -> Dimension:
    """The dimension that a word means, with weight 1; raises ``SchemeError`` for an unknown word."""
    found = _WORDS.get(word.strip().casefold())
    if found is None:
        known = ", ".join(d.id for d in STANDARD_DIMENSIONS)
        raise malformed("text", f"未知的维度“{word}”，可用：{known}", f"unknown dimension “{word}”; known are {known}")
    return found
