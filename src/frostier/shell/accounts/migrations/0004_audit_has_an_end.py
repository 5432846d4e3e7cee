"""The one row that marks the end of the audit trail: whoever appends locks it, so it must be there."""

from __future__ import annotations

from django.db import migrations


def mark_the_end(apps, editor):
    apps.get_model("accounts", "AuditHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_audit_is_append_only")]
    operations = [migrations.RunPython(mark_the_end, migrations.RunPython.noop)]
