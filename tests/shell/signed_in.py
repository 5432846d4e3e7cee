"""Clients of the API that are somebody already: a person with a role, or a system with a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client, override_settings

from frostier.flows.scope import EVERYTHING, Scope
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.company import read_settings
from frostier.shell.console.house import serve
from frostier.shell.console.rate_limit import Buckets, count_in
from frostier.shell.wiring import House

# The real one is slow on purpose.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PASSWORD = "毛肚-鸭肠-黄喉-2026"


class ApiClient(Client):
    """A browser or program that speaks JSON unless told otherwise."""

    def post(self, path: str, data: Any = None, content_type: str = "application/json", **rest: Any) -> Any:
        return super().post(path, {} if data is None else data, content_type=content_type, **rest)

    def put(self, path: str, data: Any = "", content_type: str = "application/json", **rest: Any) -> Any:
        return super().put(path, data, content_type=content_type, **rest)

    def delete(self, path: str, data: Any = "", content_type: str = "application/json", **rest: Any) -> Any:
        return super().delete(path, data, content_type=content_type, **rest)


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[House]:
    """The house that the API answers from: the graded one where the test asks for it, else an empty one."""
    if "graded_house" in request.fixturenames:
        house = request.getfixturevalue("graded_house")
    else:
        graded = "graded_home" in request.fixturenames
        home = request.getfixturevalue("graded_home" if graded else "home")
        house = House(home, read_settings(home.settings_file), request.getfixturevalue("clock"))
    import_module("frostier.shell.console.urls")  # as in the web server: loaded before anybody signs in
    serve(house)
    count_in(Buckets())
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        yield house
    serve(None)
    count_in(Buckets())  # a test may have counted by a clock that stands still
    house.close()


@pytest.fixture
def nobody(served: House) -> ApiClient:
    """A client that is not signed in."""
    return ApiClient(headers={"accept-language": "en"})


@pytest.fixture
def client_as(served: House) -> Callable[..., ApiClient]:
    """``client_as("account_manager", managers=["李敏"])``: a client signed in as a new user of that role.

    Without managers, teams or regions the user may know of all customers, or of none where the role cannot.
    ``username`` names the user; ``language`` is what the client asks for.
    """

    def sign_in(role: str, *, username: str | None = None, language: str = "en", **scope: list[str]) -> ApiClient:
        from frostier.shell.accounts import signing_in  # noqa: F401 (notes when a session began)
        from frostier.shell.accounts.models import User

        kind, values = next(iter(scope.items()), ("all" if "all" in ROLE_OF[role].scope_kinds else "none", []))
        user = User(username=username or role.replace("_", "."), role=role, scope_kind=kind, scope_values=values)
        user.set_unusable_password()
        user.save()
        client = ApiClient(headers={"accept-language": language})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def key_client(served: House) -> Callable[..., ApiClient]:
    """``key_client(scopes={"customers.read"})``: a client with a new API key; ``scope`` limits the customers."""

    def with_key(scopes: set[str] | None = None, scope: Scope = EVERYTHING) -> ApiClient:
        from frostier.shell.accounts.access import Viewer
        from frostier.shell.accounts.keys import KeyWish, create_key
        from frostier.shell.accounts.models import ApiKey, User

        role = ROLE_OF["admin"]
        maker, _ = User.objects.get_or_create(username="key.maker", role="admin", scope_kind="all")
        viewer = Viewer(maker.username, role.id, role.permissions, EVERYTHING, user_id=maker.pk)
        granted = frozenset(ROLE_OF["api_client"].permissions if scopes is None else scopes)
        tomorrow = served.wall_clock.today() + timedelta(days=1)
        wish = KeyWish(f"erp {ApiKey.objects.count()}", granted, scope, tomorrow)
        _, secret = create_key(wish, by=viewer, clock=served.wall_clock)
        return ApiClient(headers={"accept-language": "en", "authorization": f"Bearer {secret}"})

    return with_key
