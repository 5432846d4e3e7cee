"""What the whole test run shares: the default demo company, made once by the real command line."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import pytest
from tests.command_line import Terminal
from tests.made_once import made_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, one of every folder in turn.

    Where several processes share the files, none is left with a long one at the end, and few wait at the same time for
    what the files of a folder share.
    """
    slow = sorted({item.path for item in items if item.get_closest_marker("slow")})
    turn = {file: place for _, files in groupby(slow, lambda file: file.parent) for place, file in enumerate(files)}
    items.sort(key=lambda item: turn.get(item.path, len(slow)))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demo company of 3,000 customers with its seven gradings. Only to be read: copy it to write."""
    return made_once(tmp_path_factory, "demo-home", lambda home: Terminal(home)("demo"))


@pytest.fixture(scope="session")
def demo_tag_counts(demo_home: Path) -> Mapping[str, int]:
    """Tag id → customers of the demo company who carry it; printed (``pytest -s``) as a table, fewest first."""
    told = Terminal(demo_home)("tags", "count")
    counts: dict[str, int] = told["counts"]
    print(f"\n{told['customers']} customers as of {told['as_of']}")
    for tag, carriers in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        print(f"{carriers:>6}  {tag}")
    return counts
