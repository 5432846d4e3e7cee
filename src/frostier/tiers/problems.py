"""Everything that is wrong with a scheme's JSON at once, each with its place, for an editor that shows it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from frostier.kernel.errors import InvalidInput
from frostier.tiers.json_form import condition_from, dimension_from
from frostier.tiers.reading import Entry
from frostier.tiers.scheme import Scheme

_DIMENSION_LISTS = ("dimensions", "rfm", "x")


def problems_of(definition: Mapping[str, Any]) -> list[InvalidInput]:
    """The refusals of a definition, empty where it is a scheme; ``where["part"]`` is the path, as ``ladder.rules[2]``.

    Conditions and dimensions are looked at one by one; only where these are sound the whole is checked, so one
    mistake is told once.
    """
    found = list(_problems_of_parts(definition))
    return found or list(_problem("", lambda: Scheme.from_json(definition)))


def _problems_of_parts(definition: Mapping[str, Any]) -> Iterator[InvalidInput]:
    for key in ("ladder", "stages"):
        if isinstance(definition.get(key), Mapping):
            yield from _problems_of_ladder(Entry(definition[key], key))


def _problems_of_ladder(ladder: Entry) -> Iterator[InvalidInput]:
    for key in ("rules", "adjustments"):
        for path, item in _items(ladder, key):
            yield from _problem(f"{path}.when", partial(condition_from, item.get("when")))
    for key in _DIMENSION_LISTS:
        for path, item in _items(ladder, key):
            yield from _problem(path, partial(dimension_from, Entry(item, path)))


def _items(ladder: Entry, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    listed = ladder.data.get(key)
    for place, item in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(item, Mapping):
            yield f"{ladder.path(key)}[{place}]", item


def _problem(path: str, check: Callable[[], object]) -> Iterator[InvalidInput]:
    try:
        check()
    except InvalidInput as error:
        if path:
            error.where = {**error.where, "part": path}
        yield error
