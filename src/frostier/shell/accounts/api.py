"""Signing in and out, one's own account, users, roles, keys and the audit trail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.csrf import get_token
from ninja import Query

from frostier import __version__
from frostier.flows.scope import Scope
from frostier.kernel.text import Text
from frostier.shell.accounts import audit, commands, keys, queries, signing_in, two_factor
from frostier.shell.accounts import schemas as s
from frostier.shell.accounts.access import NotPermitted, Viewer, own_scope, viewer_of
from frostier.shell.accounts.authentication import signed_in_viewer, viewer_for
from frostier.shell.accounts.models import ApiKey, User
from frostier.shell.accounts.permissions import PERMISSIONS, ROLE_OF, ROLES
from frostier.shell.accounts.reporting import audit_csv
from frostier.shell.console.guarded import PUBLIC, GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of, say
from frostier.warehouse.regions import SALES_REGIONS

router = GuardedRouter(tags=["accounts"])


# ── the session ─────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/session", permission=PUBLIC, response=s.SessionAnswer)
def session(request: HttpRequest) -> Any:
    """Who is signed in here, if anybody, and the token that writes must carry."""
    viewer = signed_in_viewer(request)
    return _session(request, viewer)


@router.post("/session", permission=PUBLIC, response=s.SessionAnswer)
def sign_in(request: HttpRequest, asked: s.SignIn) -> Any:
    """Sign in with name and password, and the code where the second factor is on."""
    user = signing_in.sign_in(request, asked.username, asked.password, asked.code)
    return _session(request, viewer_for(user, request))


@router.delete("/session", permission=None, response={204: None})
def sign_out(request: HttpRequest) -> Any:
    """Sign out here."""
    signing_in.sign_out(request, _person(request))
    return 204, None


# ── oneself ─────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/me", permission=None, response=s.Me)
def me(request: HttpRequest) -> Any:
    """Who asks, what they may do, and which customers they may know of."""
    return _me(request, viewer_of(request))


@router.patch("/me", permission=None, response=s.Me)
def change_me(request: HttpRequest, changes: s.MyChanges) -> Any:
    """Change one's own display name, language or dark mode."""
    commands.change_own_settings(_person(request), changes.dict(exclude_none=True))
    return _me(request, viewer_of(request))


@router.post("/me/password", permission=None, response={204: None})
def change_password(request: HttpRequest, change: s.PasswordChange) -> Any:
    """Choose a new password; all other sessions end."""
    commands.change_own_password(request, _person(request), change.old, change.new)
    return 204, None


@router.post("/me/two-factor", permission=None, response=s.EnrolmentAnswer, secret=True)
def begin_two_factor(request: HttpRequest) -> Any:
    """Begin with a second factor; it counts once confirmed."""
    return two_factor.begin(_user(request))


@router.post("/me/two-factor/confirm", permission=None, response=s.RecoveryCodes, secret=True)
def confirm_two_factor(request: HttpRequest, proof: s.CodeProof) -> Any:
    """Turn the second factor on; answers the recovery codes."""
    return {"recovery_codes": two_factor.confirm(viewer_of(request), _user(request), proof.code)}


@router.delete("/me/two-factor", permission=None, response={204: None})
def remove_two_factor(request: HttpRequest, proof: s.PasswordProof) -> Any:
    """Turn the second factor off."""
    viewer = _person(request)
    two_factor.turn_off(viewer, signing_in.proven(request, viewer.name, proof.password))
    return 204, None


@router.get("/me/sessions", permission=None, response=list[s.MySession])
def my_sessions(request: HttpRequest) -> Any:
    """Where one is signed in, the latest use first."""
    here = request.session.session_key
    rows = signing_in.sessions_of(_person(request).user_id or 0)
    columns = ("created_at", "last_seen_at", "address", "browser")
    return [
        {"id": row.number, "current": row.session_key == here, **{c: getattr(row, c) for c in columns}} for row in rows
    ]


@router.delete("/me/sessions/{session_id}", permission=None, response={204: None})
def end_my_session(request: HttpRequest, session_id: str) -> Any:
    """End one of one's own sessions."""
    signing_in.revoke_session(_person(request), session_id)
    return 204, None


# ── users, roles, scopes ────────────────────────────────────────────────────────────────────────────────────────


@router.get("/users", permission="users.manage", response=list[s.UserAnswer])
def users(request: HttpRequest) -> Any:
    """Every user by name."""
    return [_user_answer(request, row) for row in queries.users()]


