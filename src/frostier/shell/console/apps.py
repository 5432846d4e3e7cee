"""Django's registration of the console app."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """What the console itself keeps: answers to writes that may be sent again."""

    name = "frostier.shell.console"
    label = "console"
