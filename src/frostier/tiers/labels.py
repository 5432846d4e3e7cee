"""The familiar five labels as a view over the two axes.

Precedence: churned → 流失; platinum → 铂金; gold → 黄金; stage new or growing → 潜力; everyone else → 白银.
"""

from __future__ import annotations

import ibis

from frostier.kernel.text import Text

LABELS: dict[str, Text] = {
    "platinum": Text("铂金", "platinum"),
    "gold": Text("黄金", "gold"),
    "silver": Text("白银", "silver"),
    "potential": Text("潜力", "potential"),
    "churned": Text("流失", "churned"),
}
RISING_STAGES = ("new", "growing")


def label_of(tier: str, stage: str) -> str:
    """The one of the five labels that a tier and a stage show as.

    >>> label_of("platinum", "churned"), label_of("regular", "new")
    ('churned', 'potential')
    """
    if stage == "churned":
        return "churned"
    if tier in ("platinum", "gold"):
        return tier
    return "potential" if stage in RISING_STAGES else "silver"


def label_expression(tier: ibis.Value, stage: ibis.Value) -> ibis.Value:
    """The label as a column; the same as :func:`label_of`."""
    return ibis.cases(
        (stage == "churned", "churned"),
        (tier.isin(["platinum", "gold"]), tier),
        (stage.isin(list(RISING_STAGES)), "potential"),
        else_="silver",
    )
