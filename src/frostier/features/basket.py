"""What is bought: categories, SKUs, breadth and concentration."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import first_equal, plus, ratio
from frostier.sources.choices import CATEGORIES

HOTPOT_SET = ("offal", "meat_rolls", "marinated_meat", "balls_surimi", "hotpot_base", "skewers")
PROTEINS = ("offal", "meat_rolls", "marinated_meat", "seafood", "poultry", "pork", "beef_lamb")
REGULAR_DAYS = 5

_SHARES_OF_SALES = {
    "hotpot_share_365d": "hotpot_amount",
    "spicy_share_365d": "spicy_amount",
    "frozen_share_365d": "frozen_amount",
    "chilled_share_365d": "chilled_amount",
    "own_brand_share_365d": "own_brand_amount",
    "short_life_share_365d": "short_life_amount",
    "new_item_share_365d": "new_sku_amount",
}


def year(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    return {
        **{column: days[column].sum() for column in _SHARES_OF_SALES.values()},
        "sale_lines": days.sale_lines.sum(),
    }


def categories(days: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Sales and presence by category over the last 365 days; grain customer.

    Folded by category first: the eighteen conditional sums then run over a tenth of the rows.
    """
    folded = days.group_by(*keys, "category").agg(
        sold=days.sale_amount.sum(), age=days.age.min(where=days.sale_amount > 0)
    )
    sold = {c.value: folded.sold.sum(where=folded.category == c.value) for c in CATEGORIES}
    return folded.group_by(keys).agg(
        **{f"sold_{name}": total for name, total in sold.items()},
        categories_90=folded.count(where=folded.age < 90),
        categories_365=folded.age.count(),
        categories_dropped=folded.count(where=(folded.age >= 90) & (folded.age < 180)),
    )


def skus(days: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """How many SKUs over the last 365 days; grain customer."""
    folded = days.group_by(*keys, "sku_key").agg(newest=days.age.min(), oldest=days.age.max(), days=days.count())
    newest = folded.newest
    return folded.group_by(keys).agg(
        skus_30=folded.count(where=newest < 30),
        skus_90=folded.count(where=newest < 90),
        skus_365=folded.count(),
        skus_new=folded.count(where=folded.oldest < 90),
        skus_dropped=folded.count(where=(newest >= 90) & (newest < 180)),
        skus_regular=folded.count(where=folded.days >= REGULAR_DAYS),
    )


def measures(row: ir.Table) -> dict[str, ir.Value]:
    """Sales of all categories together and of the largest one."""
    sold = list(_sold(row).values())
    return {"sold": plus(sold), "most_sold": ibis.greatest(*sold)}


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    sold = _sold(row)
    shares = {name: ratio(amount, row.sold) for name, amount in sold.items()}
    return {
        **{feature: ratio(row[column], row.sales) for feature, column in _SHARES_OF_SALES.items()},
        **{f"share_{name}_365d": share for name, share in shares.items()},
        "hotpot_set_share_365d": ratio(plus([sold[name] for name in HOTPOT_SET]), row.sold),
        "protein_share_365d": ratio(plus([sold[name] for name in PROTEINS]), row.sold),
        "top_category_365d": first_equal(row.most_sold, sold),
        "top_category_share_365d": ratio(row.most_sold, row.sold),
        "category_hhi_365d": plus([share * share for share in shares.values()]),
        "category_count_90d": row.categories_90,
        "category_count_365d": row.categories_365,
        "dropped_category_count_90d": row.categories_dropped,
        "sku_count_30d": row.skus_30,
        "sku_count_90d": row.skus_90,
        "sku_count_365d": row.skus_365,
        "new_sku_count_90d": row.skus_new,
        "dropped_sku_count_90d": row.skus_dropped,
        "regular_sku_count_365d": row.skus_regular,
        "lines_per_order_365d": ratio(row.sale_lines, row.orders_365),
    }


def _sold(row: ir.Table) -> dict[str, ir.DecimalValue]:
    return {c.value: row[f"sold_{c.value}"] for c in CATEGORIES}
