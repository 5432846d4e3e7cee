"""Import batches and quarantine on a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frostier.flows.ports import BatchDraft, RejectedRow
from frostier.kernel.errors import Conflict, NotFound
from frostier.kernel.text import Text
from frostier.shell.intake.commands import DjangoBatchStore

ORDERS = BatchDraft("orders", "erp", "订单.xlsx", "c0ffee", {"columns": {}}, "m1", run_id=3)


@pytest.fixture
def batches(home, clock) -> DjangoBatchStore:
    return DjangoBatchStore(clock)


def rejected(batch_no: int, row_no: int) -> RejectedRow:
    reason = Text("日期不存在", "no such day")
    return RejectedRow(batch_no, row_no, "ordered_at", "bad_date", reason, {"下单时间": "2026-02-30", "金额": None})


def test_a_loaded_batch_is_found_by_its_content_until_it_is_undone(batches):
    batch = batches.open(ORDERS)
    assert batches.active_duplicate("orders", "erp", "c0ffee", "m1") is None

    loaded = batches.mark_loaded(batch.no, {"rows_read": 2})

    assert batches.active_duplicate("orders", "erp", "c0ffee", "m1") == loaded
    assert batches.active_duplicate("orders", "erp", "c0ffee", "m2") is None
    batches.mark_undone(batch.no, run_id=4)
    assert batches.active_duplicate("orders", "erp", "c0ffee", "m1") is None


def test_numbers_of_batches_only_grow(batches):
    first, second = batches.open(ORDERS), batches.open(replace(ORDERS, replaces=1))

    batches.mark_aborted(second.no, Text("文件损坏", "damaged file"))

    assert batches.open(ORDERS).no > second.no > first.no
    assert [b.state for b in batches.list()] == ["loading", "aborted", "loading"]
    assert [b.no for b in batches.list(state="aborted")] == [second.no]


def test_quarantined_rows_come_back_as_they_went_in(batches):
    batch = batches.open(ORDERS)

    assert batches.quarantine(batch.no, (rejected(batch.no, n) for n in (2, 1))) == 2

    rows = list(batches.rejected(batch_no=batch.no))
    assert [replace(r, id=None) for r in rows] == [rejected(batch.no, 1), rejected(batch.no, 2)]
    assert len(list(batches.rejected(limit=1))) == 1
    assert batches.rejected_count() == 2


def test_resubmitted_rows_leave_the_open_quarantine(batches):
    batch = batches.open(ORDERS)
    batches.quarantine(batch.no, [rejected(batch.no, 1), rejected(batch.no, 2)])
    first, _ = batches.rejected()

    batches.mark_resubmitted([first.id], by_batch=9)

    assert batches.rejected_count() == 1
    assert batches.rejected_count(state="resubmitted") == 1


def test_an_aborted_batch_leaves_no_quarantined_rows(batches):
    batch = batches.open(ORDERS)
    batches.quarantine(batch.no, [rejected(batch.no, 1)])

    batches.mark_aborted(batch.no, Text("中断", "interrupted"))

    assert batches.rejected_count() == 0


def test_undoing_a_batch_closes_its_quarantine(batches):
    batch = batches.open(ORDERS)
    batches.quarantine(batch.no, [rejected(batch.no, 1)])
    batches.mark_loaded(batch.no, {})

    batches.mark_undone(batch.no, run_id=4)

    assert batches.rejected_count() == 0
    assert batches.rejected_count(state="dismissed") == 1


def test_an_undone_batch_cannot_be_loaded_again(batches):
    batch = batches.open(ORDERS)
    batches.mark_undone(batch.no, run_id=4)

    with pytest.raises(Conflict, match="undone"):
        batches.mark_loaded(batch.no, {})


def test_an_unknown_batch_is_refused(batches):
    with pytest.raises(NotFound, match="batch 42"):
        batches.get(42)


def test_a_cursor_is_remembered_per_source_and_entity(batches):
    batches.save_cursor("erp", "orders", "100")
    batches.save_cursor("erp", "orders", "200")

    assert batches.cursor("erp", "orders") == "200"
    assert batches.cursor("erp", "payments") is None
