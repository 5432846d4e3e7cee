from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frostier.engines.files.write import defused, write_table
from frostier.kernel.errors import InvalidInput

COLUMNS = ["客户", "金额", "日期", "时刻", "标签", "是否"]
ROWS = [
    ["巴蜀火锅", Decimal("-18.50"), date(2024, 3, 4), datetime.fromisoformat("2024-03-04 08:26"), ["a", "b"], True],
    ['=HYPERLINK("http://x","y")', None, None, None, [], False],
]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|=1"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert defused(text) == (text if text.startswith("|") else "'" + text)


def test_numbers_keep_their_minus() -> None:
    assert [defused(v) for v in (-3, Decimal("-3.5"), None)] == [-3, Decimal("-3.5"), None]


def test_csv_opens_in_excel_with_chinese_and_without_formulas(tmp_path: Path) -> None:
    assert write_table(tmp_path / "a.csv", COLUMNS, ROWS) == 2

    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            COLUMNS,
            ["巴蜀火锅", "-18.50", "2024-03-04", "2024-03-04 08:26:00", "a; b", "true"],
            ['\'=HYPERLINK("http://x","y")', "", "", "", "", "false"],
        ]


def test_xlsx_holds_numbers_dates_and_harmless_text(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", COLUMNS, [*ROWS, ["6901234567890123456", 6901234567890123456, *[None] * 4]])

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.value for c in sheet[1]] == COLUMNS
    assert [c.value for c in sheet[2]][:4] == [
        "巴蜀火锅",
        -18.5,
        datetime.fromisoformat("2024-03-04"),
        datetime.fromisoformat("2024-03-04 08:26"),
    ]
    assert sheet["A3"].value == '=HYPERLINK("http://x","y")'
    assert sheet["A3"].data_type != "n"
    assert sheet["B4"].value == "6901234567890123456"


def test_a_formula_in_xlsx_is_stored_as_text(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["x"], [["=1+1"]])

    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_parquet_keeps_types(tmp_path: Path) -> None:
    table = pa.table({"a": ["x"], "b": pa.array([Decimal("1.50")], pa.decimal128(18, 2))})

    write_table(tmp_path / "a.parquet", ["客户", "金额"], table)

    assert pq.read_table(tmp_path / "a.parquet").schema.field("金额").type == pa.decimal128(18, 2)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_an_arrow_table_and_its_rows_give_the_same_file_and_the_same_bytes_again(tmp_path: Path, suffix: str) -> None:
    table = pa.table({"a": ["x", "y"], "b": [1, None]})

    write_table(tmp_path / f"1.{suffix}", ["a", "b"], table)
    write_table(tmp_path / f"2.{suffix}", ["a", "b"], [["x", 1], ["y", None]])
    write_table(tmp_path / f"3.{suffix}", ["a", "b"], table)

    first, second, third = ((tmp_path / f"{n}.{suffix}").read_bytes() for n in (1, 2, 3))
    assert first == third
    assert first == second


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, ["a"], [["old"]])

    def breaking():
        yield ["new"]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_table(path, ["a"], breaking())

    assert "old" in path.read_text(encoding="utf-8-sig")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_another_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"\.doc"):
        write_table(tmp_path / "a.doc", ["a"], [])
