"""Source records become customers: links found by SQL, joined by :mod:`frostier.warehouse.identity`."""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

import duckdb

from frostier.engines.duckdb.parsing import literal
from frostier.engines.duckdb.schema import sql_types
from frostier.warehouse.identity import MAIN_SOURCE, RULES, IdentityRule, Link, join_records
from frostier.warehouse.regions import climate_zone, sales_region
from frostier.warehouse.tables import DIM_CUSTOMER

_FULL_WIDTH = "０１２３４５６７８９（）　ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_HALF_WIDTH = "0123456789() abcdefghijklmnopqrstuvwxyz"

# Merged from the records of a customer: the first that is known, the main source's first.
_MERGED = (
    "customer_name", "customer_type", "province", "city", "district", "account_level", "manager", "team", "opened_on",
    "credit_limit", "credit_days", "contract_end_on", "seats", "freezer_m3", "needs_custom_cut", "needs_own_label",
    "needs_night_delivery", "needs_invoice_each", "min_remaining_life_pct", "floor_no_lift",
)  # fmt: skip
_LINKING = ("phone", "tax_id", "chain_code", "payer_code")


def resolve_identity(connection: duckdb.DuckDBPyConnection) -> None:
    """Recompute ``identity_link`` and ``customer_of_record`` from the current customer records."""
    _rank_records(connection)
    connection.execute("DELETE FROM identity_link")
    for rule in RULES:
        connection.execute(f"INSERT INTO identity_link {_links(rule)}")
    links = [
        Link(*row) for row in connection.execute("SELECT record_key, joined_key, rule FROM identity_link").fetchall()
    ]
    joined = join_records(links)
    connection.execute("CREATE OR REPLACE TEMP TABLE joined_record (record INTEGER, root INTEGER)")
    if joined:
        connection.execute(
            "INSERT INTO joined_record SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[])",
            [list(joined), list(joined.values())],
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE former_customer AS SELECT * FROM customer_of_record")
    connection.execute("DELETE FROM customer_of_record")
    connection.execute("""
        INSERT INTO customer_of_record
        SELECT r.record_key, coalesce(root.record_key, r.record_key)
        FROM ranked_record r LEFT JOIN joined_record j ON j.record = r.rank LEFT JOIN ranked_record root ON root.rank = j.root""")
    connection.execute("""UPDATE identity_link l SET record_key = a.record_key, joined_key = b.record_key
        FROM ranked_record a, ranked_record b WHERE a.rank = l.record_key AND b.rank = l.joined_key""")


def _rank_records(connection: duckdb.DuckDBPyConnection) -> None:
    """``ranked_record``: the source records that are in use, ranked so that the first of a group speaks for it."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE ranked_record AS
        SELECT CAST(row_number() OVER (ORDER BY r.source <> {literal(MAIN_SOURCE)}, r.source, r.customer_code) AS INTEGER) AS rank,
               r.record_key, r.source, r.customer_code, c.batch_no IS NOT NULL AS is_known,
               coalesce(c.account_level, 'shop') AS level, c.tax_id, c.phone,
               {_normal("c.customer_name")} AS name, {_normal("c.address")} AS address
        FROM customer_record r LEFT JOIN clean_customer c USING (source, customer_code)
        WHERE c.batch_no IS NOT NULL
           OR r.record_key IN (SELECT record_key FROM order_line)
           OR (r.source, r.customer_code) IN (SELECT source, customer_code FROM clean_payment)""")


def _normal(text: str) -> str:
    """Text without what people write differently: case, width, blanks, punctuation, the legal form."""
    plain = f"lower(translate({text}, {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)}))"
    bare = f"regexp_replace({plain}, '[\\s\\p{{P}}\\p{{S}}]', '', 'g')"
    return f"nullif(regexp_replace({bare}, '(股份有限公司|有限责任公司|有限公司)$', ''), '')"


def _links(rule: IdentityRule) -> str:
    """Every record of a matching group, linked to the first of the group (both by rank)."""
    key = ", ".join(("level", *rule.match))
    known = " AND ".join(f"{column} IS NOT NULL" for column in rule.match)
    conditions = ["count(*) > 1"]
    if rule.one_place:
        conditions.append("count(DISTINCT address) <= 1")
    if rule.across_sources:
        conditions.append("count(*) = count(DISTINCT source)")
    return f"""
        SELECT r.rank, g.first, {literal(rule.id)} FROM ranked_record r
        JOIN (SELECT {key}, min(rank) AS first FROM ranked_record WHERE is_known AND {known}
              GROUP BY {key} HAVING {" AND ".join(conditions)}) g USING ({key})
        WHERE r.is_known AND r.rank <> g.first"""


