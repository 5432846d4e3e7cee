"""What is looked at of the results before, to tell what follows from those after them."""

from __future__ import annotations

from frostier.actions.holding import columns_needed
from frostier.actions.occasion import Judging
from frostier.actions.task_rules import OCCASION_FIELDS
from frostier.shell.outbox.models import WebhookEndpoint
from frostier.tags.predicate import fields_of
from frostier.tiers.scheme import fields_used

_DECIDED = ("tier", "tier_since", "stage", "stage_since", "pending_tier", "pending_since", "cause")
_RECORD = (
    "customer_id",
    "customer_name",
    "manager",
    "team",
    "sales_region",
    "has_phone",
    "opened_on",
    "account_age_days",
)
_FOR_TASKS = (
    "first_order_on", "last_order_on", "contract_end_on", "overdue_days", "avg_monthly_spend", "margin_rate_365d",
)  # fmt: skip


def columns_compared(judging: Judging) -> set[str]:
    """The columns of the profile that what follows from a change looks at, in the results before and after."""
    derived = {field.id for field in OCCASION_FIELDS}
    asked = {name for rule in judging.book.acting_rules for name in fields_of(rule.condition)} - derived
    known = {*_DECIDED, *_RECORD, *_FOR_TASKS, *fields_used(judging.scheme)}
    return known | asked | columns_needed(judging)


def tags_are_told() -> bool:
    """Whether somebody wants to be told of tags that come and go: hundreds of columns are read for that alone."""
    endpoints = WebhookEndpoint.objects.filter(removed_at__isnull=True)
    return any("customer.tags_changed" in endpoint.events for endpoint in endpoints)
