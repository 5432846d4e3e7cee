"""Files to take away, and lists as people set them up."""

from __future__ import annotations

import csv
import json

import pyarrow.parquet as pq
import pytest

from frostier.shell.accounts.models import AuditEntry
from frostier.shell.runs.files import run_files
from frostier.shell.runs.handlers import handlers
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_of
from frostier.shell.runs.running import LiveRun


@pytest.fixture
def exported(company):
    """``exported(asking, {…})``: ask for an export and perform it; its file and result."""

    def perform(asking, asked):
        row = Run.objects.get(pk=asking.send("post", "/exports", asked, status=202)["run"]["id"])
        run = LiveRun(row.pk, company.clock)
        result = handlers()["export"].perform(run, company, row.arguments, request_of(row))
        return run_files(company, row.pk) / result["file"], result

    return perform


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_spreadsheet_speaks_in_names_and_a_program_in_ids(exported, operator, profile):
    gold = {row["customer_id"] for row in profile if row["tier"] == "gold"}
    asked = {"filter": {"tier": ["gold"]}, "columns": ["customer_id", "tier", "customer_type", "always_on_time"]}

    sheet, told = exported(operator, {**asked, "format": "csv"})
    file, _ = exported(operator, {**asked, "format": "json"})

    assert {row["customer id"] for row in rows_of(sheet)} == gold
    assert told["rows"] == len(gold)
    assert list(json.loads(file.read_text(encoding="utf-8"))[0]) == asked["columns"]
    assert "hotpot_shop" not in sheet.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["customers", "orders"])
@pytest.mark.parametrize("format", ["xlsx", "csv", "parquet", "json"])
def test_every_format_is_written(exported, operator, what, format):
    path, told = exported(operator, {"what": what, "format": format, "filter": {"where": "spend_30d > 2000"}})

    assert path.suffix == f".{format}"
    assert told["rows"] > 0


def test_an_export_holds_the_customers_of_whoever_asked(exported, signed_in, profile):
    team = next(row["team"] for row in profile if row["team"])
    supervisor = signed_in("supervisor", teams=[team])

    customers, _ = exported(supervisor, {"format": "parquet", "columns": ["customer_id"]})
    orders, _ = exported(supervisor, {"what": "orders", "format": "parquet"})

    mine = {row["customer_id"] for row in profile if row["team"] == team}
    assert set(pq.read_table(customers)["customer_id"].to_pylist()) == mine
    assert set(pq.read_table(orders)["customer_id"].to_pylist()) <= mine


def test_an_export_is_recorded_with_what_was_asked_for(exported, operator):
    exported(operator, {"filter": {"tier": ["gold"]}, "format": "csv"})

    entry = AuditEntry.objects.filter(action="export.requested").order_by("-pk").first()
    assert entry.actor == operator.username
    assert "gold" in json.dumps(entry.details)


def test_columns_and_conditions_are_checked_before_the_run(operator, signed_in):
    operator.send("post", "/exports", {"columns": ["nothing"]}, status=422)
    operator.send("post", "/exports", {"what": "orders", "columns": ["tier"]}, status=422)
    operator.send("post", "/exports", {"filter": {"where": "spend >"}}, status=422)
    operator.send("post", "/exports", {"format": "exe"}, status=422)
    signed_in("executive").send("post", "/exports", {}, status=403)


# ── saved views ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_view_is_the_owners_until_it_is_shared(operator, signed_in):
    other = signed_in("operator")
    view = operator.send("post", "/views", {"name": "silent gold", "query": {"tier": ["gold"]}}, status=201)
    hidden = view["id"] in {v["id"] for v in other.get("/views")}

    operator.send("patch", f"/views/{view['id']}", {"shared": True})
    seen = next(v for v in other.get("/views", page="customers") if v["id"] == view["id"])

    assert not hidden
    assert seen["query"] == {"tier": ["gold"]}
    assert seen["mine"] is False
    other.send("patch", f"/views/{view['id']}", {"name": "taken"}, status=403)
    other.send("delete", f"/views/{view['id']}", status=403)
    operator.send("delete", f"/views/{view['id']}", status=204)
    operator.send("delete", f"/views/{view['id']}", status=404)


def test_a_name_is_used_once(operator):
    operator.send("post", "/views", {"name": "twice"}, status=201)

    operator.send("post", "/views", {"name": "twice"}, status=409)
    operator.send("post", "/views", {"name": ""}, status=422)
    operator.send("post", "/views", {"name": "huge", "query": {"q": "x" * 30_000}}, status=422)
