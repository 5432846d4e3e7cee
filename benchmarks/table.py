"""``python -m benchmarks.table``: the speed table, with the peers measured in the same run.

Options: ``--customers 10000 100000 1000000`` (order lines are about a hundred times as many), ``--work DIR`` (default
``benchmarks/.work``; 1 M customers need some 40 GB), ``--write docs/benchmarks.md`` to put the table into the page.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ORDER = (
    "generate", "import_parquet", "facts", "features_all", "features_same", "hand_sql", "export_lines", "polars",
    "pandas", "regrade", "what_if", "csv_import", "xlsx",
)  # fmt: skip
TENFOLD = ("tenfold", "features_all", "features_same", "regrade", "what_if")
PANDAS_FITS = 100_000
CSV_FITS = 100_000
LABELS = {
    "generate": "generate the demo company (typed Parquet)",
    "import_parquet": "import the order lines (Parquet)",
    "csv_import": "import the order lines (CSV)",
    "xlsx": "import 100,000 order lines (XLSX)",
    "facts": "fold the facts, from nothing",
    "features_all": "features from facts, all of the catalogue",
    "features_same": "features from facts, those that the peers compute",
    "hand_sql": "peer: hand-written DuckDB SQL over order lines",
    "polars": "peer: Polars streaming over order lines",
    "pandas": "peer: pandas over order lines",
    "regrade": "whole regrade (features, tags, scores, tiers, ledger)",
    "what_if": "what-if of a draft scheme",
}


def main() -> None:
    asked = _arguments()
    sections = [
        _section(customers, asked.work / str(customers), tenfold=asked.tenfold and customers == asked.customers[-1])
        for customers in asked.customers
    ]
    page = "\n".join([machine(), *sections])
    print(page)
    if asked.write:
        into_page(asked.write, page)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--tenfold", action="store_true", help="also grade ten copies of the last company")
    parser.add_argument("--write", type=Path, default=None)
    return parser.parse_args()


def _section(customers: int, work: Path, *, tenfold: bool) -> str:
    shutil.rmtree(work, ignore_errors=True)
    tables = [_table(customers, _run(ORDER, customers, work))]
    if tenfold:
        tables.append(_table(customers * 10, _run(TENFOLD, customers * 10, work)))
    shutil.rmtree(work, ignore_errors=True)
    return "\n".join(tables)


def _run(steps: tuple[str, ...], customers: int, work: Path) -> dict[str, dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    for step in steps:
        if (step == "pandas" and customers > PANDAS_FITS) or (step == "csv_import" and customers > CSV_FITS):
            continue
        results[step] = measure(step, work, customers)
        print(f"{customers:>9,} {step:<16} {results[step]}", file=sys.stderr, flush=True)
    return results


def measure(step: str, work: Path, customers: int) -> dict[str, Any]:
    """What one step cost, in a process of its own; ``failed`` where it did not end well."""
    command = [sys.executable, "-m", "benchmarks.steps", step, str(work), str(customers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"failed": done.stderr.strip().splitlines()[-1:] or ["no message"]}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _table(customers: int, results: dict[str, dict[str, Any]]) -> str:
    base = results.get("hand_sql", {}).get("wall_s")
    rows = results.get("import_parquet", results.get("tenfold", {})).get("rows", 0)
    lines = [f"\n### {customers:,} customers, {rows:,} order lines\n"]
    lines += ["| step | wall s | CPU s | peak GB | against hand SQL | |", "|---|---:|---:|---:|---:|---|"]
    for step, result in results.items():
        if step not in LABELS:
            continue
        if "failed" in result:
            lines.append(f"| {LABELS[step]} | failed | | | | {result['failed']} |")
            continue
        compared = step in ("features_all", "features_same", "hand_sql", "polars", "pandas") and base
        ratio = f"{result['wall_s'] / base:.2f}" if compared else ""
        lines.append(
            f"| {LABELS[step]} | {result['wall_s']:.1f} | {result['cpu_s']:.1f} | {result['peak_gb']:.2f} "
            f"| {ratio} | {_note(result)} |"
        )
    return "\n".join(lines)


def _note(result: dict[str, Any]) -> str:
    if "rows_per_second" in result:
        return f"{result['rows_per_second']:,} rows/s"
    if "steps" in result:
        return ", ".join(f"{name} {seconds:.1f}" for name, seconds in result["steps"].items())
    if "moves" in result:
        return f"{result['moves']:,} customers move; the first in a process takes {result['first_s']:.1f} s"
    return f"{result['columns']} columns" if "columns" in result else ""


def machine() -> str:
    """The machine and the day, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    day = datetime.now(UTC).date()
    return f"Measured {day}: {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}."


def into_page(path: Path, table: str, marks: tuple[str, str] = ("<!-- table -->", "<!-- /table -->")) -> None:
    """Put a table between its marks in a page."""
    begin, end = marks
    page = path.read_text(encoding="utf-8")
    before, after = page.split(begin)[0], page.split(end)[1]
    path.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
