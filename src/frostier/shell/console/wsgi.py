"""The WSGI application that the web server runs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frostier.shell.console.hot_tier import HotTier

# Before anything reads the settings: the server is started without the command line, which else sets it.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frostier.shell.settings")

from django.core.wsgi import get_wsgi_application

from frostier.shell.serve.orphans import end_web_with_supervisor

SWITCH_SECONDS = 0.0005
"""How long a thread that works out something large may keep the others from running Python.

Ten times less than Python's own habit: a tier that is answered in a fifth of a millisecond should not wait five.
"""

sys.setswitchinterval(SWITCH_SECONDS)
_django = get_wsgi_application()


def _warm() -> None:
    """Load the addresses and open the house now, so that the first visitor does not wait for it."""
    from frostier.shell.console import urls
    from frostier.shell.console.house import house
    from frostier.shell.console.warming import warm_in_background

    assert urls.urlpatterns
    house()
    warm_in_background()


def _with_hot_tier() -> HotTier:
    from frostier.shell.console.cache import tier_memory  # only now: its tables need Django to be set up
    from frostier.shell.console.hot_tier import HotTier
    from frostier.shell.console.house import house

    return HotTier(_django, house(), memory=tier_memory(house()))


_warm()
application = _with_hot_tier()
end_web_with_supervisor()
