"""A small company the whole way on the command line, in a process of its own as a person would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frostier.demo.spec import DemoSpec
from frostier.shell.company import read_settings
from frostier.shell.home import Home

pytestmark = pytest.mark.slow


class Person:
    """Somebody at a terminal with one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from frostier.shell.cli import main; main()", "--home", str(self.home), *args]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "FROSTIER_LANG": "en"})

    def ask(self, *args: str) -> Any:
        done = self.run(*args, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Person:
    person = Person(tmp_path_factory.mktemp("whole-way") / "home")
    done = person.run("demo", "--customers", "120")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Next: frostier" in done.stdout
    return person


def test_the_demo_leaves_finished_runs_and_half_a_year_of_gradings(person):
    runs = person.ask("runs", "list")["runs"]

    assert {r["state"] for r in runs} == {"finished"}
    assert [r["kind"] for r in reversed(runs)] == ["demo", *["import"] * 5, *["grade"] * 7]


def test_the_demos_last_day_is_its_today(person):
    settings = read_settings(Home(person.home).settings_file)

    assert settings.demo_last_day == DemoSpec().last_day
    assert settings.demo_made_on - settings.demo_last_day == timedelta(days=settings.days_behind)


def test_a_customer_is_explained_in_both_languages(person, tmp_path):
    target = tmp_path / "best.csv"
    person.ask("customers", "export", str(target), "--where", "等级 = platinum", "--columns", "customer_name,tier")
    customer = target.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0]

    told = person.ask("explain", customer)

    assert told["tier"]["id"] == "platinum"
    assert told["sentences"]["zh"]
    assert told["sentences"]["en"]
    assert person.ask("history", customer)["entries"]


def test_the_proof_holds(person):
    assert person.ask("verify")["holds"] is True


def test_a_draft_is_tried_before_it_is_published(person, tmp_path):
    told = person.ask("schemes", "whatif", "rules", "-o", str(tmp_path / "moves.csv"))

    lines = (tmp_path / "moves.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) - 1 == told["customers"] == sum(s["customers"] for s in told["shifts"])


def test_quarantined_rows_are_exported_and_brought_in_again(person, tmp_path):
    file = tmp_path / "rows.csv"
    waiting = person.ask("quarantine", "list")["total"]
    assert person.ask("quarantine", "export", str(file))["rows"] == waiting > 0

    told = person.ask("quarantine", "resubmit", str(file))

    again = sum(b["rows_rejected"] for b in told["batches"])
    assert person.ask("quarantine", "list")["total"] == again


def test_a_grading_days_after_the_last_order_says_that_the_orders_are_old(person):
    file = Home(person.home).settings_file
    settings = read_settings(file)
    assert settings.demo_made_on is not None
    earlier = replace(settings, demo_made_on=settings.demo_made_on - timedelta(days=10))
    file.write_text(earlier.as_toml(), encoding="utf-8")  # as if the demo had been made ten days ago

    fresh, late = person.run("grade", "--as-of", "2026-11-02"), person.run("grade", "--as-of", "2026-11-10")

    assert "the orders end on" not in fresh.stdout
    assert "the orders end on 2026-10-31, 10 days before this grading" in late.stdout
