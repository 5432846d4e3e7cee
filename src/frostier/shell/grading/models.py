"""Tables of schemes, the ledger and recorded gradings."""

from __future__ import annotations

from django.db import models

SCHEME_STATES = ("draft", "published", "retired")
ENTRY_KINDS = ("tier", "stage", "grace_started", "grace_ended")


class SchemeVersion(models.Model):
    """One kept version of a scheme. The definition never changes; only the state does."""

    scheme_id = models.CharField(max_length=80)
    version = models.IntegerField()
    definition = models.JSONField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in SCHEME_STATES], default="draft")
    author = models.CharField(max_length=120)
    note = models.TextField()
    created_at = models.DateTimeField()
    based_on = models.IntegerField(null=True)  # the version that its author had before them
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=120, null=True)

    class Meta:
        db_table = "scheme_version"
        constraints = (models.UniqueConstraint(fields=["scheme_id", "version"], name="scheme_version_once"),)


class SignOff(models.Model):
    """One person's agreement, other than the author's, that a version may be published. Append-only."""

    scheme_version = models.OneToOneField(SchemeVersion, on_delete=models.PROTECT, related_name="sign_off")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    note = models.TextField()

    class Meta:
        db_table = "sign_off"


class Publication(models.Model):
    """One publishing or rolling back: which version came into force, who decided, and why. Append-only."""

    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    note = models.TextField()

    class Meta:
        db_table = "publication"


class Grading(models.Model):
    """One recorded grading and the snapshot its results stand in. Append-only."""

    run_id = models.BigIntegerField()
    as_of = models.DateField()
    scheme_id = models.CharField(max_length=80)
    scheme_version = models.IntegerField()
    cuts = models.JSONField()
    snapshot = models.CharField(max_length=200)
    counts = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "grading"
        indexes = (models.Index(fields=["as_of"], name="grading_as_of"),)


class LedgerEntry(models.Model):
    """One thing that happened to one customer's tier or stage. Append-only."""

    grading = models.ForeignKey(Grading, on_delete=models.PROTECT, db_index=False)
    customer_id = models.CharField(max_length=120)
    as_of = models.DateField()
    kind = models.CharField(max_length=14, choices=[(k, k) for k in ENTRY_KINDS])
    from_value = models.CharField(max_length=40, null=True)
    to_value = models.CharField(max_length=40, null=True)
    cause = models.CharField(max_length=80)
    scheme_id = models.CharField(max_length=80)
    scheme_version = models.IntegerField()
    inputs = models.TextField()  # JSON; text, because it is written a million at a time
    by = models.CharField(max_length=120)
    run_id = models.BigIntegerField()  # 0 where no run but the live loop recorded it
    since = models.DateField(null=True)  # since when the new value counts, where that is not the day of the entry
    revision = models.BigIntegerField(null=True)  # of the live results that brought it; NULL: the grading itself
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "ledger"
        indexes = (
            models.Index(fields=["customer_id"], name="ledger_customer"),
            models.Index(fields=["as_of"], name="ledger_as_of"),
        )


class TierState(models.Model):
    """Where each customer stands now: the ledger folded, so it can always be made again."""

    customer_id = models.CharField(max_length=120, primary_key=True)
    tier = models.CharField(max_length=40, null=True)
    tier_since = models.DateField(null=True)
    stage = models.CharField(max_length=40, null=True)
    stage_since = models.DateField(null=True)
    pending_tier = models.CharField(max_length=40, null=True)
    pending_since = models.DateField(null=True)

    class Meta:
        db_table = "tier_state"


class Override(models.Model):
    """A tier that a person set for a customer, from a day up to, not including, another."""

    customer_id = models.CharField(max_length=120, db_index=True)
    tier = models.CharField(max_length=40)
    reason = models.TextField()
    by = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()  # as it was set; a cut keeps it, so that the past can be told
    ended_on = models.DateField(null=True)  # the earlier end, where somebody cut it short
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "tier_override"


class TierRevision(models.Model):
    """How many changes of tier answers were noted: one row, locked by whoever notes another."""

    ONLY = 1

    no = models.BigIntegerField(default=0)

    class Meta:
        db_table = "tier_revision"


class TierChange(models.Model):
    """One change of what is answered about a customer's tier; the newest are kept, numbered without gaps."""

    no = models.BigIntegerField(primary_key=True)
    customer_id = models.CharField(max_length=120, null=True)  # NULL: every customer
    mark = models.CharField(max_length=16)  # drawn at random; one for all that were noted together

    class Meta:
        db_table = "tier_change"
