"""The review policies of the house: versioned, the newest in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from frostier.flows.ports import Clock
from frostier.kernel.errors import InvalidInput, Stale
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.reviews.models import PolicySet
from frostier.tiers.review import HOUSE_POLICIES, KINDS, NO_POLICIES, ReviewPolicy

Policies = tuple[ReviewPolicy, ...]


def policies_in_force(known_at: datetime | None = None) -> tuple[int, Policies]:
    """The version in force, now or at a past moment, and its policies; version 0 has none."""
    rows = PolicySet.objects.order_by("-version")
    row = (rows if known_at is None else rows.filter(at__lte=known_at)).first()
    if row is None:
        return 0, NO_POLICIES
    return row.version, tuple(ReviewPolicy.from_json(data) for data in row.policies)


@transaction.atomic
def set_policies(
    viewer: Viewer, clock: Clock, wanted: Iterable[Mapping[str, Any]], *, expected_version: int, note: str = ""
) -> int:
    """Bring these policies into force as the next version, whose number comes back.

    Raises ``Stale`` where somebody set others meanwhile, ``InvalidInput`` for a policy that cannot be.
    """
    policies = [ReviewPolicy.from_json(data) for data in wanted]
    ids = [policy.id for policy in policies]
    if len(set(ids)) < len(ids):
        raise InvalidInput(Text("同一审核规则写了两次。", "A policy is named twice."), where={"field": "policies"})
    every = [*policies, *(ReviewPolicy(id, on=False) for id in KINDS if id not in ids)]
    present, _ = policies_in_force()
    if present != expected_version:
        raise _stale(present)
    version = present + 1
    kept = [policy.as_json() for policy in every]
    try:
        with transaction.atomic():
            PolicySet.objects.create(version=version, policies=kept, at=clock.now(), by=viewer.name, note=note.strip())
    except IntegrityError as error:
        raise _stale(version) from error
    record(viewer, "review_policies.set", str(version), {"policies": kept, "note": note.strip()})
    return version


def start_with_house_policies(clock: Clock) -> None:
    """Bring the policies into force that a company starts with, unless somebody has set others."""
    if policies_in_force()[0] == 0:
        kept = [policy.as_json() for policy in HOUSE_POLICIES]
        PolicySet.objects.create(version=1, policies=kept, at=clock.now(), by="frostier", note="预置 / preset")


def _stale(version: int) -> Stale:
    return Stale(
        Text(f"审核规则已更新到第 {version} 版。", f"The review policies are at version {version} by now."),
        next_step=Text("请查看新版本后再修改。", "Look at the new version, then change it."),
        where={"version": version},
    )
