"""Which customers a viewer may know of: one value, applied to every list, count, chart, export and explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from frostier.kernel.text import Text

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

    >>> Scope("managers", ("李敏",)).describe().en
    'managers: 李敏'
    """

    kind: ScopeKind
    values: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What must be known of customers to tell those within."""
        return (COLUMN_OF[self.kind],) if self.kind in COLUMN_OF else ()

    def visible(self, customers: ibis.Table) -> ibis.Table:
        """The rows of a table with columns manager, team and sales_region that the viewer may see."""
        if self.kind == "all":
            return customers
        if self.kind == "none" or not self.values:
            return customers.limit(0)
        return customers.filter(customers[COLUMN_OF[self.kind]].isin(list(self.values)))

    def describe(self) -> Text:
        """The scope in words."""
        if self.kind == "all":
            return Text("全部客户", "all customers")
        if self.kind == "none" or not self.values:
            return Text("无客户", "no customers")
        names = {
            "managers": Text("客户经理", "managers"),
            "teams": Text("团队", "teams"),
            "regions": Text("区域", "regions"),
        }
        word = names[self.kind]
        return Text(f"{word.zh}：{'、'.join(self.values)}", f"{word.en}: {', '.join(self.values)}")


EVERYTHING = Scope("all")
NOTHING = Scope("none")
