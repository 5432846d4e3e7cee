"""Tables of the customer room."""

from __future__ import annotations

from django.db import models

TAG_STATES = ("active", "retired")
SEGMENT_KINDS = ("rule", "list")

# ── user-made tags and segments ─────────────────────────────────────────────────────────────────────────────────


class OwnTag(models.Model):
    """One tag that people of the company made; what it means stands in its versions."""

    tag_id = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in TAG_STATES], default="active")
    version = models.IntegerField(default=1)  # of the present definition
    owner = models.CharField(max_length=120)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "own_tag"


class OwnTagVersion(models.Model):
    """One definition that a tag had. Append-only, so that a past grading can be explained."""

    tag = models.ForeignKey(OwnTag, on_delete=models.PROTECT, related_name="versions")
    version = models.IntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    meaning_zh = models.CharField(max_length=500)
    meaning_en = models.CharField(max_length=500)
    family = models.CharField(max_length=40)
    condition = models.TextField()  # the text form with ids
    author = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "own_tag_version"
        constraints = (models.UniqueConstraint(fields=["tag", "version"], name="own_tag_version_once"),)


class Segment(models.Model):
    """One kept group of customers: those that a condition fits, or a list of them."""

    name = models.CharField(max_length=120)
    description = models.TextField(default="")
    kind = models.CharField(max_length=4, choices=[(k, k) for k in SEGMENT_KINDS])
    condition = models.JSONField(null=True)  # of a rule, in the JSON form
    customer_ids = models.JSONField(default=list)  # of a list
    owner = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    updated_by = models.CharField(max_length=120)
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # NULL while it is there

    class Meta:
        db_table = "segment"
        indexes = (models.Index(fields=["owner"], name="segment_owner"),)


# ── contact blocks and saved views ──────────────────────────────────────────────────────────────────────────────


class ContactBlock(models.Model):
    """One time span in which a customer is not to be contacted. Rows are ended, never changed or removed."""

    customer_id = models.CharField(max_length=120, db_index=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=120)
    starts_on = models.DateField()
    until = models.DateField(null=True)  # exclusive; NULL: until somebody ends it
    ended_on = models.DateField(null=True)  # from this day on no longer in force; NULL while it is
    ended_by = models.CharField(max_length=120, null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "contact_block"


class SavedView(models.Model):
    """One list as a person set it up: the page, its query, its columns."""

    name = models.CharField(max_length=80)
    page = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    owner = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = (models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once"),)
