"""Schemes over the API: two people, two editors, one publication."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from frostier.kernel.errors import InvalidInput
from frostier.shell.runs.models import Run
from frostier.tiers.presets import preset

V1 = "/api/v1"


@pytest.fixture
def author(graded_home, client_as):
    return client_as("operator", username="zhao.min")


@pytest.fixture
def colleague(graded_home, client_as):
    return client_as("supervisor", username="liu.yang")


def definition(grace: int = 45) -> dict:
    house = preset("house").to_json()
    return {**house, "policy": {**house["policy"], "demotion_grace_days": grace}}


def drafted(client, grace: int = 45, **more):
    return client.post(f"{V1}/schemes", {"source": definition(grace), "note": "longer grace", **more})


def test_the_scheme_in_force_stands_first_with_its_versions(author):
    first, *others = author.get(f"{V1}/schemes").json()

    assert (first["id"], first["published_version"], first["ladder_kind"]) == ("house", 1, "score")
    assert first["versions"][0]["state"] == "published"
    assert {"rules", "rfmx"} <= {s["id"] for s in others}


def test_a_version_is_told_as_json_as_text_and_in_sentences(author):
    told = author.get(f"{V1}/schemes/rules/1").json()

    assert told["definition"]["ladder"]["kind"] == "rules"
    assert told["text"].startswith("IF recency_days < 7 and spend_30d > 3000 THEN platinum")
    assert told["sentences"][0] == "Platinum: where days since last order < 7 days and spend, 30 days > 3,000 CNY."
    assert told["problems"] == []


def test_an_unknown_version_is_not_found(author):
    assert author.get(f"{V1}/schemes/house/99").status_code == 404
    assert author.get(f"{V1}/schemes/nothing/1").status_code == 404
    assert author.get(f"{V1}/schemes/house/99999999999999999999999").status_code == 404


def test_a_ladder_written_as_text_is_read_onto_the_scheme_that_is_open(author):
    text = "IF spend_365d > 100000 THEN platinum\nELSE silver"

    told = author.post(f"{V1}/schemes/check", {"source": text, "base": definition()}).json()

    assert told["valid"]
    assert told["definition"]["ladder"]["rules"][0]["tier"] == "platinum"
    assert told["definition"]["policy"]["demotion_grace_days"] == 45
    assert told["text"] == text


def test_every_mistake_is_told_with_its_place(author):
    broken = preset("rules").to_json()
    broken["ladder"]["rules"][0]["when"] = "spend_30d > "
    broken["ladder"]["rules"][1]["when"] = {"field": "spend_30x", "op": ">", "value": 1}

    told = author.post(f"{V1}/schemes/check", {"source": broken}).json()

    assert not told["valid"]
    assert [p["where"] for p in told["problems"]] == ["ladder.rules[0].when", "ladder.rules[1].when"]
    assert told["problems"][0]["position"] == 12


def test_the_author_cannot_sign_and_an_unsigned_draft_is_not_published(author):
    version = drafted(author).json()["version"]

    own = author.post(f"{V1}/schemes/house/{version}/sign", {"note": ""})
    early = author.post(f"{V1}/schemes/house/{version}/publish", {"note": ""})

    assert (own.status_code, own.json()["code"]) == (409, "second_person_needed")
    assert (early.status_code, early.json()["code"]) == (409, "second_person_needed")
    assert author.get(f"{V1}/schemes").json()[0]["published_version"] == 1


def test_a_draft_that_a_colleague_signed_is_published_once_and_can_be_rolled_back(author, colleague):
    version = drafted(author).json()["version"]
    seen = colleague.get(f"{V1}/schemes/house/{version}").json()
    assert (seen["may_sign"], seen["may_publish"]) == (True, False)

    signed = colleague.post(f"{V1}/schemes/house/{version}/sign", {"note": "agreed"}).json()
    published = author.post(f"{V1}/schemes/house/{version}/publish", {"note": "go"})
    again = author.post(f"{V1}/schemes/house/{version}/publish", {"note": "go"})
    back = author.post(f"{V1}/schemes/rollback", {"note": "too many complaints"}).json()

    assert (signed["state"], signed["signed_by"]) == ("signed", "liu.yang")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    assert published.json()["next_step"]
    assert again.status_code == 409
    assert (back["version"], back["state"]) == (1, "published")
    listed = author.get(f"{V1}/schemes/publications").json()
    assert [(p["version"], p["by"]) for p in listed][:3] == [(1, "zhao.min"), (version, "zhao.min"), (1, "frostier")]


def test_nobody_without_the_permission_signs_or_publishes(author, client_as):
    version = drafted(author).json()["version"]

    for role, deed in (("executive", "sign"), ("supervisor", "publish"), ("finance", "publish")):
        answer = client_as(role).post(f"{V1}/schemes/house/{version}/{deed}", {"note": ""})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_a_key_is_no_second_person(author, key_client):
    version = drafted(author).json()["version"]

    answer = key_client({"schemes.read"}).post(f"{V1}/schemes/house/{version}/sign", {"note": ""})

    assert answer.status_code == 403
    with pytest.raises(InvalidInput):
        key_client({"schemes.sign"})


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(author, client_as):
    second = client_as("operator", username="wu.tao")
    assert drafted(author, 45, based_on_version=1).status_code == 201

    late = drafted(second, 20, based_on_version=1)

    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert (late.json()["where"]["version"], late.json()["where"]["by"]) == (2, "zhao.min")
    assert drafted(second, 20, based_on_version=2).json()["version"] == 3


def test_what_changed_is_said_in_sentences(author):
    version = drafted(author).json()["version"]

    changes = author.get(f"{V1}/schemes/house/diff?old=1&new={version}").json()["changes"]

    assert changes == ["policy: demotion grace days: 30 → 45"]


def test_two_who_publish_at_the_same_moment_publish_once(graded_house):
    from django.db import connection

    from frostier.kernel.errors import Conflict

    schemes = graded_house.schemes
    kept = schemes.save_draft(definition(), author="zhao.min", note="")
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def publish() -> None:
        together.wait()
        try:
            schemes.publish("house", kept.version, by="zhao.min", note="")
            outcomes.append("published")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["published", "refused"]
    assert [p.version for p in schemes.publications()].count(kept.version) == 1


def perform(house, run: dict) -> dict:
    """Do what the worker would; the run's detail as its asker sees it."""
    from frostier.shell.runs.handlers import handler_of
    from frostier.shell.runs.queue import request_of
    from frostier.shell.runs.running import LiveRun

    row = Run.objects.get(pk=run["id"])
    live = LiveRun(row.pk, house.clock, row.kind)
    result = handler_of(row.kind).perform(live, house, row.arguments, request_of(row))
    Run.objects.filter(pk=row.pk).update(state="finished", result=result, finished_at=house.clock.now())
    return result


