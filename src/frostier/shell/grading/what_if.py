"""A draft scheme tried as a run: its result as JSON, and who would move, kept beside it for named lists."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frostier.flows.schemes import WhatIfResult
from frostier.flows.scope import COLUMN_OF, Scope
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.home import Home
from frostier.sources.choices import CUSTOMER_TYPES
from frostier.tiers.impact import BIN_POINTS, Crossing, Impact, Side
from frostier.tiers.scheme import Scheme

_FOLDER, _FILE = "kept", "moves.parquet"
_TYPES = {choice.value: choice.name for choice in CUSTOMER_TYPES}


def result_json(tried: WhatIfResult) -> dict[str, Any]:
    """The what-if as plain JSON; names in both languages, money as text."""
    impact = tried.impact
    before, after = impact.before, impact.after
    return {
        "as_of": tried.as_of.isoformat(),
        "window_days": tried.window_days,
        "scheme": {"id": tried.scheme.id, "name": _both(tried.scheme.name)},
        "before": _tiers(before, impact.present),
        "after": _tiers(after, impact.draft),
        "links": [_link(link) for link in impact.links()],
        "customers": impact.customers,
        "customers_moving": impact.up + impact.down,
        "up": impact.up,
        "down": impact.down,
        "money": {
            "discount_before": _money(before.discount),
            "discount_after": _money(after.discount),
            "coupon_before": _money(before.coupon),
            "coupon_after": _money(after.coupon),
            "margin_change": _money(impact.margin_change),
        },
        "load": {
            "priority_slots_before": before.priority_slots_per_week,
            "priority_slots_after": after.priority_slots_per_week,
            "manager_hours_before": str(before.manager_hours_per_month),
            "manager_hours_after": str(after.manager_hours_per_month),
        },
        "by_type": [_type(type, part) for type, part in impact.by_type().items()],
        "scores": _scores(tried),
    }


def keep_moves(directory: Path, moves: pa.Table) -> None:
    """Keep who would move, by spend, in a run's directory; whole or not at all."""
    folder = directory / _FOLDER
    folder.mkdir(exist_ok=True)
    ordered = moves.sort_by([("spend_365d", "descending"), ("customer_id", "ascending")])
    unfinished = folder / f"{_FILE}.partial"
    pq.write_table(ordered, unfinished, compression="zstd")
    unfinished.rename(folder / _FILE)


def moves_of(home: Home, run_id: int, scope: Scope, *, from_tier: str | None, to_tier: str | None) -> pa.Table:
    """Who would move from one tier to another, as far as the scope allows, by spend; raises ``NotFound``."""
    file = home.run_files / str(run_id) / _FOLDER / _FILE
    if not file.is_file():
        raise NotFound(
            Text(f"任务 {run_id} 没有变动名单。", f"Run {run_id} has no list of moves."),
            next_step=Text("名单可能已过期，请重新试算。", "It may have expired; try the draft again."),
            where={"run": run_id},
        )
    table = _visible(pq.read_table(file), scope)
    for column, tier in (("from_tier", from_tier), ("to_tier", to_tier)):
        if tier is not None:
            table = table.filter(pc.equal(table[column], tier))
    return table


def _visible(moves: pa.Table, scope: Scope) -> pa.Table:
    if scope.kind == "all":
        return moves
    if scope.is_empty:
        return moves.slice(0, 0)
    within = pc.is_in(moves[COLUMN_OF[scope.kind]], value_set=pa.array(list(scope.every_value), pa.string()))
    lent = pc.is_in(moves["customer_id"], value_set=pa.array(list(scope.lent), pa.string()))
    return moves.filter(pc.or_(within, lent))


def _tiers(side: Side, scheme: Scheme) -> list[dict[str, Any]]:
    names = {tier.id: _both(tier.name) for tier in scheme.tiers}
    return [
        {"tier": tier, "name": names.get(tier, _both(Text(tier, tier))), "customers": number}
        for tier, number in side.customers.items()
    ]


def _link(link: Crossing) -> dict[str, Any]:
    return {
        "source": link.from_tier,
        "target": link.to_tier,
        "customers": link.customers,
        "spend": _money(link.spend),
        "cost_change": _money(-link.margin_change),
    }


def _type(type: str | None, part: Impact) -> dict[str, Any]:
    name = _TYPES.get(type or "", _TYPES["other"])
    return {
        "type": type or "other",
        "name": _both(name),
        "customers": part.customers,
        "up": part.up,
        "down": part.down,
        "margin_change": _money(part.margin_change),
        "before": dict(part.before.customers),
        "after": dict(part.after.customers),
    }


def _scores(tried: WhatIfResult) -> dict[str, Any] | None:
    if tried.scores.before is None and tried.scores.after is None:
        return None
    return {"bin_points": BIN_POINTS, "before": tried.scores.before, "after": tried.scores.after}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _money(amount: Decimal) -> str:
    return format(amount, "f")
