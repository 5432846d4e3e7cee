"""Events come in over the API: kept before the answer, once, with the reason for what is no event."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.shell.live.conftest import API, placed

from frostier.flows.scope import Scope
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.live.models import InboxEvent, RejectedEvent
from frostier.shell.runs.bell import Bell


@pytest.fixture
def sender(key_client) -> Any:
    return key_client()


def sent(client: Any, body: Any, content_type: str = "application/json") -> dict[str, Any]:
    answer = client.post(f"{API}/events", body, content_type=content_type)
    assert answer.status_code == 202, answer.content
    return answer.json()


def test_an_event_is_kept_before_the_answer(sender) -> None:
    told = sent(sender, placed("e1"))

    assert told == {"accepted": 1, "duplicates": 0, "rejected": [], "position": 1}
    (row,) = InboxEvent.objects.all()
    assert (row.id, row.key, row.customer_code, row.version) == (1, "O-e1", "C1", 1)


def test_events_come_as_a_list_an_object_or_lines(sender) -> None:
    assert sent(sender, [placed("1"), placed("2")])["accepted"] == 2
    assert sent(sender, {"events": [placed("3")]})["accepted"] == 1
    lines = "\n".join(json.dumps(placed(n)) for n in "45") + "\n\n"
    assert sent(sender, lines, "application/x-ndjson") == {
        "accepted": 2, "duplicates": 0, "rejected": [], "position": 5,
    }  # fmt: skip


def test_sending_again_changes_nothing(sender) -> None:
    sent(sender, placed("1"))

    told = sent(sender, [placed("1"), placed("2"), placed("2")])

    assert (told["accepted"], told["duplicates"], told["position"]) == (1, 2, 2)


def test_the_same_event_with_other_content_is_rejected_unless_its_version_is_higher(sender) -> None:
    sent(sender, placed("1"))

    told = sent(sender, [placed("1", customer_code="C2"), placed("1", customer_code="C2", version=2)])

    assert told["accepted"] == 1
    (rejected,) = told["rejected"]
    assert (rejected["index"], rejected["code"], rejected["event_id"]) == (0, "conflicting_duplicate", "1")


def test_what_is_no_event_is_told_one_by_one_and_kept_apart(sender) -> None:
    bad = placed("2", lines=[{"sku_code": "S1", "quantity": "two", "unit_price": 1}])

    for _ in range(2):
        told = sent(sender, [placed("1"), bad, "nonsense", {"source": "\ud800\0"}])

    assert [(r["index"], r["field"], r["code"]) for r in told["rejected"]] == [
        (1, "data.lines[0].quantity", "unreadable"),
        (2, None, "not_an_object"),
        (3, "source", "unreadable"),
    ]
    assert "two" in told["rejected"][0]["message"]
    assert sorted(RejectedEvent.objects.values_list("times", flat=True)) == [2, 2, 2]


def test_a_line_that_is_no_json_spoils_only_itself(sender) -> None:
    told = sent(sender, f"{json.dumps(placed('1'))}\n{{oops\n", "application/x-ndjson")

    assert told["accepted"] == 1
    assert [r["index"] for r in told["rejected"]] == [1]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"events": []}', "[" * 100_000, '[{"source": NaN}]', '[1e99999999999999999999]', "\ud800"]
)  # fmt: skip
def test_a_body_that_is_no_json_or_empty_is_refused(sender, body: str) -> None:
    answer = sender.post(f"{API}/events", body.encode("utf-8", "surrogatepass"), content_type="application/json")

    assert answer.status_code == 422, answer.content


def test_too_many_events_at_once_are_refused(sender) -> None:
    answer = sender.post(f"{API}/events", [{}] * 5_001)

    assert answer.status_code == 422
    assert InboxEvent.objects.count() == 0


def test_a_request_leaves_one_line_in_the_audit_trail(sender) -> None:
    sent(sender, [placed("1"), placed("2"), "?"])

    (entry,) = AuditEntry.objects.filter(action="events.sent")
    assert json.loads(entry.details) == {"accepted": 2, "duplicates": 0, "rejected": 1}


def test_a_number_is_kept_to_the_last_digit(sender) -> None:
    body = json.dumps(placed("1")).replace('"12.50"', "12.1000000000000001")

    sent(sender, body)

    assert json.loads(InboxEvent.objects.get().data)["lines"][0]["unit_price"] == "12.1000"


def test_whoever_sees_all_customers_sees_all_events(sender, client_as) -> None:
    sent(sender, [placed("1"), placed("2", customer_code="C2"), "?"])
    operator = client_as("operator")

    page = operator.get(f"{API}/events", {"limit": 1}).json()
    rest = operator.get(f"{API}/events", {"cursor": page["next"]}).json()
    of_one = operator.get(f"{API}/events", {"customer_id": "C1", "type": "order.placed"}).json()

    assert [e["event_id"] for e in page["items"] + rest["items"]] == ["2", "1"]
    assert rest["next"] is None
    assert [e["event_id"] for e in of_one["items"]] == ["1"]
    (rejected,) = operator.get(f"{API}/events/rejected").json()["items"]
    assert rejected["code"] == "not_an_object"


def test_an_account_manager_sees_events_of_their_customers_only(graded_house, sender, client_as) -> None:
    listed = client_as("operator").get(f"{API}/customers").json()["items"]
    mine = next(row for row in listed if row["manager"] and ":" not in row["id"])
    others = next(row for row in listed if row["manager"] != mine["manager"] and ":" not in row["id"])
    sent(sender, [placed("1", customer_code=mine["id"]), placed("2", customer_code=others["id"]), "?"])
    manager = client_as("account_manager", managers=[mine["manager"]])

    assert [e["event_id"] for e in manager.get(f"{API}/events").json()["items"]] == ["1"]
    assert manager.get(f"{API}/events", {"customer_id": others["id"]}).json() == {"items": [], "next": None}
    assert manager.get(f"{API}/events/rejected").status_code == 403


def test_a_key_without_the_permission_sends_nothing(key_client) -> None:
    reader = key_client({"customers.read"}, Scope("all"))

    assert reader.post(f"{API}/events", placed("1")).status_code == 403


def test_types_of_events_say_their_fields(sender) -> None:
    told = {kind["id"]: kind for kind in sender.get(f"{API}/event-types").json()}

    assert {"order.placed", "complaint"} <= set(told)
    assert "override.set" not in told
    assert {f["name"] for f in told["order.placed"]["lines"] if f["required"]} == {"sku_code", "quantity"}


def test_it_is_told_how_far_evaluation_is_behind(sender, clock) -> None:
    sent(sender, [placed("1"), placed("2")])
    clock.moment += timedelta(seconds=5)

    told = sender.get(f"{API}/live").json()

    assert (told["received"], told["position"], told["lag_events"], told["revision"]) == (2, 0, 2, 0)
    assert 5 <= told["lag_seconds"] < 6


def test_the_triggers_are_shown_with_what_they_cause(served, client_as) -> None:
    told = client_as("read_only").get(f"{API}/triggers?lang=zh").json()

    by_id = {trigger["id"]: trigger for trigger in told["triggers"]}
    assert told["version"]
    assert {"large_order", "payment_default", "silence", "first_order", "complaint"} <= set(by_id)
    large = by_id["large_order"]
    assert [event["id"] for event in large["events"]] == ["order.changed", "order.placed"]
    assert (large["at_once"], large["priority"]["name"], large["task"]["id"]) == (True, "优先", "big_order")
    assert "本单金额" in large["condition"]
    assert (by_id["silence"]["at_once"], by_id["silence"]["begins"]) == (False, True)


def test_an_event_that_is_not_to_wait_wakes_the_worker(served, key_client) -> None:
    bell, client = Bell(served.home.root), key_client({"events.write"})
    looked = {**placed("e1"), "event_id": "e2", "type": "page.viewed", "data": {"page": "毛肚"}}

    client.post(f"{API}/events", looked)
    waited = bell.wait(0)
    client.post(f"{API}/events", placed("e1"))
    woken = bell.wait(0)
    client.post(f"{API}/events", placed("e1"))  # known already

    assert (waited, woken, bell.wait(0)) == (False, True, False)
    bell.close()
