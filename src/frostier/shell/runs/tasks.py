"""Housekeeping of runs."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from frostier.shell.runs.handlers import periodic

if TYPE_CHECKING:
    from frostier.shell.wiring import House

FILES_KEPT = timedelta(days=7)


@periodic(every=timedelta(hours=1), after_start=timedelta(minutes=1))
def expire_files(house: House, now: datetime) -> None:
    """Remove files of runs that are a week old: they hold customers' data and can be made again."""
    if not house.home.run_files.is_dir():
        return
    for directory in house.home.run_files.iterdir():
        if now - datetime.fromtimestamp(directory.stat().st_mtime, UTC) > FILES_KEPT:
            shutil.rmtree(directory, ignore_errors=True)
