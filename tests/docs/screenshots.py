"""The pictures of the documents: real output, drawn as SVG. ``python -m tests.docs.screenshots`` makes them anew."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text
from tests.docs.documents import ROOT
from tests.docs.own_files import write_own_files

IMAGES = ROOT / "docs" / "images"
PREPARATION = (
    ("init", "--company", "蜀味冻品"),
    ("import", "customers", "客户资料.xlsx"),
    ("import", "skus", "商品资料.xlsx"),
    ("import", "payments", "应收.xlsx"),
)
# Picture → command, lines at most. They are taken in this order, in one home.
PICTURES = {
    "import": (("import", "orders", "销售明细.csv"), 40),
    "grading": (("grade", "--as-of", "2026-10-31"), 14),
    "explain": (("explain", "KH0001"), 26),
    "scheme": (("schemes", "show", "bands"), 34),
}
WIDTH = 100
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.S)


def pictures() -> dict[str, str]:
    """Every picture by its name, as SVG. The same bytes every time."""
    with tempfile.TemporaryDirectory() as folder:
        write_own_files(Path(folder))
        for words in PREPARATION:
            _said(Path(folder), *words)
        return {name: picture(name, Path(folder)) for name in PICTURES}


def picture(name: str, folder: Path) -> str:
    """One picture, taken in a folder whose home is ready for its command."""
    words, most = PICTURES[name]
    return _drawn(name, _said(folder, *words), most)


def _said(folder: Path, *words: str) -> str:
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    environment.pop("FROSTIER_HOME", None)
    command = [sys.executable, "-m", "frostier", "--lang", "zh", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _drawn(name: str, said: str, most: int) -> str:
    lines = [line.rstrip() for line in said.splitlines()][:most]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi("\n".join(lines)))
    drawn = console.export_svg(title="frostier", unique_id=f"frostier-{name}")
    # No fonts from elsewhere: a reader's browser has one, and pictures should not call home.
    return _FONT.sub("", drawn)


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(exist_ok=True)
    for name, drawn in pictures().items():
        (IMAGES / f"{name}.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
