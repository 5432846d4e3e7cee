"""Every command in its place."""

from __future__ import annotations

from frostier.shell.cli import runs, setting_up
from frostier.shell.cli.app import root

APP = root()
setting_up.add_to(APP)
APP.add_typer(runs.APP, name="runs")
