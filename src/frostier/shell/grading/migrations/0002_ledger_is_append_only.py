"""Ledger, gradings and publications are only added to; a scheme version's definition never changes."""

from __future__ import annotations

from django.db import migrations

from frostier.shell.append_only import Guard, append_only, run_guards


class Migration(migrations.Migration):
    dependencies = [("grading", "0001_initial")]
    operations = [
        run_guards(
            *append_only("ledger"),
            *append_only("grading"),
            *append_only("publication"),
            Guard("scheme_version", "UPDATE", when="OLD.definition <> NEW.definition"),
            Guard("scheme_version", "DELETE"),
            Guard("tier_override", "DELETE"),
        )
    ]
