"""Events are read from files and tables, each once, with a bookmark that is kept with them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.shell.live.conftest import API, placed

from frostier.shell.live.models import EventStream, InboxEvent
from frostier.shell.live.streams import read_due


@pytest.fixture
def operator(client_as) -> Any:
    return client_as("operator")


@pytest.fixture
def file(served) -> Path:
    served.home.inbox.mkdir(exist_ok=True)
    return served.home.inbox / "events.ndjson"


def append(file: Path, *events: Any) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{e if isinstance(e, str) else json.dumps(e)}\n" for e in events)


def declared(operator, **more: Any) -> dict[str, Any]:
    answer = operator.post(
        f"{API}/event-sources", {"name": "shop", "kind": "files", "location": "events.ndjson", **more}
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def told(operator) -> dict[str, Any]:
    (source,) = operator.get(f"{API}/event-sources").json()
    return source


def test_lines_of_a_file_are_accepted_once(served, operator, file) -> None:
    declared(operator)
    append(file, placed("1"), placed("2"), "no json")

    assert read_due(served) == 2
    append(file, placed("2"), placed("3"))
    assert read_due(served) == 1
    assert read_due(served) == 0

    assert list(InboxEvent.objects.values_list("event_id", flat=True)) == ["1", "2", "3"]
    source = told(operator)
    assert (source["accepted"], source["duplicates"], source["rejected"], source["error"]) == (3, 1, 1, None)


def test_rows_of_a_table_are_accepted_once(served, operator, file) -> None:
    database = file.with_name("shop.sqlite3")
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT)")
        connection.executemany("INSERT INTO outbox (body) VALUES (?)", [(json.dumps(placed(n)),) for n in "12"])
    names = {"table": "outbox", "cursor_column": "id", "event_column": "body"}
    declared(operator, kind="table", location=f"sqlite:///{database}", **names)

    assert read_due(served) == 2
    assert read_due(served) == 0


def test_a_place_that_cannot_be_read_says_why_and_waits(served, operator, file) -> None:
    names = {"table": "outbox", "cursor_column": "id", "event_column": "body"}
    declared(operator, kind="table", location=f"sqlite:///{file.with_name('none.sqlite3')}", **names)

    read_due(served)
    read_due(served)

    assert told(operator)["failures"] == 1
    assert told(operator)["error"]


def test_a_paused_source_goes_on_where_it_stopped(served, operator, file) -> None:
    source = declared(operator)
    append(file, placed("1"))
    read_due(served)
    operator.post(f"{API}/event-sources/{source['id']}/pause", {"paused": True})
    append(file, placed("2"))
    assert read_due(served) == 0

    operator.post(f"{API}/event-sources/{source['id']}/pause", {"paused": False})

    assert read_due(served) == 1


def test_what_it_brought_stays_when_a_source_is_removed(served, operator, file) -> None:
    source = declared(operator)
    append(file, placed("1"))
    read_due(served)

    assert operator.delete(f"{API}/event-sources/{source['id']}").status_code == 204

    assert InboxEvent.objects.count() == 1
    assert EventStream.objects.count() == 0
    assert operator.delete(f"{API}/event-sources/{source['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"location": "/etc/passwd"}, "location"),
        ({"pattern": "../*"}, "pattern"),
        ({"kind": "table", "location": "mysql://u:secret@h/d"}, "location"),
        ({"kind": "table", "location": "mysql://h/d", "table": "t"}, "cursor_column"),
    ],
)
def test_a_place_outside_of_what_is_allowed_is_refused(operator, changes: dict[str, Any], field: str) -> None:
    answer = operator.post(f"{API}/event-sources", {"name": "x", "kind": "files", "location": "a.ndjson", **changes})

    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_a_name_is_taken_once(operator) -> None:
    declared(operator)

    again = operator.post(f"{API}/event-sources", {"name": "shop", "kind": "files", "location": "events.ndjson"})

    assert again.status_code == 409
