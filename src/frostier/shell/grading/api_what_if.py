"""Trying a draft scheme before anything is published."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.words import Words, money, money_or_none
from frostier.shell.grading import schemas as s
from frostier.shell.grading.queries_schemes import read_source
from frostier.shell.grading.what_if import moves_of
from frostier.shell.runs.api import started
from frostier.shell.runs.queries import visible_run
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.schemas import RunStarted
from frostier.tiers.scheme import Tier

router = GuardedRouter(tags=["schemes"])


@router.post("/schemes/what-if", permission="schemes.draft", response={202: RunStarted})
def what_if(request: HttpRequest, wanted: s.WhatIfWanted) -> Any:
    """Try a draft or a kept version on the caller's customers, as a run."""
    viewer = viewer_of(request)
    arguments = {
        "definition": _definition(wanted),
        "window_days": wanted.window_days,
        "as_of": wanted.as_of.isoformat() if wanted.as_of else None,
    }
    row = request_run("whatif", arguments, by=viewer.name, role=viewer.role, scope=viewer.scope, at=house().clock.now())
    return started(request, row)


@router.get("/runs/{int:run_id}/moves", permission="schemes.read", response=s.MovePage, by_alias=True)
def moves(
    request: HttpRequest,
    run_id: int,
    from_: str | None = Query(None, alias="from", max_length=40),  # type: ignore[type-arg]
    to: str | None = Query(None, max_length=40),  # type: ignore[type-arg]
    cursor: str | None = Query(None, max_length=200),  # type: ignore[type-arg]
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]
) -> Any:
    """Who would move, as far as the caller may know of them; by spend."""
    viewer = viewer_of(request)
    row = visible_run(viewer, run_id)
    found = moves_of(house().home, run_id, viewer.scope, from_tier=from_, to_tier=to)
    start = parts_of(cursor, int)[0] if cursor else 0
    start = min(max(start, 0), found.num_rows)
    words = Words(language_of(request), _tiers_of(row.arguments["definition"]))
    following = cursor_of(start + limit) if start + limit < found.num_rows else None
    items = [_move(move, words) for move in found.slice(start, limit).to_pylist()]
    return {"items": items, "next": following, "total": found.num_rows, "as_of": (row.result or {}).get("as_of")}


def _definition(wanted: s.WhatIfWanted) -> dict[str, Any]:
    """The scheme to try, checked."""
    if wanted.definition is not None:
        return read_source(wanted.definition, None).to_json()
    if wanted.scheme_id is None:
        raise InvalidInput(
            Text("请给出 definition 或 scheme_id。", "Give a definition or a scheme_id."),
            where={"field": "definition"},
        )
    return house().schemes.get(wanted.scheme_id, wanted.version).definition


def _tiers_of(definition: dict[str, Any]) -> list[Tier]:
    present = house().schemes.published()
    tiers = [*(present.definition["tiers"] if present else []), *definition["tiers"]]
    return [Tier(t["id"], Text(t["name"]["zh"], t["name"]["en"])) for t in tiers]


def _move(move: dict[str, Any], words: Words) -> dict[str, Any]:
    return {
        "id": move["customer_id"],
        "name": move["customer_name"] or move["customer_id"],
        "type": words.type(move["customer_type"]),
        "manager": move["manager"],
        "from": words.tier(move["from_tier"]),
        "to": words.tier(move["to_tier"]),
        "spend_365d": money_or_none(move["spend_365d"]),
        "margin_365d": money_or_none(move["margin_365d"]),
        "cost_change": money(-move["margin_change"]),
    }
