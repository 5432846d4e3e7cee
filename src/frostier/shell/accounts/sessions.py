"""Where sessions are kept: Django's database sessions, with whose they are, from where, and when last seen."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from frostier.shell.accounts.models import UserSession

# What the sign-in writes into the session; the columns beside it are copies to list and end sessions by.
SIGNED_IN_AT, ADDRESS, BROWSER = "signed_in_at", "address", "browser"


class SessionStore(DatabaseSessions):
    """Sessions in the table of ``UserSession``."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The table."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """The row of a session's present content."""
        row: UserSession = super().create_model_instance(data)  # type: ignore[assignment]
        now = timezone.now()
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.number = hashlib.sha256(row.session_key.encode()).hexdigest()[:32]
        row.created_at = parse_datetime(data.get(SIGNED_IN_AT, "")) or now
        row.last_seen_at = now
        row.address = data.get(ADDRESS, "")[:60]
        row.browser = data.get(BROWSER, "")[:250]
        return row
