"""The one house that a serving process works in, opened when first asked for."""

from __future__ import annotations

from functools import cache

from frostier.shell.wiring import House, open_house


@cache
def house() -> House:
    """The house of this process; its home is named by ``FROSTIER_HOME``."""
    return open_house()
