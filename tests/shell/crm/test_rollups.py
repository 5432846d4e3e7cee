"""What a grading added up beforehand says the same as adding up every customer's months anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pyarrow as pa
import pytest

from frostier.engines.duckdb.revisions import write_revision
from frostier.flows.customers import CustomerFilter, CustomerReader
from frostier.flows.drilldown import break_down, most_carried
from frostier.flows.question import DIMENSIONS, MEASURES, Months, Question
from frostier.flows.rolled_up import rolled_up
from frostier.flows.scope import EVERYTHING, NOTHING, Scope
from frostier.tags.predicate import Compare

PAIRS = [pair for pair in combinations(DIMENSIONS, 2) if "tag" not in pair]
YEAR = Months(date(2025, 12, 1), date(2026, 11, 1))
SOME = CustomerFilter(tiers=("gold", "silver"), managers=("",), channels=("wechat", "phone", ""))


class WithoutRollups:
    """Published results of which nothing was added up beforehand."""

    def __init__(self, published):
        self._published = published

    def __getattr__(self, name):
        return getattr(self._published, name)

    def rollup(self, snapshot, name):
        return None


@pytest.fixture(scope="module")
def both(company):
    """``both(scope)``: two readers of the newest grading, the second without rollups."""
    newest = company.gradings.latest()

    def make(scope=EVERYTHING):
        published = (company.published, WithoutRollups(company.published))
        return [CustomerReader(each, newest, newest, scope) for each in published]

    return make


@pytest.fixture(scope="module")
def carried(company, both):
    """The tags that most customers carry."""
    return most_carried(both()[0], CustomerFilter(), [tag.id for tag in company.parts.tags])


@pytest.fixture(scope="module")
def scopes(profile, manager):
    """Every kind of scope, each with some of the customers."""
    own = next(row for row in profile if row["manager"] == manager.manager)
    return (
        EVERYTHING,
        NOTHING,
        Scope("managers", (own["manager"],)),
        Scope("teams", (own["team"],)),
        Scope("regions", (own["sales_region"], "unknown")),
    )


def agree(both, scope, asked):
    quick, plain = (break_down(reader, asked) for reader in both(scope))
    assert quick == plain, f"{scope}: {asked}"


def told_beforehand(reader, asked):
    return rolled_up(reader, asked, asked.dimensions, asked.measure) is not None


@pytest.mark.parametrize("measure", [m.id for m in MEASURES])
def test_every_pair_says_the_same(both, measure):
    for rows, columns in PAIRS:
        agree(both, EVERYTHING, Question(measure, rows, columns, CustomerFilter(), YEAR))


@pytest.mark.parametrize("measure", ["customers", "spend", "orders", "overdue_amount"])
def test_every_scope_says_the_same(both, scopes, measure):
    for scope in scopes[1:]:
        for rows, columns in PAIRS[::3]:
            agree(both, scope, Question(measure, rows, columns, CustomerFilter(), YEAR))


@pytest.mark.parametrize(
    "wanted", [SOME, CustomerFilter(types=("hotpot",)), CustomerFilter(regions=("unknown",), stages=("active", "new"))]
)
def test_every_list_of_choices_says_the_same(both, wanted):
    for measure in ("customers", "margin", "overdue_amount"):
        for rows, columns in PAIRS[::4]:
            agree(both, EVERYTHING, Question(measure, rows, columns, wanted, YEAR))


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-11-01", "2026-11-01"), ("2026-06-01", "2026-06-01"), ("2026-03-01", "2026-08-01"),
     ("2024-11-01", "2026-11-01"), ("2023-01-01", "2026-11-01"), ("2026-05-01", "2027-01-01")],
)  # fmt: skip
def test_every_period_says_the_same(both, since, until):
    months = Months(date.fromisoformat(since), date.fromisoformat(until))
    for measure in ("customers", "quantity"):
        for rows, columns in (("tier", "month"), ("category", "region"), ("channel", "manager"), ("type", "stage")):
            agree(both, EVERYTHING, Question(measure, rows, columns, CustomerFilter(), months))


@pytest.mark.parametrize("measure", [m.id for m in MEASURES if m.id != "avg_order_value"])
def test_every_pair_of_the_last_year_was_added_up_beforehand(both, measure):
    reader, _ = both()

    later = [p for p in PAIRS if not told_beforehand(reader, Question(measure, *p, CustomerFilter(), YEAR))]

    assert later == []


def test_what_was_not_added_up_is_left_to_single_customers(both):
    reader, _ = both()
    tagged = Question("spend", "tag", "tier", CustomerFilter(), YEAR, ("no_such_tag",))
    bought = Question("spend", "tier", "month", CustomerFilter(bought_categories=("offal",)), YEAR)
    sought = Question("spend", "tier", "month", CustomerFilter(words="火锅"), YEAR)

    assert [told_beforehand(reader, asked) for asked in (tagged, bought, sought)] == [False, False, False]


def test_an_older_grading_is_added_up_from_single_customers_where_the_viewer_has_a_scope(company, scopes):
    newest, older = company.gradings.latest(), company.gradings.list()[0]
    asked = Question("spend", "tier", "month", CustomerFilter(), Months.between(None, None, older.as_of))

    assert older.snapshot != newest.snapshot
    assert told_beforehand(CustomerReader(company.published, older, newest, EVERYTHING), asked)
    assert not told_beforehand(CustomerReader(company.published, older, newest, scopes[2]), asked)


@pytest.mark.parametrize("measure", [m.id for m in MEASURES])
def test_every_dimension_by_tag_says_the_same(both, carried, measure):
    for dimension in (d for d in DIMENSIONS if d != "tag"):
        agree(both, EVERYTHING, Question(measure, "tag", dimension, CustomerFilter(), YEAR, carried))
    agree(both, EVERYTHING, Question(measure, "tag", None, CustomerFilter(), YEAR, carried[3:7]))


def test_every_scope_by_tag_says_the_same(both, scopes, carried):
    for scope in scopes[1:]:
        for dimension in ("tier", "region", "type", "month"):
            agree(both, scope, Question("spend", "tag", dimension, CustomerFilter(), YEAR, carried))
            agree(
                both, scope, Question("customers", "tag", dimension, CustomerFilter(types=("hotpot",)), YEAR, carried)
            )


def test_the_most_carried_tags_are_the_same(company, both):
    every = [tag.id for tag in company.parts.tags]

    assert len({most_carried(reader, CustomerFilter(), every) for reader in both()}) == 1


def test_the_most_carried_tags_were_added_up_by_every_dimension(both, carried):
    reader, _ = both()
    asked = [Question("margin", "tag", d, CustomerFilter(), YEAR, carried) for d in DIMENSIONS if d != "tag"]
    seldom = Question("margin", "tag", "month", CustomerFilter(), YEAR, ("no_such_tag",))

    assert len(carried) == 20
    assert all(told_beforehand(reader, each) for each in asked)
    assert not told_beforehand(reader, seldom)


def test_a_condition_of_its_own_says_the_same_over_the_last_year(both):
    rich = Compare("spend_365d", ">", Decimal(10_000))
    for measure in ("spend", "orders", "margin", "quantity", "avg_order_value"):
        agree(both, EVERYTHING, Question(measure, "tier", "type", CustomerFilter(conditions=(rich,)), YEAR))


@pytest.fixture(scope="module")
def evaluated(company):
    """A live revision: customers of another tier, manager, type and tags, who owe more; one is gone, one is new."""
    newest = company.gradings.latest()
    profile = company.published.columns(company.published.profile(newest.snapshot)).slice(0, 12)
    rows = profile
    tags = [field.name for field in profile.schema if pa.types.is_boolean(field.type)]
    for name in (*EXCHANGED, *tags):
        rows = _with(rows, name, profile[name].to_pylist()[::-1])
    rows = _with(rows, "overdue_amount", [(owed or 0) + 100 for owed in profile["overdue_amount"].to_pylist()])
    stranger = rows.slice(11, 1)
    for name, value in (("customer_id", "C9999999"), ("customer_key", 9_999_999)):
        stranger = _with(stranger, name, [value])
    rows = pa.concat_tables([rows, stranger]).append_column("live_gone", pa.array([n == 5 for n in range(13)]))
    name = write_revision(company.home.published, newest.snapshot, {"profile": rows.cast(_plain(rows.schema))})
    return replace(newest, snapshot=name)


EXCHANGED = ("tier", "stage", "label", "manager", "team", "sales_region", "customer_type", "top_channel_365d")


def _with(rows, name, values):
    return rows.set_column(rows.column_names.index(name), name, pa.array(values, rows[name].type))


def _plain(schema):
    return pa.schema([field.with_nullable(True) for field in schema])


@pytest.fixture(scope="module")
def both_live(company, evaluated):
    """The same two readers of the live revision."""

    def make(scope=EVERYTHING):
        published = (company.published, WithoutRollups(company.published))
        return [CustomerReader(each, evaluated, evaluated, scope) for each in published]

    return make


@pytest.mark.parametrize("measure", [m.id for m in MEASURES])
def test_what_was_added_up_is_corrected_by_those_who_were_evaluated_since(both_live, both, carried, measure):
    pairs = [*PAIRS, *(("tag", dimension) for dimension in DIMENSIONS if dimension != "tag")]
    moved = 0
    for rows, columns in pairs:
        asked = Question(measure, rows, columns, CustomerFilter(), YEAR, carried if rows == "tag" else ())
        agree(both_live, EVERYTHING, asked)
        moved += break_down(both_live()[0], asked) != break_down(both()[0], asked)
    assert moved > len(pairs) // 2


def test_those_who_were_evaluated_since_are_corrected_within_each_scope_and_choice(both_live, scopes):
    for scope, wanted in product(scopes, (CustomerFilter(), SOME)):
        for measure in ("customers", "spend", "overdue_amount"):
            for rows, columns in PAIRS[::5]:
                agree(both_live, scope, Question(measure, rows, columns, wanted, YEAR))


def test_a_live_revision_is_answered_from_what_was_added_up(company, evaluated):
    class Counting(WithoutRollups):
        asked = 0

        def rollup(self, snapshot, name):
            self.asked += 1
            return self._published.rollup(snapshot, name)

    published = Counting(company.published)
    reader = CustomerReader(published, evaluated, evaluated, EVERYTHING)

    break_down(reader, Question("spend", "tier", "month", CustomerFilter(), YEAR))

    assert published.asked
    assert told_beforehand(reader.as_graded, Question("spend", "tier", "month", CustomerFilter(), YEAR))
