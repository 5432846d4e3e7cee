"""The lines of an order that events brought or changed since the facts were published.

Published lines are as of the latest grading. What came since lies in the inbox; up to the position that has been
evaluated it is folded here, for the one order that is looked at, so that its lines agree with the order itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frostier.flows.live_orders import Article, live_lines
from frostier.flows.ports import JsonObject
from frostier.shell.crm.reading import Reading
from frostier.shell.live.inbox import DjangoInbox
from frostier.sources.folding import fold_order
from frostier.sources.records import OrderLine


def lines_as_of_now(read: Reading, source: str, order_id: str, published: Iterable[JsonObject]) -> Sequence[JsonObject]:
    """The lines of an order, given its ``published`` ones; those cancelled have gone."""
    inbox = DjangoInbox()
    rows = inbox.of_keys([(source, "order", order_id)], up_to=inbox.position())
    said = fold_order([row.event for row in rows])
    return live_lines(said, published, _articles(read, said), read.house.settings.zone)


def _articles(read: Reading, said: Iterable[OrderLine]) -> dict[str, Article]:
    codes = sorted({line.sku_code for line in said})
    if not codes:
        return {}
    skus = read.reader.facts("sku")
    rows = read.house.published.rows(skus.filter(skus.sku_code.isin(codes)).select("sku_code", "sku_name", "category"))
    return {row["sku_code"]: Article(row["sku_name"], row["category"]) for row in rows}
