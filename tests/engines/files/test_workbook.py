from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from frostier.engines.files import workbook_safety
from frostier.engines.files.opening import open_rows
from frostier.engines.files.workbook import cell_text
from frostier.flows.ports import RowSource
from frostier.kernel.errors import UnreadableFile
from frostier.sources.mapping import FileOptions

HEADERS = ["订单号", "下单日期", "客户编码", "商品编码", "数量"]
LINE = ["A1", datetime.fromisoformat("2024-03-04 08:26"), "K1", "0101", 3]


def rows_of(source: RowSource) -> list[tuple[object, ...]]:
    names = ", ".join((source.row_number_sql, *source.sql_columns))
    return duckdb.execute(f"SELECT {names} FROM {source.relation} ORDER BY 1").fetchall()


def make_book(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value)
                    else:
                        sheet.write(at, column, value)
    return path


def opened(path: Path, entity: str | None = "orders", **options: object) -> RowSource:
    return open_rows(path, path.parent, options=FileOptions(**options), entity=entity)


def test_real_dates_become_iso_text_and_typed_dates_stay_as_typed(tmp_path: Path) -> None:
    typed = ["A2", "03/04/2024", "K2", "0102", "1,234.50"]
    whole_day = ["A3", datetime.fromisoformat("2024-03-05"), 17850.0, 1e-7, -2.5]

    source = opened(make_book(tmp_path / "a.xlsx", 订单=[HEADERS, LINE, typed, whole_day]))

    assert source.columns == tuple(HEADERS)
    assert rows_of(source) == [
        (1, "A1", "2024-03-04 08:26:00", "K1", "0101", "3"),
        (2, "A2", "03/04/2024", "K2", "0102", "1,234.50"),
        (3, "A3", "2024-03-05", "17850", "0.0000001", "-2.5"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (123456789012345.0, "123456789012345"), (1.5e20, "150000000000000000000"),
     (True, "true"), ("  x ", "x"), (None, ""), (date(2024, 2, 29), "2024-02-29"),
     (datetime.fromisoformat("2024-01-01 08:25:59.999900"), "2024-01-01 08:26:00")],
)  # fmt: skip
def test_a_cell_reads_as_a_person_sees_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_the_sheet_that_fits_the_entity_is_read_and_named(tmp_path: Path) -> None:
    path = make_book(
        tmp_path / "a.xlsx",
        说明=[["读我"], ["第一行"]],
        客户=[["客户编码", "客户名称", "城市"], ["K1", "巴蜀", "成都"]],
        订单=[HEADERS, LINE],
    )

    assert opened(path, "orders").columns[0] == "订单号"
    source = opened(path, "customers")
    assert rows_of(source) == [(1, "K1", "巴蜀", "成都")]
    assert "Sheet '客户' was read" in source.notes[0].en


def test_a_named_sheet_is_obeyed_and_a_missing_one_answered_with_the_names(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", 甲=[HEADERS, LINE], 乙=[["x", "y"], ["1", "2"]])

    assert opened(path, sheet="乙").columns == ("x", "y")
    with pytest.raises(UnreadableFile, match="甲, 乙"):
        opened(path, sheet="丙")


def test_title_rows_and_blank_rows_do_not_count_as_headers_or_data(tmp_path: Path) -> None:
    rows = [["2024年销售明细"], [], ["制表人：王"], HEADERS, LINE, [], LINE]

    source = opened(make_book(tmp_path / "a.xlsx", s=rows))

    assert source.columns == tuple(HEADERS)
    assert [r[0] for r in rows_of(source)] == [1, 3]
    assert "row 4" in source.notes[0].en


def test_merged_header_rows_are_joined_where_the_lower_word_alone_is_ambiguous(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "m.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "2024年销售明细")
        sheet.merge_range(1, 0, 2, 0, "订单号")
        sheet.merge_range(1, 1, 1, 2, "客户")
        sheet.merge_range(1, 3, 1, 4, "商品")
        for column, word in enumerate(["编码", "名称", "编码", "数量"], start=1):
            sheet.write(2, column, word)
        for column, word in enumerate(["A1", "K1", "巴蜀", "0101", 3]):
            sheet.write(3, column, word)

    source = opened(tmp_path / "m.xlsx")

    assert source.columns == ("订单号", "客户 编码", "名称", "商品 编码", "数量")
    assert rows_of(source) == [(1, "A1", "K1", "巴蜀", "0101", "3")]


def test_formulas_give_the_value_stored_with_the_file(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["订单号", "数量"])
        sheet.write(1, 0, "A1")
        sheet.write_formula(1, 1, "=1+2", None, 3)

    assert rows_of(opened(tmp_path / "f.xlsx")) == [(1, "A1", "3")]


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is empty"):
        opened(make_book(tmp_path / "a.xlsx", s=[]))


def test_a_workbook_of_headers_only_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(opened(make_book(tmp_path / "a.xlsx", s=[HEADERS]))) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    whole = make_book(tmp_path / "a.xlsx", s=[HEADERS, *[LINE] * 500]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        opened(tmp_path / "cut.xlsx")


def test_a_workbook_with_flipped_bytes_is_refused(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", s=[HEADERS, *[LINE] * 500])
    with zipfile.ZipFile(path) as book:
        sheet = book.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    at = sheet.header_offset + sheet.compress_size // 2
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)

    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        opened(path)


def rewritten_sheet(source: Path, target: Path, change) -> Path:
    """A copy of a workbook whose first sheet's XML is changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
    return target


def test_a_ten_million_cell_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    small = make_book(tmp_path / "a.xlsx", s=[HEADERS])
    rows = b"".join(b"<row>" + b"<c><v>1</v></c>" * 1_000 + b"</row>" for _ in range(100)) * 100

    bomb = rewritten_sheet(small, tmp_path / "b.xlsx", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))

    assert bomb.stat().st_size < 3_000_000
    with pytest.raises(UnreadableFile, match="8,000,000 cells") as refused:
        opened(bomb)
    assert "CSV" in refused.value.say("zh")


def test_two_cells_at_the_ends_of_a_sheet_do_not_become_a_dense_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "订单号")
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(UnreadableFile, match="too large once unpacked"):
        opened(tmp_path / "far.xlsx")


def test_a_formatted_but_empty_column_does_not_count_as_cells(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "formatted.xlsx") as book:
        sheet, style = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, ["订单号", "数量"])
        sheet.write_row(1, 0, ["A1", 3])
        for row in range(2, 2_000):
            sheet.write_blank(row, 900, None, style)

    assert rows_of(opened(tmp_path / "formatted.xlsx")) == [(1, "A1", "3")]


def test_what_inflates_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_book(tmp_path / "a.xlsx", s=[HEADERS, LINE])
    monkeypatch.setattr(workbook_safety, "MOST_INFLATED", 1_000)  # a real gigabyte would take the suite's time

    with pytest.raises(UnreadableFile, match="too large once unpacked"):
        opened(path)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("orders.csv", "a,b\n")

    with pytest.raises(UnreadableFile, match="zip archive"):
        opened(tmp_path / "a.xlsx")


def test_a_workbook_under_another_extension_is_still_a_workbook(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", s=[HEADERS, LINE]).rename(tmp_path / "a.csv")

    assert len(rows_of(opened(path))) == 1


def test_the_reader_says_when_the_message_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")

    with pytest.raises(UnreadableFile) as refused:
        opened(tmp_path / "a.xlsx")

    assert re.search("[一-鿿]", refused.value.say("zh"))
