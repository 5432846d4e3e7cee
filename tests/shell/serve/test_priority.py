"""Background work steps back, also where the processor is shared between sessions first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frostier.shell.serve.priority import BEHIND_THE_PAGES

ASKING = """
import os, sys
from pathlib import Path
from frostier.shell.serve.priority import step_back
step_back(Path(sys.argv[1]))
print(os.nice(0))
"""


BEHIND = min(19, os.nice(0) + BEHIND_THE_PAGES)  # 19 is the furthest


def stepping_back(group: Path, *, own_session: bool = True) -> int:
    """The niceness of a process that stepped back, with ``group`` for the file of its session."""
    command = [sys.executable, "-c", ASKING, str(group)]
    return int(subprocess.check_output(command, text=True, start_new_session=own_session))


def test_the_process_and_its_session_step_back(tmp_path):
    group = tmp_path / "autogroup"
    group.write_text("/autogroup-1 nice 0\n")

    assert stepping_back(group) == BEHIND
    assert group.read_text() == str(BEHIND_THE_PAGES)


def test_a_session_that_others_share_does_not_step_back(tmp_path):
    group = tmp_path / "autogroup"
    group.write_text("/autogroup-1 nice 0\n")

    assert stepping_back(group, own_session=False) == BEHIND
    assert group.read_text() == "/autogroup-1 nice 0\n"


def test_where_there_are_no_such_groups_the_process_steps_back_alone(tmp_path):
    assert stepping_back(tmp_path / "autogroup") == BEHIND


def test_what_the_system_really_says_of_the_session():
    group = Path("/proc/self/autogroup")
    if not group.exists():
        pytest.skip("this system does not share the processor between sessions (CONFIG_SCHED_AUTOGROUP)")
    asking = ASKING + 'print(Path("/proc/self/autogroup").read_text())'

    told = subprocess.check_output([sys.executable, "-c", asking, str(group)], text=True, start_new_session=True)

    assert told.split()[-2:] == ["nice", str(BEHIND_THE_PAGES)]
