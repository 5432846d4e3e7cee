"""The plain decision and the compiled one are the same, for any scheme, history and population."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.tiers import populations as made

from frostier.scores.cuts import CutPoints, cut_queries, plain_cuts
from frostier.scores.rfm import rfm_cell, rfm_columns, rfm_dimensions, segment_of
from frostier.tiers.decide import OVERRIDE_SCHEMA, STATE_SCHEMA, Override, State, decision_table, with_score
from frostier.tiers.presets import PRESETS
from frostier.tiers.scheme import Scheme, fields_used, required_cuts, score_cuts

SETTINGS = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # shrinking compiles hundreds of queries
)


def compiled_decisions(
    people: list[dict[str, Any]], scheme: Scheme, cuts: Any, states: dict[str, State], overrides: dict[str, Override]
) -> list[dict[str, Any]]:
    table = decision_table(made.wide_table, made.state_table, made.override_table, scheme, cuts, made.AS_OF).order_by(
        "customer_id"
    )
    return made.fetched(
        table,
        wide=(made.WIDE, people),
        states=(STATE_SCHEMA, [{"customer_id": c, **asdict(s)} for c, s in states.items()]),
        overrides=(OVERRIDE_SCHEMA, [{"customer_id": c, **asdict(o)} for c, o in overrides.items()]),
    )


@SETTINGS
@given(scheme=made.schemes(), people=made.populations(), data=st.data())
def test_every_column_of_every_decision_is_the_same_in_the_engine(
    scheme: Scheme, people: list[dict[str, Any]], data: st.DataObject
) -> None:
    ids = [row["customer_id"] for row in people]
    states = data.draw(st.dictionaries(st.sampled_from(ids), made.states()))
    overrides = data.draw(st.dictionaries(st.sampled_from(ids), made.overrides(), max_size=3))
    cuts = made.cuts_for(scheme, people)

    compiled = compiled_decisions(people, scheme, cuts, states, overrides)

    plain = made.decide_all(people, scheme, cuts, made.AS_OF, states, overrides)
    assert compiled == [plain[id].as_row() for id in sorted(plain)]


@settings(parent=SETTINGS, max_examples=8)
@given(scheme=made.schemes(), people=made.populations())
def test_the_engine_freezes_the_same_cuts_as_the_plain_computation(
    scheme: Scheme, people: list[dict[str, Any]]
) -> None:
    expected = made.cuts_for(scheme, people)
    scored = with_score(made.wide_table, scheme, expected)

    found = CutPoints()
    for specs, table in ((required_cuts(scheme), made.wide_table), (score_cuts(scheme), scored)):
        for query in cut_queries(table, specs):
            found = found.joined(query.read(made.fetched(query.table, wide=(made.WIDE, people))))

    assert {spec: dict(groups) for spec, groups in found.values.items()} == {
        spec: dict(groups) for spec, groups in expected.values.items()
    }


@settings(parent=SETTINGS, max_examples=5)
@given(people=made.populations(), by=st.sampled_from([None, "customer_type"]))
def test_rfm_cells_and_segments_are_the_same_in_the_engine(people: list[dict[str, Any]], by: str | None) -> None:
    cuts = plain_cuts(people, [spec for d in rfm_dimensions(by=by) for spec in d.cut_specs])
    expression = made.wide_table.select("customer_id", **rfm_columns(made.wide_table, cuts, by=by)).order_by(
        "customer_id"
    )

    compiled = made.fetched(expression, wide=(made.WIDE, people))

    plain = [(row["customer_id"], cell := rfm_cell(row, cuts, by=by), segment_of(cell)[0]) for row in people]
    assert [tuple(row.values()) for row in compiled] == plain


@pytest.mark.parametrize("id", ["rules", "bands"])
def test_a_preset_decides_the_same_in_the_engine(id: str) -> None:
    scheme = PRESETS[id].build()
    assert fields_used(scheme) <= set(made.WIDE.names)
    people = [
        dict.fromkeys(made.WIDE.names)
        | {"customer_id": f"C{n}", "recency_days": n, "spend_30d": 500 * n, "avg_monthly_spend": 900.0 * n,
           "repurchase_rate": n / 10, "tenure_days": 400}
        for n in range(10)
    ]  # fmt: skip
    cuts = made.cuts_for(scheme, people)

    compiled = compiled_decisions(people, scheme, cuts, {}, {})

    plain = made.decide_all(people, scheme, cuts)
    assert compiled == [plain[id].as_row() for id in sorted(plain)]
    assert len({row["tier"] for row in compiled}) > 1
