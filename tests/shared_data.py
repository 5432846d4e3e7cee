"""Where the real data sets stand, and skipping with a reason where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("FROSTIER_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def shared_data(folder: str, name: str) -> Path:
    """The path of one real data file; skips the test where the collection is not at hand."""
    path = ROOT / folder / name
    if not path.exists():
        pytest.skip(f"real data not at hand: {folder}/{name} (set FROSTIER_SHARED_DATA)")
    return path
