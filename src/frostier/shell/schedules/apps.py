"""Django's registration of the schedules."""

from __future__ import annotations

from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    """Which runs are due when."""

    name = "frostier.shell.schedules"
    label = "schedules"
