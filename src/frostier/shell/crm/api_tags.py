"""Tags: the catalogue, one tag from all sides, and the company's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query
from pydantic import TypeAdapter

from frostier.kernel.text import Text
from frostier.shell.console.etag import tagged
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import commands_tags as commands
from frostier.shell.crm import queries_tags as queries
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas_segments import ChangedTag, FamilyAnswer, NewTag, TagAnswer, TagChange, TagDetail

router = GuardedRouter(tags=["tags"])
_TAGS = TypeAdapter(list[TagAnswer])


@router.get("/tags", permission="tags.read", response=list[TagAnswer])
def tags(
    request: HttpRequest,
    q: str | None = Query(None, max_length=100),  # type: ignore[type-arg]
    family: str | None = Query(None, max_length=40),  # type: ignore[type-arg]
) -> Any:
    """The tags, by family; ``q`` looks in id, name and meaning. Carriers are counted within the viewer's scope.

    The list is long and changes seldom, so it has an ETag.
    """
    found = _TAGS.validate_python(queries.tags(reading(request), q, family))
    return tagged(request, _TAGS.dump_json(found))


@router.get("/tag-families", permission="tags.read", response=list[FamilyAnswer])
def families(request: HttpRequest) -> Any:
    """The kinds of question that tags answer."""
    return queries.families(reading(request))


@router.get("/tags/{tag_id}", permission="tags.read", response=TagDetail, by_alias=True)
def tag(request: HttpRequest, tag_id: str) -> Any:
    """One tag: definition, carriers, trend, what it rests on and what refers to it."""
    return queries.tag(reading(request), tag_id)


@router.post("/tags", permission="tags.write", response={201: TagDetail}, by_alias=True)
def make(request: HttpRequest, draft: NewTag) -> Any:
    """Keep a new tag; customers carry it from the next grading on."""
    read = reading(request)
    made = commands.make_tag(read.house, read.viewer, _draft(draft), draft.id)
    return 201, queries.tag(reading(request), made.tag.tag_id)


@router.put("/tags/{tag_id}", permission="tags.write", response=TagDetail, by_alias=True)
def change(request: HttpRequest, tag_id: str, draft: ChangedTag) -> Any:
    """Keep a tag's next definition; it acts from the next grading on. 409 where somebody changed it meanwhile."""
    read = reading(request)
    commands.change_tag(read.house, read.viewer, tag_id, _draft(draft), draft.expected_version)
    return queries.tag(reading(request), tag_id)


@router.post("/tags/{tag_id}/retire", permission="tags.write", response=TagDetail, by_alias=True)
def retire(request: HttpRequest, tag_id: str) -> Any:
    """Let a tag vanish at the next grading; 409 while other tags or segments refer to it."""
    read = reading(request)
    commands.retire_tag(read.house, read.viewer, tag_id)
    return queries.tag(reading(request), tag_id)


def _draft(asked: TagChange) -> commands.TagDraft:
    return commands.TagDraft(
        name=_either(asked.name_zh, asked.name_en),
        meaning=_either(asked.meaning_zh, asked.meaning_en),
        family=asked.family,
        where=asked.where,
    )


def _either(zh: str, en: str) -> Text:
    zh, en = zh.strip(), en.strip()
    return Text(zh or en, en or zh)
