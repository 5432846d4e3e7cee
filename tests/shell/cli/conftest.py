"""The command line in this process: arguments in, exit code and output out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from frostier.shell.cli import command_line
from frostier.shell.cli.invocation import asked


@dataclass(frozen=True)
class Answer:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def call(capsys: pytest.CaptureFixture[str], *args: str) -> Answer:
    """One call of the command line."""
    with pytest.raises(SystemExit) as ended:
        command_line(asked(args).lang).main(args=list(args), prog_name="frostier")
    said = capsys.readouterr()
    return Answer(int(ended.value.code or 0), said.out, said.err)


@pytest.fixture
def frostier(home, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """The command line over a fresh home."""
    capsys.readouterr()
    return lambda *args: call(capsys, *args)
