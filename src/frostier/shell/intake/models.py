"""Tables of import batches and quarantine."""

from __future__ import annotations

from django.db import models

BATCH_STATES = ("loading", "loaded", "undone", "aborted")
ROW_STATES = ("open", "resubmitted", "dismissed")


class ImportBatch(models.Model):
    """One import; its number is the primary key and orders the warehouse's history."""

    entity = models.CharField(max_length=20)
    source = models.CharField(max_length=120)
    file_name = models.CharField(max_length=400)
    content_hash = models.CharField(max_length=64)
    mapping = models.JSONField()
    mapping_hash = models.CharField(max_length=64)
    run_id = models.BigIntegerField()
    replaces = models.BigIntegerField(null=True)
    corrects = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in BATCH_STATES], default="loading")
    created_at = models.DateTimeField()
    report = models.JSONField(default=dict)
    closed_by_run = models.BigIntegerField(null=True)  # the run that undid it
    why_zh = models.TextField(default="")  # why it was aborted
    why_en = models.TextField(default="")

    class Meta:
        db_table = "import_batch"
        indexes = (models.Index(fields=["entity", "source", "content_hash"], name="batch_content"),)


class QuarantinedRow(models.Model):
    """One row of a file that cannot be used, with its raw text and the reason."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejected")
    row_no = models.BigIntegerField()
    field = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    zh = models.TextField()
    en = models.TextField()
    raw = models.JSONField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in ROW_STATES], default="open")
    resubmitted_in = models.BigIntegerField(null=True)

    class Meta:
        db_table = "quarantined_row"
        indexes = (models.Index(fields=["batch", "state"], name="quarantine_batch_state"),)


class SourceCursor(models.Model):
    """How far an incremental import from a database has read."""

    source = models.CharField(max_length=120)
    entity = models.CharField(max_length=20)
    value = models.TextField()

    class Meta:
        db_table = "source_cursor"
        constraints = (models.UniqueConstraint(fields=["source", "entity"], name="source_cursor_once"),)
