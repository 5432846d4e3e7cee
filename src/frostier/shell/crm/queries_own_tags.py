"""The company's own tags as the grading flows read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from frostier.flows.grading import OWN_TAGS
from frostier.flows.own_tags import OWN_FAMILY, with_own_tags
from frostier.flows.ports import Grading
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.crm.models import OwnTagVersion
from frostier.tags.tag import Tag


def own_tags() -> tuple[Tag, ...]:
    """The present definition of every own tag that is not retired, in the order of their making."""
    rows = OwnTagVersion.objects.filter(tag__state="active", version=F("tag__version"))
    return tuple(map(as_tag, rows.select_related("tag").order_by("tag_id")))


def tags_at(grading: Grading) -> tuple[Tag, ...]:
    """The catalogue and the own tags as a grading decided them."""
    versions: dict[str, int] = grading.counts.get(OWN_TAGS, {})
    rows = OwnTagVersion.objects.filter(tag__tag_id__in=list(versions)).select_related("tag").order_by("tag_id")
    return with_own_tags([as_tag(row) for row in rows if versions[row.tag.tag_id] == row.version])


def own_tag(tag_id: str) -> OwnTagVersion:
    """The present definition of one own tag, retired ones included; raises ``NotFound``."""
    row = OwnTagVersion.objects.filter(tag__tag_id=tag_id, version=F("tag__version")).select_related("tag").first()
    if row is None:
        raise unknown_tag(tag_id)
    return row


def unknown_tag(tag_id: str) -> NotFound:
    """The refusal for a tag that does not exist, or is not the company's own."""
    return NotFound(Text(f"没有自定义标签“{tag_id}”。", f"There is no own tag “{tag_id}”."), where={"tag": tag_id})


def retired_tags() -> Iterable[OwnTagVersion]:
    """The last definition of every retired own tag."""
    rows = OwnTagVersion.objects.filter(tag__state="retired", version=F("tag__version"))
    return rows.select_related("tag").order_by("tag_id")


def as_tag(row: OwnTagVersion) -> Tag:
    """A definition as the tag that gradings decide."""
    return Tag(
        id=row.tag.tag_id,
        name=Text(row.name_zh, row.name_en),
        meaning=Text(row.meaning_zh, row.meaning_en),
        family=row.family or OWN_FAMILY,
        when=row.condition,
        owner=row.tag.owner,
        version=row.version,
    )
