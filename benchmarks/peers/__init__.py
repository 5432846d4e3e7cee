"""The same features, computed by others' means over raw order lines."""

from __future__ import annotations

CATEGORIES = (
    "offal", "meat_rolls", "marinated_meat", "balls_surimi", "hotpot_base", "seafood", "poultry", "pork",
    "beef_lamb", "skewers", "prepared_dish", "staples_snacks", "tofu_mushroom", "vegetables", "condiment",
    "beverage", "consumable", "other",
)  # fmt: skip

WINDOWS = (7, 30, 90, 180, 365)

FEATURES: tuple[str, ...] = (
    "recency_days", "tenure_days", "first_order_on", "last_order_on", "orders_total", "spend_total",
    *(f"orders_{w}d" for w in WINDOWS),
    *(f"spend_{w}d" for w in WINDOWS),
    "spend_prev_30d", "spend_prev_90d", "spend_trend_90d", "avg_monthly_spend",
    "margin_30d", "margin_90d", "margin_365d", "margin_rate_365d",
    "avg_order_value_30d", "avg_order_value_90d", "avg_order_value_365d", "max_order_value_365d",
    "active_days_365d", "cycle_days", "cycle_cv", "longest_gap_days_365d", "silence_cycles",
    "category_count_90d", "category_count_365d", "sku_count_30d", "sku_count_90d", "sku_count_365d",
    *(f"share_{c}_365d" for c in CATEGORIES),
    "hotpot_share_365d", "spicy_share_365d", "frozen_share_365d", "chilled_share_365d", "own_brand_share_365d",
    "spring_share_365d", "summer_share_365d", "autumn_share_365d", "winter_share_365d",
    "digital_share_365d", "night_order_share_365d", "morning_order_share_365d", "weekend_order_share_365d",
    "return_rate_365d", "promotion_share_365d", "discount_rate_365d",
)  # fmt: skip
"""The features that every peer computes; a subset of the catalogue that needs order lines only."""
