"""The WSGI application that the web server runs."""

from __future__ import annotations

import os

# Before anything reads the settings: the server is started without the command line, which else sets it.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frostier.shell.settings")

from django.core.wsgi import get_wsgi_application

from frostier.shell.serve.orphans import end_web_with_supervisor

application = get_wsgi_application()


def _warm() -> None:
    """Load the addresses and open the house now, so that the first visitor does not wait for it."""
    from frostier.shell.console import urls
    from frostier.shell.console.house import house
    from frostier.shell.console.warming import warm_in_background

    assert urls.urlpatterns
    house()
    warm_in_background()


_warm()
end_web_with_supervisor()
