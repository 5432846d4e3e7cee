"""Signing in and out, one's own account, users, roles, keys and the audit trail."""

from __future__ import annotations

from frostier.shell.console.guarded import GuardedRouter

router = GuardedRouter(tags=["accounts"])