@router.post("/users", permission="users.manage", response={201: s.NewUserAnswer}, secret=True)
def add_user(request: HttpRequest, wish: s.UserWish) -> Any:
    """Let a person in."""
    values = wish.dict() | {"scope": _scope(wish.scope)}
    user, temporary = commands.add_user(commands.NewUser(**values), by=viewer_of(request))
    return 201, _user_answer(request, user) | {"temporary_password": temporary}


@router.patch("/users/{user_id}", permission="users.manage", response=s.UserAnswer)
def change_user(request: HttpRequest, user_id: int, changes: s.UserChanges) -> Any:
    """Change a user's name, role, scope or language, or make them inactive; acts at once."""
    wanted = changes.dict(exclude_none=True)
    if changes.scope is not None:
        wanted["scope"] = _scope(changes.scope)
    return _user_answer(request, commands.change_user(user_id, wanted, by=viewer_of(request)))


@router.post("/users/{user_id}/password", permission="users.manage", response=s.TemporaryPassword, secret=True)
def reset_password(request: HttpRequest, user_id: int) -> Any:
    """Give a user a temporary password; all their sessions end."""
    return {"temporary_password": commands.reset_password(user_id, by=viewer_of(request))}


@router.delete("/users/{user_id}/sessions", permission="users.manage", response=s.Ended)
def sign_out_user(request: HttpRequest, user_id: int) -> Any:
    """End all sessions of a user."""
    return {"sessions": commands.sign_out_everywhere(user_id, by=viewer_of(request))}


@router.delete("/users/{user_id}/two-factor", permission="users.manage", response={204: None})
def remove_users_two_factor(request: HttpRequest, user_id: int) -> Any:
    """Turn off the second factor of somebody who lost it."""
    commands.remove_two_factor(user_id, by=viewer_of(request))
    return 204, None


@router.get("/roles", permission=None, response=list[s.RoleAnswer])
def roles(request: HttpRequest) -> Any:
    """Every role with what it may do."""
    return [
        {
            "id": role.id,
            "name": say(request, role.name),
            "meaning": say(request, role.meaning),
            "permissions": sorted(role.permissions),
            "scope_kinds": role.scope_kinds,
        }
        for role in ROLES
    ]


@router.get("/permissions", permission=None, response=list[s.PermissionAnswer])
def permissions(request: HttpRequest) -> Any:
    """Everything that can be allowed, and to which roles it is."""
    return [
        {"id": p.id, "name": say(request, p.name), "roles": [r.id for r in ROLES if p.id in r.permissions]}
        for p in PERMISSIONS
    ]


@router.get("/scope-values", permission="users.manage", response=s.ScopeValues)
def scope_values(request: HttpRequest) -> Any:
    """The managers, teams and regions that the newest results know."""
    known = queries.scope_values(house())
    regions = [{"id": r, "name": say(request, SALES_REGIONS[r])} for r in known["regions"] if r in SALES_REGIONS]
    return {**known, "regions": regions}


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/keys", permission="keys.manage", response=list[s.KeyAnswer])
def list_keys(request: HttpRequest) -> Any:
    """Every key, the newest first."""
    return [_key_answer(request, row) for row in queries.api_keys()]


@router.post("/keys", permission="keys.manage", response={201: s.NewKeyAnswer}, secret=True)
def create_key(request: HttpRequest, wish: s.KeyWishIn) -> Any:
    """Make a key; its secret is in this answer only."""
    asked = keys.KeyWish(wish.name, frozenset(wish.scopes), _scope(wish.scope), wish.expires_on)
    row, secret = keys.create_key(asked, by=viewer_of(request), clock=house().wall_clock)
    return 201, _key_answer(request, row) | {"secret": secret}


@router.delete("/keys/{key_id}", permission="keys.manage", response={204: None})
def revoke_key(request: HttpRequest, key_id: int) -> Any:
    """Refuse a key from now on."""
    keys.revoke_key(key_id, by=viewer_of(request), clock=house().clock)
    return 204, None


# ── audit ───────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/audit", permission="audit.read", response=s.AuditPage)
def audit_trail(request: HttpRequest, asked: Query[s.AuditPageQuery]) -> Any:
    """Who did what, the newest first."""
    rows = queries.audit_entries(_question(asked), house().settings.zone)
    page = list((rows.filter(no__lt=int(asked.cursor)) if asked.cursor else rows)[: asked.limit + 1])
    more = len(page) > asked.limit
    items = page[: asked.limit]
    following = str(items[-1].no) if more else None
    return {"items": list(audit.entries(iter(items))), "next": following, "total": rows.count()}


