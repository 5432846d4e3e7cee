"""The same features with Polars, streaming, over the order lines in Parquet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmarks.peers import CATEGORIES, WINDOWS


def features(lines_file: Path, sku_file: Path, as_of: date) -> pl.DataFrame:
    """One row per customer with at least one purchase; money as floats, which spares Polars its slower decimals."""
    lines = _lines(lines_file, as_of)
    orders = _orders(lines)
    year = lines.filter(_sale & _within(as_of, 365))
    joined = (
        _per_order(orders, as_of)
        .join(_per_line(year.join(pl.scan_parquet(sku_file), on="sku_key"), as_of), on="customer_key", how="left")
        .join(_variety(year, as_of), on="customer_key", how="left")
        .join(_rhythm(orders.filter("sold", _within(as_of, 365))), on="customer_key", how="left")
    )
    return _ratios(joined.filter(pl.col("orders_total") > 0), as_of).collect(engine="streaming")


_sale = pl.col("line_kind") == "sale"


def _within(as_of: date, days: int) -> pl.Expr:
    return pl.col("d") > as_of - timedelta(days=days)


def _lines(lines_file: Path, as_of: date) -> pl.LazyFrame:
    money = ["n", "disc", "cost"]
    return (
        pl.scan_parquet(lines_file)
        .rename({"order_day": "d", "net_amount": "n", "discount_amount": "disc", "cost_amount": "cost"})
        .filter(pl.col("customer_key").is_not_null(), pl.col("d") <= as_of)
        .filter(pl.col("line_kind").is_in(["sale", "return"]))
        .with_columns(pl.col(money).cast(pl.Float64))
    )


def _orders(lines: pl.LazyFrame) -> pl.LazyFrame:
    net = pl.col("n")
    return lines.group_by("customer_key", "order_key").agg(
        pl.col("d").first(),
        pl.col("order_hour").first().alias("h"),
        pl.col("order_channel").first().alias("channel"),
        _sale.any().alias("sold"),
        net.sum().alias("net"),
        net.filter(_sale).sum().alias("sale"),
        (-net.filter(~_sale).sum()).alias("returned"),
        pl.col("disc").sum(),
        net.filter(pl.col("cost").is_not_null()).sum().alias("costed"),
        pl.col("cost").sum(),
        net.filter(_sale & pl.col("promotion_code").is_not_null()).sum().alias("promo"),
    )


def _per_order(orders: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    sold, year = pl.col("sold"), _within(as_of, 365)
    month, hour = pl.col("d").dt.month(), pl.col("h")
    margin = pl.col("costed") - pl.col("cost")
    counts = {
        "digital": pl.col("channel").is_in(["app", "mini_program", "edi"]),
        "night": (hour >= 21) | (hour < 5),
        "morning": (hour >= 5) & (hour < 11),
        "timed": hour.is_not_null(),
        "weekend": pl.col("d").dt.weekday() >= 6,
    }
    seasons = {"spring": [3, 4, 5], "summer": [6, 7, 8], "autumn": [9, 10, 11], "winter": [12, 1, 2]}
    sums = {
        "sale_365d": "sale",
        "returned_365d": "returned",
        "promo_365d": "promo",
        "disc_365d": "disc",
        "costed_365d": "costed",
    }
    return orders.group_by("customer_key").agg(
        pl.col("d").filter(sold).min().alias("first_order_on"),
        pl.col("d").filter(sold).max().alias("last_order_on"),
        sold.sum().alias("orders_total"),
        pl.col("net").sum().alias("spend_total"),
        *((sold & _within(as_of, w)).sum().alias(f"orders_{w}d") for w in WINDOWS),
        *(pl.col("net").filter(_within(as_of, w)).sum().alias(f"spend_{w}d") for w in WINDOWS),
        pl.col("net").filter(_within(as_of, 60) & ~_within(as_of, 30)).sum().alias("spend_prev_30d"),
        pl.col("net").filter(_within(as_of, 180) & ~_within(as_of, 90)).sum().alias("spend_prev_90d"),
        *(margin.filter(_within(as_of, w)).sum().alias(f"margin_{w}d") for w in (30, 90, 365)),
        pl.col("sale").filter(year).max().alias("max_order_value_365d"),
        *(pl.col(column).filter(year).sum().alias(name) for name, column in sums.items()),
        *(pl.col("sale").filter(year & month.is_in(m)).sum().alias(name) for name, m in seasons.items()),
        *((sold & year & condition).sum().alias(name) for name, condition in counts.items()),
    )


def _per_line(year: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    net, total = pl.col("n"), pl.col("n").sum()
    flags = {
        "hotpot": pl.col("is_hotpot_item"),
        "spicy": pl.col("spice_level").is_in(["medium", "hot"]),
        "frozen": pl.col("storage") == "frozen",
        "chilled": pl.col("storage") == "chilled",
        "own_brand": pl.col("is_own_brand"),
    }
    return year.group_by("customer_key").agg(
        *((net.filter(pl.col("category") == c).sum() / total).alias(f"share_{c}_365d") for c in CATEGORIES),
        *((net.filter(flag).sum() / total).alias(f"{name}_share_365d") for name, flag in flags.items()),
        pl.col("category").n_unique().alias("category_count_365d"),
        pl.col("category").filter(_within(as_of, 90)).n_unique().alias("category_count_90d"),
    )


def _variety(year: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    last = year.group_by("customer_key", "sku_key").agg(pl.col("d").max())
    return last.group_by("customer_key").agg(
        pl.len().alias("sku_count_365d"),
        _within(as_of, 90).sum().alias("sku_count_90d"),
        _within(as_of, 30).sum().alias("sku_count_30d"),
    )


def _rhythm(orders: pl.LazyFrame) -> pl.LazyFrame:
    days = orders.select("customer_key", "d").unique().sort("customer_key", "d")
    gap = pl.col("d").diff().dt.total_days().over("customer_key")
    gaps = days.with_columns(gap.alias("gap")).group_by("customer_key")
    return gaps.agg(
        pl.len().alias("active_days_365d"),
        pl.col("gap").mean().alias("cycle_days"),
        (pl.col("gap").std(ddof=0) / pl.col("gap").mean()).alias("cycle_cv"),
        pl.col("gap").max().alias("longest_gap_days_365d"),
    )


def _ratios(table: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    tenure = (pl.lit(as_of) - pl.col("first_order_on")).dt.total_days()
    recency = (pl.lit(as_of) - pl.col("last_order_on")).dt.total_days()
    of = {
        **{f"avg_order_value_{w}d": (f"spend_{w}d", f"orders_{w}d") for w in (30, 90, 365)},
        **{f"{s}_share_365d": (s, "sale_365d") for s in ("spring", "summer", "autumn", "winter")},
        "margin_rate_365d": ("margin_365d", "costed_365d"),
        "digital_share_365d": ("digital", "orders_365d"),
        "night_order_share_365d": ("night", "timed"),
        "morning_order_share_365d": ("morning", "timed"),
        "weekend_order_share_365d": ("weekend", "orders_365d"),
        "return_rate_365d": ("returned_365d", "sale_365d"),
        "promotion_share_365d": ("promo_365d", "sale_365d"),
    }
    return table.with_columns(
        tenure.alias("tenure_days"),
        recency.alias("recency_days"),
        (pl.col("spend_90d") / pl.col("spend_prev_90d") - 1).alias("spend_trend_90d"),
        (pl.col("spend_180d") * 30 / (tenure + 1).clip(30, 180)).alias("avg_monthly_spend"),
        (pl.col("disc_365d") / (pl.col("sale_365d") + pl.col("disc_365d"))).alias("discount_rate_365d"),
        (recency / pl.col("cycle_days")).alias("silence_cycles"),
        *((pl.col(a) / pl.col(b)).alias(name) for name, (a, b) in of.items()),
    )
