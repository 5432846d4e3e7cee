"""Long answers of the API in fewer bytes, for who can read them so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORTH_IT_BYTES = 4096
"""Shorter answers, the session with its token among them, go as they are."""


class CompressedAnswers(GZipMiddleware):
    """Middleware: JSON with gzip, padded by chance, so that its length tells nobody what stands in it.

    Streams go as they are: a browser is to see each event when it happens. Built files come compressed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, shorter where that is worth it."""
        json = response.headers.get("Content-Type", "").startswith("application/json")
        if response.streaming or not json or len(response.content) < WORTH_IT_BYTES:  # type: ignore[attr-defined]
            return response
        return super().process_response(request, response)
