"""Signing in and out, and the sessions that follow from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from frostier.flows.scope import NOTHING
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts import audit, two_factor
from frostier.shell.accounts.access import NotAuthenticated, Viewer
from frostier.shell.accounts.busy import write_unless_busy
from frostier.shell.accounts.headers import client_address
from frostier.shell.accounts.models import User, UserSession
from frostier.shell.accounts.sessions import ADDRESS, BROWSER, SIGNED_IN_AT
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.console.house import house

NOTICE_EVERY = timedelta(minutes=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LoginFailed(NotAuthenticated):
    """Name, password or code are wrong; which one is not told."""

    code = "login_failed"


class CodeRequired(NotAuthenticated):
    """The password is right; the code of the second factor is missing."""

    code = "code_required"


class LockedOut(TooManyRequests):
    """Too many wrong attempts from this address for this name."""

    code = "locked_out"


def sign_in(request: HttpRequest, username: str, password: str, code: str | None) -> User:
    """The person, now signed in with a new session; raises ``LoginFailed``, ``CodeRequired`` or ``LockedOut``."""
    user = proven(request, username, password)
    if two_factor.is_on(user):
        if not code:
            raise CodeRequired(
                Text(
                    "请输入验证器上的六位数字，或一个恢复码。", "Enter the six digits of your app, or a recovery code."
                )
            )
        if not two_factor.accepts(user, code):
            _count_failure(request, user.get_username())
            _refuse(request, user)
    with transaction.atomic():
        request.session.flush()  # of whoever sat here before, the same person included
        login(request, user)
        audit.record(_as_viewer(user), "session.started", f"user:{user.get_username()}", _place(request))
    return user


def proven(request: HttpRequest, username: str, password: str) -> User:
    """The person whose name and password these are, every failure counted; raises ``LoginFailed``, ``LockedOut``."""
    name = username.strip().lower()
    found: Any = authenticate(request, username=name, password=password)
    if getattr(request, "axes_locked_out", False) or found is None:
        _refuse(request, User.objects.filter(username=name).first())
    person: User = found
    return person


def end_session(request: HttpRequest) -> None:
    """Let go of the session of this request."""
    logout(request)


@transaction.atomic
def sign_out(request: HttpRequest, viewer: Viewer) -> None:
    """Sign out here."""
    audit.record(viewer, "session.ended", f"user:{viewer.name}")
    end_session(request)


def sessions_of(user_id: int) -> list[UserSession]:
    """Where a person is signed in, the latest use first."""
    return list(UserSession.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by("-last_seen_at"))


@transaction.atomic
def revoke_session(viewer: Viewer, number: str) -> None:
    """End one of the viewer's own sessions; raises ``NotFound``."""
    ended, _ = UserSession.objects.filter(user_id=viewer.user_id or 0, number=number).delete()
    if not ended:
        raise NotFound(Text("没有这个会话，或已结束。", "There is no such session, or it has ended."))
    audit.record(viewer, "session.revoked", f"user:{viewer.name}", {"sessions": 1})


def revoke_sessions(user_id: int, *, but: str | None = None) -> int:
    """End all sessions of a person, except the one with the key ``but``; how many."""
    return UserSession.objects.filter(user_id=user_id).exclude(session_key=but or "").delete()[0]


def signed_in_at(session: SessionBase) -> datetime:
    """When the session began."""
    return parse_datetime(session.get(SIGNED_IN_AT, "")) or _LONG_AGO


def seen(session: SessionBase) -> None:
    """Note, at most once a minute, that the session is in use; it then lasts its idle time from now."""
    now = timezone.now()
    lasting = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    stale = UserSession.objects.filter(session_key=session.session_key, last_seen_at__lt=now - NOTICE_EVERY)
    if stale.exists():
        with write_unless_busy():
            stale.update(last_seen_at=now, expire_date=lasting)


@receiver(user_logged_in)
def _remember_sign_in(sender: object, request: HttpRequest, user: User, **rest: object) -> None:
    place = _place(request)
    request.session[SIGNED_IN_AT] = house().clock.now().isoformat()
    request.session[ADDRESS], request.session[BROWSER] = place["address"], place["browser"]


def _place(request: HttpRequest) -> dict[str, str]:
    return {"address": client_address(request), "browser": request.META.get("HTTP_USER_AGENT", "")[:250]}


def _count_failure(request: HttpRequest, username: str) -> None:
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def _refuse(request: HttpRequest, user: User | None) -> NoReturn:
    if getattr(request, "axes_locked_out", False):
        seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
        raise LockedOut(
            Text("尝试次数过多，已暂时锁定。", "Too many attempts; locked for a while."),
            next_step=Text(f"请 {seconds // 60} 分钟后再试。", f"Try again in {seconds // 60} minutes."),
            where={"retry_after_seconds": seconds},
        )
    # A name that is not ours is not written down: it may be a password in the wrong field.
    if user is not None:
        audit.record(_as_viewer(user), "session.refused", f"user:{user.get_username()}", _place(request))
    raise LoginFailed(Text("用户名、密码或验证码不正确。", "User name, password or code is not right."))


def _as_viewer(user: User) -> Viewer:
    return Viewer(user.get_username(), user.role, frozenset(), NOTHING, user_id=user.pk)
