"""What a person or a program reads: tables and sentences, or one JSON object.

Rules that every command follows: tables have a title and units in their headers; numbers stand right with
thousands separators; days are ISO; a tier has one colour everywhere; a reason is one sentence after 「因为」.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from frostier.kernel.errors import FrostierError
from frostier.kernel.text import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console

TIER_COLOURS = {"platinum": "bright_cyan", "gold": "yellow", "silver": "white", "regular": "bright_black"}
STAGE_COLOURS = {
    "prospect": "bright_black",
    "new": "bright_green",
    "growing": "green",
    "active": "cyan",
    "slowing": "yellow",
    "dormant": "magenta",
    "churned": "red",
    "won_back": "bright_green",
}
STATE_COLOURS = {
    "finished": "green",
    "loaded": "green",
    "published": "green",
    "running": "cyan",
    "queued": "cyan",
    "loading": "cyan",
    "failed": "red",
    "aborted": "red",
    "cancelled": "yellow",
    "interrupted": "yellow",
    "undone": "yellow",
}
_COLOURS = TIER_COLOURS | STAGE_COLOURS | STATE_COLOURS


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table column; numbers stand right."""

    name: Text
    right: bool = False


def head(zh: str, en: str, *, right: bool = False) -> Head:
    """A column head."""
    return Head(Text(zh, en), right)


@dataclass
class Output:
    """Where a command says its result, once."""

    lang: Lang
    json: bool
    home: Path | None = None

    def give(self, value: object, human: Callable[[], None]) -> None:
        """The result: ``value`` for a program, or whatever ``human`` prints for a person."""
        if self.json:
            print(json.dumps(value, ensure_ascii=False, default=_plain))
        else:
            human()

    def say(self, text: Text | str, *, style: str | None = None) -> None:
        """One line for a person."""
        self.console.print(self.word(text), style=style, highlight=False, markup=False, soft_wrap=True)

    def table(self, title: Text | str, heads: Sequence[Head], rows: Iterable[Sequence[object]]) -> None:
        """A table for a person. Cells may be text, numbers, days, bilingual texts or ``None``."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(title=self.word(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
        for column in heads:
            table.add_column(self.word(column.name), justify="right" if column.right else "left", overflow="fold")
        for row in rows:
            table.add_row(*[self._cell(value) for value in row])
        self.console.print(table)

    def next_step(self, text: Text) -> None:
        """The command that usually follows, for the home that this call named."""
        said = text.say(self.lang)
        if self.home is not None and "--home" not in said:
            said = said.replace("frostier ", f"frostier --home {quote(str(self.home))} ")
        self.say(Text("下一步：", "Next: ").say(self.lang) + said, style="cyan")

    def refuse(self, error: FrostierError) -> None:
        """Why the command did not do what was asked, and the next step."""
        if self.json:
            print(json.dumps(error_json(error), ensure_ascii=False, default=_plain))
            return
        self.errors.print(
            Text("✗ ", "✗ ").zh + error.message.say(self.lang), style="red", markup=False, highlight=False
        )
        if error.next_step is not None:
            self.errors.print("  " + error.next_step.say(self.lang), markup=False, highlight=False)

    def word(self, text: Text | str) -> str:
        """The wording in this output's language."""
        return text if isinstance(text, str) else text.say(self.lang)

    @cached_property
    def console(self) -> Console:
        """Standard output."""
        from rich.console import Console

        # Without a terminal nobody folds lines: a file or a pager takes the wider table.
        return Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140)

    @cached_property
    def errors(self) -> Console:
        """Standard error."""
        from rich.console import Console

        return Console(file=sys.stderr, soft_wrap=True)

    def _cell(self, value: object) -> Any:
        from rich.text import Text as Styled

        if isinstance(value, Named):
            return Styled(self.word(value.name), style=_COLOURS.get(value.id, ""))
        if isinstance(value, str):
            return Styled(value)
        return Styled(shown(value, self.lang))


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a stable id (which gives its colour) and a name."""

    id: str
    name: Text | str


def shown(value: object, lang: Lang) -> str:
    """A value as a person reads it: thousands separators, ISO days, yes or no, a dash for nothing."""
    if value is None:
        return "—"
    if isinstance(value, Text):
        return value.say(lang)
    if isinstance(value, bool):
        return Text("是", "yes").say(lang) if value else Text("否", "no").say(lang)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.2f}"
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def error_json(error: FrostierError) -> dict[str, object]:
    """A refusal as plain values."""
    next_step = error.next_step
    return {
        "error": {
            "code": error.code,
            "message": {"zh": error.message.zh, "en": error.message.en},
            "next_step": {"zh": next_step.zh, "en": next_step.en} if next_step else None,
            "where": error.where,
        }
    }


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
