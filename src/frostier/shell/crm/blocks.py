"""Which customers are not to be contacted today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from frostier.shell.crm.models import ContactBlock


def in_force(day: date) -> QuerySet[ContactBlock]:
    """The blocks that hold on a day."""
    open_ended = Q(until__isnull=True) | Q(until__gt=day)
    return ContactBlock.objects.filter(open_ended, Q(ended_on__isnull=True) | Q(ended_on__gt=day), starts_on__lte=day)


def blocked_ids(day: date) -> Sequence[str]:
    """The customers blocked on a day, in order."""
    return sorted(set(in_force(day).values_list("customer_id", flat=True)))


def block_of(customer_id: str, day: date) -> ContactBlock | None:
    """The block of one customer that holds on a day, the newest if there are several."""
    return in_force(day).filter(customer_id=customer_id).order_by("-id").first()


def blocks_of(customer_id: str) -> Sequence[ContactBlock]:
    """Every block that a customer ever had, oldest first."""
    return list(ContactBlock.objects.filter(customer_id=customer_id).order_by("id"))
