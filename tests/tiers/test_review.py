"""Which changes of tier wait for a person, and what their decisions do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tiers import populations as made

from frostier.kernel.errors import InvalidInput
from frostier.scores.cuts import CutPoints
from frostier.tiers.decide import OVERRIDE_SCHEMA, STATE_SCHEMA, Decision, State, decide, decision_table
from frostier.tiers.ledger import Event, events_of, state_after
from frostier.tiers.presets import preset
from frostier.tiers.review import (
    HOUSE_POLICIES,
    NO_POLICIES,
    REVIEW_SCHEMA,
    Review,
    ReviewPolicy,
    reviewed,
    with_reviews,
)
from frostier.tiers.scheme import Policy, Scheme

DAY = date(2026, 6, 30)
RULES = replace(preset("rules"), policy=Policy(demotion_grace_days=0, minimum_hold_days=0))
LAWS = settings(max_examples=30, deadline=None, derandomize=True)
TIERS = ("platinum", "gold", "silver", "regular")


def days(n: int) -> timedelta:
    return timedelta(days=n)


def figures(tier: str) -> dict[str, Any]:
    spend = {"platinum": 5000, "gold": 2000, "silver": 10}[tier]
    return {"customer_id": "C1", "recency_days": 1, "spend_30d": spend, "tenure_days": 400, "silence_cycles": 1.0}


def told(
    tier: str,
    state: State,
    *reviews: Review,
    policies: tuple[ReviewPolicy, ...] = HOUSE_POLICIES,
    as_of: date = DAY,
    **more: Any,
) -> Decision:
    row = {**figures(tier), **more}
    change = decide(row, state, None, RULES, CutPoints(), as_of)
    return reviewed(change, state, row, reviews, policies, RULES, as_of)


def standing(tier: str) -> State:
    since = DAY - days(100)
    return State(tier, since, "active", since)


def test_a_demotion_from_the_best_tier_waits_and_the_tier_stays() -> None:
    decision = told("gold", standing("platinum"))

    assert (decision.tier, decision.cause, decision.tier_since) == ("platinum", "review", DAY - days(100))
    assert (decision.pending_tier, decision.pending_since, decision.label) == ("gold", DAY, "platinum")


def test_a_jump_of_two_tiers_waits_upwards_and_downwards() -> None:
    assert told("platinum", standing("silver")).pending_tier == "platinum"
    assert told("silver", standing("platinum")).pending_tier == "silver"


def test_one_step_between_lower_tiers_does_not_wait() -> None:
    decision = told("silver", standing("gold"))

    assert (decision.tier, decision.cause, decision.pending_tier) == ("silver", "demotion", None)


def test_without_policies_nothing_waits() -> None:
    assert told("silver", standing("platinum"), policies=NO_POLICIES).tier == "silver"


def test_weak_evidence_waits_where_that_policy_is_on() -> None:
    careful = (ReviewPolicy("low_confidence", params={"fewest_orders": 3}),)

    few = told("silver", standing("gold"), policies=careful, orders_365d=2)
    enough = told("silver", standing("gold"), policies=careful, orders_365d=3, is_provisional=False)
    unknown = told("silver", standing("gold"), policies=careful, orders_365d=3, is_provisional=True)

    assert (few.cause, enough.cause, unknown.cause) == ("review", "demotion", "review")


def test_a_confirmed_change_passes_and_a_kept_one_does_not() -> None:
    waiting = told("gold", standing("platinum")).state

    confirmed = told("gold", waiting, Review("platinum", "gold", DAY, DAY + days(1)), as_of=DAY + days(1))
    kept = told("gold", waiting, Review("platinum", "gold", DAY, None), as_of=DAY + days(90))

    assert (confirmed.tier, confirmed.cause, confirmed.pending_tier) == ("gold", "demotion", None)
    assert (kept.tier, kept.cause, kept.pending_since) == ("platinum", "review", DAY)


def test_a_change_passes_from_the_day_of_its_deadline() -> None:
    waiting, review = told("gold", standing("platinum")).state, Review("platinum", "gold", DAY, DAY + days(7))

    assert told("gold", waiting, review, as_of=DAY + days(6)).cause == "review"
    assert told("gold", waiting, review, as_of=DAY + days(7)).cause == "demotion"


def test_a_review_of_one_fall_does_not_speak_for_the_next() -> None:
    waiting = told("gold", standing("platinum")).state
    recovered = told("platinum", waiting, as_of=DAY + days(1))
    again = told("gold", recovered.state, as_of=DAY + days(9))

    passed_before = Review("platinum", "gold", DAY, DAY)

    assert (recovered.cause, recovered.pending_tier) == ("recovered", None)
    assert told("gold", again.state, passed_before, as_of=DAY + days(10)).cause == "review"


def test_while_a_promotion_waits_no_grace_runs() -> None:
    scheme = replace(RULES, policy=Policy(demotion_grace_days=30, minimum_hold_days=0))
    waiting = State("gold", DAY - days(100), "active", DAY - days(100), "platinum", DAY - days(40))

    decision = decide(figures("silver"), waiting, None, scheme, CutPoints(), DAY)

    assert (decision.cause, decision.tier, decision.pending_tier, decision.pending_since) == (
        "grace", "gold", "silver", DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"id": "nonsense"}, "id"),
        ({"id": "big_jump", "params": {"steps": 1}}, "params.steps"),
        ({"id": "big_jump", "params": {"stairs": 2}}, "params.stairs"),
        ({"id": "big_jump", "deadline_days": 0}, "deadline_days"),
        ({"id": "big_jump", "on_lapse": "perhaps"}, "on_lapse"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ReviewPolicy.from_json(data)

    assert refused.value.where["field"] == field


def test_a_policy_is_kept_as_json() -> None:
    assert tuple(ReviewPolicy.from_json(p.as_json()).as_json() for p in HOUSE_POLICIES) == tuple(
        p.as_json() for p in HOUSE_POLICIES
    )


def policies() -> st.SearchStrategy[tuple[ReviewPolicy, ...]]:
    one = st.one_of(
        st.builds(lambda n, on: ReviewPolicy("top_demotion", on, {"tiers": n}), st.integers(1, 3), st.booleans()),
        st.builds(lambda n, on: ReviewPolicy("big_jump", on, {"steps": n}), st.integers(2, 3), st.booleans()),
        st.builds(
            lambda n, on: ReviewPolicy("low_confidence", on, {"fewest_orders": n}), st.integers(1, 60), st.booleans()
        ),
    )  # fmt: skip
    return st.lists(one, max_size=3).map(tuple)


def reviews() -> st.SearchStrategy[list[Review]]:
    one = st.builds(
        Review, st.sampled_from(TIERS), st.sampled_from(TIERS), made.days_before(40), made.days_before(20) | st.none()
    )
    return st.lists(one, max_size=6)


@LAWS
@given(scheme=made.schemes(), people=made.populations(), held=policies(), data=st.data())
def test_the_engine_holds_the_very_changes_that_plain_python_holds(
    scheme: Scheme, people: list[dict[str, Any]], held: tuple[ReviewPolicy, ...], data: st.DataObject
) -> None:
    cuts = made.cuts_for(scheme, people)
    states = {row["customer_id"]: data.draw(made.states() | st.none()) for row in people}
    known = {id: state for id, state in states.items() if state is not None}
    seen = {row["customer_id"]: data.draw(reviews()) for row in people}

    expected = {
        row["customer_id"]: reviewed(
            decide(row, states[row["customer_id"]], None, scheme, cuts, made.AS_OF),
            states[row["customer_id"]], row, seen[row["customer_id"]], held, scheme, made.AS_OF,
        )
        for row in people
    }  # fmt: skip
    decided = decision_table(made.wide_table, made.state_table, made.override_table, scheme, cuts, made.AS_OF)
    table = with_reviews(
        decided, made.state_table, made.wide_table, ibis.table(REVIEW_SCHEMA, name="reviews"), held, scheme, made.AS_OF
    )
    got = made.fetched(
        table,
        wide=(made.WIDE, people),
        states=(STATE_SCHEMA, [{"customer_id": id, **_fields(state)} for id, state in known.items()]),
        overrides=(OVERRIDE_SCHEMA, []),
        reviews=(REVIEW_SCHEMA, [{"customer_id": id, **_fields(r)} for id, rs in seen.items() for r in rs]),
    )

    assert list(table.columns) == list(decided.columns)
    assert {row["customer_id"]: Decision.from_row(row) for row in got} == expected


@LAWS
@given(
    held=policies(),
    weeks=st.lists(st.tuples(made.rows(), st.integers(1, 20), st.booleans()), min_size=1, max_size=8),
    scheme=made.schemes(),
)
def test_the_ledger_tells_every_state_with_reviews_too(
    held: tuple[ReviewPolicy, ...], weeks: list[tuple[dict[str, Any], int, bool]], scheme: Scheme
) -> None:
    cuts = made.cuts_for(scheme, [row for row, _, _ in weeks])
    state: State | None = None
    day, ledger, known = made.AS_OF, list[Event](), list[Review]()

    for row, gap, confirmed in weeks:
        change = decide(row, state, None, scheme, cuts, day)
        decision = reviewed(change, state, row, known, held, scheme, day)
        ledger += events_of(decision, state, day)
        if decision.cause == "review" and confirmed:
            known.append(Review(decision.tier, str(decision.pending_tier), day, day))

        assert state_after(ledger, day) == decision.state
        again = reviewed(
            decide(row, decision.state, None, scheme, cuts, day), decision.state, row, [], held, scheme, day
        )
        assert again.state == decision.state
        state, day = decision.state, day + days(gap)


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
