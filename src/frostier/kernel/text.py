"""Text in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Chinese and in English.

    >>> Text("黄金", "gold").say("zh")
    '黄金'
    """

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The wording in the asked language."""
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def join(parts: list[Text], *, zh: str = "，", en: str = ", ") -> Text:
    """Several texts as one, with the separator usual in each language."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))
