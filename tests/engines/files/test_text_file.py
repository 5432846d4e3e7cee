from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frostier.engines.files.opening import open_rows, opened_rows
from frostier.engines.files.text_file import sniff_delimiter
from frostier.flows.ports import RowSource
from frostier.kernel.errors import NotFound, UnreadableFile
from frostier.sources.mapping import FileOptions

PLAIN = "订单号,客户,金额\nA1,巴蜀火锅,18.50\nA2,老成都串串,3\n"


def rows_of(source: RowSource) -> list[tuple[object, ...]]:
    """Row number and texts of every row, in file order."""
    names = ", ".join((source.row_number_sql, *source.sql_columns))
    return duckdb.execute(f"SELECT {names} FROM {source.relation} ORDER BY 1").fetchall()


@pytest.fixture
def opened(tmp_path: Path):
    """Opens content as a file of that name."""

    def open_content(content: str | bytes, name: str = "export.csv", **options) -> RowSource:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        entity = options.pop("entity", None)
        return open_rows(path, tmp_path, options=FileOptions(**options), entity=entity)

    return open_content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_is_read_in_every_usual_encoding(opened, encoding: str) -> None:
    source = opened(PLAIN.encode(encoding))

    assert source.columns == ("订单号", "客户", "金额")
    assert rows_of(source) == [(1, "A1", "巴蜀火锅", "18.50"), (2, "A2", "老成都串串", "3")]


def test_a_western_file_is_not_taken_for_chinese(opened) -> None:
    source = opened("name,city\nCrème brûlée,Zürich\n".encode("cp1252"))

    assert rows_of(source) == [(1, "Crème brûlée", "Zürich")]
    assert "CP1252" in source.notes[0].en


def test_a_declared_encoding_that_does_not_fit_is_refused_with_the_byte(opened) -> None:
    with pytest.raises(UnreadableFile, match="does not fit the encoding ascii from byte 1 on") as refused:
        opened(PLAIN, encoding="ascii")

    assert "file.encoding" in refused.value.say("zh")


