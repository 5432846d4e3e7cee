"""The lifecycle stages and the rule ladder that decides them unless a scheme brings its own.

The first rule that holds wins:

==========  ==========================================================================================
prospect    never ordered
churned     silent for 90 days or more, and for a buyer with a cycle also for at least two own cycles
            (who buys every 60 days is churned after 120 days, not after 90)
won_back    ordered again within the last 60 days after a silence of more than 90 days
new         first order within the last 60 days
dormant     silent for 45 days or more, and for a buyer with a cycle at least one and a half own cycles
slowing     silent for two weeks and three own cycles, or spend of 90 days down by 30 % or more
growing     spend of 90 days up by 20 % or more
active      everyone else
==========  ==========================================================================================
"""

from __future__ import annotations

from decimal import Decimal

from frostier.kernel.text import Text
from frostier.tags.predicate import AllOf, AnyOf, Compare, Exists, Not, Predicate
from frostier.tiers.ladders import Rule, RuleLadder

STAGES: dict[str, Text] = {
    "prospect": Text("未下单", "prospect"),
    "new": Text("新客", "new"),
    "growing": Text("成长", "growing"),
    "active": Text("活跃", "active"),
    "slowing": Text("放缓", "slowing"),
    "dormant": Text("沉睡", "dormant"),
    "churned": Text("流失", "churned"),
    "won_back": Text("赢回", "won back"),
}


def silent_for(days: int, cycles: Decimal) -> Predicate:
    """Silent for ``days`` or more and, for a buyer with a purchase cycle, for at least ``cycles`` of the own cycles."""
    own_cycles = AnyOf((Not(Exists("silence_cycles")), Compare("silence_cycles", ">=", cycles)))
    return AllOf((Compare("recency_days", ">=", days), own_cycles))


DEFAULT_STAGES = RuleLadder(
    rules=(
        Rule("prospect", Not(Exists("recency_days"))),
        Rule("churned", silent_for(90, Decimal(2))),
        Rule("won_back", Compare("won_back_days", "<=", 60)),
        Rule("new", Compare("tenure_days", "<", 60)),
        Rule("dormant", silent_for(45, Decimal("1.5"))),
        Rule(
            "slowing",
            AnyOf(
                (
                    AllOf((Compare("recency_days", ">=", 14), Compare("silence_cycles", ">=", 3))),
                    Compare("spend_trend_90d", "<=", Decimal("-0.3")),
                )
            ),
        ),
        Rule("growing", Compare("spend_trend_90d", ">=", Decimal("0.2"))),
    ),
    otherwise="active",
)


def stages_after(days: int) -> RuleLadder:
    """The default ladder with churn after exactly ``days`` silent days, whatever the customer's own cycle."""
    rules = tuple(
        Rule("churned", Compare("recency_days", ">=", days)) if rule.gives == "churned" else rule
        for rule in DEFAULT_STAGES.rules
    )
    return RuleLadder(rules, DEFAULT_STAGES.otherwise)
