"""Routers whose every endpoint names the permission that it needs.

The permission stands in the OpenAPI file as ``x-permission``, from which the permission tests are generated. An
endpoint cannot be declared without saying which one: ``None`` for anyone who is signed in, ``PUBLIC`` for everybody.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from frostier.shell.accounts.access import viewer_of
from frostier.shell.accounts.authentication import anyone
from frostier.shell.console.frame import enter

View = Callable[..., Any]

PUBLIC = "public"
SIGNED_IN = "signed-in"


class GuardedRouter(Router):
    """A router that checks ``permission`` before the endpoint runs, and counts the request.

    A write that is sent again with the same ``Idempotency-Key`` is answered as before. ``secret=True`` marks an
    endpoint whose answer holds something told once, which is not kept.
    """

    def get(self, path: str, *, permission: str | None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An endpoint that reads."""
        return self._guarded("GET", path, permission, options)

    def post(self, path: str, *, permission: str | None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An endpoint that creates or starts something."""
        return self._guarded("POST", path, permission, options)

    def put(self, path: str, *, permission: str | None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An endpoint that replaces something."""
        return self._guarded("PUT", path, permission, options)

    def patch(self, path: str, *, permission: str | None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An endpoint that changes something."""
        return self._guarded("PATCH", path, permission, options)

    def delete(self, path: str, *, permission: str | None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An endpoint that removes something."""
        return self._guarded("DELETE", path, permission, options)

    def _guarded(
        self, method: str, path: str, permission: str | None, options: dict[str, Any]
    ) -> Callable[[View], View]:
        extra = {**options.pop("openapi_extra", {}), "x-permission": permission or SIGNED_IN}
        secret = options.pop("secret", False)
        if permission == PUBLIC:
            options.setdefault("auth", [anyone])

        def declare(view: View) -> View:
            @functools.wraps(view)
            def checked(request: HttpRequest, *args: Any, **rest: Any) -> Any:
                if permission not in (None, PUBLIC):
                    viewer_of(request).require(permission)
                kept = enter(request, secret=secret)
                if kept is not None:
                    return kept
                answer = view(request, *args, **rest)
                return Status(*answer) if isinstance(answer, tuple) else answer

            # Annotations are text, which means something only in the module of the view.
            checked.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
            self.api_operation([method], path, openapi_extra=extra, **options)(checked)
            return view

        return declare
