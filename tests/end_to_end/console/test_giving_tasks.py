"""Customers are selected in the list, a task is given about each, and the account manager finds it in the workbench."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, open_page

pytestmark = pytest.mark.slow


@pytest.fixture
def manager(signed_in):
    """The account manager of the demo, before the workbench."""
    return signed_in("manager", at="/workbench")


@pytest.fixture
def desk(signed_in, manager):
    """The operator before the customers of that manager."""
    own = manager.request.get("/api/v1/me").json()["scope"]["values"][0]
    return signed_in("operator", at=f"/customers?manager={own}")


def tick(page, number: int) -> None:
    rows = page.get_by_role("table", name="客户列表").get_by_role("checkbox")
    for place in range(1, number + 1):
        rows.nth(place).check()


def give(page, what: str, why: str, told: str) -> None:
    """Give a task about the selected customers, and wait until it is told for how many."""
    page.get_by_role("button", name=re.compile("^交.?办$")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("要做什么").fill(what)
    dialog.get_by_label("原因（客户经理会看到）").fill(why)
    check_accessible(page)
    dialog.get_by_role("button", name=re.compile("^交.?办$")).click()
    expect(dialog.get_by_text(told)).to_be_visible()
    check_accessible(page)


def close(page) -> None:
    page.get_by_role("dialog").get_by_text(re.compile("^关.?闭$")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_ticked_customers_are_given_a_task_that_their_manager_finds_in_the_workbench(desk, manager):
    tick(desk, 2)

    give(desk, "旺季前电话拜访", "新品毛肚到货", "已为 2 位客户交办")

    open_page(manager, "/workbench?kind=by_hand")
    expect(manager.get_by_text("旺季前电话拜访")).to_have_count(2)
    expect(manager.get_by_text(re.compile("交办：新品毛肚到货"))).to_have_count(2)


def test_all_that_match_a_filter_are_given_a_task_once_and_that_is_told(desk, manager):
    total = manager.request.get("/api/v1/customers?limit=1").json()["total"]
    for told in (f"已为 {total} 位客户交办", f"{total} 位已有内容相同的未办待办，未重复交办"):
        tick(desk, 1)
        desk.get_by_role("button", name=re.compile("选中符合条件的全部")).click()
        give(desk, "核对营业执照", "年检", told)
        close(desk)
