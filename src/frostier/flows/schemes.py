"""Schemes: draft, what-if, publish, roll back. A published version is kept for ever and never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import ibis

from frostier.flows import grading as g
from frostier.flows.ports import Grading, JsonObject, Run, SchemeStore, SchemeVersion, Workspace
from frostier.flows.scope import EVERYTHING, Scope
from frostier.kernel.errors import Conflict, NotFound, SecondPersonNeeded
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.tiers.diff import scheme_diff
from frostier.tiers.impact import Crossing, Impact, filled, score_bins
from frostier.tiers.read import read_scheme
from frostier.tiers.scheme import Scheme
from frostier.tiers.whatif import Shift, WhatIf, Window, outcome_table, summed, totals_by


def draft_scheme(
    schemes: SchemeStore, source: str | JsonObject, *, author: str, note: str, based_on: int | None = None
) -> SchemeVersion:
    """Keep a scheme, read from any accepted form, as a new draft version.

    Raises ``SchemeError``, and ``Stale`` where somebody saved a version after ``based_on``.
    """
    return schemes.save_draft(read_scheme(source).to_json(), author=author, note=note, based_on=based_on)


def sign_off(schemes: SchemeStore, scheme_id: str, version: int, *, by: str, note: str) -> SchemeVersion:
    """Keep that a second person agrees to a draft.

    Raises ``SecondPersonNeeded`` where ``by`` is the author, ``Conflict`` where it is signed or no draft any more.
    """
    wanted = schemes.get(scheme_id, version)
    if wanted.author == by:
        raise SecondPersonNeeded(
            Text("方案须由起草人以外的人会签。", "Somebody other than the author has to sign a scheme off."),
            next_step=Text("请同事会签。", "Ask a colleague to sign it off."),
            where={"author": wanted.author},
        )
    if wanted.state != "draft":
        raise Conflict(
            Text(
                f"{scheme_id} 第 {version} 版已发布过，无需会签。",
                f"Version {version} of {scheme_id} has been published; there is nothing to sign off.",
            )
        )
    return schemes.sign(scheme_id, version, by=by, note=note)


def publish(
    schemes: SchemeStore, scheme_id: str, version: int | None, *, by: str, note: str, signed_only: bool = False
) -> SchemeVersion:
    """Put a version in force from now on.

    Raises ``Conflict`` where it already is, and with ``signed_only`` raises ``SecondPersonNeeded`` for a draft that
    nobody has signed off.
    """
    wanted = schemes.get(scheme_id, version)
    if wanted.state == "published":
        raise Conflict(
            Text(
                f"方案 {wanted.scheme_id} 第 {wanted.version} 版已经在用。",
                f"Version {wanted.version} of {wanted.scheme_id} is already in force.",
            )
        )
    if signed_only and wanted.state == "draft" and wanted.signed_by is None:
        raise SecondPersonNeeded(
            Text(
                f"{wanted.scheme_id} 第 {wanted.version} 版还没有人会签。",
                f"Nobody has signed version {wanted.version} of {wanted.scheme_id} off yet.",
            ),
            next_step=Text(
                f"请 {wanted.author} 以外的同事会签后再发布。",
                f"Have a colleague other than {wanted.author} sign it off, then publish.",
            ),
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
    moves: Any  # columnar (pyarrow), one row per customer whose tier would change
    impact: Impact
    scores: ScoreShift


@dataclass(frozen=True)
class ScoreShift:
    """Customers per bin of score (see ``impact.BIN_POINTS``), now and by the draft; ``None`` without a score."""

    before: list[int] | None
    after: list[int] | None


MOVE_COLUMNS = ("customer_type", "manager", "team", "sales_region", "spend_365d", "margin_365d")
"""What is known of a customer that moves, besides the tiers and the cost."""


def what_if(
    run: Run,
    parts: g.GradingParts,
    draft: Scheme,
    *,
    as_of: date | None = None,
    window_days: Window = 90,
    scope: Scope = EVERYTHING,
) -> WhatIfResult:
    """The draft against the customers in ``scope``: the latest grading on or before ``as_of`` and its features.

    Moves compare the tier in force with the tier that the draft gives once grace and hold have passed; overrides
    stand. Only the snapshot is read, so no grading has to wait. Raises ``NotFound`` where nothing was graded by then.
    """
    grading = _grading_to_try_on(parts, as_of)
    present = Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    run.step(Text("按草案判定", "decide by the draft"))
    with parts.analytics.snapshot(grading.snapshot) as snapshot:
        cuts = g.completed(snapshot, draft, CutPoints.from_json(grading.cuts))
        g.show_overrides(parts, snapshot, as_of=grading.as_of)
        run.checkpoint()
        _decide(snapshot, draft, cuts, as_of=grading.as_of)
        run.checkpoint()
        run.step(Text("汇总变动", "sum up the moves"))
        outcomes = _outcomes(snapshot, present, draft, window_days, scope)
        crossings = snapshot.rows(totals_by(outcomes, "customer_type"))
        impact = Impact(present=present, draft=draft, crossings=tuple(Crossing(**row) for row in crossings))
        run.checkpoint()
        moves = snapshot.columns(outcomes.filter(outcomes.from_tier != outcomes.to_tier).order_by("customer_id"))
        scores = _score_shift(snapshot, scope)
    return WhatIfResult(
        scheme=draft,
        present=present,
        as_of=grading.as_of,
        window_days=window_days,
        totals=summed(_shifts(impact), present, draft, window_days),
        moves=moves,
        impact=impact,
        scores=scores,
    )


_DECIDED = "decided"


def _grading_to_try_on(parts: g.GradingParts, as_of: date | None) -> Grading:
    grading = parts.gradings.latest(on_or_before=as_of)
    if grading is None:
        raise NotFound(
            Text("还没有分层结果可供试算。", "There is no grading to try the draft on."),
            next_step=Text("先运行 frostier grade。", "Run frostier grade first."),
        )
    return grading


def _decide(snapshot: Workspace, draft: Scheme, cuts: CutPoints, *, as_of: date) -> None:
    """Show the workspace what the draft gives each customer: customer_id, tier, score."""
    states = g.stored(snapshot, g.TIERS).select(*g.STATE_SCHEMA.names)
    decided = g.decisions(snapshot, _at_once(draft), cuts, as_of=as_of, states=states)
    chosen = decided.select("customer_id", "tier", score=decided.score.cast("decimal(10, 4)"))
    # Held in memory: three questions follow, and deciding is most of the work.
    snapshot.put(_DECIDED, snapshot.columns(chosen), chosen.schema())


def _decided() -> ibis.Table:
    return ibis.table({"customer_id": "string", "tier": "string", "score": "decimal(10, 4)"}, name=_DECIDED)


def _outcomes(snapshot: Workspace, present: Scheme, draft: Scheme, window_days: Window, scope: Scope) -> ibis.Table:
    visible = scope.visible(g.stored(snapshot, g.FEATURES))
    current = g.stored(snapshot, g.TIERS)
    return outcome_table(current, _decided(), visible, present, draft, window_days, also=MOVE_COLUMNS)


def _score_shift(snapshot: Workspace, scope: Scope) -> ScoreShift:
    visible = scope.visible(g.stored(snapshot, g.FEATURES)).select("customer_id")
    now, then = (
        filled(snapshot.rows(score_bins(decisions.semi_join(visible, "customer_id"))))
        for decisions in (g.stored(snapshot, g.TIERS), _decided())
    )
    return ScoreShift(now, then)


def _shifts(impact: Impact) -> list[JsonObject]:
    """The links that move, in the columns of :func:`frostier.tiers.whatif.totals`."""
    names = [f.name for f in fields(Shift)]
    return [{name: getattr(link, name) for name in names} for link in impact.links() if link.moves]


def _at_once(scheme: Scheme) -> Scheme:
    """The scheme without grace and hold: where its figures lead in the end."""
    return replace(scheme, policy=replace(scheme.policy, demotion_grace_days=0, minimum_hold_days=0))
