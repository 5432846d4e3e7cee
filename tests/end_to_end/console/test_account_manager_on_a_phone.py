"""An account manager before a customer's door: their own customers, readable on a phone, and nobody else's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import PHONE, check_accessible, check_fits, open_page, screenshot

pytestmark = pytest.mark.slow


@pytest.fixture
def phone(signed_in):
    """The phone of the account manager of the demo."""
    return signed_in("manager", size=PHONE)


@pytest.fixture
def own(phone):
    """The customers of the account manager, by the API."""
    return phone.request.get("/api/v1/customers?limit=200").json()


@pytest.fixture
def anothers(own, signed_in):
    """A customer of somebody else."""
    desk = signed_in("operator", at="/runs")
    known = {row["id"] for row in own["items"]}
    everybody = desk.request.get("/api/v1/customers?limit=200").json()["items"]
    return next(row for row in everybody if row["id"] not in known and row["name"])


def test_every_number_counts_the_own_customers_only(phone, own):
    manager = phone.request.get("/api/v1/me").json()["scope"]["values"]
    assert {row["manager"] for row in own["items"]} <= set(manager)
    expect(phone.get_by_text(f"共 {own['total']} 位客户")).to_be_visible()
    check_fits(phone)

    open_page(phone, "/customers")
    expect(phone.get_by_role("navigation", name=re.compile(f"共 {own['total']} 条"))).to_be_visible()
    check_fits(phone)

    open_page(phone, "/drilldown?measure=customers&rows=manager")
    expect(phone.get_by_role("rowheader", name=manager[0])).to_be_visible()
    expect(phone.locator("main tbody tr")).to_have_count(1)
    check_fits(phone)


def test_another_ones_customer_is_unknown_in_search_and_by_address(phone, anothers):
    phone.get_by_role("combobox", name="查找客户").fill(anothers["name"])
    expect(phone.get_by_text(f"没有名称或编号含“{anothers['name']}”的客户")).to_be_visible()

    phone.goto(f"/customers/{anothers['id']}")
    expect(phone.get_by_text("没有这位客户")).to_be_visible()
    expect(phone.get_by_text(anothers["name"])).to_have_count(0)


def test_a_customer_can_be_read_and_called(phone, own):
    customer = own["items"][0]
    open_page(phone, f"/customers/{customer['id']}")
    expect(phone.get_by_role("heading", level=1, name=customer["name"])).to_be_visible()
    expect(phone.get_by_text("靠什么保持")).to_be_visible()
    check_fits(phone)
    check_accessible(phone)
    screenshot(phone, "customer-phone")

    phone.get_by_role("button", name="显示联系方式").click()
    expect(phone.locator('main a[href^="tel:"]').first).to_be_visible()
    for tab in ("订单", "标签", "指标", "账款", "经过", "档案"):
        phone.get_by_role("tab", name=tab).click()
        expect(phone.get_by_role("tabpanel")).not_to_be_empty()
        check_fits(phone)