def test_a_what_if_counts_and_names_who_would_move(author, graded_house):
    strict = preset("house")
    thresholds = tuple(replace(t, at_least=t.at_least + 10) for t in strict.ladder.thresholds)
    strict = replace(strict, ladder=replace(strict.ladder, thresholds=thresholds))

    started = author.post(f"{V1}/schemes/what-if", {"definition": strict.to_json(), "window_days": 90})
    result = perform(graded_house, started.json()["run"])

    assert started.status_code == 202
    run = started.json()["run"]["id"]
    told = author.get(f"{V1}/runs/{run}").json()
    assert told["result"]["customers_moving"] == result["up"] + result["down"] > 0
    assert told["result"]["before"][0]["name"] == "platinum"
    assert told["files"] == []
    moves = author.get(f"{V1}/runs/{run}/moves?limit=2").json()
    assert moves["total"] == result["customers_moving"]
    following = author.get(f"{V1}/runs/{run}/moves?limit=2&cursor={moves['next']}").json()
    assert not {m["id"] for m in moves["items"]} & {m["id"] for m in following["items"]}
    link = next(n for n in result["links"] if n["source"] != n["target"])
    between = author.get(f"{V1}/runs/{run}/moves?from={link['source']}&to={link['target']}").json()
    assert between["total"] == link["customers"]


