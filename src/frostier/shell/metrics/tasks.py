"""The worker answers nobody, so it writes its figures down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frostier.shell.metrics.figures import own_figures
from frostier.shell.metrics.models import ProcessFigures
from frostier.shell.runs.handlers import periodic

if TYPE_CHECKING:
    from frostier.shell.wiring import House


@periodic(every=timedelta(seconds=5))
def write_figures_down(house: House, now: datetime) -> None:
    """Keep what the worker has counted since it started."""
    figures = [figure.to_data() for figure in own_figures()]
    ProcessFigures.objects.update_or_create(process="worker", defaults={"at": now, "figures": figures})
