"""The audit trail: who did what to what, appended only, each entry sealed together with the one before.

An entry's seal is an HMAC over its fields and the previous seal. The database refuses to change or delete entries;
who gets around that cannot forge the seals without the home's secret, so ``verify`` finds it.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from frostier.flows.scope import EVERYTHING
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.models import AuditEntry, AuditHead

SALT = "frostier.audit"
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What checking the whole trail gave; ``first_broken`` is the number of the first entry that does not hold."""

    entries: int
    first_broken: int | None
    last_seal: str

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed or slipped in."""
        return self.first_broken is None

    @property
    def message(self) -> Text:
        """The finding in words."""
        if self.intact:
            return Text(
                f"审计链完整，共 {self.entries:,} 条。", f"The audit trail is intact: {self.entries:,} entries."
            )
        return Text(
            f"审计链在第 {self.first_broken} 条处断裂：该条或其前后被改动、删除或插入。",
            f"The audit trail breaks at entry {self.first_broken}: it or its neighbour was changed, removed or added.",
        )


def at_the_machine() -> Viewer:
    """Whoever works on the machine itself, by the name that the system knows."""
    return Viewer(name=getpass.getuser(), role="host", permissions=frozenset(), scope=EVERYTHING)


@transaction.atomic
def record(
    viewer: Viewer,
    action: str,
    subject: str,
    details: Mapping[str, object] = {},
    *,
    at: datetime | None = None,
) -> None:
    """Append one entry, in the caller's transaction where there is one.

    ``action`` is what was done (``scheme.published``), ``subject`` the id of what it was done to, ``details`` what
    one needs to understand it; no secrets, no contact details. ``at`` is now unless given. Entries are numbered
    without gaps: whoever records waits for the one who records at that moment.
    """
    no, seal = _end_of_chain()
    entry = AuditEntry(
        no=no + 1,
        at=at or _now(),
        actor=viewer.name[:120],
        role=viewer.role,
        action=action,
        subject=subject[:250],
        details=_canonical(plain(details)),
        previous=seal,
    )
    entry.seal = _seal(entry)
    _append(entry)


def verify() -> ChainCheck:
    """Check every seal from the first entry to the last, and that the last is the one that was written last."""
    previous, count = "", 0
    for entry in AuditEntry.objects.order_by("no").iterator(chunk_size=CHUNK):
        if entry.no != count + 1 or entry.previous != previous or not constant_time_compare(entry.seal, _seal(entry)):
            return ChainCheck(AuditEntry.objects.count(), count + 1, previous)
        previous, count = entry.seal, entry.no
    head = AuditHead.objects.get(pk=AuditHead.ONLY)
    complete = (head.no, head.seal) == (count, previous)
    return ChainCheck(count, None if complete else count + 1, previous)


def entries(rows: Iterator[AuditEntry]) -> Iterator[dict[str, object]]:
    """Entries as plain values."""
    for row in rows:
        yield {
            "no": row.no,
            "at": row.at,
            "actor": row.actor,
            "role": row.role,
            "action": row.action,
            "subject": row.subject,
            "details": json.loads(row.details),
            "hash": row.seal,
        }


# Plain SQL, which three databases understand alike: every request that writes comes by here, while others wait for
# the end of the chain, and through the models it takes three times as long.


def _end_of_chain() -> tuple[int, str]:
    """Number and seal of the last entry, held until the transaction ends."""
    locking = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_names('no', 'seal')} FROM audit_head WHERE id = %s{locking}", [AuditHead.ONLY])
        row = cursor.fetchone()
    if row is None:
        raise AuditHead.DoesNotExist
    return row[0], row[1]


def _append(entry: AuditEntry) -> None:
    columns = [field.attname for field in AuditEntry._meta.concrete_fields]
    values = [
        field.get_db_prep_save(getattr(entry, field.attname), connection) for field in AuditEntry._meta.concrete_fields
    ]
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO audit_entry ({_names(*columns)}) VALUES ({places})", values)
        cursor.execute(
            f"UPDATE audit_head SET {_names('no')} = %s, {_names('seal')} = %s WHERE id = %s",
            [entry.no, entry.seal, AuditHead.ONLY],
        )


def _names(*columns: str) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _seal(entry: AuditEntry) -> str:
    content = [
        entry.no,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.role,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    return salted_hmac(SALT, _canonical(content), algorithm="sha256").hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _now() -> datetime:
    from frostier.shell.console.house import house

    return house().clock.now()
