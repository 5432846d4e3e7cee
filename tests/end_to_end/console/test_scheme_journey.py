"""A scheme from the first thought to being in force and back; nobody loses what a colleague wrote."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, open_page, screenshot, wait_until_settled

pytestmark = pytest.mark.slow


def published_scheme(page):
    """The scheme in force."""
    return next(s for s in page.request.get("/api/v1/schemes").json() if s["published_version"])


def publications(page, version: int) -> int:
    """How often a version was published."""
    return sum(p["version"] == version for p in page.request.get("/api/v1/schemes/publications").json())


def set_platinum_from(page, points: int) -> None:
    field = page.get_by_role("spinbutton", name="铂金的分数线")
    field.fill(str(points))
    field.press("Tab")


def keep_draft(page, note: str) -> None:
    page.get_by_role("main").get_by_role("button", name="存为新草稿").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="说明原因").fill(note)
    dialog.get_by_role("button", name="存为新草稿").click()


def agree(page, deed: str, note: str, *, clicks: int = 1) -> None:
    """Do a deed that is asked about first."""
    page.get_by_role("main").get_by_role("button", name=deed, exact=True).click()
    dialog = page.get_by_role("dialog").filter(has=page.get_by_role("textbox", name="说明原因"))
    dialog.get_by_role("textbox", name="说明原因").fill(note)
    dialog.get_by_role("button", name=deed, exact=True).click(click_count=clicks)
    expect(dialog).to_have_count(0)


def leave_grading_for_later(page) -> None:
    """A scheme that has come into force offers to grade by it at once."""
    offer = page.get_by_role("dialog").filter(has=page.get_by_role("button", name="现在分层"))
    offer.get_by_role("button", name="取消").click()
    expect(offer).to_have_count(0)


def test_a_threshold_is_tried_drafted_signed_published_once_and_taken_back(signed_in):
    operator = signed_in("operator", at="/what-if")
    in_force = published_scheme(operator)["published_version"]
    set_platinum_from(operator, 80)
    expect(operator.get_by_role("link", name="到编辑器里起草")).to_be_visible()
    expect(operator.get_by_role("main").locator('[aria-busy="true"]')).to_have_count(0)
    expect(operator.get_by_role("img", name="流动")).to_be_visible()
    movers = operator.get_by_role("table", name="会变动的客户")
    expect(movers.get_by_role("link").first).to_be_visible()
    check_accessible(operator)
    screenshot(operator, "what-if")

    operator.get_by_role("link", name="到编辑器里起草").click()
    wait_until_settled(operator)
    expect(operator.get_by_role("spinbutton", name="铂金的分数线")).to_have_value("80")
    keep_draft(operator, "铂金放宽到 80 分")
    expect(operator.get_by_text("草稿已保存，请同事会签。")).to_be_visible()
    expect(operator.get_by_text("等待同事会签")).to_be_visible()
    expect(operator.get_by_role("region", name="与另一版相比").get_by_role("listitem").first).to_contain_text("80")
    expect(operator.get_by_role("main").get_by_role("button", name="会签", exact=True)).to_have_count(0)
    address = re.sub(r"^https?://[^/]+", "", operator.url)
    draft = int(address.rsplit("/", 1)[1])
    screenshot(operator, "scheme")

    supervisor = signed_in("supervisor", at=address)
    agree(supervisor, "会签", "同意")
    expect(supervisor.get_by_text("supervisor 会签于")).to_be_visible()

    open_page(operator, address)
    agree(operator, "发布", "旺季前放宽", clicks=2)
    leave_grading_for_later(operator)
    expect(operator.get_by_text("使用中").first).to_be_visible()
    assert published_scheme(operator)["published_version"] == draft
    assert publications(operator, draft) == 1

    open_page(operator, "/schemes")
    agree(operator, "回滚", "先按老办法")
    expect(operator.get_by_text(f"已回到第 {in_force} 版。")).to_be_visible()
    assert published_scheme(operator)["published_version"] == in_force


def test_who_saves_second_is_told_and_both_versions_are_kept(signed_in):
    operator = signed_in("operator")
    scheme = published_scheme(operator)
    address = f"/schemes/{scheme['id']}/{scheme['versions'][0]['version']}"
    admin = signed_in("admin", at=address)
    open_page(operator, address)

    set_platinum_from(operator, 88)
    set_platinum_from(admin, 91)
    keep_draft(operator, "收紧到 88 分")
    expect(operator.get_by_text("草稿已保存，请同事会签。")).to_be_visible()
    theirs = int(operator.url.rsplit("/", 1)[1])

    keep_draft(admin, "收紧到 91 分")
    told = admin.get_by_role("dialog").filter(has_text=f"查看同事保存的第 {theirs} 版")
    expect(told).to_be_visible()
    assert published_scheme(admin)["versions"][0]["version"] == theirs
    told.get_by_role("button", name="继续编辑").click()
    expect(admin.get_by_role("spinbutton", name="铂金的分数线")).to_have_value("91")

    keep_draft(admin, "收紧到 91 分")
    told.get_by_role("button", name=f"我已看过，存为第 {theirs + 1} 版").click()
    expect(admin).to_have_url(re.compile(rf"/{theirs + 1}$"))
    wait_until_settled(admin)
    open_page(operator, f"/schemes/{scheme['id']}/{theirs}")
    expect(operator.get_by_role("spinbutton", name="铂金的分数线")).to_have_value("88")
