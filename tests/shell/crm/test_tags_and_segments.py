"""Conditions, tags and segments over the API, on the small company."""

from __future__ import annotations

import pytest

V1 = "/api/v1"


@pytest.fixture
def operator(graded_home, client_as):
    return client_as("operator", username="zhao.min")


def count(client, where: str) -> int:
    return client.get(f"{V1}/customers/count", {"where": where}).json()["matched"]


def a_manager(client) -> str:
    return next(c["manager"] for c in client.get(f"{V1}/customers?limit=50").json()["items"] if c["manager"])


# ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_condition_is_told_in_both_text_forms_as_json_and_as_a_sentence(operator):
    told = operator.post(f"{V1}/predicates/check", {"text": "最近购买 < 7天 且 标签(火锅食材偏好者)"}).json()

    assert told["valid"]
    assert told["text_en"] == "recency_days < 7 and tag(hotpot_lover)"
    assert told["json"] == {"all": [{"field": "recency_days", "op": "<", "value": 7}, {"tag": "hotpot_lover"}]}
    assert told["sentence"].startswith("Customers where days since last order < 7 days and the tag")
    assert (told["fields"], told["tags"]) == (["recency_days"], ["hotpot_lover"])
    back = operator.post(f"{V1}/predicates/check", {"json": told["json"]}).json()
    assert back == told


def test_a_mistake_is_told_with_its_position(operator):
    told = operator.post(f"{V1}/predicates/check", {"text": "spend_30d > and orders_30d > 2"}).json()

    assert not told["valid"]
    assert told["error"]["position"] == 12
    assert "\n" not in told["error"]["message"]


def test_a_scheme_condition_may_not_name_tags_nor_results(operator):
    told = operator.post(f"{V1}/predicates/check", {"text": "tag(hotpot_lover)", "tags": False}).json()

    assert not told["valid"]


@pytest.mark.parametrize("body", [{}, {"text": "always", "json": {"always": True}}, {"text": None}])
def test_a_condition_is_handed_in_one_way(operator, body):
    assert operator.post(f"{V1}/predicates/check", body).status_code == 422


def test_counts_narrow_from_matched_over_reachable_to_allowed(operator):
    told = operator.post(f"{V1}/predicates/count", {"text": "spend_365d > 0"}).json()

    assert told["matched"] == count(operator, "spend_365d > 0") > 0
    assert told["matched"] >= told["reachable"] >= told["allowed"]
    assert told["total"] == operator.get(f"{V1}/customers/count").json()["total"]


def test_a_condition_is_counted_within_the_scope(operator, client_as):
    manager = a_manager(operator)
    own = client_as("account_manager", managers=[manager])

    told = own.post(f"{V1}/predicates/count", {"text": "always"}).json()

    assert (
        told["matched"]
        == told["total"]
        == operator.get(f"{V1}/customers/count", {"manager": manager}).json()["matched"]
    )


def test_what_a_person_types_never_reaches_the_engine(operator):
    for text in ('customer_name contains "\'; DROP TABLE x; --"', 'customer_name = "\' OR 1=1 --"'):
        told = operator.post(f"{V1}/predicates/count", {"text": text})
        assert (told.status_code, told.json()["matched"]) == (200, 0)


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_catalogue_is_told_with_carriers(operator):
    tags = operator.get(f"{V1}/tags").json()

    assert len(tags) > 300
    carried = next(t for t in tags if t["carriers"])
    assert carried["carriers"] == operator.get(f"{V1}/customers/count", {"tag": carried["id"]}).json()["matched"]
    assert carried["share"] == pytest.approx(
        carried["carriers"] / operator.get(f"{V1}/customers/count").json()["total"]
    )


def test_tags_are_found_by_words_and_by_family(operator):
    assert "hotpot_lover" in {t["id"] for t in operator.get(f"{V1}/tags", {"q": "火锅 食材"}).json()}
    family = operator.get(f"{V1}/tag-families").json()[0]
    found = operator.get(f"{V1}/tags", {"family": family["id"]}).json()
    assert len(found) == family["tags"] > 0


def test_a_tag_is_told_from_all_sides(operator):
    told = operator.get(f"{V1}/tags/hotpot_lover").json()

    assert [day["as_of"] for day in told["trend"]] == ["2026-09-30", "2026-10-31", "2026-11-19"]
    assert told["trend"][-1]["carriers"] == told["carriers"] == told["counts"]["matched"]
    assert sum(t["customers"] for t in told["types"]) == told["carriers"]
    assert told["where"]["text_en"]
    assert told["own"] is None


