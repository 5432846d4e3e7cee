"""Notes that are nice to have, such as when a key was last used: written now or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection


@contextmanager
def write_unless_busy() -> Iterator[None]:
    """Do the write in the block unless it would have to wait: SQLite has one writer, and a reader must not queue.

    The block does not run on to its end where the database is busy; nothing is raised then.
    """
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"]["timeout"] * 1000)
    _wait_at_most(0)
    try:
        with suppress(OperationalError):
            yield
    finally:
        _wait_at_most(usual)


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={milliseconds:d}")
