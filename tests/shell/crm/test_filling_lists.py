"""All customers that fit come into a list by one run."""

from __future__ import annotations

import json

import pytest

from frostier.shell.accounts.models import AuditEntry
from frostier.shell.crm.commands_segments import MOST_MEMBERS, check_size
from frostier.shell.crm.models import Segment
from frostier.shell.runs.handlers import handlers
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_of
from frostier.shell.runs.running import LiveRun


@pytest.fixture
def filled(company):
    """``filled(asking, {…})``: ask for a list to be filled and perform it; the run and its result."""

    def perform(asking, asked):
        row = Run.objects.get(pk=asking.send("post", "/segments/fill", asked, status=202)["run"]["id"])
        result = handlers()["segment_fill"].perform(
            LiveRun(row.pk, company.clock), company, row.arguments, request_of(row)
        )
        row.refresh_from_db()
        return row, result

    return perform


def fitting(profile, tier: str) -> list[str]:
    return [row["customer_id"] for row in profile if row["tier"] == tier]


def test_all_that_fit_are_in_the_new_list(filled, operator, profile):
    _, told = filled(operator, {"filter": {"tier": ["regular"]}, "name": "To call"})

    segment = operator.get(f"/segments/{told['segment_id']}")
    assert segment["customer_ids"] == fitting(profile, "regular")
    assert (segment["name"], segment["kind"], segment["mine"]) == ("To call", "list", True)
    assert told["customers"] == len(segment["customer_ids"]) > 0


def test_an_existing_list_keeps_whom_it_had_and_nobody_is_in_it_twice(filled, operator, profile):
    regular, gold = fitting(profile, "regular"), fitting(profile, "gold")
    made = operator.send(
        "post", "/segments", {"name": "Mine", "kind": "list", "customer_ids": [gold[0], regular[0]]}, status=201
    )

    for _ in range(2):
        filled(operator, {"filter": {"tier": ["regular"]}, "segment_id": made["id"]})

    members = operator.get(f"/segments/{made['id']}")["customer_ids"]
    assert sorted(members) == sorted([gold[0], *regular])


def test_only_customers_of_whoever_asked_come_in(filled, signed_in, profile):
    team = next(row["team"] for row in profile if row["team"])
    lead = signed_in("supervisor", teams=[team])

    _, told = filled(lead, {"filter": {}, "name": "My team"})

    members = Segment.objects.get(pk=told["segment_id"]).customer_ids
    assert set(members) == {row["customer_id"] for row in profile if row["team"] == team}


def test_the_audit_says_who_put_how_many_in(filled, operator):
    _, told = filled(operator, {"filter": {"tier": ["gold"]}, "name": "Gold"})

    entry = AuditEntry.objects.filter(action="segment.members", subject=str(told["segment_id"])).latest("no")
    assert (entry.actor, json.loads(entry.details)["added"]) == (operator.username, told["customers"])


def test_what_cannot_be_filled_is_refused_at_once(operator, signed_in):
    other = signed_in("operator").send(
        "post", "/segments", {"name": "Theirs", "kind": "list", "shared": True}, status=201
    )
    rule = operator.send("post", "/segments", {"name": "Rule", "kind": "rule", "where": "spend_30d > 1"}, status=201)

    operator.send("post", "/segments/fill", {"filter": {}}, status=422)
    operator.send("post", "/segments/fill", {"filter": {"where": "spend >"}, "name": "x"}, status=422)
    operator.send("post", "/segments/fill", {"filter": {}, "segment_id": rule["id"]}, status=422)
    operator.send("post", "/segments/fill", {"filter": {}, "segment_id": other["id"]}, status=403)
    operator.send("post", "/segments/fill", {"filter": {}, "segment_id": 999_999}, status=404)


def test_more_than_a_list_holds_is_refused():
    check_size(MOST_MEMBERS)
    with pytest.raises(Exception, match="20,000"):
        check_size(MOST_MEMBERS + 1)
