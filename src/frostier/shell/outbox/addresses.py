"""Where webhooks may go: public addresses, and those that the company allows itself.

Without this check anybody who may name an endpoint could make the server speak to its own network.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to: an address that was checked, and what to ask for there."""

    scheme: str
    host: str
    address: str
    port: int
    path: str


def target_of(url: str, allowed: Sequence[str] = ()) -> Target:
    """The checked target of an address; ``allowed`` are networks that may be reached though they are not public.

    Raises ``InvalidInput`` for what is no web address, does not resolve, or leads where it may not.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(url) from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise _refused(url)
    port = port or PORTS[parts.scheme]
    addresses = _resolved(parts.hostname, port)
    for address in addresses:
        if not _may_be_reached(address, allowed):
            raise _private(parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, str(addresses[0]), port, path)


def _resolved(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(
            Text(f"找不到主机 {host}。", f"The host {host} cannot be found."), where={"field": "url"}
        ) from error
    return [ip_address(str(info[4][0]).split("%")[0]) for info in found]


def _may_be_reached(address: IPv4Address | IPv6Address, allowed: Sequence[str]) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_global and not mapped.is_multicast:
        return True
    return any(mapped in ip_network(network) for network in allowed if ip_network(network).version == mapped.version)


def _refused(url: str) -> InvalidInput:
    return InvalidInput(
        Text(
            f"应为不含用户名的 http:// 或 https:// 地址，得到 {url[:80]!r}。",
            f"Expected an http:// or https:// address without a user name, got {url[:80]!r}.",
        ),
        where={"field": "url"},
    )


def _private(host: str) -> InvalidInput:
    return InvalidInput(
        Text(f"{host} 不是公网地址。", f"{host} is not a public address."),
        next_step=Text(
            "如确需内网地址，请在公司设置 webhook_networks 中允许该网段。",
            "To allow a network of your own, name it in webhook_networks of the company's settings.",
        ),
        where={"field": "url"},
    )
