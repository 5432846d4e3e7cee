"""The order in which conditions that refer to each other are decided; circles are refused."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.predicate import Predicate, tags_of


def layers(named: Mapping[str, Predicate]) -> list[list[str]]:
    """Ids in layers: each layer refers only to earlier ones. Within a layer the given order is kept.

    Raises ``PredicateError`` where a condition refers to an id that is not among them, or to itself by any path.
    """
    sorter = _sorter(named)
    rank = {id: place for place, id in enumerate(named)}
    found: list[list[str]] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=rank.__getitem__)
        found.append(ready)
        sorter.done(*ready)
    return found


def needed_by(ids: list[str], named: Mapping[str, Predicate]) -> dict[str, Predicate]:
    """The conditions of ``ids`` and of everything that they refer to, in the order of ``named``."""
    wanted, waiting = set(ids), list(ids)
    while waiting:
        for other in tags_of(named[waiting.pop()]) & named.keys() - wanted:
            wanted.add(other)
            waiting.append(other)
    return {id: predicate for id, predicate in named.items() if id in wanted}


def _sorter(named: Mapping[str, Predicate]) -> TopologicalSorter[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for id, predicate in named.items():
        others = sorted(tags_of(predicate))
        _refuse_unknown(id, [other for other in others if other not in named])
        sorter.add(id, *others)
    try:
        sorter.prepare()
    except CycleError as error:
        raise _circle(list(error.args[1])) from error
    return sorter


def _refuse_unknown(id: str, unknown: list[str]) -> None:
    if unknown:
        raise PredicateError(
            Text(
                f"标签 {id} 引用了未知的标签 {'、'.join(unknown)}。",
                f"Tag {id} refers to unknown tags: {', '.join(unknown)}.",
            )
        )


def _circle(path: list[str]) -> PredicateError:
    # graphlib lists each id before the one that refers to it; people read “a refers to b” from left to right.
    backwards = path[::-1]
    first = backwards.index(min(backwards))
    around = backwards[first:-1] + backwards[: first + 1]
    shown = " → ".join(around)
    return PredicateError(
        Text(f"标签互相循环引用：{shown}。", f"The tags refer to each other in a circle: {shown}."),
        next_step=Text("请去掉其中一处引用。", "Remove one of these references."),
        where={"path": around},
    )