@router.get("/audit/verify", permission="audit.read", response=s.ChainAnswer)
def verify_audit(request: HttpRequest) -> Any:
    """Check every seal of the trail."""
    found = audit.verify()
    return {
        "intact": found.intact,
        "entries": found.entries,
        "first_broken": found.first_broken,
        "last_hash": found.last_seal,
        "message": say(request, found.message),
    }


@router.get("/audit/export", permission="audit.read")
def export_audit(request: HttpRequest, asked: Query[s.AuditQuery]) -> Any:
    """The entries as CSV, the newest first; itself an entry of the trail."""
    audit.record(viewer_of(request), "audit.exported", "audit", asked.dict(exclude_defaults=True))
    rows = queries.audit_entries(_question(asked), house().settings.zone)
    answer = StreamingHttpResponse(
        audit_csv(rows.iterator(chunk_size=audit.CHUNK)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


# ── shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _session(request: HttpRequest, viewer: Viewer | None) -> dict[str, Any]:
    company = house().settings
    return {
        "user": _me(request, viewer) if viewer else None,
        "csrf_token": get_token(request),
        "company": {
            "name": company.company,
            "currency": company.currency,
            "timezone": company.timezone,
            "language": company.language,
            "days_behind": company.days_behind,
        },
        "version": __version__,
        "demo": house().home.is_demo,
    }


def _me(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    user = User.objects.filter(pk=viewer.user_id or 0).first()
    return {
        "id": viewer.user_id,
        "username": viewer.name,
        "display_name": user.display_name if user else viewer.name,
        "role": {"id": viewer.role, "name": say(request, ROLE_OF[viewer.role].name)},
        "permissions": sorted(viewer.permissions),
        "scope": _scope_answer(request, viewer.scope),
        "language": user.language if user else language_of(request),
        "dark": bool(user and user.dark),
        "two_factor": bool(user and two_factor.is_on(user)),
        "must_change_password": bool(user and user.must_change_password),
    }


def _user_answer(request: HttpRequest, user: User) -> dict[str, Any]:
    known: Any = user
    return {
        "id": user.pk,
        "username": user.username,
        "display_name": user.display_name,
        "role": {"id": user.role, "name": say(request, ROLE_OF[user.role].name)},
        "scope": _scope_answer(request, own_scope(user)),
        "language": user.language,
        "active": user.is_active,
        "two_factor": known.has_two_factor if hasattr(known, "has_two_factor") else two_factor.is_on(user),
        "must_change_password": user.must_change_password,
        "last_login_at": user.last_login,
        "created_at": user.date_joined,
        "sessions": known.open_sessions if hasattr(known, "open_sessions") else len(signing_in.sessions_of(user.pk)),
    }


def _key_answer(request: HttpRequest, row: ApiKey) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "scopes": row.permissions,
        "scope": _scope_answer(request, Scope(row.scope_kind, tuple(row.scope_values))),  # type: ignore[arg-type]
        "created_by": row.created_by.get_username(),
        "created_at": row.created_at,
        "expires_on": row.expires_on,
        "expired": row.expires_on <= house().wall_clock.today(),
        "last_used_at": row.last_used_at,
        "revoked": row.revoked_at is not None,
    }


def _scope(asked: s.ScopeIn) -> Scope:
    return Scope(asked.kind, tuple(dict.fromkeys(asked.values)))


def _scope_answer(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    return {"kind": scope.kind, "values": list(scope.values), "text": say(request, scope.describe())}


def _person(request: HttpRequest) -> Viewer:
    """The viewer, who must be a person: a key has no password, sessions or display name."""
    viewer = viewer_of(request)
    if viewer.user_id is None:
        raise NotPermitted(
            Text("接口密钥没有个人账户。", "An API key has no personal account."),
            next_step=Text("请用浏览器登录后操作。", "Sign in with a browser."),
        )
    return viewer


def _user(request: HttpRequest) -> User:
    return queries.user_of(_person(request).user_id or 0)


def _question(asked: s.AuditQuery) -> queries.AuditQuestion:
    return queries.AuditQuestion(asked.actor, asked.action, asked.subject, asked.since, asked.until)
