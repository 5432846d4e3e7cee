"""The deliverer: sends what waits, in order per customer and endpoint, and tries again with growing pauses.

A message is delivered once the endpoint answered 2xx. A killed deliverer sends the message again, with the same id:
at least once, never in another order for one customer. One that fails blocks what follows for the same customer at
the same endpoint, and nothing else.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Min

from frostier.shell.metrics.figures import DELIVERIES
from frostier.shell.outbox.models import WebhookDelivery, WebhookEndpoint
from frostier.shell.outbox.sending import Letter, Outcome, send
from frostier.shell.outbox.webhooks import secret_of
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.webhooks")
LOOK_SECONDS = 0.5
AT_ONCE = 16
AT_ONCE_PER_ENDPOINT = 4
MOST_ATTEMPTS = 18
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
FAILURES_TO_SWITCH_OFF = 50
"""So many failures in a row, of whatever messages, and the endpoint is switched off with a notice."""

Send = Callable[[Letter, int], Outcome]


def pause(event_id: str, attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, shortened by up to a half by the id, so that not all return
    at once.

    >>> pause("a", 1) < pause("a", 4) <= LONGEST_PAUSE
    True
    """
    whole: timedelta = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    digest = hashlib.sha256(f"{event_id}:{attempts}".encode()).digest()
    return whole * (0.5 + int.from_bytes(digest[:4]) / 2**33)


class Deliverer:
    """Sends what waits; ``turn`` after ``turn``, in one thread, with a few others that only wait for answers."""

    def __init__(self, house: House, post: Send | None = None) -> None:
        self._house = house
        self._post = post or self._send
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        self._under_way: dict[Future[Outcome], WebhookDelivery] = {}

    def work(self, over: threading.Event) -> None:
        """Deliver until it is over; an error of the store is met with patience."""
        try:
            while not over.is_set():
                try:
                    idle = self.turn() == 0
                except Exception:  # a store that is busy or away comes back
                    LOG.exception("Delivering webhooks failed")
                    idle = True
                if idle:
                    over.wait(LOOK_SECONDS)
        finally:
            self.close()

    def turn(self) -> int:
        """Send what is due and note what arrived; how many were under way or noted."""
        for delivery in self._due():
            letter, moment = _letter(delivery), int(self._house.clock.now().timestamp())
            self._under_way[self._pool.submit(self._post, letter, moment)] = delivery
        if not self._under_way:
            return 0
        done, _ = wait(self._under_way, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            note(self._under_way.pop(future), future.result(), self._house.clock.now())
        return len(self._under_way) + len(done)

    def deliver_all(self) -> None:
        """Turn until nothing is due and nothing under way."""
        while self.turn():
            pass

    def close(self) -> None:
        """Send nothing more; what is under way will be sent again by the next deliverer."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._under_way.clear()
        connection.close()

    def _due(self) -> Iterator[WebhookDelivery]:
        busy = Counter(delivery.endpoint_id for delivery in self._under_way.values())
        flying = {delivery.pk for delivery in self._under_way.values()}
        for delivery in first_in_line(self._house.clock.now()):
            if len(flying) >= AT_ONCE:
                return
            if delivery.pk not in flying and busy[delivery.endpoint_id] < AT_ONCE_PER_ENDPOINT:
                busy[delivery.endpoint_id] += 1
                flying.add(delivery.pk)
                yield delivery

    def _send(self, letter: Letter, moment: int) -> Outcome:
        return send(letter, timestamp=moment, allowed=self._house.settings.webhook_networks)


def first_in_line(now: datetime, most: int = 200) -> list[WebhookDelivery]:
    """The messages that may be sent now: of each customer and endpoint the oldest, where its time has come."""
    waiting = WebhookDelivery.objects.filter(state="pending", endpoint__on=True, endpoint__removed_at__isnull=True)
    heads = waiting.values("endpoint", "customer_id").annotate(first=Min("id")).values_list("first", flat=True)
    due = WebhookDelivery.objects.filter(pk__in=list(heads.order_by("first")[:5_000]), next_at__lte=now)
    return list(due.select_related("endpoint").order_by("next_at", "id")[:most])


@transaction.atomic
def note(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    """Keep what became of an attempt: delivered, to be tried again, or given up; an endpoint may be switched off."""
    delivery.attempts += 1
    delivery.last_status, delivery.last_error = outcome.status, outcome.error
    if outcome.arrived:
        delivery.state, delivery.delivered_at = "delivered", now
        WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).exclude(failures=0).update(failures=0)
    elif delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = "given_up"
    else:
        delivery.next_at = now + pause(delivery.event_id, delivery.attempts)
    delivery.save(update_fields=["state", "attempts", "next_at", "delivered_at", "last_status", "last_error"])
    DELIVERIES.add(outcome="arrived" if outcome.arrived else "failed")
    if not outcome.arrived:
        _count_failure(delivery.endpoint_id, outcome, now)


def _count_failure(endpoint_id: int, outcome: Outcome, now: datetime) -> None:
    rows = WebhookEndpoint.objects.filter(pk=endpoint_id, on=True)
    rows.update(failures=F("failures") + 1, last_error=outcome.error)
    rows.filter(failures__gte=FAILURES_TO_SWITCH_OFF).update(on=False, switched_off_at=now)


def _letter(delivery: WebhookDelivery) -> Letter:
    endpoint = delivery.endpoint
    return Letter(endpoint.url, secret_of(endpoint), delivery.event_id, delivery.type, delivery.payload.encode())
