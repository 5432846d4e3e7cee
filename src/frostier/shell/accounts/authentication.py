"""Finding the viewer of a request: a key in the ``Authorization`` header, or the session of a signed-in person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from frostier.flows.scope import Scope
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.models import User
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.console.language import language_of


class KeyAuth(HttpBearer):
    """``Authorization: Bearer <key>``."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The system that the key belongs to."""
        return None


class SessionAuth(APIKeyCookie):
    """The session cookie of a signed-in person; writes need the CSRF token."""

    param_name = "frostier_session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """The signed-in person."""
        user: Any = request.user
        if not user.is_authenticated or not user.is_active:
            return None
        viewer = viewer_for(user, request)
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


def viewer_for(user: User, request: HttpRequest) -> Viewer:
    """A signed-in person as the viewer of a request."""
    role = ROLE_OF[user.role]
    return Viewer(
        name=user.get_username(),
        role=role.id,
        permissions=role.permissions,
        scope=Scope(user.scope_kind, tuple(user.scope_values)),  # type: ignore[arg-type]
        language=language_of(request),
        user_id=user.pk,
    )


key_auth = KeyAuth()
session_auth = SessionAuth()
