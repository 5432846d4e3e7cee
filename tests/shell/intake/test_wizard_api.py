"""From a file on a desk to graded facts: hand in, look, try, import."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from tests.shell.intake.conftest import API, ORDERS

from frostier.shell.accounts.models import AuditEntry
from frostier.shell.intake.models import ImportBatch, Upload
from frostier.shell.intake.tasks import import_upload
from frostier.shell.intake.uploads import remove_old_uploads
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_of
from frostier.shell.runs.running import LiveRun


def test_a_handed_in_file_is_kept_under_its_number_never_under_its_name(operator, home):
    answer = operator.upload(name="../../etc/订单.CSV")

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (answer.status_code, told["file_name"], told["size_bytes"]) == (201, "订单.CSV", len(ORDERS.encode()))
    assert [f.name for f in home.uploads.iterdir()] == [f"{told['id']}.csv"]
    assert AuditEntry.objects.filter(action="upload.received").count() == 1


@pytest.mark.parametrize("name", ["订单.exe", "订单.xls", "订单", ".csv", "a.csv.php"])
def test_only_kinds_of_files_that_hold_tables_are_taken(operator, home, name):
    answer = operator.upload(name=name)

    assert answer.status_code == 422
    assert answer.json()["field"] == "file"
    assert list(home.uploads.iterdir()) == []


def test_a_form_without_a_file_is_refused(operator):
    assert operator.post("/uploads", {}).status_code == 422
    malformed = operator.client.post(f"{API}/uploads", b"nonsense", content_type="multipart/form-data")
    assert malformed.status_code == 400


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(operator, served, home):
    object.__setattr__(served.settings, "upload_limit_mb", 1)

    answer = operator.upload("x" * (2 << 20))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert list(home.uploads.iterdir()) == []


def test_nobody_who_is_not_signed_in_can_hand_in_a_large_file(nobody):
    file = {"file": SimpleUploadedFile("订单.csv", b"x" * 200_000)}

    answer = nobody.post(f"{API}/uploads", file, content_type=MULTIPART_CONTENT)

    assert answer.status_code == 401


def test_an_upload_belongs_to_whoever_handed_it_in(operator, as_role):
    upload_id = operator.uploaded()
    colleague = as_role("operator", username="colleague")

    assert colleague.post("/imports/inspect", {"upload_id": upload_id}).status_code == 404
    assert colleague.post("/imports", {"upload_id": upload_id, "mapping": {}}).status_code == 404
    assert as_role("admin").post("/imports/inspect", {"upload_id": upload_id}).status_code == 202


def test_looking_at_a_file_tells_what_it_is_and_proposes_how_to_read_it(operator):
    upload_id = operator.uploaded()

    found = operator.result("/imports/inspect", {"upload_id": upload_id, "source": "erp2"})

    assert found["entity"] == "orders"
    assert found["entities"][0]["entity"] == "orders"
    assert found["headers"] == ["订单号", "下单时间", "客户编码", "商品编码", "数量", "单价"]
    assert found["sample"][0] == ["A-1", "2026-11-18 09:30", "C-1", "S-1", "3", "12.50"]
    assert found["file"] | {"encoding": "utf-8", "delimiter": ",", "header_row": 1} == found["file"]
    suggestion = found["suggestion"]
    assert suggestion["missing"] == []
    assert suggestion["mapping"]["source"] == "erp2"
    by_column = {m["column"]: m for m in suggestion["matches"]}
    assert by_column["order_id"]["header"] == "订单号"
    assert isinstance(by_column["order_id"]["reason"], str)
    assert by_column["quantity"]["examples"] == ["3", "2", "两箱"]


def test_a_total_line_at_the_end_is_skipped_and_told(operator):
    lines = "".join(f"A-{n},2026-11-18 09:30,C-1,S-1,3,12.50\n" for n in range(600))
    upload_id = operator.uploaded(ORDERS.splitlines()[0] + "\n" + lines + "合计,,,,1800,\n")
    mapping = operator.mapping_for(upload_id)

    tried = operator.result("/imports/dry-run", {"upload_id": upload_id, "mapping": mapping})

    assert (
        tried["report"]["rows"] | {"read": 601, "loaded": 600, "skipped_by_rule": 1, "rejected": 0}
        == (tried["report"]["rows"])
    )


def test_a_preview_shows_values_as_they_would_be_stored_and_why_others_cannot_be(operator):
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)

    told = operator.post("/imports/preview", {"upload_id": upload_id, "mapping": mapping}).json()

    assert told["counts"] == {"load": 2, "quarantine": 2, "skip": 0}
    first, _, no_such_day, no_number = told["rows"]
    assert first["cells"]["ordered_at"] == {
        "text": "2026-11-18 09:30",
        "value": "2026-11-18T01:30:00Z",
        "problem": None,
    }
    assert first["cells"]["quantity"]["value"] == "3.000"
    assert "a date that exists" in no_such_day["cells"]["ordered_at"]["problem"]
    assert "a number" in no_number["cells"]["quantity"]["problem"]


def test_a_preview_needs_an_inspected_upload_and_a_mapping_that_fits(operator):
    upload_id = operator.uploaded()
    columns = {"order_id": "订单号", "ordered_at": "下单时间", "sku_code": "没有的列", "quantity": "数量"}
    strange = {"entity": "orders", "columns": columns}

    assert operator.post("/imports/preview", {"upload_id": upload_id, "mapping": strange}).status_code == 409
    operator.mapping_for(upload_id)
    refused = operator.post("/imports/preview", {"upload_id": upload_id, "mapping": strange})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping")
    assert operator.post("/imports/preview", {"upload_id": upload_id, "mapping": {"entity": "x"}}).status_code == 422


def test_a_dry_run_accounts_for_every_row_and_changes_nothing(operator):
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)

    tried = operator.result("/imports/dry-run", {"upload_id": upload_id, "mapping": mapping})

    rows = tried["report"]["rows"]
    assert (rows["read"], rows["loaded"], rows["rejected"]) == (4, 2, 2)
    assert [(r["row_no"], r["field"]) for r in tried["rejects"]] == [(3, "ordered_at"), (4, "quantity")]
    assert isinstance(tried["rejects"][0]["reason"], str)
    assert len(tried["preview"]) == 2
    assert not ImportBatch.objects.exists()


def test_an_import_loads_what_can_be_used_and_the_lake_keeps_the_file(operator, home):
    brought = operator.imported()

    assert brought["new"] is True
    batch = operator.get(f"/batches/{brought['batch_no']}")
    assert batch["file_name"] == "订单.csv"
    assert batch["rows"] == {"read": 4, "loaded": 2, "rejected": 2, "skipped": 0}
    assert batch["open_quarantine"] == 2
    assert {r["field"] for r in batch["top_reasons"]} == {"ordered_at", "quantity"}
    assert batch["quality"]["validity"] == 0.5
    assert list(home.uploads.iterdir()) == []
    assert len([f for f in home.lake.rglob("*") if f.is_file()]) == 1


def test_importing_twice_brings_the_rows_once(operator):
    first = operator.imported()
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)

    again = operator.result("/imports", {"upload_id": upload_id, "mapping": mapping})

    assert (again["batch_no"], again["new"]) == (first["batch_no"], False)


def test_a_double_click_is_one_run(operator):
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)

    clicks = [operator.post("/imports", {"upload_id": upload_id, "mapping": mapping}).json() for _ in range(2)]

    assert clicks[0]["run"]["id"] == clicks[1]["run"]["id"]
    operator.work()
    assert ImportBatch.objects.count() == 1


def test_an_import_that_was_killed_after_its_commit_is_found_done(operator, served):
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)
    told = operator.run("/imports", {"upload_id": upload_id, "mapping": mapping})
    row = Run.objects.get(pk=told["id"])

    again = import_upload(LiveRun(row.pk, served.clock), served, row.arguments, request_of(row))

    assert (again["batch_no"], again["new"]) == (told["result"]["batch_no"], True)
    assert ImportBatch.objects.count() == 1


def test_the_mapping_last_used_for_a_source_is_offered_where_it_fits(operator):
    operator.imported()

    found = operator.result("/imports/inspect", {"upload_id": operator.uploaded(ORDERS + "\n"), "source": "erp2"})
    other = operator.result("/imports/inspect", {"upload_id": operator.uploaded("a,b\n1,2\n"), "source": "erp2"})

    assert found["remembered"][0]["mapping"] == ImportBatch.objects.get().mapping
    assert other["remembered"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.csv", b""),
        ("图片.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
        ("坏.xlsx", b"PK\x03\x04 not a workbook at all"),
        ("文档.csv", b"%PDF-1.7 ..."),
    ],
)
def test_a_file_that_is_no_table_fails_with_a_reason_and_its_own_name(operator, name, content):
    told = operator.run("/imports/inspect", {"upload_id": operator.uploaded(content, name)})

    assert told["state"] == "failed"
    assert told["error"]["code"] == "unreadable_file"
    assert name in told["error"]["message"]


def test_a_zip_bomb_in_a_workbook_is_refused(operator):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 20_000_000)

    told = operator.run("/imports/inspect", {"upload_id": operator.uploaded(packed.getvalue(), "炸弹.xlsx")})

    assert (told["state"], told["error"]["code"]) == ("failed", "unreadable_file")


def test_text_that_a_spreadsheet_takes_for_a_formula_comes_through_unharmed(operator):
    evil = "=cmd|'/C calc'!A0"
    rows = f'客户编码,客户名称,信用额度\nC-1,"{evil}",100\nC-2,好客,"{evil}"\n'
    upload_id = operator.uploaded(rows, "客户.csv")
    mapping = operator.mapping_for(upload_id, entity="customers")

    shown = operator.post("/imports/preview", {"upload_id": upload_id, "mapping": mapping}).json()
    operator.result("/imports", {"upload_id": upload_id, "mapping": mapping})

    assert shown["rows"][0]["cells"]["customer_name"]["value"] == evil
    (row,) = operator.get("/quarantine")["items"]
    assert row["raw"]["信用额度"] == evil
    exported = operator.client.get(f"{API}/quarantine/export", {"format": "csv"})
    assert f"'{evil}" in b"".join(exported.streaming_content).decode()


def test_a_batch_can_be_replaced_only_by_its_own_kind(operator):
    first = operator.imported()
    upload_id = operator.uploaded("客户编码,客户名称\nC-1,好客\n", "客户.csv")
    mapping = operator.mapping_for(upload_id)

    wrong = operator.run("/imports", {"upload_id": upload_id, "mapping": mapping, "replaces": first["batch_no"]})
    unknown = operator.post("/imports", {"upload_id": upload_id, "mapping": mapping, "replaces": 999})

    assert (wrong["state"], wrong["error"]["code"]) == ("failed", "conflict")
    assert unknown.status_code == 404


def test_an_import_can_be_taken_back_once(operator):
    batch_no = operator.imported()["batch_no"]

    gone = operator.result(f"/batches/{batch_no}/undo")

    assert gone["removed"] == 2
    assert operator.get(f"/batches/{batch_no}")["state"] == "undone"
    assert operator.post(f"/batches/{batch_no}/undo").status_code == 409
    assert operator.post("/batches/999/undo").status_code == 404


def test_after_an_undo_the_file_can_be_imported_from_the_lake(operator):
    upload_id = operator.uploaded()
    mapping = operator.mapping_for(upload_id)
    first = operator.result("/imports", {"upload_id": upload_id, "mapping": mapping})
    operator.result(f"/batches/{first['batch_no']}/undo")

    again = operator.result("/imports", {"upload_id": upload_id, "mapping": mapping})

    assert again["new"] is True
    assert again["batch_no"] > first["batch_no"]


def test_uploads_that_nobody_imports_are_removed_after_a_week(operator, served, home):
    upload_id = operator.uploaded()

    assert remove_old_uploads(home, served.clock.now() + timedelta(days=6)) == 0
    assert remove_old_uploads(home, served.clock.now() + timedelta(days=8)) == 1

    assert list(home.uploads.iterdir()) == []
    assert Upload.objects.get(pk=upload_id).removed_at is not None
    told = operator.run("/imports/inspect", {"upload_id": upload_id})
    assert told["error"]["code"] == "not_found"


def test_readers_of_quality_may_not_import(as_role):
    finance = as_role("finance")

    assert finance.upload().status_code == 403
    assert finance.client.get(f"{API}/quarantine").status_code == 403
    assert finance.get("/batches") == {"items": [], "next": None, "total": 0}


def test_batches_come_newest_first_in_pages(operator):
    for n in range(3):
        operator.imported(ORDERS.replace("A-", f"B{n}-"))

    first = operator.get("/batches", limit=2)
    rest = operator.get("/batches", limit=2, cursor=first["next"])

    assert first["total"] == 3
    assert [b["no"] for b in first["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next"] is None
    assert operator.get("/batches", state="undone")["total"] == 0


def test_quality_is_told_for_every_batch_in_order(operator):
    operator.imported()
    operator.imported(ORDERS.replace("A-", "B-"))

    told = operator.get("/quality", entity="orders")

    assert [q["batch_no"] for q in told] == [1, 2]
    assert told[0]["validity"] == 0.5
    assert told[0]["findings"][0]["audit_name"]
    assert operator.get("/quality", entity="skus") == []


def test_the_dictionary_tells_every_column_in_the_callers_language(operator, as_role):
    english = {e["entity"]: e for e in operator.get("/dictionary")}
    chinese = {e["entity"]: e for e in as_role("executive", language="zh").get("/dictionary")}

    assert set(english) == {"customers", "contacts", "skus", "orders", "payments"}
    credit_days = {c["id"]: c for c in english["customers"]["columns"]}["credit_days"]
    assert (credit_days["low"], credit_days["high"], credit_days["unit"]) == ("0", "365", "days")
    assert chinese["customers"]["columns"][0]["name"] == "客户编码"
