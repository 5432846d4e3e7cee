"""``frostier serve``, ``worker`` and ``openapi``: the console, and what belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, invocation_of, output_of
from frostier.shell.cli.words import both


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "把接口说明（OpenAPI）写入文件", "Write the API's description (OpenAPI) to a file")(openapi)


def openapi(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both("目标文件", "The file to write"))],
) -> None:
    """The API as a file; it needs no home."""
    from frostier.shell.connection import use_home
    from frostier.shell.home import Home, home_path

    out = output_of(ctx)
    use_home(Home(home_path(invocation_of(ctx).home)))
    from frostier.shell.console.api import api
    from frostier.shell.console.openapi import openapi_text

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(openapi_text(api), encoding="utf-8")
    out.give({"file": str(file)}, lambda: out.say(Text(f"已写入 {file}", f"Wrote {file}")))
