"""What nobody should wait for is worked out before anybody asks."""

from __future__ import annotations

from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.console.warming import warm
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
