"""The command line: a front of the same flows that the API and the screens call."""

from __future__ import annotations

from typing import Any

from frostier.kernel.text import Lang


def main() -> None:
    """Run the command line of this process; exits with the command's code."""
    from frostier.shell.cli.invocation import asked, process_arguments

    args = process_arguments()
    command_line(asked(args).lang).main(args=args, prog_name="frostier")


def command_line(lang: Lang) -> Any:
    """Every command, with help in one language."""
    from frostier.shell.cli import app as frame
    from frostier.shell.cli.commands import APP

    return frame.build(APP, lang)
