"""Runs of grading that the worker performs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from frostier.kernel.text import Text
from frostier.shell.grading.turning import turn_the_day
from frostier.shell.runs.handlers import JsonObject, RunRequest, handler, periodic
from frostier.shell.runs.words import KINDS

if TYPE_CHECKING:
    from frostier.shell.runs.running import LiveRun
    from frostier.shell.wiring import House

NOT_GRADED = Text("还没有分层结果，本次不滚动。", "Nothing is graded yet; nothing was moved on.")


@handler("grade", lane="writer", name=KINDS["grade"])
def grade_customers(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Grade every customer; the grading's number, day and counts. ``as_of`` is a day, or absent for the latest."""
    from frostier.flows import grading as flow

    wanted = arguments.get("as_of")
    as_of = flow.grading_day(house.parts, date.fromisoformat(wanted) if wanted else None)
    recorded = flow.grade(run, house.parts, as_of=as_of, by=asked_by.by)
    return {"grading_id": recorded.id, "as_of": recorded.as_of.isoformat(), "counts": dict(recorded.counts)}


@periodic(every=timedelta(seconds=20))
def at_the_turn_of_a_day(house: House, now: datetime) -> None:
    """Have those evaluated whom the day moves, without waiting for the roll."""
    turn_the_day(house)


@handler("roll", lane="writer", name=KINDS["roll"])
def roll_customers(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Move every customer on to today with the frozen cut points; says ``skipped`` where nothing was graded yet."""
    from frostier.flows import grading as flow

    if house.gradings.latest() is None:
        run.log(NOT_GRADED)
        return {"skipped": True}
    recorded = flow.roll(run, house.parts, as_of=house.clock.today(), by=asked_by.by)
    return {"grading_id": recorded.id, "as_of": recorded.as_of.isoformat(), "counts": dict(recorded.counts)}


@handler("verify", lane="writer", name=KINDS["verify"], deadline=timedelta(hours=12))
def prove(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Recompute everything and compare; the run fails where anything differs, naming the first difference."""
    from frostier.shell.live.proving import prove as proof_of

    proof = proof_of(run, house)
    proof.assert_holds()
    return {
        "as_of": proof.as_of.isoformat() if proof.as_of else None,
        "compared": dict(proof.compared),
        "skipped": [{"zh": note.zh, "en": note.en} for note in proof.skipped],
    }


@handler("whatif", lane="reader", name=KINDS["whatif"], deadline=timedelta(minutes=30))
def try_draft(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Try a scheme on the latest grading, for the customers of whoever asked; who would move is kept beside it.

    ``definition`` is the scheme as JSON, ``window_days`` the days over which money counts, ``as_of`` a day or absent.
    """
    from frostier.flows import schemes as flow
    from frostier.shell.grading.what_if import keep_moves, result_json
    from frostier.shell.runs.files import run_files
    from frostier.tiers.scheme import Scheme

    wanted = arguments.get("as_of")
    tried = flow.what_if(
        run,
        house.parts,
        Scheme.from_json(arguments["definition"]),
        as_of=date.fromisoformat(wanted) if wanted else None,
        window_days=arguments["window_days"],
        scope=asked_by.scope,
    )
    keep_moves(run_files(house, run.id), tried.moves)
    return result_json(tried)
