"""However events come in, in whatever portions and after however many restarts: the state is that of a full run.

The full run imports nothing and evaluates everybody once, over the facts of the same events sent in the right order,
with the scheme, the cut points and the states that the live loop started from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.agreement.live_and_full import full_state, live_state, touched
from tests.shell.conftest import FixedClock
from tests.shell.small_company import make_graded_company

from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.home import Home
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

HISTORIES = int(os.environ.get("FROSTIER_LIVE_HISTORIES", "3"))
EVENTS = 60
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)

Event = dict[str, Any]


# ── histories ───────────────────────────────────────────────────────────────────────────────────────────────────


def history(random: Random, customers: Sequence[str], skus: Sequence[str]) -> list[Event]:
    """Orders that are placed, changed, cancelled, sent back and delivered, receivables, notes; in the right order."""
    events: list[Event] = []

    def tell(kind: str, customer: str | None, **data: Any) -> None:
        at = MORNING - timedelta(days=random.choice((0, 0, 0, 1, 40))) + timedelta(minutes=random.randrange(90))
        events.append(
            {
                "source": "erp", "event_id": f"e{len(events)}", "type": kind, "occurred_at": at.isoformat(),
                "customer_code": customer, "data": data,
            }
        )  # fmt: skip

    def lines() -> list[dict[str, Any]]:
        return [
            {"line_no": str(n), "sku_code": sku, "quantity": random.choice((1, 3, 250)), "unit_price": "19.90"}
            for n, sku in enumerate(random.sample(list(skus), random.choice((1, 2, 3))))
        ]

    for n in range(EVENTS // 3):
        customer = random.choice([*customers, "NEW-1", "NEW-2"])
        order = f"LIVE-{n}"
        tell("order.placed", customer, order_id=order, lines=lines())
        for kind in random.sample(("change", "cancel", "return", "pay", "note"), 2):
            match kind:
                case "change":
                    tell("order.changed", random.choice((customer, customer, "NEW-3")), order_id=order, lines=lines())
                case "cancel":
                    tell("order.cancelled", customer, order_id=order)
                case "return":
                    tell("order.returned", customer, order_id=order, lines=[{"sku_code": skus[0], "quantity": 1}])
                case "pay":
                    due = {
                        "receivable_id": f"R-{n}",
                        "issued_on": "2026-10-01",
                        "due_on": "2026-10-20",
                        "amount": "900",
                    }
                    tell("payment.due", customer, **due)
                    if random.random() < 0.5:
                        tell("payment.received", customer, receivable_id=f"R-{n}", paid_on="2026-11-10", amount="900")
                case "note":
                    tell("complaint", customer, text="送晚了", severity="low")
    corrected = random.sample([e for e in events if e["type"] == "order.placed"], 3)
    events += [{**e, "version": 2, "data": {**e["data"], "lines": lines()}} for e in corrected]
    return events


@dataclass
class Arrival:
    """A disorderly arrival of a history: portions of events as they are sent, and what happens in between."""

    random: Random
    events: Sequence[Event]

    def portions(self) -> Iterator[list[Event]]:
        """Every event at least once, late ones, repeated ones, in any order."""
        rest = [*self.events, *self.random.sample(list(self.events), len(self.events) // 4)]
        self.random.shuffle(rest)
        while rest:
            size = self.random.choice((1, 2, 7, 25))
            yield rest[:size]
            del rest[:size]


# ── two houses ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    with django_db_blocker.unblock():
        root = tmp_path_factory.mktemp("company") / "home"
        make_graded_company(root)
    return root


def opened(company: Path, folder: Path) -> House:
    shutil.copytree(company, folder)
    home = Home(folder)
    use_home(home)
    return House(home, read_settings(home.settings_file), FixedClock())


def sent(house: House, events: Sequence[Event]) -> None:
    accepted = accept(list(events), by="test", zone=house.settings.zone, now=house.clock.now())
    assert [str(one.refusal.reason) for one in accepted.rejected] == []


# ── the law ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_any_arrival_of_a_history_ends_in_the_state_of_a_full_run(
    company: Path, tmp_path: Path, seed: int, django_db_blocker: Any
) -> None:
    random = Random(seed)
    with django_db_blocker.unblock():
        house = opened(company, tmp_path / "live")
        events = history(random, *_names(house))
        loop = LiveLoop(house)
        for portion in Arrival(random, events).portions():
            sent(house, portion)
            loop.most = random.choice((1, 3, 50))
            for _ in range(random.choice((0, 1, 3))):
                loop.step()
            if random.random() < 0.15:
                loop.leave()  # the worker ends; another one comes
                house.close()
                loop = LiveLoop(House(house.home, house.settings, house.clock))
                house = loop.house
        while loop.step() is not None:
            pass
        loop.leave()
        lived = live_state(house)
        whom = touched(house)
        house.close()

        ordered = opened(company, tmp_path / "ordered")
        sent(ordered, sorted(events, key=lambda e: (e["occurred_at"], e["event_id"], e.get("version", 1))))
        once = LiveLoop(ordered)
        once.step()
        once.leave()
        full = full_state(ordered, whom)
        ordered.close()

    assert lived["states"] == full["states"]
    assert lived["profile"].keys() == full["profile"].keys()
    for customer, row in lived["profile"].items():
        assert row == full["profile"][customer], customer


def _names(house: House) -> tuple[list[str], list[str]]:
    """Customers of every tier, and articles."""
    states = house.gradings.states_as_of(None).to_pylist()
    customers = sorted({s["tier"]: s["customer_id"] for s in states}.values())
    lock = house.take_home()
    assert lock is not None
    skus = [
        row[0]
        for row in house.warehouse.connection.execute("SELECT sku_code FROM dim_sku ORDER BY 1 LIMIT 6").fetchall()
    ]
    house.leave_home(lock)
    return [*customers, *(s["customer_id"] for s in states[:6])], skus
