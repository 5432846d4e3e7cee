"""Events to send, and what the live loop would do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.shell.signed_in import ApiClient

from frostier.flows.grading import roll
from frostier.shell.live.accepting import Accepted, accept
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House

API = "/api/v1"


def placed(event_id: str, **changes: Any) -> dict[str, Any]:
    """An order of two cases by customer C1, sent by the ERP; ``lines`` and other data may be named."""
    data = {
        "order_id": changes.pop("order_id", f"O-{event_id}"),
        "lines": changes.pop("lines", [{"sku_code": "S1", "quantity": 2, "unit_price": "12.50"}]),
    }
    return {
        "source": "erp",
        "event_id": event_id,
        "type": "order.placed",
        "occurred_at": "2026-11-20T01:30:00Z",
        "customer_code": "C1",
        "data": data,
        **changes,
    }


@pytest.fixture
def take(served: Any) -> Callable[..., Accepted]:
    """``take(event, event, …)``: accept events as a request would."""

    def take(*events: Any) -> Accepted:
        return accept(list(events), by="test", zone=served.settings.zone, now=served.clock.now())

    return take


@pytest.fixture
def inbox(served: Any) -> DjangoInbox:
    return DjangoInbox()


@pytest.fixture
def loop(graded_house: House, served: House) -> Iterator[LiveLoop]:
    loop = LiveLoop(graded_house)
    yield loop
    loop.leave()


@pytest.fixture
def happens(graded_house: House, loop: LiveLoop) -> Callable[..., None]:
    """``happens(event, …)``: events come in and are evaluated."""

    def happens(*events: Any) -> None:
        done = accept(list(events), by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())
        assert not done.rejected
        loop.step()

    return happens


@pytest.fixture
def operator(served: House, client_as: Any) -> ApiClient:
    client: ApiClient = client_as("operator")
    return client


def rolled(house: House, loop: LiveLoop) -> None:
    """Let the day roll."""
    loop.leave()
    with house.run("roll", {}) as run:
        roll(run, house.parts, as_of=house.clock.today(), by="test")
