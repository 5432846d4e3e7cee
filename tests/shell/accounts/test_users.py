"""Users, roles and scopes as administrators set them."""

from __future__ import annotations

import pytest
from tests.command_line import Inside
from tests.shell.signed_in import PASSWORD, ApiClient

from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.audit import at_the_machine, verify
from frostier.shell.accounts.commands import NewUser, add_user
from frostier.shell.accounts.models import AuditEntry, User

USERS = "/api/v1/users"


@pytest.fixture
def admin(client_as) -> ApiClient:
    return client_as("admin")


def wish(**changes: object) -> dict[str, object]:
    return {"username": "wang", "role": "operator", "scope": {"kind": "all"}, **changes}


def change(admin: ApiClient, user: User, **changes: object):
    return admin.patch(f"{USERS}/{user.pk}", changes, content_type="application/json")


def test_a_new_user_gets_a_temporary_password_once(admin):
    made = admin.post(USERS, wish(display_name="王强"))
    listed = admin.get(USERS).json()

    assert made.status_code == 201
    assert len(made.json()["temporary_password"]) == 19
    assert [u["display_name"] for u in listed] == ["", "王强"]
    assert "temporary_password" not in listed[1]


def test_an_account_manager_is_let_in_with_the_customers_of_named_managers(admin):
    scope = {"kind": "managers", "values": ["李敏"]}

    made = admin.post(USERS, wish(role="account_manager", scope=scope)).json()

    assert made["scope"] == {**scope, "text": "managers: 李敏"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "wang qiang"}, "username"),
        ({"role": "api_client"}, "role"),
        ({"role": "account_manager", "scope": {"kind": "all"}}, "scope"),
        ({"scope": {"kind": "regions", "values": []}}, "scope"),
        ({"scope": {"kind": "all", "values": ["李敏"]}}, "scope"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(admin, changes, field):
    answer = admin.post(USERS, wish(**changes))

    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_a_name_is_given_once(admin):
    admin.post(USERS, wish())

    answer = admin.post(USERS, wish(username="WANG"))

    assert answer.status_code == 409


def test_a_new_role_acts_at_once(admin, client_as):
    operator = client_as("operator")
    user = User.objects.get(role="operator")
    before = "tags.write" in operator.get("/api/v1/me").json()["permissions"]

    change(admin, user, role="read_only")

    assert before
    assert "tags.write" not in operator.get("/api/v1/me").json()["permissions"]
    details = AuditEntry.objects.latest("no").details
    assert '"role":["operator","read_only"]' in details


def test_a_role_that_cannot_have_the_present_scope_needs_a_new_one(admin, client_as):
    client_as("operator")
    user = User.objects.get(role="operator")

    refused = change(admin, user, role="account_manager")
    done = change(admin, user, role="account_manager", scope={"kind": "managers", "values": ["李敏"]})

    assert (refused.status_code, done.status_code) == (422, 200)


def test_who_is_made_inactive_is_out_at_once(admin, client_as):
    operator = client_as("operator")

    change(admin, User.objects.get(role="operator"), active=False)

    assert operator.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("changes", [{"active": False}, {"role": "executive"}])
def test_the_last_administrator_stays(admin, changes):
    answer = change(admin, User.objects.get(role="admin"), **changes)

    assert answer.status_code == 409
    assert answer.json()["code"] == "last_admin"


def test_one_administrator_may_go_where_another_stays(admin, client_as):
    client_as("admin", username="second")

    assert change(admin, User.objects.get(username="second"), active=False).status_code == 200


def test_a_reset_password_ends_all_sessions(admin, client_as):
    operator = client_as("operator")
    user = User.objects.get(role="operator")

    told = admin.post(f"{USERS}/{user.pk}/password").json()

    assert told["temporary_password"]
    assert operator.get("/api/v1/me").status_code == 401


def test_an_administrator_ends_somebodys_sessions(admin, client_as):
    operator = client_as("operator")
    user = User.objects.get(role="operator")

    assert admin.delete(f"{USERS}/{user.pk}/sessions").json() == {"sessions": 1}
    assert operator.get("/api/v1/me").status_code == 401


def test_an_unknown_user_is_told_so(admin):
    assert change(admin, User(pk=99), active=False).status_code == 404
    assert admin.post(f"{USERS}/99/password").status_code == 404


def test_one_changes_ones_own_settings(client_as):
    client = client_as("executive")

    told = client.patch("/api/v1/me", {"display_name": "陈总", "dark": True}, content_type="application/json").json()

    assert (told["display_name"], told["dark"], told["language"]) == ("陈总", True, "zh")


def test_the_roles_tell_what_they_may_do_in_the_language_asked_for(client_as):
    chinese = client_as("executive", language="zh").get("/api/v1/roles").json()

    assert chinese[1]["name"] == "客户经理"
    assert chinese[1]["scope_kinds"] == ["managers"]


def test_a_scope_can_name_whom_the_newest_results_know(graded_home, client_as):
    told = client_as("admin").get("/api/v1/scope-values").json()

    assert told["managers"] == sorted(told["managers"])
    assert told["managers"]
    assert all(region["name"] for region in told["regions"])


def test_before_the_first_grading_a_scope_can_name_nobody(admin):
    assert admin.get("/api/v1/scope-values").json() == {"managers": [], "teams": [], "regions": []}


# ── at the machine ──────────────────────────────────────────────────────────────────────────────────────────────


def test_at_the_machine_a_user_is_added_listed_and_disabled(served):
    terminal = Inside(served.home.root)

    added = terminal("users", "add", "Li.Min", "--role", "account_manager", "--managers", "李敏，王强")
    listed = terminal("users", "list")
    reset = terminal("users", "reset-password", "li.min")
    disabled = terminal("users", "disable", "li.min")

    assert added["scope"] == ["managers", "李敏", "王强"]
    assert [u["username"] for u in listed["users"]] == ["li.min"]
    assert reset["temporary_password"] != added["temporary_password"]
    assert disabled["active"] is False
    assert verify().entries == 3


def test_at_the_machine_an_unknown_user_is_told_so(served):
    assert Inside(served.home.root).run("users", "disable", "nobody").code == 3


def test_a_user_may_be_added_with_a_password_of_their_own(served):
    user, temporary = add_user(NewUser("li.min", "operator", EVERYTHING, password=PASSWORD), by=at_the_machine())

    assert temporary is None
    assert not user.must_change_password
