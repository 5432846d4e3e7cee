"""The one house that a serving process works in, opened when first asked for."""

from __future__ import annotations

from functools import cache

from frostier.shell.wiring import House, open_house

_chosen: House | None = None


@cache
def house() -> House:
    """The house of this process; unless ``serve`` named one, its home is named by ``FROSTIER_HOME``."""
    return _chosen or open_house(may_write=False)


def serve(chosen: House | None) -> None:
    """Work in this house from now on; with ``None`` the next question opens the one that applies."""
    global _chosen
    _chosen = chosen
    house.cache_clear()
