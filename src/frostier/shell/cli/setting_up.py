"""``frostier init``: make a home for a company."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, invocation_of, output_of
from frostier.shell.cli.words import both


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(
        app, "建立公司数据目录；已有目录则升级，数据保留", "Make a company's home, or upgrade one and keep its data"
    )(init)


def init(
    ctx: typer.Context,
    company: Annotated[str | None, typer.Option(help=both("公司名称", "Name of the company"))] = None,
    currency: Annotated[str, typer.Option(help=both("货币代码", "Currency code"))] = "CNY",
    timezone: Annotated[str, typer.Option(help=both("时区", "Time zone of the business day"))] = "Asia/Shanghai",
) -> None:
    """Make the home and say what to do next."""
    from frostier.shell.clock import SystemClock
    from frostier.shell.company import CompanySettings, read_settings
    from frostier.shell.home import Home, home_path
    from frostier.shell.wiring import make_house

    asked_for, out = invocation_of(ctx), output_of(ctx)
    home = Home(home_path(asked_for.home))
    existed = home.settings_file.is_file()
    settings = CompanySettings(currency=currency, timezone=timezone, language=asked_for.lang)
    make_house(home, replace(settings, company=company) if company else settings)
    kept = read_settings(home.settings_file)
    if not existed:
        from frostier.shell.reviews.policies import start_with_house_policies  # needs Django, ready since make_house

        start_with_house_policies(SystemClock(kept.zone))

    def human() -> None:
        if existed:
            out.say(
                Text(
                    f"{home.root} 已是最新结构，设置与数据未变。",
                    f"{home.root} is up to date; settings and data are as they were.",
                )
            )
        else:
            out.say(
                Text(f"已建立 {kept.company} 的数据目录 {home.root}", f"Made the home of {kept.company} at {home.root}")
            )
            out.say(Text(f"公司设置在 {home.settings_file}", f"The company's settings are in {home.settings_file}"))
        out.next_step(Text("frostier import customers 客户.xlsx", "frostier import customers customers.xlsx"))

    out.give({"home": str(home.root), "company": kept.company, "created": not existed}, human)
