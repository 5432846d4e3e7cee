"""A grading that is started in the browser is performed by the worker and seen to its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, screenshot

pytestmark = pytest.mark.slow


def test_a_grading_is_started_and_followed_to_its_end(signed_in):
    page = signed_in("operator")
    token = page.request.get("/api/v1/session").json()["csrf_token"]
    started = page.request.post("/api/v1/gradings", data={}, headers={"X-CSRFToken": token}).json()["run"]

    page.goto(f"/runs/{started['id']}")

    expect(page.get_by_text("完成").first).to_be_visible(timeout=90_000)
    check_accessible(page)
    screenshot(page, "run")


def test_the_list_of_runs_is_accessible(signed_in):
    page = signed_in("operator")
    page.goto("/runs")
    expect(page.get_by_text("分层").first).to_be_visible()

    check_accessible(page)
    screenshot(page, "runs")
