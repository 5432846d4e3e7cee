"""Webhooks, sent to a real server on this machine: signed, repeated, in order, and never where they may not go."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from frostier.kernel.errors import InvalidInput
from frostier.shell.accounts.audit import at_the_machine
from frostier.shell.outbox.addresses import target_of
from frostier.shell.outbox.commands import make_endpoint
from frostier.shell.outbox.delivering import FAILURES_TO_SWITCH_OFF, LONGEST_PAUSE, MOST_ATTEMPTS, Deliverer, pause
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint
from frostier.shell.outbox.webhooks import Message, enqueue, secret_of
from frostier.shell.wiring import House

LOOPBACK = ("127.0.0.0/8",)
TIER, STAGE = "customer.tier_changed", "customer.stage_changed"


@dataclass
class Receiver:
    """Another system: what it got, and with which status it answers (the first ones from ``answers``)."""

    got: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(letter["body"]) for letter in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append({"headers": dict(self.headers), "body": body, "path": self.path})
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks?from=frostier"
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def house(served: House) -> House:
    """The house that the API answers from; its webhooks may reach this machine."""
    served.settings = replace(served.settings, webhook_networks=LOOPBACK)
    return served


@pytest.fixture
def deliverer(house: House) -> Iterator[Deliverer]:
    deliverer = Deliverer(house)
    yield deliverer
    deliverer.close()


def endpoint(house: House, receiver: Receiver, *events: str) -> WebhookEndpoint:
    return make_endpoint(house, at_the_machine(), receiver.url, events or (TIER,))


def told(house: House, *customers: str, type: str = TIER, **data: Any) -> None:
    row = {"manager": "李敏", "team": "一组", "sales_region": "southwest"}
    enqueue(Message(type, {**row, "customer_id": id}, house.clock.now(), date(2026, 11, 20), data) for id in customers)


def test_a_message_says_what_happened_and_its_signature_can_be_checked(house, receiver, deliverer) -> None:
    made = endpoint(house, receiver)
    told(house, "C1", **{"from": "gold", "to": "platinum"})

    deliverer.deliver_all()

    [letter], [body] = receiver.got, receiver.bodies
    assert (body["type"], body["customer_id"], body["as_of"]) == (TIER, "C1", "2026-11-20")
    assert body["data"] == {"from": "gold", "to": "platinum"}
    assert letter["path"] == "/hooks?from=frostier"
    assert letter["headers"]["Frostier-Delivery"] == body["id"]
    stamp, mac = (part.split("=")[1] for part in letter["headers"]["Frostier-Signature"].split(","))
    signed = f"{stamp}.{body['id']}.".encode() + letter["body"]
    assert mac == hmac.new(secret_of(made).encode(), signed, hashlib.sha256).hexdigest()
    assert WebhookDelivery.objects.get().state == "delivered"


def test_an_endpoint_is_told_only_what_it_asked_for_and_of_its_own_customers(house, receiver, deliverer) -> None:
    made = endpoint(house, receiver, STAGE)
    told(house, "C1")
    told(house, "C2", type=STAGE)
    WebhookEndpoint.objects.filter(pk=made.pk).update(scope_kind="managers", scope_values=["王芳"])
    told(house, "C3", type=STAGE)

    deliverer.deliver_all()

    assert [body["customer_id"] for body in receiver.bodies] == ["C2"]


def test_what_fails_is_sent_again_later_with_the_same_id(house, receiver, deliverer) -> None:
    endpoint(house, receiver)
    receiver.answers = [500, 503]
    told(house, "C1")

    for _ in range(3):
        deliverer.deliver_all()
        house.clock.moment += LONGEST_PAUSE

    assert len({body["id"] for body in receiver.bodies}) == 1
    assert len(receiver.got) == 3
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("delivered", 3, "")
    assert WebhookEndpoint.objects.get().failures == 0


def test_a_failing_message_holds_back_its_customers_next_ones_and_nobody_elses(house, receiver, deliverer) -> None:
    endpoint(house, receiver)
    told(house, "C1", n=1)
    receiver.answers = [500]
    deliverer.deliver_all()
    told(house, "C1", n=2)
    told(house, "C2", n=3)

    deliverer.deliver_all()
    meanwhile = [body["data"]["n"] for body in receiver.bodies]
    house.clock.moment += LONGEST_PAUSE
    deliverer.deliver_all()

    assert meanwhile == [1, 3]
    assert [body["data"]["n"] for body in receiver.bodies] == [1, 3, 1, 2]


def test_many_messages_of_one_customer_arrive_in_their_order(house, receiver, deliverer) -> None:
    endpoint(house, receiver)
    told(house, *["C1"] * 12)

    deliverer.deliver_all()

    waiting = WebhookDelivery.objects.order_by("id").values_list("event_id", flat=True)
    assert [body["id"] for body in receiver.bodies] == list(waiting)


def test_a_deliverer_that_was_killed_before_noting_sends_again(house, receiver, deliverer) -> None:
    endpoint(house, receiver)
    told(house, "C1")
    deliverer.deliver_all()
    WebhookDelivery.objects.update(state="pending", attempts=0, delivered_at=None)  # the note was lost

    deliverer.deliver_all()

    assert len(receiver.got) == 2
    assert len({body["id"] for body in receiver.bodies}) == 1


def test_after_many_attempts_a_message_is_given_up(house, receiver, deliverer) -> None:
    endpoint(house, receiver)
    told(house, "C1")
    receiver.answers = [500] * MOST_ATTEMPTS

    for _ in range(MOST_ATTEMPTS + 1):
        deliverer.deliver_all()
        house.clock.moment += LONGEST_PAUSE

    assert WebhookDelivery.objects.get().state == "given_up"
    assert len(receiver.got) == MOST_ATTEMPTS


def test_an_endpoint_that_keeps_failing_is_switched_off_and_misses_nothing_once_it_is_on_again(
    house, receiver, deliverer, client_as
) -> None:
    made = endpoint(house, receiver)
    WebhookEndpoint.objects.update(failures=FAILURES_TO_SWITCH_OFF - 1)
    receiver.answers = [500]
    told(house, "C1")
    deliverer.deliver_all()
    told(house, "C2")
    house.clock.moment += LONGEST_PAUSE
    deliverer.deliver_all()
    admin = client_as("admin")

    off = admin.get("/api/v1/webhooks").json()["items"][0]
    admin.patch(f"/api/v1/webhooks/{made.pk}", {"on": True}, content_type="application/json")
    deliverer.deliver_all()

    assert (off["on"], off["waiting"]) == (False, 2)
    assert "HTTP 500" in off["notice"]
    assert sorted(body["customer_id"] for body in receiver.bodies) == ["C1", "C1", "C2"]


def test_a_replay_sends_the_same_messages_with_the_same_ids(house, receiver, deliverer, client_as) -> None:
    made = endpoint(house, receiver)
    told(house, "C1", "C2")
    deliverer.deliver_all()
    admin, since = client_as("admin"), (house.clock.now() - timedelta(hours=1)).isoformat()

    answer = admin.post(f"/api/v1/webhooks/{made.pk}/replay", {"since": since})
    vague = admin.post(f"/api/v1/webhooks/{made.pk}/replay", {})
    deliverer.deliver_all()

    assert (answer.json(), vague.status_code) == ({"queued": 2}, 422)
    ids = [body["id"] for body in receiver.bodies]
    assert sorted(ids[:2]) == sorted(ids[2:])
    log = admin.get(f"/api/v1/webhooks/{made.pk}/deliveries").json()
    assert (log["total"], {item["state"] for item in log["items"]}) == (2, {"delivered"})


def test_a_secret_is_told_once_and_a_test_message_can_be_sent(house, receiver, deliverer, client_as) -> None:
    admin = client_as("admin")

    made = admin.post("/api/v1/webhooks", {"url": receiver.url, "events": [TIER]})
    listed = admin.get("/api/v1/webhooks").content.decode()
    admin.post(f"/api/v1/webhooks/{made.json()['id']}/test")
    deliverer.deliver_all()
    gone = admin.delete(f"/api/v1/webhooks/{made.json()['id']}")

    assert made.json()["secret"].startswith("whsec_")
    assert "whsec_" not in listed
    assert receiver.bodies[0]["type"] == "test"
    assert gone.status_code == 204
    assert admin.get("/api/v1/webhooks").json()["items"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://10.1.2.3/", "http://192.168.0.1/", "http://[::1]/",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/", "http://100.64.0.1/",
        "ftp://example.com/", "http://user:pass@example.com/", "http://", "file:///etc/passwd", "http://1.1.1.1:99999/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        target_of(url)

    assert refused.value.where["field"] == "url"


def test_an_address_is_checked_again_when_a_message_is_sent(home, clock, receiver) -> None:
    from frostier.shell.company import read_settings

    strict = House(home, read_settings(home.settings_file), clock)
    WebhookEndpoint.objects.create(
        url=receiver.url, events=[TIER], salt="x", scope_kind="all", created_by="x", created_at=clock.now()
    )
    told(strict, "C1")
    deliverer = Deliverer(strict)
    deliverer.deliver_all()
    deliverer.close()
    strict.close()

    assert receiver.got == []
    assert "not a public address" in WebhookDelivery.objects.get().last_error


def test_pauses_grow_and_are_the_same_for_the_same_message() -> None:
    pauses = [pause("a", attempts) for attempts in range(1, 15)]

    assert pauses == [pause("a", attempts) for attempts in range(1, 15)]
    assert pauses[0] < timedelta(seconds=6)
    assert LONGEST_PAUSE / 2 <= pauses[-1] <= LONGEST_PAUSE
    assert pause("a", 3) != pause("b", 3)
