"""Tables of the change feed, of webhooks and of what was sent to them."""

from __future__ import annotations

from django.db import models

from frostier.shell.crm.belonging import LONGEST_NAME, OfCustomer

NEWS_KINDS = ("change", "task", "review")
DELIVERY_STATES = ("pending", "delivered", "given_up")


class Change(OfCustomer):
    """One piece of news about a customer, for open pages. The feed keeps a few days of it."""

    kind = models.CharField(max_length=8, choices=[(k, k) for k in NEWS_KINDS])
    at = models.DateTimeField(db_index=True)
    revision = models.CharField(max_length=200, default="", blank=True)  # of the results that show it
    what = models.JSONField(default=dict)

    class Meta:
        db_table = "customer_change"


class WebhookEndpoint(models.Model):
    """Where another system wants to be told. The secret is derived from the home's own and never stored."""

    url = models.CharField(max_length=1000)
    events = models.JSONField()  # ids of event types
    on = models.BooleanField(default=True)
    salt = models.CharField(max_length=64)
    scope_kind = models.CharField(max_length=12)
    scope_values = models.JSONField(default=list)
    created_by = models.CharField(max_length=LONGEST_NAME)
    created_at = models.DateTimeField()
    failures = models.IntegerField(default=0)  # in a row
    switched_off_at = models.DateTimeField(null=True)  # by the deliverer, after too many of them
    last_error = models.CharField(max_length=500, default="", blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_endpoint"


class WebhookDelivery(models.Model):
    """One message to one endpoint. ``event_id`` stays the same however often it is sent, a replay included."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.CharField(max_length=64)
    type = models.CharField(max_length=40)
    customer_id = models.CharField(max_length=120)
    payload = models.TextField()  # the very bytes that are signed and sent
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in DELIVERY_STATES], default="pending")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)
    last_error = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "webhook_delivery"
        indexes = (
            models.Index(fields=["state", "endpoint", "customer_id"], name="webhook_waiting"),
            models.Index(fields=["endpoint", "created_at"], name="webhook_log"),
        )


class FollowUp(models.Model):
    """That tasks, news and messages are to be made of what a grading changed. Kept with the grading itself."""

    grading_id = models.BigIntegerField(primary_key=True)
    before = models.CharField(max_length=200, null=True)  # the results that were current until then
    requested_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "follow_up"
