"""Files that people hand in: received within a limit, kept until they are imported, used by whoever uploaded them."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction

from frostier.kernel.errors import InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotAuthenticated, Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.home import Home
from frostier.shell.intake.models import Upload
from frostier.shell.lake import kept_path

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
KEPT_DAYS = 7
SEEN_BY_ALL = "admin"  # the role that may use everybody's uploads
_BESIDES_THE_FILE = 64 * 1024  # boundaries and part headers
_MEGABYTE = 1 << 20


class TooLarge(InvalidInput):
    """The file is larger than the company's limit."""

    code = "too_large"


class LimitedUploads(TemporaryFileUploadHandler):
    """Receives one file to disk, and refuses what nobody may send before reading it.

    Django reads the form before an endpoint runs, so the limits have to stand here.
    """

    def handle_raw_input(self, input_data: Any, *announced: Any, **rest: Any) -> None:
        """Look at the announced length before a byte is read."""
        from frostier.shell.console.house import house

        headers, length = announced[0], announced[1]
        limit = house().settings.upload_limit_mb * _MEGABYTE
        if length > limit + _BESIDES_THE_FILE:
            raise too_large(limit)
        known = "HTTP_AUTHORIZATION" in headers or (self.request is not None and self.request.user.is_authenticated)
        if length > _BESIDES_THE_FILE and not known:
            raise NotAuthenticated(Text("请先登录再上传文件。", "Sign in before handing in a file."))


def too_large(limit_bytes: int) -> TooLarge:
    """The refusal of a file beyond the limit."""
    limit = limit_bytes // _MEGABYTE
    return TooLarge(
        Text(f"文件超过 {limit} MB 的上限。", f"The file is larger than the limit of {limit} MB."),
        next_step=Text(
            "请拆分文件，或在 frostier.toml 中调高 upload_limit_mb。",
            "Split the file, or raise upload_limit_mb in frostier.toml.",
        ),
        where={"limit_bytes": limit_bytes},
    )


def keep_upload(file: UploadedFile[Any], *, home: Home, viewer: Viewer, now: datetime, limit_bytes: int) -> Upload:
    """The upload, whole on disk. Raises InvalidInput for a kind of file that is never a table, TooLarge, or empty."""
    name = shown_name(file.name or "")
    suffix = _suffix(name)
    if (file.size or 0) > limit_bytes:
        raise too_large(limit_bytes)
    with transaction.atomic():
        row = Upload.objects.create(
            file_name=name, suffix=suffix, size_bytes=0, content_hash="", by=viewer.name, uploaded_at=now
        )
        row.size_bytes, row.content_hash = _write(file, _place(home, row))
        row.save(update_fields=["size_bytes", "content_hash"])
        record(viewer, "upload.received", str(row.pk), {"file": name, "bytes": row.size_bytes})
    return row


def upload_for(upload_id: int, viewer_name: str, role: str) -> Upload:
    """The upload, for whoever uploaded it or an admin; anybody else's is as unknown as one that never was."""
    row = Upload.objects.filter(pk=upload_id).first()
    if row is None or (row.by != viewer_name and role != SEEN_BY_ALL):
        raise NotFound(
            Text(f"没有上传文件 {upload_id}。", f"There is no upload {upload_id}."),
            next_step=Text("请重新上传文件。", "Upload the file again."),
        )
    return row


def upload_path(home: Home, row: Upload) -> Path:
    """Where the file stands: among the uploads, or in the lake once imported; raises NotFound."""
    places = (_place(home, row), kept_path(home.lake, row.content_hash, f"file{row.suffix}"))
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        raise NotFound(
            Text(f"上传的文件 {row.file_name} 已过期清理。", f"The upload {row.file_name} was removed after its time."),
            next_step=Text("请重新上传文件。", "Upload the file again."),
        )
    return found


def sample_path(home: Home, row: Upload) -> Path:
    """Where the first rows are kept for previews."""
    return home.uploads / f"{row.pk}.sample"


def forget_upload(home: Home, row: Upload, now: datetime) -> None:
    """Remove the file and its sample; the row stays as a record of who handed in what."""
    _place(home, row).unlink(missing_ok=True)
    sample_path(home, row).unlink(missing_ok=True)
    Upload.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)


def remove_old_uploads(home: Home, now: datetime) -> int:
    """Remove uploads that nobody imported within seven days; how many."""
    old = Upload.objects.filter(removed_at=None, uploaded_at__lt=now - timedelta(days=KEPT_DAYS))
    rows = list(old)
    for row in rows:
        forget_upload(home, row, now)
    return len(rows)


def shown_name(given: str) -> str:
    """The last part of a name as people may read it: no directories, no control or direction marks, 200 characters.

    >>> shown_name("../../etc/订单\\u202e.csv")
    '订单.csv'
    """
    last = PureWindowsPath(PurePosixPath(given.replace("\0", "")).name).name
    visible = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf"))
    stem, dot, suffix = visible.strip().rpartition(".")
    return f"{stem[:190]}{dot}{suffix[:9]}" if stem else visible[:200]


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    listed = "、".join(s.removeprefix(".").upper() for s in SUFFIXES)
    if suffix in (".xls", ".et"):
        next_step = Text("请在表格软件中另存为 XLSX。", "Save it as XLSX in the spreadsheet program.")
    else:
        next_step = Text("请导出为其中一种格式。", "Export it in one of these formats.")
    raise InvalidInput(
        Text(f"应为 {listed} 文件，收到“{name}”。", f"Expected a {listed.replace('、', ', ')} file, got {name!r}."),
        next_step=next_step,
        where={"field": "file"},
    )


def _place(home: Home, row: Upload) -> Path:
    return home.uploads / f"{row.pk}{row.suffix}"


def _write(file: UploadedFile[Any], target: Path) -> tuple[int, str]:
    target.parent.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as stream:
        for chunk in file.chunks(_MEGABYTE):
            digest.update(chunk)
            size += len(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return size, digest.hexdigest()