def test_an_encoding_nobody_knows_is_refused(opened) -> None:
    with pytest.raises(UnreadableFile, match="Unknown encoding"):
        opened(PLAIN, encoding="utf-9")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found(opened, delimiter: str) -> None:
    source = opened(PLAIN.replace(",", delimiter), name="export.txt")

    assert len(source.columns) == 3
    assert rows_of(source)[0] == (1, "A1", "巴蜀火锅", "18.50")


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert sniff_delimiter(["a;b;c\n", "1,5;2,5;x\n", "1;2,25;y\n"]) == ";"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="no bytes"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", "is empty", id="blank lines"),
        pytest.param(b",,,\n,,,\n", "is empty", id="delimiters only"),
        pytest.param(bytes(range(256)) * 40, "binary data", id="binary junk"),
        pytest.param(b"%PDF-1.7 ...", "a PDF document", id="pdf"),
        pytest.param(b"\x1f\x8b\x08 ...", "Unpack it first", id="gzip"),
        pytest.param(b"SQLite format 3\0 ...", "sqlite:///", id="sqlite"),
        pytest.param(b"<html><table><tr><td>1</td></tr>", "disguised as .xls", id="web page"),
        pytest.param(b"PAR1 and no more", "no whole Parquet", id="truncated parquet"),
        pytest.param(b"PK\x03\x04 and no more", "damaged or cut off", id="truncated zip"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old .xls format", id="old xls"),
        pytest.param(
            b"\xd0\xcf\x11\xe0" + b"\0" * 90 + "EncryptedPackage".encode("utf-16-le"), "password", id="encrypted"
        ),
        pytest.param(("a," * 2_500 + "b\n1\n").encode(), "2501 columns", id="too many columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_next_step(opened, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as refused:
        opened(content)

    assert refused.value.next_step is not None
    assert refused.value.next_step.zh


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        open_rows(tmp_path / "none.csv", tmp_path)


def test_a_file_of_headers_only_has_no_rows(opened) -> None:
    source = opened("订单号,客户\n")

    assert source.columns == ("订单号", "客户")
    assert rows_of(source) == []


def test_repeated_and_empty_headers_get_names_and_a_note(opened) -> None:
    source = opened("名称,名称,,名称 (2)\n1,2,3,4\n")

    assert source.columns == ("名称", "名称 (3)", "column_3", "名称 (2)")
    assert len(source.notes) == 2


def test_a_thousand_columns_are_read(opened) -> None:
    headers = [f"列{n}" for n in range(1_500)]

    source = opened(",".join(headers) + "\n" + ",".join("x" * 1_500) + "\n")

    assert list(source.columns) == headers
    assert len(rows_of(source)[0]) == 1_501


def test_hostile_headers_never_become_sql(opened) -> None:
    source = opened('"a""; DROP TABLE x; --",\'b\'\n1,2\n')

    assert source.columns == ('a"; DROP TABLE x; --', "'b'")
    assert rows_of(source) == [(1, "1", "2")]


def test_title_rows_above_the_headers_are_skipped(opened) -> None:
    source = opened('2024年"销售"明细,,\n\n制表：王,,\n订单号,客户编码,数量\nA1,K1,3\n', entity="orders")

    assert source.columns == ("订单号", "客户编码", "数量")
    assert rows_of(source) == [(1, "A1", "K1", "3")]


def test_a_declared_header_row_is_obeyed(opened) -> None:
    source = opened("x,y\n订单号,数量\nA1,3\n", header_row=2)
    assert source.columns == ("订单号", "数量")

    with pytest.raises(UnreadableFile, match="no line 9"):
        opened("x,y\n1,2\n", header_row=9)


def test_rows_of_another_width_are_rejected_and_the_rest_keeps_its_numbers(opened) -> None:
    source = opened("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n13,14,15\n")

    assert rows_of(source) == [(1, "1", "2", "3"), (4, "10", "11", "12"), (5, "13", "14", "15")]
    assert [(r.row_no, r.code, r.raw["#text"]) for r in source.rejects] == [
        (2, "wrong_column_count", "4,5"),
        (3, "wrong_column_count", "6,7,8,9"),
    ]
    assert source.rejects[0].reason.en == "Line 3: expected 3 columns, found 2."


def test_one_stray_quote_costs_one_row(opened) -> None:
    lines = "".join(f"{n},毛肚,3\n" for n in range(5_000))

    source = opened(f'a,b,c\n1,"open,3\n{lines}2,"毛肚, 切片",6\n3,"two\nlines",9\n')

    assert [(r.row_no, r.code) for r in source.rejects] == [(1, "unclosed_quote")]
    rows = rows_of(source)
    assert len(rows) == 5_002
    assert rows[-2:] == [(5_002, "2", "毛肚, 切片", "6"), (5_003, "3", "two\nlines", "9")]


def test_two_rows_with_a_stray_quote_each_do_not_become_one(opened) -> None:
    good = "".join(f"A{n},1,x\n" for n in range(40))

    rows = opened(('单号,数量,备注\nB1,1,"左\nB2,2,"右\n' + good).encode())

    assert [r.raw["#text"] for r in rows.rejects] == ['B1,1,"左', 'B2,2,"右']
    assert len(rows_of(rows)) == 40


def test_an_inch_mark_is_no_quote(opened) -> None:
    source = opened('a,b\n1,5" 锅\n2,"6"" 锅"\n3\n')

    assert rows_of(source) == [(1, "1", '5" 锅'), (2, "2", '6" 锅')]
    assert len(source.rejects) == 1


def test_blank_rows_are_no_rows(opened) -> None:
    source = opened("a,b\n1,2\n\n,\n3,4\n")

    assert [r[1:] for r in rows_of(source)] == [("1", "2"), ("3", "4")]
    assert source.rejects == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(opened, end: str) -> None:
    assert len(rows_of(opened(PLAIN.replace("\n", end)))) == 2


def test_mixed_line_ends_are_read(opened) -> None:
    assert [r[1:] for r in rows_of(opened("a,b\r\n1,2\n3,4\r\n5,6"))] == [("1", "2"), ("3", "4"), ("5", "6")]


def test_a_file_whose_rows_mostly_do_not_fit_is_misread_and_refused(opened) -> None:
    with pytest.raises(UnreadableFile, match="delimiter, the quote or the header row"):
        opened("a,b,c\n" + "1,2\n" * 50)


def test_the_content_hash_is_that_of_the_bytes_whatever_the_encoding_does(opened) -> None:
    first, second = opened(PLAIN.encode("gbk")), opened(PLAIN.encode("utf-16"))

    assert first.content_hash != second.content_hash
    assert opened(PLAIN.encode("gbk"), name="renamed.csv").content_hash == first.content_hash


def test_work_files_are_gone_afterwards(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN)
    work = tmp_path / "work"

    with opened_rows(tmp_path / "a.csv", work) as source:
        assert len(rows_of(source)) == 2

    assert list(work.iterdir()) == []


cells = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\t|\n\'" '), max_size=8
)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    damaged=st.booleans(),
)
def test_rows_written_as_csv_are_read_back_identical(
    tmp_path: Path, table: list[list[str]], delimiter: str, encoding: str, quoting: int, damaged: bool
) -> None:
    headers = [f"列{n}" for n in range(len(table[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(table)
    path = tmp_path / "table.csv"
    # A short row at the end sends the whole file down the careful way; the rows before it must not notice.
    path.write_bytes((text.getvalue() + ("short\r\n" if damaged else "")).encode(encoding))
    options = FileOptions(delimiter=delimiter, encoding=None if encoding.endswith("-sig") else encoding, header_row=1)

    with opened_rows(path, tmp_path / "work", options=options) as source:
        rows = rows_of(source)
        rejects = source.rejects

    assert [row[1:] for row in rows] == [tuple(cell or None for cell in row) for row in table if any(row)]
    assert len(rejects) == damaged
