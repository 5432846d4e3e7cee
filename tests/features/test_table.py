"""The feature table equals the slow and obvious computation, for all, for a few and for any day."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
from hypothesis import HealthCheck, given, settings
from tests.features.companies import FACTS, companies, company, compiled, customer, customer_day, run
from tests.features.plain import PlainFacts, Row, plain_features

from frostier.features.catalogue import ATTRIBUTES, FEATURES
from frostier.features.table import COLUMN_TYPE, facts_of, feature_table, projected_features

AS_OF = date(2026, 3, 15)
FEW = ibis.table({"customer_key": "int32"}, name="few")
DAYS = ibis.table({"as_of": "date"}, name="days")

EVERYONE = compiled(feature_table(FACTS, AS_OF))
ONLY_FEW = compiled(feature_table(facts_of(FACTS, FEW, AS_OF), AS_OF))
PROJECTED = compiled(projected_features(FACTS, FEW, DAYS))


def law(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def _by_customer(rows: list[Row]) -> dict[str, Row]:
    return {row["customer_id"]: row for row in rows}


def _assert_plain(row: Row, facts: PlainFacts, key: int, as_of: date) -> None:
    expected = plain_features(facts, key, as_of)
    assert {f.id: row[f.id] for f in FEATURES} == {f.id: expected[f.id] for f in FEATURES}


def test_the_columns_are_the_declared_attributes_and_features_with_their_types() -> None:
    table = feature_table(FACTS, AS_OF)

    schema = table.schema()

    assert list(schema.names) == [field.id for field in (*ATTRIBUTES, *FEATURES)]
    assert {f.id: str(schema[f.id]) for f in FEATURES} == {
        f.id: COLUMN_TYPE[f.dtype].replace(",", ", ").replace("  ", " ") for f in FEATURES
    }


@law(12)
@given(companies(AS_OF))
def test_every_feature_equals_the_slow_computation_to_the_last_bit(facts: PlainFacts) -> None:
    rows = _by_customer(run(EVERYONE, facts))

    assert set(rows) == {c["customer_id"] for c in facts.customer}
    for c in facts.customer:
        _assert_plain(rows[c["customer_id"]], facts, c["customer_key"], AS_OF)


@law(5)
@given(companies(AS_OF))
def test_features_for_a_few_are_features_for_all_restricted(facts: PlainFacts) -> None:
    everyone = _by_customer(run(EVERYONE, facts))

    few = run(ONLY_FEW, facts, few=(FEW.schema(), [{"customer_key": 1}]))

    assert _by_customer(few) == {"C1": everyone["C1"]}


@law(8)
@given(companies(AS_OF))
def test_a_projected_day_equals_the_feature_table_of_that_day(facts: PlainFacts) -> None:
    days = [AS_OF + timedelta(days=n) for n in (-400, -1, 0, 45)]
    everyone = [{"customer_key": c["customer_key"]} for c in facts.customer]

    projected = run(
        PROJECTED,
        facts,
        few=(FEW.schema(), everyone),
        days=(DAYS.schema(), [{"as_of": day} for day in days]),
    )

    assert len(projected) == len(days) * len(everyone)
    for row in projected:
        as_of = row["as_of"]
        _assert_plain(row, facts, int(row["customer_id"][1:]), as_of)


def test_a_customer_without_orders_has_counts_of_zero_and_no_recency() -> None:
    facts = company([customer(1)], [])

    (row,) = run(EVERYONE, facts)

    assert (row["orders_365d"], row["spend_total"], row["sku_count_365d"], row["avg_monthly_spend"]) == (0, 0, 0, 0)
    assert row["recency_days"] is None
    assert row["repurchase_rate"] is None
    assert row["top_category_365d"] is None


def test_a_window_includes_the_day_itself_and_not_the_day_it_began_before() -> None:
    inside, outside = AS_OF - timedelta(days=29), AS_OF - timedelta(days=30)
    facts = company(
        [customer(1)],
        [customer_day(1, AS_OF), customer_day(1, inside, amount="20.00"), customer_day(1, outside, amount="3.00")],
    )

    (row,) = run(EVERYONE, facts)

    assert row["spend_30d"] == 120
    assert row["spend_prev_30d"] == 3
    assert row["orders_7d"] == 1


def test_a_shop_that_orders_again_after_a_long_silence_is_won_back() -> None:
    facts = company(
        [customer(1)],
        [customer_day(1, AS_OF - timedelta(days=age)) for age in (500, 490, 12, 5)],
    )

    (row,) = run(EVERYONE, facts)

    assert row["won_back_days"] == 12
    assert row["cycle_days"] == 7.0
    assert row["recency_days"] == 5
