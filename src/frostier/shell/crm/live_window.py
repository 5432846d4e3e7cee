"""Which events stand between the published facts and the results that are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from frostier.flows.ports import LIVE
from frostier.shell.crm.reading import Reading
from frostier.shell.live.models import InboxEvent, LivePosition
from frostier.sources.event_types import EVENT_TYPES, Subject

EVENTS = "events"
"""Under this name the counts of a grading say up to which event its facts go, at least."""


@dataclass(frozen=True, slots=True)
class Window:
    """The events after one number up to another."""

    since: int
    up_to: int

    def about(self, subject: Subject) -> QuerySet[InboxEvent]:
        """Those of them that are about orders, or about receivables."""
        types = [kind.id for kind in EVENT_TYPES.values() if kind.subject == subject]
        return InboxEvent.objects.filter(pk__gt=self.since, pk__lte=self.up_to, type__in=types)


def window_of(read: Reading) -> Window | None:
    """What came after the published facts and has been evaluated; ``None`` for a past day or where nothing has."""
    grading = read.grading
    if grading is None or grading != read.newest or LIVE not in grading.snapshot:
        return None
    up_to = LivePosition.objects.values_list("evaluated_up_to", flat=True).first() or 0
    return Window(int(grading.counts.get(EVENTS, 0)), up_to)
