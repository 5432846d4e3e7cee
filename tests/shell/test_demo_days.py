"""In a demo the day is as far behind the calendar as its last day was when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.shell.live.test_loop import order, row_of, somebody

from frostier.shell.accounts.keys import key_of
from frostier.shell.clock import SystemClock
from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.models import InboxEvent
from frostier.shell.wiring import House

LAST_DAY, MADE_ON = date(2026, 11, 19), date(2026, 12, 12)  # the small company's last graded day; 23 days later
BEHIND = timedelta(days=23)
DEMO = CompanySettings(language="en", demo_last_day=LAST_DAY, demo_made_on=MADE_ON)


@dataclass
class DemoClock:
    """A clock that a test sets, of a demo made on ``MADE_ON``."""

    moment: datetime = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date() - BEHIND


@pytest.fixture
def clock() -> DemoClock:
    return DemoClock()


@pytest.fixture
def house(graded_house) -> House:
    graded_house.settings = DEMO
    return graded_house


def test_its_day_is_the_last_one_when_it_is_made_and_goes_on_from_there():
    calendar, demo = SystemClock(DEMO.zone), SystemClock(DEMO.zone, DEMO.days_behind)

    assert DEMO.days_behind == 23
    assert calendar.today() - demo.today() == BEHIND
    assert abs(calendar.now() - demo.now()) < timedelta(hours=1)


def test_every_other_company_has_the_calendars_day(tmp_path):
    plain = CompanySettings()
    file = tmp_path / "frostier.toml"
    file.write_text(plain.as_toml(), encoding="utf-8")

    assert "demo" not in file.read_text(encoding="utf-8")
    assert read_settings(file).days_behind == 0
    assert plain.own_moment(datetime(2030, 1, 1, tzinfo=UTC)) == datetime(2030, 1, 1, tzinfo=UTC)


def test_its_days_are_kept_in_its_settings(tmp_path):
    file = tmp_path / "frostier.toml"
    file.write_text(DEMO.as_toml(), encoding="utf-8")

    read = read_settings(file)

    assert (read.demo_last_day, read.demo_made_on) == (LAST_DAY, MADE_ON)


@pytest.mark.parametrize(
    ("told", "own"),
    [
        (datetime(2026, 12, 12, 1, 0, tzinfo=UTC), datetime(2026, 11, 19, 1, 0, tzinfo=UTC)),  # this morning
        (datetime(2026, 12, 15, 1, 0, tzinfo=UTC), datetime(2026, 11, 22, 1, 0, tzinfo=UTC)),  # three days later
        (datetime(2026, 11, 19, 15, 59, tzinfo=UTC), datetime(2026, 11, 19, 15, 59, tzinfo=UTC)),  # in its history
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), datetime(2026, 10, 27, 16, 0, tzinfo=UTC)),  # the day after it
    ],
)
def test_what_happens_after_its_last_day_happens_in_its_own_days(told, own):
    assert DEMO.own_moment(told) == own


def test_an_event_of_today_makes_nobody_more_silent(house, clock, client_as):
    profile = house.published.profile(house.gradings.latest().snapshot)
    known = profile.filter(profile.tenure_days > 0).select("customer_id", "tenure_days").order_by("customer_id")
    customer, tenure_days = house.published.rows(known)[0].values()
    asked: dict[str, Any] = {**order("e1", customer), "occurred_at": "2026-12-12T01:00:00Z"}

    sent = client_as("admin").post("/api/v1/events", [asked])
    loop = LiveLoop(house)
    loop.step()
    loop.leave()

    row = row_of(house, customer)
    assert sent.json()["accepted"] == 1
    assert str(row["last_order_on"]) == LAST_DAY.isoformat()
    assert row["recency_days"] == 0
    assert row["tenure_days"] == tenure_days
    assert InboxEvent.objects.get(event_id="e1").received_at == clock.now()


def test_pages_say_that_live_results_are_of_its_own_day(house, clock, client_as):
    admin = client_as("admin")
    sent = {**order("e1", somebody(house, "regular")), "occurred_at": "2026-12-12T01:00:00Z"}
    assert admin.post("/api/v1/events", [sent]).json()["accepted"] == 1

    loop = LiveLoop(house)
    loop.step()
    loop.leave()

    assert admin.get("/api/v1/meta").json()["as_of"] == LAST_DAY.isoformat()


def test_the_same_event_again_is_known_also_on_a_later_day(house, clock, client_as):
    asked = {**order("e1", somebody(house, "regular")), "occurred_at": "2026-12-12T01:00:00Z"}
    sender = client_as("admin")
    sender.post("/api/v1/events", [asked])

    clock.moment += timedelta(hours=30)
    again = sender.post("/api/v1/events", [asked]).json()

    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, 1, [])


def test_keys_live_by_the_calendar(house, clock, key_client):
    key = key_client()
    token = key.defaults["HTTP_AUTHORIZATION"].partition(" ")[2]
    expires = key_of(token, house.wall_clock).expires_on

    clock.moment = datetime(expires.year, expires.month, expires.day, 2, 0, tzinfo=UTC)

    assert clock.today() < expires
    assert key_of(token, house.wall_clock) is None
    assert key.get("/api/v1/me").status_code == 401


def test_pages_learn_how_far_behind_the_day_is(house, nobody):
    assert nobody.get("/api/v1/session").json()["company"]["days_behind"] == 23
