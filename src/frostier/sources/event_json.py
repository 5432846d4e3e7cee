"""JSON as events are read from it: numbers with a point become decimals, so that no digit is lost."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def decoded(text: str) -> Any:
    """The value of JSON text; raises ``ValueError`` for what is none, or has numbers that nobody can count."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (RecursionError, ArithmeticError) as error:
        raise ValueError("nested too deep, or a number too large") from error


def decoded_line(line: bytes) -> object:
    """The value of one line of NDJSON; a line that is no JSON stays text, which no event is."""
    try:
        return decoded(line.decode())
    except ValueError:
        return line.decode("utf-8", "backslashreplace")


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no JSON")
