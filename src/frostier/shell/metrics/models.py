"""Where a process that answers nobody leaves its figures."""

from __future__ import annotations

from django.db import models


class ProcessFigures(models.Model):
    """The counters of one process as it last wrote them down; they begin at nothing when it starts anew."""

    process = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        db_table = "process_figures"
