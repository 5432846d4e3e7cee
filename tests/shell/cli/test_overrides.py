"""A tier set or ended on the command line: told, audited and in force like one of the console."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.shell.cli.conftest import Answer, call

from frostier.kernel.calendar import business_day
from frostier.shell.accounts import audit
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.company import read_settings
from frostier.shell.home import Home
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House, open_house

TODAY = date(2026, 11, 20)


@pytest.fixture
def house(graded_home: Home) -> Any:
    """The graded company with a clock by which, as for the command line, today is the day after its last grading."""
    settings = read_settings(graded_home.settings_file)
    now = business_day(datetime.now(UTC), settings.zone)
    graded_home.settings_file.write_text(
        replace(settings, demo_last_day=TODAY, demo_made_on=now).as_toml(), encoding="utf-8"
    )
    house = open_house(graded_home.root)
    yield house
    house.close()


@pytest.fixture
def name(house: House) -> str:
    """A regular customer."""
    return str(next(s for s in house.gradings.states_as_of(None).to_pylist() if s["tier"] == "regular")["customer_id"])


@pytest.fixture
def override(house: House, capsys: pytest.CaptureFixture[str]) -> Any:
    def override(*args: str) -> Answer:
        answer = call(capsys, "override", *args)
        assert answer.code == 0, answer.err
        return answer

    return override


def tier_of(house: House, name: str) -> str:
    return next(str(s["tier"]) for s in house.gradings.states_as_of(None).to_pylist() if s["customer_id"] == name)


def evaluated(house: House) -> None:
    """Let the live loop take on what waits."""
    loop = LiveLoop(house)
    assert loop.step() is not None
    loop.leave()


def waiting() -> int:
    return DjangoInbox().last() - DjangoInbox().position()


def test_a_tier_set_by_a_command_decides_with_the_next_batch_and_so_does_its_end(house, name, override) -> None:
    override("set", name, "platinum", "--reason", "战略客户，先试一周")
    evaluated(house)
    held = tier_of(house, name)
    override("end", name)
    evaluated(house)

    assert (held, tier_of(house, name)) == ("platinum", "regular")
    told = [(e.to_value, e.cause) for e in house.gradings.history(name) if e.kind == "tier"]
    # It began and ended on one day, whose result is what holds at its end.
    assert told[-2:] == [("platinum", "override"), ("regular", "corrected")]


def test_what_begins_or_ends_on_a_later_day_has_nobody_evaluated_before(house, name, override) -> None:
    tomorrow, later = str(TODAY + timedelta(days=1)), str(TODAY + timedelta(days=9))

    override("set", name, "platinum", "--reason", "下月起签约", "--from", tomorrow, "--until", later)
    override("end", name, "--on", str(TODAY + timedelta(days=5)))

    assert waiting() == 0


def test_a_customer_that_nobody_knows_yet_holds_up_nothing(house, name, override) -> None:
    override("set", "NEW-1", "gold", "--reason", "新店开业")
    override("set", name, "platinum", "--reason", "战略客户")
    evaluated(house)

    assert (waiting(), tier_of(house, name)) == (0, "platinum")


def test_the_audit_trail_tells_who_set_and_ended_it_at_the_machine(house, name, override) -> None:
    override("set", name, "platinum", "--reason", "战略客户")
    [kept] = house.gradings.overrides(TODAY)
    override("end", name)

    entries = [(e.actor, e.action, e.subject) for e in AuditEntry.objects.order_by("no")][-2:]
    who = audit.at_the_machine().name
    assert entries == [(who, "override.set", name), (who, "override.ended", name)]
    assert kept.by == who
