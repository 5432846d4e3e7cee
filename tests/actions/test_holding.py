"""For whom conditions hold: all customers at once by one expression, or one after another; both say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from ibis.formats.pyarrow import PyArrowSchema

from frostier.actions.change import CustomerChange
from frostier.actions.holding import Holding, columns_needed, compared, held_table, holding_of, holdings
from frostier.actions.occasion import Judging
from frostier.engines.duckdb.running import compiled, rows_of
from frostier.features.catalogue import FEATURES
from frostier.scores.cuts import CutPoints, cut_queries
from frostier.tiers.presets import preset
from frostier.tiers.scheme import required_cuts

DAY = date(2026, 11, 20)
TYPE_OF = {
    "decimal": pa.decimal128(18, 2),
    "int": pa.int64(),
    "float": pa.float64(),
    "date": pa.date32(),
    "text": pa.string(),
    "bool": pa.bool_(),
}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def kind_of(column: str) -> pa.DataType:
    known = {feature.id: TYPE_OF[feature.dtype] for feature in FEATURES}
    others = {"opened_on": pa.date32(), "account_age_days": pa.int64(), "contract_days_left": pa.int64()}
    return known.get(column) or others.get(column, pa.string())


def any_value(dice: Random, column: str) -> Any:
    """Something near the borders of the rules; now and then nothing."""
    if dice.random() < 0.1:
        return None
    match column:
        case "tier" | "pending_tier":
            return dice.choice(["platinum", "gold", "silver", "regular", "of another scheme"])
        case "stage":
            return dice.choice(["won_back", "active", "new"])
        case "cause":
            return dice.choice(["grace", "hold", "unchanged"])
        case "opened_on":
            return dice.choice([DAY - timedelta(days=dice.randrange(-2, 1500)), date(2024, 2, 29), date(2023, 11, 25)])
        case "account_age_days":
            return dice.randrange(0, 1500)
    kind = kind_of(column)
    if pa.types.is_string(kind):
        return dice.choice(["one", "two"])
    if pa.types.is_decimal(kind):
        return Decimal(dice.randrange(0, 12_000_000)) / 100
    if pa.types.is_floating(kind):
        return dice.choice([0.0, 1.9, 2.0, 5.5, dice.random() * 100])
    return dice.choice([0, 1, 2, 3, 7, 30, 31, 180, 181, dice.randrange(400)])


@pytest.mark.parametrize("scheme", ["rules", "house", "rfmx"])
def test_one_expression_says_for_every_customer_what_a_look_at_each_says(connection, scheme: str) -> None:
    of_scheme = preset(scheme)
    dice, columns = Random(11), sorted(columns_needed(Judging(of_scheme, CutPoints())))
    schema = pa.schema([(column, kind_of(column)) for column in columns])

    def rows() -> list[dict[str, Any]]:
        return [{c: f"C{n}" if c == "customer_id" else any_value(dice, c) for c in columns} for n in range(800)]

    before, after = rows()[100:], rows()
    for name, shown in (("now", after), ("before", before)):
        connection.register(name, pa.Table.from_pylist(shown, schema=schema))
    now, was = (ibis.table(PyArrowSchema.to_ibis(schema), name=name) for name in ("now", "before"))
    cuts = CutPoints()
    for query in cut_queries(now, required_cuts(of_scheme)):
        cuts = cuts.joined(query.read(rows_of(connection, compiled(query.table))))
    judging = Judging(of_scheme, cuts)

    held = connection.sql(compiled(held_table(compared(now, was, DAY), judging))).to_arrow_table()

    names = [rule.id for rule in judging.book.watching]
    found = holdings(held["row"].to_pylist(), {name: held[name].to_pylist() for name in names})
    known = {row["customer_id"]: row for row in before}
    for row in after:
        change = CustomerChange(DAY, known.get(row["customer_id"]), row)
        assert found[row["customer_id"]] == holding_of(change, judging), row
    assert {kind for holding in found.values() for kind in holding.now} == set(names)


def test_a_customer_of_whom_nothing_was_known_held_nothing_before() -> None:
    assert holdings(["+C1", "+C2", "-C2"], {"overdue": [True, True, True]}) == {
        "C1": Holding(frozenset({"overdue"}), frozenset()),
        "C2": Holding(frozenset({"overdue"}), frozenset({"overdue"})),
    }
