"""``frostier demo``: a believable company, imported, graded and explained before your eyes."""

from __future__ import annotations

import getpass
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.cli.accounting import entity_word
from frostier.shell.cli.app import command, invocation_of, opened, output_of
from frostier.shell.cli.explaining import answer_json, show_answer
from frostier.shell.cli.grading import graded_json, show_grading
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.demo.spec import DemoSpec
    from frostier.flows.ports import Batch, Grading
    from frostier.shell.wiring import House

DEMO_HOME = Path("demo-home")
MONTH_ENDS = 6
ORDER_OF_ENTITIES = ("customers", "contacts", "skus", "orders", "payments")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "生成一家演示公司，导入、分层并解释三个客户", "Make a demo company, import, grade and explain it")(
        demo
    )


def demo(
    ctx: typer.Context,
    customers: Annotated[int, typer.Option(help=both("客户数", "How many customers"), min=1, max=5_000_000)] = 3_000,
    seed: Annotated[int, typer.Option(help=both("随机种子", "Seed"))] = 20_261_031,
) -> None:
    """The whole way, from files to explained tiers. Without --home it uses ./demo-home."""
    from frostier.demo.spec import DemoSpec
    from frostier.shell.clock import SystemClock
    from frostier.shell.company import CompanySettings
    from frostier.shell.home import HOME_VARIABLE, Home, home_path
    from frostier.shell.wiring import make_house

    asked_for, out = invocation_of(ctx), output_of(ctx)
    spec = DemoSpec(customers=customers, seed=seed)
    named = asked_for.home or (None if _home_is_named(HOME_VARIABLE) else DEMO_HOME)
    home = Home(home_path(named))
    settings = CompanySettings(company="蜀味冻品（演示）", language=asked_for.lang, demo_last_day=spec.last_day)
    settings = replace(settings, demo_made_on=SystemClock(settings.zone).today())
    # No orders follow its last day: moved on by schedules, everybody would soon look silent.
    make_house(home, settings, scheduled=False)
    with opened(ctx, home.root) as house:
        _refuse_other_data(house)
        batches = _imported(out, house, spec)
        recorded = _graded(house, spec)
        chosen = _three_customers(house, recorded)
        _let_people_in(house)
        _keep_segments(house)
        _tell(out, house, batches, recorded, chosen)


def _home_is_named(variable: str) -> bool:
    import os

    return bool(os.environ.get(variable))


def _refuse_other_data(house: House) -> None:
    foreign = [b for b in house.batches.list(state="loaded") if not _is_of_the_demo(b)]
    if foreign:
        raise Conflict(
            Text(
                f"{house.home.root} 中已有您自己的数据，演示不会混入其中。",
                f"{house.home.root} holds data of your own; the demo does not mix with it.",
            ),
            next_step=Text("用 --home 指定另一个目录。", "Name another directory with --home."),
        )


def _is_of_the_demo(batch: Batch) -> bool:
    """Whether a batch came in by the demo's own mapping, or corrects one that did."""
    from frostier.demo.mappings import DEMO_MAPPINGS
    from frostier.sources.mapping import Mapping

    draft = batch.draft
    return draft.corrects is not None or Mapping.from_data(DEMO_MAPPINGS[draft.entity]) == Mapping.from_data(
        draft.mapping
    )


def _imported(out: Output, house: House, spec: DemoSpec) -> list[Batch]:
    from frostier.demo.company import generate
    from frostier.demo.mappings import DEMO_MAPPINGS
    from frostier.engines.files.demo_files import write_demo
    from frostier.engines.files.opening import opened_rows
    from frostier.flows.importing import import_rows
    from frostier.shell.lake import keep_file
    from frostier.sources.mapping import Mapping

    with house.run("demo", {"customers": spec.customers, "seed": spec.seed}) as run:
        run.step(Text("生成演示公司", "make the demo company"))
        files = write_demo(generate(spec), house.home.root / "demo-files")
    batches = []
    for entity in ORDER_OF_ENTITIES:
        mapping = Mapping.from_data(DEMO_MAPPINGS[entity])
        with (
            house.run("import", {"entity": entity, "file": str(files[entity])}) as run,
            opened_rows(files[entity], house.home.work, options=mapping.file, entity=entity) as rows,
        ):
            keep_file(house.home.lake, files[entity], rows.content_hash)
            batches.append(
                import_rows(run, batches=house.batches, warehouse=house.warehouse, rows=rows, mapping=mapping)
            )
    return batches


