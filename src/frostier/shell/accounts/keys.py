"""API keys: ``frk_<name>_<secret>``, shown once, kept as a hash, limited in time, in deeds and in customers."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from frostier.flows.ports import Clock
from frostier.flows.scope import Scope
from frostier.kernel.errors import InvalidInput, NotFound
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts import audit
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.busy import write_unless_busy
from frostier.shell.accounts.models import ApiKey
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.named import under_a_free_name

LONGEST = timedelta(days=730)
PREFIX_LENGTH = 12
_SHAPE = re.compile(r"frk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
NOTICE_USE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyWish:
    """The key that somebody wants."""

    name: str
    permissions: frozenset[str]
    scope: Scope
    expires_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer to a key depends on: who it is, what it may do, which customers it may know of."""

    key_id: int
    permissions: tuple[str, ...]
    scope: Scope


def standings(today: date) -> dict[str, Standing]:
    """Every key that is accepted on a day, by the hash of its text."""
    live = ApiKey.objects.filter(revoked_at__isnull=True, expires_on__gt=today)
    rows = live.values_list("secret_hash", "pk", "permissions", "scope_kind", "scope_values")
    return {
        secret_hash: Standing(key_id, tuple(permissions), Scope(kind, tuple(values)))  # type: ignore[arg-type]
        for secret_hash, key_id, permissions, kind, values in rows
    }


def key_of(token: str, clock: Clock) -> ApiKey | None:
    """The key that a token proves, unless revoked or expired."""
    if not _SHAPE.fullmatch(token):
        return None
    row = _named(token[:PREFIX_LENGTH])
    if row is None or not constant_time_compare(row.secret_hash, hashed(token)):
        return None
    if row.revoked_at is not None or row.expires_on <= clock.today():
        return None
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > NOTICE_USE_EVERY:
        with write_unless_busy():
            ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def note_use(key_ids: Collection[int], clock: Clock) -> None:
    """Note that these keys were used just now, unless the store is busy."""
    with write_unless_busy():
        ApiKey.objects.filter(pk__in=key_ids).update(last_used_at=clock.now())


def _named(prefix: str) -> ApiKey | None:
    # Plain SQL, because every request of another system asks this and the ORM takes three times as long.
    columns = ", ".join(connection.ops.quote_name(field.attname) for field in ApiKey._meta.concrete_fields)
    return next(iter(ApiKey.objects.raw(f"SELECT {columns} FROM api_key WHERE prefix = %s", [prefix])), None)


def viewer_for(key: ApiKey, language: Lang) -> Viewer:
    """The system with that key. A permission that API clients have lost since is lost to the key."""
    role = ROLE_OF["api_client"]
    return Viewer(
        name=f"key:{key.name}",
        role=role.id,
        permissions=role.permissions & frozenset(key.permissions),
        scope=Scope(key.scope_kind, tuple(key.scope_values)),  # type: ignore[arg-type]
        language=language,
        key_id=key.pk,
    )


@transaction.atomic
def create_key(wish: KeyWish, *, by: Viewer, clock: Clock) -> tuple[ApiKey, str]:
    """A new key and its text, which cannot be shown again.

    Raises ``InvalidInput`` where the key would do more than its maker or than any API client may, or would live
    longer than two years; ``Conflict`` where the name is taken.
    """
    _check_wish(wish, by, clock.today())
    token = f"frk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    with under_a_free_name(Text(f"已有名为“{wish.name}”的密钥。", f"There is a key named {wish.name} already.")):
        row = ApiKey.objects.create(
            name=wish.name,
            prefix=token[:PREFIX_LENGTH],
            secret_hash=hashed(token),
            permissions=sorted(wish.permissions),
            scope_kind=wish.scope.kind,
            scope_values=list(wish.scope.values),
            created_by_id=by.user_id or 0,  # a person: no key may make keys
            created_at=clock.now(),
            expires_on=wish.expires_on,
        )
    told = {"scopes": row.permissions, "scope": [wish.scope.kind, *wish.scope.values], "expires_on": wish.expires_on}
    audit.record(by, "key.created", f"key:{row.name}", told, at=row.created_at)
    return row, token


@transaction.atomic
def revoke_key(key_id: int, *, by: Viewer, clock: Clock) -> None:
    """Refuse the key from now on; raises ``NotFound``. A revoked key may be revoked again."""
    row = ApiKey.objects.filter(pk=key_id).first()
    if row is None:
        raise NotFound(Text(f"没有密钥 {key_id}。", f"There is no key {key_id}."))
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        audit.record(by, "key.revoked", f"key:{row.name}", at=row.revoked_at)


def hashed(token: str) -> str:
    """The hash that is kept. SHA-256 is enough: nobody guesses 256 random bits, however fast they can try."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_wish(wish: KeyWish, by: Viewer, today: date) -> None:
    allowed = ROLE_OF["api_client"].permissions & by.permissions
    excess = sorted(wish.permissions - allowed)
    if excess or not wish.permissions:
        raise InvalidInput(
            Text(
                f"密钥的授权应为下列之一：{_list(allowed)}；收到 {_list(excess) or '无'}。",
                f"The scopes of a key should be among {_list(allowed)}; got {_list(excess) or 'none'}.",
            ),
            where={"field": "scopes"},
        )
    if not today < wish.expires_on <= today + LONGEST:
        raise InvalidInput(
            Text(
                f"到期日应在 {today} 之后、{today + LONGEST} 之前；收到 {wish.expires_on}。",
                f"A key should expire after {today} and by {today + LONGEST}; got {wish.expires_on}.",
            ),
            where={"field": "expires_on"},
        )
    if wish.scope.kind != "all" and not wish.scope.values:
        raise InvalidInput(
            Text("请指明密钥能看到哪些客户。", "Say which customers the key may know of."), where={"field": "scope"}
        )


def _list(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))
