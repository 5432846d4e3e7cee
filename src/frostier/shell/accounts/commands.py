"""Changing users: making them, giving roles and scopes, passwords, and taking all that away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from frostier.flows.scope import Scope
from frostier.kernel.errors import Conflict, InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts import audit, two_factor
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.models import User
from frostier.shell.accounts.passwords import check_password_policy, temporary_password
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.accounts.queries import user_of
from frostier.shell.accounts.signing_in import proven, revoke_sessions


class LastAdmin(Conflict):
    """Without an active administrator nobody could let anybody in again."""

    code = "last_admin"


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to let in. Without a password one is generated that they must change."""

    username: str
    role: str
    scope: Scope
    display_name: str = ""
    language: str = "zh"
    password: str | None = None


@transaction.atomic
def add_user(new: NewUser, *, by: Viewer) -> tuple[User, str | None]:
    """The new user, and the temporary password where one was generated.

    Raises ``InvalidInput`` for a name, role, scope or password that cannot be, ``Conflict`` where the name is taken.
    """
    name = _usable_name(new.username)
    check_role_and_scope(new.role, new.scope)
    user = User(
        username=name,
        display_name=new.display_name.strip() or name,
        role=new.role,
        scope_kind=new.scope.kind,
        scope_values=list(new.scope.values),
        language=new.language,
        must_change_password=new.password is None,
    )
    temporary = None if new.password is not None else temporary_password()
    if new.password is not None:
        check_password_policy(new.password, user)
    user.set_password(new.password or temporary)
    _insert(user)
    told = {"role": user.role, "scope": [user.scope_kind, *user.scope_values]}
    audit.record(by, "user.added", f"user:{name}", told)
    return user, temporary


@transaction.atomic
def change_user(user_id: int, changes: Mapping[str, Any], *, by: Viewer) -> User:
    """The user with new ``display_name``, ``language``, ``role``, ``scope`` or ``active``; absent ones stay.

    Acts at once on open sessions; who is made inactive is signed out. Raises ``NotFound``, ``InvalidInput`` and
    ``LastAdmin``.
    """
    user = user_of(user_id, lock=True)
    scope = changes.get("scope") or Scope(user.scope_kind, tuple(user.scope_values))  # type: ignore[arg-type]
    role, active = changes.get("role", user.role), changes.get("active", user.is_active)
    if role != user.role or "scope" in changes:
        check_role_and_scope(role, scope)
    if user.role == "admin" and user.is_active and not (role == "admin" and active):
        _check_other_admin(user)
    before = _told(user)
    user.role, user.scope_kind, user.scope_values, user.is_active = role, scope.kind, list(scope.values), active
    user.display_name = changes.get("display_name", user.display_name)
    user.language = changes.get("language", user.language)
    user.save()
    if not active:
        revoke_sessions(user.pk)
    after = _told(user)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        audit.record(by, "user.changed", f"user:{user.username}", changed)
    return user


@transaction.atomic
def reset_password(user_id: int, *, by: Viewer) -> str:
    """A temporary password, which the user must change; all their sessions end. Raises ``NotFound``."""
    user = user_of(user_id, lock=True)
    temporary = temporary_password()
    user.set_password(temporary)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    revoke_sessions(user.pk)
    audit.record(by, "user.password_reset", f"user:{user.username}")
    return temporary


@transaction.atomic
def sign_out_everywhere(user_id: int, *, by: Viewer) -> int:
    """End all sessions of a user; how many. Raises ``NotFound``."""
    user = user_of(user_id)
    ended = revoke_sessions(user.pk)
    audit.record(by, "session.revoked", f"user:{user.username}", {"sessions": ended})
    return ended


@transaction.atomic
def remove_two_factor(user_id: int, *, by: Viewer) -> None:
    """Turn off the second factor of somebody who lost it; raises ``NotFound``."""
    two_factor.turn_off(by, user_of(user_id))


def change_own_password(request: HttpRequest, viewer: Viewer, old: str, new: str) -> None:
    """The viewer's own new password; their other sessions end, this one goes on.

    Raises ``LoginFailed`` or ``LockedOut`` where the old one is wrong, ``InvalidInput`` where the new one will not do.
    """
    user = proven(request, viewer.name, old)
    if new == old:
        raise InvalidInput(
            Text("新密码与旧密码相同。", "The new password is the old one."), where={"field": "password"}
        )
    check_password_policy(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        request.session.save()
        revoke_sessions(user.pk, but=request.session.session_key)
        audit.record(viewer, "user.password_changed", f"user:{user.username}")


@transaction.atomic
def change_own_settings(viewer: Viewer, changes: Mapping[str, Any]) -> User:
    """The viewer with a new display name, language or dark mode."""
    user = user_of(viewer.user_id or 0, lock=True)
    for name in ("display_name", "language", "dark"):
        setattr(user, name, changes.get(name, getattr(user, name)))
    user.save(update_fields=["display_name", "language", "dark"])
    audit.record(viewer, "user.settings", f"user:{user.username}", changes)
    return user


def check_role_and_scope(role: str, scope: Scope) -> None:
    """Go on, or raise ``InvalidInput`` where people cannot have the role, or the role not the scope."""
    known = [r for r in ROLE_OF if r != "api_client"]
    if role not in known:
        raise InvalidInput(
            Text(
                f"角色应为 {'、'.join(known)} 之一；收到 {role}。",
                f"Expected a role of {', '.join(known)}; got {role}.",
            ),
            where={"field": "role"},
        )
    kinds = ROLE_OF[role].scope_kinds
    if scope.kind not in (*kinds, "none"):
        raise InvalidInput(
            Text(
                f"角色 {ROLE_OF[role].name.zh} 的数据范围应为 {'、'.join(kinds)}；收到 {scope.kind}。",
                f"A {ROLE_OF[role].name.en} may have the scope {', '.join(kinds)}; got {scope.kind}.",
            ),
            where={"field": "scope"},
        )
    if (scope.kind in ("all", "none")) == bool(scope.values):
        raise InvalidInput(
            Text(
                "按经理、团队或区域的范围需要指明是哪些；其他范围不带名单。",
                "A scope of managers, teams or regions names them; other scopes name none.",
            ),
            where={"field": "scope"},
        )


def _check_other_admin(user: User) -> None:
    others = User.objects.select_for_update().filter(role="admin", is_active=True).exclude(pk=user.pk)
    if not list(others):
        raise LastAdmin(
            Text("这是最后一个可用的管理员。", "This is the last active administrator."),
            next_step=Text("请先指定另一个管理员。", "Make somebody else an administrator first."),
        )


def _usable_name(username: str) -> str:
    name = username.strip().lower()
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as refused:
        raise InvalidInput(
            Text("用户名只能含字母、数字和 @ . + - _。", "A user name holds letters, digits and @ . + - _ only."),
            where={"field": "username"},
        ) from refused
    return name


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise Conflict(
            Text(f"已有用户 {user.username}。", f"There is a user {user.username} already."),
            where={"field": "username"},
        ) from taken


def _told(user: User) -> dict[str, object]:
    return {
        "display_name": user.display_name,
        "role": user.role,
        "scope": [user.scope_kind, *user.scope_values],
        "active": user.is_active,
        "language": user.language,
    }
