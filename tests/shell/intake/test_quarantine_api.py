"""Rows that cannot be used: seen with their reasons, corrected, dismissed, taken away as a file."""

from __future__ import annotations

import pytest
from tests.shell.intake.conftest import API, ORDERS

from frostier.shell.accounts.models import AuditEntry
from frostier.shell.intake.correcting import bring_in
from frostier.shell.intake.models import QuarantinedRow, Resubmission
from frostier.shell.runs.models import Run
from frostier.shell.runs.running import LiveRun


@pytest.fixture
def rows(operator):
    """The two rows of a file that cannot be used: a day that does not exist, a number in words."""
    operator.imported()
    return operator.get("/quarantine")["items"]


def correct(row, **values):
    return {"id": row["id"], "values": values}


def test_a_row_comes_with_its_reason_the_failing_cell_and_the_file_as_it_was(rows):
    day, number = rows

    assert (day["field"], day["header"], day["field_name"], day["row_no"]) == (
        "ordered_at",
        "下单时间",
        "ordered at",
        3,
    )
    assert day["raw"]["下单时间"] == "2026-02-30 10:00"
    assert "a date that exists" in day["reason"]
    assert (number["field"], number["code"]) == ("quantity", "unreadable")


def test_rows_are_found_by_batch_field_and_code_and_counted_by_what_they_failed_by(operator, rows):
    told = operator.get("/quarantine", field="quantity")

    assert [r["id"] for r in told["items"]] == [rows[1]["id"]]
    assert told["facets"] == [
        {"batch_no": 1, "field": "quantity", "field_name": "quantity", "code": "unreadable", "rows": 1}
    ]
    assert operator.get("/quarantine", batch=99)["items"] == []
    first = operator.get("/quarantine", limit=1)
    assert operator.get("/quarantine", limit=1, cursor=first["next"])["items"][0]["id"] == rows[1]["id"]


def test_corrected_rows_come_in_and_leave_quarantine(operator, rows):
    day, number = rows

    told = operator.result(
        "/quarantine/resubmit",
        {"rows": [correct(day, 下单时间="2026-03-02 10:00"), correct(number, 数量="2")]},
    )

    (brought,) = told["batches"]
    assert brought["report"]["rows"]["loaded"] == 2
    assert operator.get("/quarantine")["total"] == 0
    closed = operator.get("/quarantine", state="resubmitted")["items"]
    assert [r["resubmitted_in"] for r in closed] == [brought["batch_no"]] * 2
    assert closed[0]["fate"] == f"Corrected and loaded with batch {brought['batch_no']}."
    assert operator.get(f"/batches/{brought['batch_no']}")["corrects"] == 1


def test_a_correction_that_is_still_wrong_is_back_in_quarantine_and_says_so(operator, rows):
    day, number = rows

    operator.result("/quarantine/resubmit", {"rows": [correct(day, 下单时间="2026-03-02"), correct(number, 数量="三")]})

    (again,) = operator.get("/quarantine")["items"]
    assert (again["field"], again["raw"]["数量"]) == ("quantity", "三")
    fates = {r["id"]: r for r in operator.get("/quarantine", state="resubmitted")["items"]}
    assert fates[number["id"]]["refused_again_as"] == again["id"]
    assert fates[day["id"]]["refused_again_as"] is None


def test_only_cells_of_the_file_and_open_rows_can_be_corrected(operator, rows):
    day, _ = rows

    assert operator.post("/quarantine/resubmit", {"rows": [correct(day, 别的列="x")]}).status_code == 422
    assert operator.post("/quarantine/resubmit", {"rows": [{"id": 999, "values": {}}]}).status_code == 404
    assert operator.post("/quarantine/resubmit", {"rows": []}).status_code == 422
    operator.result("/quarantine/resubmit", {"rows": [correct(day, 下单时间="2026-03-02")]})
    assert operator.post("/quarantine/resubmit", {"rows": [correct(day, 下单时间="2026-03-03")]}).status_code == 409


