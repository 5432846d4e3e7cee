"""Expressions without what nobody reads: columns that are computed below and not taken above."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ibis.common.graph import Graph, Node
from ibis.expr import operations as ops

# What gives on the columns of the table below it as they are.
_PASSING_ON = (ops.Filter, ops.Sort, ops.Limit, ops.JoinReference)


def pruned(root: ops.Relation) -> ops.Relation:
    """The same rows and columns; whatever only columns that are never read would need is left out.

    A wide table whose reader wants ten columns is compiled and planned in a fraction of the time.
    """
    wanted = _wanted(root)

    def without_unread(node: Node, changed: dict[str, Any] | None) -> Node:
        arguments = changed or dict(zip(node.__argnames__, node.__args__, strict=True))
        kept = wanted[node]
        if isinstance(node, ops.Project | ops.JoinChain):
            arguments["values"] = _only(arguments["values"], kept)
            if isinstance(node, ops.JoinChain):
                needed = set(_links(node, kept))
                links = zip(node.rest, arguments["rest"], strict=True)
                arguments["rest"] = [new for link, new in links if link in needed]
        elif isinstance(node, ops.Aggregate):
            arguments["metrics"] = _only(arguments["metrics"], kept, may_be_empty=bool(node.groups))
        elif changed is None:
            return node
        return node.__recreate__(arguments)

    found: ops.Relation = root.replace(without_unread, filter=wanted.__contains__)
    return found


def _wanted(root: ops.Relation) -> dict[Node, set[str]]:
    """Every part of the expression that the result depends on; for a relation, with the columns read from it."""
    wanted: dict[Node, set[str]] = {root: set(root.schema)}
    dependencies_first, _ = Graph.from_bfs(root).toposort()
    for node in reversed(list(dependencies_first)):
        if node in wanted:
            for other, columns in _reads(node, wanted[node]):
                wanted.setdefault(other, set()).update(columns)
    return wanted


def _reads(node: Node, columns: set[str]) -> Iterable[tuple[Node, Iterable[str]]]:
    """What a part reads when these columns of it are wanted."""
    if isinstance(node, ops.Field):
        return [(node.rel, (node.name,))]
    if isinstance(node, ops.Project):
        return [(node.parent, ()), *_values(_only(node.values, columns).values())]
    if isinstance(node, ops.Aggregate):
        metrics = _only(node.metrics, columns, may_be_empty=bool(node.groups))
        return [(node.parent, ()), *_values((*node.groups.values(), *metrics.values()))]
    if isinstance(node, ops.JoinChain):
        return [(node.first, ()), *_values((*_links(node, columns), *_only(node.values, columns).values()))]
    if isinstance(node, ops.JoinLink):
        return [(node.table, ()), *_values(node.predicates)]
    below = node.__children__
    if isinstance(node, _PASSING_ON):
        return [(other, columns if other is node.parent else ()) for other in below]
    return [(other, other.schema if isinstance(other, ops.Relation) else ()) for other in below]


def _links(chain: ops.JoinChain, columns: set[str]) -> list[ops.JoinLink]:
    """The joins on which rows or wanted columns depend, in order."""
    read = _tables_of(_only(chain.values, columns).values())
    kept: list[ops.JoinLink] = []
    for link in reversed(chain.rest):
        if link.table in read or not _adds_only_columns(link):
            kept.insert(0, link)
            read |= _tables_of(link.predicates)
    return kept


def _tables_of(values: Iterable[Node]) -> set[Node]:
    """The tables whose columns the values are made of, as far as they lie directly below."""
    return {field.rel for value in values for field in value.find(ops.Field, filter=ops.Value)}


def _adds_only_columns(link: ops.JoinLink) -> bool:
    """Whether a join leaves the rows as they are: each finds at most one group, and stays where it finds none."""
    groups = link.table.parent
    if link.how != "left" or not isinstance(groups, ops.Aggregate):
        return False
    matched = {
        side.name
        for predicate in link.predicates
        if isinstance(predicate, ops.Equals)
        for side in (predicate.left, predicate.right)
        if isinstance(side, ops.Field) and side.rel == link.table
    }
    return matched == set(groups.groups)


def _values(values: Iterable[Node]) -> list[tuple[Node, tuple[str, ...]]]:
    return [(value, ()) for value in values]


def _only(values: Any, wanted: set[str], *, may_be_empty: bool = False) -> dict[str, Any]:
    """The wanted ones of the columns; one where none is wanted, because a table has at least one."""
    kept = {name: value for name, value in values.items() if name in wanted}
    return kept if kept or may_be_empty else dict(list(values.items())[:1])
