"""The small graded company as the console's tests ask for it: one copy a module, which its tests leave as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.shell import stores
from tests.shell.conftest import ROWS, FixedClock
from tests.shell.signed_in import ApiClient

from frostier.flows.customers import CustomerReader
from frostier.flows.scope import EVERYTHING, Scope
from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.console.rate_limit import Buckets, count_in
from frostier.shell.home import Home
from frostier.shell.wiring import House

Rows = list[dict[str, Any]]
_NUMBER = count(1)


@pytest.fixture(scope="module")
def company(
    graded_template: Path, database_address: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker
) -> Iterator[House]:
    """The house of a copy of the small company, which the API answers from."""
    from django.db import connection

    from frostier.shell.console.house import serve

    home = Home(tmp_path_factory.mktemp("company") / "home")
    shutil.copytree(graded_template, home.root)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("FROSTIER_HOME", str(home.root))
        use_home(home)
        if database_address:
            stores.empty_the_store()
            stores.put_rows_back(home.root / ROWS)
        house = House(home, read_settings(home.settings_file), FixedClock())
        serve(house)
        yield house
        serve(None)
        house.close()
        connection.close()


@pytest.fixture(autouse=True)
def every_test_has_its_own_allowance() -> Iterator[None]:
    """One user asks for a whole module; how much the tests before asked is no matter of this one."""
    count_in(Buckets())
    yield
    count_in(Buckets())


@pytest.fixture(scope="module")
def reader_of(company: House) -> Callable[..., CustomerReader]:
    """``reader_of(scope)``: the customers of the newest grading within a scope (by default all)."""

    def make(scope: Scope = EVERYTHING) -> CustomerReader:
        newest = company.gradings.latest()
        return CustomerReader(company.published, newest, newest, scope)

    return make


@pytest.fixture(scope="module")
def profile(company: House) -> Rows:
    """Every customer of the newest grading with every column, by id."""
    newest = company.gradings.latest()
    return company.published.rows(company.published.profile(newest.snapshot).order_by("customer_id"))


class Asking:
    """A signed-in user who asks the API by short addresses and expects a status."""

    def __init__(self, client: ApiClient, username: str, mine: set[str] | None = None, manager: str = "") -> None:
        self.client = client
        self.username = username
        self.mine = mine or set()
        self.manager = manager

    def get(self, path: str, status: int = 200, **parameters: Any) -> Any:
        """The answer's body; a list is sent as a repeated parameter."""
        return self._read(self.client.get(f"/api/v1{path}", parameters), status)

    def send(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """The answer to a write."""
        answer = getattr(self.client, method)(f"/api/v1{path}", body or {}, content_type="application/json")
        return self._read(answer, status)

    @staticmethod
    def _read(answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def signed_in(company: House) -> Callable[..., Asking]:
    """``signed_in("executive")``, ``signed_in("account_manager", managers=[…])``: a new user who asks."""
    import frostier.shell.console.urls  # noqa: F401 (signing in is noted by the accounts behind the addresses)
    from frostier.shell.accounts.models import User

    def sign_in(role: str, *, language: str = "en", mine: set[str] | None = None, **scope: list[str]) -> Asking:
        kind, values = next(iter(scope.items()), ("all", []))
        user = User(username=f"{role}.{next(_NUMBER)}", role=role, scope_kind=kind, scope_values=values)
        user.set_unusable_password()
        user.save()
        client = ApiClient(headers={"accept-language": language})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return Asking(client, user.username, mine, values[0] if values else "")

    return sign_in


@pytest.fixture(scope="module")
def operator(signed_in) -> Asking:
    """An operator who sees every customer."""
    return signed_in("operator")


@pytest.fixture(scope="module")
def manager(signed_in, profile: Rows) -> Asking:
    """The account manager with the most customers; ``mine`` are their numbers."""
    names = [row["manager"] for row in profile if row["manager"]]
    busiest = max(sorted(set(names)), key=names.count)
    mine = {row["customer_id"] for row in profile if row["manager"] == busiest}
    return signed_in("account_manager", managers=[busiest], mine=mine)