def test_who_would_move_is_named_to_others_within_their_scope_only(author, client_as, graded_house):
    answer = author.post(f"{V1}/schemes/what-if", {"scheme_id": "rules", "window_days": 30}).json()
    perform(graded_house, answer["run"])
    run = answer["run"]["id"]
    everyone = author.get(f"{V1}/runs/{run}/moves?limit=200").json()["items"]
    manager = next(m["manager"] for m in everyone if m["manager"])

    reader = client_as("read_only", managers=[manager])
    seen = reader.get(f"{V1}/runs/{run}/moves?limit=200").json()

    assert {m["id"] for m in seen["items"]} == {m["id"] for m in everyone if m["manager"] == manager}
    assert client_as("account_manager", managers=[manager]).get(f"{V1}/runs/{run}/moves").status_code == 403


def test_a_what_if_of_nothing_is_refused(author):
    assert author.post(f"{V1}/schemes/what-if", {"window_days": 90}).status_code == 422
    assert author.post(f"{V1}/schemes/what-if", {"scheme_id": "none", "window_days": 90}).status_code == 404
    assert author.post(f"{V1}/schemes/what-if", {"definition": {"id": "x"}, "window_days": 90}).status_code == 422


# ── tiers set by hand ───────────────────────────────────────────────────────────────────────────────────────────


def some_customers(client, count: int = 2) -> list[dict]:
    return client.get(f"{V1}/customers?limit={count}").json()["items"]


def wanted(ids: list[str], clock, **changes) -> dict:
    ends_on = (clock.today() + timedelta(days=30)).isoformat()
    return {"customer_ids": ids, "tier": "platinum", "reason": "key account, agreed", "ends_on": ends_on, **changes}


def test_a_supervisor_sets_tiers_for_many_and_ends_one(colleague, clock):
    ids = [c["id"] for c in some_customers(colleague)]

    kept = colleague.post(f"{V1}/overrides", wanted(ids, clock))
    ended = colleague.delete(f"{V1}/overrides/{ids[0]}")

    assert kept.status_code == 201
    assert {o["tier"]["id"] for o in kept.json()} == {"platinum"}
    assert ended.status_code == 204
    assert [o["customer_id"] for o in colleague.get(f"{V1}/overrides").json()] == [ids[1]]
    assert colleague.delete(f"{V1}/overrides/{ids[0]}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("tier", "diamond"), ("reason", "ok"), ("ends_on", "2026-01-01"), ("ends_on", "2030-01-01")],
)
def test_a_vague_override_is_refused_with_the_field(colleague, clock, field, value):
    [customer] = some_customers(colleague, 1)

    answer = colleague.post(f"{V1}/overrides", wanted([customer["id"]], clock, **{field: value}))

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_nobody_sets_the_tier_of_a_customer_outside_their_scope(colleague, client_as, clock):
    inside, outside = _two_of_different_teams(colleague)
    supervisor = client_as("supervisor", username="he.jing", teams=[inside["team"]])

    answer = supervisor.post(f"{V1}/overrides", wanted([inside["id"], outside["id"]], clock))

    assert answer.status_code == 404
    assert supervisor.get(f"{V1}/overrides").json() == []


def _two_of_different_teams(client) -> tuple[dict, dict]:
    customers = [c for c in client.get(f"{V1}/customers?limit=200").json()["items"] if c["team"]]
    first = customers[0]
    return first, next(c for c in customers if c["team"] != first["team"])
