"""Making, changing and retiring the company's own tags. Each takes effect at the next grading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from frostier.flows.own_tags import OWN_FAMILY, OWN_FAMILY_NAME, check_names, check_own_tag, refuse_while_used, users_of
from frostier.kernel.errors import Conflict, InvalidInput, Stale
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.models import OwnTag, OwnTagVersion
from frostier.shell.crm.queries_own_tags import own_tag, unknown_tag
from frostier.shell.crm.queries_segments import segments_using_tag
from frostier.shell.wiring import House
from frostier.tags.catalogue import FAMILIES
from frostier.tags.tag import Tag
from frostier.tags.text_form import parse, render

_ID = re.compile(r"[a-z][a-z0-9_]{1,58}")


@dataclass(frozen=True, slots=True)
class TagDraft:
    """What a person writes down of a tag; ``where`` is a condition in the text form."""

    name: Text
    meaning: Text
    family: str
    where: str


@transaction.atomic
def make_tag(house: House, viewer: Viewer, draft: TagDraft, tag_id: str | None) -> OwnTagVersion:
    """Keep a new tag. Without an id it gets one made of the English name.

    Raises ``Conflict`` where id or name is taken, ``PredicateError`` for a condition that cannot be read.
    """
    id = _checked_id(tag_id) if tag_id else _free_id(house, draft.name.en)
    _refuse_a_former_id(id)
    tag = _checked(house, draft, id, version=1, owner=viewer.name)
    now = house.clock.now()
    row = OwnTag.objects.create(tag_id=id, owner=viewer.name, changed_by=viewer.name, changed_at=now)
    version = _keep(row, tag, viewer, now)
    record(viewer, "tag.created", id, {"version": 1, "where": tag.when})
    return version


@transaction.atomic
def change_tag(house: House, viewer: Viewer, tag_id: str, draft: TagDraft, expected_version: int) -> OwnTagVersion:
    """Keep a new definition of a tag; raises ``Stale`` where somebody changed it after ``expected_version``."""
    row = _held(tag_id)
    if row.version != expected_version:
        raise _stale(row)
    tag = _checked(house, draft, tag_id, version=row.version + 1, owner=row.owner)
    now = house.clock.now()
    row.version, row.state, row.changed_by, row.changed_at = tag.version, "active", viewer.name, now
    row.save()
    version = _keep(row, tag, viewer, now)
    record(viewer, "tag.changed", tag_id, {"version": tag.version, "where": tag.when})
    return version


@transaction.atomic
def retire_tag(house: House, viewer: Viewer, tag_id: str) -> OwnTagVersion:
    """Let a tag vanish at the next grading; its history stays. Raises ``Conflict`` while something refers to it."""
    row = _held(tag_id)
    users = [tag.name for tag in users_of(tag_id, house.parts)]
    segments = [Text(f"分群“{s.name}”", f"segment “{s.name}”") for s in segments_using_tag(tag_id)]
    refuse_while_used(tag_id, [*users, *segments])
    row.state, row.changed_by, row.changed_at = "retired", viewer.name, house.clock.now()
    row.save(update_fields=["state", "changed_by", "changed_at"])
    record(viewer, "tag.retired", tag_id)
    return own_tag(tag_id)


def _checked(house: House, draft: TagDraft, id: str, *, version: int, owner: str) -> Tag:
    """The draft as a tag, its condition written with ids; raises where it cannot stand beside the others."""
    known = {**FAMILIES, OWN_FAMILY: OWN_FAMILY_NAME}
    if draft.family not in known:
        raise InvalidInput(
            Text(f"没有标签族“{draft.family}”。", f"There is no tag family “{draft.family}”."),
            where={"field": "family"},
        )
    others = house.parts.tags
    tag = Tag(id=id, name=draft.name, meaning=draft.meaning, family=draft.family, when=draft.where, owner=owner)
    check_names(tag)
    # A tag may name itself only by mistake, and is told of the circle then: so it belongs to the vocabulary.
    words = house.parts.vocabulary if id in house.parts.vocabulary.tags else house.parts.vocabulary.with_tags([tag])
    condition = parse(draft.where, words)
    tag = Tag(
        id=id, name=draft.name, meaning=draft.meaning, family=draft.family, when=render(condition, "en", words),
        owner=owner, version=version,
    )  # fmt: skip
    check_own_tag(tag, others)
    return tag


def _keep(row: OwnTag, tag: Tag, viewer: Viewer, now: datetime) -> OwnTagVersion:
    return OwnTagVersion.objects.create(
        tag=row,
        version=tag.version,
        name_zh=tag.name.zh,
        name_en=tag.name.en,
        meaning_zh=tag.meaning.zh,
        meaning_en=tag.meaning.en,
        family=tag.family,
        condition=tag.when,
        author=viewer.name,
        created_at=now,
    )


def _held(tag_id: str) -> OwnTag:
    row = OwnTag.objects.select_for_update().filter(tag_id=tag_id).first()
    if row is None:
        raise unknown_tag(tag_id)
    return row


def _checked_id(id: str) -> str:
    if not _ID.fullmatch(id):
        raise InvalidInput(
            Text(
                f"标签编号应以小写字母开头，只含小写字母、数字和下划线，得到“{id}”。",
                f"A tag id begins with a lower-case letter and has lower-case letters, digits and _ only; got “{id}”.",
            ),
            where={"field": "id"},
        )
    return id


def _free_id(house: House, name: str) -> str:
    """An id that nothing has, made of an English name."""
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:48]
    stem = words if _ID.fullmatch(words) else "own_tag"
    taken = {*house.parts.vocabulary.tags, *house.parts.vocabulary.fields}
    taken |= set(OwnTag.objects.values_list("tag_id", flat=True))
    return next(id for id in (stem, *(f"{stem}_{n}" for n in range(2, 10_000))) if id not in taken)


def _refuse_a_former_id(id: str) -> None:
    # A retired tag keeps its id, or history would speak of two things by one name.
    if OwnTag.objects.filter(tag_id=id).exists():
        raise Conflict(
            Text(f"编号 {id} 曾用于另一个标签。", f"The id {id} belongs to another tag, perhaps a retired one."),
            where={"field": "id", "tag": id},
        )


def _stale(row: OwnTag) -> Stale:
    return Stale(
        Text(
            f"{row.changed_by} 已把标签 {row.tag_id} 改到第 {row.version} 版。",
            f"{row.changed_by} has changed the tag {row.tag_id} to version {row.version}.",
        ),
        next_step=Text("请先查看新版本，再决定如何合并。", "Look at the new version, then decide how to merge."),
        where={"version": row.version, "by": row.changed_by, "at": row.changed_at},
    )
