"""Changes that wait for a person: opened with the grading, decided in the console, executed at the next one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.shell.small_company import GRADED_DAYS

from frostier.flows.grading import grade
from frostier.flows.verifying import verify
from frostier.shell.accounts.audit import at_the_machine
from frostier.shell.grading.models import TierState
from frostier.shell.live.models import InboxEvent
from frostier.shell.outbox.following import follow_held
from frostier.shell.outbox.models import Change
from frostier.shell.reviews.models import ReviewItem
from frostier.shell.reviews.policies import policies_in_force, set_policies
from frostier.shell.reviews.store import DjangoReviewStore
from frostier.shell.reviews.timing import review_expiring_overrides, settle_lapsed
from frostier.shell.wiring import House
from frostier.tiers.presets import preset
from frostier.tiers.review import HOUSE_POLICIES, ReviewPolicy

HOUSE = preset("house")
EVERY_CHANGE = (ReviewPolicy("low_confidence", params={"fewest_orders": 100}),)
LAST = GRADED_DAYS[-1]


@pytest.fixture
def house(graded_house: House, clock: Any) -> House:
    """The graded company, three weeks on: windows have rolled, so that tiers change."""
    clock.moment = datetime(2026, 12, 20, 2, tzinfo=UTC)
    return graded_house


def policies(house: House, *wanted: ReviewPolicy) -> None:
    version, _ = policies_in_force()
    set_policies(at_the_machine(), house.clock, [p.as_json() for p in wanted], expected_version=version)


def graded(house: House, after_days: int = 0) -> None:
    house.clock.moment += timedelta(days=after_days)  # type: ignore[attr-defined]
    with house.run("grade", {}) as run:
        grade(run, house.parts, as_of=house.clock.today(), by="test")


def opened(house: House, most: int = 4) -> list[ReviewItem]:
    """Reviews of some customers, as a grading that held back their demotion would open them."""
    policies(house, *EVERY_CHANGE)
    profile = house.published.profile(house.gradings.latest().snapshot)
    chosen = profile.filter(profile.tier.isin(["platinum", "gold"]) & profile.team.notnull()).order_by("customer_id")
    rows = house.published.rows(chosen.limit(most))
    today = house.clock.today()
    held = [{**row, "pending_tier": "regular", "pending_since": today} for row in rows]
    follow_held(held, HOUSE, 1, as_of=today, at=house.clock.now())
    return waiting()


def waiting() -> list[ReviewItem]:
    return list(ReviewItem.objects.filter(state="open").order_by("customer_id"))


def test_what_a_policy_holds_waits_with_its_evidence_and_passes_once_confirmed(house, client_as) -> None:
    policies(house, *EVERY_CHANGE)
    graded(house)
    supervisor = client_as("supervisor")

    held = waiting()
    item = supervisor.get(f"/api/v1/reviews/{held[0].pk}").json()
    listed = supervisor.get("/api/v1/reviews").json()
    state = TierState.objects.get(pk=held[0].customer_id)

    assert len(held) > 1
    assert listed["total"] == len(held)
    assert item["from"]["tier"]["id"] == state.tier == held[0].from_tier
    assert (item["to"]["tier"]["id"], item["policy"]["rule"]) == (state.pending_tier, "review:low_confidence")
    assert item["evidence"]["inputs"]
    assert item["evidence"]["cut"]
    assert Change.objects.filter(kind="review").count() == len(held)

    confirmed = supervisor.post(f"/api/v1/reviews/{held[0].pk}/confirm", {"note": "已与客户沟通"})
    again = supervisor.post(f"/api/v1/reviews/{held[0].pk}/confirm", {"note": "再来一次"})
    graded(house)

    assert (confirmed.status_code, again.status_code) == (200, 409)
    state.refresh_from_db()
    assert (state.tier, state.pending_tier) == (held[0].to_tier, None)
    assert {item.pk for item in waiting()} == {item.pk for item in held[1:]}


def test_the_deadline_decides_where_nobody_does(house) -> None:
    policies(house, ReviewPolicy("low_confidence", params={"fewest_orders": 100}, deadline_days=3))
    graded(house)
    held = waiting()

    graded(house, after_days=1)
    still = {item.customer_id for item in waiting()}
    graded(house, after_days=2)
    after = {id: TierState.objects.get(pk=id).tier for id in (item.customer_id for item in held)}

    assert {item.customer_id for item in held} & still
    executed = [item for item in held if after[item.customer_id] == item.to_tier and item.customer_id in still]
    assert executed


def test_the_proof_holds_whatever_was_decided_since(house, client_as) -> None:
    policies(house, *EVERY_CHANGE)
    graded(house)
    client_as("supervisor").post(f"/api/v1/reviews/{waiting()[0].pk}/confirm", {"note": "ok"})
    policies(house)

    with house.run("verify", {}) as run:
        proof = verify(run, house.parts)

    assert proof.holds


def test_reviews_and_policies_can_be_told_as_they_stood(house, client_as) -> None:
    store = DjangoReviewStore()
    policies(house, *EVERY_CHANGE)
    graded(house)
    before = house.clock.now()
    item = waiting()[0]

    client_as("supervisor").post(f"/api/v1/reviews/{item.pk}/confirm", {"note": "ok"})
    policies(house, *HOUSE_POLICIES)

    then = {row["customer_id"]: row["passes_on"] for row in store.passing(before)}
    now = {row["customer_id"]: row["passes_on"] for row in store.passing()}
    assert (then[item.customer_id], now[item.customer_id]) == (item.deadline_on, house.clock.today())
    assert {row["customer_id"] for row in store.passing(None, [item.customer_id])} == {item.customer_id}
    assert {row["customer_id"] for row in store.passing(before, [item.customer_id])} == {item.customer_id}
    assert store.passing(None, []) == []
    assert [p.id for p in store.policies(before) if p.on] == ["low_confidence"]
    assert [p.id for p in store.policies() if p.on] == ["top_demotion", "big_jump", "override_expiring"]


def test_many_are_decided_at_once_and_each_refusal_is_told(house, client_as) -> None:
    supervisor, ids = client_as("supervisor"), [item.pk for item in opened(house)]
    supervisor.post(f"/api/v1/reviews/{ids[0]}/confirm")
    until = (house.clock.today() + timedelta(days=5)).isoformat()

    answer = supervisor.post(
        "/api/v1/reviews/decide", {"ids": [*ids, 999999], "decision": "postpone", "until": until, "note": "旺季后再看"}
    ).json()

    assert answer["decided"] == ids[1:]
    assert Counter(r["code"] for r in answer["refused"]) == {"conflict": 1, "not_found": 1}
    assert supervisor.get("/api/v1/reviews").json()["total"] == 0
    assert supervisor.get("/api/v1/reviews?state=postponed").json()["total"] == len(ids) - 1
    house.clock.moment += timedelta(days=5)
    assert supervisor.get("/api/v1/reviews").json()["total"] == len(ids) - 1


def test_an_override_settles_a_review_with_a_reason_and_an_end(house, client_as) -> None:
    item, supervisor = opened(house)[0], client_as("supervisor")
    ends_on = (house.clock.today() + timedelta(days=30)).isoformat()

    vague = supervisor.post(f"/api/v1/reviews/{item.pk}/override", {"note": "ok", "ends_on": ends_on})
    settled = supervisor.post(f"/api/v1/reviews/{item.pk}/override", {"note": "战略客户，先保级", "ends_on": ends_on})

    assert (vague.status_code, settled.status_code) == (422, 200)
    assert settled.json()["state"] == "overridden"
    [override] = house.gradings.overrides(house.clock.today())
    assert (override.customer_id, override.tier) == (item.customer_id, item.from_tier)
    assert not ReviewItem.objects.filter(customer_id=item.customer_id, state="open").exists()


def test_a_review_is_assigned_to_who_may_decide_only(house, client_as) -> None:
    id, supervisor = opened(house)[0].pk, client_as("supervisor", username="wang.fang")
    client_as("read_only", username="guest")

    assert supervisor.post(f"/api/v1/reviews/{id}/assign", {"to": "guest"}).status_code == 422
    assert supervisor.post(f"/api/v1/reviews/{id}/assign", {"to": "wang.fang"}).json()["assigned_to"] == "wang.fang"
    assert supervisor.get("/api/v1/reviews?assigned_to=me").json()["total"] == 1


def test_nobody_sees_or_decides_reviews_outside_their_scope(house, client_as) -> None:
    items = opened(house, most=8)
    team = items[0].team
    inside = [item for item in items if item.team == team]
    stranger = client_as("supervisor", username="elsewhere", teams=["没有这个团队"])
    lead = client_as("supervisor", username="lead", teams=[team])

    assert stranger.get(f"/api/v1/reviews/{items[0].pk}").status_code == 404
    assert stranger.post(f"/api/v1/reviews/{items[0].pk}/confirm").status_code == 404
    assert lead.get("/api/v1/reviews").json()["total"] == len(inside)


def test_policies_are_versions_and_a_stale_change_is_refused(house, client_as) -> None:
    operator = client_as("operator")
    wanted = {"policies": [{"id": "big_jump", "params": {"steps": 3}}], "expected_version": 0, "note": "先试行"}

    first = operator.put("/api/v1/review-policies", wanted)
    stale = operator.put("/api/v1/review-policies", wanted)
    wrong = operator.put(
        "/api/v1/review-policies", {"policies": [{"id": "big_jump", "params": {"steps": 99}}], "expected_version": 1}
    )

    assert first.json()["version"] == 1
    assert {p["id"]: p["on"] for p in first.json()["policies"]}["big_jump"] is True
    assert (stale.status_code, wrong.status_code, wrong.json()["field"]) == (409, 422, "params.steps")


def test_figures_that_no_longer_ask_for_a_change_close_its_review(house) -> None:
    first = opened(house)[0]

    follow_held([], HOUSE, 1, as_of=house.clock.today(), at=house.clock.now())

    first.refresh_from_db()
    assert (first.state, first.passes_on, waiting()) == ("void", None, [])


def test_nobody_decided_and_the_tier_was_to_be_kept(house) -> None:
    policies(house, *EVERY_CHANGE)
    first = opened(house)[0]
    ReviewItem.objects.update(on_lapse="keep", passes_on=None)

    lapsed = settle_lapsed(house.clock.now(), first.deadline_on)

    first.refresh_from_db()
    assert (lapsed > 0, first.state, first.passes_on) == (True, "lapsed", None)
    again = opened(house)
    assert first.customer_id not in {item.customer_id for item in again}


def test_an_override_about_to_end_is_reviewed_once(house, client_as) -> None:
    policies(house, ReviewPolicy("override_expiring", params={"days": 7}))
    supervisor, today = client_as("supervisor"), house.clock.today()
    profile = house.published.profile(house.gradings.latest().snapshot)
    ids = [row["customer_id"] for row in house.published.rows(profile.select("customer_id").limit(2))]
    for id, days in zip(ids, (5, 30), strict=True):
        wish = {
            "customer_ids": [id],
            "tier": "gold",
            "reason": "战略客户试点",
            "ends_on": str(today + timedelta(days=days)),
        }
        assert supervisor.post("/api/v1/overrides", wish).status_code in (200, 201)

    first, again = review_expiring_overrides(house), review_expiring_overrides(house)

    assert (first, again) == (1, 0)
    [item] = waiting()
    assert (item.customer_id, item.policy, item.deadline_on) == (ids[0], "override_expiring", today + timedelta(days=5))
    answer = supervisor.post(f"/api/v1/reviews/{item.pk}/confirm", {"note": "到期即止"})
    assert answer.json()["state"] == "confirmed"


def test_a_decision_wakes_the_customer_and_stands_in_the_timeline(house, client_as) -> None:
    item, supervisor = opened(house)[0], client_as("supervisor")

    supervisor.post(f"/api/v1/reviews/{item.pk}/confirm", {"note": "已与客户沟通"})

    assert InboxEvent.objects.filter(type="review.decided", customer_code=item.customer_id).count() == 1
    timeline = supervisor.get(f"/api/v1/customers/{item.customer_id}/timeline").json()["items"]
    assert any(event["kind"] == "review" and "已与客户沟通" in event["text"] for event in timeline)


def test_a_review_can_be_assigned_to_those_who_may_decide_on_its_customer(house, client_as) -> None:
    item = opened(house)[0]
    elsewhere = set(ReviewItem.objects.values_list("team", flat=True)) | {"外地组"}
    elsewhere.discard(item.team)
    boss = client_as("supervisor", username="boss")
    client_as("supervisor", username="mate", teams=[item.team])
    client_as("supervisor", username="stranger", teams=sorted(elsewhere))
    client_as("account_manager", username="clerk", managers=[item.manager])

    offered = boss.get(f"/api/v1/reviews/reviewers?review_id={item.pk}").json()
    taken = boss.post(f"/api/v1/reviews/{item.pk}/assign", {"to": "mate"})
    refused = boss.post(f"/api/v1/reviews/{item.pk}/assign", {"to": "stranger"})

    assert [person["id"] for person in offered] == ["boss", "mate"]
    assert (taken.status_code, taken.json()["assigned_to"]) == (200, "mate")
    assert (refused.status_code, refused.json()["field"]) == (422, "to")


def test_who_could_decide_is_told_of_ones_own_reviews_only(house, client_as) -> None:
    item = opened(house)[0]
    mate = client_as("supervisor", username="mate", teams=[item.team])
    stranger = client_as("supervisor", username="stranger", teams=["外地组"])

    assert [person["id"] for person in mate.get("/api/v1/reviews/reviewers").json()] == ["mate"]
    assert stranger.get("/api/v1/reviews/reviewers").json() == []
    assert stranger.get(f"/api/v1/reviews/reviewers?review_id={item.pk}").status_code == 404
    assert mate.get("/api/v1/reviews/reviewers?review_id=999999").status_code == 404
