from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "frostier.shell.work"
    label = "work"
