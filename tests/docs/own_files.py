"""The files that the guide imports, dirty as an ERP exports them: customers, orders, SKUs and receivables."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

CUSTOMERS = (
    ("老灶火锅（春熙店）", "火锅店"),
    ("蜀香川菜馆", "川菜馆"),
    ("七中食堂", "食堂"),
    ("王记冻品批发", "批发商"),
    ("好又多超市", "超市"),
    ("李姐串串", "串串店"),
    ("锦江大酒店", "酒店"),
    ("巴蜀火锅城", "火锅店"),
)
SKUS = (
    ("SP001", "鲜毛肚", "毛肚黄喉", "冷藏", "68.00", "52.00"),
    ("SP002", "鸭肠", "禽类", "冷冻", "32.50", "25.00"),
    ("SP003", "牛油锅底", "锅底底料", "常温", "25.00", "16.00"),
    ("SP004", "冷冻薯条", "面点小吃", "冷冻", "118.00", "96.00"),
)
FIRST_DAY, LAST_DAY = date(2026, 1, 3), date(2026, 10, 31)
FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")


def write_own_files(folder: Path) -> None:
    """客户资料.xlsx, 商品资料.xlsx, 销售明细.csv (GB18030) and 应收.xlsx."""
    _workbook(folder / "客户资料.xlsx", _customers())
    _workbook(folder / "商品资料.xlsx", _skus())
    _workbook(folder / "应收.xlsx", _receivables())
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(_orders())
    (folder / "销售明细.csv").write_bytes(text.getvalue().encode("gb18030"))


def _customers() -> list[list[object]]:
    rows: list[list[object]] = [
        ["蜀味冻品 客户资料"],
        ["客户编码", "客户名称", "客户类型", "城市", "信用额度(元)", "账期(天)"],
    ]
    rows += [[f"KH{n:04}", name, kind, "成都市", "50,000", 30] for n, (name, kind) in enumerate(CUSTOMERS, start=1)]
    rows[5][4] = "五万"
    return [*rows, ["合计", None, None, None, 400000, None]]


def _skus() -> list[list[object]]:
    return [["商品编码", "商品名称", "商品类别", "储存方式", "标准售价", "成本价"], *[list(s) for s in SKUS]]


def _orders() -> list[list[object]]:
    chance = random.Random(7)
    rows: list[list[object]] = [["单据编号", "下单日期", "客户编码", "商品编码", "数量", "单价(元)", "金额(元)"]]
    for offset in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=offset)
        for n in range(1, len(CUSTOMERS) + 1):
            if chance.random() < 0.06 * (1 + n % 4):
                rows += _order(chance, day, n)
    rows[5][1], rows[9][4], rows[30][5], rows[41][2] = "2026-02-30", "十箱", "￥" + str(rows[30][5]), ""
    return [*rows, list(rows[60])]


def _order(chance: random.Random, day: date, customer: int) -> list[list[object]]:
    written, number = day.strftime(chance.choice(FORMATS)), f"XS{day:%Y%m%d}{customer:02}"
    lines: list[list[object]] = []
    for code, _, _, _, price, _ in chance.sample(SKUS, chance.randint(1, 3)):
        quantity = chance.choice((1, 2, 5, 10, 20))
        lines.append([number, written, f"KH{customer:04}", code, quantity, price, f"{quantity * float(price):.2f}"])
    return lines


def _receivables() -> list[list[object]]:
    rows: list[list[object]] = [
        ["应收账款明细"],
        ["应收单号", "客户编码", "开票日期", "到期日", "应收金额", "付款日期"],
    ]
    for n in range(1, len(CUSTOMERS) + 1):
        for month in (3, 6, 9):
            issued = date(2026, month, 5)
            paid = issued + timedelta(days=20 + 4 * n) if month < 9 else None
            rows.append(
                [f"YS{n:02}{month:02}", f"KH{n:04}", issued, issued + timedelta(days=30), 1000 * n + month, paid]
            )
    return rows


def _workbook(path: Path, rows: list[list[object]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)


def write_database(path: Path) -> None:
    """The receivables as a table of a database."""
    headers, *rows = _receivables()[1:]
    marks = ", ".join("?" * len(headers))
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE 应收 ({', '.join(f'{name} TEXT' for name in headers)})")
        database.executemany(f"INSERT INTO 应收 VALUES ({marks})", [[str(v or "") for v in row] for row in rows])
        database.commit()
