"""Refusals that no endpoint raises itself."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from ninja import NinjaAPI
from ninja.testing import TestClient

from frostier.shell.console.errors import answer_errors


@pytest.fixture
def broken_api():
    """An API whose one endpoint meets a database that is locked, and another that meets a defect."""
    api = NinjaAPI(urls_namespace="broken")
    answer_errors(api)

    @api.get("/locked")
    def locked(request):
        raise OperationalError("database is locked")

    @api.get("/defect")
    def defect(request):
        raise ZeroDivisionError("1/0 of C0001")

    return TestClient(api)


def test_a_busy_database_is_told_as_such_with_when_to_try_again(broken_api):
    answer = broken_api.get("/locked", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "store_busy", "1")
    assert answer.json()["next_step"] == "Try again in a moment."


def test_a_defect_tells_nothing_of_its_inside(broken_api, caplog):
    answer = broken_api.get("/defect", headers={"Accept-Language": "zh"})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "C0001" not in answer.content.decode()
    assert "1/0 of C0001" in caplog.text
