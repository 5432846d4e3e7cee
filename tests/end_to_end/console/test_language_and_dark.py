"""The whole console in the other language, and in the dark, from one day to the next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import open_page, screenshot

pytestmark = pytest.mark.slow

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What the console itself says; names of customers, people and files stay as they are.
OWN_WORDS = "main :is(h1, h2, h3, th[scope=col], dt, label, [role=tab], [role=radio]), nav a, main header button"
PAGES = [
    "/",
    "/customers",
    "/drilldown",
    "/orders",
    "/tags",
    "/segments/new",
    "/schemes",
    "/data",
    "/data/quality",
    "/runs",
]


@pytest.mark.parametrize("address", PAGES)
def test_in_english_nothing_of_the_console_is_left_in_chinese(window_of, address):
    page = window_of("executive" if address != "/segments/new" else "operator", language="en")
    open_page(page, address)
    expect(page.locator("html")).to_have_attribute("lang", "en")

    left = [text for text in page.locator(OWN_WORDS).all_inner_texts() if CHINESE.search(text)]
    assert left == []


def choose(page, entry: str) -> None:
    """Something in the menu of the person."""
    page.get_by_role("banner").get_by_role("button").last.click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def test_language_and_darkness_are_chosen_once_and_stay(signed_in, visit, sessions):
    page = signed_in("finance")

    choose(page, "English")
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    choose(page, "Dark")
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")

    tomorrow = visit(session=sessions["finance"])
    open_page(tomorrow, "/customers")
    expect(tomorrow.get_by_role("heading", level=1, name="Customers")).to_be_visible()
    expect(tomorrow.locator("html")).to_have_attribute("data-mode", "dark")
    expect(tomorrow.locator("html")).to_have_attribute("lang", re.compile("^en"))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("overview", "/"),
        ("customers", "/customers?sort=-spend_365d"),
        ("drilldown", "/drilldown"),
        ("runs", "/runs"),
    ],
)
def test_pages_in_english_for_the_guide(window_of, name, address):
    page = window_of("operator", language="en")
    open_page(page, address)

    expect(page.locator("html")).to_have_attribute("lang", "en")
    screenshot(page, f"{name}.en")
