"""Expressions that leave values open, so that one of them serves for every customer."""

from __future__ import annotations

import ibis

OPEN = "\ue000"
"""Begins the text that stands in an expression for a value given later; nobody types it."""


def left_open(name: str, kind: str = "string") -> ibis.Value:
    """A value that is given only when the expression is executed (``Published.rows``)."""
    value = ibis.literal(f"{OPEN}{name}")
    return value if kind == "string" else value.cast(kind)
