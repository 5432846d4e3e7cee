"""Events that another system writes into a table of its database, one JSON object a row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from frostier.engines.files.database import Selection, opened_query
from frostier.flows.ports import EventPortion
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.sources.event_json import decoded_line


@dataclass(frozen=True, slots=True)
class EventTable:
    """Rows of ``table`` beyond the highest ``cursor_column`` seen, each with an event in ``event_column``.

    The cursor has to grow with every row that is committed; see :mod:`frostier.engines.files.database`.
    """

    url: str
    work_dir: Path
    table: str
    cursor_column: str
    event_column: str

    def read(self, bookmark: str, most: int) -> EventPortion:
        """The events beyond the bookmark. A database is asked for all that is new: there may be more than ``most``."""
        selection = Selection(table=self.table, cursor_column=self.cursor_column, cursor_after=bookmark or None)
        with opened_query(self.url, self.work_dir, selection) as rows:
            columns = dict(zip(rows.columns, rows.sql_columns, strict=True))
            if self.event_column not in columns:
                raise InvalidInput(
                    Text(f"表中没有列 {self.event_column}。", f"The table has no column {self.event_column}."),
                    where={"field": "event_column"},
                )
            with duckdb.connect() as connection:
                found = connection.execute(f"SELECT {columns[self.event_column]} FROM {rows.relation}").fetchall()
            return EventPortion([decoded_line((text or "").encode()) for (text,) in found], rows.cursor_value or "")
