"""Schemes: draft, what-if, publish, roll back. A published version is kept for ever and never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import ibis

from frostier.flows import grading as g
from frostier.flows.ports import JsonObject, Run, SchemeStore, SchemeVersion
from frostier.kernel.errors import Conflict, NotFound
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tiers.diff import scheme_diff
from frostier.tiers.read import read_scheme
from frostier.tiers.scheme import Scheme
from frostier.tiers.whatif import WhatIf, Window, moves_table, summed, totals


def draft_scheme(schemes: SchemeStore, source: str | JsonObject, *, author: str, note: str) -> SchemeVersion:
    """Keep a scheme, read from any accepted form, as a new draft version; raises ``SchemeError``."""
    return schemes.save_draft(read_scheme(source).to_json(), author=author, note=note)


def publish(schemes: SchemeStore, scheme_id: str, version: int | None, *, by: str, note: str) -> SchemeVersion:
    """Put a version in force from now on; raises ``Conflict`` where it already is."""
    wanted = schemes.get(scheme_id, version)
    if wanted.state == "published":
        raise Conflict(
            Text(
                f"方案 {wanted.scheme_id} 第 {wanted.version} 版已经在用。",
                f"Version {wanted.version} of {wanted.scheme_id} is already in force.",
            )
        )
    Scheme.from_json(wanted.definition)
    return schemes.publish(wanted.scheme_id, wanted.version, by=by, note=note)


def roll_back(schemes: SchemeStore, *, by: str, note: str) -> SchemeVersion:
    """Put the version back in force that was published before the present one."""
    previous = schemes.previous_published()
    if previous is None:
        raise NotFound(Text("没有更早发布过的版本可以回滚。", "No earlier published version to roll back to."))
    return schemes.publish(previous.scheme_id, previous.version, by=by, note=note)


def diff(schemes: SchemeStore, scheme_id: str, old: int, new: int) -> list[Text]:
    """What changed between two versions, one sentence a change."""
    before, after = schemes.get(scheme_id, old), schemes.get(scheme_id, new)
    return scheme_diff(Scheme.from_json(before.definition), Scheme.from_json(after.definition))


@dataclass(frozen=True)
class WhatIfResult:
    """Who would move and what it would cost, before anything is published."""

    scheme: Scheme
    present: Scheme
    as_of: date
    window_days: int
    totals: WhatIf
    moves: object  # columnar (pyarrow), one row per customer whose tier would change


def what_if(
    run: Run, parts: g.GradingParts, draft: Scheme, *, as_of: date | None = None, window_days: Window = 90
) -> WhatIfResult:
    """The draft against real customers: the latest grading on or before ``as_of`` and its features.

    Moves compare the tier in force with the tier that the draft gives once grace and hold have passed; overrides
    stand. Raises ``NotFound`` where nothing was graded by then.
    """
    grading = parts.gradings.latest(on_or_before=as_of)
    if grading is None:
        raise NotFound(
            Text("还没有分层结果可供试算。", "There is no grading to try the draft on."),
            next_step=Text("先运行 frostier grade。", "Run frostier grade first."),
        )
    present = Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    run.step(Text("按草案判定", "decide by the draft"))
    with parts.analytics.snapshot(grading.snapshot) as snapshot:
        cuts = g.completed(snapshot, draft, CutPoints.from_json(grading.cuts))
        current, features = g.stored(snapshot, g.TIERS), g.stored(snapshot, g.FEATURES)
        g.show_overrides(parts, snapshot, as_of=grading.as_of)
        run.checkpoint()
        states = current.select(*g.STATE_SCHEMA.names)
        decided = g.decisions(snapshot, _at_once(draft), cuts, as_of=grading.as_of, states=states)
        run.step(Text("汇总变动", "sum up the moves"))
        moving = moves_table(current, decided, features, present, draft, window_days)
        moves = snapshot.columns(moving)
        snapshot.put("moves", moves, moving.schema())
        shifts = snapshot.rows(totals(ibis.table(moving.schema(), name="moves")))
        found = summed(shifts, present, draft, window_days)
    return WhatIfResult(draft, present, grading.as_of, window_days, found, moves)


def _at_once(scheme: Scheme) -> Scheme:
    """The scheme without grace and hold: where its figures lead in the end."""
    return replace(scheme, policy=replace(scheme.policy, demotion_grace_days=0, minimum_hold_days=0))
