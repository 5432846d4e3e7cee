"""The names of kinds of tasks."""

from __future__ import annotations

from frostier.actions.task_rules import TASK_RULES
from frostier.kernel.text import Text

BY_HAND = "by_hand"
"""The kind of a task that no rule made, but somebody gave."""

KINDS: dict[str, Text] = {**{str(rule.id): rule.name for rule in TASK_RULES}, BY_HAND: Text("交办", "given by hand")}


def kind_name(kind: str) -> Text:
    """The name of a kind; its id where no rule of this version makes such tasks any more."""
    return KINDS.get(kind, Text(kind, kind))
