"""A small home with the command line in front of it, and files to hand in."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

HEADERS = ("订单号", "下单时间", "客户编码", "商品编码", "数量", "单价", "金额")
GOOD = ("XS1", "2026-10-01", "C001", "S01", "2", "10", "20")


@dataclass(frozen=True)
class Answer:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Company:
    """A home, and a way to call every command over it within this process."""

    home: Path

    def __call__(self, *words: str, lang: str = "en", json: bool = True) -> Answer:
        from frostier.shell.cli import command_line

        said, complained = io.StringIO(), io.StringIO()
        args = ["--home", str(self.home), "--lang", lang, *(["--json"] if json else []), *words]
        code = 0
        with redirect_stdout(said), redirect_stderr(complained):
            try:
                command_line("zh" if lang == "zh" else "en").main(args=args, prog_name="frostier")
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Answer(code, said.getvalue(), complained.getvalue())


def table(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, end: str = "\n") -> bytes:
    """A CSV file as bytes; nothing is quoted."""
    return end.join(",".join(row) for row in (headers, *rows)).encode() + end.encode()


def order(**cells: str) -> tuple[str, ...]:
    """The good order line with some cells changed; the order number too, so that it is no repetition."""
    names = ("order_id", "ordered_at", "customer_code", "sku_code", "quantity", "unit_price", "net_amount")
    usual = dict(zip(names, GOOD, strict=True)) | {"order_id": "XS2"}
    return tuple((usual | cells)[name] for name in names)


def workbook(path: Path) -> bytes:
    """A whole workbook with one order line."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, GOOD)
    return path.read_bytes()


def bomb(path: Path, inserted: bytes) -> bytes:
    """A workbook whose sheet has more XML before its end."""
    whole = path.with_name("whole.xlsx")
    workbook(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", inserted + b"</sheetData>")
            new.writestr(name, data)
    return path.read_bytes()


MAPPING = """\
entity: orders
columns:
  order_id: 订单号
  ordered_at: 下单时间
  customer_code: 客户编码
  sku_code: 商品编码
  quantity: 数量
  unit_price: 单价
  net_amount: 金额
"""
