"""Reviews as the flows read them: which policies hold changes back, and which changes may pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frostier.flows.ports import JsonObject
from frostier.shell.portions import in_portions
from frostier.shell.reviews.models import ReviewItem, ReviewStep
from frostier.shell.reviews.policies import policies_in_force
from frostier.tiers.review import ReviewPolicy

_COLUMNS = ("customer_id", "from_tier", "to_tier", "opened_on")


class DjangoReviewStore:
    """The inputs that people give to decisions by reviewing changes."""

    def policies(self, known_at: datetime | None = None) -> Sequence[ReviewPolicy]:
        """The policies in force, now or at a past moment."""
        return policies_in_force(known_at)[1]

    def passing(self, known_at: datetime | None = None, customer_ids: Sequence[str] | None = None) -> list[JsonObject]:
        """The changes that go through from a day on, with the columns of ``REVIEW_SCHEMA``; of all customers or some.

        With ``known_at`` as they stood at that moment: the last step of each review by then decides.
        """
        if known_at is not None:
            found = _passing_at(known_at)
            return found if customer_ids is None else [row for row in found if row["customer_id"] in set(customer_ids)]
        rows = ReviewItem.objects.filter(passes_on__isnull=False)
        some = (
            [rows] if customer_ids is None else [rows.filter(customer_id__in=ids) for ids in in_portions(customer_ids)]
        )
        return [row for part in some for row in part.values(*_COLUMNS, "passes_on")]


def _passing_at(moment: datetime) -> list[JsonObject]:
    steps = ReviewStep.objects.filter(at__lte=moment).order_by("id")
    last = dict(steps.values_list("item_id", "passes_on"))
    rows = ReviewItem.objects.filter(pk__in=[id for id, day in last.items() if day is not None])
    return [{**row, "passes_on": last[row.pop("id")]} for row in rows.values("id", *_COLUMNS)]
