"""Files and mappings that cannot be used: said clearly in both languages; what is stored stays as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from tests.bad_input.company import GOOD, HEADERS, MAPPING, Company, bomb, order, table, workbook
from tests.crash.stored import leftovers, run_states, stored

PAYMENTS = (
    "entity: payments\ncolumns: {receivable_id: 订单号, customer_code: 客户编码, issued_on: 下单时间, amount: 金额}\n"
)
FILE, MAP = "文件.csv", "映射.yaml"
TEN_MILLION_CELLS = b"".join(b"<row>" + b"<c><v>1</v></c>" * 1_000 + b"</row>" for _ in range(100)) * 100
LAUGHS = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}, *{b}, *{b}, *{b}]\n" for b, c in pairwise("abcdefgh"))


pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Bad:
    """What is handed in, and what must be said about it."""

    name: str
    content: Callable[[Path], bytes]
    code: int
    zh: str
    en: str
    more: tuple[str, ...] = ()
    mapping: str = ""


def _good(_: Path) -> bytes:
    return table(order())


def _wide(columns: int) -> Callable[[Path], bytes]:
    extra = tuple(f"c{n}" for n in range(columns))
    return lambda _: table((*GOOD, *extra), headers=(*HEADERS, *extra))


BAD = (
    Bad(
        "GB18030 declared for UTF-8",
        lambda _: table(order(customer_code="客户")),
        2,
        "不符合编码 gb18030",
        "does not fit the encoding gb18030",
        ("--encoding", "gb18030"),
    ),
    Bad(
        "UTF-8 declared for GB18030",
        lambda _: "订单号,数量\n重庆,1\n".encode("gb18030"),
        2,
        "不符合编码",
        "does not fit the encoding",
        ("--encoding", "utf-8"),
    ),
    Bad("an encoding nobody knows", _good, 2, "klingon", "klingon", ("--encoding", "klingon")),
    Bad(
        "a workbook cut off",
        lambda folder: workbook(folder / "w.xlsx")[:3_000],
        2,
        "已损坏或不完整",
        "damaged or cut off",
    ),
    Bad(
        "ten million cells",
        lambda folder: bomb(folder / "b.xlsx", TEN_MILLION_CELLS),
        2,
        "800 万个单元格",
        "8,000,000 cells",
    ),
    Bad(
        "a gigabyte of blanks",
        lambda folder: bomb(folder / "b.xlsx", b" " * ((1 << 30) + 1)),
        2,
        "解压后过大",
        "too large once unpacked",
    ),
    Bad("three thousand columns", _wide(3_000), 2, "3007 列，最多支持 2000 列", "3007 columns; at most 2000"),
    Bad("no bytes", lambda _: b"", 2, "是空的", "is empty"),
    Bad("headers only", lambda _: table(), 2, "没有数据行", "has no rows"),
    Bad("NUL bytes", lambda _: table(order(sku_code="S\0X")), 2, "含有二进制内容", "binary data"),
    Bad("binary junk named csv", lambda _: bytes(range(256)) * 40, 2, "含有二进制内容", "binary data"),
    Bad(
        "a mapping for other columns",
        _good,
        2,
        "“商品号”不在文件中",
        "no column '商品号'",
        mapping=MAPPING.replace("商品编码", "商品号"),
    ),
    Bad("a mapping of another entity", _good, 2, "payments 的映射", "maps payments", mapping=PAYMENTS),
    Bad(
        "a mapping without a required column",
        _good,
        2,
        "quantity",
        "quantity",
        mapping=MAPPING.replace("  quantity: 数量\n", ""),
    ),
    Bad("YAML that breaks off", _good, 2, "不是有效的 YAML", "no valid YAML", mapping="columns: [unclosed"),
    Bad("YAML that explodes", _good, 2, "不是有效的 YAML", "anchors are not used", mapping=LAUGHS),
    Bad(
        "YAML that builds objects",
        _good,
        2,
        "不是有效的 YAML",
        "no valid YAML",
        mapping="!!python/object/apply:os.system ['true']",
    ),
    Bad("YAML that is a list", _good, 2, "映射", "apping", mapping="- 1\n- 2\n"),
    Bad(
        "a sheet that is not there", lambda folder: workbook(folder / "w.xlsx"), 2, "十月", "十月", ("--sheet", "十月")
    ),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_file_that_cannot_be_used_is_refused_in_both_languages_and_changes_nothing(
    bad: Bad, company: Company, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(bad.content(tmp_path))
    (tmp_path / MAP).write_text(bad.mapping, encoding="utf-8")
    words = ["import", "orders", str(tmp_path / FILE), *bad.more]
    words += ["--mapping", str(tmp_path / MAP)] if bad.mapping else []
    before = stored(company.home)

    told = company(*words)
    zh = company(*words, lang="zh", json=False)

    assert told.code == zh.code == bad.code, told.out
    error = told.json["error"]
    assert bad.zh in error["message"]["zh"] + str(error["next_step"])
    assert bad.en in error["message"]["en"] + str(error["next_step"])
    assert bad.zh in _one_line(zh.err)
    assert "Traceback" not in told.err + zh.err
    _assert_unchanged(company, before)


@pytest.mark.parametrize(
    ("words", "code", "zh", "en"),
    [
        pytest.param(("{folder}",), 3, "找不到文件", "There is no file", id="a folder"),
        pytest.param(("{folder}/none.csv",), 3, "找不到文件", "There is no file", id="no such file"),
        pytest.param(
            ("{folder}/文件.csv", "--mapping", "{folder}/none.yaml"),
            3,
            "找不到映射文件",
            "no mapping file",
            id="no such mapping",
        ),
        pytest.param((), 2, "请给出一个文件", "Name a file", id="no file named"),
        pytest.param(
            ("{folder}/文件.csv", "--replaces", "77"), 3, "没有批次 77", "no batch 77", id="in place of no batch"
        ),
    ],
)
def test_what_is_not_there_is_said_so(
    words: tuple[str, ...], code: int, zh: str, en: str, company: Company, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(table(order()))
    before = stored(company.home)

    told = company("import", "orders", *(word.format(folder=tmp_path) for word in words))

    assert told.code == code, told.out
    assert zh in told.json["error"]["message"]["zh"]
    assert en in told.json["error"]["message"]["en"]
    _assert_unchanged(company, before)


PROCESS_CASES = {"a workbook cut off", "no bytes", "a mapping for other columns", "YAML that explodes"}


@pytest.mark.parametrize("bad", [b for b in BAD if b.name in PROCESS_CASES], ids=lambda bad: bad.name)
def test_a_process_of_its_own_ends_with_the_code_and_without_a_traceback(
    bad: Bad, company: Company, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(bad.content(tmp_path))
    (tmp_path / MAP).write_text(bad.mapping or MAPPING, encoding="utf-8")
    words = ["import", "orders", str(tmp_path / FILE), "--mapping", str(tmp_path / MAP)]

    done = subprocess.run(
        [sys.executable, "-m", "frostier", "--home", str(company.home), "--lang", "en", *words],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )

    assert done.returncode == bad.code, done.stderr
    assert bad.en in _one_line(done.stderr)
    assert "Traceback" not in done.stdout + done.stderr


def _assert_unchanged(company: Company, before: object) -> None:
    assert stored(company.home) == before
    assert leftovers(company.home) == []
    assert set(run_states(company.home)) <= {"finished", "failed"}


def _one_line(said: str) -> str:
    return said.replace("\n", "")
