"""What was asked stands in the address: it goes along, comes back, and can be handed to a colleague."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import open_page, wait_until_settled

pytestmark = pytest.mark.slow


def asked(page):
    """What the address asks for."""
    return parse_qs(urlparse(page.url).query)


def test_a_filter_goes_from_the_overview_to_a_customer_and_back(signed_in):
    page = signed_in("operator")
    page.get_by_role("search").get_by_role("button", name="客户类型").click()
    page.get_by_role("checkbox", name="火锅店").click()
    expect(page).to_have_url(re.compile("type="))
    kind = asked(page)["type"]
    expect(page.get_by_role("button", name="去掉“客户类型”")).to_be_visible()
    page.keyboard.press("Escape")
    wait_until_settled(page)

    page.get_by_role("link", name="查看黄金的客户").click()
    expect(page.get_by_role("heading", level=1, name="客户")).to_be_visible()
    wait_until_settled(page)
    assert asked(page) == {"type": kind, "tier": ["gold"]}
    table = page.get_by_role("table", name="客户列表")
    expect(table.get_by_role("row").nth(1)).to_contain_text("火锅店")
    list_address = page.url

    table.get_by_role("link").first.click()
    expect(page.get_by_text("靠什么保持")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(list_address)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="总览")).to_be_visible()
    assert asked(page) == {"type": kind}


def test_an_address_shows_a_colleague_the_same(signed_in):
    address = "/customers?tier=gold&tier=platinum&where=近365天消费金额 >= 20000&sort=-spend_365d"
    mine = signed_in("operator", at=address)
    theirs = signed_in("executive", at=address)

    rows = [page.locator("main tbody tr").all_inner_texts() for page in (mine, theirs)]
    assert rows[0] == rows[1] != []


def test_a_past_day_goes_along(signed_in):
    page = signed_in("operator", at="/")
    past = page.request.get("/api/v1/meta").json()["gradings"][-1]["as_of"]
    open_page(page, f"/?as_of={past}")

    page.get_by_role("link", name="查看铂金的客户").click()
    expect(page.get_by_role("heading", level=1, name="客户")).to_be_visible()
    wait_until_settled(page)
    assert asked(page)["as_of"] == [past]
    page.get_by_role("table", name="客户列表").get_by_role("link").first.click()
    expect(page.get_by_role("status").filter(has_text=f"您在看 {past} 的情况")).to_be_visible()
    assert asked(page)["as_of"] == [past]
