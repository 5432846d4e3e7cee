"""The command line as a person has it: in a process of its own, or (quicker) in this one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPILED = Path(tempfile.gettempdir()) / f"frostier-tests-compiled-{os.getuid()}"


@dataclass(frozen=True)
class Said:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """Somebody at a terminal with one home: every call starts the program anew."""

    home: Path

    def run(self, *words: str) -> Said:
        command = [sys.executable, "-m", "frostier", "--home", str(self.home), "--json", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        return Said(done.returncode, done.stdout, done.stderr)

    def __call__(self, *words: str) -> Any:
        """The answer of a call that must be done."""
        return _answer(self.run(*words), words)


@dataclass(frozen=True)
class Inside:
    """The same commands in this process, for tests that need many of them. Needs the database to be allowed."""

    home: Path

    def run(self, *words: str) -> Said:
        from frostier.shell.cli import command_line

        out, err = io.StringIO(), io.StringIO()
        code = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                command_line("en").main(
                    args=["--home", str(self.home), "--lang", "en", "--json", *words], prog_name="frostier"
                )
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Said(code, out.getvalue(), err.getvalue())

    def __call__(self, *words: str) -> Any:
        """The answer of a call that must be done."""
        return _answer(self.run(*words), words)


def _environment() -> dict[str, str]:
    """English, and with compiled modules kept: where nothing may be kept beside them, two thirds of a call compile."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "FROSTIER_LANG": "en", "PYTHONPYCACHEPREFIX": str(COMPILED)}


def _answer(said: Said, words: tuple[str, ...]) -> Any:
    assert "Traceback" not in said.err, said.err
    assert said.code == 0, f"frostier {' '.join(words)}: {said.code}\n{said.out}\n{said.err}"
    return said.json if said.out.strip() else None
