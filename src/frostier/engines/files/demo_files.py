"""Writing the demo company's exports, as an ERP would (CSV, XLSX) or typed and clean (Parquet)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from frostier.demo.accounts import Accounts
from frostier.demo.assortment import SERVICE_CODE, SERVICE_NAME
from frostier.demo.codes import customer_code, promotion_code
from frostier.demo.company import DemoCompany
from frostier.demo.dirt import Columns
from frostier.demo.kinds import CHANNEL_IDS
from frostier.demo.names import account_names
from frostier.demo.orders import RETURN, OrderLines
from frostier.demo.receivables import METHODS, Receivables
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.sources.choices import LINE_KINDS, ORDER_CHANNELS

FileFormat = Literal["csv", "xlsx", "parquet"]

FILE_NAMES = {"customers": "客户", "skus": "商品", "orders": "订单", "payments": "应收", "contacts": "联系人"}
ENCODINGS = {
    "customers": "utf-8-sig",
    "skus": "utf-8-sig",
    "orders": "gb18030",
    "payments": "gb18030",
    "contacts": "utf-8",
}
ROWS_PER_SHEET = 1_000_000
ROW_GROUP = 500_000

_NUMBERS = {"数量", "单价", "金额", "优惠金额", "出库成本", "应收金额", "已付金额", "标准售价", "成本价", "保质期(天)",
            "信用额度", "账期", "餐位", "冷柜容积"}  # fmt: skip


def write_demo(company: DemoCompany, directory: Path, format: FileFormat = "csv") -> dict[str, Path]:
    """The company's five files in ``directory`` (made if missing), by entity.

    ``csv`` and ``xlsx`` hold text with dirt; the CSV files differ in encoding on purpose. ``parquet`` is
    :func:`write_parquet`. Rows are streamed; an existing file is replaced.

    Raises InvalidInput for an unknown format or a directory that cannot be written.
    """
    if format == "parquet":
        return write_parquet(company, directory)
    if format not in ("csv", "xlsx"):
        raise InvalidInput(
            Text(f"不支持的文件格式 {format}。", f"Unknown file format {format!r}."),
            next_step=Text("请用 csv、xlsx 或 parquet。", "Use csv, xlsx or parquet."),
        )
    _make(directory)
    paths = {entity: directory / f"{name}.{format}" for entity, name in FILE_NAMES.items()}
    for entity, path in paths.items():
        if format == "csv":
            _write_csv(path, _sheets(company, entity), ENCODINGS[entity])
        else:
            _write_xlsx(path, _sheets(company, entity))
    return paths


def write_parquet(company: DemoCompany, directory: Path) -> dict[str, Path]:
    """The same five files under the same headers, clean and typed: money as DECIMAL, days as dates, codes as text.

    Memory stays bounded: one block of accounts at a time, whatever the size of the company.
    """
    _make(directory)
    paths = {entity: directory / f"{name}.parquet" for entity, name in FILE_NAMES.items()}
    _write_tables(paths["skus"], [pa.table(company.skus)])
    _write_tables(paths["customers"], (pa.table(c) for c in company.customer_chunks()))
    _write_tables(paths["contacts"], (pa.table(c) for c in company.contact_chunks()))
    orders, payments = _TableFile(paths["orders"]), _TableFile(paths["payments"])
    with orders, payments:
        for block, (accounts, lines) in enumerate(company.blocks()):
            orders.write(_order_table(company, accounts, lines))
            payments.write(_payment_table(company, company.receivables(block, accounts, lines)))
    return paths


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InvalidInput(
            Text(
                f"无法写入目录 {directory}：{problem.strerror}。", f"Cannot write to {directory}: {problem.strerror}."
            ),
            next_step=Text("请换一个可写的目录。", "Choose a directory that can be written."),
        ) from problem


def _sheets(company: DemoCompany, entity: str) -> Iterable[Columns]:
    made: dict[str, Callable[[], Iterable[Columns]]] = {
        "customers": company.customer_chunks,
        "skus": lambda: [company.skus],
        "orders": company.order_chunks,
        "payments": company.payment_chunks,
        "contacts": company.contact_chunks,
    }
    return made[entity]()


# ── text files ──────────────────────────────────────────────────────────────────────────────────────────────────


def _write_csv(path: Path, sheets: Iterable[Columns], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        for n, sheet in enumerate(sheets):
            if n == 0:
                writer.writerow(sheet)
            writer.writerows(_rows(sheet))


def _write_xlsx(path: Path, sheets: Iterable[Columns]) -> None:
    """Clean numbers become numbers; whatever is dirty stays text, as a person's workbook has it."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page, used = None, 0
        for sheet in sheets:
            numeric = [name in _NUMBERS for name in sheet]
            for cells in _rows(sheet):
                if page is None or used > ROWS_PER_SHEET:
                    page, used = book.add_worksheet(), 1
                    page.write_row(0, 0, list(sheet))
                for column, text in enumerate(cells):
                    _write_cell(page, used, column, text, numeric[column])
                used += 1


