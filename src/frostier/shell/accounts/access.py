"""Who is asking, what they may do, and which customers they may know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from frostier.flows.scope import NOTHING, Scope
from frostier.kernel.errors import FrostierError
from frostier.kernel.text import Lang, Text

if TYPE_CHECKING:
    from frostier.shell.accounts.models import User


class NotAuthenticated(FrostierError):
    """Nobody is signed in, or the key is unknown, revoked or expired."""

    code = "not_authenticated"


class NotPermitted(FrostierError):
    """The role or the key does not allow it."""

    code = "not_permitted"


class PasswordChangeRequired(NotPermitted):
    """A person with a temporary password must choose their own first."""

    code = "must_change_password"


class CsrfRefused(NotPermitted):
    """A write from a browser without the token that only our own pages have."""

    code = "csrf_failed"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who asks: a signed-in person, or a system with a key.

    ``name`` is what runs, ledger and audit record. ``permissions`` are those of the role, for a key restricted to
    the key's scopes. ``scope`` says which customers.
    """

    name: str
    role: str
    permissions: frozenset[str]
    scope: Scope
    language: Lang = "zh"
    user_id: int | None = None
    key_id: int | None = None

    def may(self, permission: str) -> bool:
        """Whether the viewer may do a thing."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Go on, or raise ``NotPermitted``."""
        if not self.may(permission):
            raise NotPermitted(
                Text(f"您的角色没有“{permission}”权限。", f"Your role lacks the permission {permission}."),
                next_step=Text("请联系管理员。", "Ask an administrator."),
                where={"permission": permission},
            )


def own_scope(user: User) -> Scope:
    """The customers that an account was given to know of."""
    return Scope(user.scope_kind, tuple(user.scope_values))  # type: ignore[arg-type]


NOBODY = Viewer("", "", frozenset(), NOTHING)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer that authentication found for this request."""
    return cast("Viewer", getattr(request, "viewer", NOBODY))
