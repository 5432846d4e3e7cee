"""Tables of the console."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one write that carried an ``Idempotency-Key``: grain is caller × key. ``status`` is NULL while
    the write is under way."""

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)  # of method, address and body
    begun_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, default="")
    body = models.BinaryField(null=True)  # NULL where the answer holds a secret, which is told once

    class Meta:
        db_table = "kept_answer"
        constraints = (models.UniqueConstraint(fields=["caller", "key"], name="kept_answer_once"),)
        indexes = (models.Index(fields=["begun_at"], name="kept_answer_begun"),)
