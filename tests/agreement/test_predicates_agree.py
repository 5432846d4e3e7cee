"""A condition decided in plain Python and compiled to the engine gives the same answer for every customer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import ibis
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.tags.conditions import VOCABULARY, conditions, customers

from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, cut_queries, plain_cuts
from frostier.tags.compile import compile_predicate
from frostier.tags.evaluate import evaluate
from frostier.tags.explain import explain
from frostier.tags.predicate import Compare, Not, Predicate, Top, cuts_of
from frostier.tags.table import required_cuts, tag_table, tags_of_row
from frostier.tags.tag import Tag, parse_tags

COLUMNS = {
    "customer_id": "int64",
    "recency_days": "int64",
    "spend_30d": "decimal(38, 2)",
    "margin_rate": "float64",
    "needs_own_label": "boolean",
    "customer_type": "string",
    "customer_name": "string",
    "last_order_on": "date",
    "hotpot_lover": "boolean",
    "paid_late": "boolean",
}
SQL_TYPES = {
    "int64": "BIGINT",
    "decimal(38, 2)": "DECIMAL(38,2)",
    "float64": "DOUBLE",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
    "date": "DATE",
}
TABLE = ibis.table(COLUMNS, name="population")
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Engine:
    """A population in DuckDB."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})

    def load(self, rows: list[dict[str, object]]) -> None:
        columns = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in COLUMNS.items())
        self.connection.execute(f"CREATE OR REPLACE TABLE population ({columns})")
        marks = ", ".join("?" for _ in COLUMNS)
        values = [[n, *(row[name] for name in list(COLUMNS)[1:])] for n, row in enumerate(rows)]
        self.connection.executemany(f"INSERT INTO population VALUES ({marks})", values)

    def fetch(self, table: ibis.Table) -> list[dict[str, object]]:
        found = self.connection.execute(str(ibis.to_sql(table, dialect="duckdb")))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def cuts(self, specs) -> CutPoints:
        cuts = CutPoints()
        for query in cut_queries(TABLE, specs):
            cuts = cuts.joined(query.read(self.fetch(query.table)))
        return cuts


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.connection.close()


@quick
@given(rows=customers(), predicates=st.lists(conditions(), min_size=1, max_size=6))
@example(
    rows=[{**dict.fromkeys(COLUMNS), "hotpot_lover": False, "paid_late": True}],
    predicates=[Not(Compare("spend_30d", ">", Decimal(3))), Not(Top("spend_30d", Decimal("0.1"), "customer_type"))],
)
def test_the_engine_decides_every_condition_as_the_plain_rule_does(
    engine: Engine, rows: list[dict[str, object]], predicates: list[Predicate]
) -> None:
    specs = {spec for predicate in predicates for spec in cuts_of(predicate)}
    engine.load(rows)

    cuts = engine.cuts(specs)
    columns = {f"p{n}": compile_predicate(predicate, TABLE, cuts) for n, predicate in enumerate(predicates)}
    compiled = engine.fetch(TABLE.select("customer_id", **columns).order_by("customer_id"))

    assert cuts == plain_cuts(rows, specs)
    for row, decided in zip(rows, compiled, strict=True):
        plain = [evaluate(predicate, row, cuts, row.__getitem__) for predicate in predicates]
        assert [decided[f"p{n}"] for n in range(len(predicates))] == plain


@quick
@given(rows=customers(size=3), predicate=conditions())
def test_an_explanation_says_what_the_rule_decides(rows: list[dict[str, object]], predicate: Predicate) -> None:
    cuts = plain_cuts(rows, cuts_of(predicate))

    for row in rows:
        finding = explain(predicate, row, cuts, VOCABULARY, row.__getitem__)

        assert finding.holds == evaluate(predicate, row, cuts, row.__getitem__)


@quick
@given(rows=customers())
def test_tags_that_build_on_each_other_are_the_same_in_the_table_and_for_one_customer(
    engine: Engine, rows: list[dict[str, object]]
) -> None:
    tags = parse_tags(
        [
            _tag("quiet", "非（标签(buying)）"),
            _tag("buying", "recency_days <= 5 and spend_30d > 0"),
            _tag("worth_a_call", "tag(quiet) and (tag(big) or margin_rate >= 30%)"),
            _tag("big", "前25%(消费金额, 按 客户类型)"),
        ],
        VOCABULARY,
    )
    engine.load(rows)

    cuts = engine.cuts(required_cuts(tags))
    table = engine.fetch(tag_table(TABLE, tags, cuts).order_by("customer_id"))

    assert list(table[0]) == ["customer_id", "quiet", "buying", "worth_a_call", "big"]
    assert [{id: row[id] for id in tags} for row in table] == [tags_of_row(tags, row, cuts) for row in rows]


def _tag(id: str, when: str) -> Tag:
    return Tag(id=id, name=Text(id, id), meaning=Text("", ""), family="test", when=when)
