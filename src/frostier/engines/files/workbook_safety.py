"""Whether a workbook is safe and whole enough to open, found out without opening it.

A workbook is a zip of XML; a few kilobytes can unpack to gigabytes, and one cell at XFD1048576 makes a dense table
of 17 thousand million cells. So the parts are unpacked once as a stream, counted, and dropped.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frostier.kernel.errors import UnreadableFile
from frostier.kernel.text import Text

MOST_CELLS = 8_000_000
MOST_AREA = 24_000_000  # rows × columns of the rectangle around the cells of one sheet
MOST_INFLATED = 1 << 30
BLOCK = 1 << 20

_EXPORT = Text("请导出为 CSV 或 Parquet 再导入。", "Export it as CSV or Parquet and import that.")
_SAVE_AS = Text("请用 Excel 或 WPS 打开并另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx.")


def refuse_unsafe_workbook(path: Path, file_name: str) -> None:
    """Raise UnreadableFile for what is no XLSX, is damaged, encrypted or too large once unpacked."""
    try:
        with zipfile.ZipFile(path) as book:
            _refuse_wrong_kind(book, file_name)
            _refuse_too_large(book, file_name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as damage:
        if isinstance(damage, RuntimeError) and "password" in str(damage):
            raise encrypted(file_name) from None
        raise damaged(file_name) from damage


def damaged(file_name: str) -> UnreadableFile:
    """The refusal of a file that begins like a workbook and is none."""
    return UnreadableFile(
        Text(
            f"{file_name} 已损坏或不完整，无法作为 XLSX 打开。",
            f"{file_name} is damaged or cut off; it is no whole XLSX.",
        ),
        next_step=Text("请重新导出或重新传输该文件。", "Export or transfer the file again."),
    )


def encrypted(file_name: str) -> UnreadableFile:
    """The refusal of a workbook with a password."""
    return UnreadableFile(
        Text(f"{file_name} 有密码保护。", f"{file_name} is protected by a password."),
        next_step=Text("请取消密码后再导入。", "Remove the password and import it again."),
    )


def refuse_old_container(path: Path, file_name: str) -> None:
    """Raise UnreadableFile for an OLE container: an encrypted XLSX or the old .xls format."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if "EncryptedPackage".encode("utf-16-le") in start:
        raise encrypted(file_name)
    raise UnreadableFile(
        Text(f"{file_name} 是旧版 .xls 格式。", f"{file_name} is in the old .xls format."), next_step=_SAVE_AS
    )


def _refuse_wrong_kind(book: zipfile.ZipFile, file_name: str) -> None:
    names = set(book.namelist())
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise UnreadableFile(
            Text(f"{file_name} 是 .xlsb 或 .ods 格式。", f"{file_name} is in .xlsb or .ods format."), next_step=_SAVE_AS
        )
    raise UnreadableFile(
        Text(f"{file_name} 是压缩包，不是 XLSX 工作簿。", f"{file_name} is a zip archive, not an XLSX workbook."),
        next_step=Text("请解压后导入其中的文件。", "Unpack it and import the file inside."),
    )


def _refuse_too_large(book: zipfile.ZipFile, file_name: str) -> None:
    parts = [p for p in book.infolist() if p.filename.startswith("xl/") and p.filename.endswith(".xml")]
    # The declared sizes first: they cost nothing, and an honest giant is refused at once.
    if sum(p.file_size for p in parts) > MOST_INFLATED:
        raise _too_large(file_name)
    sheets = [p for p in parts if p.filename.startswith("xl/worksheets/")]
    # What is declared may be a lie, so everything is unpacked once; filled cells are counted by their closing tags.
    inflated = cells = 0
    for part in parts:
        for block in _blocks(book, part):
            inflated += len(block)
            if part in sheets:
                cells += block.count(b"</v>") + block.count(b"</is>")
            if inflated > MOST_INFLATED or cells > MOST_CELLS:
                raise _too_large(file_name)
    for sheet in sheets:
        extent = _Extent()
        for block in _blocks(book, sheet):
            extent.add(block)
            if extent.area > MOST_AREA:
                raise _too_large(file_name)


def _blocks(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(part) as stream:
        while block := stream.read(BLOCK):
            yield block


@dataclass(slots=True)
class _Extent:
    """The rectangle that the filled cells of one sheet's XML span."""

    rows: int = 0
    columns: int = 0
    rest: bytes = b""

    def add(self, block: bytes) -> None:
        data = self.rest + block
        cut = data.rfind(b"<")
        self.rest = data[cut:] if len(data) - cut < 65_536 else b""
        found = _CELL.findall(data, 0, cut)
        if not found:
            return
        self.rows = max(self.rows, max(int(row or 0) for _, row in found))
        self.columns = max(self.columns, max(_column_number(letters) for letters in {c for c, _ in found}))

    @property
    def area(self) -> int:
        return self.rows * self.columns


# A cell element that is not empty (`<c …/>` has a format and nothing else), with its place where it states one.
_CELL = re.compile(rb'<(?:\w+:)?c(?=[\s>])(?:[^>]*?\sr="([A-Z]{1,3})(\d{1,7})")?[^>]*(?<!/)>')


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(file_name: str) -> UnreadableFile:
    return UnreadableFile(
        Text(
            f"{file_name} 解压后过大（上限为 {MOST_CELLS // 10_000} 万个单元格、1 GB），可能是异常文件。",
            f"{file_name} is too large once unpacked (the limit is {MOST_CELLS:,} cells and 1 GB).",
        ),
        next_step=_EXPORT,
    )
