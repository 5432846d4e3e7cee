"""The frame of the command line: global options anywhere, two languages, refusals instead of tracebacks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from frostier.kernel.errors import FrostierError, InvalidInput
from frostier.kernel.text import Lang, Text
from frostier.shell.cli.invocation import Invocation, asked, check_language, global_options_first
from frostier.shell.cli.output import Output
from frostier.shell.cli.words import both, chosen

if TYPE_CHECKING:
    from frostier.shell.wiring import House

_language: Lang = "zh"
NOTE = both(
    "全局选项 --home、--lang、--json 可写在任何位置。",
    "The global options --home, --lang and --json may stand anywhere.",
)


class BilingualCommand(TyperCommand):
    """A command whose help is in the language that the command line is built for."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _choose(self, _language)


class BilingualGroup(TyperGroup):
    """A group of commands whose help is in the language that the command line is built for."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _choose(self, _language)


class RootGroup(BilingualGroup):
    """The whole command line: sorts global options to the front and turns errors into answers."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, read with the global options first."""
        sorted_args = global_options_first(args)
        ctx.obj = asked(sorted_args)
        return super().parse_args(ctx, sorted_args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a refusal is said and becomes its exit code."""
        try:
            return super().invoke(ctx)
        except FrostierError as error:
            output_of(ctx).refuse(error)
            raise typer.Exit(error.exit_code) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt, BrokenPipeError):
            raise
        except Exception as bug:
            if os.environ.get("FROSTIER_DEBUG"):
                raise
            if _is_usage_error(bug) and not invocation_of(ctx).json:
                raise
            refusal = _usage(bug) if _is_usage_error(bug) else _internal(bug)
            output_of(ctx).refuse(refusal)
            raise typer.Exit(refusal.exit_code) from None


def group(zh: str, en: str) -> typer.Typer:
    """A new group of commands."""
    return typer.Typer(cls=BilingualGroup, help=both(zh, en), no_args_is_help=True, rich_markup_mode=None)


def root() -> typer.Typer:
    """The empty command line, to which the groups are added."""
    app = typer.Typer(
        cls=RootGroup,
        help=both(
            "冰阶 Frostier：冻品生鲜分销商的客户运营系统。",
            "Frostier: customer operations for frozen-food and fresh-food distributors.",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,  # plain help starts in half the time
    )

    @app.callback(epilog=NOTE)
    def options(
        ctx: typer.Context,
        home: Annotated[Path | None, typer.Option(help=both("数据目录", "Home directory of the company"))] = None,
        lang: Annotated[str | None, typer.Option(help=both("语言：zh 或 en", "Language: zh or en"))] = None,
        json: Annotated[
            bool,
            typer.Option("--json", help=both("标准输出只有一个 JSON 对象", "One JSON object on standard output")),
        ] = False,
    ) -> None:
        check_language(lang)

    return app


def command(app: typer.Typer, zh: str, en: str, *, name: str | None = None) -> Callable[[Any], Any]:
    """Add a function to a group as a command with help in both languages."""
    return app.command(name, cls=BilingualCommand, help=both(zh, en), epilog=NOTE)


def build(app: typer.Typer, lang: Lang) -> Any:
    """The command line in one language, ready to be called."""
    global _language
    _language = lang
    return typer.main.get_command(app)


def invocation_of(ctx: Any) -> Invocation:
    """What the global options of this call asked for."""
    asked_for = ctx.find_root().obj
    return asked_for if isinstance(asked_for, Invocation) else Invocation()


def output_of(ctx: Any) -> Output:
    """Where this call says its result."""
    asked_for = invocation_of(ctx)
    return Output(asked_for.lang, asked_for.json, asked_for.home)


@contextmanager
def opened(ctx: typer.Context, home: Path | None = None) -> Iterator[House]:
    """The home that the call is about, with its parts; closed in the end."""
    from frostier.shell.console.house import serve
    from frostier.shell.wiring import open_house

    asked_for = invocation_of(ctx)
    house = open_house(home or asked_for.home)
    serve(house)  # what is shared with the console, such as the audit trail, works in the same house
    # Only now: the display knows runs, and their tables need the database to be set up.
    from frostier.shell.cli.display import display_for

    house.display = display_for(asked_for.lang, silent=asked_for.json)
    try:
        yield house
    finally:
        serve(None)
        house.close()


def _choose(declared: Any, lang: Lang) -> None:
    for name in ("help", "short_help", "epilog"):
        setattr(declared, name, chosen(getattr(declared, name, None), lang))
    for parameter in declared.params:
        if hasattr(parameter, "help"):
            parameter.help = chosen(parameter.help, lang)


def _is_usage_error(error: Exception) -> bool:
    return hasattr(error, "format_message")  # the parser's own errors know how to show themselves


def _usage(error: Any) -> FrostierError:
    return InvalidInput(Text(f"命令用法不对：{error.format_message()}", f"Wrong usage: {error.format_message()}"))


class InternalError(FrostierError):
    """A defect of the program."""

    code = "internal"
    exit_code = 70


def _internal(bug: Exception) -> FrostierError:
    return InternalError(
        Text(f"内部错误：{type(bug).__name__}：{bug}", f"Internal error: {type(bug).__name__}: {bug}"),
        next_step=Text(
            "这是程序缺陷。设置环境变量 FROSTIER_DEBUG=1 重试可看到细节。",
            "This is a defect. Set FROSTIER_DEBUG=1 and try again to see the details.",
        ),
    )


def arguments(**given: object) -> dict[str, object]:
    """The arguments of a run as plain values, without those that were not given."""
    from frostier.kernel.reason import plain

    return {name: plain(value) for name, value in given.items() if value not in (None, False, ())}


def day_option(zh: str, en: str) -> Any:
    """An option that takes an ISO day."""
    return typer.Option(formats=["%Y-%m-%d"], help=both(zh, en))


__all__: Sequence[str] = (
    "arguments",
    "build",
    "command",
    "day_option",
    "group",
    "invocation_of",
    "opened",
    "output_of",
    "root",
)
