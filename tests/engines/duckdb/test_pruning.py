"""Expressions keep their answer, and lose what nobody reads."""

from __future__ import annotations

import functools
import operator

import duckdb
import ibis
import pytest

from frostier.engines.duckdb.pruning import pruned
from frostier.engines.duckdb.running import compiled, rows_of


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as found:
        rows = "(1, 5, 1), (1, 7, 2), (2, 11, 3), (3, 13, 4)"
        found.execute(f"CREATE TABLE orders AS FROM (VALUES {rows}) o(customer, amount, cost)")
        found.execute("CREATE TABLE chosen AS FROM (VALUES (1), (2)) c(customer)")
        yield found


def orders() -> ibis.Table:
    return ibis.table({"customer": "int64", "amount": "int64", "cost": "int64"}, name="orders")


def chosen() -> ibis.Table:
    return ibis.table({"customer": "int64"}, name="chosen")


def _sums() -> ibis.Table:
    table = orders()
    table = table.mutate(doubled=table.amount * 2, unread_before=table.cost * 4711)
    sums = table.group_by("customer").agg(spend=table.doubled.sum(), unread=table.unread_before.max())
    return sums.mutate(rank=ibis.row_number().over(order_by=sums.spend.desc()), unread_too=sums.unread * 4712)


def test_leaves_out_what_is_computed_but_never_read(connection):
    narrow = _sums().select("customer", "spend")

    assert "4711" not in compiled(narrow)
    assert "4712" not in compiled(narrow)
    assert sorted(row["spend"] for row in rows_of(connection, compiled(narrow))) == [22, 24, 26]


def test_keeps_everything_that_is_asked_for(connection):
    wide = _sums()

    assert "4711" in compiled(wide)
    assert "4712" in compiled(wide)
    assert len(rows_of(connection, compiled(wide))) == 3


def test_keeps_what_only_a_condition_an_order_or_a_join_reads(connection):
    sums, names = _sums(), chosen()
    asked = sums.filter(sums.unread > 0).order_by(sums.rank.desc()).semi_join(names, "customer").select("spend")

    assert sorted(row["spend"] for row in rows_of(connection, compiled(asked))) == [22, 24]


def test_keeps_a_column_of_tables_that_are_only_counted(connection):
    counted = _sums().select("unread_too").aggregate(n=ibis._.count())
    joined = orders().left_join(chosen(), "customer").aggregate(n=ibis._.count())

    assert rows_of(connection, compiled(counted)) == [{"n": 3}]
    assert rows_of(connection, compiled(joined)) == [{"n": 4}]


def test_keeps_what_tells_the_groups_apart_though_no_figure_is_read(connection):
    table = orders()
    groups = table.group_by("customer").agg(unread=table.cost.sum()).select("customer")

    assert sorted(row["customer"] for row in rows_of(connection, compiled(groups))) == [1, 2, 3]
    assert pruned(groups.op()).schema.names == ("customer",)


def _beside_sums(how: str) -> ibis.Table:
    table, sums = chosen(), orders().group_by("customer").agg(spend=orders().amount.sum() * 4713)
    joined = table.join(sums, "customer", how=how)
    return joined.select(customer=table.customer, spend=sums.spend)


def test_leaves_out_a_join_that_only_adds_columns_which_nobody_reads(connection):
    connection.execute("INSERT INTO chosen VALUES (4)")
    asked = _beside_sums("left").select("customer")

    assert "JOIN" not in compiled(asked)
    assert sorted(row["customer"] for row in rows_of(connection, compiled(asked))) == [1, 2, 4]
    assert "4713" in compiled(_beside_sums("left"))


def test_keeps_a_join_that_decides_which_rows_there_are(connection):
    connection.execute("INSERT INTO chosen VALUES (4)")
    table, several = chosen(), orders()
    with_each_order = table.left_join(several, "customer").select(customer=table.customer)
    with_orders = _beside_sums("inner").select("customer")

    assert sorted(row["customer"] for row in rows_of(connection, compiled(with_each_order))) == [1, 1, 2, 4]
    assert sorted(row["customer"] for row in rows_of(connection, compiled(with_orders))) == [1, 2]


def test_keeps_a_join_to_groups_that_are_matched_by_a_part_of_their_key(connection):
    table, several = chosen(), orders().group_by("customer", "amount").agg(n=orders().cost.sum())
    asked = table.left_join(several, "customer").select(customer=table.customer)

    assert sorted(row["customer"] for row in rows_of(connection, compiled(asked))) == [1, 1, 2]


def test_an_expression_deeper_than_python_compares_is_compiled_again():
    wide = ibis.table({f"c{n}": "int64" for n in range(600)}, name="wide")

    def any_of_all() -> ibis.Table:
        return wide.filter(functools.reduce(operator.or_, (wide[name] > 1 for name in wide.columns)))

    first = compiled(any_of_all())

    assert compiled(any_of_all()) == first
