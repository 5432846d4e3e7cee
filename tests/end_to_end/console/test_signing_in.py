"""The first minute: signing in, wrongly and rightly, and signing out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import PHONE, check_accessible, screenshot

pytestmark = pytest.mark.slow


def test_a_visitor_is_asked_to_sign_in_and_told_when_it_does_not_work(visit, served):
    page = visit()
    page.goto("/customers")

    page.get_by_label("用户名").fill("operator")
    page.get_by_label("密码", exact=True).fill("不对的密码")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    screenshot(page, "sign-in")

    page.get_by_label("密码", exact=True).fill(served.password("operator"))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    expect(page).to_have_url(re.compile("/customers"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_sign_in_page_is_accessible(visit, language, dark):
    page = visit(language=language, dark=dark)
    page.goto("/")
    page.get_by_role("button").first.wait_for()

    check_accessible(page)


def test_every_role_finds_its_way_in(signed_in):
    for username in ("admin", "operator", "supervisor", "manager", "purchasing", "finance", "executive", "readonly"):
        page = signed_in(username)
        expect(page.get_by_role("main")).to_be_visible()


def test_it_works_on_a_phone(signed_in):
    page = signed_in("manager", size=PHONE)

    expect(page.get_by_role("main")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
