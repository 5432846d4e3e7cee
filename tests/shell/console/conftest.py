"""What the tests of the tier answers in front of Django share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from tests.servers import RedisServer, redis_server
from tests.shell.console.through_wsgi import Django, Watch

from frostier.shell.console.redis_store import RedisAnswers
from frostier.shell.console.shared_tiers import Envelope, SharedTierMemory
from frostier.shell.wiring import House


@pytest.fixture
def house(graded_house, served) -> House:
    return served


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def django(house) -> Django:
    return Django()


@pytest.fixture
def bearer_of(key_client) -> Callable[..., str]:
    """``bearer_of(scope=…)``: the header ``Authorization`` of a new API key."""
    return lambda **limits: key_client(**limits).defaults["HTTP_AUTHORIZATION"]


@pytest.fixture
def bearer(bearer_of) -> str:
    return bearer_of()


@pytest.fixture
def customers(house) -> list[str]:
    """Everybody who has a tier."""
    states = house.gradings.states_as_of(None).to_pylist()
    return sorted(state["customer_id"] for state in states if state["tier"])


@pytest.fixture(scope="session")
def redis_program() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def redis(redis_program) -> RedisServer:
    """A real Redis that runs, and is empty."""
    if redis_program.process is None:
        redis_program.start()
    with Redis.from_url(redis_program.address) as client:
        client.flushall()
    return redis_program


@pytest.fixture
def sharing(redis, watch) -> Iterator[Callable[..., SharedTierMemory]]:
    """``sharing()``: the memory of one more process that shares by way of Redis."""
    stores = []

    def made(secret: str = "a secret of tests", program: str = "1") -> SharedTierMemory:
        stores.append(RedisAnswers(redis.address, now=watch))
        return SharedTierMemory(stores[-1], Envelope(secret, program))

    yield made
    for store in stores:
        store.close()
