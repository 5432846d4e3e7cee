"""The same features with pandas, in memory, over the order lines in Parquet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmarks.peers import CATEGORIES, WINDOWS


def features(lines_file: Path, sku_file: Path, as_of: date) -> pd.DataFrame:
    """One row per customer with at least one purchase, indexed by customer_key; money as floats."""
    lines = _lines(lines_file, as_of)
    age = lines["age"]
    sale = lines["line_kind"] == "sale"
    orders = _orders(lines.assign(sold=sale))
    table = _per_order(orders)
    year = lines[sale & (age < 365)].merge(pd.read_parquet(sku_file), on="sku_key")
    table = table.join(_per_line(year)).join(_variety(year)).join(_rhythm(orders))
    table = table[table["orders_total"] > 0]
    return _ratios(table, pd.Timestamp(as_of))


def _lines(lines_file: Path, as_of: date) -> pd.DataFrame:
    lines = pd.read_parquet(lines_file)
    lines = lines[lines["customer_key"].notna() & lines["line_kind"].isin(["sale", "return"])]
    for column in ("net_amount", "discount_amount", "cost_amount"):
        lines[column] = lines[column].astype("float64")
    lines["d"] = pd.to_datetime(lines["order_day"])
    lines = lines[lines["d"] <= pd.Timestamp(as_of)]
    lines["age"] = (pd.Timestamp(as_of) - lines["d"]).dt.days
    return lines


def _orders(lines: pd.DataFrame) -> pd.DataFrame:
    sold, net = lines["sold"], lines["net_amount"]
    lines = lines.assign(
        sale=net.where(sold, 0.0),
        returned=(-net).where(~sold, 0.0),
        costed=net.where(lines["cost_amount"].notna(), 0.0),
        promo=net.where(sold & lines["promotion_code"].notna(), 0.0),
    )
    return lines.groupby(["customer_key", "order_key"], as_index=False).agg(
        d=("d", "first"), age=("age", "first"), h=("order_hour", "first"), channel=("order_channel", "first"),
        sold=("sold", "any"), net=("net_amount", "sum"), sale=("sale", "sum"), returned=("returned", "sum"),
        disc=("discount_amount", "sum"), costed=("costed", "sum"), cost=("cost_amount", "sum"), promo=("promo", "sum"),
    )  # fmt: skip


def _per_order(orders: pd.DataFrame) -> pd.DataFrame:
    by, age, year = orders["customer_key"], orders["age"], orders["age"] < 365
    sold, month, hour = orders["sold"], orders["d"].dt.month, orders["h"]
    margin = orders["costed"] - orders["cost"]
    counts = {
        "digital": orders["channel"].isin(["app", "mini_program", "edi"]),
        "night": (hour >= 21) | (hour < 5),
        "morning": (hour >= 5) & (hour < 11),
        "timed": hour.notna(),
        "weekend": orders["d"].dt.dayofweek >= 5,
    }
    seasons = {"spring": [3, 4, 5], "summer": [6, 7, 8], "autumn": [9, 10, 11], "winter": [12, 1, 2]}
    bought = orders[sold].groupby("customer_key")["d"]
    columns: dict[str, pd.Series] = {
        "first_order_on": bought.min(),
        "last_order_on": bought.max(),
        "orders_total": sold.groupby(by).sum(),
        "spend_total": orders["net"].groupby(by).sum(),
        "max_order_value_365d": orders["sale"].where(year).groupby(by).max(),
        "spend_prev_30d": orders["net"].where((age >= 30) & (age < 60), 0).groupby(by).sum(),
        "spend_prev_90d": orders["net"].where((age >= 90) & (age < 180), 0).groupby(by).sum(),
    }
    for w in WINDOWS:
        columns[f"orders_{w}d"] = (sold & (age < w)).groupby(by).sum()
        columns[f"spend_{w}d"] = orders["net"].where(age < w, 0).groupby(by).sum()
    for w in (30, 90, 365):
        columns[f"margin_{w}d"] = margin.where(age < w, 0).groupby(by).sum()
    for name in ("sale", "returned", "promo", "disc", "costed"):
        columns[f"{name}_365d"] = orders[name].where(year, 0).groupby(by).sum()
    for name, months in seasons.items():
        columns[name] = orders["sale"].where(year & month.isin(months), 0).groupby(by).sum()
    for name, condition in counts.items():
        columns[name] = (sold & year & condition).groupby(by).sum()
    return pd.DataFrame(columns)


def _per_line(year: pd.DataFrame) -> pd.DataFrame:
    by, net = year["customer_key"], year["net_amount"]
    total = net.groupby(by).sum()
    flags = {
        "hotpot": year["is_hotpot_item"],
        "spicy": year["spice_level"].isin(["medium", "hot"]),
        "frozen": year["storage"] == "frozen",
        "chilled": year["storage"] == "chilled",
        "own_brand": year["is_own_brand"],
    }
    pivot = year.pivot_table(
        index="customer_key", columns="category", values="net_amount", aggfunc="sum", observed=True
    )
    pivot = pivot.reindex(columns=list(CATEGORIES)).div(total, axis=0)
    pivot.columns = [f"share_{c}_365d" for c in CATEGORIES]
    for name, flag in flags.items():
        pivot[f"{name}_share_365d"] = net.where(flag, 0).groupby(by).sum() / total
    pivot["category_count_365d"] = year.groupby("customer_key")["category"].nunique()
    pivot["category_count_90d"] = year[year["age"] < 90].groupby("customer_key")["category"].nunique()
    return pivot


def _variety(year: pd.DataFrame) -> pd.DataFrame:
    last = year.groupby(["customer_key", "sku_key"])["age"].min().reset_index()
    by = last["customer_key"]
    return pd.DataFrame({f"sku_count_{w}d": (last["age"] < w).groupby(by).sum() for w in (30, 90, 365)})


def _rhythm(orders: pd.DataFrame) -> pd.DataFrame:
    days = orders.loc[orders["sold"] & (orders["age"] < 365), ["customer_key", "d"]].drop_duplicates()
    days = days.sort_values(["customer_key", "d"])
    gap = days.groupby("customer_key")["d"].diff() / timedelta(days=1)
    by = gap.groupby(days["customer_key"])
    return pd.DataFrame(
        {
            "active_days_365d": days.groupby("customer_key").size(),
            "cycle_days": by.mean(),
            "cycle_cv": by.std(ddof=0) / by.mean(),
            "longest_gap_days_365d": by.max(),
        }
    )


def _ratios(table: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    tenure, recency = (as_of - table["first_order_on"]).dt.days, (as_of - table["last_order_on"]).dt.days
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
    ratios = {name: table[a] / table[b] for name, (a, b) in of.items()}
    return table.assign(
        **ratios,
        tenure_days=tenure,
        recency_days=recency,
        spend_trend_90d=table["spend_90d"] / table["spend_prev_90d"] - 1,
        avg_monthly_spend=table["spend_180d"] * 30 / (tenure + 1).clip(30, 180),
        discount_rate_365d=table["disc_365d"] / (table["sale_365d"] + table["disc_365d"]),
        silence_cycles=recency / table["cycle_days"],
    )
