"""Opening a company's home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frostier.kernel.errors import Conflict
from frostier.shell.home import Home
from frostier.shell.wiring import open_house


def test_a_process_that_answers_questions_never_opens_the_warehouse(graded_home: Home) -> None:
    house = open_house(graded_home.root, may_write=False)

    with pytest.raises(Conflict):
        _ = house.warehouse.connection
    with pytest.raises(Conflict):
        house.parts.warehouse.fingerprint()
    house.close()


def test_naming_a_home_does_not_change_what_the_next_call_finds(tmp_path: Path) -> None:
    script = (
        "import os\nfrom pathlib import Path\nfrom frostier.shell.home import Home\n"
        "from frostier.shell.connection import use_home\n"
        "os.environ.pop('FROSTIER_HOME', None)\nuse_home(Home(Path('somewhere').absolute()))\n"
        "print(os.environ.get('FROSTIER_HOME'))"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("FROSTIER_HOME", "DJANGO_SETTINGS_MODULE")}

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "None"
