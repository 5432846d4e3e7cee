"""``frostier override``: a tier that a person sets for a customer, with a reason and an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.cli.app import command, day_option, group, opened, output_of
from frostier.shell.cli.options import CustomerArgument
from frostier.shell.cli.output import head
from frostier.shell.cli.tier_words import tier_cell
from frostier.shell.cli.words import both

APP = group("人工定级", "Tiers set by a person")


@command(APP, "给客户人工定级，到期自动失效", "Set a customer's tier by hand, until a day", name="set")
def set_override(
    ctx: typer.Context,
    customer: CustomerArgument,
    tier: Annotated[str, typer.Argument(help=both("等级，如 gold 或 黄金", "Tier, such as gold"))],
    reason: Annotated[str, typer.Option(help=both("原因（必填）", "Why (required)"))],
    until: Annotated[
        datetime | None, day_option("到期日（不含）；默认 90 天", "Until (exclusive); 90 days by default")
    ] = None,
    starting: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help=both("起始日；默认今天", "First day; today by default")),
    ] = None,
) -> None:
    """Keep an override; once it has begun the customer is evaluated next."""
    from frostier.flows.ports import Override
    from frostier.tiers.standard_tiers import tier_meant

    out = output_of(ctx)
    with opened(ctx) as house:
        first = starting.date() if starting else house.clock.today()
        last = until.date() if until else first + timedelta(days=90)
        wanted = tier_meant(tier)
        if wanted is None or last <= first or not reason.strip():
            raise InvalidInput(
                Text(
                    f"人工定级需要已知的等级、原因，以及晚于起始日的到期日；收到 {tier}、{first} 至 {last}。",
                    f"Expected a known tier, a reason, and an end after {first}; got {tier}, {last}.",
                )
            )
        # Only now: what the console shares with the command line needs the database to be set up.
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.grading.overriding import keep_overrides

        by = at_the_machine()
        keep_overrides(house, by, [Override(customer, wanted, reason, by.name, first, last)])

        def human() -> None:
            out.say(
                Text(
                    f"{customer} 从 {first} 到 {last}（不含）定为 {tier}。",
                    f"{customer} is {tier} from {first} until {last} (exclusive).",
                )
            )
            out.next_step(
                Text(
                    "frostier grade 使其生效；frostier serve 运行时无需此步，几秒内自行生效",
                    "frostier grade, to let it act; not needed while frostier serve runs: it then acts within seconds",
                )
            )

        out.give({"customer_id": customer, "tier": wanted, "starts_on": first, "ends_on": last}, human)


@command(APP, "结束客户的人工定级", "End a customer's override")
def end(
    ctx: typer.Context,
    customer: CustomerArgument,
    on: Annotated[
        datetime | None, day_option("从哪天起不再有效；默认今天", "From which day on; today by default")
    ] = None,
) -> None:
    """End an override early."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.accounts.audit import at_the_machine
        from frostier.shell.grading.overriding import let_override_end

        day = on.date() if on else house.clock.today()
        let_override_end(house, at_the_machine(), customer, on=day)
        told = Text(f"{customer} 的人工定级自 {day} 起失效。", f"The override of {customer} ends on {day}.")
        out.give({"customer_id": customer, "ends_on": day}, lambda: out.say(told))


@command(APP, "某日有效的人工定级", "Overrides in force on a day", name="list")
def list_overrides(
    ctx: typer.Context,
    as_of: Annotated[datetime | None, day_option("哪一天；默认今天", "Which day; today by default")] = None,
) -> None:
    """Overrides in force."""
    out = output_of(ctx)
    with opened(ctx) as house:
        day = as_of.date() if as_of else house.clock.today()
        rows = house.gradings.overrides(day)
        heads = (
            head("客户", "customer"),
            head("等级", "tier"),
            head("起", "from"),
            head("止（不含）", "until"),
            head("由谁", "by"),
            head("原因", "reason"),
        )
        cells = ([o.customer_id, tier_cell(o.tier), o.starts_on, o.ends_on, o.by, o.reason] for o in rows)
        names = ("customer_id", "tier", "reason", "by", "starts_on", "ends_on")
        told = {"as_of": day, "overrides": [{n: getattr(o, n) for n in names} for o in rows]}
        out.give(told, lambda: out.table(Text(f"{day} 有效的人工定级", f"Overrides in force on {day}"), heads, cells))
