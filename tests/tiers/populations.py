"""Small generated populations, schemes over them, and a DuckDB that decides them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st

from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec, plain_cuts
from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps, QuantileSteps
from frostier.tags.predicate import AllOf, AnyOf, Between, Compare, Exists, Not, OneOf, Predicate, Top
from frostier.tiers.decide import OVERRIDE_SCHEMA, STATE_SCHEMA, Decision, Override, State, decide
from frostier.tiers.ladders import Adjustment, Ladder, RfmxLadder, Rule, RuleLadder, ScoreLadder, Threshold
from frostier.tiers.scheme import Policy, Scheme, required_cuts, score_cuts
from frostier.tiers.stages import DEFAULT_STAGES
from frostier.tiers.standard_tiers import STANDARD_TIERS
from frostier.tiers.standing import standing_of

AS_OF = date(2026, 6, 30)
TYPES = ("hotpot_shop", "canteen", "household")

WIDE = ibis.schema(
    {
        "customer_id": "string",
        "customer_name": "string",
        "customer_type": "string",
        "recency_days": "int64",
        "recency_days_fair": "float64",
        "tenure_days": "int64",
        "silence_cycles": "float64",
        "won_back_days": "int64",
        "orders_30d": "int64",
        "orders_365d": "int64",
        "spend_30d": "decimal(38, 2)",
        "spend_30d_fair": "float64",
        "spend_365d": "decimal(38, 2)",
        "avg_monthly_spend": "float64",
        "avg_monthly_spend_fair": "float64",
        "spend_trend_90d": "float64",
        "repurchase_rate": "float64",
        "on_time_rate_365d": "float64",
        "hotpot_share_365d": "float64",
        "climate_zone": "string",
    }
)

COUNTS = ("recency_days", "tenure_days", "orders_30d", "orders_365d")
MONEY = ("spend_30d", "spend_365d")
RATIOS = ("avg_monthly_spend", "repurchase_rate", "on_time_rate_365d", "hotpot_share_365d", "silence_cycles")


def money() -> st.SearchStrategy[Decimal]:
    return st.integers(0, 40).map(lambda n: Decimal(n * 25000) / 100)


def ratios() -> st.SearchStrategy[float]:
    return st.integers(0, 20).map(lambda n: n / 20)


def rows() -> st.SearchStrategy[dict[str, Any]]:
    """One customer's figures: small ranges, so that values meet thresholds and each other; gaps are frequent."""
    return st.fixed_dictionaries(
        {
            "customer_id": st.just(""),
            "customer_name": st.just("老码头火锅"),
            "customer_type": st.sampled_from(TYPES) | st.none(),
            "recency_days": st.integers(0, 130) | st.none(),
            "recency_days_fair": st.integers(0, 260).map(lambda n: n / 2) | st.none(),
            "tenure_days": st.integers(0, 200) | st.none(),
            "silence_cycles": st.integers(0, 12).map(lambda n: n / 2) | st.none(),
            "won_back_days": st.integers(0, 100) | st.none(),
            "orders_30d": st.integers(0, 20),
            "orders_365d": st.integers(0, 60),
            "spend_30d": money() | st.none(),
            "spend_30d_fair": money().map(float) | st.none(),
            "spend_365d": money() | st.none(),
            "avg_monthly_spend": money().map(float) | st.none(),
            "avg_monthly_spend_fair": money().map(float) | st.none(),
            "spend_trend_90d": st.integers(-10, 10).map(lambda n: n / 10) | st.none(),
            "repurchase_rate": ratios() | st.none(),
            "on_time_rate_365d": ratios() | st.none(),
            "hotpot_share_365d": ratios() | st.none(),
            "climate_zone": st.sampled_from(["humid_basin", "plateau"]) | st.none(),
        }
    )


def populations(size: int = 12) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(rows(), min_size=1, max_size=size).map(
        lambda kept: [{**row, "customer_id": f"C{n:03}"} for n, row in enumerate(kept)]
    )


