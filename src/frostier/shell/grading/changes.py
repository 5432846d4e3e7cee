"""Whose tier answers have changed since when: so that answers can be kept without working each out anew.

Whatever changes an answer about where a customer stands is noted in the transaction that changes it. Changes are
numbered without gaps, also by several writers at once, because each holds the row of the newest number until its
transaction ends. So who knows a number and is told all later ones has missed nothing.

Each change also has a *mark*, drawn at random: numbers run again when a backup is restored or a home is copied, marks
never. Answers that outlive a process are kept under the mark of the latest change that concerns them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from frostier.shell.grading.models import TierChange, TierRevision
from frostier.shell.inserting import insert_rows

MOST_KEPT = 20_000
"""Who is further behind than so many changes is told that every answer may have changed."""

EVERYBODY = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a number: the newest ``no``, and whose answers; ``EVERYBODY`` where any may have.

    ``mark_of_all`` is the mark of the latest change that may have been anybody's, where there was one; ``marks`` are
    those of the customers who changed after it.
    """

    no: int
    customers: frozenset[str] | None
    mark_of_all: str | None = field(default=None, compare=False)
    marks: Mapping[str, str] = field(default_factory=dict, compare=False)


@transaction.atomic
def note_change(customer_ids: Iterable[str] | None) -> None:
    """Note that the answers about these customers change with the caller's transaction, or ``EVERYBODY``'s.

    Other writers wait from here to the end of the transaction, so this comes last in a long one.
    """
    whose = [EVERYBODY] if customer_ids is EVERYBODY else sorted(set(customer_ids))
    head, _ = TierRevision.objects.select_for_update().get_or_create(pk=TierRevision.ONLY)
    mark = secrets.token_hex(8)
    insert_rows(
        "tier_change", ("no", "customer_id", "mark"), ((head.no + n, id, mark) for n, id in enumerate(whose, 1))
    )
    head.no += len(whose)
    head.save(update_fields=["no"])
    TierChange.objects.filter(no__lte=head.no - MOST_KEPT).delete()


def changes_since(no: int) -> Changes:
    """What was noted after a number; a number that was never given stands for knowing nothing."""
    newest = TierRevision.objects.filter(pk=TierRevision.ONLY).values_list("no", flat=True).first() or 0
    if newest == no:
        return Changes(no, frozenset())
    known = 0 <= no < newest <= no + MOST_KEPT
    rows = list(
        TierChange.objects.filter(no__gt=no if known else newest - MOST_KEPT, no__lte=newest)
        .order_by("no")
        .values_list("customer_id", "mark")
    )
    if known and len(rows) == newest - no and all(id is not None for id, _ in rows):
        marks = {id: mark for id, mark in rows if id is not None}
        return Changes(newest, frozenset(marks), None, marks)
    return Changes(newest, EVERYBODY, *_since_everybodys(rows))


def _since_everybodys(rows: Sequence[tuple[str | None, str]]) -> tuple[str, dict[str, str]]:
    """The mark of the latest change of everybody and the marks after it; without one, of the newest change alone."""
    for place in range(len(rows) - 1, -1, -1):
        if rows[place][0] is None:
            return rows[place][1], {id: mark for id, mark in rows[place + 1 :] if id is not None}
    return (rows[-1][1] if rows else "", {})
