"""The language that a request is answered in."""

from __future__ import annotations

from django.http import HttpRequest

from frostier.kernel.text import Lang, Text


def language_of(request: HttpRequest) -> Lang:
    """``?lang=``, else the ``Accept-Language`` header, else Chinese."""
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "")
    return "en" if asked.strip().lower().startswith("en") else "zh"


def say(request: HttpRequest, text: Text) -> str:
    """A text in the language of the request."""
    return text.say(language_of(request))
