"""The measured steps. Each runs in a process of its own, so that its peak memory is its own.

``python -m benchmarks.steps STEP WORK CUSTOMERS`` prints one JSON line: wall and CPU seconds, peak memory, figures.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.peers import FEATURES

AS_OF = date(2026, 10, 31)
LINES_COLUMNS = (
    "customer_key, order_key, sku_key, order_day, order_hour, order_channel, line_kind, net_amount, "
    "discount_amount, cost_amount, promotion_code"
)


@dataclass
class TimedRun:
    """A run that notes how long each of its steps took."""

    id: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    _began: tuple[str, float] | None = None

    def step(self, name: Any, *, total: int | None = None) -> None:
        self.close()
        self._began = (name.en, time.perf_counter())

    def close(self) -> None:
        if self._began is not None:
            name, began = self._began
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        self._began = None

    def advance(self, amount: int = 1) -> None: ...
    def log(self, message: Any) -> None: ...
    def count(self, name: str, value: int) -> None: ...
    def checkpoint(self) -> None: ...


class Timer:
    """Wall and CPU time of the part of a step that counts."""

    wall = cpu = 0.0

    @contextmanager
    def measuring(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


@contextmanager
def house(work: Path) -> Iterator[Any]:
    """The company's house in the work directory, made when missing."""
    from frostier.shell.company import CompanySettings
    from frostier.shell.home import Home
    from frostier.shell.wiring import make_house, open_house

    home = Home(work / "home")
    if not home.settings_file.exists():
        make_house(home, CompanySettings(company="Benchmark", memory_limit_gb=6.0))
    opened = open_house(home.root)
    yield opened
    opened.close()


