"""Tables of runs."""

from __future__ import annotations

from django.db import models

STATES = ("queued", "running", "finished", "failed", "cancelled", "interrupted")
OPEN_STATES = ("queued", "running")
LANES = ("writer", "reader")


class Run(models.Model):
    """One piece of work that writes or computes: grain is one start or one request. Closed rows cannot be changed.

    A command line makes its row and performs it in the same process. A *requested* run is a row that waits until
    the worker claims it; ``pid`` is 0 until then.
    """

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES], default="queued")
    step_zh = models.CharField(max_length=200, default="")
    step_en = models.CharField(max_length=200, default="")
    done = models.BigIntegerField(default=0)  # in whatever the step counts
    total = models.BigIntegerField(null=True)  # NULL where the step cannot know
    counts = models.JSONField(default=dict)
    error = models.JSONField(null=True)  # code, zh, en
    pid = models.IntegerField()
    process_started = models.CharField(max_length=40)  # tells a reused pid from the process that made the run
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    requested = models.BooleanField(default=False)  # the worker performs it, not the process that made the row
    lane = models.CharField(max_length=8, choices=[(x, x) for x in LANES], default="writer")
    asked_role = models.CharField(max_length=30, default="")
    asked_scope = models.JSONField(null=True)  # kind, values: which customers the result may speak of
    attempts = models.SmallIntegerField(default=0)  # how often a worker has begun it
    result = models.JSONField(null=True)
    open_key = models.CharField(max_length=190, null=True, unique=True)  # one open run a key; NULL once closed

    class Meta:
        db_table = "run"
        indexes = (models.Index(fields=["state"], name="run_state"),)


class RunLog(models.Model):
    """One line of a run's log, in both languages."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    zh = models.TextField()
    en = models.TextField()

    class Meta:
        db_table = "run_log"
