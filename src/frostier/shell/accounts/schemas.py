"""What the account endpoints take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.flows.scope import ScopeKind
from frostier.shell.accounts.permissions import RoleId
from frostier.shell.console.shapes import Named

_NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, Field(max_length=120, pattern=_NO_CONTROL)]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=_NO_CONTROL)]
Username = Annotated[str, Field(min_length=1, max_length=150, pattern=_NO_CONTROL)]
Password = Annotated[str, Field(min_length=1, max_length=256, pattern=_NO_CONTROL)]
Code = Annotated[str, Field(min_length=6, max_length=20, pattern=_NO_CONTROL)]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2200, 1, 1))]
Language = Literal["zh", "en"]


class ScopeIn(Schema):
    """Which customers: all, none, or those of the named managers, teams or sales regions."""

    kind: ScopeKind
    values: Annotated[list[Line], Field(max_length=200)] = Field(default_factory=list)


class ScopeAnswer(ScopeIn):
    """A scope with its words."""

    text: str


class Me(Schema):
    """The one who asks."""

    id: int | None
    username: str
    display_name: str
    role: Named
    permissions: list[str]
    scope: ScopeAnswer
    language: Language
    dark: bool
    two_factor: bool
    must_change_password: bool


class Company(Schema):
    """The company whose console this is. Its business day is ``days_behind`` the calendar's: not 0 in a demo only."""

    name: str
    currency: str
    timezone: str
    language: Language
    days_behind: int


class SessionAnswer(Schema):
    """Who is signed in here, and what a page needs before anybody is. Writes send ``csrf_token`` as X-CSRFToken."""

    user: Me | None
    csrf_token: str
    company: Company
    version: str
    demo: bool


class SignIn(Schema):
    """Name and password; the code where the second factor is on."""

    username: Username
    password: Password
    code: Code | None = None


class MyChanges(Schema):
    """What people change about themselves; absent fields stay."""

    display_name: Name | None = None
    language: Language | None = None
    dark: bool | None = None


class PasswordChange(Schema):
    """The old password proves that it is you."""

    old: Password
    new: Password


class PasswordProof(Schema):
    """Your password."""

    password: Password


class CodeProof(Schema):
    """The six digits that the app shows."""

    code: Code


class EnrolmentAnswer(Schema):
    """The secret for the authenticator app, as text and as the address that its picture holds."""

    secret: str
    uri: str


class RecoveryCodes(Schema):
    """Each signs in once instead of the app. Shown this one time."""

    recovery_codes: list[str]


class MySession(Schema):
    """One place where you are signed in."""

    id: str
    current: bool
    created_at: datetime
    last_seen_at: datetime
    address: str
    browser: str


class UserAnswer(Schema):
    """A user as administrators see them."""

    id: int
    username: str
    display_name: str
    role: Named
    scope: ScopeAnswer
    language: Language
    active: bool
    two_factor: bool
    must_change_password: bool
    last_login_at: datetime | None
    created_at: datetime
    sessions: int


class UserWish(Schema):
    """A person to let in. Without a password the answer holds a temporary one."""

    username: Username
    display_name: Line = ""
    role: RoleId
    scope: ScopeIn
    language: Language = "zh"
    password: Password | None = None


class NewUserAnswer(UserAnswer):
    """The new user; ``temporary_password`` is shown this one time."""

    temporary_password: str | None


class UserChanges(Schema):
    """What administrators change; absent fields stay."""

    display_name: Name | None = None
    role: RoleId | None = None
    scope: ScopeIn | None = None
    language: Language | None = None
    active: bool | None = None


class TemporaryPassword(Schema):
    """Shown this one time; the user must change it."""

    temporary_password: str


class Ended(Schema):
    """How many sessions were ended."""

    sessions: int


class RoleAnswer(Schema):
    """A role with what it may do, and the scopes that its users may have, the usual one first."""

    id: str
    name: str
    meaning: str
    permissions: list[str]
    scope_kinds: list[ScopeKind]


class PermissionAnswer(Schema):
    """One thing that can be allowed, and the roles that may."""

    id: str
    name: str
    roles: list[str]


class ScopeValues(Schema):
    """Whom scopes can name, as the newest results know them."""

    managers: list[str]
    teams: list[str]
    regions: list[Named]


class KeyAnswer(Schema):
    """An API key without its secret."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    scope: ScopeAnswer
    created_by: str
    created_at: datetime
    expires_on: date
    expired: bool
    last_used_at: datetime | None
    revoked: bool


class NewKeyAnswer(KeyAnswer):
    """The new key; ``secret`` is what the other system sends, shown this one time."""

    secret: str


class KeyWishIn(Schema):
    """A key to make: what it may do, about which customers, until (not including) which day."""

    name: Name
    scopes: Annotated[list[Line], Field(min_length=1, max_length=50)]
    scope: ScopeIn
    expires_on: Day


class AuditQuery(Schema):
    """Which entries; ``action`` may be a whole family such as ``scheme``. Days are inclusive."""

    actor: Line = ""
    action: Line = ""
    subject: Annotated[str, Field(max_length=250, pattern=_NO_CONTROL)] = ""
    since: Day | None = None
    until: Day | None = None


class AuditPageQuery(AuditQuery):
    """Which page of entries."""

    cursor: Annotated[str, Field(pattern=r"^\d{1,18}$")] | None = None
    limit: int = Field(50, ge=1, le=200)


class AuditAnswer(Schema):
    """One entry; ``hash`` seals it together with all before it."""

    no: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    details: dict[str, Any]
    hash: str


class AuditPage(Schema):
    """One page of entries, the newest first; ``next`` is the cursor of the following page."""

    items: list[AuditAnswer]
    next: str | None
    total: int


class ChainAnswer(Schema):
    """Whether the audit trail is whole."""

    intact: bool
    entries: int
    first_broken: int | None
    last_hash: str
    message: str
