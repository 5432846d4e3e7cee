"""``frostier users``, ``frostier audit`` and ``frostier permissions``: who may come in, and what they did."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from frostier.flows.scope import Scope, ScopeKind
from frostier.kernel.errors import InvalidInput, ProofFailed
from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.shell.accounts.models import User

USERS = group("控制台用户", "Users of the console")
AUDIT = group("审计记录", "The audit trail")

UsernameArgument = Annotated[str, typer.Argument(help=both("用户名", "User name"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module that stand on their own."""
    command(app, "打印权限表（Markdown）", "Print the permission matrix as Markdown")(permissions)


@command(USERS, "添加用户；不给密码则生成临时密码", "Let a person in; without a password a temporary one is made")
def add(
    ctx: typer.Context,
    username: UsernameArgument,
    role: Annotated[str, typer.Option(help=both("角色，如 operator", "Role, such as operator"))],
    name: Annotated[str, typer.Option(help=both("姓名", "The person's name"))] = "",
    managers: Annotated[str, typer.Option(help=both("只看这些客户经理，逗号分隔", "Only these account managers"))] = "",
    teams: Annotated[str, typer.Option(help=both("只看这些团队，逗号分隔", "Only these teams"))] = "",
    regions: Annotated[str, typer.Option(help=both("只看这些区域，逗号分隔", "Only these sales regions"))] = "",
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help=both("输入密码而不是生成", "Type a password instead"))
    ] = False,
) -> None:
    """Add a user."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.accounts.commands import NewUser, add_user

        scope = _scope(role, managers, teams, regions)
        password = _typed_password(out) if ask_password else None
        new = NewUser(username, role, scope, display_name=name, language=house.settings.language, password=password)
        user, temporary = add_user(new, by=at_the_machine())
        told = {"username": user.username, "role": user.role, "scope": [scope.kind, *scope.values]}
        out.give({**told, "temporary_password": temporary}, lambda: _show_added(out, user, scope, temporary))


@command(USERS, "列出用户", "List the users", name="list")
def list_users(ctx: typer.Context) -> None:
    """Every user."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.shell.accounts.permissions import ROLE_OF
        from frostier.shell.accounts.queries import users

        rows = users()
        heads = (
            head("用户名", "user name"),
            head("姓名", "name"),
            head("角色", "role"),
            head("数据范围", "scope"),
            head("可用", "active"),
            head("上次登录", "last login"),
        )
        cells = [
            [u.username, u.display_name, ROLE_OF[u.role].name, _scope_of(u).describe(), u.is_active, u.last_login]
            for u in rows
        ]
        names = ("username", "display_name", "role", "scope_kind", "scope_values", "is_active", "last_login")
        told = {"users": [{n: getattr(u, n) for n in names} for u in rows]}
        out.give(told, lambda: out.table(Text("控制台用户", "Users of the console"), heads, cells))


@command(USERS, "重置密码，结束其全部会话", "Give a temporary password and end all sessions")
def reset_password(ctx: typer.Context, username: UsernameArgument) -> None:
    """A new temporary password."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.shell.accounts import commands, queries
        from frostier.shell.accounts.audit import at_the_machine

        user = queries.user_named(username)
        temporary = commands.reset_password(user.pk, by=at_the_machine())
        told = {"username": user.username, "temporary_password": temporary}
        out.give(told, lambda: _show_password(out, temporary))


@command(USERS, "停用用户，结束其全部会话", "Make a user inactive and end all sessions")
def disable(ctx: typer.Context, username: UsernameArgument) -> None:
    """Nobody signs in by that name any more."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.shell.accounts import commands, queries
        from frostier.shell.accounts.audit import at_the_machine

        user = commands.change_user(queries.user_named(username).pk, {"active": False}, by=at_the_machine())
        told = Text(f"{user.username} 已停用。", f"{user.username} is inactive now.")
        out.give({"username": user.username, "active": False}, lambda: out.say(told))


@command(AUDIT, "核对审计链是否完整", "Check that the audit trail is whole", name="verify")
def verify_audit(ctx: typer.Context) -> None:
    """Check every seal; a broken trail ends with the exit code of a failed proof."""
    out = output_of(ctx)
    with opened(ctx):
        from frostier.shell.accounts.audit import verify

        found = verify()
        if not found.intact:
            raise ProofFailed(found.message, where={"entry": found.first_broken})
        told = {"intact": True, "entries": found.entries, "last_hash": found.last_seal}

        def human() -> None:
            out.say(found.message, style="green")
            out.say(Text(f"最后一条的封印：{found.last_seal}", f"Seal of the last entry: {found.last_seal}"))

        out.give(told, human)


def permissions(ctx: typer.Context) -> None:
    """The matrix; needs no home."""
    from frostier.shell.accounts.reporting import permissions_page

    sys.stdout.write(permissions_page())


def _typed_password(out: Output) -> str:
    question = Text("密码", "Password").say(out.lang)
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=True, err=True))


def _scope(role: str, managers: str, teams: str, regions: str) -> Scope:
    named: dict[ScopeKind, str] = {"managers": managers, "teams": teams, "regions": regions}
    given = [(kind, values) for kind, values in named.items() if values.strip()]
    if len(given) > 1:
        raise InvalidInput(
            Text("--managers、--teams、--regions 只能给一个。", "Give only one of --managers, --teams and --regions.")
        )
    if given:
        kind, values = given[0]
        return Scope(kind, tuple(v.strip() for v in values.replace("，", ",").split(",") if v.strip()))
    return Scope("none" if role == "account_manager" else "all")


def _scope_of(user: User) -> Scope:
    return Scope(user.scope_kind, tuple(user.scope_values))  # type: ignore[arg-type]


def _show_added(out: Output, user: User, scope: Scope, temporary: str | None) -> None:
    words = scope.describe()
    out.say(Text(f"已添加 {user.username}，数据范围：{words.zh}。", f"{user.username} may come in; scope: {words.en}."))
    if temporary is not None:
        _show_password(out, temporary)


def _show_password(out: Output, temporary: str) -> None:
    out.say(
        Text(
            f"临时密码（只显示这一次，登录后须修改）：{temporary}",
            f"Temporary password (shown this once, to be changed at sign-in): {temporary}",
        )
    )
