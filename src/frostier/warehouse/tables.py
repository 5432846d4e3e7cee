"""The stored tables of the warehouse that computations read: their grain, columns and units.

Two layers. ``clean``: one current version of every record. ``facts``: clean records folded to day grain per
customer. Everything downstream (features, scores, tags, tiers) reads facts and dimensions only, never order
lines. Customers and SKUs carry a small integer key inside the warehouse; keys never leave it.

Money is DECIMAL; days are the company's business days; an absent customer (anonymous sale) has
``customer_key`` NULL in ``clean_order_line`` and no row in the facts.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis

MONEY = "decimal(18, 2)"
SUM_MONEY = "decimal(38, 2)"
QUANTITY = "decimal(18, 3)"

CLEAN_ORDER_LINE = ibis.schema(
    {
        "batch_no": "int32",  # the import that brought this version
        "row_no": "int64",  # data row in that file, from 1
        "source": "string",
        "order_id": "string",
        "line_no": "string",
        "order_key": "uint64",  # stands for (source, order_id) in grouping; never leaves the warehouse
        "line_kind": "string",  # sale, return, cancelled, service
        "customer_code": "string",  # as the source has it; NULL = anonymous
        "customer_key": "int32",  # after identity resolution; NULL = anonymous
        "sku_code": "string",
        "sku_key": "int32",
        "ordered_at": "timestamp",  # naive UTC
        "order_day": "date",  # company's zone
        "order_hour": "int8",  # 0-23 in the company's zone; NULL where the source has only the day
        "order_channel": "string",
        "quantity": QUANTITY,  # negative for returns
        "unit_price": "decimal(18, 4)",
        "net_amount": MONEY,  # negative for returns
        "discount_amount": MONEY,  # >= 0; 0 where unknown
        "cost_amount": MONEY,  # NULL where no cost is known; negative for returns
        "promotion_code": "string",
        "original_order_id": "string",
        "requested_on": "date",
        "flags": "array<string>",  # exact_duplicate, unusual_price, future_date, unmapped_value, unknown_customer, …
    }
)

DIM_CUSTOMER = ibis.schema(
    {
        "customer_key": "int32",
        "customer_id": "string",  # what people and other systems use
        "customer_name": "string",
        "customer_type": "string",  # never NULL; 'other' when unknown
        "province": "string",
        "city": "string",
        "district": "string",
        "sales_region": "string",  # see warehouse/regions.py: west_sichuan, …, outside
        "climate_zone": "string",  # see warehouse/regions.py
        "account_level": "string",
        "chain_id": "string",
        "payer_id": "string",
        "manager": "string",
        "team": "string",
        "opened_on": "date",
        "credit_limit": MONEY,
        "credit_days": "int64",
        "contract_end_on": "date",
        "seats": "int64",
        "freezer_m3": QUANTITY,
        "needs_custom_cut": "boolean",
        "needs_own_label": "boolean",
        "needs_night_delivery": "boolean",
        "needs_invoice_each": "boolean",
        "min_remaining_life_pct": "decimal(9, 6)",
        "floor_no_lift": "boolean",
        "has_phone": "boolean",
        "has_tax_id": "boolean",
        "has_decision_maker": "boolean",  # a contact is marked as decision maker
        "contacts": "int64",
        "chain_shops": "int64",  # accounts under the same chain, this one included; 1 when alone
        "is_provisional": "boolean",  # known from orders only
        "sources": "int64",  # source records merged into this customer
    }
)

DIM_SKU = ibis.schema(
    {
        "sku_key": "int32",
        "sku_code": "string",
        "sku_name": "string",
        "category": "string",  # never NULL; 'other' when unknown
        "subcategory": "string",
        "brand": "string",
        "storage": "string",
        "shelf_life_days": "int64",
        "list_price": "decimal(18, 4)",
        "unit_cost": "decimal(18, 4)",
        "spice_level": "string",
        "is_hotpot_item": "boolean",  # never NULL
        "is_own_brand": "boolean",  # never NULL
        "launched_on": "date",
    }
)

# Grain: customer × day with at least one line that is not cancelled. Goods only, but for service_amount.
FACT_CUSTOMER_DAY = ibis.schema(
    {
        "customer_key": "int32",
        "day": "date",
        "orders": "int32",  # distinct orders with at least one sale line
        "sale_lines": "int32",
        "return_lines": "int32",
        "sale_amount": MONEY,  # goods sold
        "return_amount": MONEY,  # goods returned, >= 0
        "net_amount": MONEY,  # sale_amount - return_amount
        "discount_amount": MONEY,
        "promotion_amount": MONEY,  # sale_amount of lines with a promotion
        "costed_amount": MONEY,  # net_amount of lines whose cost is known
        "cost_amount": MONEY,  # cost of those lines; margin = costed_amount - cost_amount
        "service_amount": MONEY,
        "max_order_amount": MONEY,  # largest order of the day
        "skus": "int32",  # distinct SKUs sold
        "categories": "int32",  # distinct categories sold
        "frozen_amount": MONEY,
        "chilled_amount": MONEY,
        "hotpot_amount": MONEY,  # sale_amount of hotpot items
        "spicy_amount": MONEY,  # sale_amount of items with spice level medium or hot
        "own_brand_amount": MONEY,
        "short_life_amount": MONEY,  # sale_amount of items with shelf life <= 30 days
        "new_sku_amount": MONEY,  # sale_amount of items launched within the 90 days before the day
        "digital_orders": "int32",  # app, mini_program, edi
        "night_orders": "int32",  # placed 21:00-05:00
        "morning_orders": "int32",  # placed 05:00-11:00
        "timed_orders": "int32",  # orders whose hour is known
        "rush_orders": "int32",  # requested for the same day
    }
)

# Grain: customer × category × day with sales or returns of goods.
FACT_CUSTOMER_CATEGORY_DAY = ibis.schema(
    {
        "customer_key": "int32",
        "category": "string",
        "day": "date",
        "sale_amount": MONEY,
        "net_amount": MONEY,
        "quantity": QUANTITY,
        "orders": "int32",
    }
)

# Grain: customer × SKU × day with sales of goods.
FACT_CUSTOMER_SKU_DAY = ibis.schema(
    {
        "customer_key": "int32",
        "sku_key": "int32",
        "day": "date",
        "quantity": QUANTITY,
        "sale_amount": MONEY,
    }
)

# Grain: customer × channel × day with orders.
FACT_CUSTOMER_CHANNEL_DAY = ibis.schema(
    {
        "customer_key": "int32",
        "order_channel": "string",
        "day": "date",
        "orders": "int32",
        "sale_amount": MONEY,
    }
)

# Grain: receivable. What was known as of a day: issued_on <= day; paid when paid_on <= day.
FACT_RECEIVABLE = ibis.schema(
    {
        "customer_key": "int32",
        "receivable_id": "string",
        "issued_on": "date",
        "due_on": "date",
        "paid_on": "date",  # NULL while open
        "amount": MONEY,
        "paid_amount": MONEY,
    }
)

# Grain: customer type × calendar month (1-12). Sales of the type in the month over its average month, from
# whole months only; 1.0 where there is less than a year of data. Scaled integer so that every engine agrees.
FACT_TYPE_SEASON = ibis.schema(
    {
        "customer_type": "string",
        "month": "int32",
        "index_per_mille": "int64",  # 1000 = an average month; bounded to 200..5000
    }
)

# The intermediate step between order lines and the day facts. Grain: customer × day × order × category, cancelled
# lines left out. Two small roll-ups of it replace distinct counts over the lines.
ORDER_CATEGORY = ibis.schema(
    {
        "customer_key": "int32",
        "day": "date",
        "order_key": "uint64",
        "category": "string",
        "sale_lines": "int64",
        "return_lines": "int64",
        "quantity": QUANTITY,  # goods, returns subtracted
        "sale_amount": MONEY,
        "return_amount": MONEY,  # >= 0
        "discount_amount": MONEY,  # of sale lines
        "promotion_amount": MONEY,
        "costed_amount": MONEY,
        "cost_amount": MONEY,
        "service_amount": MONEY,
        "order_channel": "string",  # the first in the alphabet where an order has several
        "order_hour": "int8",  # the earliest
        "requested_on": "date",  # the earliest
    }
)

# Current receivables with the customer they belong to. Grain: receivable.
CLEAN_RECEIVABLE = ibis.schema(
    {
        "customer_key": "int32",
        "receivable_id": "string",
        "issued_on": "date",
        "due_on": "date",  # NULL where the source does not say
        "credit_days": "int64",  # the customer's; NULL where unknown
        "paid_on": "date",
        "amount": MONEY,
        "paid_amount": MONEY,  # NULL where the source does not say
    }
)

# ── published facts: what people look at, beside the results that were graded from them ─────────────────────────
#
# Only customers that are known; anonymous sales stand in no table. Sorted by customer_key.

# Grain: order line, cancelled and service lines included.
PUBLISHED_ORDER_LINE = ibis.schema(
    {
        "customer_key": "int32",
        "source": "string",
        "order_id": "string",
        "line_no": "string",
        "order_key": "uint64",  # stands for (source, order_id) in grouping
        "line_kind": "string",  # sale, return, cancelled, service
        "order_day": "date",
        "ordered_at": "timestamp",  # naive UTC
        "order_channel": "string",
        "sku_code": "string",
        "sku_name": "string",
        "category": "string",
        "quantity": QUANTITY,  # negative for returns
        "unit_price": "decimal(18, 4)",
        "net_amount": MONEY,  # negative for returns
        "discount_amount": MONEY,
        "cost_amount": MONEY,  # NULL where no cost is known; negative for returns
        "promotion_code": "string",
    }
)

# Grain: customer × order with at least one line that is not cancelled. Amounts and quantity are of goods, returns
# subtracted, but for service_amount.
PUBLISHED_CUSTOMER_ORDER = ibis.schema(
    {
        "customer_key": "int32",
        "source": "string",
        "order_id": "string",
        "order_day": "date",
        "ordered_at": "timestamp",  # naive UTC
        "order_channel": "string",
        "lines": "int32",
        "sale_lines": "int32",  # 0: nothing but returns or services, which is no purchase
        "quantity": QUANTITY,
        "net_amount": MONEY,
        "discount_amount": MONEY,
        "costed_amount": MONEY,  # net_amount of the lines whose cost is known
        "cost_amount": MONEY,  # cost of those lines; margin = costed_amount - cost_amount; NULL where none is known
        "return_amount": MONEY,  # >= 0
        "service_amount": MONEY,
        "categories": "array<string>",  # of goods, in alphabetical order
    }
)

# Grain: customer × month × category × channel with goods sold or returned.
#
# So that buyers can be counted without telling them apart first, every row with orders says whether it is the first of
# its customer, month and category (by channel), and when the customer bought next. The buyers of a category in a
# period are its first rows whose ``category_next_month`` does not lie in the period any more.
PUBLISHED_CUSTOMER_MONTH = ibis.schema(
    {
        "customer_key": "int32",
        "month": "date",  # its first day
        "category": "string",
        "order_channel": "string",
        "orders": "int32",  # distinct orders with a sale line in this cell; an order can stand in several
        "quantity": QUANTITY,
        "sale_amount": MONEY,
        "net_amount": MONEY,
        "margin_amount": MONEY,  # of the lines whose cost is known; NULL where none is
        "next_month": "date",  # in which the customer bought of the category by the channel again
        "first_of_category": "boolean",
        "category_next_month": "date",  # in which the customer bought of the category again, by whatever channel
    }
)

# Grain: customer × month × channel with goods sold or returned. Buyers are told as in ``customer_month``.
PUBLISHED_CUSTOMER_CHANNEL_MONTH = ibis.schema(
    {
        "customer_key": "int32",
        "month": "date",  # its first day
        "order_channel": "string",
        "orders": "int32",  # of ``customer_order`` with a sale line
        "is_bought": "boolean",  # whether a line of this channel and month was sold
        "quantity": QUANTITY,
        "net_amount": MONEY,
        "margin_amount": MONEY,  # of the lines whose cost is known; NULL where none is
        "next_month": "date",  # in which the customer bought by the channel again
        "is_first": "boolean",  # of its customer and month
        "customer_next_month": "date",  # in which the customer bought again, by whatever channel
    }
)

# Grain: receivable. What was known as of a day: see FACT_RECEIVABLE.
PUBLISHED_RECEIVABLE = ibis.schema(
    {
        "customer_key": "int32",
        "receivable_id": "string",
        "order_id": "string",
        "issued_on": "date",
        "due_on": "date",
        "paid_on": "date",  # NULL while open
        "amount": MONEY,
        "paid_amount": MONEY,
    }
)

# Grain: person at a customer.
PUBLISHED_CONTACT = ibis.schema(
    {
        "customer_key": "int32",
        "contact_code": "string",
        "contact_name": "string",
        "role": "string",
        "phone": "string",
        "wechat": "string",
        "is_decision_maker": "boolean",
    }
)

# Grain: article.
PUBLISHED_SKU = ibis.schema(
    {name: kind for name, kind in DIM_SKU.items() if name != "sku_key"},
)

PUBLISHED_FACTS: dict[str, ibis.Schema] = {
    "order_line": PUBLISHED_ORDER_LINE,
    "customer_order": PUBLISHED_CUSTOMER_ORDER,
    "customer_month": PUBLISHED_CUSTOMER_MONTH,
    "customer_channel_month": PUBLISHED_CUSTOMER_CHANNEL_MONTH,
    "receivable": PUBLISHED_RECEIVABLE,
    "contact": PUBLISHED_CONTACT,
    "sku": PUBLISHED_SKU,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The unbound Ibis tables that feature expressions read."""

    customer: ibis.Table
    sku: ibis.Table
    customer_day: ibis.Table
    customer_category_day: ibis.Table
    customer_sku_day: ibis.Table
    customer_channel_day: ibis.Table
    receivable: ibis.Table
    type_season: ibis.Table


def stored_facts() -> Facts:
    """The facts under the names that every engine stores them by."""
    return Facts(
        customer=ibis.table(DIM_CUSTOMER, name="dim_customer"),
        sku=ibis.table(DIM_SKU, name="dim_sku"),
        customer_day=ibis.table(FACT_CUSTOMER_DAY, name="fact_customer_day"),
        customer_category_day=ibis.table(FACT_CUSTOMER_CATEGORY_DAY, name="fact_customer_category_day"),
        customer_sku_day=ibis.table(FACT_CUSTOMER_SKU_DAY, name="fact_customer_sku_day"),
        customer_channel_day=ibis.table(FACT_CUSTOMER_CHANNEL_DAY, name="fact_customer_channel_day"),
        receivable=ibis.table(FACT_RECEIVABLE, name="fact_receivable"),
        type_season=ibis.table(FACT_TYPE_SEASON, name="fact_type_season"),
    )
