"""Help texts in two languages: declared together, chosen when the command line is built."""

from __future__ import annotations

from frostier.kernel.text import Lang

_SEAM = "\x1f"


def both(zh: str, en: str) -> str:
    """A help text in both languages, for the declaration of a command or an option."""
    return f"{zh}{_SEAM}{en}"


def chosen(text: str | None, lang: Lang) -> str | None:
    """The wording of a declared help text in one language; other texts as they are."""
    if text is None or _SEAM not in text:
        return text
    zh, en = text.split(_SEAM)
    return zh if lang == "zh" else en
