"""What happens reaches open pages by itself: a customer's page, the workbench, the queue of reviews."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import PHONE, check_accessible, check_fits, open_page, screenshot

pytestmark = pytest.mark.slow


def write(page: Any, method: str, address: str, body: Any) -> Any:
    """A write of the page's viewer; its answer."""
    token = page.request.get("/api/v1/session").json()["csrf_token"]
    answer = page.request.fetch(address, method=method, data=body, headers={"X-CSRFToken": token})
    assert answer.ok, answer.text()
    return answer.json()


def happens(desk: Any, customer: str, name: str, kind: str, data: dict[str, Any]) -> None:
    """An event of a customer, as another system tells it."""
    event = {
        "source": "erp",
        "event_id": name,
        "type": kind,
        "occurred_at": datetime.now(UTC).isoformat(),
        "customer_code": customer,
        "data": data,
    }
    assert write(desk, "POST", "/api/v1/events", [event])["accepted"] == 1


def complains(desk: Any, customer: str, text: str) -> None:
    happens(desk, customer, text, "complaint", {"text": text, "severity": "high"})


def customers(page: Any, query: str = "") -> list[Any]:
    """The customers that the page's viewer sees."""
    found: list[Any] = page.request.get(f"/api/v1/customers?limit=50{query}").json()["items"]
    return found


def remember(page: Any) -> None:
    """Leave a mark in the page that a reload would wipe out."""
    page.evaluate("window.openedOnce = true")


def check_never_reloaded(page: Any) -> None:
    assert page.evaluate("window.openedOnce") is True


@pytest.fixture
def desk(signed_in):
    """The desk from which events are sent."""
    return signed_in("operator", at="/runs")


def test_an_open_page_of_a_customer_shows_what_has_just_happened(signed_in, desk):
    page = signed_in("manager", at="/customers")
    customer = customers(page)[0]
    open_page(page, f"/customers/{customer['id']}")
    remember(page)

    complains(desk, customer["id"], "到货时包装破损")

    expect(page.get_by_role("region", name="经过").get_by_text("到货时包装破损")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^实时"))).to_be_visible()
    check_never_reloaded(page)


def test_a_payment_settles_the_receivable_on_the_open_page(signed_in, desk):
    page = signed_in("manager", at="/customers")
    customer = customers(page)[2]
    open_page(page, f"/customers/{customer['id']}")
    remember(page)
    payments = page.get_by_role("region", name="账款")
    due = payments.get_by_role("row").filter(has_text="54,321.09").filter(has_text="逾期")
    debt = {"receivable_id": "R-LIVE", "amount": "54321.09"}
    today = page.request.get(f"/api/v1/customers/{customer['id']}/payments").json()["as_of"]

    happens(desk, customer["id"], "due", "payment.due", {**debt, "issued_on": "2026-01-05", "due_on": "2026-02-01"})
    expect(due).to_be_visible()
    happens(desk, customer["id"], "paid", "payment.received", {**debt, "paid_on": today})

    expect(due).to_have_count(0)
    paid = page.request.get(f"/api/v1/customers/{customer['id']}/payments").json()["receivables"]
    assert [one["state"] for one in paid if one["id"] == "R-LIVE"] == ["paid"]
    check_never_reloaded(page)


def test_an_order_appears_in_the_open_list_of_all_orders(signed_in, desk):
    page = signed_in("manager", at="/orders")
    customer = customers(page)[3]
    remember(page)
    lines = [{"sku_code": "SKU-LIVE", "sku_name": "手打虾滑", "quantity": 2, "unit_price": "35"}]

    happens(desk, customer["id"], "listed", "order.placed", {"order_id": "LISTED-1", "lines": lines})

    row = page.get_by_role("row").filter(has_text="LISTED-1")
    expect(row).to_be_visible()
    expect(row.get_by_text("实时")).to_be_visible()
    expect(row).to_contain_text(customer["name"])
    check_never_reloaded(page)
    screenshot(page, "orders-live")


def test_a_task_appears_on_the_open_workbench_and_is_done_from_a_phone(signed_in, desk):
    phone = signed_in("manager", at="/workbench", size=PHONE)
    customer = customers(phone)[1]
    remember(phone)

    complains(desk, customer["id"], "冻品化了一半")

    task = phone.get_by_role("listitem").filter(has_text="冻品化了一半")
    expect(task).to_be_visible()
    check_never_reloaded(phone)
    check_fits(phone)
    check_accessible(phone)
    screenshot(phone, "workbench-phone")

    task.get_by_role("button", name="完成").click()
    sheet = phone.get_by_role("dialog")
    sheet.get_by_label("备注").fill("已致电，明早补货")
    sheet.get_by_role("button", name="保存").click()
    expect(task).to_have_count(0)


def test_a_supervisor_sees_a_change_come_up_and_sets_another_tier(signed_in, desk):
    admin = signed_in("admin", at="/reviews/policies")
    policies = admin.request.get("/api/v1/review-policies").json()
    held = {"policies": [{"id": "low_confidence", "on": True, "params": {"fewest_orders": 100}}]}
    write(admin, "PUT", "/api/v1/review-policies", {**held, "expected_version": policies["version"]})
    page = signed_in("supervisor", at="/reviews")
    customer = customers(page, "&tier=regular&sort=-spend_365d")[0]
    order = desk.request.get(f"/api/v1/customers/{customer['id']}/orders?limit=1").json()["items"][0]
    line = desk.request.get(f"/api/v1/orders/{order['source']}/{order['order_id']}").json()["lines"][0]
    remember(page)

    for no in range(6):
        lines = [{"sku_code": line["sku_code"], "quantity": 400, "unit_price": "500"}]
        happens(desk, customer["id"], f"held-{no}", "order.placed", {"order_id": f"HELD-{no}", "lines": lines})

    row = page.get_by_role("row").filter(has_text=customer["name"])
    expect(row).to_be_visible()
    check_never_reloaded(page)

    row.get_by_role("link", name=customer["name"]).click()
    expect(page.get_by_role("heading", level=1, name=re.compile(customer["name"]))).to_be_visible()
    check_accessible(page)
    screenshot(page, "review")
    page.get_by_role("button", name="改定等级").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("大单为一次性备货")
    dialog.get_by_label("到期日").fill("2026-12-31")
    dialog.get_by_label("到期日").press("Enter")
    dialog.get_by_role("button", name="定级", exact=True).click()
    expect(page.get_by_text("已人工定级", exact=True)).to_be_visible()
