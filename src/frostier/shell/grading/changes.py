"""Whose tier answers have changed since when: so that answers can be kept without working each out anew.

Whatever changes an answer about where a customer stands is noted in the transaction that changes it. Changes are
numbered without gaps, also by several writers at once, because each holds the row of the newest number until its
transaction ends. So who knows a number and is told all later ones has missed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from frostier.shell.grading.models import TierChange, TierRevision

MOST_KEPT = 20_000
"""Who is further behind than so many changes is told that every answer may have changed."""

EVERYBODY = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a number: the newest ``no``, and whose answers; ``EVERYBODY`` where any may have."""

    no: int
    customers: frozenset[str] | None


@transaction.atomic
def note_change(customer_ids: Iterable[str] | None) -> None:
    """Note that the answers about these customers change with the caller's transaction, or ``EVERYBODY``'s.

    Other writers wait from here to the end of the transaction, so this comes last in a long one.
    """
    whose = [EVERYBODY] if customer_ids is EVERYBODY else sorted(set(customer_ids))
    head, _ = TierRevision.objects.select_for_update().get_or_create(pk=TierRevision.ONLY)
    TierChange.objects.bulk_create([TierChange(no=head.no + n, customer_id=id) for n, id in enumerate(whose, 1)])
    head.no += len(whose)
    head.save(update_fields=["no"])
    TierChange.objects.filter(no__lte=head.no - MOST_KEPT).delete()


def changes_since(no: int) -> Changes:
    """What was noted after a number; a number that was never given stands for knowing nothing."""
    newest = TierRevision.objects.filter(pk=TierRevision.ONLY).values_list("no", flat=True).first() or 0
    if newest == no:
        return Changes(no, frozenset())
    if not 0 <= no < newest <= no + MOST_KEPT:
        return Changes(newest, EVERYBODY)
    whose = TierChange.objects.filter(no__gt=no, no__lte=newest).values_list("customer_id", flat=True)
    customers = frozenset(id for id in whose if id is not None)
    told_all = len(whose) == newest - no and None not in whose
    return Changes(newest, customers if told_all else EVERYBODY)
