from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "frostier.shell.runs"
    label = "runs"
