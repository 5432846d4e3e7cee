"""An answer about the present stands on one grading."""

from __future__ import annotations

from dataclasses import fields

from frostier.flows.ports import Grading
from frostier.shell.accounts.access import NOBODY
from frostier.shell.crm.reading import Reading, latest_grading, of_one_grading
from frostier.shell.grading import models


def test_what_was_read_while_another_grading_was_recorded_is_read_again(graded_house):
    seen = []

    def look() -> Reading:
        newest = latest_grading(graded_house)
        return Reading(graded_house, NOBODY, "en", newest, newest)

    def answer(read: Reading) -> int:
        if not seen:
            values = {f.name: getattr(read.graded, f.name) for f in fields(Grading) if f.name != "id"}
            models.Grading.objects.create(**values)
        seen.append(read.graded.id)
        return read.graded.id

    found = of_one_grading(look, answer)

    assert found == graded_house.gradings.latest().id
    assert seen == [found - 1, found]
