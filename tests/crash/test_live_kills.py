"""kill -9 of worker and web server while events stream in: nothing accepted is lost, nothing counts twice.

``FROSTIER_LIVE_KILLS`` says how often (6 unless told).
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.agreement.live_and_full import full_state, live_state, touched
from tests.crash.under_load import Processes, Receiver, Sender, Which, receiving, until
from tests.shell.small_company import graded_company

from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.keys import KeyWish, create_key
from frostier.shell.accounts.models import User
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.clock import SystemClock
from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.console.house import serve
from frostier.shell.grading.models import LedgerEntry
from frostier.shell.home import Home
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.models import InboxEvent, RejectedEvent
from frostier.shell.outbox.commands import make_endpoint
from frostier.shell.outbox.models import FollowUp, WebhookDelivery
from frostier.shell.schedules.models import Schedule
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FROSTIER_LIVE_KILLS", "6"))
TOLD = {"customer.tier_changed": "tier", "customer.stage_changed": "stage"}


@dataclass(frozen=True)
class Survivor:
    """A house after the kills, with what was sent to it and what it told."""

    house: House
    sender: Sender
    receiver: Receiver
    kills: Counter[str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    """The small company, with nothing to do by the clock."""
    home = Home(tmp_path_factory.mktemp("live") / "home")
    with django_db_blocker.unblock():
        shutil.copytree(graded_company(tmp_path_factory), home.root)
        use_home(home)
        settings = replace(read_settings(home.settings_file), webhook_networks=("127.0.0.0/8",))
        home.settings_file.write_text(settings.as_toml(), encoding="utf-8")
        house = House(home, settings, SystemClock(settings.zone))
        Schedule.objects.update(enabled=False)
        FollowUp.objects.update(done_at=house.clock.now())
        serve(house)
        yield house
        serve(None)
        house.close()


@pytest.fixture(scope="module")
def survivor(house: House) -> Survivor:
    random = Random(11)
    customers = house.gradings.states_as_of(None)["customer_id"].to_pylist()[:20]
    with receiving() as receiver:
        token = let_in(house, receiver)
        processes = Processes(house.home.root, house.home.root.parent)
        sender = Sender(processes.address, token, customers, random)
        try:
            kills = killed_under_load(processes, sender, random)
            sender.stop()
            until(lambda: everything_is_told() or not processes.lives("worker"), "all is evaluated and told")
            processes.check("worker")
        finally:
            sender.over.set()
            processes.stop()
    return Survivor(house, sender, receiver, kills)


def let_in(house: House, receiver: Receiver) -> str:
    """The key for who sends events; the receiver is told of every change."""
    role = ROLE_OF["admin"]
    admin = User.objects.create(username="admin", role=role.id, scope_kind="all")
    viewer = Viewer(admin.username, role.id, role.permissions, EVERYTHING, user_id=admin.pk)
    make_endpoint(house, viewer, receiver.url, sorted(TOLD))
    tomorrow = house.clock.today() + timedelta(days=2)
    _, token = create_key(
        KeyWish("erp", frozenset({"events.write"}), EVERYTHING, tomorrow), by=viewer, clock=house.clock
    )
    return token


def killed_under_load(processes: Processes, sender: Sender, random: Random) -> Counter[str]:
    """Kill the worker (while it starts, or at work) and the web server in turn; how often each."""
    processes.start("web")
    processes.start("worker")
    sender.start()
    done: Counter[str] = Counter()
    for number in range(KILLS):
        which: Which = "web" if number % 2 else "worker"
        at_work = wait_for_a_random_moment(processes, which, random)
        processes.kill(which)
        done[f"{which} at work" if at_work else f"{which} as it starts"] += 1
        processes.start(which)
    return done


def wait_for_a_random_moment(processes: Processes, which: Which, random: Random) -> bool:
    """Wait, mostly until the worker has begun to evaluate, then a while; whether it had begun by then."""
    inbox = DjangoInbox()
    before = inbox.position()
    if which == "worker" and random.random() < 0.7:
        until(lambda: inbox.position() > before or not processes.lives("worker"), "events are evaluated")
    processes.check("worker")
    time.sleep(random.uniform(0, 3))
    return which == "web" or inbox.position() > before


def everything_is_told() -> bool:
    inbox = DjangoInbox()
    return inbox.position() == inbox.last() and not WebhookDelivery.objects.filter(state="pending").exists()


def test_both_processes_were_hit_while_events_came_in(survivor: Survivor) -> None:
    print(f"\n{KILLS} kills: {dict(survivor.kills)}; {len(survivor.sender.events)} events sent, ", end="")
    print(f"{survivor.sender.unanswered} requests without an answer")

    assert survivor.kills.total() == KILLS
    assert survivor.kills["worker at work"]
    assert survivor.kills["web at work"]
    assert survivor.sender.unanswered


def test_every_accepted_event_is_kept_once_and_none_is_set_aside(survivor: Survivor) -> None:
    sent = InboxEvent.objects.filter(source="erp").values_list("event_id", flat=True)

    assert Counter(sent) == Counter(survivor.sender.events)
    numbers = list(InboxEvent.objects.order_by("id").values_list("id", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert survivor.sender.refused == []
    assert RejectedEvent.objects.count() == 0


def test_every_order_counts_once_as_it_was_accepted(survivor: Survivor) -> None:
    lock = survivor.house.take_home()
    assert lock is not None
    rows = survivor.house.warehouse.connection.execute(
        "SELECT order_id, sum(quantity) FROM order_line WHERE order_id LIKE 'LIVE-%' AND line_kind = 'sale' GROUP BY 1"
    ).fetchall()
    survivor.house.leave_home(lock)

    assert dict(rows) == {order: sold for order, sold in survivor.sender.sold.items() if sold}


def test_results_and_states_are_those_of_a_full_run(survivor: Survivor) -> None:
    lived, whom = live_state(survivor.house), touched(survivor.house)

    full = full_state(survivor.house, whom)

    assert lived == full


def test_the_ledger_tells_of_every_change_from_what_it_was_before(survivor: Survivor) -> None:
    stands: dict[tuple[str, str], str | None] = {}
    for entry in LedgerEntry.objects.filter(kind__in=TOLD.values()).order_by("id"):
        name = (entry.customer_id, entry.kind)
        assert entry.from_value == stands.get(name), (name, entry.as_of, entry.revision)
        stands[name] = entry.to_value

    present = survivor.house.gradings.states_as_of(None).to_pylist()
    assert {(s["customer_id"], kind): s[kind] for s in present for kind in TOLD.values()} == stands


def test_other_systems_were_told_of_every_change_of_the_ledger_under_one_id(survivor: Survivor) -> None:
    told = [delivery_told(delivery) for delivery in WebhookDelivery.objects.all()]
    recorded = [
        (entry.customer_id, entry.kind, entry.from_value, entry.to_value)
        for entry in LedgerEntry.objects.filter(kind__in=TOLD.values(), revision__gt=0)
    ]

    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert Counter(told) == Counter(recorded)
    sent = dict(WebhookDelivery.objects.values_list("event_id", "payload"))
    assert {id: {body.decode() for body in bodies} for id, bodies in survivor.receiver.got.items()} == {
        id: {payload} for id, payload in sent.items()
    }


def delivery_told(delivery: WebhookDelivery) -> tuple[str, str, str | None, str | None]:
    """What a message says, in the words of the ledger."""
    body = json.loads(delivery.payload)
    return body["customer_id"], TOLD[body["type"]], body["data"]["from"], body["data"]["to"]