def atoms() -> st.SearchStrategy[Predicate]:
    ops = st.sampled_from(["<", "<=", ">", ">="])
    shares = st.sampled_from([Decimal("0.1"), Decimal("0.25"), Decimal("0.5")])
    return st.one_of(
        st.builds(Compare, st.sampled_from(COUNTS), ops, st.integers(0, 60)),
        st.builds(Compare, st.sampled_from(MONEY), ops, money()),
        st.builds(Compare, st.sampled_from(RATIOS), ops, ratios()),
        st.builds(lambda low, wide: Between("spend_30d", low, low + wide), money(), money()),
        st.builds(OneOf, st.just("customer_type"), st.sampled_from([("canteen",), ("hotpot_shop", "household")])),
        st.builds(Exists, st.sampled_from(COUNTS + RATIOS)),
        st.builds(Top, st.sampled_from(MONEY), shares, st.sampled_from([None, "customer_type"])),
    )


def predicates() -> st.SearchStrategy[Predicate]:
    return st.recursive(
        atoms(),
        lambda parts: st.one_of(
            st.lists(parts, min_size=2, max_size=3).map(lambda p: AllOf(tuple(p))),
            st.lists(parts, min_size=2, max_size=3).map(lambda p: AnyOf(tuple(p))),
            parts.map(Not),
        ),
        max_leaves=5,
    )


def rule_ladders() -> st.SearchStrategy[RuleLadder]:
    rules = st.lists(
        st.builds(Rule, st.sampled_from(["platinum", "gold", "silver"]), predicates()), min_size=1, max_size=3
    )
    return st.builds(lambda r, o: RuleLadder(tuple(r), o), rules, st.sampled_from(["silver", "regular"]))


@st.composite
def dimensions(draw: st.DrawFn, id: str, weight: Decimal) -> Dimension:
    feature = draw(st.sampled_from(COUNTS + MONEY + RATIOS))
    better = draw(st.sampled_from(["low", "high"]))
    levels = draw(st.integers(1, 4))
    points = sorted(draw(st.lists(st.integers(0, 100), min_size=levels + 1, max_size=levels + 1)))
    ordered = tuple(points if better == "high" else reversed(points))
    if draw(st.booleans()):
        marks = tuple(Decimal(n) / (levels + 1) for n in range(1, levels + 1))
        marks = tuple(m.quantize(Decimal("0.01")) for m in marks)
        steps: Any = QuantileSteps(marks, ordered, draw(st.sampled_from([None, "customer_type"])))
    else:
        cuts = sorted(draw(st.sets(st.integers(0, 40), min_size=levels, max_size=levels)))
        scale = Decimal(250) if feature in MONEY else Decimal("0.05") if feature in RATIOS else Decimal(1)
        steps = FixedSteps(tuple(c * scale for c in cuts), ordered)
    return Dimension(id, Text(id, id), feature, weight, better, steps, draw(st.integers(0, 100)))


