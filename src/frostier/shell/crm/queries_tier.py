"""Where customers stand now, from the transactional store: the most asked question of other systems."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson
from django.db.models import Q

from frostier.flows.customers import unknown_customer
from frostier.flows.ports import LIVE
from frostier.flows.scope import Scope
from frostier.kernel.text import Lang
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.reading import Reading, latest_grading, of_one_grading
from frostier.shell.grading.models import Override, TierState
from frostier.shell.reviews.opening import waiting_review
from frostier.shell.wiring import House
from frostier.tiers.labels import label_of
from frostier.tiers.ladders import RuleLadder

MOST_REMEMBERED_IDS = 50_000


def tier(read: Reading, customer_id: str) -> dict[str, Any]:
    """Where one customer stands now; raises ``NotFound``."""
    found = tiers(read, [customer_id])["items"]
    if not found:
        raise unknown_customer(customer_id)
    return found[0]  # type: ignore[no-any-return]


def tiers(read: Reading, ids: Sequence[str]) -> dict[str, Any]:
    """Where several customers stand now, and the numbers that are unknown to the viewer."""
    asked = sorted(set(ids))
    visible = _visible(read, asked)
    states = TierState.objects.filter(customer_id__in=visible, tier__isnull=False).order_by("customer_id")
    overrides, scores = _overrides(visible, read.house.clock.today()), _scores(read, visible)
    items = [_answer(read, s, overrides.get(s.customer_id), scores.get(s.customer_id)) for s in states]
    return {"items": items, "unknown": sorted(set(asked) - {item["customer_id"] for item in items})}


def tier_bodies(house: House, scope: Scope, lang: Lang, ids: Sequence[str]) -> dict[str, bytes]:
    """The answers about several customers as they are sent one by one; without those that the scope does not know."""

    def look() -> Reading:
        newest = latest_grading(house)
        return Reading(house, Viewer("frostier", "", frozenset(), scope), lang, newest, newest)

    items = of_one_grading(look, lambda read: tiers(read, ids))["items"]
    return {item["customer_id"]: body_of(item) for item in items}


def body_of(answer: dict[str, Any]) -> bytes:
    """One answer as it is sent."""
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def _visible(read: Reading, ids: Sequence[str]) -> list[str]:
    """The numbers among these that the viewer may know of."""
    if read.newest is None:
        return []
    if read.viewer.scope.kind == "all":
        return list(ids)
    mine = _ids_in_scope(read)
    if mine is not None:
        return [id for id in ids if id in mine]
    return [row["customer_id"] for row in read.reader.batch(ids, ["customer_id"])]


def _ids_in_scope(read: Reading) -> frozenset[str] | None:
    """Every number in a small scope; ``None`` for one too large to be kept in memory."""

    def ids() -> frozenset[str] | None:
        visible = read.reader.visible.select("customer_id").limit(MOST_REMEMBERED_IDS + 1)
        rows = read.house.published.rows(visible)
        return frozenset(row["customer_id"] for row in rows) if len(rows) <= MOST_REMEMBERED_IDS else None

    return read.remembered("ids in scope", ids)


def _overrides(ids: Sequence[str], day: date) -> dict[str, Override]:
    open_ended = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    rows = Override.objects.filter(open_ended, customer_id__in=ids, starts_on__lte=day, ends_on__gt=day)
    return {row.customer_id: row for row in rows.order_by("id")}


@dataclass(frozen=True)
class _Scores:
    """Every customer's score in one grading: small enough to be kept, so that asking often costs nothing."""

    ids: Any  # pyarrow, ascending
    scores: Any  # pyarrow

    def of(self, customer_id: str) -> float | None:
        """The score of one customer, if it has one."""
        place = bisect_left(self.ids, customer_id, key=lambda id: id.as_py())
        found = place < len(self.ids) and self.ids[place].as_py() == customer_id
        return self.scores[place].as_py() if found else None


def _scores(read: Reading, ids: Sequence[str]) -> Mapping[str, float | None]:
    """The scores of these customers, where the scheme has any: the transactional store keeps none."""
    if not ids or read.scheme is None or isinstance(read.scheme.ladder, RuleLadder):
        return {}
    if LIVE in read.graded.snapshot:
        # New every few seconds: to read everybody's each time would take longer than all else.
        rows = read.house.analytics.live.known(read.graded.snapshot, ids, {"score"})
        scores = rows["score"].cast("float64").to_pylist()
        return dict(zip(rows["customer_id"].to_pylist(), scores, strict=True))
    kept = _scores_graded(read)
    return {id: kept.of(id) for id in ids}


def _scores_graded(read: Reading) -> _Scores:
    def every() -> _Scores:
        profile = read.reader.profile
        table = profile.select("customer_id", score=profile.score.cast("float64")).order_by("customer_id")
        found = read.house.published.columns(table).combine_chunks()
        return _Scores(found["customer_id"], found["score"])

    return read.remembered_for_all("scores", every)


def _answer(read: Reading, state: TierState, override: Override | None, score: float | None) -> dict[str, Any]:
    grading, words = read.graded, read.words
    return {
        "customer_id": state.customer_id,
        "tier": words.tier(state.tier),
        "since": state.tier_since,
        "stage": words.stage(state.stage),
        "stage_since": state.stage_since,
        "label": words.label(label_of(str(state.tier), str(state.stage))),
        "score": score,
        "pending": _pending(read, state),
        "override": override
        and {
            "tier": words.tier(override.tier),
            "reason": override.reason,
            "by": override.by,
            "ends_on": override.ends_on,
        },
        "scheme": {"id": grading.scheme_id, "version": grading.scheme_version},
        "as_of": grading.as_of,
        "graded_at": grading.recorded_at,
    }


def _pending(read: Reading, state: TierState) -> dict[str, Any] | None:
    if state.pending_tier is None or state.pending_since is None or read.scheme is None:
        return None
    policy, since = read.scheme.policy, state.tier_since or state.pending_since
    review = waiting_review(state.customer_id)
    decides_on = max(
        state.pending_since + timedelta(days=policy.demotion_grace_days),
        since + timedelta(days=policy.minimum_hold_days),
    )
    return {
        "tier": read.words.tier(state.pending_tier),
        "since": state.pending_since,
        "decides_on": decides_on if review is None else review.deadline_on,
        "review_id": review and review.pk,
    }
