"""The metrics, for a key with the scope ``metrics.read`` or somebody whose role may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.metrics.exposition import CONTENT_TYPE, exposition
from frostier.shell.metrics.figures import own_figures
from frostier.shell.metrics.queries import other_processes, stored_figures

_TEXT = {200: {"description": "The figures", "content": {"text/plain": {"schema": {"type": "string"}}}}}

router = GuardedRouter(tags=["console"])


@router.get("/metrics", permission="metrics.read", openapi_extra={"responses": _TEXT})
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of intake, live evaluation, runs, webhooks, caches and the proof, as Prometheus reads them."""
    own = [figure.with_label("process", "web") for figure in own_figures()]
    text = exposition([*stored_figures(house().clock.now()), *own, *other_processes()])
    return HttpResponse(text, content_type=CONTENT_TYPE)
