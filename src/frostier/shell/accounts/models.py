"""Tables of users."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
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
