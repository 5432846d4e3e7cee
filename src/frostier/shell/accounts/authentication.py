"""Finding the viewer of a request: a key in the ``Authorization`` header, or the session of a signed-in person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from frostier.kernel.text import Text
from frostier.shell.accounts import keys
from frostier.shell.accounts.access import NOBODY, CsrfRefused, PasswordChangeRequired, Viewer, own_scope
from frostier.shell.accounts.models import User
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.accounts.signing_in import end_session, seen, signed_in_at
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.workbench.standing_in import with_loans

# What a person with a temporary password can reach: themselves, a new password, and the way out.
WITH_TEMPORARY_PASSWORD = frozenset({"/api/v1/me", "/api/v1/me/password", "/api/v1/session"})


class KeyAuth(HttpBearer):
    """``Authorization: Bearer <key>``."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The system that the key belongs to; nobody where the key is unknown, revoked or expired."""
        key = keys.key_of(token, house().wall_clock)
        if key is None:
            return None
        viewer = keys.viewer_for(key, language_of(request))
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


class SessionAuth(APIKeyCookie):
    """The session cookie of a signed-in person; writes need the CSRF token."""

    param_name = "frostier_session"

    def __call__(self, request: HttpRequest) -> Viewer | None:
        """The signed-in person; raises ``CsrfRefused`` for a write from elsewhere."""
        if self.param_name not in request.COOKIES:
            return None
        refuse_foreign_write(request)
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """The signed-in person; raises ``PasswordChangeRequired`` where that comes first."""
        viewer = signed_in_viewer(request)
        if viewer is None:
            return None
        if request.user.must_change_password and request.path not in WITH_TEMPORARY_PASSWORD:  # type: ignore[union-attr]
            raise PasswordChangeRequired(
                Text("请先设置自己的密码。", "Choose a password of your own first."),
                next_step=Text("在“设置—密码”中修改。", "Change it under Settings, Password."),
            )
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


def anyone(request: HttpRequest) -> Viewer:
    """Lets everybody through, as nobody; a write must still come from our own pages."""
    refuse_foreign_write(request)
    return NOBODY


def refuse_foreign_write(request: HttpRequest) -> None:
    """Raise ``CsrfRefused`` for a write whose token is missing or not ours."""
    if check_csrf(request) is not None:
        raise CsrfRefused(
            Text("请求缺少有效的 CSRF 令牌。", "The request lacks a valid CSRF token."),
            next_step=Text(
                "先读取 /session 得到 csrf_token，随 X-CSRFToken 头发送。",
                "Read csrf_token from /session and send it in the header X-CSRFToken.",
            ),
        )


def signed_in_viewer(request: HttpRequest) -> Viewer | None:
    """The person whose session this is, or ``None`` where nobody is signed in or the session is too old."""
    user: Any = request.user
    if not user.is_authenticated or not user.is_active:
        return None
    now = house().clock.now()
    if now - signed_in_at(request.session) > timedelta(seconds=settings.SESSION_LONGEST_SECONDS):
        end_session(request)
        return None
    seen(request.session)
    return viewer_for(user, request)


def viewer_for(user: User, request: HttpRequest) -> Viewer:
    """A signed-in person as the viewer of a request."""
    role = ROLE_OF[user.role]
    return Viewer(
        name=user.get_username(),
        role=role.id,
        permissions=role.permissions,
        scope=with_loans(own_scope(user), house().clock.today()),
        language=language_of(request),
        user_id=user.pk,
    )


key_auth = KeyAuth()
session_auth = SessionAuth()
