"""Customers and orders written into files: what is asked for, and the writing of it as a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from frostier.engines.files.write import write_table
from frostier.flows.orders import OrderFilter, chosen_orders
from frostier.flows.ports import JsonObject
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.reading import Reading, latest_grading
from frostier.shell.crm.schemas import CustomerFilter, ExportRequest
from frostier.shell.crm.words import CHANNELS, FIELDS, TYPES
from frostier.shell.runs.files import run_files
from frostier.shell.runs.handlers import RunRequest
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House
from frostier.tiers.labels import LABELS
from frostier.tiers.stages import STAGES
from frostier.warehouse.regions import SALES_REGIONS

USUAL_COLUMNS = (
    "customer_id", "customer_name", "customer_type", "sales_region", "city", "manager", "team", "tier", "stage",
    "label", "score", "spend_30d", "spend_90d", "spend_365d", "orders_365d", "last_order_on", "recency_days",
)  # fmt: skip
ORDER_COLUMNS: dict[str, Text] = {
    "source": Text("来源", "source"),
    "order_id": Text("订单号", "order"),
    "order_day": Text("日期", "day"),
    "ordered_at": Text("下单时刻（UTC）", "moment (UTC)"),
    "customer_id": Text("客户编号", "customer id"),
    "customer_name": Text("客户名称", "customer name"),
    "order_channel": Text("渠道", "channel"),
    "lines": Text("行数", "lines"),
    "quantity": Text("数量", "quantity"),
    "net_amount": Text("净额", "amount"),
    "discount_amount": Text("折扣", "discount"),
    "margin": Text("毛利", "margin"),
    "return_amount": Text("退货额", "returned"),
    "categories": Text("品类", "categories"),
}
_RESULTS: dict[str, Text] = {
    "tier": Text("价值等级", "value tier"),
    "stage": Text("生命周期阶段", "lifecycle stage"),
    "label": Text("五类标签", "five-label view"),
    "score": Text("综合得分", "score"),
}
FOR_PEOPLE = ("xlsx", "csv")


def export_arguments(asked: ExportRequest, read: Reading) -> JsonObject:
    """An export as arguments of a run; raises ``InvalidInput`` for columns or conditions that there are not.

    The grading is settled here, so that a later one changes nothing about what was asked for.
    """
    columns = list(dict.fromkeys(asked.columns)) or list(USUAL_COLUMNS if asked.what == "customers" else ORDER_COLUMNS)
    if asked.what == "orders":
        _check_order_columns(columns)
    else:
        read.reader.check_columns(columns)
    customer_filter(asked.filter, read)
    chosen = {**asked.filter.dict(exclude_defaults=True), "as_of": read.graded.as_of.isoformat()}
    return {"what": asked.what, "filter": chosen, "columns": columns, "format": asked.format, "lang": read.lang}


def write_export(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Write the file of an export; its name, its rows and the day of the results."""
    read = reading_of(house, arguments, asked_by)
    wanted = CustomerFilter(**arguments["filter"])
    run.step(Text("读取数据", "read the data"))
    expression = (
        _customers(read, wanted, arguments) if arguments["what"] == "customers" else _orders(read, wanted, arguments)
    )
    table = house.published.columns(expression)
    run.checkpoint()
    run.step(Text("写文件", "write the file"), total=table.num_rows)
    name = f"{arguments['what']}-{read.graded.as_of:%Y%m%d}.{arguments['format']}"
    written = write_table(run_files(house, run.id) / name, _heads(read, arguments, table.column_names), table)
    run.advance(written)
    run.count("rows", written)
    return {"file": name, "rows": written, "as_of": read.graded.as_of.isoformat()}


def reading_of(house: House, arguments: JsonObject, asked_by: RunRequest) -> Reading:
    """What whoever asked may read, in their language, as of the day of the filter in the arguments."""
    lang: Lang = "en" if arguments["lang"] == "en" else "zh"
    viewer = Viewer(asked_by.by, asked_by.role, frozenset(), asked_by.scope, lang)
    as_of = CustomerFilter(**arguments["filter"]).as_of
    return Reading(house, viewer, lang, latest_grading(house, as_of), latest_grading(house))


def _customers(read: Reading, wanted: CustomerFilter, arguments: JsonObject) -> ibis.Table:
    columns: Sequence[str] = arguments["columns"]
    read.reader.check_columns(columns)
    table = read.reader.chosen(customer_filter(wanted, read)).order_by("customer_id")
    if arguments["format"] not in FOR_PEOPLE:
        return table.select(list(columns))
    return table.select(**{column: _told(table[column], read) for column in columns})


def _orders(read: Reading, wanted: CustomerFilter, arguments: JsonObject) -> ibis.Table:
    orders = chosen_orders(read.reader, OrderFilter(customers=customer_filter(wanted, read)))
    table = orders.mutate(margin=orders.costed_amount - orders.cost_amount)
    table = table.order_by(["order_day", "source", "order_id", "customer_id"])
    people = arguments["format"] in FOR_PEOPLE
    return table.select(**{c: _told(table[c], read) if people else table[c] for c in arguments["columns"]})


def _told(column: ibis.Column, read: Reading) -> ibis.Value:
    """The names of a column that holds ids from a closed list; any other column as it is."""
    lists: dict[str, dict[str, Text]] = {
        "tier": {tier.id: tier.name for tier in read.tiers},
        "stage": STAGES,
        "label": LABELS,
        "customer_type": TYPES,
        "sales_region": SALES_REGIONS,
        "order_channel": CHANNELS,
        "top_channel_365d": CHANNELS,
    }
    names = lists.get(column.get_name())
    if names is None:
        return column
    return column.cases(*[(id, name.say(read.lang)) for id, name in names.items()], else_=column)


def _heads(read: Reading, arguments: JsonObject, columns: Sequence[str]) -> list[str]:
    """The names of the columns for people, their ids for programs."""
    if arguments["format"] not in FOR_PEOPLE:
        return list(columns)
    known: dict[str, Text] = {**{id: field.name for id, field in FIELDS.items()}, **_RESULTS}
    tags = {tag.id: tag.name for tag in read.parts.tags}
    names = ORDER_COLUMNS if arguments["what"] == "orders" else {**tags, **known}
    return _distinct([names[column].say(read.lang) if column in names else column for column in columns], columns)


def _distinct(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """The names, with the id beside those that two columns share."""
    return [name if names.count(name) == 1 else f"{name} ({id})" for name, id in zip(names, ids, strict=True)]


def _check_order_columns(columns: Sequence[str]) -> None:
    wrong: list[Any] = [column for column in columns if column not in ORDER_COLUMNS]
    if wrong:
        known = list(ORDER_COLUMNS)
        raise InvalidInput(
            Text(f"订单没有这些列：{'、'.join(wrong)}。", f"Orders have no such columns: {', '.join(wrong)}."),
            next_step=Text(f"可选：{'、'.join(known)}。", f"Choose from: {', '.join(known)}."),
            where={"field": "columns"},
        )