def rebuild_customers(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``dim_customer`` anew from the records and who they belong to."""
    _merge_attributes(connection)
    _place_customers(connection)
    _count_contacts(connection)
    connection.execute("CREATE OR REPLACE TEMP TABLE next_customer AS " + _CUSTOMERS)
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in sql_types(DIM_CUSTOMER).items())
    connection.execute("DELETE FROM dim_customer")
    connection.execute(f"INSERT INTO dim_customer SELECT {columns} FROM next_customer ORDER BY customer_key")


def _merge_attributes(connection: duckdb.DuckDBPyConnection) -> None:
    """``merged_customer``: one row a customer. Most have one record, and only the others need ordering."""
    fields = (*_MERGED, *_LINKING)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE owned_record AS
        SELECT o.customer_key, r.rank, r.source, r.is_known, {", ".join(f"c.{f}" for f in fields)}
        FROM ranked_record r JOIN customer_of_record o USING (record_key)
        LEFT JOIN clean_customer c ON c.source = r.source AND c.customer_code = r.customer_code""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE merged_customer AS
        WITH shared AS (SELECT customer_key FROM owned_record GROUP BY customer_key HAVING count(*) > 1)
        SELECT customer_key, 1 AS sources, is_known, source AS link_source, {", ".join(fields)}
        FROM owned_record ANTI JOIN shared USING (customer_key)
        UNION ALL
        SELECT customer_key, count(*), bool_or(is_known), min_by(source, rank),
               {", ".join(f"min_by({f}, rank) FILTER ({f} IS NOT NULL)" for f in fields)}
        FROM owned_record SEMI JOIN shared USING (customer_key) GROUP BY customer_key""")


def _place_customers(connection: duckdb.DuckDBPyConnection) -> None:
    """``place``: the sales region and climate of every province and city that occurs."""
    places = connection.execute("SELECT DISTINCT province, city FROM merged_customer").fetchall()
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE place (province VARCHAR, city VARCHAR, sales_region VARCHAR, climate_zone VARCHAR)"
    )
    columns = [[p, c, sales_region(p, c), climate_zone(p, c)] for p, c in places]
    if columns:
        connection.execute(
            "INSERT INTO place SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [list(column) for column in zip(*columns, strict=True)],
        )


def _count_contacts(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE customer_contacts AS
        SELECT o.customer_key, count(*) AS contacts, coalesce(bool_or(c.is_decision_maker), false) AS has_decision_maker
        FROM clean_contact c JOIN customer_record r USING (source, customer_code) JOIN customer_of_record o USING (record_key)
        GROUP BY o.customer_key""")


def _named(code: str) -> str:
    """The customer id behind a code that a record of ``m.link_source`` mentions."""
    return f"CASE WHEN m.{code} IS NULL THEN NULL ELSE coalesce({code}_of.customer_id, {customer_id_sql('m.link_source', f'm.{code}')}) END"


def customer_id_sql(source: str, code: str) -> str:
    """SQL of what people call a customer; see ``warehouse.identity.customer_id``."""
    return f"CASE WHEN {source} = {literal(MAIN_SOURCE)} THEN {code} ELSE {source} || ':' || {code} END"


_CUSTOMERS = f"""
WITH called AS (
    SELECT o.customer_key, {customer_id_sql("r.source", "r.customer_code")} AS customer_id, r.customer_code
    FROM customer_of_record o JOIN customer_record r ON r.record_key = o.customer_key WHERE o.record_key = o.customer_key
), by_code AS (
    SELECT r.source, r.customer_code AS code, called.customer_id
    FROM customer_record r JOIN customer_of_record o USING (record_key) JOIN called ON called.customer_key = o.customer_key
), named AS (
    SELECT m.*, called.customer_id, called.customer_code, {_named("chain_code")} AS chain_id, {_named("payer_code")} AS payer_id
    FROM merged_customer m JOIN called USING (customer_key)
    LEFT JOIN by_code chain_code_of ON chain_code_of.source = m.link_source AND chain_code_of.code = m.chain_code
    LEFT JOIN by_code payer_code_of ON payer_code_of.source = m.link_source AND payer_code_of.code = m.payer_code
)
SELECT n.* EXCLUDE (customer_name, customer_type, account_level),
       coalesce(n.customer_name, n.customer_code) AS customer_name,
       coalesce(n.customer_type, 'other') AS customer_type,
       coalesce(n.account_level, 'shop') AS account_level,
       p.sales_region, p.climate_zone,
       n.phone IS NOT NULL AS has_phone, n.tax_id IS NOT NULL AS has_tax_id,
       coalesce(k.has_decision_maker, false) AS has_decision_maker, coalesce(k.contacts, 0) AS contacts,
       count(*) OVER (PARTITION BY coalesce(n.chain_id, n.customer_id)) AS chain_shops,
       NOT n.is_known AS is_provisional
FROM named n
LEFT JOIN place p ON p.province IS NOT DISTINCT FROM n.province AND p.city IS NOT DISTINCT FROM n.city
LEFT JOIN customer_contacts k USING (customer_key)
"""
