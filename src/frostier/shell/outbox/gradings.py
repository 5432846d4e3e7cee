"""What follows from a grading: its results against those before, as tasks, news and messages.

Reviews are opened with the grading itself, which also keeps that the rest is to be done. A run does it afterwards, in
one transaction that closes the intent: killed, it is done once all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from frostier.actions.change import CustomerChange
from frostier.actions.holding import Holding, columns_needed, compared, held_table, holdings
from frostier.actions.occasion import Judging
from frostier.engines.duckdb.revisions import Revision
from frostier.flows import live
from frostier.flows.ports import Grading, Run
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.shell.grading import models as grading_models
from frostier.shell.live.models import LivePosition
from frostier.shell.outbox.comparing import columns_compared, tags_are_told
from frostier.shell.outbox.following import Followed, Foreseen, follow_changes
from frostier.shell.outbox.in_front import in_front
from frostier.shell.outbox.models import FollowUp
from frostier.shell.wiring import House
from frostier.shell.workbench.making import Planned, best_per_manager, planned
from frostier.tiers.scheme import Scheme

MOST_PER_MANAGER_AND_KIND = 20
PORTION = 5_000
REST = timedelta(hours=1)


def plan_follow_up(grading_id: int, before: Grading | None) -> None:
    """Keep, in the transaction that records a grading, that something follows from it and what it is compared with."""
    FollowUp.objects.create(grading_id=grading_id, before=None if before is None else _current_results(before))


def next_follow_up(now: datetime) -> int | None:
    """The newest grading from which something is still to follow, to be requested now; one that failed is let rest.

    Older ones are let be: nobody asks for their tasks any more.
    """
    newest = FollowUp.objects.filter(done_at__isnull=True).order_by("-grading_id").first()
    if newest is None or (newest.requested_at is not None and now - newest.requested_at < REST):
        return None
    newest.requested_at = now
    newest.save(update_fields=["requested_at"])
    return newest.grading_id


def follow_grading(run: Run, house: House, grading_id: int) -> Followed:
    """Do what follows from a grading, unless it was done; of the first one of a house nothing does."""
    grading = next((g for g in house.gradings.list() if g.id == grading_id), None)
    planned_for = FollowUp.objects.filter(pk=grading_id, done_at__isnull=True).first()
    if grading is None or planned_for is None:
        return Followed(0, 0, 0)
    run.step(Text("比较前后结果", "compare the results with those before"))
    judging = _judging(house, grading)
    before = planned_for.before
    changes = _changes(house, grading, before, judging) if before else []
    known = _holdings(house, grading, before, judging) if before else {}
    plans = best_per_manager(_planned(run, changes, judging, known), MOST_PER_MANAGER_AND_KIND)
    moved = [change for change in changes if change.types]
    first = in_front([plan.change for plan in plans], judging, known)
    now = house.clock.now()
    found = Foreseen.of(moved, plans, first, now)
    run.checkpoint()
    run.step(Text("写入待办与消息", "keep tasks and messages"))
    with transaction.atomic():
        closed = FollowUp.objects.filter(grading_id__lte=grading_id, done_at__isnull=True).update(done_at=now)
        if not closed:
            return Followed(0, 0, 0)
        tasks, messages = follow_changes(found, as_of=grading.as_of, revision=grading.snapshot)
    run.count("tasks", tasks)
    run.count("messages", messages)
    return Followed(tasks, 0, messages)


def _current_results(grading: Grading) -> str:
    """The name of the results that are current: the grading's own, or the live ones made since."""
    live_now = LivePosition.objects.filter(revision_grading_id=grading.id, revision__gt=0).first()
    return Revision(grading.snapshot, live_now.revision).name if live_now else grading.snapshot


def _judging(house: House, grading: Grading) -> Judging:
    row = grading_models.SchemeVersion.objects.get(scheme_id=grading.scheme_id, version=grading.scheme_version)
    scheme = Scheme.from_json(row.definition)
    return Judging(scheme, CutPoints.from_json(grading.cuts), house.settings.currency, house.parts.rule_book())


def _changes(house: House, grading: Grading, before: str, judging: Judging) -> list[CustomerChange]:
    tags = [tag.id for tag in house.parts.tags] if tags_are_told() else []
    wanted = columns_compared(judging) | set(tags)
    after = _profile(house, grading.snapshot, wanted)
    evaluated = live.Evaluated(grading, grading.as_of, after, None, None)
    held = [tag for tag in tags if tag in after.column_names]
    return live.changes(evaluated, _profile(house, before, wanted), held, {})


def _holdings(house: House, grading: Grading, before: str, judging: Judging) -> Mapping[str, Holding]:
    """The rules that hold for every customer; none where the results before lack a column: then they are looked up."""
    now, was = house.published.profile(grading.snapshot), house.published.profile(before)
    needed = columns_needed(judging)
    if not needed <= set(was.columns):
        return {}
    rows = compared(now.select(*sorted(needed)), was.select(*sorted(needed)), grading.as_of)
    held = house.published.columns(held_table(rows, judging))
    row, *kinds = held.column_names
    return holdings(held.column(row).to_pylist(), {kind: held.column(kind).to_pylist() for kind in kinds})


def _planned(
    run: Run, changes: Sequence[CustomerChange], judging: Judging, holdings: Mapping[str, Holding]
) -> Iterator[Planned]:
    run.step(Text("确定待办", "decide on tasks"), total=len(changes))
    for start in range(0, len(changes), PORTION):
        yield from planned(changes[start : start + PORTION], judging, holdings)
        run.advance(min(PORTION, len(changes) - start))
        run.checkpoint()


def _profile(house: House, snapshot: str, wanted: set[str]) -> Any:
    profile = house.published.profile(snapshot)
    columns = sorted(wanted & set(profile.columns))
    return house.published.columns(profile.select(*columns).order_by("customer_id"))
