"""Pages and addresses outside the API."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/", "/customers/C1", "/settings/keys", "/runs/3"])
def test_every_address_of_a_page_gives_the_one_document(nobody, path):
    answer = nobody.get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/nothing", "/api/v2/customers"])
def test_an_unknown_address_of_the_api_is_not_a_page(nobody, path):
    answer = nobody.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_pages_are_only_read(nobody):
    assert nobody.post("/customers").status_code == 405


def test_a_foreign_host_name_is_refused(nobody):
    answer = nobody.get("/api/v1/health", headers={"host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_anyone_may_ask_whether_the_console_serves(nobody):
    answer = nobody.get("/api/v1/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
