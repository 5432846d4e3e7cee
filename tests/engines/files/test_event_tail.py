"""Lines of files are read once each, whatever happens to the files."""

from __future__ import annotations

import json
from pathlib import Path

from frostier.engines.files.event_tail import EventTail


def append(file: Path, *numbers: int) -> None:
    with file.open("a") as stream:
        stream.writelines(json.dumps({"n": n}) + "\n" for n in numbers)


class Reader:
    """Somebody who reads on."""

    def __init__(self, path: Path) -> None:
        self.tail = EventTail(path)
        self.bookmark = ""

    def read(self, most: int = 100) -> list[object]:
        portion = self.tail.read(self.bookmark, most)
        self.bookmark = portion.bookmark
        return [event["n"] if isinstance(event, dict) else event for event in portion.events]


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    reader = Reader(file)
    assert reader.read() == []

    append(file, 1, 2, 3)

    assert reader.read(2) == [1, 2]
    assert reader.read() == [3]
    append(file, 4)
    assert reader.read() == [4]
    assert reader.read() == []


def test_a_line_counts_once_it_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text('{"n": 1}\n{"n"')
    reader = Reader(file)
    assert reader.read() == [1]

    with file.open("a") as stream:
        stream.write(": 2}\nno json\n\n")

    assert reader.read() == [2, "no json"]


def test_a_rotated_file_is_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    append(file, 1)
    reader = Reader(file)
    reader.read()

    append(file, 2)
    file.rename(tmp_path / "events.ndjson.1")
    append(file, 3)

    assert reader.read() == [2, 3]
    assert reader.read() == []


def test_a_file_that_was_emptied_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    append(file, 1, 2)
    reader = Reader(file)
    reader.read()

    file.write_text("")
    append(file, 30, 40, 50)

    assert reader.read() == [30, 40, 50]


def test_files_of_a_folder_are_read_by_name(tmp_path: Path) -> None:
    append(tmp_path / "b.ndjson", 2)
    append(tmp_path / "a.ndjson", 1)
    append(tmp_path / "other.txt", 9)
    reader = Reader(tmp_path)

    assert reader.read() == [1, 2]
    append(tmp_path / "a.ndjson", 3)
    append(tmp_path / "c.ndjson", 4)
    assert reader.read() == [3, 4]


def test_asking_again_gives_the_same(tmp_path: Path) -> None:
    append(tmp_path / "a.ndjson", 1, 2)
    tail = EventTail(tmp_path)

    assert tail.read("", 10) == tail.read("", 10)
