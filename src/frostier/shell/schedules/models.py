"""The table of schedules."""

from __future__ import annotations

from django.db import models

KINDS = ("regrade", "roll", "verify")


class Schedule(models.Model):
    """One kind of run that is asked for again and again; grain is one cron expression."""

    kind = models.CharField(max_length=20, choices=[(k, k) for k in KINDS])
    cron = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="")  # empty: that of the company
    enabled = models.BooleanField(default=True)
    catch_up = models.BooleanField(default=True)  # what was missed while nothing ran is done once, late
    next_at = models.DateTimeField(null=True, db_index=True)  # NULL while switched off
    last_run_id = models.BigIntegerField(null=True)
    last_missed_at = models.DateTimeField(null=True)  # was due then, and left out
    version = models.IntegerField(default=1)
    by = models.CharField(max_length=120)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "schedule"
