"""The language that a request is answered in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from frostier.kernel.text import Lang, Text


def language_of(request: HttpRequest) -> Lang:
    """``?lang=``, else the ``Accept-Language`` header, else Chinese."""
    try:
        asked = request.GET.get("lang")
    except SuspiciousOperation:  # a query of too many parts: its refusal needs a language, too
        asked = None
    asked = asked or request.headers.get("Accept-Language", "")
    return "en" if asked.strip().lower().startswith("en") else "zh"


def say(request: HttpRequest, text: Text) -> str:
    """A text in the language of the request."""
    return text.say(language_of(request))


def spoken(value: Any, lang: Lang) -> Any:
    """Kept data with every ``{"zh": …, "en": …}`` in it, however deep, as the wording of one language."""
    if isinstance(value, dict):
        return value[lang] if value.keys() == {"zh", "en"} else {k: spoken(v, lang) for k, v in value.items()}
    return [spoken(v, lang) for v in value] if isinstance(value, list) else value
