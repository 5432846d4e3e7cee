"""Tiers, stages and causes as cells: one name and one colour everywhere."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.shell.cli.output import Named


def tier_cell(tier: str | None) -> Named | None:
    """A tier by its name and in its colour."""
    from frostier.tiers.standard_tiers import STANDARD_TIERS

    names = {t.id: t.name for t in STANDARD_TIERS}
    return None if tier is None else Named(tier, names.get(tier, tier))


def stage_cell(stage: str | None) -> Named | None:
    """A lifecycle stage by its name and in its colour."""
    from frostier.tiers.stages import STAGES

    return None if stage is None else Named(stage, STAGES.get(stage, stage))


def cause_word(cause: str) -> Text | str:
    """Why a tier or stage changed."""
    from frostier.tiers.decide import CAUSES

    words = {str(known): name for known, name in CAUSES.items()} | {"stage_rules": Text("阶段规则", "stage rules")}
    return words.get(cause, cause)


def value_cell(kind: str, value: str | None) -> Named | None:
    """A ledger value: a stage, or a tier."""
    return stage_cell(value) if kind == "stage" else tier_cell(value)
