"""Rows that cannot be used stand in quarantine with file, row, field, reason and what arrived; the others are in."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from tests.bad_input.company import GOOD, HEADERS, MAPPING, Company, order, table
from tests.crash.stored import leftovers

CELLS = (
    # what it is, the field, what the file says
    ("words for a number", "quantity", "若干"),
    ("beyond a double", "quantity", "1e308"),
    ("ten to the thirtieth", "quantity", "1" + "0" * 30),
    ("more than a million", "quantity", "1000001"),
    ("far below nothing", "quantity", "-9999999"),
    ("not a number", "quantity", "NaN"),
    ("without end", "quantity", "inf"),
    ("two signs", "quantity", "--5"),
    ("no number at all", "quantity", ""),
    ("a price beyond reason", "unit_price", "1e30"),
    ("an amount that no column holds", "net_amount", "1" + "0" * 30),
    ("30 February", "ordered_at", "2026-02-30"),
    ("a thirteenth month", "ordered_at", "2026-13-01"),
    ("day nought", "ordered_at", "0000-00-00"),
    ("a word for a day", "ordered_at", "明天"),
    ("no day", "ordered_at", ""),
    ("no order number", "order_id", ""),
    ("no article", "sku_code", ""),
)
DAYS = (
    ("2026-10-01", date(2026, 10, 1)),
    ("2026/10/2", date(2026, 10, 2)),
    ("2026年10月3日", date(2026, 10, 3)),
    ("20261004", date(2026, 10, 4)),
    ("2026.10.5 08:30", date(2026, 10, 5)),
)


@pytest.fixture(scope="module")
def received(template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Company]:
    """A home that took one file with a good line and every bad cell."""
    folder = tmp_path_factory.mktemp("rows")
    shutil.copytree(template, folder / "home")
    (folder / "映射.yaml").write_text(MAPPING, encoding="utf-8")
    bad = [order(**({"order_id": f"N{n}"} | {field: cell})) for n, (_, field, cell) in enumerate(CELLS)]
    good = [order(order_id=f"D{n}", ordered_at=day) for n, (day, _) in enumerate(DAYS)]
    (folder / "坏行.csv").write_bytes(table(*bad, *good))
    company = Company(folder / "home")
    with django_db_blocker.unblock():
        done = company("import", "orders", str(folder / "坏行.csv"), "--mapping", str(folder / "映射.yaml"))
        assert done.code == 0, done.out
        yield company


@pytest.fixture(scope="module")
def quarantine(received: Company) -> list[dict[str, Any]]:
    return received("quarantine", "list").json["rows"]


@pytest.mark.parametrize("number", range(len(CELLS)), ids=[name for name, *_ in CELLS])
def test_the_row_stands_in_quarantine_with_its_field_and_both_reasons(
    number: int, quarantine: list[dict[str, Any]]
) -> None:
    _, field, cell = CELLS[number]

    [row] = [r for r in quarantine if r["row_no"] == number + 1]
    assert row["field"] == field
    assert row["batch_no"] == 2, "the batch names the file"
    assert row["reason"]["zh"]
    assert row["reason"]["en"]
    assert row["reason"]["zh"] != row["reason"]["en"]
    if cell:
        assert cell in row["reason"]["en"], "what arrived is said"
    assert cell in row["raw"].values() or (not cell and None in row["raw"].values())


def test_no_other_row_was_refused_and_the_good_ones_are_in(received: Company, quarantine: list[dict[str, Any]]) -> None:
    batch = received("batches", "list").json["batches"][-1]

    assert len(quarantine) == len(CELLS)
    assert (batch["rows_read"], batch["rows_loaded"], batch["rows_rejected"]) == (
        len(CELLS) + len(DAYS),
        len(DAYS),
        len(CELLS),
    )


def test_a_day_may_be_written_in_five_ways(received: Company) -> None:
    with duckdb.connect(str(received.home / "warehouse.duckdb"), read_only=True) as warehouse:
        days = dict(warehouse.execute("SELECT order_id, order_day FROM order_line WHERE order_id LIKE 'D%'").fetchall())

    assert days == {f"D{n}": day for n, (_, day) in enumerate(DAYS)}


MANY = tuple(order(order_id=f"Y{n}") for n in range(30))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("XS3,2026-10-01", "wrong_column_count", id="too few fields"),
        pytest.param("XS3,2026-10-01,C001,S01,2,10,20,a,b", "wrong_column_count", id="too many fields"),
        pytest.param('XS3,2026-10-01,C001,"S1,2,10,20', "unclosed_quote", id="an unclosed quote"),
    ],
)
def test_a_line_that_cannot_be_split_costs_that_line(line: str, code: str, company: Company, tmp_path: Path) -> None:
    (tmp_path / "文件.csv").write_bytes(table(order(), (line,), *MANY))

    done = company("import", "orders", str(tmp_path / "文件.csv"))

    assert done.json["rows_loaded"] == 31
    [row] = company("quarantine", "list").json["rows"]
    assert (row["row_no"], row["code"], row["raw"]) == (2, code, {"#text": line})
    assert "3" in row["reason"]["en"], "the line of the file"
    assert "3" in row["reason"]["zh"]


def test_a_stray_quote_in_every_row_swallows_no_row(company: Company, tmp_path: Path) -> None:
    (tmp_path / "文件.csv").write_bytes(table(*[order(order_id=f"X{n}", sku_code='"S') for n in range(6)]))

    done = company("import", "orders", str(tmp_path / "文件.csv"))

    assert (done.json["rows_read"], done.json["rows_loaded"], done.json["rows_rejected"]) == (6, 0, 6)
    assert {row["code"] for row in company("quarantine", "list").json["rows"]} == {"unclosed_quote"}


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(
            table(order()).replace(b"\n", b"\r\n") + table(order(order_id="A"))[-30:], 2, id="mixed line ends"
        ),
        pytest.param(table((*GOOD, "9"), headers=(*HEADERS, "金额")), 1, id="a header twice"),
        pytest.param(
            table((*GOOD, *"x" * 1_000), headers=(*HEADERS, *(f"c{n}" for n in range(1_000)))),
            1,
            id="a thousand columns",
        ),
        pytest.param(table((*order(), "长" * 350_000), headers=(*HEADERS, "备注")), 1, id="a cell of a megabyte"),
    ],
)
def test_what_is_odd_but_readable_is_read(content: bytes, rows: int, company: Company, tmp_path: Path) -> None:
    (tmp_path / "文件.csv").write_bytes(content)
    (tmp_path / "映射.yaml").write_text(MAPPING, encoding="utf-8")

    done = company("import", "orders", str(tmp_path / "文件.csv"), "--mapping", str(tmp_path / "映射.yaml"))

    assert done.code == 0, done.out
    assert done.json["rows_loaded"] + done.json["rows_rejected"] == rows
    assert leftovers(company.home) == []


FORMULAS = ('=HYPERLINK("http://x";"点我")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1")


@pytest.mark.slow
def test_a_formula_in_a_name_is_text_in_every_file_that_is_written(company: Company, tmp_path: Path) -> None:
    shops = [(f"F{n}", '"' + formula.replace('"', '""') + '"') for n, formula in enumerate(FORMULAS)]
    (tmp_path / "客户.csv").write_bytes(table(*shops, headers=("客户编码", "客户名称")))
    assert company("import", "customers", str(tmp_path / "客户.csv")).code == 0
    assert company("grade", "--as-of", "2026-10-31").code == 0

    for name in ("客户名单.csv", "客户名单.xlsx"):
        done = company("customers", "export", str(tmp_path / name), "--columns", "customer_id,customer_name")
        assert done.code == 0, done.out

    with (tmp_path / "客户名单.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    page = openpyxl.load_workbook(tmp_path / "客户名单.xlsx").active
    kinds = {cell.value: cell.data_type for row in page.iter_rows() for cell in row}
    assert any("HYPERLINK" in str(value) for value in kinds)
    assert "f" not in kinds.values()
