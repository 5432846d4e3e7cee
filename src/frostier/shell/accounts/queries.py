"""Reading users, keys and the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from frostier.flows.scope import COLUMN_OF
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.models import ApiKey, AuditEntry, User
from frostier.shell.wiring import House


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Which entries: of whom, what, about what, on which business days (inclusive). Empty means any."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def user_of(user_id: int, *, lock: bool = False) -> User:
    """The user of that number, kept from others' changes until the transaction ends where ``lock``; or ``NotFound``."""
    rows = User.objects.select_for_update() if lock else User.objects.all()
    row = rows.filter(pk=user_id).first()
    if row is None:
        raise NotFound(Text(f"没有用户 {user_id}。", f"There is no user {user_id}."))
    return row


def user_named(username: str) -> User:
    """The user of that name; raises ``NotFound``."""
    row = User.objects.filter(username=username.strip().lower()).first()
    if row is None:
        raise NotFound(Text(f"没有用户 {username}。", f"There is no user {username}."))
    return row


def users() -> Sequence[User]:
    """Every user by name, with ``has_two_factor`` and ``open_sessions``."""
    device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    is_open = Q(sessions__expire_date__gt=timezone.now())
    rows = User.objects.annotate(has_two_factor=Exists(device), open_sessions=Count("sessions", filter=is_open))
    return list(rows.order_by("username"))


def api_keys() -> Sequence[ApiKey]:
    """Every key, the newest first, revoked ones too."""
    return list(ApiKey.objects.order_by("-id"))


def scope_values(house: House) -> dict[str, list[str]]:
    """The managers, teams and sales regions of the newest results, sorted; nothing before the first grading."""
    latest = house.gradings.latest()
    if latest is None:
        return {kind: [] for kind in COLUMN_OF}
    customers = house.published.profile(latest.snapshot)
    return {
        kind: sorted(row[column] for row in house.published.rows(customers.select(column).distinct()) if row[column])
        for kind, column in COLUMN_OF.items()
    }


def audit_entries(question: AuditQuestion, zone: ZoneInfo) -> QuerySet[AuditEntry]:
    """The entries that answer, the newest first."""
    rows = AuditEntry.objects.order_by("-no")
    named = {"actor": question.actor, "subject": question.subject}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if question.action:
        # ``scheme`` asks for all that was done to schemes.
        rows = rows.filter(Q(action=question.action) | Q(action__startswith=f"{question.action}."))
    if question.since:
        rows = rows.filter(at__gte=_midnight(question.since, zone))
    if question.until:
        rows = rows.filter(at__lt=_midnight(question.until + timedelta(days=1), zone))
    return rows


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
