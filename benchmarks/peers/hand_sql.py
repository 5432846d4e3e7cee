"""Hand-written DuckDB SQL over the order lines, as an analyst with time would write it.

Orders are folded first (distinct counts over all lines cost memory), shares come from one pass over the lines of the
year, variety from the last day of each customer and SKU.
"""

from __future__ import annotations

from datetime import date

from benchmarks.peers import CATEGORIES, WINDOWS


def features_sql(as_of: date) -> str:
    """One row per customer with at least one purchase: ``customer_key`` and the peer features."""
    day = f"DATE '{as_of.isoformat()}'"
    order_windows = ",\n".join(
        f"count(*) FILTER (sold AND d > {day} - {w}) AS orders_{w}d, sum(net) FILTER (d > {day} - {w}) AS spend_{w}d"
        for w in WINDOWS
    )
    category_sums = ",\n".join(
        f"sum(n) FILTER (category = '{c}') / sum(n)::DOUBLE AS share_{c}_365d" for c in CATEGORIES
    )
    return f"""
WITH lines AS (
  SELECT customer_key, order_key, sku_key, order_day AS d, order_hour AS h, order_channel AS channel, line_kind,
         net_amount AS n, discount_amount AS disc, cost_amount AS cost, promotion_code AS promo
  FROM clean_order_line
  WHERE customer_key IS NOT NULL AND line_kind IN ('sale', 'return') AND order_day <= {day}
),
orders AS (
  SELECT customer_key, order_key, any_value(d) AS d, any_value(h) AS h, any_value(channel) AS channel,
         bool_or(line_kind = 'sale') AS sold, sum(n) AS net,
         coalesce(sum(n) FILTER (line_kind = 'sale'), 0) AS sale,
         coalesce(-sum(n) FILTER (line_kind = 'return'), 0) AS returned,
         sum(disc) AS disc, sum(n) FILTER (cost IS NOT NULL) AS costed, sum(cost) AS cost,
         coalesce(sum(n) FILTER (line_kind = 'sale' AND promo IS NOT NULL), 0) AS promo
  FROM lines GROUP BY customer_key, order_key
),
per_order AS (
  SELECT customer_key, min(d) FILTER (sold) AS first_order_on, max(d) FILTER (sold) AS last_order_on,
         count(*) FILTER (sold) AS orders_total, sum(net) AS spend_total,
         {order_windows},
         sum(net) FILTER (d > {day} - 60 AND d <= {day} - 30) AS spend_prev_30d,
         sum(net) FILTER (d > {day} - 180 AND d <= {day} - 90) AS spend_prev_90d,
         sum(costed - cost) FILTER (d > {day} - 30) AS margin_30d,
         sum(costed - cost) FILTER (d > {day} - 90) AS margin_90d,
         sum(costed - cost) FILTER (d > {day} - 365) AS margin_365d,
         sum(costed) FILTER (d > {day} - 365) AS costed_365d,
         max(sale) FILTER (d > {day} - 365) AS max_order_value_365d,
         sum(sale) FILTER (d > {day} - 365) AS sale_365d,
         sum(returned) FILTER (d > {day} - 365) AS returned_365d,
         sum(promo) FILTER (d > {day} - 365) AS promo_365d,
         sum(disc) FILTER (d > {day} - 365) AS disc_365d,
         sum(sale) FILTER (d > {day} - 365 AND month(d) BETWEEN 3 AND 5) AS spring,
         sum(sale) FILTER (d > {day} - 365 AND month(d) BETWEEN 6 AND 8) AS summer,
         sum(sale) FILTER (d > {day} - 365 AND month(d) BETWEEN 9 AND 11) AS autumn,
         sum(sale) FILTER (d > {day} - 365 AND month(d) IN (12, 1, 2)) AS winter,
         count(*) FILTER (sold AND d > {day} - 365 AND channel IN ('app', 'mini_program', 'edi')) AS digital,
         count(*) FILTER (sold AND d > {day} - 365 AND (h >= 21 OR h < 5)) AS night,
         count(*) FILTER (sold AND d > {day} - 365 AND h >= 5 AND h < 11) AS morning,
         count(*) FILTER (sold AND d > {day} - 365 AND h IS NOT NULL) AS timed,
         count(*) FILTER (sold AND d > {day} - 365 AND isodow(d) >= 6) AS weekend
  FROM orders GROUP BY customer_key
),
per_line AS (
  SELECT customer_key, {category_sums},
         count(DISTINCT category) AS category_count_365d,
         count(DISTINCT category) FILTER (d > {day} - 90) AS category_count_90d,
         sum(n) FILTER (is_hotpot_item) / sum(n)::DOUBLE AS hotpot_share_365d,
         sum(n) FILTER (spice_level IN ('medium', 'hot')) / sum(n)::DOUBLE AS spicy_share_365d,
         sum(n) FILTER (storage = 'frozen') / sum(n)::DOUBLE AS frozen_share_365d,
         sum(n) FILTER (storage = 'chilled') / sum(n)::DOUBLE AS chilled_share_365d,
         sum(n) FILTER (is_own_brand) / sum(n)::DOUBLE AS own_brand_share_365d
  FROM lines JOIN dim_sku USING (sku_key)
  WHERE line_kind = 'sale' AND d > {day} - 365
  GROUP BY customer_key
),
last_bought AS (
  SELECT customer_key, sku_key, max(d) AS d FROM lines WHERE line_kind = 'sale' AND d > {day} - 365 GROUP BY ALL
),
variety AS (
  SELECT customer_key, count(*) AS sku_count_365d, count(*) FILTER (d > {day} - 90) AS sku_count_90d,
         count(*) FILTER (d > {day} - 30) AS sku_count_30d
  FROM last_bought GROUP BY customer_key
),
days AS (SELECT DISTINCT customer_key, d FROM orders WHERE sold AND d > {day} - 365),
gaps AS (SELECT customer_key, d, d - lag(d) OVER (PARTITION BY customer_key ORDER BY d) AS gap FROM days),
rhythm AS (
  SELECT customer_key, count(*) AS active_days_365d, avg(gap) AS cycle_days,
         stddev_pop(gap) / nullif(avg(gap), 0) AS cycle_cv, max(gap) AS longest_gap_days_365d
  FROM gaps GROUP BY customer_key
)
SELECT o.*, o.spend_90d / nullif(o.spend_prev_90d, 0)::DOUBLE - 1 AS spend_trend_90d,
       {day} - first_order_on AS tenure_days, {day} - last_order_on AS recency_days,
       o.spend_180d * 30 / least(180, greatest(30, {day} - first_order_on + 1))::DOUBLE AS avg_monthly_spend,
       o.margin_365d / nullif(o.costed_365d, 0)::DOUBLE AS margin_rate_365d,
       o.spend_30d / nullif(o.orders_30d, 0)::DOUBLE AS avg_order_value_30d,
       o.spend_90d / nullif(o.orders_90d, 0)::DOUBLE AS avg_order_value_90d,
       o.spend_365d / nullif(o.orders_365d, 0)::DOUBLE AS avg_order_value_365d,
       o.spring / nullif(o.sale_365d, 0)::DOUBLE AS spring_share_365d,
       o.summer / nullif(o.sale_365d, 0)::DOUBLE AS summer_share_365d,
       o.autumn / nullif(o.sale_365d, 0)::DOUBLE AS autumn_share_365d,
       o.winter / nullif(o.sale_365d, 0)::DOUBLE AS winter_share_365d,
       o.digital / nullif(o.orders_365d, 0)::DOUBLE AS digital_share_365d,
       o.night / nullif(o.timed, 0)::DOUBLE AS night_order_share_365d,
       o.morning / nullif(o.timed, 0)::DOUBLE AS morning_order_share_365d,
       o.weekend / nullif(o.orders_365d, 0)::DOUBLE AS weekend_order_share_365d,
       o.returned_365d / nullif(o.sale_365d, 0)::DOUBLE AS return_rate_365d,
       o.promo_365d / nullif(o.sale_365d, 0)::DOUBLE AS promotion_share_365d,
       o.disc_365d / nullif(o.sale_365d + o.disc_365d, 0)::DOUBLE AS discount_rate_365d,
       ({day} - last_order_on) / nullif(r.cycle_days, 0) AS silence_cycles,
       l.* EXCLUDE (customer_key), v.* EXCLUDE (customer_key), r.* EXCLUDE (customer_key)
FROM per_order o
LEFT JOIN per_line l USING (customer_key) LEFT JOIN variety v USING (customer_key)
LEFT JOIN rhythm r USING (customer_key)
WHERE o.orders_total > 0
"""
