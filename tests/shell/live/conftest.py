"""Events to send, and what the live loop would do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frostier.shell.live.accepting import Accepted, accept
from frostier.shell.live.inbox import DjangoInbox

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
