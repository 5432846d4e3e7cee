"""Keeping, changing and removing segments; every deed is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from frostier.flows.ports import JsonObject
from frostier.kernel.errors import InvalidInput, Stale
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted
from frostier.shell.accounts.audit import record
from frostier.shell.crm.models import Segment
from frostier.shell.crm.queries_segments import segment_of
from frostier.shell.crm.reading import Reading
from frostier.tags.json_form import to_json
from frostier.tags.text_form import parse

MOST_MEMBERS = 20_000


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """What a person says of a segment: a condition in the text form, or a list of customer ids."""

    name: str
    description: str
    kind: str
    where: str | None
    customer_ids: Sequence[str]
    shared: bool


@transaction.atomic
def make_segment(read: Reading, draft: SegmentDraft) -> Segment:
    """Keep a new segment of the viewer's."""
    segment = Segment(owner=read.viewer.name, version=0)
    _fill(read, segment, draft)
    record(read.viewer, "segment.created", str(segment.pk), {"name": segment.name, "shared": segment.shared})
    return segment


@transaction.atomic
def change_segment(read: Reading, id: int, draft: SegmentDraft, expected_version: int) -> Segment:
    """Change a segment; raises ``Stale`` where somebody changed it after ``expected_version``."""
    segment = _held(read, id)
    if segment.version != expected_version:
        raise _stale(segment)
    _fill(read, segment, draft)
    record(read.viewer, "segment.changed", str(id), {"name": segment.name, "version": segment.version})
    return segment


@transaction.atomic
def change_members(read: Reading, id: int, add: Sequence[str], remove: Sequence[str]) -> Segment:
    """Add customers to a list and take some out; those whom the viewer may not know of are refused as unknown."""
    segment = held_list(read, id)
    present = [member for member in segment.customer_ids if member not in set(remove)]
    segment.customer_ids = _capped([*present, *(c for c in _known(read, add) if c not in set(present))])
    _touch(read, segment)
    record(read.viewer, "segment.members", str(id), {"added": len(add), "removed": len(remove)})
    return segment


def held_list(read: Reading, id: int) -> Segment:
    """A list that is the viewer's to change, locked in the caller's transaction.

    Raises ``NotPermitted`` for somebody else's, ``InvalidInput`` for a segment that follows a rule.
    """
    segment = _held(read, id)
    if segment.kind != "list":
        raise InvalidInput(
            Text("这个分群由条件决定，不能逐个加人。", "This segment follows a rule; its members cannot be chosen."),
            next_step=Text("请修改条件，或新建一个名单分群。", "Change the rule, or make a segment of the kind list."),
        )
    return segment


@transaction.atomic
def remove_segment(read: Reading, id: int) -> None:
    """Take a segment away; it stays in the audit trail."""
    segment = _held(read, id)
    segment.removed_at = read.house.clock.now()
    segment.save(update_fields=["removed_at"])
    record(read.viewer, "segment.removed", str(id), {"name": segment.name})


def _fill(read: Reading, segment: Segment, draft: SegmentDraft) -> None:
    segment.name, segment.description, segment.shared = draft.name.strip(), draft.description, draft.shared
    segment.kind = draft.kind
    segment.condition = _condition(read, draft.where) if draft.kind == "rule" else None
    if draft.kind == "list":
        hidden = [c for c in segment.customer_ids if c not in set(draft.customer_ids)]
        kept = _unknown_to(read, hidden)
        segment.customer_ids = _capped([*kept, *_known(read, draft.customer_ids)])
    else:
        segment.customer_ids = []
    _touch(read, segment)


def _touch(read: Reading, segment: Segment) -> None:
    segment.version += 1
    segment.updated_by, segment.updated_at = read.viewer.name, read.house.clock.now()
    segment.save()


def _condition(read: Reading, where: str | None) -> JsonObject:
    if not where or not where.strip():
        raise InvalidInput(
            Text("规则分群需要一个条件。", "A segment of the kind rule needs a condition."), where={"field": "where"}
        )
    return to_json(parse(where, read.vocabulary))


def _known(read: Reading, ids: Sequence[str]) -> list[str]:
    """The ids in their order, once each; raises ``InvalidInput`` naming those that are unknown to the viewer."""
    wanted = list(dict.fromkeys(ids))
    found = {str(row["customer_id"]) for row in read.reader.batch(wanted, ["customer_id"])} if wanted else set()
    unknown = [id for id in wanted if id not in found]
    if unknown:
        shown = "、".join(unknown[:5])
        raise InvalidInput(
            Text(f"没有这些客户：{shown}。", f"There are no such customers: {', '.join(unknown[:5])}."),
            where={"field": "customer_ids", "unknown": unknown[:50]},
        )
    return wanted


def _unknown_to(read: Reading, ids: Sequence[str]) -> list[str]:
    """Those of a list whom the viewer may not know of: an edit by someone who cannot see them leaves them in."""
    if not ids:
        return []
    seen = {str(row["customer_id"]) for row in read.reader.batch(ids, ["customer_id"])}
    return [id for id in ids if id not in seen]


def check_size(members: int) -> None:
    """Raises ``InvalidInput`` for more members than a list holds."""
    if members > MOST_MEMBERS:
        raise InvalidInput(
            Text(
                f"名单分群最多 {MOST_MEMBERS:,} 个客户，得到 {members:,} 个。",
                f"A list holds at most {MOST_MEMBERS:,} customers, got {members:,}.",
            ),
            next_step=Text("请改用规则分群。", "Use a rule instead."),
        )


def _capped(ids: list[str]) -> list[str]:
    check_size(len(ids))
    return ids


def _held(read: Reading, id: int) -> Segment:
    """The segment, locked, if it is the viewer's to change; a shared one belongs to its owner."""
    segment = segment_of(read.viewer, id)
    if segment.owner != read.viewer.name and read.viewer.role != "admin":
        raise NotPermitted(
            Text(f"分群“{segment.name}”属于 {segment.owner}。", f"The segment “{segment.name}” is {segment.owner}'s."),
            next_step=Text("请另存为自己的分群。", "Save it as a segment of your own."),
        )
    return Segment.objects.select_for_update().get(pk=segment.pk)


def _stale(segment: Segment) -> Stale:
    return Stale(
        Text(
            f"{segment.updated_by} 已修改了这个分群（第 {segment.version} 版）。",
            f"{segment.updated_by} has changed this segment (version {segment.version}).",
        ),
        next_step=Text("请重新载入后再修改。", "Load it again, then change it."),
        where={"version": segment.version, "by": segment.updated_by, "at": segment.updated_at},
    )
