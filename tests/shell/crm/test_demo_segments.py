"""The segments that the demo company begins with."""

from __future__ import annotations

import pytest

from frostier.shell.crm.demo_segments import DEMO_SEGMENTS, keep_demo_segments
from frostier.shell.crm.models import Segment


@pytest.fixture
def kept(served) -> list[str]:
    return keep_demo_segments(served)


def test_the_demo_begins_with_segments_that_everybody_sees(kept, client_as):
    told = client_as("read_only").get("/api/v1/segments").json()

    assert kept == [one.name.en for one in DEMO_SEGMENTS]
    assert {one["name"] for one in told} >= set(kept)
    assert all(one["shared"] and one["kind"] == "rule" for one in told)


def test_made_again_there_are_no_more_of_them(kept, served):
    assert keep_demo_segments(served) == []
    assert Segment.objects.count() == len(kept)


def test_what_somebody_removed_does_not_come_back(kept, served, client_as):
    gone = Segment.objects.get(name="Being won back")
    Segment.objects.filter(pk=gone.pk).update(removed_at=gone.updated_at)

    assert keep_demo_segments(served) == []
