"""The lake: every imported file as it arrived, kept under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

_BLOCK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def keep_file(lake: Path, path: Path, content_hash: str) -> Path:
    """A copy of ``path`` in the lake that never changes; the same content is kept once."""
    kept = kept_path(lake, content_hash, path.name)
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(kept.name + ".partial")
    partial.unlink(missing_ok=True)  # of a killed run; it may be read-only already
    shutil.copyfile(path, partial)
    with partial.open("rb") as stream:
        os.fsync(stream.fileno())
    partial.chmod(0o400)
    partial.rename(kept)
    return kept


def kept_path(lake: Path, content_hash: str, name: str) -> Path:
    """Where content of that hash is kept; the suffix stays, because it tells the format."""
    return lake / content_hash[:2] / f"{content_hash}{Path(name).suffix.lower()}"
