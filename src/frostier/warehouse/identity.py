"""When two source records are one customer, and what the customer is then called.

A *source record* is one customer code of one source. The rules look for the same legal person at the same place,
so a chain's shops that share a payer's tax id or the head office's phone stay apart: their names or addresses
differ. Every link carries the rule that made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frostier.kernel.reason import Reason
from frostier.kernel.text import Text

MAIN_SOURCE = "erp"
RULES_VERSION = "1"


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """One way to recognise a customer. Records with equal ``match`` values are linked.

    ``one_place``: only where no two of them have different known addresses. ``across_sources``: only between
    sources, and where each source uses the value once. Records of different account levels are never linked.
    """

    id: str
    match: tuple[str, ...]
    text: Text
    one_place: bool = False
    across_sources: bool = False


RULES = (
    IdentityRule("tax_id_and_name", ("tax_id", "name"), Text("税号与名称相同", "same tax id and name"), one_place=True),
    IdentityRule("phone_and_name", ("phone", "name"), Text("电话与名称相同", "same phone and name"), one_place=True),
    IdentityRule("name_and_address", ("name", "address"), Text("名称与地址相同", "same name and address")),
    IdentityRule(
        "phone_across_sources", ("phone",), Text("不同系统中电话相同", "same phone in different sources"),
        one_place=True, across_sources=True,
    ),
)  # fmt: skip

_BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Link:
    """Two source records, by their keys, that a rule says are one customer."""

    record: int
    other: int
    rule: str


def join_records(links: Iterable[Link]) -> dict[int, int]:
    """For every linked record the lowest-ranked record of its group; records are ranked by their number.

    The result does not depend on the order of the links.

    >>> join_records([Link(3, 2, "phone_and_name"), Link(2, 1, "name_and_address")])
    {3: 1, 2: 1, 1: 1}
    """
    parent: dict[int, int] = {}
    for link in links:
        one, other = _root(parent, link.record), _root(parent, link.other)
        parent[max(one, other)] = min(one, other)
    return {record: _root(parent, record) for record in parent}


def customer_id(source: str, code: str) -> str:
    """What people and other systems call a customer: the code itself in the main source.

    >>> customer_id("erp", "C001"), customer_id("shop", "9")
    ('C001', 'shop:9')
    """
    return code if source == MAIN_SOURCE else f"{source}:{code}"


def link_reason(rule: str, inputs: Mapping[str, object]) -> Reason:
    """Why two records are one customer."""
    return Reason(rule, RULES_VERSION, inputs, _BY_ID[rule].text)


def _root(parent: dict[int, int], record: int) -> int:
    root = record
    parent.setdefault(record, record)
    while parent[root] != root:
        root = parent[root]
    while parent[record] != root:
        parent[record], record = root, parent[record]
    return root
