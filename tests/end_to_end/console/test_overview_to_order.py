"""From the whole customer base down to the lines of one order, and every number on the way is the one it says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import (
    PHONE,
    check_accessible,
    check_fits,
    open_page,
    screenshot,
    wait_until_settled,
)

pytestmark = pytest.mark.slow


def query_of(page):
    """The parameters of the page's address."""
    return parse_qs(urlparse(page.url).query)


def number_in(text):
    """The first number of a text, such as 1,234 of “符合 1,234”."""
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def listed(page):
    """How many customers the list says that it has, once the former list has gone."""
    expect(page.get_by_role("main").locator('[aria-busy="true"]')).to_have_count(0)
    told = page.get_by_role("navigation", name=re.compile("共")).inner_text()
    return number_in(told.split("共")[1])


def follow(page, link):
    """Go where a link leads, and wait until the page is there."""
    before = page.url
    link.click()
    page.wait_for_url(lambda url: url != before)
    wait_until_settled(page)


def test_a_tier_leads_to_its_customers_to_one_of_them_and_to_an_order(signed_in):
    page = signed_in("operator")
    screenshot(page, "overview")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="查看铂金的客户"))
    customers = number_in(row.get_by_role("cell").first.inner_text())

    follow(page, row.get_by_role("link"))
    expect(page.get_by_role("heading", level=1, name="客户")).to_be_visible()
    assert query_of(page)["tier"] == ["platinum"]
    assert listed(page) == customers
    screenshot(page, "customers")

    table = page.get_by_role("table", name="客户列表")
    name = table.get_by_role("row").nth(1).get_by_role("link").inner_text()
    follow(page, table.get_by_role("link", name=name, exact=True))
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.get_by_text("靠什么保持")).to_be_visible()
    screenshot(page, "customer")

    orders = page.get_by_role("region", name="订单")
    order = orders.get_by_role("button").first.inner_text()
    orders.get_by_role("button", name=order).click()
    drawer = page.get_by_role("dialog", name=f"订单 {order}")
    expect(drawer.get_by_role("table")).to_be_visible()
    screenshot(page, "order")
    check_accessible(page)


def test_every_key_figure_leads_to_just_as_many_customers(signed_in):
    page = signed_in("operator")
    figures = page.get_by_role("region", name="关键指标").get_by_role("link")
    counted = [
        (text, figure.get_attribute("href"))
        for figure in figures.all()
        if (text := figure.inner_text()) and re.search(r"\d 户|\d\n?户", text)
    ]
    assert len(counted) >= 4

    for text, address in counted:
        open_page(page, address)
        assert listed(page) == number_in(text.split("\n", 1)[1]), text


def test_a_filter_goes_along_into_every_drill_down(signed_in):
    page = signed_in("operator", at="/?region=chengdu")

    follow(page, page.get_by_role("link", name="查看活跃的客户"))
    assert query_of(page) == {"region": ["chengdu"], "stage": ["active"]}

    page.go_back()
    wait_until_settled(page)
    assert query_of(page) == {"region": ["chengdu"]}


def test_a_cell_of_recency_and_frequency_leads_to_its_customers(signed_in):
    page = signed_in("operator")
    cell = page.get_by_role("region", name="最近购买 × 购买频次").get_by_role("link").first
    customers = number_in(cell.inner_text())

    follow(page, cell)
    assert listed(page) == customers


def test_a_move_between_two_gradings_leads_to_those_who_moved(signed_in):
    page = signed_in("operator")
    moves = page.get_by_role("region", name="流动")
    moves.get_by_role("button", name="表格").click()
    row = moves.get_by_role("row").nth(1)
    customers = number_in(row.get_by_role("cell").last.inner_text())

    follow(page, row.get_by_role("link"))
    expect(page.get_by_role("status").filter(has_text="两次分层之间")).to_be_visible()
    assert listed(page) == customers


def test_a_condition_is_completed_checked_and_applied(signed_in):
    page = signed_in("operator", at="/customers")
    everybody = listed(page)
    condition = page.get_by_role("combobox", name="条件")

    condition.press_sequentially("客户类")
    page.get_by_role("option", name=re.compile("客户类型")).click()
    expect(condition).to_have_value("客户类型 ")
    page.get_by_role("option", name="属于 (").click()
    page.get_by_role("option").filter(has=page.get_by_text("火锅店", exact=True)).click()
    condition.press_sequentially(")")
    expect(page.get_by_text(re.compile(r"符合 [\d,]+ 位"))).to_be_visible()
    screenshot(page, "condition")
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("where="))
    expect(page.get_by_role("navigation", name=f"共 {everybody:,} 条")).to_have_count(0)

    assert 0 < listed(page) < everybody


def test_a_condition_that_cannot_be_read_is_refused_with_its_place(signed_in):
    page = signed_in("operator", at="/customers")
    condition = page.get_by_role("combobox", name="条件")

    condition.fill("近30天消费金额 >= 很多")
    expect(page.locator("mark")).to_have_text("很多")
    page.get_by_role("button", name="应用").click()

    assert "where" not in query_of(page)
    check_accessible(page)


