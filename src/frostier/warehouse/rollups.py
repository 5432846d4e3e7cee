"""Customers and their purchases added up beforehand, so that a question need not add up millions of rows.

A rollup groups customers by some of their attributes, and their purchases by month and by what else it names. Customers
are counted so that sums over groups count everybody once: a customer is in one group.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import ibis

from frostier.warehouse.tables import MONEY, QUANTITY


@dataclass(frozen=True, slots=True)
class Rollup:
    """Grain: group of customers × month × category or channel, where these are kept."""

    name: str
    customers: tuple[str, ...]
    by_category: bool = False
    by_channel: bool = False

    @property
    def months_kept(self) -> int:
        """How many months it reaches back, the month of the results included.

        Two years and one month; by category and by tag, where there is most to add up, one year less.
        """
        return 13 if self.by_category or TAG in self.customers else 25

    def months(self, as_of: date) -> tuple[date, date]:
        """The first and the last month that it knows, for results of a day."""
        return months_until(as_of, self.months_kept)

    @property
    def schema(self) -> ibis.Schema:
        """Its columns with their types."""
        return ibis.schema(
            dict.fromkeys(self.customers, "string")
            | {"month": "date"}
            | ({"category": "string"} if self.by_category else {})
            | ({"order_channel": "string"} if self.by_channel else {})
            | SOLD
            | BUYERS
            | ({f"channel_{name}": kind for name, kind in BUYERS.items()} if self.by_channel else {})
        )

    def tells(self, attributes: Collection[str], *, category: bool, channel: bool) -> bool:
        """Whether it knows these attributes of customers, and purchases by category and channel.

        Rows of categories do not add up to orders and buyers of all categories; rows of channels do.
        """
        return set(attributes) <= set(self.customers) and category == self.by_category and channel <= self.by_channel


SOLD = {
    "quantity": QUANTITY,
    "net_amount": MONEY,
    "margin_amount": MONEY,  # of the lines whose cost is known; NULL where none is
    "orders": "int64",  # with a sale line; by category, those that hold it
}
# Each buyer once for a month and category, whatever the channel. ``channel_…``: once for a channel, too.
BUYERS = {
    "buyers": "int64",
    "last_buyers": "int64",  # those who did not buy again by the end of the month of the results
    "buyers_owe": MONEY,  # what the buyers owe past due on the day of the results
    "last_buyers_owe": MONEY,
}

_POSITION = ("tier", "stage", "label")
_SALES_FORCE = ("manager", "team")
_PLACE = ("sales_region", "team")
_KIND = (*_PLACE, "customer_type")
_EVERY = (*_POSITION, "sales_region", "customer_type", *_SALES_FORCE, "top_channel_365d")

GROUPS = "customer_group"
"""Grain: group of customers by every attribute that a drill-down or a list of choices names."""
GROUP_SCHEMA = ibis.schema(dict.fromkeys(_EVERY, "string") | {"customers": "int64", "overdue_amount": MONEY})
GROUP_ATTRIBUTES = _EVERY

# Those with fewer rows first: the first one that can answer does. With a manager or a region among them, every viewer's
# own customers can be told. All attributes by category would be as many rows as there are of single customers.
ROLLUPS: tuple[Rollup, ...] = (
    Rollup("position_and_manager_by_channel", (*_POSITION, *_SALES_FORCE), by_channel=True),
    Rollup("position_and_kind_by_channel", (*_POSITION, *_KIND), by_channel=True),
    Rollup("every_attribute", _EVERY),
    Rollup("kind_by_category_and_channel", _KIND, by_category=True, by_channel=True),
    Rollup("position_and_manager_by_category", (*_POSITION, *_SALES_FORCE), by_category=True),
    Rollup("position_and_place_by_category", (*_POSITION, *_PLACE), by_category=True),
)


TAG = "tag"
TAG_ROLLUPS: tuple[Rollup, ...] = (
    Rollup("tag_by_channel", (TAG,), by_channel=True),
    Rollup("tag_by_category", (TAG,), by_category=True),
)
"""Of the most carried tags, each on its own: a customer counts under every tag, so that tags do not add up."""
MOST_TAGS = 20

CARRIERS = "tag_carriers"
CARRIERS_SCHEMA = ibis.schema({TAG: "string", "carriers": "int64", "place": "int64"})
"""Grain: tag; the most carried one has place 1, and the first ``MOST_TAGS`` are rolled up."""

TAG_GROUPS: dict[str, tuple[str, ...]] = {
    "tag_group_by_position_and_manager": (TAG, *_POSITION, *_SALES_FORCE),
    "tag_group_by_kind": (TAG, *_KIND),
}
TAG_GROUP_FIGURES = {"customers": "int64", "overdue_amount": MONEY, "buyers": "int64"} | SOLD
"""Grain: most carried tag × group of customers. ``buyers`` and what they bought are of the last ``YEAR_MONTHS``;
somebody who only returned something counts as a buyer."""

YEAR = "customer_year"
YEAR_MONTHS = 12
YEAR_SCHEMA = ibis.schema({"customer_key": "int32"} | SOLD)
"""Grain: customer who bought or returned something in the ``YEAR_MONTHS`` that end with the month of the results."""

SCHEMAS: dict[str, ibis.Schema] = {rollup.name: rollup.schema for rollup in (*ROLLUPS, *TAG_ROLLUPS)} | {
    GROUPS: GROUP_SCHEMA,
    CARRIERS: CARRIERS_SCHEMA,
    YEAR: YEAR_SCHEMA,
    **{name: ibis.schema(dict.fromkeys(group, "string") | TAG_GROUP_FIGURES) for name, group in TAG_GROUPS.items()},
}
"""Every table that is added up beforehand."""


def rollup_for(attributes: Collection[str], *, category: bool, channel: bool) -> Rollup | None:
    """The smallest rollup that answers by these attributes; ``None`` where none does."""
    known = TAG_ROLLUPS if TAG in attributes else ROLLUPS
    return next((r for r in known if r.tells(attributes, category=category, channel=channel)), None)


def months_until(as_of: date, number: int) -> tuple[date, date]:
    """The first and the last of so many months that end with the month of a day."""
    first = as_of.year * 12 + as_of.month - number
    return date(first // 12, first % 12 + 1, 1), as_of.replace(day=1)
