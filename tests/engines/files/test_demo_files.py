"""The demo company's files as they stand on disk."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from frostier.demo.company import DemoCompany, generate
from frostier.demo.spec import DemoSpec
from frostier.engines.files.demo_files import ENCODINGS, FILE_NAMES, write_demo, write_parquet
from frostier.kernel.errors import InvalidInput


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return generate(DemoSpec(customers=40))


def test_csv_files_hold_every_row_in_their_own_encoding(company: DemoCompany, tmp_path: Path) -> None:
    paths = write_demo(company, tmp_path, "csv")

    assert {e: p.name for e, p in paths.items()} == {e: f"{n}.csv" for e, n in FILE_NAMES.items()}
    assert paths["customers"].read_bytes().startswith(b"\xef\xbb\xbf")
    with paths["orders"].open(encoding=ENCODINGS["orders"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(chunk["行号"]) for chunk in company.order_chunks())
    assert rows[-1]["单据编号"] == "合计"


def test_a_workbook_keeps_clean_numbers_as_numbers(tmp_path: Path) -> None:
    paths = write_demo(generate(DemoSpec(customers=4)), tmp_path, "xlsx")

    book = openpyxl.load_workbook(paths["skus"], read_only=True)
    header, first, *rest = book.worksheets[0].iter_rows(values_only=True)
    book.close()

    assert len(rest) == 299
    assert dict(zip(header, first, strict=True))["标准售价"] == 520
    assert dict(zip(header, first, strict=True))["存货编码"] == "A0001"


def test_parquet_is_typed_and_agrees_with_the_clean_text(tmp_path: Path) -> None:
    company = generate(DemoSpec(customers=40, dirt=0))
    text = next(company.order_chunks(10**9))

    table = pq.read_table(write_parquet(company, tmp_path)["orders"])

    assert table.num_rows == len(text["行号"])
    assert sum(table["金额"].to_pylist()) == sum(map(Decimal, text["金额"]))
    assert sorted(
        zip(table["单据编号"].to_pylist(), table["客户编码"].to_pylist(), table["存货编码"].to_pylist(), strict=True)
    ) == sorted(zip(text["单据编号"], text["客户编码"], text["存货编码"], strict=True))
    moments = {m.strftime("%Y-%m-%d %H:%M") for m in table["单据日期"].to_pylist()}
    assert moments == set(text["单据日期"])


def test_parquet_receivables_agree_with_the_clean_text(tmp_path: Path) -> None:
    company = generate(DemoSpec(customers=40, dirt=0))
    text = next(company.payment_chunks(10**9))

    table = pq.read_table(write_parquet(company, tmp_path)["payments"])

    assert table["应收单号"].to_pylist() == list(text["应收单号"])
    assert table["应收金额"].to_pylist() == [Decimal(a) for a in text["应收金额"]]
    assert [d.isoformat() if d else "" for d in table["付款日期"].to_pylist()] == list(text["付款日期"])


def test_an_unknown_format_is_refused(company: DemoCompany, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        write_demo(company, tmp_path, "pdf")  # type: ignore[arg-type]


def test_a_directory_that_is_a_file_is_refused(company: DemoCompany, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(InvalidInput):
        write_demo(company, tmp_path / "taken")
