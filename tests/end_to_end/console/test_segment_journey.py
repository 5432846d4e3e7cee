"""A segment: built and written in step, counted meanwhile, kept, followed, compared, made of a list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, open_page, screenshot, wait_until_settled

pytestmark = pytest.mark.slow

LARGE = "近365天消费金额 >= 50000 且 最近购买 < 60天"


def count(page, meaning: str) -> int:
    """One of the three counts of the condition, when it is there."""
    told = page.get_by_title(meaning).locator("strong")
    expect(told).to_have_text(re.compile(r"^[\d,]+$"))
    return int(told.inner_text().replace(",", ""))


def matched(page) -> int:
    return count(page, "符合条件的客户")


def counted_by_the_api(page, text: str):
    token = page.request.get("/api/v1/session").json()["csrf_token"]
    answer = page.request.post("/api/v1/predicates/count", data={"text": text}, headers={"X-CSRFToken": token})
    return answer.json()


def keep(page, name: str) -> None:
    page.get_by_label("名称").fill(name)
    page.get_by_role("button", name="保存").click()
    expect(page).to_have_url(re.compile(r"/segments/\d+$"))
    wait_until_settled(page)


def test_what_is_written_is_built_and_what_is_built_is_written_and_both_are_counted(signed_in):
    page = signed_in("operator", at="/segments/new")
    text = page.get_by_role("textbox", name="条件")
    parts = page.get_by_role("region", name="积木")

    text.fill(LARGE)
    expect(parts.get_by_role("combobox", name="选择指标")).to_have_count(2)
    told = counted_by_the_api(page, LARGE)
    expect(page.get_by_title("符合条件的客户").locator("strong")).to_have_text(str(told["matched"]))
    assert count(page, "其中至少有一个电话的客户") == told["reachable"]
    assert count(page, "其中今天没有设置勿扰的客户") == told["allowed"]
    assert told["matched"] >= told["reachable"] >= told["allowed"] > 0
    check_accessible(page)
    screenshot(page, "segment")

    parts.get_by_role("textbox", name="值").first.fill("500000")
    expect(text).to_have_value(re.compile("50万|500000"))
    expect(page.get_by_title("符合条件的客户").locator("strong")).not_to_have_text(str(told["matched"]))
    assert matched(page) < told["matched"]


def test_a_condition_that_cannot_be_read_is_refused_beside_it_and_cannot_be_kept(signed_in):
    page = signed_in("operator", at="/segments/new")

    page.get_by_role("textbox", name="条件").fill("最近购买 < 很久")

    expect(page.get_by_role("alert").filter(has_text="很久")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()


def test_kept_segments_lead_to_their_customers_and_are_compared(signed_in):
    page = signed_in("operator", at="/segments/new")
    page.get_by_role("textbox", name="条件").fill(LARGE)
    large = matched(page)
    keep(page, "近来的大客户")
    first = page.url.rsplit("/", 1)[1]

    page.get_by_role("link", name="查看这些客户").click()
    expect(page.get_by_role("heading", level=1, name="客户")).to_be_visible()
    expect(page.get_by_role("navigation", name=re.compile(f"共 {large} 条"))).to_be_visible()

    open_page(page, "/segments/new")
    page.get_by_role("textbox", name="条件").fill("客户类型 = 火锅店")
    matched(page)
    keep(page, "火锅店")
    second = page.url.rsplit("/", 1)[1]

    open_page(page, f"/segments?compare=1&a={first}&b={second}")
    legend = page.get_by_role("listitem").filter(has_text="两者都在")
    expect(legend).to_be_visible()
    expect(page.get_by_role("columnheader", name="近来的大客户")).to_be_visible()
    check_accessible(page)


def test_customers_chosen_in_the_list_become_a_segment(signed_in):
    page = signed_in("operator", at="/customers")
    rows = page.get_by_role("table", name="客户列表").get_by_role("checkbox")
    rows.nth(1).check()
    rows.nth(2).check()

    page.get_by_role("button", name="加入分群").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("新建分群").fill("要回访的两家")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已加入分群“要回访的两家”")).to_be_visible()

    open_page(page, "/segments")
    row = page.get_by_role("row").filter(has_text="要回访的两家")
    expect(row.get_by_role("link", name="2", exact=True)).to_be_visible()
