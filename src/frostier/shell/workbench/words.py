"""The names of kinds of tasks."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.shell.workbench.rule_books import book_lately

BY_HAND = "by_hand"
"""The kind of a task that no rule made, but somebody gave."""

_BY_HAND = Text("交办", "given by hand")


def kind_names() -> dict[str, Text]:
    """The name of every kind of task, rules that are off included: there may be tasks of theirs."""
    return {**{rule.id: rule.name for rule in book_lately().rules}, BY_HAND: _BY_HAND}


def kind_name(kind: str) -> Text:
    """The name of a kind; its id where no rule of this version makes such tasks any more."""
    if kind == BY_HAND:
        return _BY_HAND
    book = book_lately()
    return book.rule(kind).name if book.knows(kind) else Text(kind, kind)
