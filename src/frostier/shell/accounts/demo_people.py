"""One person for every role of the demo company, each with a password made for this home alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from frostier.flows.scope import EVERYTHING, Scope
from frostier.kernel.text import Text
from frostier.shell.accounts.audit import at_the_machine
from frostier.shell.accounts.commands import NewUser, add_user
from frostier.shell.accounts.models import User
from frostier.shell.accounts.passwords import temporary_password
from frostier.shell.accounts.permissions import ROLE_OF
from frostier.shell.home import Home

if TYPE_CHECKING:
    from frostier.shell.wiring import House

_NOTE = "# 演示登录，仅本数据目录有效 / Logins of the demo, valid in this home only"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How to sign in as one role."""

    username: str
    password: str
    role: str
    scope: str

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLE_OF[self.role].name


def let_demo_people_in(house: House) -> Sequence[DemoLogin]:
    """The logins of a demo home, made when first asked for and the same ever after.

    They are kept in ``demo-logins.txt`` for whoever owns the home. None where the home has users of its own.
    """
    known = demo_logins(house.home)
    if known or User.objects.exists():
        return known
    manager, team = _best_known(house)
    logins = [
        DemoLogin(name, temporary_password(), role, _told(scope))
        for name, (role, scope) in _people(manager, team).items()
    ]
    with transaction.atomic():
        for login, (_, scope) in zip(logins, _people(manager, team).values(), strict=True):
            _let_in(login, scope, house.settings.language)
        _write(house.home.demo_logins, logins)
    return logins


def demo_logins(home: Home) -> Sequence[DemoLogin]:
    """The logins that were made for this demo home; none for any other home."""
    if not home.demo_logins.is_file():
        return []
    lines = home.demo_logins.read_text(encoding="utf-8").splitlines()
    return [DemoLogin(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def _people(manager: str, team: str) -> dict[str, tuple[str, Scope]]:
    """User name, role and scope of everybody: keys are for systems, so no person has the role of one."""
    whole = {role: (role, EVERYTHING) for role in ("admin", "operator", "purchasing", "finance", "executive")}
    return {
        **whole,
        "supervisor": ("supervisor", Scope("teams", (team,))),
        "manager": ("account_manager", Scope("managers", (manager,))),
        "readonly": ("read_only", EVERYTHING),
    }


def _best_known(house: House) -> tuple[str, str]:
    """The account manager with most customers, and their team."""
    from frostier.flows.exporting import everything

    latest = house.gradings.latest()
    assert latest is not None
    with house.analytics.snapshot(latest.snapshot) as snapshot:
        table = everything(snapshot)
        known = table.filter(table.manager.notnull() & table.team.notnull())
        counted = known.group_by("manager", "team").agg(customers=known.count())
        best = snapshot.rows(counted.order_by(counted.customers.desc(), "manager").limit(1))[0]
    return best["manager"], best["team"]


def _let_in(login: DemoLogin, scope: Scope, language: str) -> None:
    name = f"{login.role_name.zh}（演示）"
    new = NewUser(login.username, login.role, scope, name, language, login.password)
    add_user(new, by=at_the_machine())


def _told(scope: Scope) -> str:
    return "、".join(scope.values) or "全部 / all"


def _write(file: Path, logins: Sequence[DemoLogin]) -> None:
    """Readable by its owner only, from the first byte on."""
    unfinished = file.with_name(f"{file.name}.partial")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    lines = [f"{x.username}\t{x.password}\t{x.role}\t{x.scope}" for x in logins]
    unfinished.write_text("\n".join([_NOTE, *lines]) + "\n", encoding="utf-8")
    unfinished.rename(file)
