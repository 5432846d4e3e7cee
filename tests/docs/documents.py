"""What a document tells its reader to do.

A line ``$ …`` in a ```` ```console ```` block is a command. A comment ``<!-- corrected: FILE: a = b; c = d -->`` stands
for the reader's own editing of a file (``FILE: = text`` writes it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
NAMES = (
    "getting-started",
    "importing-your-files",
    "reading-a-grading",
    "changing-the-rules",
    "tags-and-conditions",
    "troubleshooting",
)
_PARTS = re.compile(r"<!-- corrected: (?P<file>\S+?): (?P<edits>.*?) -->|```(?P<kind>\w*)\n(?P<body>.*?)```", re.S)


@dataclass(frozen=True)
class Page:
    """One document in two languages."""

    english: Path
    chinese: Path


README = Page(ROOT / "README.md", ROOT / "README.zh.md")
GUIDES = tuple(Page(GUIDE / f"{name}.md", GUIDE / f"{name}.zh.md") for name in NAMES)
PAGES = (README, *GUIDES)


class Step(Protocol):
    """Something that the reader does."""

    def take(self, reader: Any) -> None: ...


@dataclass(frozen=True)
class Command:
    """A line to type."""

    line: str

    def take(self, reader: Any) -> None:
        reader.run(self.line)


@dataclass(frozen=True)
class Correction:
    """A file to edit."""

    file: str
    edits: str

    def take(self, reader: Any) -> None:
        path = reader.folder / self.file
        if self.edits.startswith("= "):
            path.write_text(self.edits.removeprefix("= "), encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        for edit in self.edits.split("; "):
            old, new = edit.split(" = ")
            assert old in text, f"{self.file} has no {old}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


def steps_of(page: Page) -> Iterator[Step]:
    """What the English page tells to do, in order."""
    yield from _steps(page.english.read_text(encoding="utf-8"))


def same_steps(page: Page) -> bool:
    """Whether both languages tell to do the same."""
    return list(steps_of(page)) == list(_steps(page.chinese.read_text(encoding="utf-8")))


def blocks(path: Path, kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return [m["body"] for m in _PARTS.finditer(path.read_text(encoding="utf-8")) if m["kind"] == kind]


def _steps(text: str) -> Iterator[Step]:
    for part in _PARTS.finditer(text):
        if part["file"]:
            yield Correction(part["file"], part["edits"])
        elif part["kind"] == "console":
            yield from (Command(line[2:]) for line in part["body"].splitlines() if line.startswith("$ "))
