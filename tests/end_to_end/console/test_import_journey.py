"""An own workbook: recognised, tried, loaded, its bad rows corrected in the browser, and all of it taken back."""

from __future__ import annotations

import re

import openpyxl
import pytest
from playwright.sync_api import expect
from tests.end_to_end.console.conftest import check_accessible, screenshot, wait_until_settled

pytestmark = pytest.mark.slow

HEADERS = ["单据编号", "行号", "单据日期", "客户编码", "存货编码", "数量", "单价", "金额"]
GOOD = [
    ["XSTEST0001", 1, "2026-10-26", "C0000001", "A0001", 2, 520, 1040],
    ["XSTEST0001", 2, "2026-10-26", "C0000001", "A0002", 1, 545, 545],
    ["XSTEST0002", 1, "2026-10-27", "C0000003", "A0001", 1, 520, 520],
    ["XSTEST0003", 1, "2026/10/28", "C0000003", "A0002", 3, 545, 1635],
]
NO_SUCH_DAY = ["XSTEST0004", 1, "2026-10-41", "C0000001", "A0001", 1, 520, 520]
NO_NUMBER = ["XSTEST0005", 1, "2026-10-29", "C0000001", "A0001", "两件", 520, 1040]


@pytest.fixture
def workbook(tmp_path):
    """Sales orders as somebody exported them, two rows of six unusable."""
    file = tmp_path / "十月补录订单.xlsx"
    book = openpyxl.Workbook()
    for row in [HEADERS, *GOOD, NO_SUCH_DAY, NO_NUMBER]:
        book.active.append(row)
    book.save(file)
    return file


def test_a_workbook_is_brought_in_corrected_and_taken_back(signed_in, workbook):
    page = signed_in("operator", at="/data/import")
    page.locator("main input[type=file]").set_input_files(workbook)
    mapped = page.get_by_role("region", name="列的对应")
    expect(mapped.get_by_text("单据编号").first).to_be_visible()
    expect(page.get_by_role("region", name="解析预览").get_by_role("table")).to_be_visible()
    check_accessible(page)
    screenshot(page, "import")

    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_role("region", name="会被隔离的行（举例）").get_by_role("row")).to_have_count(3)
    check_accessible(page)
    page.get_by_role("button", name="导入 4 行").click()
    expect(page.get_by_role("region", name="接下来")).to_be_visible()
    expect(page.get_by_role("button", name="按新数据重新分层")).to_be_visible()

    page.get_by_role("button", name="改正隔离的 2 行").click()
    expect(page).to_have_url(re.compile("batch="))
    wait_until_settled(page)
    batch = int(re.search(r"batch=(\d+)", page.url).group(1))
    expect(page.locator("main input[aria-invalid=true]")).to_have_count(2)
    check_accessible(page)
    screenshot(page, "quarantine")
    page.get_by_role("textbox", name=re.compile("单据日期$")).and_(page.locator("[aria-invalid=true]")).fill(
        "2026-10-30"
    )
    page.get_by_role("textbox", name=re.compile("数量$")).and_(page.locator("[aria-invalid=true]")).fill("2")
    page.get_by_role("button", name="重新提交 2 行").click()
    expect(page.get_by_text("已提交：2 行导入，0 行仍不能使用")).to_be_visible()

    page.goto(f"/data/batches/{batch}")
    page.get_by_role("button", name="撤销导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text(re.compile("已撤销：移除 6 行"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("已撤销 订单")


def test_a_file_that_is_no_table_is_refused_with_what_to_do(signed_in, tmp_path):
    page = signed_in("operator", at="/data/import")
    file = tmp_path / "照片.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)

    page.locator("main input[type=file]").set_input_files(file)

    expect(page.get_by_role("alert").first).to_be_visible()
