"""Cut points: where a quantile of the graded population stands, frozen per grading.

"The best tenth by spend" is ``spend >= cut``. The cut is computed once over the whole population and kept, so that
a full run, a few touched customers and a what-if are all measured with the same rod.

How an engine fills them, one query per ``by`` column, each one scan::

    cuts = CutPoints()
    for query in cut_queries(features, specs):
        rows = engine.fetch(query.table)          # one mapping per row, typed values
        cuts = cuts.joined(query.read(rows))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeAlias

import ibis
from ibis.expr.datatypes import Array

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

CutValue: TypeAlias = int | Decimal | float | date
Group: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class CutSpec:
    """Which cut: a quantile (0..1) of a field over all customers, or within each value of the column ``by``."""

    field: str
    quantile: Decimal
    by: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.quantile <= 1:
            raise InvalidInput(
                Text(
                    f"分位数应在 0 到 1 之间，{self.field} 得到 {self.quantile}。",
                    f"Expected a quantile from 0 to 1 for {self.field}, got {self.quantile}.",
                )
            )

    @property
    def sort_key(self) -> tuple[str, str, Decimal]:
        """A total order, so that everything derived from a set of specs is the same every time."""
        return (self.by or "", self.field, self.quantile)


@dataclass(frozen=True)
class CutPoints:
    """The cuts of one grading. A group (or population) without any value has no cut, and lookups give ``None``."""

    values: Mapping[CutSpec, Mapping[Group, CutValue]] = field(default_factory=dict)
    _together: dict[tuple[int, Group], tuple[tuple[CutSpec, ...], tuple[CutValue, ...] | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        frozen = {spec: MappingProxyType(dict(groups)) for spec, groups in self.values.items()}
        object.__setattr__(self, "values", MappingProxyType(frozen))

    def of(self, spec: CutSpec, group: Group = None) -> CutValue | None:
        """The cut of ``spec`` for one group; without ``by`` the group is ignored."""
        return self.groups(spec).get(group if spec.by is not None else None)

    def all_of(self, specs: tuple[CutSpec, ...], group: Group = None) -> tuple[CutValue, ...] | None:
        """The cuts of several specs for one group, in their order; ``None`` where one of them has none.

        Asked for every customer and day ahead, so that they are put together once.
        """
        kept = self._together.get((id(specs), group))
        if kept is None or kept[0] is not specs:
            found = tuple(cut for spec in specs if (cut := self.of(spec, group)) is not None)
            kept = self._together[id(specs), group] = specs, found if len(found) == len(specs) else None
        return kept[1]

    def groups(self, spec: CutSpec) -> Mapping[Group, CutValue]:
        """Every group's cut; the only key is ``None`` where the spec has no ``by``."""
        return self.values.get(spec, {})

    def missing(self, specs: Iterable[CutSpec]) -> list[CutSpec]:
        """The specs that were never computed (as opposed to computed and empty)."""
        return sorted((s for s in specs if s not in self.values), key=lambda s: s.sort_key)

    def joined(self, other: CutPoints) -> CutPoints:
        """Both together; ``other`` wins where both know a spec."""
        return CutPoints({**self.values, **other.values})

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, in a fixed order, from which :meth:`from_json` gives back an equal object."""
        return {"cuts": [_spec_json(spec, self.values[spec]) for spec in sorted(self.values, key=lambda s: s.sort_key)]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CutPoints:
        """The cuts that :meth:`to_json` wrote; raises ``InvalidInput`` for anything else."""
        try:
            return cls(dict(_spec_from_json(entry) for entry in data["cuts"]))
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise InvalidInput(
                Text(f"分位点数据无法读取：{error!r}。", f"The stored cut points cannot be read: {error!r}."),
                next_step=Text("请重新评级以生成分位点。", "Grade again to compute them anew."),
            ) from error


def plain_cut(values: Iterable[CutValue | None], quantile: Decimal) -> CutValue | None:
    """The smallest value that at least ``quantile`` of the non-NULL values do not exceed; ``None`` for no values.

    The plain counterpart of ``quantile_disc``: the value at rank ``max(1, ceil(quantile * n))``, exactly.

    >>> plain_cut([40, 10, 30, 20, None], Decimal("0.5"))
    20
    """
    ordered: list[Any] = sorted(v for v in values if v is not None)
    if not ordered:
        return None
    rank = -int((-quantile * len(ordered)).to_integral_value(rounding="ROUND_FLOOR"))
    found: CutValue = ordered[max(1, rank) - 1]
    return found


def plain_cuts(rows: Iterable[Mapping[str, Any]], specs: Iterable[CutSpec]) -> CutPoints:
    """The cuts of a population given as plain rows; what an engine must agree with."""
    kept = list(rows)
    return CutPoints({spec: _cuts_by_group(kept, spec) for spec in specs})


@dataclass(frozen=True)
class CutQuery:
    """One query over the population: a row per group, and per field a list of cuts.

    ``table`` has the columns ``group`` (absent without ``by``) and ``cuts_0``, ``cuts_1``, … in the order of
    ``fields``, each a list in the order of that field's specs.
    """

    by: str | None
    fields: tuple[tuple[CutSpec, ...], ...]
    table: ibis.Table

    def read(self, rows: Iterable[Mapping[str, Any]]) -> CutPoints:
        """The cuts that the fetched rows of ``table`` hold."""
        found: dict[CutSpec, dict[Group, CutValue]] = {spec: {} for specs in self.fields for spec in specs}
        for row in rows:
            for position, specs in enumerate(self.fields):
                for spec, value in zip(specs, row[f"cuts_{position}"] or (), strict=False):
                    found[spec][row["group"] if self.by else None] = value
        return CutPoints(found)


def cut_queries(table: ibis.Table, specs: Iterable[CutSpec]) -> list[CutQuery]:
    """The queries that compute the cuts over ``table`` (grain: one row per customer), one per ``by`` column."""
    ordered = sorted(set(specs), key=lambda s: s.sort_key)
    return [_cut_query(table, by, list(same_by)) for by, same_by in groupby(ordered, key=lambda s: s.by)]


def _cut_query(table: ibis.Table, by: str | None, specs: list[CutSpec]) -> CutQuery:
    # A list of quantiles per field sorts the field once: 100 cuts over 50 fields take a third of the time.
    fields = tuple(tuple(same_field) for _, same_field in groupby(specs, key=lambda s: s.field))
    cuts = {f"cuts_{n}": _quantiles(table[of_field[0].field], of_field) for n, of_field in enumerate(fields)}
    if by is None:
        return CutQuery(by, fields, table.aggregate(**cuts))
    named = table.filter(table[by].notnull())
    return CutQuery(by, fields, named.group_by(group=named[by]).aggregate(**cuts))


def _cuts_by_group(rows: list[Mapping[str, Any]], spec: CutSpec) -> dict[Group, CutValue]:
    members: dict[Group, list[Any]] = {}
    for row in rows:
        group = row[spec.by] if spec.by else None
        if spec.by is None or group is not None:
            members.setdefault(group, []).append(row[spec.field])
    cuts = {group: plain_cut(values, spec.quantile) for group, values in members.items()}
    return {group: cut for group, cut in cuts.items() if cut is not None}


def _spec_json(spec: CutSpec, groups: Mapping[Group, CutValue]) -> dict[str, Any]:
    return {
        "field": spec.field,
        "quantile": str(spec.quantile),
        "by": spec.by,
        "points": [[group, *_value_json(groups[group])] for group in sorted(groups, key=lambda g: g or "")],
    }


def _spec_from_json(entry: Mapping[str, Any]) -> tuple[CutSpec, dict[Group, CutValue]]:
    spec = CutSpec(entry["field"], Decimal(entry["quantile"]), entry["by"])
    return spec, {group: _READ[kind](text) for group, kind, text in entry["points"]}


def _value_json(value: CutValue) -> tuple[str, str]:
    # Text for every kind: JSON stores differ in what they do to long integers and to 3.0.
    if isinstance(value, date):
        return "date", value.isoformat()
    return type(value).__name__.lower(), repr(value) if isinstance(value, float) else str(value)


_READ: dict[str, Any] = {"int": int, "decimal": Decimal, "float": float, "date": date.fromisoformat}


def _quantiles(column: ibis.Column, specs: tuple[CutSpec, ...]) -> ibis.Scalar:
    # Ibis' own quantile interpolates. Decimal quantiles keep the rank exact: 0.1 as binary float is not a tenth.
    dtype = column.type()

    @ibis.udf.agg.builtin(name="quantile_disc", signature=((dtype, _QUANTILES), Array(dtype)))
    def quantile_disc(value, quantiles):  # type: ignore[no-untyped-def]
        ...

    return quantile_disc(column, ibis.literal([spec.quantile for spec in specs], type=_QUANTILES))


_QUANTILES = ibis.dtype("array<decimal(9, 6)>")
