"""A month of work as an operator does it, and does again after every power cut until it is done.

``python -m tests.crash.driver`` loads the program once, leaves nothing open, and forks a process for every line of
JSON on standard input: ``{"home", "files", "log"}`` for the whole month, with ``"words"`` for one command, with
``"dies_before"`` (``module:Class.method``) for a process that kills itself there. Each process leads a group of its
own and opens its own databases. Its number is answered at once on standard output; what it does stands in ``log``:
a line for every step with the time, and at the end ``exit`` with its code. ``{"rehearsal": home, "files"}`` does the
month in the loaded program itself: those that are forked afterwards find its expressions compiled.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from frostier.demo.mappings import DEMO_MAPPINGS
from frostier.engines.files.demo_files import FILE_NAMES

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"
ENTITIES = ("customers", "contacts", "skus", "orders", "payments")
SEPTEMBER, OCTOBER = "2026-09-30", "2026-10-31"
STEPS = (
    "init",
    *(f"import {entity}" for entity in ENTITIES),
    f"grade {SEPTEMBER}",
    "publish rules",
    "undo orders",
    "import orders again",
    f"grade {OCTOBER}",
    "check",
)
"""In the order of the month. ``init`` and ``import customers`` are done in every attempt, and change nothing then."""

assert set(ENTITIES) == set(DEMO_MAPPINGS)


def complete(home: Path, files: Path, step: Callable[[str], None]) -> None:
    """Do what the home says is still to do; ``step`` is told what begins."""
    step("init")
    frostier(home, "init", "--company", "蜀味冻品")
    step("import customers")
    bring_in(home, files, "customers")  # any run first repairs what a killed one left
    for entity in ENTITIES[1:]:
        if entity not in batches(home, "loaded"):
            again = entity in batches(home, "undone")
            step(f"import {entity}" + (" again" if again else ""))
            bring_in(home, files, entity)
    if SEPTEMBER not in graded_days(home):
        step(f"grade {SEPTEMBER}")
        frostier(home, "grade", "--as-of", SEPTEMBER)
    if scheme_in_force(home) != "rules":
        step("publish rules")
        frostier(home, "schemes", "publish", "rules")
    if "orders" not in batches(home, "undone"):
        step("undo orders")
        frostier(home, "undo", str(batches(home, "loaded")["orders"]))
    if "orders" not in batches(home, "loaded"):
        step("import orders again")
        bring_in(home, files, "orders")
    if OCTOBER not in graded_days(home):
        step(f"grade {OCTOBER}")
        frostier(home, "grade", "--as-of", OCTOBER)
    step("check")
    check(home, files)


def check(home: Path, files: Path) -> None:
    """The same files once more, the proof, and the result as a file."""
    for entity in ENTITIES:
        bring_in(home, files, entity)
    frostier(home, "verify")
    for day in (SEPTEMBER, OCTOBER):
        frostier(home, "customers", "export", str(home / f"customers-{day}.csv"), "--as-of", day)


def bring_in(home: Path, files: Path, entity: str) -> None:
    """Import one of the five files."""
    frostier(home, *import_words(files, entity))


def import_words(files: Path, entity: str) -> list[str]:
    """The command that imports one of the five files."""
    file, mapping = files / f"{FILE_NAMES[entity]}.csv", MAPPINGS / f"demo_{entity}.yaml"
    return ["import", entity, str(file), "--mapping", str(mapping)]


def frostier(home: Path, *words: str) -> None:
    """The command line; whatever code it ends with, other than 0, ends this process."""
    from frostier.shell.cli import command_line

    try:
        command_line("en").main(args=["--home", str(home), "--json", *words], prog_name="frostier")
    except SystemExit as ended:
        if ended.code:
            raise


def batches(home: Path, state: str) -> dict[str, int]:
    """The number of the batch in a state, by entity."""
    with opened(home) as house:
        return {b.draft.entity: b.no for b in house.batches.list(state=state)}


def graded_days(home: Path) -> set[str]:
    """The days of the recorded gradings."""
    with opened(home) as house:
        return {g.as_of.isoformat() for g in house.gradings.list()}


def scheme_in_force(home: Path) -> str:
    """The id of the published scheme."""
    with opened(home) as house:
        return house.schemes.published().scheme_id


@contextmanager
def opened(home: Path) -> Iterator[Any]:
    """The house, to look at what is stored."""
    from frostier.shell.wiring import open_house

    house = open_house(home)
    try:
        yield house
    finally:
        house.close()


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────────────


def load_program() -> None:
    """Import what every step needs; no file of a home and no database is opened."""
    import django
    import ibis

    import frostier.engines.duckdb.warehouse
    import frostier.flows.exporting
    import frostier.flows.verifying
    import frostier.shell.cli.commands

    os.environ["DJANGO_SETTINGS_MODULE"] = "frostier.shell.settings"
    django.setup()
    import frostier.shell.wiring  # noqa: F401

    ibis.to_sql(ibis.table({"a": "int64"}, name="t"), dialect="duckdb")


def work(job: dict[str, Any]) -> None:
    """One job in a process of its own; does not return."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    said = os.open(job["log"] + ".said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)

    def step(name: str) -> None:
        os.write(log, f"{time.monotonic()} {name}\n".encode())

    code: object = 0
    try:
        if job["dies_before"]:
            die_before(job["dies_before"])
        if job["words"]:
            frostier(Path(job["home"]), *job["words"])
        else:
            complete(Path(job["home"]), Path(job["files"]), step)
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = "error"
    sys.stdout.flush()
    step(f"exit {code}")
    os._exit(0)


def die_before(point: str) -> None:
    """Let this process kill itself when it comes to a function."""
    module, _, name = point.partition(":")
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    assert callable(getattr(owner, last))
    setattr(owner, last, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))


def rehearse(home: Path, files: Path) -> None:
    """The whole month, here, with all that it opened closed again."""
    from django.db import connection

    with redirect_stdout(io.StringIO()):
        complete(home, files, lambda step: None)
    connection.close()
    gc.collect()


def main() -> None:
    """Fork a process for every line."""
    load_program()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed: the system removes them
    print("ready", flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        if "rehearsal" in job:
            rehearse(Path(job["rehearsal"]), Path(job["files"]))
            print("ready", flush=True)
            continue
        child = os.fork()
        if child == 0:
            work(job)
        print(child, flush=True)


if __name__ == "__main__":
    main()
