"""What the global options of one call asked for: which home, which language, people or programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Lang, Text

LANG_VARIABLE = "FROSTIER_LANG"
_WITH_VALUE = ("--home", "--lang")
_FLAGS = ("--json",)


@dataclass(frozen=True, slots=True)
class Invocation:
    """The global options of one call. ``json``: one JSON object on standard output and nothing else."""

    home: Path | None = None
    lang: Lang = "zh"
    json: bool = False


def global_options_first(args: Sequence[str]) -> list[str]:
    """The arguments with ``--home``, ``--lang`` and ``--json`` moved to the front, so they may stand anywhere.

    >>> global_options_first(["grade", "--json", "--as-of", "2026-01-31", "--lang", "en"])
    ['--json', '--lang', 'en', 'grade', '--as-of', '2026-01-31']
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in _FLAGS or word.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            front.append(word)
        elif word in _WITH_VALUE:
            front += [word, *[value for value in [next(waiting, None)] if value is not None]]
        else:
            rest.append(word)
    return front + rest


def asked(args: Sequence[str], environment: Mapping[str, str] = os.environ) -> Invocation:
    """What the arguments and the environment ask for. The language is ``--lang``, else ``FROSTIER_LANG``, else
    that of the home's settings, else Chinese."""
    values = _values(args)
    home = Path(values["--home"]) if "--home" in values else None
    lang = values.get("--lang") or environment.get(LANG_VARIABLE) or _language_of_home(home, environment)
    return Invocation(home, "en" if lang == "en" else "zh", "--json" in args)


def check_language(value: str | None) -> None:
    """Refuse a language that is neither ``zh`` nor ``en``; raises ``SettingsError``."""
    if value not in (None, "", "zh", "en"):
        raise SettingsError(
            Text(f"语言应为 zh 或 en，收到 {value}。", f"Expected the language to be zh or en, got {value}.")
        )


def process_arguments() -> list[str]:
    """The arguments of this process."""
    return sys.argv[1:]


def _values(args: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, following in zip(args, [*args, ""][1:], strict=True):
        name, _, value = word.partition("=")
        if name in _WITH_VALUE:
            found[name] = value or following
    return found


def _language_of_home(home: Path | None, environment: Mapping[str, str]) -> Lang:
    from frostier.shell.company import read_settings
    from frostier.shell.home import Home, home_path

    file = Home(home_path(home, environment)).settings_file
    try:
        return read_settings(file).language if file.is_file() else "zh"
    except SettingsError:
        return "zh"  # the command itself will say what is wrong with the settings
