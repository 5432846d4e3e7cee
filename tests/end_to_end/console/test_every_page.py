"""Every page: something to read on it, for whoever may, on a desk and on a phone, with a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import (
    PHONE,
    check_accessible,
    check_fits,
    open_page,
)

pytestmark = pytest.mark.slow

# The rooms that the rail offers, with the permission that opens each.
ROOMS = {
    "/": "overview.read",
    "/workbench": "tasks.read",
    "/reviews": "reviews.read",
    "/customers": "customers.read",
    "/drilldown": "customers.read",
    "/orders": "customers.read",
    "/tags?q=火锅": "tags.read",
    "/segments": "segments.read",
    "/schemes": "schemes.read",
    "/what-if": "schemes.draft",
    "/data": "imports.read",
    "/data/import": "imports.write",
    "/runs": "runs.read",
    "/settings": None,
}
INNER = [
    "/customers/{customer}",
    "/tags/{tag}",
    "/segments/new",
    "/schemes/{scheme}",
    "/workbench/load",
    "/reviews/policies",
    "/data/quarantine",
    "/data/events",
    "/data/events?view=how",
    "/data/sources",
    "/data/quality",
    "/data/dictionary",
    "/data/batches/1",
    "/runs/1",
]
SETTINGS = [
    "/settings/account",
    "/settings/users",
    "/settings/roles",
    "/settings/keys",
    "/settings/webhooks",
    "/settings/schedules",
    "/settings/rules",
    "/settings/audit",
]
PAGES = [*ROOMS, *INNER, *SETTINGS]
USERNAMES = ["operator", "supervisor", "manager", "purchasing", "finance", "executive", "readonly"]


@pytest.fixture(scope="module")
def addresses():
    """Fills the places of an address with what the company has, as seen by the owner of a page."""

    def fill(page, address: str) -> str:
        places = {"customer": "", "scheme": "", "tag": ""}
        if "{customer}" in address:
            places["customer"] = page.request.get("/api/v1/customers?limit=1").json()["items"][0]["id"]
        if "{tag}" in address:
            places["tag"] = page.request.get("/api/v1/tags").json()[0]["id"]
        if "{scheme}" in address:
            scheme = page.request.get("/api/v1/schemes").json()[0]
            places["scheme"] = f"{scheme['id']}/{scheme['versions'][0]['version']}"
        return address.format(**places)

    return fill


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_something_and_everybody_can_use_it(window_of, addresses, address):
    page = window_of("admin")
    open_page(page, addresses(page, address))

    expect(page.get_by_role("main").get_by_role("heading", level=1)).not_to_be_empty()
    assert len(page.get_by_role("main").inner_text()) > 40
    check_accessible(page)


@pytest.mark.parametrize("address", ["/", "/customers", "/customers/{customer}", "/schemes/{scheme}", "/data/quality"])
@pytest.mark.parametrize("look", [{"language": "en"}, {"dark": True}], ids=["english", "dark"])
def test_it_stays_usable_in_english_and_in_the_dark(window_of, addresses, address, look):
    page = window_of("admin", **look)
    open_page(page, addresses(page, address))

    check_accessible(page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_a_phone(window_of, addresses, address):
    page = window_of("admin", size=PHONE)
    open_page(page, addresses(page, address))

    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_in_viewport()
    check_fits(page)


@pytest.mark.parametrize("username", USERNAMES)
def test_everybody_gets_the_pages_of_their_role_and_is_told_why_not_the_others(window_of, username):
    page = window_of(username)
    allowed = set(page.request.get("/api/v1/me").json()["permissions"])
    rail = page.get_by_role("navigation", name="主导航").first

    for address, permission in ROOMS.items():
        open_page(page, address)
        refused = page.get_by_role("heading", level=1, name="没有权限")
        expect(refused).to_have_count(0 if permission is None or permission in allowed else 1)
        if address != "/data/import":
            room = address.split("?")[0]
            offered = rail.locator(f'a[href="{room}"]')  # the overview also by the company's mark
            if permission is None or permission in allowed:
                expect(offered).not_to_have_count(0)
            else:
                expect(offered).to_have_count(0)


def test_an_unknown_customer_and_an_unknown_address_are_told_as_such(window_of):
    page = window_of("operator")

    page.goto("/customers/NOBODY")
    expect(page.get_by_text("没有这位客户")).to_be_visible()
    check_accessible(page)

    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    check_accessible(page)
