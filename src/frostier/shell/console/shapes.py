"""Shapes that the answers of several rooms share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """What an endpoint answers, checked against its declaration.

    Made of plain values: Ninja's ``Schema`` also looks whether each might be a thing of Django's, which for an answer
    of a hundred rows takes longer than to find them.
    """

    model_config = ConfigDict(from_attributes=True)


class Named(Answer):
    """An id with its name in the caller's language."""

    id: str
    name: str
