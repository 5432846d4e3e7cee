"""Cursors: where a page ended, as one opaque word that is checked when it comes back."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from frostier.flows.customers import bad_cursor


def cursor_of(*parts: str | int | None) -> str:
    """The parts as one word for an address."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parts_of(cursor: str, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The parts of a cursor, one of each kind; raises ``InvalidInput`` for one that was not given out."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")).decode())
        # A lone surrogate is text to Python and to nobody else.
        json.dumps(parts, ensure_ascii=False).encode()
    except (ValueError, binascii.Error, RecursionError) as error:
        raise bad_cursor() from error
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise bad_cursor()
    if not all(isinstance(p, kind) and not isinstance(p, bool) for p, kind in zip(parts, kinds, strict=True)):
        raise bad_cursor()
    return parts
