"""Tables of uploads, import batches, quarantine, saved mappings and sources."""

from __future__ import annotations

from django.db import models

BATCH_STATES = ("loading", "loaded", "undone", "aborted")
ROW_STATES = ("open", "resubmitted", "dismissed")
SOURCE_KINDS = ("folder", "sql")


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
    closed_by = models.CharField(max_length=120, default="")  # who dismissed it
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(default="")

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


class Upload(models.Model):
    """One file that a person handed in through the console. It stands in the home as ``<id><suffix>``.

    ``file_name`` is only shown, never a path. Once imported the file is removed: the lake keeps it.
    """

    file_name = models.CharField(max_length=255)
    suffix = models.CharField(max_length=12)
    size_bytes = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    by = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField(db_index=True)
    removed_at = models.DateTimeField(null=True)
    headers = models.JSONField(default=list)  # of the sample that was last looked at

    class Meta:
        db_table = "upload"


class Resubmission(models.Model):
    """Corrections of quarantined rows as a person gave them: row id → file column → text."""

    rows = models.JSONField()
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "resubmission"


class SavedMapping(models.Model):
    """A mapping that a person keeps under a name."""

    name = models.CharField(max_length=120)
    entity = models.CharField(max_length=20)
    source = models.CharField(max_length=120)
    mapping = models.JSONField()
    by = models.CharField(max_length=120)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saved_mapping"
        constraints = (models.UniqueConstraint(fields=["entity", "source", "name"], name="saved_mapping_once"),)


class ImportSource(models.Model):
    """A folder or database that is read again and again; ``next_due_at`` is empty while it is paused."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in SOURCE_KINDS])
    location = models.TextField()  # a directory, or an address with secrets as ${NAME}
    pattern = models.CharField(max_length=120, default="", blank=True)  # of file names in a folder
    table = models.CharField(max_length=260, default="", blank=True)
    query = models.TextField(default="", blank=True)
    cursor_column = models.CharField(max_length=128, default="", blank=True)
    mapping = models.JSONField()  # names entity and source
    schedule = models.JSONField()
    enabled = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    by = models.CharField(max_length=120)
    updated_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, db_index=True)
    last_run_id = models.BigIntegerField(null=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_outcome = models.JSONField(default=dict)
    failures = models.IntegerField(default=0)  # in a row
    error_zh = models.TextField(default="", blank=True)
    error_en = models.TextField(default="", blank=True)

    class Meta:
        db_table = "import_source"
