"""Django's registration of the metrics."""

from __future__ import annotations

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    """Counters of every process, and what the tables tell."""

    name = "frostier.shell.metrics"
    label = "metrics"
