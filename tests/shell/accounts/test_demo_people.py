"""A person of every role for the demo company, with passwords that no other home knows."""

from __future__ import annotations

import stat

from frostier.shell.accounts.demo_people import demo_logins, let_demo_people_in
from frostier.shell.accounts.models import User
from frostier.shell.accounts.permissions import ROLES
from frostier.shell.home import Home


def test_every_role_of_a_person_is_let_in_with_a_password_of_its_own(graded_house):
    logins = let_demo_people_in(graded_house)

    assert {x.role for x in logins} == {role.id for role in ROLES} - {"api_client"}
    assert len({x.password for x in logins}) == len(logins)
    for login in logins:
        assert User.objects.get(username=login.username).check_password(login.password)


def test_the_account_manager_is_one_of_the_company_with_customers(graded_house):
    login = next(x for x in let_demo_people_in(graded_house) if x.role == "account_manager")

    user = User.objects.get(username=login.username)
    assert (user.scope_kind, len(user.scope_values)) == ("managers", 1)
    assert user.scope_values == [login.scope]


def test_asked_again_the_logins_are_the_same_and_for_the_owner_only(graded_house):
    first = let_demo_people_in(graded_house)

    assert list(let_demo_people_in(graded_house)) == list(first) == list(demo_logins(graded_house.home))
    assert User.objects.count() == len(first)
    assert stat.S_IMODE(graded_house.home.demo_logins.stat().st_mode) == 0o600


def test_a_home_with_users_of_its_own_gets_none(graded_house):
    User(username="li.min", role="admin", scope_kind="all").save()

    assert let_demo_people_in(graded_house) == []
    assert not graded_house.home.demo_logins.exists()


def test_another_home_has_none(tmp_path):
    assert demo_logins(Home(tmp_path)) == []
