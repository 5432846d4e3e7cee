"""Where tier answers are kept: in the memory of the process, and in a cache that others share where one is named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Text
from frostier.shell.console.tier_memory import TierMemory
from frostier.shell.databases import with_variables
from frostier.shell.wiring import House

CACHE_VARIABLE = "FROSTIER_CACHE_URL"
_KINDS = ("redis", "rediss", "unix")


def tier_memory(house: House, environment: Mapping[str, str] = os.environ) -> TierMemory:
    """The memory that the settings ask for; raises ``SettingsError`` where they name no cache that can be used."""
    address = cache_address(house.settings.cache_url, environment)
    if not address:
        return TierMemory()
    from frostier.shell.console.redis_store import RedisAnswers
    from frostier.shell.console.shared_tiers import Envelope, SharedTierMemory, program_id

    envelope = Envelope(house.home.secret_file.read_text(), program_id(house.home.settings_file))
    return SharedTierMemory(RedisAnswers(address), envelope)


def cache_address(url: str, environment: Mapping[str, str] = os.environ) -> str:
    """The address of the cache, empty where there is none: ``FROSTIER_CACHE_URL``, else ``url`` of the settings.

    ``${NAME}`` stands for a variable of the environment. Raises ``SettingsError`` that never repeats a password.
    """
    address = with_variables(environment.get(CACHE_VARIABLE) or url, environment, setting="cache.url")
    if address and not _is_usable(address):
        raise SettingsError(
            Text(
                f"cache.url 应为 redis://主机:端口/库号、rediss://… 或空；收到 {urlsplit(address).scheme}://…",
                f"cache.url should be redis://host:port/number, rediss://… or empty; got {urlsplit(address).scheme}://…",
            ),
            where={"key": "cache.url"},
        )
    return address


def _is_usable(address: str) -> bool:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "unix":
        return bool(parts.path)
    number = parts.path.lstrip("/")
    return parts.scheme in _KINDS and bool(parts.hostname) and (number == "" or number.isdecimal()) and port != 0
