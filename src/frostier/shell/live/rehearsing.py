"""Getting ready for the next event while there is none.

To build and to compile the expressions of an evaluation takes seconds, to run them for a few customers does not. So an
idle worker evaluates nobody, as of today by the newest grading, and keeps what it has built. It does so over empty
tables and without the home, a step a look, so that neither an event nor a run waits for more than a step.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

from frostier.flows.live import Evaluation
from frostier.flows.live_steps import evaluation_now
from frostier.shell.garbage import garbage_left, spare_what_stays
from frostier.shell.grading.models import Grading
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.live")
LOOK_SECONDS = 1.0

Occasion = tuple[int | None, date]
"""What an evaluation is prepared for: the number of the newest grading, and the day."""


@dataclass
class Rehearsing:
    """Prepares evaluations; ``evaluation`` is the last one that was prepared or used."""

    house: House
    evaluation: Evaluation | None = None
    now: Callable[[], float] = time.monotonic
    _prepared: Occasion | None = field(default=None, init=False)
    _steps: Generator[None] | None = field(default=None, init=False)
    _looked_at: float = field(default=float("-inf"), init=False)

    def look(self) -> bool:
        """Do the next step, if a grading or a day is not prepared yet; whether there was one."""
        steps = self._steps = self._steps or self._begun()
        if steps is None:
            return False
        try:
            with garbage_left():
                next(steps)
        except StopIteration:
            self._steps = None
            spare_what_stays()
        except Exception:  # the events will tell whose fault it is
            LOG.exception("Preparing an evaluation failed")
            self._steps = None
        return self._steps is not None

    def cut_short(self) -> Evaluation | None:
        """What has been prepared so far, to be used now, which prepares the rest."""
        if self._steps is not None:
            self._steps.close()
            self._steps = None
        return self.evaluation

    def _begun(self) -> Generator[None] | None:
        if self.now() - self._looked_at < LOOK_SECONDS:
            return None
        self._looked_at = self.now()
        newest = Grading.objects.order_by("-as_of", "-id").values_list("id", flat=True).first()
        occasion = (newest, self.house.clock.today())
        if newest is None or occasion == self._prepared:
            return None
        self._prepared = occasion
        return self._rehearsal()

    def _rehearsal(self) -> Generator[None]:
        grading = self.house.gradings.latest()
        assert grading is not None
        with closing(self.house.analytics.blank()) as workspace:
            self.evaluation = evaluation_now(self.house.parts, grading, workspace, self.evaluation)
            yield from self.evaluation.lay_out()
            for _ in self.evaluation.in_steps(()):
                yield
