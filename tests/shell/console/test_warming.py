"""What nobody should wait for is worked out before anybody asks."""

from __future__ import annotations

from frostier.flows.ports import LIVE
from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.console.warming import BETWEEN_REVISIONS_SECONDS, Warmth, warm
from frostier.shell.crm.reading import Reading, latest_grading
from frostier.shell.wiring import House


def test_what_is_the_same_for_everybody_is_known_once_the_server_is_warm(graded_house: House) -> None:
    newest = latest_grading(graded_house)
    reading = Reading(graded_house, Viewer("frostier", "", frozenset(), EVERYTHING), "en", newest, newest)

    warm(reading)

    asked = []
    assert reading.remembered("carriers", lambda: asked.append("carriers"))
    assert reading.remembered("facts_until", lambda: asked.append("facts_until"))
    assert not asked


def test_a_grading_is_warmed_at_once_and_what_events_change_only_now_and_then() -> None:
    seconds = 1_000.0
    warmth = Warmth(now=lambda: seconds)
    graded, changed, later = "2026-10-31", f"2026-10-31{LIVE}1", f"2026-10-31{LIVE}2"

    assert warmth.is_due(graded)
    warmth.note(graded)
    assert not warmth.is_due(graded)
    assert not warmth.is_due(changed)

    seconds += BETWEEN_REVISIONS_SECONDS
    assert not warmth.is_due(graded)
    assert warmth.is_due(changed)
    warmth.note(changed)
    assert not warmth.is_due(later)

    assert warmth.is_due("2026-11-01")
    assert warmth.is_new("2026-11-01")