@st.composite
def score_ladders(draw: st.DrawFn) -> Ladder:
    weights = draw(
        st.sampled_from([("0.3", "0.3", "0.4"), ("0.3", "0.3", "0.3", "0.1"), ("0.3333", "0.3333", "0.3334")])
    )
    parts = tuple(draw(dimensions(f"d{n}", Decimal(w))) for n, w in enumerate(weights))
    marks = sorted(draw(st.sets(st.integers(5, 95), min_size=3, max_size=3)), reverse=True)
    thresholds = tuple(Threshold(t, Decimal(m)) for t, m in zip(["platinum", "gold", "silver"], marks, strict=True))
    if draw(st.booleans()):
        return ScoreLadder(parts, thresholds, "regular")
    zones = ChoicePoints((("plateau", 80), ("humid_basin", 50)), 10)
    place = Dimension("zone", Text("气候带", "zone"), "climate_zone", parts[-1].weight, "high", zones, 5)
    x = (*parts[3:-1], place) if len(parts) > 3 else ()
    added = Adjustment("x", Text("加分", "bonus"), draw(predicates()), draw(st.integers(-30, 30)))
    return RfmxLadder(parts[:3], x, (added,), thresholds, "regular")


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    ladder = draw(st.one_of(rule_ladders(), score_ladders()))
    rank = "spend_365d" if isinstance(ladder, RuleLadder) else draw(st.sampled_from(["spend_365d", "score"]))
    quota = draw(
        st.sampled_from([(), (("platinum", Decimal("0.2")),), (("platinum", Decimal("0.1")), ("gold", Decimal("0.3")))])
    )
    policy = Policy(
        demotion_grace_days=draw(st.sampled_from([0, 10, 30])),
        minimum_hold_days=draw(st.sampled_from([0, 15, 60])),
        quota=quota,
        quota_rank=rank,
        seasonal_fairness=draw(st.booleans()),
    )
    stages = draw(st.sampled_from([DEFAULT_STAGES]))
    return Scheme("made", Text("随机", "made"), STANDARD_TIERS, ladder, stages, policy)


def days_before(most: int) -> st.SearchStrategy[date]:
    return st.integers(0, most).map(lambda n: AS_OF - timedelta(days=n))


def states() -> st.SearchStrategy[State]:
    pending = st.tuples(st.sampled_from(["gold", "regular"]), days_before(40)) | st.just((None, None))
    return st.builds(
        lambda tier, since, stage, stage_since, p: State(tier, since, stage, stage_since, *p),
        st.sampled_from(["platinum", "gold", "silver", "regular", "diamond"]),
        days_before(90),
        st.sampled_from(["new", "active", "churned"]),
        days_before(90),
        pending,
    )


def overrides() -> st.SearchStrategy[Override]:
    return st.builds(
        lambda tier, start, days: Override(tier, start, start + timedelta(days=days)),
        st.sampled_from(["platinum", "gold", "silver", "diamond"]),
        st.integers(-5, 60).map(lambda n: AS_OF - timedelta(days=n)),
        st.integers(1, 60),
    )


def cuts_for(scheme: Scheme, population: Iterable[Mapping[str, Any]]) -> CutPoints:
    """All cuts that a grading of the population under the scheme freezes, the score's included."""
    people = list(population)
    cuts = plain_cuts(people, required_cuts(scheme))
    wanted: frozenset[CutSpec] = score_cuts(scheme)
    if not wanted:
        return cuts
    bare = Scheme(scheme.id, scheme.name, scheme.tiers, scheme.ladder, scheme.stages,
                  Policy(seasonal_fairness=scheme.policy.seasonal_fairness))  # fmt: skip
    scores = [{"score": standing_of(row, bare, cuts).score} for row in people]
    return cuts.joined(plain_cuts(scores, wanted))


def decide_all(
    people: list[dict[str, Any]],
    scheme: Scheme,
    cuts: CutPoints,
    as_of: date = AS_OF,
    states: Mapping[str, State] | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> dict[str, Decision]:
    return {
        row["customer_id"]: decide(
            row,
            (states or {}).get(row["customer_id"]),
            (overrides or {}).get(row["customer_id"]),
            scheme,
            cuts,
            as_of,
        )
        for row in people
    }


def fetched(expression: ibis.Table, **tables: tuple[ibis.Schema, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of an expression over named tables, decided by DuckDB."""
    with closing(duckdb.connect()) as connection:
        for name, (schema, content) in tables.items():
            connection.register(name, pa.Table.from_pylist(content, schema=schema.to_pyarrow()))
        cursor = connection.execute(str(ibis.to_sql(expression, dialect="duckdb")))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


wide_table = ibis.table(WIDE, name="wide")
state_table = ibis.table(STATE_SCHEMA, name="states")
override_table = ibis.table(OVERRIDE_SCHEMA, name="overrides")
