"""The proof holds after everything that operators do, and fails where a single stored value is not what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.agreement.small_company import LAST_DAY, MAPPINGS, copied
from tests.command_line import Inside, Said

from frostier.kernel.calendar import business_day
from frostier.shell.company import read_settings
from frostier.shell.home import Home

pytestmark = pytest.mark.slow

DAY = LAST_DAY.isoformat()
NEXT_DAY = LAST_DAY + timedelta(days=1)
PROOF_FAILED = 5


@pytest.fixture
def frostier(graded: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Inside]:
    """A copy of the graded company, to be changed, on the last day of its data."""
    with django_db_blocker.unblock():
        frostier = copied(graded / "home", tmp_path)
        live_on(frostier, LAST_DAY)
        yield frostier


def live_on(frostier: Inside, day: date) -> None:
    """Let the company's day be this one, whatever the calendar says: what is decided now is evaluated for today."""
    file = Home(frostier.home).settings_file
    settings = read_settings(file)
    today = business_day(datetime.now(UTC), settings.zone)
    file.write_text(replace(settings, demo_last_day=day, demo_made_on=today).as_toml(), encoding="utf-8")


def more_customers(frostier: Inside, graded: Path) -> None:
    """A further file: one customer moves to another city, one is new."""
    head, first, *_ = (graded / "files" / "客户.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True))
    file = frostier.home.parent / "客户2.csv"
    lines = [
        cells | {"城市": "乐山"},
        cells | {"客户编码": "K999999", "客户名称": "新来的串串店", "税号": "", "联系电话": ""},
    ]
    file.write_text("\n".join([head, *(",".join(line.values()) for line in lines)]) + "\n", encoding="utf-8")
    frostier("import", "customers", str(file), "--mapping", str(MAPPINGS / "demo_customers.yaml"))


def undo_payments(frostier: Inside, graded: Path) -> None:
    frostier("undo", "5")


def grade(frostier: Inside, graded: Path) -> None:
    frostier("grade", "--as-of", DAY)


def regrade_next_day(frostier: Inside, graded: Path) -> None:
    live_on(frostier, NEXT_DAY)
    frostier("grade", "--as-of", NEXT_DAY.isoformat())


def roll(frostier: Inside, graded: Path) -> None:
    live_on(frostier, NEXT_DAY)
    frostier("grade", "--roll", "--as-of", NEXT_DAY.isoformat())


def override(frostier: Inside, graded: Path, first: str = DAY) -> None:
    words = ("--reason", "战略客户", "--from", first, "--until", "2027-01-01")
    frostier("override", "set", somebody(frostier), "platinum", *words)


def override_earlier(frostier: Inside, graded: Path) -> None:
    override(frostier, graded, "2026-09-01")


def end_override(frostier: Inside, graded: Path) -> None:
    frostier("override", "end", somebody(frostier), "--on", DAY)


def other_scheme(frostier: Inside, graded: Path) -> None:
    frostier("schemes", "publish", "bands")


def rollback(frostier: Inside, graded: Path) -> None:
    frostier("schemes", "rollback")


Deed = Callable[[Inside, Path], None]
DEEDS: dict[str, tuple[Deed, ...]] = {
    "nothing": (),
    "an import": (more_customers,),
    "an import, graded": (more_customers, grade),
    "an undone import": (undo_payments,),
    "an undone import, graded": (undo_payments, grade),
    "a second grading of the day": (grade,),
    "a third grading of the day": (grade, grade),
    "a roll to the next day": (roll,),
    "an import, then a roll": (more_customers, roll),
    "a roll, then another grading": (roll, regrade_next_day),
    "a scheme published, then a roll": (other_scheme, roll),
    "an override, then a roll": (override, roll),
    "an override that acts at once": (override,),
    "an override, graded": (override, grade),
    "an override that begins in the past": (override_earlier,),
    "an override that begins in the past, graded": (override_earlier, grade),
    "an override that was cut short, graded": (override, grade, end_override, grade),
    "another scheme in force": (other_scheme,),
    "another scheme, graded": (other_scheme, grade),
    "a scheme rolled back, graded": (other_scheme, grade, rollback, grade),
}


@pytest.mark.parametrize("deeds", DEEDS.values(), ids=DEEDS)
def test_the_proof_holds_after(frostier: Inside, graded: Path, deeds: tuple[Deed, ...]) -> None:
    for deed in deeds:
        deed(frostier, graded)

    proof = frostier("verify")

    assert proof["holds"] is True
    changed_since = deeds and deeds[-1] in (more_customers, undo_payments)
    assert bool(proof["skipped"]) is bool(changed_since)


def test_the_proof_holds_after_an_override_was_cut_short(frostier: Inside, graded: Path) -> None:
    for deed in (override, grade, end_override):
        deed(frostier, graded)

    assert frostier("verify")["holds"] is True


# ── what was tampered with is found ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("features", "spend_30d", None),
        ("features", "recency_days", 400),
        ("tags", "hotpot_lover", None),
        ("tiers", "tier", "platinum"),
        ("tiers", "pending_since", LAST_DAY),
        ("tiers", "score", Decimal("0.0001")),
    ],
)
def test_one_changed_cell_of_a_snapshot_is_found_with_its_customer(
    frostier: Inside, table: str, column: str, value: Any
) -> None:
    customer = change_cell(latest_snapshot(frostier.home) / f"{table}.parquet", column, value)

    refused = frostier.run("verify")

    expect_failure(refused, customer)
    assert column in refused.out


