"""Runs to practise with: a writer and a reader that go on until they are let go, and leave traces."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.runs.handlers import RunRequest, handler


@handler("practice_write", lane="writer", name=Text("练习写", "practice write"))
def write(run: Any, house: Any, arguments: dict[str, Any], asked_by: RunRequest) -> dict[str, Any]:
    """Note its beginning, wait for the file ``go``, note its end."""
    return _note_and_wait(run, house.home.root, f"write {run.id}")


@handler("practice_read", lane="reader", name=Text("练习读", "practice read"))
def read(run: Any, house: Any, arguments: dict[str, Any], asked_by: RunRequest) -> dict[str, Any]:
    """The same beside the writer; the result tells who asked."""
    from frostier.shell.runs.files import run_files

    (run_files(house, run.id) / "名单.csv").write_text("客户\n", encoding="utf-8")
    told = _note_and_wait(run, house.home.root, f"read {run.id}")
    return {**told, "by": asked_by.by, "role": asked_by.role, "scope": asked_by.scope.describe()}


@handler("practice_refuse", lane="reader", name=Text("练习拒绝", "practice refuse"))
def refuse(run: Any, house: Any, arguments: dict[str, Any], asked_by: RunRequest) -> None:
    """Refuse the file, or break on it."""
    if arguments.get("broken"):
        raise ZeroDivisionError("a defect")
    raise InvalidInput(Text("文件是空的。", "The file is empty."), next_step=Text("换一个。", "Choose another."))


def _note_and_wait(run: Any, root: Path, what: str) -> dict[str, Any]:
    run.step(Text("等待放行", "waiting to be let go"), total=2)
    run.advance()
    _note(root, f"{what} begins in {os.getpid()}")
    while not (root / "go").exists():
        run.checkpoint()
        time.sleep(0.01)
    _note(root, f"{what} ends")
    return {"pid": os.getpid()}


def _note(root: Path, line: str) -> None:
    with (root / "traces").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def traces(root: Path) -> list[str]:
    """What the runs have noted, in order, without the process numbers."""
    file = root / "traces"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [line.partition(" in ")[0] for line in lines]


def work(root: Path) -> None:
    """Be the worker of a home until SIGTERM."""
    import signal

    from frostier.shell.runs.worker import Worker
    from frostier.shell.wiring import open_house

    worker = Worker(lambda: open_house(root))
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    print("at work", flush=True)
    sys.exit(0 if worker.work() else 1)
