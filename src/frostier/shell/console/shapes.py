"""Shapes that the answers of several rooms share."""

from __future__ import annotations

from ninja import Schema


class Named(Schema):
    """An id with its name in the caller's language."""

    id: str
    name: str