def test_an_unknown_tag_is_not_found(operator):
    assert operator.get(f"{V1}/tags/nothing_like_it").status_code == 404


def own_tag(client, where: str = "spend_365d > 1000", **more):
    names = {"name_zh": "大客户", "name_en": "big one", "meaning_zh": "一年一千以上", "meaning_en": "above 1000 a year"}
    return client.post(f"{V1}/tags", {**names, "where": where, **more})


def test_an_own_tag_can_be_counted_at_once_and_is_carried_from_the_next_grading(operator, graded_house):
    made = own_tag(operator)

    assert made.status_code == 201
    told = made.json()
    assert (told["id"], told["origin"], told["version"], told["carriers"]) == ("big_one", "own", 1, None)
    assert told["counts"]["matched"] == count(operator, "spend_365d > 1000") == count(operator, "tag(big_one)") > 0
    assert "big_one" in {t.id for t in graded_house.parts.tags}


def test_a_grading_decides_own_tags_and_remembers_which_version(operator, graded_house):
    from frostier.flows.grading import grade

    own_tag(operator)
    with graded_house.run("grade", {}) as run:
        grading = grade(run, graded_house.parts, as_of=graded_house.clock.today(), by="test")

    assert grading.counts["own_tags"] == {"big_one": 1}
    told = operator.get(f"{V1}/tags/big_one").json()
    assert told["carriers"] == count(operator, "spend_365d > 1000")

    change = {"name_en": "big one", "name_zh": "大客户", "where": "spend_365d > 5000", "expected_version": 1}
    assert operator.put(f"{V1}/tags/big_one", change).json()["version"] == 2
    then = graded_house.parts.at(grading)
    assert next(t for t in then.tags if t.id == "big_one").when == "spend_365d > 1000"


def test_a_circle_of_own_tags_is_refused_with_its_path(operator):
    own_tag(operator, id="first", name_en="first", name_zh="甲")
    own_tag(operator, where="tag(first)", id="second", name_en="second", name_zh="乙")
    change = {"name_en": "first", "name_zh": "甲", "where": "tag(second)", "expected_version": 1}

    answer = operator.put(f"{V1}/tags/first", change)

    assert answer.status_code == 422
    assert "first → second → first" in answer.json()["message"]


def test_an_own_tag_that_cannot_be_read_is_not_kept(operator):
    assert own_tag(operator, where="spendings > 3").status_code == 422
    assert own_tag(operator, name_en="hotpot_lover").status_code == 409
    assert own_tag(operator, name_en='x"y').status_code == 422
    assert own_tag(operator, id="No Good").status_code == 422
    assert own_tag(operator, family="nowhere").status_code == 422
    assert operator.get(f"{V1}/tags", {"family": "own"}).json() == []


def test_a_tag_that_something_refers_to_stays_until_that_is_changed(operator):
    own_tag(operator)
    operator.post(f"{V1}/segments", {"name": "大户", "kind": "rule", "where": "tag(big_one)"})

    held = operator.post(f"{V1}/tags/big_one/retire")
    segment = operator.get(f"{V1}/segments").json()[0]
    operator.delete(f"{V1}/segments/{segment['id']}")
    gone = operator.post(f"{V1}/tags/big_one/retire").json()

    assert (held.status_code, "大户" in held.json()["message"]) == (409, True)
    assert gone["state"] == "retired"
    assert operator.post(f"{V1}/predicates/check", {"text": "tag(big_one)"}).json()["valid"] is False


def test_the_second_editor_of_a_tag_is_told(operator):
    own_tag(operator)
    change = {"name_en": "big one", "name_zh": "大客户", "where": "spend_365d > 2000", "expected_version": 1}
    operator.put(f"{V1}/tags/big_one", change)

    late = operator.put(f"{V1}/tags/big_one", change)

    assert (late.status_code, late.json()["code"], late.json()["where"]["version"]) == (409, "stale", 2)


def test_only_who_may_defines_tags(client_as, graded_home):
    for role in ("account_manager", "executive", "read_only", "purchasing"):
        assert own_tag(client_as(role)).status_code == 403


# ── segments ────────────────────────────────────────────────────────────────────────────────────────────────────


