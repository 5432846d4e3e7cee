"""Schemes to start from: four real configurations in their own words, RFM+X, and the scheme of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.scores.rfm import rfm_dimensions
from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps
from frostier.tags.predicate import AllOf, Compare, OneOf
from frostier.tiers.dimensions import COMPLIANCE, FREQUENCY, MONEY, ORDER_VALUE, RECENCY, STABILITY, VARIETY
from frostier.tiers.ladders import Adjustment, RfmxLadder, ScoreLadder, Threshold
from frostier.tiers.read import read_scheme
from frostier.tiers.scheme import Policy, Scheme
from frostier.tiers.standard_tiers import STANDARD_TIERS

RULES_TEXT = (
    "IF 最近购买<7天 AND 消费金额>3000 THEN 铂金客户"
    " / ELSE IF 最近购买<30天 AND 消费金额>1000 THEN 黄金客户"
    " / ELSE 白银客户"
)
GRADING_RULES_TEXT = (
    '{"gradingRules": {"platinum": {"minMonthlySpend": 50000, "minOrderCount": 15, "maxDaysSinceLastOrder": 7}, '
    '"gold": {"minMonthlySpend": 20000, "minOrderCount": 8, "maxDaysSinceLastOrder": 14}}}'
)
BANDS_TEXT = (
    "铂金 月均消费>5000 且复购率>60%; 黄金 2000–5000 且 40–60%; 白银 <2000 且 <40%; 潜力 new or rising; "
    "流失 3 months silent"
)
SCORE_TEXT = "0.3 R + 0.3 F + 0.3 M + 0.1 付款及时率, 90/75/60 → 铂金/黄金/白银/青铜"


@dataclass(frozen=True, slots=True)
class Preset:
    """A scheme to start from; ``text`` is the configuration in its own words, ``None`` where it was built here."""

    id: str
    name: Text
    text: str | None
    build: Callable[[], Scheme]


def preset(id: str) -> Scheme:
    """The scheme of a preset; raises ``NotFound`` for an unknown id."""
    if id not in PRESETS:
        known = ", ".join(PRESETS)
        raise NotFound(
            Text(f"没有预置方案“{id}”。", f"There is no preset “{id}”."),
            next_step=Text(f"可用：{known}。", f"Known presets: {known}."),
        )
    return _built(id)


@lru_cache(maxsize=16)
def _built(id: str) -> Scheme:
    return PRESETS[id].build()


def _weighing(dimension: Dimension, weight: str) -> Dimension:
    return replace(dimension, weight=Decimal(weight))


def _house() -> Scheme:
    dimensions = (
        _weighing(RECENCY, "0.15"),
        _weighing(FREQUENCY, "0.2"),
        _weighing(MONEY, "0.35"),
        _weighing(ORDER_VALUE, "0.05"),
        _weighing(VARIETY, "0.1"),
        _weighing(COMPLIANCE, "0.1"),
        _weighing(STABILITY, "0.05"),
    )
    ladder = ScoreLadder(dimensions, _thresholds("85", "70", "50"), "regular")
    policy = Policy(demotion_grace_days=30, minimum_hold_days=60, seasonal_fairness=True)
    return Scheme("house", Text("冰阶标准方案", "the house scheme"), STANDARD_TIERS, ladder, policy=policy)


def _rfmx() -> Scheme:
    weights = (Decimal("0.2"), Decimal("0.25"), Decimal("0.35"))
    hotpot = Dimension(
        "hotpot",
        Text("火锅食材占比", "hotpot share"),
        "hotpot_share_365d",
        Decimal("0.1"),
        "high",
        FixedSteps(tuple(map(Decimal, ("0.1", "0.3", "0.5", "0.7"))), (20, 40, 60, 80, 100)),
    )
    spicy = Dimension(
        "spicy",
        Text("麻辣偏好", "taste for spice"),
        "spicy_share_365d",
        Decimal("0.05"),
        "high",
        FixedSteps(tuple(map(Decimal, ("0.1", "0.3", "0.5"))), (25, 50, 75, 100)),
    )
    region = Dimension(
        "region",
        Text("销售区域", "sales region"),
        "sales_region",
        Decimal("0.05"),
        "high",
        ChoicePoints(
            (("chengdu", 100), ("chongqing", 100), ("west_sichuan", 90), ("south_sichuan", 90),
             ("north_sichuan", 90), ("east_sichuan", 90), ("southwest", 60)),
            otherwise=40,
        ),
    )  # fmt: skip
    mostly_online = Compare("digital_share_365d", ">=", Decimal("0.6"))
    hotpot_in_summer = AllOf(
        (Compare("summer_share_365d", ">=", Decimal("0.2")), Compare("hotpot_share_365d", ">=", Decimal("0.5")))
    )
    adjustments = (
        Adjustment(
            "digital",
            Text("线上下单为主", "orders mostly online"),
            mostly_online,
            2,
        ),
        Adjustment(
            "off_season",
            Text("淡季仍在采购", "buys in the low season"),
            hotpot_in_summer,
            2,
        ),
        Adjustment(
            "cold_plateau",
            Text("高原寒区常年火锅", "cold plateau, hotpot all year"),
            OneOf("climate_zone", ("plateau",)),
            2,
        ),
    )
    ladder = RfmxLadder(
        rfm=rfm_dimensions(weights, by="customer_type"),
        x=(hotpot, spicy, region),
        adjustments=adjustments,
        thresholds=_thresholds("85", "70", "50"),
        otherwise="regular",
    )
    policy = Policy(seasonal_fairness=True)
    return Scheme("rfmx", Text("RFM+X 川味方案", "RFM+X, Sichuan"), STANDARD_TIERS, ladder, policy=policy)


def _thresholds(platinum: str, gold: str, silver: str) -> tuple[Threshold, ...]:
    return (
        Threshold("platinum", Decimal(platinum)),
        Threshold("gold", Decimal(gold)),
        Threshold("silver", Decimal(silver)),
    )


def _from_text(id: str, name: Text, text: str) -> Preset:
    return Preset(id, name, text, lambda: read_scheme(text, id=id, name=name))


PRESETS: dict[str, Preset] = {
    known.id: known
    for known in (
        Preset("house", Text("冰阶标准方案", "the house scheme"), None, _house),
        _from_text("rules", Text("近度金额规则", "recency and spend rules"), RULES_TEXT),
        _from_text("grading-rules", Text("月消费与订单下限", "monthly spend and order minimums"), GRADING_RULES_TEXT),
        _from_text("bands", Text("月均消费与复购区间", "bands of spend and repurchase"), BANDS_TEXT),
        _from_text("score", Text("加权评分", "weighted score"), SCORE_TEXT),
        Preset("rfmx", Text("RFM+X 川味方案", "RFM+X, Sichuan"), None, _rfmx),
    )
}
