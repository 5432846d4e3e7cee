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


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/nothing", "/api/v1/customers"])
def test_a_query_of_too_many_parts_is_refused_and_breaks_nothing(nobody, path):
    answer = nobody.get(f"{path}?" + "&".join(["a=1"] * 1001), headers={"Accept-Language": "en"})

    assert answer.status_code < 500
    assert "next_step" in answer.json() or answer.json() == {"status": "ok"}


def test_anyone_may_ask_whether_the_console_serves(nobody):
    answer = nobody.get("/api/v1/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_api_can_be_read_and_tried_without_anything_from_elsewhere(nobody):
    page = nobody.get("/api/v1/docs")

    assert page.status_code == 200
    assert "//" not in page.content.decode().replace("<!doctype", "")
    for name, kind in (("start.js", "text/javascript"), ("swagger-ui-bundle.js", "text/javascript")):
        answer = nobody.get(f"/api/v1/docs/{name}")
        assert (answer.status_code, answer["Content-Type"]) == (200, f"{kind}; charset=utf-8")
        answer.close()
    assert nobody.get("/api/v1/docs/redoc.standalone.js").status_code == 404


def test_the_description_of_the_api_is_for_whoever_is_signed_in(nobody, client_as):
    assert nobody.get("/api/v1/openapi.json").status_code == 401
    assert "/api/v1/customers" in client_as("read_only").get("/api/v1/openapi.json").json()["paths"]
