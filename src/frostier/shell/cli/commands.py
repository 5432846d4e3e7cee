"""Every command in its place."""

from __future__ import annotations

from frostier.shell.cli import (
    batches,
    catalogues,
    customers,
    demo,
    explaining,
    grading,
    importing,
    overrides,
    quality,
    rules,
    runs,
    schemes,
    serving,
    setting_up,
    sources,
    users,
    verifying,
)
from frostier.shell.cli.app import root

APP = root()
setting_up.add_to(APP)
demo.add_to(APP)
importing.add_to(APP)
APP.add_typer(batches.BATCHES, name="batches")
APP.add_typer(batches.QUARANTINE, name="quarantine")
quality.add_to(APP)
APP.add_typer(sources.APP, name="sources")
catalogues.add_to(APP)
grading.add_to(APP)
explaining.add_to(APP)
APP.add_typer(customers.APP, name="customers")
APP.add_typer(overrides.APP, name="override")
APP.add_typer(rules.APP, name="rules")
APP.add_typer(schemes.APP, name="schemes")
APP.add_typer(runs.APP, name="runs")
verifying.add_to(APP)
APP.add_typer(users.USERS, name="users")
APP.add_typer(users.AUDIT, name="audit")
users.add_to(APP)
serving.add_to(APP)
