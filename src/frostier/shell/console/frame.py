"""What surrounds every endpoint: on the way in the caller's rate and the kept answer, on the way out their traces."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from frostier.shell.accounts.access import viewer_of
from frostier.shell.console import idempotency
from frostier.shell.console.house import house
from frostier.shell.console.rate_limit import limit_rate, rate_headers

WRITES = ("POST", "PUT", "PATCH", "DELETE")


def enter(request: HttpRequest, *, secret: bool) -> HttpResponse | None:
    """The kept answer of a write that was done before, else None; raises where the caller asks too often."""
    viewer = viewer_of(request)
    limit_rate(request, viewer)
    known = viewer.key_id is not None or viewer.user_id is not None
    if request.method not in WRITES or not known:
        return None
    return idempotency.begin(request, viewer, house().clock.now(), secret=secret)


class ConsoleFrame:
    """Middleware: keeps the answer of a write that carried a key, and says what the caller has left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers."""
        answer = self._get_response(request)
        idempotency.finish(request, answer)
        for name, value in rate_headers(request).items():
            answer[name] = value
        return answer
