"""Tables of accepted and of rejected events, and how far the accepted ones have been taken."""

from __future__ import annotations

from django.db import models


class InboxEvent(models.Model):
    """One accepted event. Its number is its place in the order of intake, counted without gaps."""

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    event_id = models.CharField(max_length=200)
    version = models.IntegerField()
    type = models.CharField(max_length=40)
    customer_code = models.CharField(max_length=400, null=True)
    key = models.CharField(max_length=400, blank=True)  # of the order or receivable; empty where it has none
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    data = models.TextField()  # JSON
    content_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "inbox_event"
        constraints = (models.UniqueConstraint(fields=["source", "event_id", "version"], name="inbox_event_once"),)
        indexes = (
            models.Index(fields=["source", "key"], name="inbox_by_key"),
            models.Index(fields=["source", "customer_code"], name="inbox_by_customer"),
        )


class InboxHead(models.Model):
    """The number of the newest accepted event: one row, locked while more are accepted.

    So events become visible in the order of their numbers, and who reads on after a number misses none.
    """

    ONLY = 1

    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "inbox_head"


class RejectedEvent(models.Model):
    """Something sent that is no usable event, once however often it is sent."""

    raw = models.TextField()  # as it came, cut where it is very long
    raw_hash = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=200, null=True)
    event_id = models.CharField(max_length=200, null=True)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=120, blank=True)
    zh = models.TextField()
    en = models.TextField()
    by = models.CharField(max_length=120)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)

    class Meta:
        db_table = "rejected_event"


STREAM_KINDS = ("files", "table")


class EventStream(models.Model):
    """Somewhere that events are read from all the time: files that grow, or a table of a database."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in STREAM_KINDS])
    location = models.TextField()  # a file or directory, or an address with secrets as ${NAME}
    pattern = models.CharField(max_length=120, blank=True)  # of file names in a directory
    table = models.CharField(max_length=260, blank=True)
    cursor_column = models.CharField(max_length=128, blank=True)
    event_column = models.CharField(max_length=128, blank=True)
    enabled = models.BooleanField(default=True)
    bookmark = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True)
    last_read_at = models.DateTimeField(null=True)
    accepted = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)  # in a row
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)

    class Meta:
        db_table = "event_stream"


class LivePosition(models.Model):
    """How far accepted events have been evaluated, and the live results that are current: one row."""

    ONLY = 1

    evaluated_up_to = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=0)
    revision_grading_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "live_position"
