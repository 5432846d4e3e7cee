"""Imports happen once, whole or not at all, and can be taken back."""

# ruff: noqa: E501 (tables of rows)

from __future__ import annotations

import pytest
from tests.fakes import FakeBatchStore, FakeRun
from tests.rows_at_hand import mapping_for, records, rows_of, warehouse_in_memory

from frostier.flows.importing import dry_run, import_rows, is_new, recover_batches, resubmit, undo_import
from frostier.flows.ports import Batch
from frostier.kernel.errors import Conflict, InvalidInput, RunCancelled

GOOD = {"order_id": "A1", "ordered_at": "2025-03-01", "customer_code": "C1", "sku_code": "S1", "quantity": "2", "unit_price": "3"}  # fmt: skip
BAD = {**GOOD, "order_id": "A2", "ordered_at": "2025-02-30"}
MAPPING = mapping_for("orders", tuple(GOOD))


class Office:
    """A warehouse and a store with one operator."""

    def __init__(self) -> None:
        self.batches = FakeBatchStore()
        self.warehouse = warehouse_in_memory()
        self.runs = 0

    def run(self) -> FakeRun:
        self.runs += 1
        return FakeRun(id=self.runs)

    def bring(self, *rows: dict[str, str], replaces: int | None = None, run: FakeRun | None = None) -> Batch:
        return import_rows(
            run or self.run(), batches=self.batches, warehouse=self.warehouse, rows=rows_of(rows), mapping=MAPPING, replaces=replaces
        )  # fmt: skip

    def lines(self) -> list[tuple[str, int]]:
        stored = records(self.warehouse, "SELECT order_id, batch_no FROM order_line ORDER BY order_id, line_no")
        return [(r["order_id"], r["batch_no"]) for r in stored]


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_import_loads_what_is_usable_and_quarantines_the_rest(office: Office) -> None:
    batch = office.bring(GOOD, BAD)

    assert (batch.state, batch.report["rows"]["loaded"]) == ("loaded", 1)
    assert office.lines() == [("A1", 1)]
    (refused,) = office.batches.rejected()
    assert (refused.row_no, refused.field) == (2, "ordered_at")


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    first = office.bring(GOOD)
    run = office.run()

    again = office.bring(GOOD, run=run)

    assert again == first
    assert not is_new(run, again)


def test_a_corrected_file_takes_the_place_of_its_own_rows(office: Office) -> None:
    office.bring(GOOD, {**GOOD, "order_id": "A9"})

    office.bring({**GOOD, "quantity": "5"}, replaces=1)

    assert office.lines() == [("A1", 2)]
    assert office.batches.get(1).state == "undone"


def test_an_import_can_be_taken_back_and_what_it_replaced_stands_again(office: Office) -> None:
    office.bring(GOOD)
    office.bring({**GOOD, "quantity": "5"})

    undo_import(office.run(), 2, batches=office.batches, warehouse=office.warehouse)

    assert office.lines() == [("A1", 1)]
    with pytest.raises(Conflict):
        undo_import(office.run(), 2, batches=office.batches, warehouse=office.warehouse)


def test_corrected_rows_leave_quarantine_and_stand_beside_the_other_lines(office: Office) -> None:
    office.bring(GOOD, {**BAD, "order_id": "A1"})
    (refused,) = office.batches.rejected()
    assert refused.id is not None

    batch = resubmit(
        office.run(), batches=office.batches, warehouse=office.warehouse, mapping=MAPPING,
        rows=rows_of([{**BAD, "order_id": "A1", "ordered_at": "2025-02-28"}]), corrects=1, row_ids=[refused.id],
    )  # fmt: skip

    assert office.lines() == [("A1", 1), ("A1", batch.no)]
    assert office.batches.rejected_count() == 0


def test_taking_a_file_back_takes_its_corrections_back(office: Office) -> None:
    test_corrected_rows_leave_quarantine_and_stand_beside_the_other_lines(office)

    counts = undo_import(office.run(), 1, batches=office.batches, warehouse=office.warehouse)

    assert counts == {"removed": 2, "restored": 0}
    assert [b.state for b in office.batches.list()] == ["undone", "undone"]


def test_a_dry_run_shows_everything_and_changes_nothing(office: Office) -> None:
    shown = dry_run(office.run(), warehouse=office.warehouse, rows=rows_of([GOOD, BAD]), mapping=MAPPING)

    assert (shown.outcome.rows_loaded, len(shown.preview), len(shown.rejects)) == (1, 1, 1)
    assert office.lines() == []
    assert office.batches.list() == []


def test_a_cancelled_import_leaves_an_aborted_batch_and_no_rows(office: Office) -> None:
    with pytest.raises(RunCancelled):
        office.bring(GOOD, BAD, run=FakeRun(cancel_at=3))

    assert office.batches.get(1).state == "aborted"
    assert office.batches.rejected_count() == 0
    assert office.lines() == []


def test_an_empty_file_is_refused(office: Office) -> None:
    empty = rows_of([GOOD])
    empty = type(empty)(
        **{f: getattr(empty, f) for f in empty.__slots__} | {"relation": f"(FROM {empty.relation} LIMIT 0)"}
    )

    with pytest.raises(InvalidInput):
        import_rows(office.run(), batches=office.batches, warehouse=office.warehouse, rows=empty, mapping=MAPPING)


class Killed(BaseException):
    """The process ends here; nothing after this point runs."""


def killed_at(store: FakeBatchStore, method: str) -> None:
    """Make the store die when the method is called, and no longer answer."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    setattr(store, method, die)
    store.mark_aborted = die  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize(
    ("method", "state", "lines"), [("quarantine", "aborted", []), ("mark_loaded", "loaded", [("A1", 1)])]
)
def test_what_a_killed_import_left_is_finished_or_undone(
    office: Office, method: str, state: str, lines: list[tuple[str, int]]
) -> None:
    killed_at(office.batches, method)
    with pytest.raises(Killed):
        office.bring(GOOD, BAD)
    revive(office.batches)

    recover_batches(office.warehouse, office.batches)

    assert office.batches.get(1).state == state
    assert office.lines() == lines
    assert recover_batches(office.warehouse, office.batches) == []


def test_a_replacement_killed_after_its_commit_is_finished(office: Office) -> None:
    office.bring(GOOD)
    killed_at(office.batches, "mark_undone")
    with pytest.raises(Killed):
        office.bring({**GOOD, "quantity": "5"}, replaces=1)
    revive(office.batches)

    recover_batches(office.warehouse, office.batches)

    assert [b.state for b in office.batches.list()] == ["undone", "loaded"]
    assert office.batches.get(2).report["rows"]["loaded"] == 1


def test_an_undoing_killed_after_its_commit_is_finished(office: Office) -> None:
    office.bring(GOOD)
    killed_at(office.batches, "mark_undone")
    with pytest.raises(Killed):
        undo_import(office.run(), 1, batches=office.batches, warehouse=office.warehouse)
    revive(office.batches)

    recover_batches(office.warehouse, office.batches)

    assert office.batches.get(1).state == "undone"


def revive(store: FakeBatchStore) -> None:
    for name in ("quarantine", "mark_loaded", "mark_undone", "mark_aborted"):
        store.__dict__.pop(name, None)
