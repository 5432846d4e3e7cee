"""Promotion at once, demotion with grace and hold, quotas, overrides; and the laws behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tiers import populations as made

from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tiers.decide import Decision, Override, State, decide
from frostier.tiers.labels import label_of
from frostier.tiers.ledger import Event, events_of, state_after
from frostier.tiers.presets import preset
from frostier.tiers.scheme import Policy, Scheme

DAY = date(2026, 6, 30)
RULES = replace(preset("rules"), policy=Policy(demotion_grace_days=30, minimum_hold_days=60))
LAWS = settings(max_examples=25, deadline=None, derandomize=True)

PLATINUM = {"recency_days": 1, "spend_30d": Decimal(5000)}
GOLD = {"recency_days": 1, "spend_30d": Decimal(2000)}
SILVER = {"recency_days": 1, "spend_30d": Decimal(10)}


def days(n: int) -> timedelta:
    return timedelta(days=n)


def decided(
    figures: dict[str, Any],
    state: State | None = None,
    override: Override | None = None,
    scheme: Scheme = RULES,
    cuts: CutPoints | None = None,
    as_of: date = DAY,
) -> Decision:
    row = {"customer_id": "C1", "tenure_days": 400, "silence_cycles": 1.0, **figures}
    return decide(row, state, override, scheme, cuts or CutPoints(), as_of)


def held(tier: str, for_days: int, *, pending: str | None = None, pending_days: int = 0) -> State:
    since = DAY - days(pending_days) if pending else None
    return State(tier, DAY - days(for_days), "active", DAY - days(for_days), pending, since)


def test_the_first_grading_sets_what_the_figures_give() -> None:
    decision = decided(GOLD)

    assert (decision.tier, decision.tier_since, decision.previous_tier) == ("gold", DAY, None)
    assert decision.cause == "first_grading"


def test_a_better_tier_is_given_at_once() -> None:
    decision = decided(PLATINUM, held("gold", 1))

    assert (decision.tier, decision.tier_since, decision.cause) == ("platinum", DAY, "promotion")


DEMOTIONS = [
    # days held, days below, cause, tier
    (100, 0, "grace", "platinum"),
    (100, 29, "grace", "platinum"),
    (100, 30, "demotion", "gold"),
    (59, 30, "hold", "platinum"),
    (60, 30, "demotion", "gold"),
    (59, 29, "grace", "platinum"),
]


@pytest.mark.parametrize(("held_days", "below_days", "cause", "tier"), DEMOTIONS)
def test_a_worse_tier_waits_for_grace_and_minimum_hold(held_days: int, below_days: int, cause: str, tier: str) -> None:
    state = held("platinum", held_days, pending="gold" if below_days else None, pending_days=below_days)

    decision = decided(GOLD, state)

    assert (decision.cause, decision.tier) == (cause, tier)
    assert (decision.pending_since is None) == (cause == "demotion")


def test_recovering_within_the_grace_forgets_it() -> None:
    decision = decided(PLATINUM, held("platinum", 100, pending="gold", pending_days=20))

    assert (decision.cause, decision.pending_tier, decision.tier_since) == ("recovered", None, DAY - days(100))


def test_an_override_wins_until_its_end_and_then_the_figures_decide_at_once() -> None:
    override = Override("platinum", DAY - days(10), DAY + days(1))

    during = decided(SILVER, held("silver", 100), override)
    after = decided(SILVER, during.state, override, as_of=DAY + days(1))

    assert (during.tier, during.cause) == ("platinum", "override")
    assert (after.tier, after.cause) == ("silver", "override_ended")


def test_an_override_that_has_not_begun_changes_nothing() -> None:
    decision = decided(SILVER, held("silver", 9), Override("platinum", DAY + days(1), DAY + days(9)))

    assert (decision.tier, decision.cause) == ("silver", "unchanged")


def test_a_full_quota_keeps_a_customer_out_though_the_rules_hold() -> None:
    policy = Policy("at_once", 0, 0, quota=(("platinum", Decimal("0.1")),))
    scheme = replace(RULES, policy=policy)
    cuts = CutPoints({CutSpec("spend_365d", Decimal("0.9")): {None: Decimal(90000)}})

    inside = decided({**PLATINUM, "spend_365d": Decimal(90000)}, scheme=scheme, cuts=cuts)
    outside = decided({**PLATINUM, "spend_365d": Decimal(89999)}, held("platinum", 400), scheme=scheme, cuts=cuts)

    assert inside.tier == "platinum"
    assert (outside.tier, outside.cause) == ("gold", "quota")


def test_a_tier_that_the_scheme_no_longer_has_is_replaced_at_once() -> None:
    decision = decided(GOLD, held("diamond", 400))

    assert (decision.tier, decision.previous_tier, decision.cause) == ("gold", "diamond", "scheme_changed")


def test_the_worked_case_of_the_page_is_true() -> None:
    gradings = [
        (date(2026, 5, 31), 3, 3500, "unchanged"), (date(2026, 6, 20), 3, 2300, "grace"),
        (date(2026, 6, 30), 2, 2300, "grace"), (date(2026, 7, 20), 5, 2500, "demotion"),
        (date(2026, 7, 25), 1, 4000, "promotion"),
    ]  # fmt: skip
    state = State("platinum", date(2026, 1, 1), "active", date(2026, 1, 1))

    for day, recency, spend, cause in gradings:
        decision = decided({"recency_days": recency, "spend_30d": Decimal(spend)}, state, as_of=day)

        assert decision.cause == cause
        state = decision.state


STAGES = [
    ({"recency_days": None}, "prospect"),
    ({"recency_days": 90}, "churned"),
    ({"recency_days": 90, "silence_cycles": 1.9}, "dormant"),
    ({"recency_days": 90, "silence_cycles": None}, "churned"),
    ({"recency_days": 5, "won_back_days": 60}, "won_back"),
    ({"recency_days": 5, "tenure_days": 59}, "new"),
    ({"recency_days": 45, "silence_cycles": 1.5}, "dormant"),
    ({"recency_days": 14, "silence_cycles": 3.0}, "slowing"),
    ({"recency_days": 5, "spend_trend_90d": -0.3}, "slowing"),
    ({"recency_days": 5, "spend_trend_90d": 0.2}, "growing"),
    ({"recency_days": 5}, "active"),
]


@pytest.mark.parametrize(("figures", "stage"), STAGES)
def test_the_stage_is_what_the_figures_say(figures: dict[str, Any], stage: str) -> None:
    assert decided({"silence_cycles": 5.0 if figures.get("recency_days") == 90 else 1.0, **figures}).stage == stage


def test_the_five_labels_have_a_stated_precedence() -> None:
    assert label_of("platinum", "churned") == "churned"
    assert label_of("gold", "new") == "gold"
    assert label_of("silver", "growing") == "potential"
    assert label_of("regular", "active") == "silver"


@LAWS
@given(scheme=made.schemes(), people=made.populations(4), data=st.data())
def test_grading_the_same_day_twice_changes_nothing(
    scheme: Scheme, people: list[dict[str, Any]], data: st.DataObject
) -> None:
    state, override = data.draw(made.states() | st.none()), data.draw(made.overrides() | st.none())
    cuts = made.cuts_for(scheme, people)

    first = decide(people[0], state, override, scheme, cuts, made.AS_OF)
    second = decide(people[0], first.state, override, scheme, cuts, made.AS_OF)

    assert second.state == first.state


@LAWS
@given(
    fresher=st.integers(0, 60), recency=st.integers(0, 100), spend=made.money(), more=made.money(),
    id=st.sampled_from(["rules", "score"]),
)  # fmt: skip
def test_more_spend_and_fresher_orders_never_lower_the_tier(
    fresher: int, recency: int, spend: Decimal, more: Decimal, id: str
) -> None:
    scheme = preset(id)
    people = [
        {"recency_days": 5 * n, "orders_365d": 10, "spend_365d": Decimal(500 * n), "on_time_rate_365d": 0.9}
        for n in range(20)
    ]
    cuts = made.cuts_for(scheme, people)
    base = {"orders_365d": 10, "on_time_rate_365d": 0.9}
    worse = {**base, "recency_days": recency, "spend_30d": spend, "spend_365d": spend}
    better = {
        **base, "recency_days": max(0, recency - fresher), "spend_30d": spend + more, "spend_365d": spend + more,
    }  # fmt: skip

    ranks = [scheme.rank(decided(figures, scheme=scheme, cuts=cuts).tier) for figures in (better, worse)]

    assert ranks[0] <= ranks[1]


@LAWS
@given(
    scheme=made.schemes(),
    weeks=st.lists(st.tuples(made.rows(), st.integers(1, 20)), min_size=1, max_size=8),
)
def test_no_demotion_comes_before_grace_and_hold_are_over_and_the_ledger_tells_every_state(
    scheme: Scheme, weeks: list[tuple[dict[str, Any], int]]
) -> None:
    cuts = made.cuts_for(scheme, [row for row, _ in weeks])
    state: State | None = None
    day, ledger = made.AS_OF, list[Event]()

    for row, gap in weeks:
        decision = decide(row, state, None, scheme, cuts, day)
        ledger += events_of(decision, state, day)

        if state and scheme.rank(decision.tier) > scheme.rank(state.tier):
            assert day >= state.tier_since + days(scheme.policy.minimum_hold_days)
            below_since = state.pending_since or day
            assert day >= below_since + days(scheme.policy.demotion_grace_days)
        assert scheme.rank(decision.tier) <= scheme.rank(decision.raw_tier)
        assert state_after(ledger, day) == decision.state
        state, day = decision.state, day + days(gap)

    assert state_after(ledger, made.AS_OF - days(1)) is None
