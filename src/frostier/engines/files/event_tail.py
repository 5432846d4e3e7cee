"""Events that another program appends to files, one JSON object a line.

A file is known by what it is, not by its name: it may be renamed (rotation), removed, or emptied and written anew
while it is being read, and no line is left out. A line counts once it is ended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from frostier.flows.ports import EventPortion
from frostier.sources.event_json import decoded_line

_HEAD_BYTES = 512
_LONGEST_LINE = 1 << 20
_AT_ONCE = 4 << 20


@dataclass(frozen=True, slots=True)
class _Place:
    """How far one file has been read; ``head`` is the hash of its first ``head_bytes``, by which it is recognised."""

    inode: int
    offset: int
    head_bytes: int
    head: str


class EventTail:
    """The lines of a file, or of the files of a folder that match ``pattern``, in the order of their names."""

    def __init__(self, path: Path, pattern: str = "*.ndjson") -> None:
        self._path = path
        self._pattern = pattern

    def read(self, bookmark: str, most: int) -> EventPortion:
        """Up to ``most`` lines beyond the bookmark, which is empty at the beginning."""
        known = {place.inode: place for place in _places(bookmark)}
        events: list[object] = []
        places: list[_Place] = []
        for file in self._files(known):
            place, lines = _read_on(file, known, most - len(events))
            events += [decoded_line(line) for line in lines if line.strip()]
            places.append(place)
        return EventPortion(events, json.dumps([asdict(place) for place in places]))

    def _files(self, known: dict[int, _Place]) -> list[Path]:
        """The files to read: those that have been renamed since first, for they are older than what took their name."""
        folder = self._path if self._path.is_dir() else self._path.parent
        if not folder.is_dir():
            return []
        everything = sorted(file for file in folder.iterdir() if file.is_file())
        if self._path.is_dir():
            named = [file for file in everything if file.match(self._pattern)]
        else:
            named = [file for file in everything if file == self._path]
        renamed = [file for file in everything if file not in named and file.stat().st_ino in known]
        return renamed + named


def _places(bookmark: str) -> Iterator[_Place]:
    return (_Place(**place) for place in json.loads(bookmark or "[]"))


def _read_on(file: Path, known: dict[int, _Place], most: int) -> tuple[_Place, list[bytes]]:
    """Whole lines of the file beyond where it was read to, and where that is now."""
    with file.open("rb") as stream:
        inode = file.stat().st_ino
        before = known.get(inode)
        head = stream.read(_HEAD_BYTES)
        offset = before.offset if before and _is_same(before, head, file.stat().st_size) else 0
        stream.seek(offset)
        lines, taken = _whole_lines(stream.read(_AT_ONCE), most)
    offset += taken
    length = min(len(head), offset)
    return _Place(inode, offset, length, _hash(head[:length])), lines


def _is_same(before: _Place, head: bytes, size: int) -> bool:
    """Whether the file is still the one that was read, and was not emptied meanwhile."""
    return size >= before.offset and _hash(head[: before.head_bytes]) == before.head


def _whole_lines(content: bytes, most: int) -> tuple[list[bytes], int]:
    """Up to ``most`` ended lines and how many bytes they take; a line without end is given up at some length."""
    lines: list[bytes] = []
    taken = 0
    while len(lines) < most and (end := content.find(b"\n", taken)) >= 0:
        lines.append(content[taken:end])
        taken = end + 1
    if not lines and most > 0 and len(content) > _LONGEST_LINE:
        return [content], len(content)
    return lines, taken


def _hash(head: bytes) -> str:
    return hashlib.sha256(head).hexdigest()