def generate(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from frostier.demo.company import generate
    from frostier.demo.spec import DemoSpec
    from frostier.engines.files.demo_files import write_parquet

    with timer.measuring():
        paths = write_parquet(generate(DemoSpec(customers=customers, last_day=AS_OF, dirt=0.0)), work / "files")
    return {"bytes": sum(p.stat().st_size for p in paths.values())}


def import_parquet(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    """All five files; the order lines count, in parts of ten million, as a company hands in its years."""
    from frostier.demo.mappings import DEMO_MAPPINGS
    from frostier.engines.files.demo_files import FILE_NAMES

    for entity in ("skus", "customers", "contacts", "payments"):
        import_file(work, work / "files" / f"{FILE_NAMES[entity]}.parquet", DEMO_MAPPINGS[entity])
    read, parts = 0, in_parts(work / "files" / f"{FILE_NAMES['orders']}.parquet")
    for part in parts:
        with timer.measuring():
            read += import_file(work, part, DEMO_MAPPINGS["orders"])
    return {"rows": read, "rows_per_second": round(read / timer.wall), "files": len(parts)}


def in_parts(path: Path, rows: int = 10_000_000) -> list[Path]:
    """The file itself, or files of at most about so many rows."""
    import duckdb

    (counted,) = duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()
    parts = -(-counted[0] // rows)
    if counted[0] < rows * 1.5:
        return [path]
    made = []
    for n in range(parts):
        made.append(path.with_name(f"orders-{n:03}.parquet"))
        duckdb.sql(
            f"COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet('{path}', file_row_number = true) "
            f"WHERE file_row_number >= {n * rows} AND file_row_number < {(n + 1) * rows}) TO '{made[-1]}'"
        )
    path.unlink()
    return made


def import_file(work: Path, path: Path, mapping: Any) -> int:
    """Import one file as the command line does; the rows read."""
    from frostier.engines.files.opening import opened_rows
    from frostier.flows.importing import import_rows
    from frostier.sources.mapping import Mapping

    plan = mapping if isinstance(mapping, Mapping) else Mapping.from_data(mapping)
    with house(work) as h, h.run("import", {}) as run, opened_rows(path, h.home.work, entity=plan.entity) as rows:
        batch = import_rows(run, batches=h.batches, warehouse=h.warehouse, rows=rows, mapping=plan)
        return int(batch.report["rows"]["read"])


def facts(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    with house(work) as h, timer.measuring():
        h.warehouse.refresh_facts(TimedRun())
    return {"warehouse_bytes": (work / "home" / "warehouse.duckdb").stat().st_size}


def tenfold(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    """Ten copies of every customer with all its facts, for the steps that read facts only.

    Folding a hundred million lines takes longer than everything that is measured on them; the copies differ from a
    company of that size in that every tenth customer looks the same.
    """
    parts = ("customer_day", "customer_category_day", "customer_sku_day", "customer_channel_day", "receivable")
    with house(work) as h:
        run = h.warehouse.connection.execute
        (highest,) = run("SELECT max(customer_key) + 1 FROM dim_customer").fetchall()[0]
        for copy in range(1, 10):
            shift = copy * highest
            with timer.measuring():
                run(
                    "INSERT INTO dim_customer SELECT * REPLACE "
                    f"(customer_key + {shift} AS customer_key, customer_id || '-{copy}' AS customer_id) "
                    f"FROM dim_customer WHERE customer_key < {highest}"
                )
                for table in (f"fact_{part}" for part in parts):
                    run(
                        f"INSERT INTO {table} SELECT * REPLACE (customer_key + {shift} AS customer_key) "
                        f"FROM {table} WHERE customer_key < {highest}"
                    )
        (lines,) = run("SELECT sum(sale_lines + return_lines) FROM fact_customer_day").fetchall()[0]
    for laid_out in (work / "home" / "published").glob("facts-*"):  # of the company before; no batch tells them apart
        shutil.rmtree(laid_out)
    return {"rows": int(lines)}


def features_all(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    return _features(work, timer, None)


def features_same(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    return _features(work, timer, FEATURES)


def _features(work: Path, timer: Timer, chosen: tuple[str, ...] | None) -> dict[str, Any]:
    from frostier.engines.duckdb.analytics import compiled
    from frostier.features.table import feature_table
    from frostier.warehouse.tables import stored_facts

    table = feature_table(stored_facts(), AS_OF)
    table = table if chosen is None else table.select("customer_id", *chosen)
    target = work / f"features_{'all' if chosen is None else 'same'}.parquet"
    with house(work) as h, timer.measuring():
        h.warehouse.connection.execute(f"COPY ({compiled(table)}) TO '{target}' (FORMAT parquet)")
    return {"columns": len(table.columns)}


def export_lines(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    with house(work) as h, timer.measuring():
        h.warehouse.connection.execute(
            f"COPY (SELECT {LINES_COLUMNS} FROM clean_order_line) TO '{work}/lines.parquet' (FORMAT parquet)"
        )
        h.warehouse.connection.execute(f"COPY dim_sku TO '{work}/sku.parquet' (FORMAT parquet)")
    return {}


def hand_sql(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from benchmarks.peers.hand_sql import features_sql

    with house(work) as h, timer.measuring():
        h.warehouse.connection.execute(f"COPY ({features_sql(AS_OF)}) TO '{work}/hand.parquet' (FORMAT parquet)")
    return {}


def polars(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from benchmarks.peers.polars_lazy import features

    with timer.measuring():
        features(work / "lines.parquet", work / "sku.parquet", AS_OF).write_parquet(work / "polars.parquet")
    return {}


def pandas(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from benchmarks.peers.pandas_plain import features

    with timer.measuring():
        features(work / "lines.parquet", work / "sku.parquet", AS_OF).to_parquet(work / "pandas.parquet")
    return {}


def regrade(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from frostier.flows.grading import grade
    from frostier.flows.schemes import draft_scheme, publish
    from frostier.tiers.presets import preset

    with house(work) as h:
        if h.schemes.published() is None:
            made = draft_scheme(h.schemes, preset("house").to_json(), author="benchmark", note="")
            publish(h.schemes, made.scheme_id, made.version, by="benchmark", note="")
        latest = h.parts.gradings.latest()  # later than the data where the console has graded the home already
        as_of = AS_OF if latest is None else max(AS_OF, latest.as_of)
        with h.run("grade", {}) as live:
            run = TimedRun(id=live.id)
            with timer.measuring():
                grading = grade(run, h.parts, as_of=as_of, by="benchmark")
                run.close()
    return {"steps": run.seconds, "customers": grading.counts["customers"], "tiers": grading.counts["tiers"]}


def what_if(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    from frostier.flows.schemes import what_if
    from frostier.tiers.presets import preset
    from frostier.tiers.scheme import Scheme

    with house(work) as h:
        present = Scheme.from_json(h.schemes.published().definition)
        gold = present.tiers[1]
        richer = replace(gold, benefits=replace(gold.benefits, discount_rate=Decimal("0.04")))
        scored = preset("score")
        draft = replace(scored, tiers=(present.tiers[0], richer, *present.tiers[2:]))
        began = time.perf_counter()
        what_if(TimedRun(), h.parts, draft)
        first_s = time.perf_counter() - began
        with timer.measuring():
            result = what_if(TimedRun(), h.parts, draft)
    return {"moves": result.moves.num_rows, "first_s": first_s}


def xlsx(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    """A workbook of 100,000 order lines with Chinese headers, dirt included."""
    from itertools import islice

    import xlsxwriter

    from frostier.demo.company import generate
    from frostier.demo.mappings import DEMO_MAPPINGS
    from frostier.demo.spec import DemoSpec

    path = work / "orders-100000.xlsx"
    chunk = next(iter(generate(DemoSpec(customers=1_500, last_day=AS_OF)).order_chunks(100_000)))
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("订单")
    page.write_row(0, 0, list(chunk))
    for number, row in enumerate(islice(zip(*chunk.values(), strict=True), 100_000), start=1):
        page.write_row(number, 0, [str(v) for v in row])
    book.close()
    with timer.measuring():
        rows = import_file(work / "xlsx-home", path, DEMO_MAPPINGS["orders"])
    return {"rows": rows, "rows_per_second": round(rows / timer.wall)}


def csv_import(work: Path, customers: int, timer: Timer) -> dict[str, Any]:
    """The order lines as CSV, into a house of its own."""
    import duckdb

    from frostier.demo.mappings import DEMO_MAPPINGS

    path = work / "orders.csv"
    duckdb.sql(f"COPY (FROM '{work}/files/订单.parquet') TO '{path}' (HEADER)")
    with timer.measuring():
        rows = import_file(work / "csv-home", path, DEMO_MAPPINGS["orders"])
    return {"rows": rows, "rows_per_second": round(rows / timer.wall)}


STEPS: dict[str, Callable[[Path, int, Timer], dict[str, Any]]] = {
    step.__name__: step
    for step in (
        generate, import_parquet, facts, tenfold, features_all, features_same, export_lines, hand_sql, polars, pandas,
        regrade, what_if, xlsx, csv_import,
    )
}  # fmt: skip


def main() -> None:
    name, work, customers = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    work.mkdir(parents=True, exist_ok=True)
    timer = Timer()
    figures = STEPS[name](work, customers, timer)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(json.dumps({"wall_s": timer.wall, "cpu_s": timer.cpu, "peak_gb": peak_gb, **figures}, default=str))


if __name__ == "__main__":
    main()