def rule(client, where: str = "spend_365d > 1000", **more):
    return client.post(f"{V1}/segments", {"name": "老客户", "kind": "rule", "where": where, **more})


def test_a_rule_segment_is_kept_counted_and_filters_customers(operator):
    made = rule(operator).json()

    assert made["where"] == "spend_365d > 1000"
    assert made["counts"]["matched"] == count(operator, "spend_365d > 1000")
    assert operator.get(f"{V1}/customers/count", {"segment": made["id"]}).json()["matched"] == made["counts"]["matched"]


def test_a_list_segment_takes_and_gives_back_customers(operator):
    first, second, third = [c["id"] for c in operator.get(f"{V1}/customers?limit=3").json()["items"]]
    made = operator.post(f"{V1}/segments", {"name": "名单", "kind": "list", "customer_ids": [first, second]}).json()

    changed = operator.post(f"{V1}/segments/{made['id']}/members", {"add": [third], "remove": [first]}).json()

    assert (made["counts"]["matched"], changed["version"]) == (2, 2)
    assert changed["customer_ids"] == sorted([second, third])
    unknown = operator.post(f"{V1}/segments/{made['id']}/members", {"add": ["NOBODY"]})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "customer_ids")


def test_a_private_segment_is_unknown_to_others_and_a_shared_one_is_theirs_to_read(operator, client_as):
    private, shared = rule(operator).json(), rule(operator, name="共享", shared=True).json()
    other = client_as("supervisor")

    assert [s["name"] for s in other.get(f"{V1}/segments").json()] == ["共享"]
    assert other.get(f"{V1}/segments/{private['id']}").status_code == 404
    assert other.get(f"{V1}/customers", {"segment": private["id"]}).status_code == 404
    assert other.delete(f"{V1}/segments/{shared['id']}").status_code == 403


def test_a_shared_segment_is_counted_and_listed_within_the_readers_scope(operator, client_as):
    everyone = [c["id"] for c in operator.get(f"{V1}/customers?limit=200").json()["items"]]
    made = operator.post(
        f"{V1}/segments", {"name": "全部", "kind": "list", "customer_ids": everyone, "shared": True}
    ).json()
    manager = a_manager(operator)
    own = client_as("account_manager", managers=[manager])

    seen = own.get(f"{V1}/segments/{made['id']}").json()

    mine = {c["id"] for c in own.get(f"{V1}/customers?limit=200").json()["items"]}
    assert set(seen["customer_ids"]) == mine
    assert seen["counts"]["matched"] == len(mine) < len(everyone)


def test_the_second_editor_of_a_segment_is_told(operator):
    made = rule(operator).json()
    change = {"name": "新名", "kind": "rule", "where": "spend_365d > 2000", "expected_version": 1}

    assert operator.put(f"{V1}/segments/{made['id']}", change).json()["version"] == 2
    late = operator.put(f"{V1}/segments/{made['id']}", change)
    assert (late.status_code, late.json()["code"]) == (409, "stale")


def test_two_segments_are_compared(operator):
    big, small = rule(operator, "spend_365d > 5000").json(), rule(operator, "spend_365d > 1000").json()

    told = operator.get(f"{V1}/segments/compare", {"a": big["id"], "b": small["id"]}).json()

    assert told["both"] == told["customers_a"] == big["counts"]["matched"]
    assert (told["only_a"], told["only_b"]) == (0, told["customers_b"] - told["customers_a"])
    spend = next(m for m in told["measures"] if m["field"] == "spend_365d")
    assert spend["a"] >= spend["b"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "kind": "rule"},
        {"name": "x", "kind": "rule", "where": "no such thing"},
        {"name": "x", "kind": "list", "customer_ids": ["NOBODY"]},
        {"name": "", "kind": "rule", "where": "always"},
        {"name": "x", "kind": "cloud"},
    ],
)
def test_a_segment_that_means_nobody_knows_whom_is_refused(operator, body):
    assert operator.post(f"{V1}/segments", body).status_code == 422


def test_before_the_first_grading_everything_is_empty_and_nothing_breaks(client_as):
    operator = client_as("operator")

    made = rule(operator).json()

    assert made["counts"]["matched"] == 0
    assert len(operator.get(f"{V1}/tags").json()) > 300
    assert operator.get(f"{V1}/tags/hotpot_lover").json()["carriers"] is None
    assert operator.post(f"{V1}/predicates/count", {"text": "always"}).json()["total"] == 0
