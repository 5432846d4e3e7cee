"""A closed run and its log cannot be changed or deleted."""

from __future__ import annotations

from django.db import migrations

from frostier.shell.append_only import Guard, append_only, run_guards


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial")]
    operations = [
        run_guards(
            Guard("run", "UPDATE", when="OLD.state NOT IN ('queued', 'running')"),
            Guard("run", "DELETE"),
            *append_only("run_log"),
        )
    ]
