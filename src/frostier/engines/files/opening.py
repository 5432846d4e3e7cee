"""Any file that a person hands in, as rows of text that the warehouse can read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frostier.engines.files.headers import empty_file
from frostier.engines.files.parquet_file import open_parquet
from frostier.engines.files.text_file import open_text
from frostier.engines.files.workbook import open_workbook
from frostier.engines.files.workbook_safety import refuse_old_container
from frostier.flows.ports import RowSource
from frostier.kernel.errors import NotFound, UnreadableFile
from frostier.kernel.text import Text
from frostier.sources.mapping import FileOptions

AS_FOUND = FileOptions()


@contextmanager
def opened_rows(
    path: Path,
    work_dir: Path,
    *,
    options: FileOptions = AS_FOUND,
    entity: str | None = None,
    file_name: str | None = None,
) -> Iterator[RowSource]:
    """The rows of a file while the block runs; work files stand under ``work_dir`` and are removed at its end."""
    with work_folder(work_dir) as folder:
        yield open_rows(path, folder, options=options, entity=entity, file_name=file_name)


def open_rows(
    path: Path,
    work_dir: Path,
    *,
    options: FileOptions = AS_FOUND,
    entity: str | None = None,
    file_name: str | None = None,
) -> RowSource:
    """The rows of a CSV, TSV, text, XLSX or Parquet file; the content decides, not the extension.

    ``work_dir`` takes the work files and must outlive the rows. ``entity`` helps to find the sheet and the header
    row; ``file_name`` is what people call the file, where that is not its path. Raises NotFound for no such file,
    UnreadableFile for one that cannot be read as a table.
    """
    if not path.is_file():
        raise NotFound(
            Text(f"找不到文件 {path}。", f"There is no file {path}."),
            next_step=Text("请检查路径。", "Check the path."),
        )
    name = file_name or path.name
    with path.open("rb") as file:
        start = file.read(64)
    if not start:
        raise empty_file(name)
    if start.startswith(b"PK"):
        return open_workbook(path, work_dir, options=options, entity=entity, file_name=name)
    if start.startswith(b"PAR1"):
        return open_parquet(path, work_dir, file_name=name)
    _refuse_foreign(path, start, name)
    return open_text(path, work_dir, options=options, entity=entity, file_name=name)


@contextmanager
def work_folder(work_dir: Path) -> Iterator[Path]:
    """A fresh folder under ``work_dir``, removed with all it holds at the end of the block."""
    work_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="rows-", dir=work_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_foreign(path: Path, start: bytes, name: str) -> None:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        refuse_old_container(path, name)
    for mark, refusal in _FOREIGN.items():
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(mark):
            raise refusal(name)


def _named(zh: str, en: str, next_zh: str, next_en: str) -> Callable[[str], UnreadableFile]:
    return lambda name: UnreadableFile(
        Text(f"{name} 是{zh}，不是表格文件。", f"{name} is {en}, not a table."), next_step=Text(next_zh, next_en)
    )


_EXPORT = ("请导出为 CSV、XLSX 或 Parquet。", "Export it as CSV, XLSX or Parquet.")
_UNPACK = ("请先解压。", "Unpack it first.")
_FOREIGN = {
    b"%pdf": _named(" PDF 文档", "a PDF document", *_EXPORT),
    b"\x89png": _named("图片", "a picture", *_EXPORT),
    b"\xff\xd8\xff": _named("图片", "a picture", *_EXPORT),
    b"\x1f\x8b": _named("压缩文件", "a gzip archive", *_UNPACK),
    b"7z\xbc\xaf": _named("压缩文件", "a 7z archive", *_UNPACK),
    b"rar!": _named("压缩文件", "a RAR archive", *_UNPACK),
    b"sqlite format 3": _named(
        " SQLite 数据库", "an SQLite database", "请用 sqlite:/// 地址导入。", "Import it by a sqlite:/// address."
    ),
    b"<!doctype html": _named("网页（常见于伪装的 .xls）", "a web page (often disguised as .xls)", *_EXPORT),
    b"<html": _named("网页（常见于伪装的 .xls）", "a web page (often disguised as .xls)", *_EXPORT),
    b"<?xml": _named(" XML 文档", "an XML document", *_EXPORT),
}