def test_a_resubmission_that_was_killed_after_its_commit_is_found_done(operator, served, rows):
    day, _ = rows
    operator.result("/quarantine/resubmit", {"rows": [correct(day, 下单时间="2026-03-02")]})
    run = LiveRun(Run.objects.get(kind="resubmit").pk, served.clock)

    (again,) = bring_in(served, run, Resubmission.objects.get())

    assert again.draft.corrects == 1
    assert operator.get("/batches")["total"] == 2


def test_dismissed_rows_stay_visible_with_who_and_why(operator, rows):
    ids = [row["id"] for row in rows]

    told = operator.post("/quarantine/dismiss", {"ids": ids, "reason": "测试单，作废"})

    assert told.json() == {"dismissed": 2}
    assert operator.get("/quarantine")["total"] == 0
    closed = operator.get("/quarantine", state="dismissed")["items"]
    assert {(r["fate"], r["closed_by"]) for r in closed} == {("Dismissed: 测试单，作废", "operator")}
    assert AuditEntry.objects.get(action="quarantine.dismissed").actor == "operator"
    assert operator.post("/quarantine/dismiss", {"ids": ids, "reason": "再来"}).status_code == 409


@pytest.mark.parametrize("asked", [{"ids": [1], "reason": "  "}, {"ids": [], "reason": "x"}, {"ids": [1]}])
def test_rows_are_not_dismissed_without_a_reason(operator, rows, asked):
    assert operator.post("/quarantine/dismiss", asked).status_code == 422
    assert QuarantinedRow.objects.filter(state="open").count() == 2


def test_the_rows_of_an_undone_batch_are_no_longer_open(operator, rows):
    operator.result("/batches/1/undo")

    assert operator.get("/quarantine")["total"] == 0
    refused = operator.post("/quarantine/resubmit", {"rows": [correct(rows[0], 下单时间="2026-03-02")]})
    assert refused.status_code == 409


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_quarantine_can_be_taken_away_as_a_file_and_that_is_audited(operator, home, rows, format):
    answer = operator.client.get(f"{API}/quarantine/export", {"batch": 1, "format": format})

    assert answer["Content-Disposition"] == f'attachment; filename="quarantine-1.{format}"'
    assert len(b"".join(answer.streaming_content)) > 100
    assert AuditEntry.objects.filter(action="quarantine.exported").count() == 1
    assert list(home.work.iterdir()) == []


def test_rows_are_only_for_those_who_may_see_every_customer(operator, as_role):
    operator.imported("客户编码,客户名称,电话,账期\nC-1,好客,12345,10\n".replace("12345", "1"), "客户.csv")
    northern = as_role("operator", username="north", regions=["sichuan"])

    assert northern.client.get(f"{API}/quarantine").status_code == 403
    assert northern.post("/quarantine/dismiss", {"ids": [1], "reason": "x"}).status_code == 403


def test_the_usual_reasons_do_not_tell_personal_data_to_readers(operator, as_role):
    secret = "密" * 401
    upload_id = operator.uploaded(f"客户编码,客户名称,收货地址\nC-1,好客,{secret}\n", "客户.csv")
    mapping = operator.mapping_for(upload_id, entity="customers")
    operator.result("/imports", {"upload_id": upload_id, "mapping": mapping})

    (reason,) = as_role("executive").get("/batches/1")["top_reasons"]

    assert reason["field"] == "address"
    assert "密" not in reason["reason"]


def test_whoever_asked_sees_the_corrections_in_the_run_nobody_else_does(operator, as_role, rows):
    told = operator.run("/quarantine/resubmit", {"rows": [correct(rows[0], 下单时间="2026-03-02")]})

    other = as_role("finance").get(f"/runs/{told['id']}")

    assert told["result"] is not None
    assert (other["result"], other["arguments"]) == (None, {})


def test_orders_of_the_fixture_hold_two_good_rows_and_two_bad_ones():
    assert len(ORDERS.splitlines()) == 5
