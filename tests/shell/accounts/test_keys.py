"""API keys: limited in deeds, in customers and in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.shell.signed_in import ApiClient

from frostier.flows.scope import Scope
from frostier.shell.accounts.models import ApiKey, AuditEntry

KEYS = "/api/v1/keys"


def wish(clock, **changes: object) -> dict[str, object]:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    return {"name": "ERP", "scopes": ["customers.read"], "scope": {"kind": "all"}, "expires_on": tomorrow, **changes}


def bearing(secret: str) -> ApiClient:
    return ApiClient(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})


def test_a_key_is_shown_once_and_kept_as_a_hash(client_as, clock):
    admin = client_as("admin")

    made = admin.post(KEYS, wish(clock)).json()
    listed = admin.get(KEYS).json()

    assert made["secret"].startswith(made["prefix"])
    assert "secret" not in listed[0]
    assert made["secret"] not in str(ApiKey.objects.values_list())
    assert made["secret"] not in str(AuditEntry.objects.values_list())


def test_a_key_signs_in_as_itself_with_what_it_was_given(client_as, clock):
    secret = (
        client_as("admin").post(KEYS, wish(clock, scope={"kind": "teams", "values": ["火锅一部"]})).json()["secret"]
    )

    me = bearing(secret).get("/api/v1/me").json()

    assert (me["username"], me["role"]["id"]) == ("key:ERP", "api_client")
    assert me["permissions"] == ["customers.read"]
    assert me["scope"]["values"] == ["火锅一部"]
    assert ApiKey.objects.get().last_used_at is not None


def test_a_key_does_no_more_than_its_scopes(key_client):
    client = key_client({"customers.read"})

    assert client.get("/api/v1/users").status_code == 403
    assert client.get("/api/v1/audit").status_code == 403


@pytest.mark.parametrize("token", ["frk_unknown", "", "frk_00000000_" + "a" * 43, "毛肚"])
def test_an_unknown_key_is_nobody(served, token):
    assert ApiClient(headers={"authorization": b"Bearer ".decode() + token}).get("/api/v1/me").status_code == 401


def test_the_beginning_of_a_key_is_not_enough(client_as, clock):
    secret = client_as("admin").post(KEYS, wish(clock)).json()["secret"]

    assert bearing(secret[:-1] + ("a" if secret[-1] != "a" else "b")).get("/api/v1/me").status_code == 401


def test_a_revoked_key_is_refused_at_once(client_as, clock):
    admin = client_as("admin")
    made = admin.post(KEYS, wish(clock)).json()

    assert admin.delete(f"{KEYS}/{made['id']}").status_code == 204
    assert bearing(made["secret"]).get("/api/v1/me").status_code == 401
    assert admin.get(KEYS).json()[0]["revoked"]


def test_a_key_is_refused_from_the_day_it_expires(client_as, clock):
    secret = client_as("admin").post(KEYS, wish(clock)).json()["secret"]

    clock.moment += timedelta(days=1)

    assert bearing(secret).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["users.manage"]}, "scopes"),
        ({"scopes": ["customers.read", "schemes.publish"]}, "scopes"),
        ({"expires_on": "2026-11-20"}, "expires_on"),
        ({"expires_on": "2029-01-01"}, "expires_on"),
        ({"scope": {"kind": "managers", "values": []}}, "scope"),
    ],
)
def test_a_key_that_would_be_too_much_is_not_made(client_as, clock, changes, field):
    answer = client_as("admin").post(KEYS, wish(clock, **changes))

    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_a_name_is_given_once(client_as, clock):
    admin = client_as("admin")
    admin.post(KEYS, wish(clock))

    assert admin.post(KEYS, wish(clock)).status_code == 409


def test_a_key_has_no_personal_account(key_client):
    client = key_client()

    for path in ("/api/v1/me/sessions", "/api/v1/me/two-factor"):
        answer = client.get(path) if path.endswith("sessions") else client.post(path)
        assert answer.status_code == 403
    assert client.post("/api/v1/me/password", {"old": "a", "new": "b"}).status_code == 403


def test_a_key_limited_to_a_team_keeps_that_limit(key_client):
    me = key_client({"customers.read"}, Scope("teams", ("一部",))).get("/api/v1/me").json()

    assert me["scope"] == {"kind": "teams", "values": ["一部"], "text": "teams: 一部"}
