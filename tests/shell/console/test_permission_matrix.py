"""Every endpoint of the OpenAPI file × every role: what the matrix allows is let through, nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.shell.console.asking import Operation, operations
from tests.shell.signed_in import ApiClient

from frostier.shell.accounts.permissions import PERMISSIONS, ROLES
from frostier.shell.console.rate_limit import Buckets, count_in

PUBLIC, SIGNED_IN = "public", "signed-in"
PEOPLE = [role for role in ROLES if role.id != "api_client"]
OF_A_PERSON = ("/session", "/me", "/views")


@pytest.fixture
def every_operation(served) -> list[Operation]:
    from frostier.shell.console.api import api

    return operations(api.get_openapi_schema())


def asked(operation: Operation, client: ApiClient) -> Any:
    """The answer, with no other request counted before."""
    count_in(Buckets())
    answer = operation.ask(client, user_id="999999")  # not the one who asks, who would shut themselves out
    answer.close()
    return answer


def said(answer: Any) -> str:
    return f"{answer.status_code} {answer.content[:200].decode()}" if not answer.streaming else str(answer.status_code)


def test_every_endpoint_names_a_permission_of_the_matrix(every_operation):
    known = {p.id for p in PERMISSIONS} | {PUBLIC, SIGNED_IN}

    assert {o.permission for o in every_operation} - known == set()


def test_only_signing_in_and_the_sign_of_life_are_public(every_operation):
    assert {o.name for o in every_operation if o.permission == PUBLIC} == {
        "GET /api/v1/health",
        "GET /api/v1/session",
        "POST /api/v1/session",
    }


def test_nobody_reaches_nothing(every_operation, nobody):
    let_in = [o.name for o in every_operation if o.permission != PUBLIC and asked(o, nobody).status_code != 401]

    assert let_in == []


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role.id)
def test_a_person_reaches_what_their_role_may_and_nothing_else(every_operation, client_as, role):
    client = client_as(role.id)
    wrong = []
    # Signing out last: whoever did would be nobody afterwards.
    for operation in sorted(every_operation, key=lambda o: o.path.endswith("/session")):
        answer = asked(operation, client)
        allowed = operation.permission in role.permissions or operation.permission in (PUBLIC, SIGNED_IN)
        if allowed != may_have(answer):
            wrong.append(f"{operation.name}: {said(answer)}")

    assert wrong == []


def test_a_key_reaches_what_api_clients_may_and_nothing_else(every_operation, key_client):
    role = next(r for r in ROLES if r.id == "api_client")
    client = key_client()
    wrong = []
    for operation in every_operation:
        answer = asked(operation, client)
        personal = operation.permission == SIGNED_IN and any(part in operation.path for part in OF_A_PERSON)
        allowed = operation.permission in role.permissions or operation.permission in (PUBLIC, SIGNED_IN)
        if allowed != may_have(answer) and not personal:
            wrong.append(f"{operation.name}: {said(answer)}")

    assert wrong == []


def test_a_key_without_scopes_for_it_reaches_nothing_that_needs_one(every_operation, key_client):
    client = key_client({"customers.read"})
    guarded = [o for o in every_operation if o.permission not in (PUBLIC, SIGNED_IN, "customers.read")]

    assert [o.name for o in guarded if asked(o, client).status_code != 403] == []


def may_have(answer: Any) -> bool:
    """Whether the answer is about the request, not about who asks. 404, 409 and 422 are fine."""
    assert answer.status_code < 500 or answer.status_code == 503, said(answer)
    refused = {"not_authenticated", "not_permitted"}
    return answer.status_code not in (401, 403) or answer.json()["code"] not in refused
