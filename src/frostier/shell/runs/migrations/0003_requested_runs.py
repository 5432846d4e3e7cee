"""Runs can be requested and wait for a worker; they carry who asked, for which customers, and a result."""

from __future__ import annotations

from django.db import migrations, models

from frostier.shell.append_only import Guard, lift_guards, run_guards

# SQLite adds columns by making the table anew, and a table's triggers go with it.
HISTORY = (Guard("run", "UPDATE", when="OLD.state NOT IN ('queued', 'running')"), Guard("run", "DELETE"))


class Migration(migrations.Migration):
    dependencies = [("runs", "0002_history_stays")]
    operations = [
        lift_guards(*HISTORY),
        migrations.AddField("run", "requested", models.BooleanField(default=False)),
        migrations.AddField(
            "run",
            "lane",
            models.CharField(choices=[("writer", "writer"), ("reader", "reader")], default="writer", max_length=8),
        ),
        migrations.AddField("run", "asked_role", models.CharField(default="", max_length=30)),
        migrations.AddField("run", "asked_scope", models.JSONField(null=True)),
        migrations.AddField("run", "attempts", models.SmallIntegerField(default=0)),
        migrations.AddField("run", "result", models.JSONField(null=True)),
        migrations.AddField("run", "open_key", models.CharField(max_length=190, null=True, unique=True)),
        run_guards(*HISTORY),
    ]