def _graded(house: House, spec: DemoSpec) -> Grading:
    """Half a year of gradings, so that there are trends and changes of tier to see."""
    from frostier.flows.grading import grade
    from frostier.shell.reviews.policies import start_with_house_policies

    latest = house.gradings.latest()
    for day in graded_days(spec.last_day):
        if day == spec.last_day:  # only of these does a change wait: nobody was there to review the earlier ones
            start_with_house_policies(house.clock)
        if latest is None or day >= latest.as_of:
            with house.run("grade", {"as_of": day.isoformat()}) as run:
                latest = grade(run, house.parts, as_of=day, by=getpass.getuser())
    assert latest is not None
    return latest


def graded_days(last: date) -> list[date]:
    """The six month ends before the last day, and the last day.

    >>> [day.isoformat() for day in graded_days(date(2026, 10, 31))][-2:]
    ['2026-09-30', '2026-10-31']
    """
    days = [last]
    for _ in range(MONTH_ENDS):
        days.insert(0, days[0].replace(day=1) - timedelta(days=1))
    return days


def _let_people_in(house: House) -> None:
    from frostier.shell.accounts.demo_people import let_demo_people_in

    let_demo_people_in(house)


def _keep_segments(house: House) -> None:
    from frostier.shell.crm.demo_segments import keep_demo_segments

    keep_demo_segments(house)


def _three_customers(house: House, recorded: Grading) -> list[str]:
    """The best platinum customer, the best that may fall, and the best that is rising."""
    from frostier.flows.exporting import everything

    with house.analytics.snapshot(recorded.snapshot) as snapshot:
        table = everything(snapshot)
        conditions = (
            table.tier == "platinum",
            table.pending_tier.notnull(),
            table.stage == "growing",
            table.tier == "gold",
        )
        found: list[str] = []
        for condition in conditions:
            best = table.filter(condition).order_by(table.spend_365d.desc(), "customer_id")
            rows = snapshot.rows(best.select("customer_id").limit(len(found) + 1))
            found += [r["customer_id"] for r in rows if r["customer_id"] not in found][:1]
    return found[:3]


def _tell(out: Output, house: House, batches: list[Batch], recorded: Grading, chosen: list[str]) -> None:
    from frostier.flows.explaining import explain

    answers = [explain(house.parts, customer) for customer in chosen]
    told: dict[str, Any] = {"home": str(house.home.root), **graded_json(recorded)}
    told["explained"] = [answer_json(a) for a in answers]

    def human() -> None:
        heads = (
            head("数据", "entity"),
            head("读取行", "rows read", right=True),
            head("导入行", "loaded", right=True),
            head("隔离行", "quarantined", right=True),
        )
        counts = ((b.draft.entity, b.report["rows"]) for b in batches)
        rows = ([entity_word(entity), n["read"], n["loaded"], n["rejected"]] for entity, n in counts)
        out.table(Text("已导入演示公司", "The demo company is imported"), heads, rows)
        show_grading(out, house, recorded)
        for answer in answers:
            show_answer(out, answer)
        home = house.home.root
        out.say("")
        for zh, en in (
            ("serve", "serve"),
            ("quarantine list", "quarantine list"),
            (f"history {chosen[0]}", f"history {chosen[0]}"),
            ("schemes whatif rules", "schemes whatif rules"),
            (
                "customers export 铂金.xlsx --where '等级 = 铂金'",
                "customers export platinum.xlsx --where 'tier = platinum'",
            ),
        ):
            out.next_step(Text(f"frostier --home {home} {zh}", f"frostier --home {home} {en}"))

    out.give(told, human)
