"""The rules for tasks are published as versions; events and gradings go by the newest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.shell.live.test_loop import order, somebody

from frostier.actions.rule_book import STANDARD_BOOK
from frostier.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from frostier.shell.accounts.audit import at_the_machine
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.models import LivePosition
from frostier.shell.wiring import House
from frostier.shell.workbench.models import RuleBookVersion, Task
from frostier.shell.workbench.rule_books import (
    book_lately,
    book_of,
    history,
    publish_rules,
    published_book,
    roll_back_rules,
)

STRICTER = {"rules": [{"id": "big_order", "when": "event_ratio >= 3 and event_amount >= 5000", "due_days": 1}]}
NO_LARGE_ORDERS = {"rules": [{"id": "big_order", "on": False}], "triggers": [{"id": "large_order", "on": False}]}


@pytest.fixture
def publish(home: Any, clock: Any) -> Callable[..., Any]:
    def publish(data: dict[str, Any], seen: int | None = None, note: str = "说好了") -> Any:
        expected = published_book().version if seen is None else seen
        return publish_rules(at_the_machine(), clock, data, expected_version=expected, note=note)

    return publish


def test_a_new_house_goes_by_the_standard_rules(home) -> None:
    assert published_book() is STANDARD_BOOK
    assert [one.book.version for one in history()] == [1]


def test_what_is_published_is_in_force_and_its_history_is_kept(publish, clock) -> None:
    publish(STRICTER)
    publish({"rules": [{"id": "contract_birthday", "on": False}]}, note="周年改由短信")

    book = published_book()

    assert (book.version, book.rule("big_order").due_days, book.rule("contract_birthday").on) == (3, 1, False)
    assert book_lately() == book
    assert [(one.book.version, one.note) for one in history()] == [(3, "周年改由短信"), (2, "说好了"), (1, "")]
    entry = AuditEntry.objects.order_by("-no").first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("task_rules.published", "3")
    assert json.loads(entry.details)["changes"] == [
        {"of": "rule", "id": "contract_birthday", "part": "on", "was": "是", "becomes": "否"}
    ]


def test_a_version_is_never_changed_or_removed(publish) -> None:
    publish(STRICTER)

    for change in (RuleBookVersion.objects.all().delete, lambda: RuleBookVersion.objects.update(note="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_saw_an_older_version_must_look_again(publish) -> None:
    publish(STRICTER)

    with pytest.raises(Stale):
        publish(NO_LARGE_ORDERS, seen=1)
    with pytest.raises(Conflict):
        publish(STRICTER)
    with pytest.raises(InvalidInput):
        publish(NO_LARGE_ORDERS, note=" ")
    assert published_book().version == 2


def test_rolling_back_brings_the_former_rules_as_a_new_version(publish, clock) -> None:
    publish(STRICTER)
    own = {
        "name": {"zh": "大单致谢", "en": "thanks"},
        "title": {"zh": "致谢 {name}", "en": "Thank {name}"},
        "when": "spend_30d > 9000",
    }
    publish({"rules": [own]})

    back = roll_back_rules(at_the_machine(), clock, 1, expected_version=3, note="试行结束")

    assert back.version == published_book().version == 4
    assert published_book().acting_rules == STANDARD_BOOK.rules
    assert published_book().rule("own_1").on is False
    assert book_of(3).rule("own_1").on is True
    with pytest.raises(NotFound):
        roll_back_rules(at_the_machine(), clock, 9, expected_version=4, note="x")


# ── what goes by them ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def live(graded_house: House) -> Iterator[Callable[..., list[Task]]]:
    """``live(event, …)``: take events and evaluate them; the tasks that there are then."""
    loop = LiveLoop(graded_house)

    def live(*events: Any) -> list[Task]:
        accept(list(events), by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())
        while loop.step() is not None:
            pass
        return list(Task.objects.filter(kind="big_order").order_by("id"))

    yield live
    loop.leave()


def published_in(house: House, data: dict[str, Any]) -> None:
    version = published_book().version
    publish_rules(at_the_machine(), house.clock, data, expected_version=version, note="试行")


def usual_order(house: House, customer: str) -> float:
    profile = house.published.profile(house.gradings.latest().snapshot)
    [row] = house.published.rows(profile.filter(profile.customer_id == customer))
    return float(row["avg_order_value_365d"])


def order_of(customer: str, event_id: str, amount: float) -> dict[str, Any]:
    event = order(event_id, customer, order_id=event_id)
    event["data"]["lines"] = [{"sku_code": "S1", "quantity": 1, "unit_price": f"{amount:.2f}"}]
    return event


def test_an_open_live_loop_goes_by_what_was_published_meanwhile(graded_house: House, live) -> None:
    customers = [s["customer_id"] for s in graded_house.gradings.states_as_of(None).to_pylist() if s["tier"] == "gold"]
    first, second, third = customers[:3]

    made = live(order_of(first, "O-1", usual_order(graded_house, first) * 2.5 + 1000))
    published_in(graded_house, {"rules": [{"id": "big_order", "when": "event_ratio >= 3 and event_amount >= 1"}]})
    usual = usual_order(graded_house, second)
    quiet = live(order_of(second, "O-2", usual * 2.5))
    loud = live(order_of(third, "O-3", usual_order(graded_house, third) * 3.5))

    assert [(task.customer_id, task.reason["version"]) for task in made] == [(first, "1")]
    assert quiet == made
    assert [(task.customer_id, task.reason["version"]) for task in loud[1:]] == [(third, "2")]


def test_what_a_switched_off_rule_made_is_void_at_the_next_look_where_it_lasts(graded_house: House, live) -> None:
    customer = somebody(graded_house, "gold")
    for kind in ("near_promotion", "contract_end"):
        Task.objects.create(
            customer_id=customer,
            customer_name="x",
            kind=kind,
            occurrence="1",
            title_zh="题",
            title_en="title",
            reason={},
            expected_value=1,
            due_on="2026-11-20",
            created_at=graded_house.clock.now(),
            created_on="2026-11-20",
        )
    published_in(graded_house, {"rules": [{"id": "near_promotion", "on": False}, {"id": "contract_end", "on": False}]})

    live(order_of(customer, "O-1", 80))

    assert dict(Task.objects.values_list("kind", "state")) == {"near_promotion": "void", "contract_end": "open"}


def test_many_customers_at_once_are_held_against_the_rules_now_in_force(graded_house: House, live) -> None:
    """More than a few are judged by one expression, which is made anew for a new version."""
    customers = [s["customer_id"] for s in graded_house.gradings.states_as_of(None).to_pylist()][:60]
    live(*(order_of(customer, f"A-{customer}", 80) for customer in customers))
    before = orders_of_all(graded_house)
    own = {
        "name": {"zh": "常下单", "en": "orders often"},
        "title": {"zh": "{name} 常下单", "en": "{name} orders often"},
        "when": "orders_30d >= 4",
    }
    published_in(graded_house, {"rules": [own]})

    live(*(order_of(customer, f"B-{customer}", 80) for customer in customers))

    after = orders_of_all(graded_house)
    expected = sorted(id for id, orders in after.items() if orders >= 4 > before[id])
    found = [(task.customer_id, task.reason["version"]) for task in Task.objects.filter(kind="own_1")]
    assert len(expected) > 3
    assert sorted(found) == [(id, "2") for id in expected]


def orders_of_all(house: House) -> dict[str, int]:
    """The orders of 30 days of every customer by the current results."""
    place, grading = LivePosition.objects.get(), house.gradings.latest()
    assert grading is not None
    profile = house.published.profile(f"{grading.snapshot}@{place.revision}")
    rows = house.published.rows(profile.select("customer_id", "orders_30d"))
    return {row["customer_id"]: row["orders_30d"] or 0 for row in rows}
