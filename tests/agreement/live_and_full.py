"""What live evaluation left, and what one full run over the same facts gives."""

from __future__ import annotations

from typing import Any

from frostier.flows import grading as g
from frostier.scores.cuts import CutPoints
from frostier.shell.live.models import LivePosition
from frostier.shell.wiring import House
from frostier.tiers.scheme import Scheme


def live_state(house: House) -> dict[str, Any]:
    """Profile, states and facts as the live loop left them, and what the ledger folds to."""
    place, grading = LivePosition.objects.get(), house.gradings.latest()
    assert grading is not None
    profile = house.published.profile(f"{grading.snapshot}@{place.revision}")
    rows = house.published.rows(profile.order_by("customer_id"))
    present = house.gradings.states_as_of(None).to_pylist()
    known = {row["customer_id"] for row in present}
    folded = [s for s in house.gradings.states_as_of(house.clock.today()).to_pylist() if s["customer_id"] in known]
    assert folded == present
    return {"profile": {row.pop("customer_id"): _without_key(row) for row in rows}, "states": present}


def full_state(house: House, whom: set[str]) -> dict[str, Any]:
    """The same by one evaluation of everybody, for the touched; the others are as they were graded."""
    grading = house.gradings.latest()
    assert grading is not None
    today = house.clock.today()
    scheme = Scheme.from_json(house.schemes.get(grading.scheme_id, grading.scheme_version).definition)
    graded = {row["customer_id"]: row for row in house.published.rows(house.published.profile(grading.snapshot))}
    states = {row["customer_id"]: row for row in house.gradings.states_after(grading).to_pylist()}
    with house.run("full", {}) as run, house.analytics.draft("full") as draft:
        settled = house.gradings.settled_states(grading, today)
        g.compute(run, house.parts, draft, scheme, as_of=today, cuts=CutPoints.from_json(grading.cuts), states=settled)
        for row in _wide(draft):
            if row["customer_id"] in whom:
                graded[row["customer_id"]] = row
                states[row["customer_id"]] = {name: row[name] for name in g.STATE_SCHEMA.names}
    profile = {id: _without_key({k: v for k, v in row.items() if k != "customer_id"}) for id, row in graded.items()}
    return {"profile": profile, "states": [states[id] for id in sorted(states)]}


def _wide(draft: Any) -> list[dict[str, Any]]:
    joined = g.wide(draft).join(g.stored(draft, g.TIERS), "customer_id")
    rows: list[dict[str, Any]] = draft.rows(joined)
    return rows


def _without_key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "customer_key"}


def touched(house: House) -> set[str]:
    """Whom the live loop has evaluated since the latest grading."""
    lock = house.take_home()
    assert lock is not None
    rows = house.warehouse.connection.execute(
        "SELECT customer_id FROM dim_customer JOIN customer_of_record USING (customer_key) "
        "JOIN live_touched USING (record_key)"
    ).fetchall()
    house.leave_home(lock)
    return {row[0] for row in rows}
