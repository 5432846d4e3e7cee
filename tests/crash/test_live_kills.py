"""The worker is killed while events stream in: nothing accepted is lost, nothing counts twice, the ledger has no gap.

``FROSTIER_LIVE_KILLS`` says how often (3 unless told).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.agreement.live_and_full import full_state, live_state, touched
from tests.shell.small_company import make_graded_company

from frostier.shell.clock import SystemClock
from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.home import Home
from frostier.shell.live.accepting import accept
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FROSTIER_LIVE_KILLS", "3"))
PATIENCE_SECONDS = 600.0


@pytest.fixture
def house(tmp_path: Path, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock():
        home = Home(tmp_path / "home")
        make_graded_company(home.root)
        shutil.rmtree(home.work / "demo-files", ignore_errors=True)
        use_home(home)
        settings = read_settings(home.settings_file)
        house = House(home, settings, SystemClock(settings.zone))
        yield house
        house.close()


@dataclass
class Stream:
    """Orders that come in one after another; ``sold`` is what was accepted, by order."""

    house: House
    customers: list[str]
    random: Random
    sold: dict[str, Decimal] = field(default_factory=dict)

    def send(self) -> None:
        """A few orders; some of them cancelled, some sent twice."""
        events = []
        for _ in range(self.random.choice((1, 4, 15))):
            order, customer = f"LIVE-{len(self.sold)}", self.random.choice(self.customers)
            quantity = self.random.randrange(1, 90)
            self.sold[order] = Decimal(quantity)
            lines = [{"line_no": "1", "sku_code": "S1", "quantity": quantity, "unit_price": "10"}]
            events.append(self._event("order.placed", order, customer, lines=lines))
            if self.random.random() < 0.2:
                self.sold[order] = Decimal(0)
                events.append(self._event("order.cancelled", order, customer))
        events += self.random.sample(events, 1)
        accept(events, by="test", zone=self.house.settings.zone, now=datetime.now(UTC))

    def _event(self, kind: str, order: str, customer: str, **data: Any) -> dict[str, Any]:
        return {
            "source": "erp", "event_id": f"{kind}-{order}", "type": kind, "occurred_at": "2026-11-20T01:00:00Z",
            "customer_code": customer, "data": {"order_id": order, **data},
        }  # fmt: skip


def worker_over(house: House) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "frostier", "--home", str(house.home.root), "worker"]
    log = (house.home.root.parent / "worker.log").open("ab")
    return subprocess.Popen(command, stdout=log, stderr=log)


def at_work(worker: subprocess.Popen[bytes], stream: Stream) -> None:
    """Wait until the worker has begun to evaluate what comes in."""
    inbox = DjangoInbox()
    before = inbox.position()
    stream.send()
    until(lambda: inbox.position() > before or worker.poll() is not None)
    assert worker.poll() is None, (stream.house.home.root.parent / "worker.log").read_text()[-4000:]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def test_a_worker_killed_at_any_moment_loses_nothing_and_does_nothing_twice(house: House) -> None:
    random, inbox = Random(11), DjangoInbox()
    customers = house.gradings.states_as_of(None)["customer_id"].to_pylist()[:20]
    stream = Stream(house, customers, random)
    for _ in range(KILLS):
        worker = worker_over(house)
        try:
            at_work(worker, stream)
            killed_at = time.monotonic() + random.uniform(0, 3)
            while time.monotonic() < killed_at:
                stream.send()
                time.sleep(random.uniform(0, 0.3))
        finally:
            worker.kill()
            worker.wait()
    stream.send()

    last = worker_over(house)
    try:
        until(lambda: inbox.position() == inbox.last() or last.poll() is not None)
    finally:
        last.terminate()
        last.wait(60)

    lived, whom = live_state(house), touched(house)
    full = full_state(house, whom)
    assert lived == full
    assert sold_in(house) == {order: sold for order, sold in stream.sold.items() if sold}


def sold_in(house: House) -> dict[str, Decimal]:
    """Quantity by order, of the orders that events brought."""
    lock = house.take_home()
    assert lock is not None
    rows = house.warehouse.connection.execute(
        "SELECT order_id, sum(quantity) FROM order_line WHERE order_id LIKE 'LIVE-%' AND line_kind = 'sale' GROUP BY 1"
    ).fetchall()
    house.leave_home(lock)
    return dict(rows)
