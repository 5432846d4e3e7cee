"""Whatever is sent to the API, it answers or refuses: no operation of the OpenAPI file can be made to break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from tests.shell.conftest import FixedClock

from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.console.house import serve
from frostier.shell.console.rate_limit import Buckets, count_in
from frostier.shell.home import Home
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

KEPT = Path(__file__).parents[3] / "web" / "src" / "api" / "openapi.json"
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, item in sorted(json.loads(KEPT.read_text(encoding="utf-8"))["paths"].items())
    for method in sorted(item)
]
PROBLEM = {"code", "message", "next_step", "field", "errors", "where"}
EXAMPLES = 8


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, graded_template: Path, django_db_blocker) -> Iterator[House]:
    """One copy of the small company for all operations: what one of them does, the next ones meet."""
    home = Home(tmp_path_factory.mktemp("robust") / "home")
    shutil.copytree(graded_template, home.root)
    with django_db_blocker.unblock():
        use_home(home)
        house = House(home, read_settings(home.settings_file), FixedClock())
        serve(house)
        yield house
        serve(None)
        house.close()


@pytest.fixture(scope="module")
def described(company: House) -> Any:
    """The API as Schemathesis sees it, served in this process."""
    schema = schemathesis.openapi.from_dict(json.loads(KEPT.read_text(encoding="utf-8")))
    schema.app = get_wsgi_application()
    return schema


@pytest.fixture
def admin(company: House) -> dict[str, str]:
    """Headers of a new administrator who has just signed in."""
    from django.test import Client

    from frostier.shell.accounts.models import User

    user = User(username=f"admin{User.objects.count()}", role="admin", scope_kind="all", scope_values=[])
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    token = client.get("/api/v1/session").json()["csrf_token"]
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    count_in(Buckets())
    return {"Cookie": cookies, "X-CSRFToken": token, "Accept-Language": "en"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_breaks_the_api(described, admin, name, mode):
    method, path = name.split(" ")
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not _can_be_unfitting(operation):
        return  # it takes nothing that could be wrong

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(headers=admin)
        assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
        if answer.status_code >= 400:
            assert answer.json().keys() == PROBLEM

    send()


def _can_be_unfitting(operation: Any) -> bool:
    return bool(operation.body or operation.path_parameters or operation.query)
