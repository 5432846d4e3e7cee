"""The audit trail is only added to."""

from __future__ import annotations

from django.db import migrations

from frostier.shell.append_only import append_only, run_guards


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_access_and_audit")]
    operations = [run_guards(*append_only("audit_entry"))]
