"""Folders and databases that are read on a schedule."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.shell.intake.conftest import API, ORDERS

from frostier.kernel.errors import SettingsError
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.intake.models import ImportBatch, ImportSource
from frostier.shell.intake.places import with_secrets
from frostier.shell.intake.sources import due_work
from frostier.shell.runs.models import Run

ORDER_COLUMNS = {
    "order_id": "订单号",
    "ordered_at": "下单时间",
    "customer_code": "客户编码",
    "sku_code": "商品编码",
    "quantity": "数量",
    "unit_price": "单价",
}
MAPPING = {"entity": "orders", "source": "till", "columns": ORDER_COLUMNS}
FOLDER = {
    "name": "门店订单",
    "kind": "folder",
    "location": ".",
    "pattern": "*.csv",
    "mapping": MAPPING,
    "schedule": {"every_minutes": 30},
}


@pytest.fixture
def inbox(home) -> Path:
    return home.inbox


def put(folder: Path, name: str, content: str, clock, *, age: timedelta = timedelta(minutes=1)) -> Path:
    """A file that was written some time ago."""
    file = folder / name
    file.write_text(content, encoding="utf-8")
    moment = (clock.moment - age).timestamp()
    os.utime(file, (moment, moment))
    return file


def added(operator, **changes):
    answer = operator.post("/sources", {**FOLDER, **changes})
    assert answer.status_code == 201, answer.content
    return answer.json()


def state(operator):
    (told,) = operator.get("/sources")
    return told


def test_a_new_source_is_due_at_once_and_then_by_its_schedule(operator, served):
    source = added(operator)

    (run,) = due_work(served, served.clock.now())

    assert (source["entity"], source["source"]) == ("orders", "till")
    assert (run.kind, run.by, run.arguments["source_id"]) == ("source", "schedule", source["id"])
    assert due_work(served, served.clock.now() + timedelta(minutes=29)) == []
    assert ImportSource.objects.get().next_due_at - served.clock.moment < timedelta(minutes=31)


def test_after_a_long_night_a_source_is_read_once(operator, served):
    added(operator)
    due_work(served, served.clock.now())
    operator.work()

    served.clock.moment += timedelta(days=3)

    assert len(due_work(served, served.clock.now())) == 1
    assert due_work(served, served.clock.now()) == []


def test_files_of_a_folder_come_in_once_and_are_put_aside(operator, served, inbox):
    put(inbox, "b.csv", ORDERS, served.clock)
    put(inbox, "a.csv", ORDERS.replace("A-", "B-"), served.clock)
    put(inbox, "note.txt", "not of this pattern", served.clock)
    source = added(operator)

    told = operator.result(f"/sources/{source['id']}/run")

    assert [(r["file"], r["new"]) for r in told["read"]] == [("a.csv", True), ("b.csv", True)]
    assert ImportBatch.objects.filter(source="till", state="loaded").count() == 2
    assert sorted(p.name for p in (inbox / "imported").iterdir()) == ["a.csv", "b.csv"]
    assert [p.name for p in inbox.iterdir() if p.is_file()] == ["note.txt"]
    assert operator.result(f"/sources/{source['id']}/run")["read"] == []


def test_the_same_content_under_another_name_changes_nothing_and_keeps_both_files(operator, served, inbox):
    source = added(operator)
    for _ in range(2):
        put(inbox, "day.csv", ORDERS, served.clock)
        told = operator.result(f"/sources/{source['id']}/run")

    assert told["read"][0]["new"] is False
    assert ImportBatch.objects.count() == 1
    assert len(list((inbox / "imported").iterdir())) == 2


def test_a_file_that_is_still_being_written_is_left_for_the_next_time(operator, served, inbox):
    put(inbox, "now.csv", ORDERS, served.clock, age=timedelta(seconds=3))
    source = added(operator)

    assert operator.result(f"/sources/{source['id']}/run")["read"] == []
    served.clock.moment += timedelta(minutes=1)
    assert len(operator.result(f"/sources/{source['id']}/run")["read"]) == 1


def test_a_file_that_cannot_be_used_is_put_aside_and_the_others_come_in(operator, served, inbox):
    put(inbox, "bad.csv", "别的,列\n1,2\n", served.clock)
    put(inbox, "good.csv", ORDERS, served.clock)
    source = added(operator)

    told = operator.run(f"/sources/{source['id']}/run")

    assert (told["state"], "bad.csv" in told["error"]["message"]) == ("failed", True)
    assert ImportBatch.objects.filter(state="loaded").count() == 1
    assert [p.name for p in (inbox / "refused").iterdir()] == ["bad.csv"]
    seen = state(operator)
    assert (seen["failures"], seen["last_run"]) == (1, told["id"])
    assert "bad.csv" in seen["error"]
    assert isinstance(seen["last_outcome"][0]["refused"], str)


def test_a_failing_source_is_tried_again_ever_later_and_heals(operator, served, inbox):
    source = added(operator, location="erp", schedule={"every_minutes": 5})
    waits = []
    for _ in range(3):
        operator.run(f"/sources/{source['id']}/run")
        waits.append(ImportSource.objects.get().next_due_at - served.clock.moment)
    (inbox / "erp").mkdir()

    operator.result(f"/sources/{source['id']}/run")

    assert [round(w / timedelta(minutes=1)) for w in waits] == [5, 10, 20]
    assert (state(operator)["failures"], state(operator)["error"]) == (0, None)


@pytest.mark.parametrize("location", ["/etc", "..", "../published", "link"])
def test_folders_outside_of_the_allowed_ones_are_refused(operator, inbox, location):
    (inbox / "link").symlink_to("/etc")

    answer = operator.post("/sources", {**FOLDER, "location": location})

    assert (answer.status_code, answer.json()["field"]) == (422, "location")
    assert not ImportSource.objects.exists()


def test_a_link_in_a_folder_does_not_lead_out_of_it(operator, served, inbox, tmp_path):
    outside = put(tmp_path, "outside.csv", ORDERS, served.clock)
    (inbox / "inside.csv").symlink_to(outside)
    source = added(operator)

    assert operator.run(f"/sources/{source['id']}/run")["state"] == "failed"
    assert not ImportBatch.objects.exists()


def test_other_folders_can_be_allowed_in_the_settings(operator, served, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    object.__setattr__(served.settings, "import_folders", [str(share)])
    put(share, "a.csv", ORDERS, served.clock)

    source = added(operator, location=str(share))

    assert len(operator.result(f"/sources/{source['id']}/run")["read"]) == 1
    assert operator.get("/source-places")["folders"] == [str(share)]


@pytest.fixture
def erp(inbox) -> Path:
    """A database of the till with two order lines."""
    file = inbox / "erp.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE lines (n INTEGER, 订单号, 下单时间, 客户编码, 商品编码, 数量, 单价)")
        database.executemany(
            "INSERT INTO lines VALUES (?, ?, '2026-11-18 09:30', 'C-1', 'S-1', 3, 12.5)", [(1, "A-1"), (2, "A-2")]
        )
    return file


def test_a_database_is_read_from_where_the_last_reading_ended(operator, erp):
    source = added(operator, kind="sql", location=f"sqlite:///{erp}", table="lines", cursor_column="n", pattern="")

    first = operator.result(f"/sources/{source['id']}/run")["read"][0]
    nothing = operator.result(f"/sources/{source['id']}/run")["read"][0]
    with closing(sqlite3.connect(erp)) as database, database:
        database.execute("INSERT INTO lines VALUES (3, 'A-3', '2026-11-18 09:30', 'C-1', 'S-1', 3, 12.5)")
    more = operator.result(f"/sources/{source['id']}/run")["read"][0]

    assert (first["rows"]["loaded"], nothing["new"], nothing["nothing_after"]) == (2, False, "2")
    assert more["rows"]["loaded"] == 1


@pytest.mark.parametrize(
    "location",
    [
        "sqlite:////etc/passwd",
        "postgresql://reader:geheim@erp/sales",
        "postgresql://reader:${PATH}@erp/sales",
        "mysql://reader:${FROSTIER_SECRET_KEY}@erp/sales",
        "http://erp/sales",
        "postgresql://erp:notaport/sales",
        "nonsense",
    ],
)
def test_addresses_with_secrets_or_to_foreign_files_are_refused(operator, location):
    answer = operator.post("/sources", {**FOLDER, "kind": "sql", "location": location, "table": "lines"})

    assert answer.status_code == 422
    assert not ImportSource.objects.exists()
    assert not AuditEntry.objects.filter(details__contains="geheim").exists()


def test_secrets_come_from_the_environment_when_a_source_is_read(operator):
    address = "postgresql://reader:${FROSTIER_SOURCE_ERP}@erp/sales"
    source = added(operator, kind="sql", location=address, table="lines", pattern="")

    assert source["location"] == address
    assert with_secrets(address, {"FROSTIER_SOURCE_ERP": "p@ss/word"}) == "postgresql://reader:p%40ss%2Fword@erp/sales"
    with pytest.raises(SettingsError, match="FROSTIER_SOURCE_ERP"):
        with_secrets(address, {})
    told = operator.run(f"/sources/{source['id']}/run")
    assert (told["state"], told["error"]["code"]) == ("failed", "settings")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "ftp"},
        {"name": "  "},
        {"pattern": "../*"},
        {"schedule": {}},
        {"schedule": {"every_minutes": 1}},
        {"schedule": {"daily_at": "25:00"}},
        {"mapping": {"entity": "orders"}},
        {"kind": "sql", "location": "sqlite:////x", "table": "a", "query": "SELECT 1"},
    ],
)
def test_a_source_that_cannot_work_is_refused(operator, changes):
    assert operator.post("/sources", {**FOLDER, **changes}).status_code == 422


def test_a_name_is_taken_once(operator):
    added(operator)

    assert operator.post("/sources", FOLDER).status_code == 409


def test_the_second_of_two_editors_is_told(operator):
    source = added(operator)
    changed = {**FOLDER, "name": "夜间", "schedule": {"daily_at": "02:30"}, "expected_version": 1}

    first = operator.client.put(f"{API}/sources/{source['id']}", changed, content_type="application/json")
    second = operator.client.put(f"{API}/sources/{source['id']}", changed, content_type="application/json")

    assert first.json()["schedule"] == {"every_minutes": None, "daily_at": "02:30"}
    assert (second.status_code, second.json()["where"]) == (409, {"version": 2})


def test_a_paused_source_rests_until_it_is_wanted_again(operator, served):
    source = added(operator)

    paused = operator.post(f"/sources/{source['id']}/pause", {"paused": True}).json()

    assert (paused["enabled"], paused["next_due_at"]) == (False, None)
    assert due_work(served, served.clock.now()) == []
    operator.post(f"/sources/{source['id']}/pause", {"paused": False})
    assert len(due_work(served, served.clock.now())) == 1


def test_two_clicks_and_the_schedule_make_one_run(operator, served):
    source = added(operator)

    clicks = [operator.post(f"/sources/{source['id']}/run").json()["run"]["id"] for _ in range(2)]
    (due,) = due_work(served, served.clock.now())

    assert {*clicks, due.pk} == {clicks[0]}
    assert Run.objects.count() == 1


def test_a_removed_source_leaves_what_it_brought(operator, served, inbox):
    put(inbox, "a.csv", ORDERS, served.clock)
    source = added(operator)
    operator.result(f"/sources/{source['id']}/run")

    assert operator.client.delete(f"{API}/sources/{source['id']}").status_code == 204

    assert operator.get("/sources") == []
    assert operator.get("/batches")["total"] == 1
    assert operator.client.delete(f"{API}/sources/{source['id']}").status_code == 404
    actions = list(
        AuditEntry.objects.filter(action__startswith="source.").order_by("no").values_list("action", flat=True)
    )
    assert actions == ["source.added", "source.run_requested", "source.removed"]


def test_readers_see_sources_but_cannot_change_them(operator, as_role):
    source = added(operator)
    finance = as_role("finance")

    assert [s["name"] for s in finance.get("/sources")] == ["门店订单"]
    assert finance.post("/sources", FOLDER).status_code == 403
    assert finance.post(f"/sources/{source['id']}/run").status_code == 403


def test_mappings_are_kept_under_a_name_per_source(operator):
    saved = operator.post("/mappings", {"name": "门店", "mapping": MAPPING})
    again = operator.post("/mappings", {"name": "门店", "mapping": MAPPING})
    changed = {"name": "门店二", "mapping": MAPPING, "expected_version": 1}
    path = f"{API}/mappings/{saved.json()['id']}"

    assert (saved.status_code, again.status_code) == (201, 409)
    assert operator.client.put(path, changed, content_type="application/json").json()["version"] == 2
    assert operator.client.put(path, changed, content_type="application/json").status_code == 409
    assert [m["name"] for m in operator.get("/mappings")] == ["门店二"]
    assert operator.client.delete(path).status_code == 204
    assert operator.post("/mappings", {"name": "坏", "mapping": {"entity": "orders"}}).status_code == 422
