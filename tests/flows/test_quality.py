"""The quality report says what an operator should look at."""

from __future__ import annotations

from tests.fakes import FakeBatchStore

from frostier.flows.ports import BatchDraft, JsonObject
from frostier.flows.quality import quality_of, quality_over_time


def loaded(store: FakeBatchStore, read: int, **changes: object) -> int:
    rows = {"read": read, "loaded": read, "rejected": 0, "superseded": 0}
    report: JsonObject = {
        "rows": rows, "flags": {}, "completeness": {"order_id": read}, "last_day": "2026-01-14", **changes,
    }  # fmt: skip
    batch = store.open(BatchDraft("orders", "erp", "o.csv", str(read), {}, "m", 1))
    store.mark_loaded(batch.no, report)
    return batch.no


def audits(store: FakeBatchStore, batch_no: int) -> list[str]:
    return [f.audit for f in quality_of(batch_no, store).findings]


def test_a_good_batch_has_no_findings() -> None:
    store = FakeBatchStore()

    number = loaded(store, 100)

    quality = quality_of(number, store)
    assert quality.findings == ()
    assert (quality.validity, quality.uniqueness, quality.age_days, quality.volume) == (1.0, 1.0, 1, None)


def test_empty_cells_rejects_repeats_and_age_are_each_found() -> None:
    store = FakeBatchStore()
    number = loaded(
        store, 100,
        rows={"read": 100, "loaded": 90, "rejected": 10, "superseded": 0},
        flags={"exact_duplicate": 5}, completeness={"customer_code": 40}, last_day="2025-12-01",
    )  # fmt: skip

    assert audits(store, number) == ["completeness", "validity", "uniqueness", "freshness"]


def test_volume_is_held_against_the_median_of_earlier_batches() -> None:
    store = FakeBatchStore()
    for read in (90, 100, 110):
        loaded(store, read)

    small, usual = loaded(store, 40), loaded(store, 101)

    assert audits(store, small) == ["volume"]
    assert audits(store, usual) == []
    assert [q.volume for q in quality_over_time(store)][:3] == [None, None, None]


def test_a_batch_of_events_has_no_account_and_leaves_the_others_theirs() -> None:
    store = FakeBatchStore()
    before = loaded(store, 100)
    live = store.open(BatchDraft("orders", "erp", "", "events", {}, "m", 1)).no
    store.mark_loaded(live, {"live": True})
    after = loaded(store, 90)

    assert [q.batch_no for q in quality_over_time(store)] == [before, after]
    assert audits(store, after) == []
    assert quality_of(live, store).batch_no == live
