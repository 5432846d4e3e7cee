"""An operator raises the bar of a large order in the console; the next orders go by it, and their tasks say so."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, open_page, screenshot
from tests.end_to_end.console.test_live_pages import customers, happens

pytestmark = pytest.mark.slow


def orders(desk: Any, customer: str, name: str, sku: str, amount: float) -> None:
    lines = [{"sku_code": sku, "quantity": 1, "unit_price": f"{amount:.2f}"}]
    happens(desk, customer, name, "order.placed", {"order_id": name, "lines": lines})


def usual_order(desk: Any, customer: str) -> tuple[float, str]:
    """The average order of a customer and something that it buys."""
    [newest] = desk.request.get(f"/api/v1/customers/{customer}/orders?limit=1").json()["items"]
    line = desk.request.get(f"/api/v1/orders/{newest['source']}/{newest['order_id']}").json()["lines"][0]
    shown = desk.request.get(f"/api/v1/customers?limit=1&q={customer}&columns=avg_order_value_365d").json()["items"][0]
    return float(shown["values"]["avg_order_value_365d"]), line["sku_code"]


def test_a_higher_bar_for_large_orders_is_published_and_gone_by(signed_in):
    page = signed_in("admin", at="/settings/rules")
    desk = signed_in("operator", at="/runs")
    page.get_by_role("button", name="修改大单").click()
    drawer = page.get_by_role("dialog")
    condition = drawer.get_by_role("combobox", name="条件")
    condition.fill("本单与平均单的倍数 >= 三")
    expect(drawer.get_by_role("alert")).to_be_visible()
    condition.fill("本单与平均单的倍数 >= 3 且 本单金额 >= 100")
    expect(drawer.get_by_role("table", name="改动的规模")).to_be_visible()
    check_accessible(page)
    screenshot(page, "task-rule")
    drawer.get_by_role("button", name="记入改动").click()

    page.get_by_label("原因").fill("大单按三倍算")
    page.get_by_role("button", name="发布", exact=True).click()

    expect(page.get_by_text("现行第 2 版")).to_be_visible()
    expect(page.get_by_text("大单按三倍算")).to_be_visible()
    first, second = [one["id"] for one in customers(desk, "&stage=active&sort=-spend_365d")[:2]]
    for customer, times, name in ((first, 2.5, "BAR-1"), (second, 3.5, "BAR-2")):
        amount, sku = usual_order(desk, customer)
        orders(desk, customer, name, sku, amount * times)
    open_page(desk, "/workbench")
    expect(desk.get_by_text("3.5 倍")).to_be_visible()
    screenshot(desk, "workbench")
    made = desk.request.get("/api/v1/tasks?kind=big_order&limit=100").json()["items"]
    by_customer = {task["customer"]["id"]: task["reason"]["version"] for task in made}
    assert by_customer.get(second) == "2"
    assert first not in by_customer

    page.get_by_role("button", name="恢复第 1 版").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("试行结束")
    dialog.get_by_role("button", name="恢复此版").click()
    expect(page.get_by_text("现行第 3 版")).to_be_visible()
