"""The worked tables of docs/algorithms/features.md, as printed there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.features.companies import FACTS, company, compiled, customer, customer_day, run

from frostier.features.table import feature_table


def test_an_order_history_as_worked_in_the_documentation() -> None:
    days = [customer_day(1, date(2026, 6, d), amount="300.00") for d in (1, 11, 25)]

    (row,) = run(compiled(feature_table(FACTS, date(2026, 6, 30))), company([customer(1)], days))

    assert row["recency_days"] == 5
    assert row["tenure_days"] == 29
    assert row["cycle_days"] == 12.0
    assert row["cycle_cv"] == pytest.approx(0.1667, abs=5e-5)
    assert row["silence_cycles"] == pytest.approx(0.4167, abs=5e-5)
    assert row["avg_monthly_spend"] == 900.0
    assert row["repurchase_rate"] == 1.0


def test_the_season_is_taken_out_as_worked_in_the_documentation() -> None:
    as_of = date(2026, 2, 9)
    season = [
        {"customer_type": "hotpot_shop", "month": month, "index_per_mille": index}
        for month, index in ((1, 1400), (2, 900))
    ]
    days = [customer_day(1, as_of - timedelta(days=10), amount="12000.00")]

    (row,) = run(compiled(feature_table(FACTS, as_of)), company([customer(1)], days, type_season=season))

    assert row["spend_30d_fair"] == 9600.0
    assert row["recency_days_fair"] == 12.5
    assert row["seasonal_index"] == 0.9
