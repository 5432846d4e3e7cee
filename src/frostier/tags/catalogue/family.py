"""How a family of tags is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from frostier.kernel.text import Text
from frostier.tags.tag import Tag


@dataclass(frozen=True, slots=True)
class Family:
    """Tags that answer one kind of question: ``name`` on a screen, ``purpose`` says who uses them and for what."""

    id: str
    name: Text
    purpose: Text

    def tag(
        self,
        id: str,
        zh: str,
        en: str,
        meaning_zh: str,
        meaning_en: str,
        *,
        when: str,
        refresh: Literal["daily", "event"] = "daily",
        rare: Text | None = None,
    ) -> Tag:
        """A tag of this family, carried while the condition ``when`` (text form, English ids) holds.

        ``refresh`` is ``event`` where someone acts on it within the hour and the next night is too late. ``rare``
        says why a sound company may have nobody who carries it.
        """
        return Tag(
            id=id,
            name=Text(zh, en),
            meaning=Text(meaning_zh, meaning_en),
            family=self.id,
            when=when,
            refresh=refresh,
            rare=rare,
        )
