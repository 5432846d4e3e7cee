"""What the whole test run shares: the default demo company, made once by the real command line."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.command_line import Terminal


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demo company of 3,000 customers, imported and graded twice. Only to be read: copy it to write."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # one demo for all workers of the run
    home, done = shared / "demo-home", shared / "demo-home.done"
    with _alone(shared / "demo-home.lock"):
        if not done.exists():
            shutil.rmtree(home, ignore_errors=True)
            Terminal(home)("demo")
            done.touch()
    return home


@pytest.fixture(scope="session")
def demo_tag_counts(demo_home: Path) -> Mapping[str, int]:
    """Tag id → customers of the demo company who carry it; printed (``pytest -s``) as a table, fewest first."""
    told = Terminal(demo_home)("tags", "count")
    counts: dict[str, int] = told["counts"]
    print(f"\n{told['customers']} customers as of {told['as_of']}")
    for tag, carriers in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        print(f"{carriers:>6}  {tag}")
    return counts


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
