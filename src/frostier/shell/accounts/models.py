"""Tables of users, their sessions, API keys and the audit trail."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from frostier.shell.accounts.permissions import ROLES

SCOPE_KINDS = ("all", "managers", "teams", "regions", "none")


class User(AbstractUser):
    """One person who signs in. The role says what they may do, the scope to which customers."""

    role = models.CharField(max_length=30, choices=[(r.id, r.name.en) for r in ROLES], default="read_only")
    display_name = models.CharField(max_length=120, default="", blank=True)
    scope_kind = models.CharField(max_length=12, choices=[(k, k) for k in SCOPE_KINDS], default="none")
    scope_values = models.JSONField(default=list, blank=True)  # names of managers, teams or regions
    language = models.CharField(max_length=2, default="zh")
    dark = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)

    class Meta:
        db_table = "account"


class UserSession(AbstractBaseSession):
    """One place where somebody is signed in. ``number``, a hash of the key, names it to its owner."""

    number = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    address = models.CharField(max_length=60, default="")
    browser = models.CharField(max_length=250, default="")

    class Meta:
        db_table = "user_session"


class ApiKey(models.Model):
    """What another system signs in with. Only the hash of the secret is kept."""

    name = models.CharField(max_length=80, unique=True)
    prefix = models.CharField(max_length=16, unique=True)  # the readable beginning, by which a key is found
    secret_hash = models.CharField(max_length=64)
    permissions = models.JSONField(default=list)
    scope_kind = models.CharField(max_length=12, choices=[(k, k) for k in SCOPE_KINDS])
    scope_values = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keys")
    created_at = models.DateTimeField()
    expires_on = models.DateField()  # the first day on which it is refused
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"


class AuditEntry(models.Model):
    """One thing that somebody did. Append-only, numbered without gaps."""

    no = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=120, db_index=True)
    role = models.CharField(max_length=30)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=250, db_index=True)
    details = models.TextField()  # JSON as it was sealed; a JSON column would reorder it
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"


class AuditHead(models.Model):
    """The end of the audit trail: one row, locked by whoever appends."""

    ONLY = 1

    no = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "audit_head"
