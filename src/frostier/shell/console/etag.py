"""Answers that need not be sent again: an entity tag over what they say."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

MATCH_HEADER = "If-None-Match"


def tagged(request: HttpRequest, body: bytes, *, content_type: str = "application/json") -> HttpResponse:
    """The answer with its tag, or 304 where the caller has it already. It may be kept, but is asked for each time."""
    tag = tag_of(body)
    known = names(request.headers.get(MATCH_HEADER, ""), tag)
    answer: HttpResponse = HttpResponseNotModified() if known else HttpResponse(body, content_type=content_type)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def tag_of(body: bytes) -> str:
    """The tag of what an answer says."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def names(match: str, tag: str) -> bool:
    """Whether a header ``If-None-Match`` names the tag."""
    named = [word.strip().removeprefix("W/") for word in match.split(",")]
    return tag in named or "*" in named
