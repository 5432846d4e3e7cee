"""Tables of reviews: what waits, what was decided about it, and the policies by which things wait."""

from __future__ import annotations

from django.db import models

from frostier.shell.crm.belonging import LONGEST_NAME, OfCustomer

REVIEW_STATES = ("open", "postponed", "confirmed", "overridden", "lapsed", "void")
WAITING_STATES = ("open", "postponed")


class ReviewItem(OfCustomer):
    """One change that waits, or waited, for a person. At most one of a customer and policy waits at a time.

    The present state stands here; how it came about in ``ReviewStep``.
    """

    policy = models.CharField(max_length=40)
    policy_version = models.IntegerField()
    on_lapse = models.CharField(max_length=10)  # execute | keep: what happens once the deadline has passed
    from_tier = models.CharField(max_length=40)
    to_tier = models.CharField(max_length=40)
    cause = models.CharField(max_length=40)
    inputs = models.JSONField()  # the values that the scheme read
    scheme_id = models.CharField(max_length=80)
    scheme_version = models.IntegerField()
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    deadline_on = models.DateField()  # the first day on which nobody is waited for any more
    passes_on = models.DateField(null=True)  # from this day on the change goes through; NULL: not by itself
    state = models.CharField(max_length=12, choices=[(s, s) for s in REVIEW_STATES], default="open")
    comes_back_on = models.DateField(null=True)
    assigned_to = models.CharField(max_length=LONGEST_NAME, null=True)
    decided_by = models.CharField(max_length=LONGEST_NAME, null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        db_table = "review_item"
        indexes = (
            models.Index(fields=["customer_id"], name="review_customer"),
            models.Index(fields=["state", "deadline_on"], name="review_waiting"),
        )


class ReviewStep(models.Model):
    """One thing that happened to a review: opened, assigned, postponed, decided. Append-only.

    The state of a review at a past moment is that of its last step by then.
    """

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=LONGEST_NAME)
    state = models.CharField(max_length=12)  # after the step
    deadline_on = models.DateField()  # after the step, and so is the next
    passes_on = models.DateField(null=True)
    note = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        db_table = "review_step"


class PolicySet(models.Model):
    """One version of all review policies together. Append-only: the newest is in force."""

    version = models.IntegerField(unique=True)
    policies = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=LONGEST_NAME)
    note = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        db_table = "review_policies"
