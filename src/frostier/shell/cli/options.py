"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from frostier.shell.cli.app import day_option
from frostier.shell.cli.words import both

NoWait = Annotated[
    bool,
    typer.Option(
        "--no-wait", help=both("有任务在进行时不排队，直接拒绝", "Refuse instead of queueing while a run goes on")
    ),
]
AsOf = Annotated[datetime | None, day_option("截至哪一天（含当日）", "As of which day, inclusive")]
CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=both("客户编号", "Customer id"))]