def test_one_changed_fact_is_found_with_its_customer(frostier: Inside) -> None:
    with duckdb.connect(str(frostier.home / "warehouse.duckdb")) as warehouse:
        [(key, day, customer)] = warehouse.execute(
            "SELECT f.customer_key, f.day, c.customer_id FROM fact_customer_day f JOIN dim_customer c "
            "USING (customer_key) WHERE f.day <= ? AND f.net_amount > 0 ORDER BY f.day DESC, c.customer_id LIMIT 1",
            [LAST_DAY],
        ).fetchall()
        warehouse.execute(
            "UPDATE fact_customer_day SET net_amount = net_amount + 0.01 WHERE customer_key = ? AND day = ?", [key, day]
        )

    expect_failure(frostier.run("verify"), customer)


def test_one_lost_customer_of_a_snapshot_is_found(frostier: Inside) -> None:
    file = latest_snapshot(frostier.home) / "tiers.parquet"
    stored = pq.read_table(file)
    pq.write_table(stored.slice(1), file)

    expect_failure(frostier.run("verify"), stored["customer_id"][0].as_py())


def expect_failure(said: Said, customer: str) -> None:
    assert said.code == PROOF_FAILED, said.out + said.err
    assert customer in said.out
    assert "Traceback" not in said.err


def latest_snapshot(home: Path) -> Path:
    return max((home / "published").glob("grading-*"), key=lambda folder: int(folder.name.split("-")[1]))


def change_cell(file: Path, column: str, value: Any) -> str:
    """Write one other value into the first row where it is another; the customer of that row."""
    stored = pq.read_table(file)
    rows = stored.to_pylist()
    row = next(row for row in rows if row[column] != value)
    row[column] = (not row[column]) if isinstance(row[column], bool) else value
    pq.write_table(stored.from_pylist(rows, schema=stored.schema), file)
    customer: str = row["customer_id"]
    return customer


def somebody(frostier: Inside) -> str:
    """A customer who is not platinum, the same one every time."""
    rows = pq.read_table(latest_snapshot(frostier.home) / "features.parquet", columns=["customer_id", "spend_365d"])
    least = min(rows.to_pylist(), key=lambda row: (row["spend_365d"], row["customer_id"]))
    customer: str = least["customer_id"]
    return customer