def test_a_cell_of_the_drill_down_holds_as_many_customers_as_it_leads_to(signed_in):
    page = signed_in("operator", at="/drilldown?measure=customers&rows=region&columns=type")
    screenshot(page, "drilldown")
    cell = page.get_by_role("main").get_by_role("cell").filter(has_text=re.compile(r"[1-9]")).first
    customers = number_in(cell.inner_text().replace("☰", ""))

    follow(page, cell.get_by_role("link").last)
    assert set(query_of(page)) >= {"region", "type"}
    assert listed(page) == customers


def test_rows_and_columns_of_the_drill_down_change_places(signed_in):
    page = signed_in("operator", at="/drilldown?rows=tier&columns=stage")

    page.get_by_role("button", name="行列互换").click()
    expect(page.get_by_role("heading", name="销售额，按生命周期阶段与价值等级")).to_be_visible()
    page.get_by_text("图", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("销售额"))).to_be_visible()


def test_the_past_is_clearly_marked(signed_in):
    page = signed_in("operator", at="/customers")
    days = page.request.get("/api/v1/meta").json()["gradings"]
    customer = page.request.get("/api/v1/customers?limit=1").json()["items"][0]["id"]
    past = days[0]["as_of"]

    open_page(page, f"/customers/{customer}?as_of={past}")
    expect(page.get_by_role("status").filter(has_text=f"您在看 {past} 的情况")).to_be_visible()
    page.get_by_role("button", name="回到最新").click()
    expect(page.get_by_text("您在看")).to_have_count(0)
    assert "as_of" not in query_of(page)


def test_a_view_is_saved_and_opened_again(signed_in):
    page = signed_in("operator", at="/customers?tier=gold&sort=recency_days")

    page.get_by_role("button", name="视图").click()
    page.get_by_role("textbox", name="视图名称").fill("黄金，最久未下单")
    page.get_by_role("button", name="保存当前视图").click()
    expect(page.get_by_text("已保存视图")).to_be_visible()
    open_page(page, "/customers")
    page.get_by_role("button", name="视图").click()
    page.get_by_role("button", name="黄金，最久未下单", exact=True).press("Enter")

    expect(page).to_have_url(re.compile("tier=gold"))
    assert query_of(page) == {"tier": ["gold"], "sort": ["recency_days"]}


def test_selected_customers_become_a_segment(signed_in):
    page = signed_in("operator", at="/customers?tier=platinum")
    table = page.get_by_role("table", name="客户列表")

    for row in (1, 2):
        table.get_by_role("row").nth(row).get_by_role("checkbox").check()
    page.get_by_role("button", name="加入分群").click()
    page.get_by_role("textbox", name="新建分群").fill("重点拜访")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已加入分群“重点拜访”")).to_be_visible()

    segments = page.request.get("/api/v1/segments").json()
    assert next(one for one in segments if one["name"] == "重点拜访")["counts"]["matched"] == 2


def test_customers_are_exported_as_a_run_and_the_file_can_be_fetched(signed_in):
    page = signed_in("operator", at="/customers?tier=platinum")

    page.get_by_role("button", name="导出").click()
    dialog = page.get_by_role("dialog", name="导出")
    dialog.get_by_text("CSV", exact=True).click()
    dialog.get_by_role("button", name="开始导出").click()
    with page.expect_download() as download:
        dialog.get_by_role("link", name=re.compile("下载")).click()

    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) - 1 == listed(page)


def test_a_customer_is_kept_from_being_contacted_and_released_again(signed_in):
    page = signed_in("operator", at="/customers")
    customer = page.request.get("/api/v1/customers?limit=1").json()["items"][0]["id"]
    open_page(page, f"/customers/{customer}")

    page.get_by_role("button", name="设为勿扰").click()
    dialog = page.get_by_role("dialog", name="设为勿扰")
    dialog.get_by_role("textbox", name="原因").fill("老板要求暂停来电")
    dialog.get_by_role("button", name="设为勿扰").click()
    note = page.get_by_role("note")
    expect(note).to_contain_text("老板要求暂停来电")
    note.get_by_role("button", name="解除勿扰").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("确定|解除")).click()
    expect(note).to_have_count(0)


def test_an_account_manager_calls_a_customer_from_the_phone(signed_in):
    page = signed_in("manager", at="/customers", size=PHONE)
    cards = page.get_by_role("list", name="客户列表")
    screenshot(page, "customers-phone")
    check_fits(page)

    follow(page, cards.get_by_role("link").first)
    screenshot(page, "customer-phone")
    check_fits(page)
    check_accessible(page)

    page.get_by_role("button", name="显示联系方式").click()
    expect(page.get_by_role("link", name=re.compile("拨打"))).to_have_attribute("href", re.compile(r"^tel:\d+$"))


@pytest.mark.parametrize("tab", ["订单", "标签", "指标", "账款", "经过", "档案"])
def test_every_tab_of_a_customer_fits_the_phone(signed_in, tab):
    page = signed_in("manager", at="/customers", size=PHONE)
    follow(page, page.get_by_role("list", name="客户列表").get_by_role("link").first)

    page.get_by_role("tab", name=tab).click()
    wait_until_settled(page)
    check_fits(page)
    check_accessible(page)
