"""Which customers a viewer may know of: one value, applied to every list, count, chart, export and explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from frostier.kernel.text import Text, join

if TYPE_CHECKING:
    import ibis

ScopeKind = Literal["all", "managers", "teams", "regions", "none"]

COLUMN_OF: dict[ScopeKind, str] = {"managers": "manager", "teams": "team", "regions": "sales_region"}

_WORDS: dict[ScopeKind, Text] = {
    "managers": Text("客户经理", "managers"),
    "teams": Text("团队", "teams"),
    "regions": Text("区域", "regions"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, nothing, or the customers of some account managers, teams or sales regions.

    An account manager who stands in for others sees besides, as long as that lasts, the customers of whom they stand
    in for (``stands_in_for``), and single customers that were handed over (``lent``, their ids).

    >>> Scope("managers", ("李敏",)).describe().en
    'managers: 李敏'
    """

    kind: ScopeKind
    values: tuple[str, ...] = ()
    stands_in_for: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()

    @property
    def every_value(self) -> tuple[str, ...]:
        """The managers, teams or regions whose customers are visible, for good or for a while."""
        return (*self.values, *self.stands_in_for)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is visible."""
        return self.kind == "none" or not (self.kind == "all" or self.every_value or self.lent)

    @property
    def columns(self) -> tuple[str, ...]:
        """What must be known of customers to tell those within."""
        return (COLUMN_OF[self.kind],) if self.kind in COLUMN_OF else ()

    def visible(self, customers: ibis.Table) -> ibis.Table:
        """The rows of a table with columns customer_id, manager, team and sales_region that the viewer may see."""
        if self.kind == "all":
            return customers
        if self.is_empty:
            return customers.limit(0)
        within = customers[COLUMN_OF[self.kind]].isin(list(self.every_value))
        return customers.filter(within | customers.customer_id.isin(list(self.lent)) if self.lent else within)

    def describe(self) -> Text:
        """The scope in words."""
        if self.kind == "all":
            return Text("全部客户", "all customers")
        if self.is_empty:
            return Text("无客户", "no customers")
        word = _WORDS[self.kind]
        own = Text(f"{word.zh}：{'、'.join(self.values)}", f"{word.en}: {', '.join(self.values)}")
        return join([own, *self._handed_over()], zh="；", en="; ")

    def _handed_over(self) -> list[Text]:
        """What is visible for a while, in words."""
        told = []
        if self.stands_in_for:
            zh, en = "、".join(self.stands_in_for), ", ".join(self.stands_in_for)
            told.append(Text(f"代管：{zh}", f"standing in for: {en}"))
        if self.lent:
            told.append(Text(f"代管客户 {len(self.lent)} 位", f"customers handed over: {len(self.lent)}"))
        return told


EVERYTHING = Scope("all")
NOTHING = Scope("none")
