from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "frostier.shell.workbench"
    label = "work"  # as the tables are called
