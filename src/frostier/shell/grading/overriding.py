"""Tiers that people set by hand, in the console within their scope or at the machine; audited, in force at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from frostier.flows import ports
from frostier.flows.customers import unknown_customer
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading
from frostier.shell.live.waking import wake
from frostier.shell.wiring import House

SHORTEST_REASON = 5
LONGEST = timedelta(days=366)


def overrides(read: Reading) -> list[dict[str, Any]]:
    """The overrides in force today of customers that the viewer may know of."""
    return _answers(read, read.house.gradings.overrides(read.house.clock.today()))


@transaction.atomic
def set_overrides(
    read: Reading, customer_ids: Sequence[str], *, tier: str, reason: str, ends_on: date
) -> list[dict[str, Any]]:
    """Set a tier for some customers from today; they are evaluated next. All or none.

    Raises ``NotFound`` for a customer that the viewer may not know of, ``InvalidInput`` for anything vague.
    """
    today = read.house.clock.today()
    _check(read, tier, reason, today, ends_on)
    wanted = list(dict.fromkeys(customer_ids))
    known = {str(row["customer_id"]) for row in read.reader.batch(wanted, ["customer_id"])}
    for id in wanted:
        if id not in known:
            raise unknown_customer(id)
    kept = [ports.Override(id, tier, reason.strip(), read.viewer.name, today, ends_on) for id in wanted]
    keep_overrides(read.house, read.viewer, kept)
    return _answers(read, kept)


@transaction.atomic
def end_override(read: Reading, customer_id: str) -> None:
    """Let the customer's override end today; raises ``NotFound`` where there is none to end."""
    let_override_end(read.house, read.viewer, read.known(customer_id), on=read.house.clock.today())


@transaction.atomic
def keep_overrides(house: House, by: Viewer, overrides: Sequence[ports.Override]) -> None:
    """Keep these overrides, all or none; those that have begun decide with the next evaluation, which follows at once.

    Of the others the turn of their first day takes care.
    """
    for override in overrides:
        house.gradings.set_override(override)
        details = {"tier": override.tier, "reason": override.reason, "ends_on": override.ends_on}
        record(by, "override.set", override.customer_id, details)
    today = house.clock.today()
    wake([o.customer_id for o in overrides if o.starts_on <= today], "override.set", house.clock.now())


@transaction.atomic
def let_override_end(house: House, by: Viewer, customer_id: str, *, on: date) -> None:
    """Let the customer's override end on a day, exclusive; raises ``NotFound`` where there is none to end.

    If that day has come the customer is evaluated next, else when it comes.
    """
    house.gradings.end_override(customer_id, on=on, by=by.name)
    record(by, "override.ended", customer_id, {"on": on})
    if on <= house.clock.today():
        wake([customer_id], "override.ended", house.clock.now())


def _answers(read: Reading, kept: Sequence[ports.Override]) -> list[dict[str, Any]]:
    if not kept or read.grading is None:
        return []
    columns = ["customer_name", "raw_tier"] if "raw_tier" in read.reader.profile.columns else ["customer_name"]
    rows = {str(row["customer_id"]): row for row in read.reader.batch([o.customer_id for o in kept], columns)}
    return [_answer(read, override, rows[override.customer_id]) for override in kept if override.customer_id in rows]


def _answer(read: Reading, override: ports.Override, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "customer_id": override.customer_id,
        "customer_name": row["customer_name"] or override.customer_id,
        "tier": read.words.tier(override.tier),
        "otherwise": read.words.tier(row.get("raw_tier")),
        "reason": override.reason,
        "by": override.by,
        "starts_on": override.starts_on,
        "ends_on": override.ends_on,
    }


def _check(read: Reading, tier: str, reason: str, today: date, ends_on: date) -> None:
    tiers = {t.id: t.name for t in read.tiers}
    if tier not in tiers:
        known = Text("、".join(t.zh for t in tiers.values()), ", ".join(tiers))
        raise InvalidInput(
            Text(f"没有等级“{tier}”，可用：{known.zh}。", f"There is no tier “{tier}”; there are {known.en}."),
            where={"field": "tier"},
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(
            Text(f"请写明原因（至少 {SHORTEST_REASON} 个字）。", f"Say why, in {SHORTEST_REASON} characters or more."),
            where={"field": "reason"},
        )
    if not today < ends_on <= today + LONGEST:
        raise InvalidInput(
            Text(
                f"到期日应晚于今天（{today}）且不超过一年，得到 {ends_on}。",
                f"Expected an end after today ({today}) and within a year, got {ends_on}.",
            ),
            where={"field": "ends_on"},
        )