def _write_cell(page: Any, row: int, column: int, text: str, numeric: bool) -> None:
    if not text:
        return
    if numeric and text.isascii() and text.lstrip("-").replace(".", "", 1).isdigit():
        page.write_number(row, column, float(text))
    else:
        page.write_string(row, column, text)


def _rows(sheet: Columns) -> Iterator[tuple[str, ...]]:
    return zip(*(cells.tolist() for cells in sheet.values()), strict=True)


# ── typed tables ────────────────────────────────────────────────────────────────────────────────────────────────


class _TableFile:
    """A Parquet file that grows table by table; small tables are gathered into row groups."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def __enter__(self) -> _TableFile:
        return self

    def write(self, table: pa.Table) -> None:
        self._waiting.append(table)
        if sum(t.num_rows for t in self._waiting) >= ROW_GROUP:
            self._flush()

    def __exit__(self, *_: object) -> None:
        self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting).unify_dictionaries()
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path, table.schema, compression="zstd", compression_level=1, store_decimal_as_integer=True
            )
        self._writer.write_table(table)
        self._waiting = []


def _write_tables(path: Path, tables: Iterable[pa.Table]) -> None:
    with _TableFile(path) as file:
        for table in tables:
            file.write(table)


def _order_table(company: DemoCompany, accounts: Accounts, lines: OrderLines) -> pa.Table:
    goods = company.goods
    row = np.where(lines.account >= 0, lines.account - accounts.number[0], -1)
    promotions = [promotion_code(n) for n in range(int(company.days.promotion.max()) + 1)]
    codes = [customer_code(int(n)) for n in accounts.number]
    prefix = _words(["XS", "TH"], (lines.kind == RETURN) * 1)
    return pa.table(
        {
            "单据编号": pc.binary_join_element_wise(
                prefix.cast(pa.string()), pa.array(lines.document).cast(pa.string()), ""
            ),
            "行号": pa.array(lines.line.astype(np.int32)),
            "单据日期": _moments(company, lines),
            "客户编码": _words(codes, row),
            "客户名称": _words(account_names(accounts).tolist(), row),
            "存货编码": _words([*goods.code, SERVICE_CODE], lines.sku),
            "存货名称": _words([*goods.name, SERVICE_NAME], lines.sku),
            "业务类型": _words([k.name.zh for k in LINE_KINDS], lines.kind),
            "数量": _decimals(lines.quantity * 1_000, 3),
            "单价": _decimals(lines.unit_price * 100, 4),
            "金额": _decimals(lines.net_amount, 2),
            "优惠金额": _decimals(lines.discount, 2),
            "出库成本": _decimals(lines.unit_cost * 100, 4),
            "促销活动": _words(promotions, lines.promotion),
            "订单来源": _words([c.name.zh for c in ORDER_CHANNELS][: len(CHANNEL_IDS)], lines.channel),
            "原单号": pc.binary_join_element_wise("XS", _or_null(lines.original).cast(pa.string()), ""),
            "要求送达日": _dates(company, lines.requested),
        }
    )


def _payment_table(company: DemoCompany, owed: Receivables) -> pa.Table:
    number = company.days.yymmdd[owed.issued_on] * 10_000_000 + owed.buyer + 1
    return pa.table(
        {
            "应收单号": pc.binary_join_element_wise("YS", pa.array(number).cast(pa.string()), ""),
            "结算单位": _codes(owed.account),
            "购货单位": _codes(owed.buyer),
            "开票日期": _dates(company, owed.issued_on),
            "到期日": _dates(company, owed.due_on),
            "付款日期": _dates(company, owed.paid_on),
            "应收金额": _decimals(owed.amount, 2),
            "已付金额": _decimals(owed.paid, 2),
            "结算方式": _words(METHODS, np.where(owed.paid > 0, owed.method, -1)),
        }
    )


def _words(words: Iterable[str], number: np.ndarray[Any, Any]) -> pa.Array:
    """Dictionary-encoded words; a negative number is null."""
    indices = pa.array(number.astype(np.int32), mask=number < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.string()))


def _codes(number: np.ndarray[Any, Any]) -> pa.Array:
    distinct, where = np.unique(number, return_inverse=True)
    return _words([customer_code(int(n)) for n in distinct], where)


def _decimals(scaled: np.ndarray[Any, Any], places: int) -> pa.Array:
    """Whole numbers of the last place as exact decimals: 128-bit two's complement, low half first."""
    halves = np.empty((len(scaled), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = scaled, scaled >> 63
    return pa.Array.from_buffers(pa.decimal128(18, places), len(scaled), [None, pa.py_buffer(halves)])


def _moments(company: DemoCompany, lines: OrderLines) -> pa.Array:
    midnight = company.days.dates[0].astype("datetime64[s]").astype(np.int64)
    return pa.array((midnight + lines.day * 86_400 + lines.minute * 60).view("datetime64[s]"))


def _dates(company: DemoCompany, day: np.ndarray[Any, Any]) -> pa.Array:
    first = company.days.dates[0].astype(np.int64)
    return pa.array((first + day).astype(np.int32), mask=day < 0).cast(pa.date32())


def _or_null(number: np.ndarray[Any, Any]) -> pa.Array:
    return pa.array(number, mask=number < 0)
