"""The tags of the house: the catalogue's and the company's own, with who carries them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frostier.flows.customers import CustomerFilter
from frostier.flows.own_tags import OWN_FAMILY, OWN_FAMILY_NAME, users_of
from frostier.flows.ports import Grading
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.crm.models import OwnTag, OwnTagVersion
from frostier.shell.crm.queries_conditions import forms
from frostier.shell.crm.queries_meta import days_graded
from frostier.shell.crm.queries_own_tags import as_tag, own_tag, retired_tags
from frostier.shell.crm.queries_segments import countable, reach_answer, segments_using_tag, visible_segments
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.words import money
from frostier.tags.catalogue import CATALOGUE, FAMILIES, FAMILY_LIST
from frostier.tags.predicate import HasTag, Predicate, fields_of, tags_of
from frostier.tags.sentence import sentence_of
from frostier.tags.tag import Tag
from frostier.tags.text_form import parse, render
from frostier.tags.vocabulary import fold

_SHIPPED = frozenset(tag.id for tag in CATALOGUE)
_OWN_PURPOSE = Text("公司自己定义的标签。", "Tags that the company has defined itself.")


def families(read: Reading) -> list[dict[str, Any]]:
    """Every family with how many tags it has, the company's own last."""
    tags = read.parts.tags
    known = [(f.id, f.name, f.purpose) for f in FAMILY_LIST] + [(OWN_FAMILY, OWN_FAMILY_NAME, _OWN_PURPOSE)]
    return [
        {
            "id": id,
            "name": name.say(read.lang),
            "purpose": purpose.say(read.lang),
            "tags": sum(1 for tag in tags if tag.family == id),
        }
        for id, name, purpose in known
    ]


def tags(read: Reading, words: str | None, family: str | None) -> list[dict[str, Any]]:
    """The tags whose id, name or meaning holds the words, by family, with their carriers."""
    carried = _carriers(read)
    listed = [(tag, "active") for tag in read.parts.tags]
    listed += [(as_tag(row), "retired") for row in retired_tags()]
    found = (pair for pair in listed if _fits(pair[0], words, family))
    return [_answer(tag, state, read, carried) for tag, state in found]


def tag(read: Reading, tag_id: str) -> dict[str, Any]:
    """One tag in full; raises ``NotFound``."""
    known, state, row = _find(read, tag_id)
    condition = _condition(read, known)
    plain = {
        **_answer(known, state, read, _carriers(read)),
        "sentence": sentence_of(condition, read.vocabulary).say(read.lang),
        "where": forms(condition, read.vocabulary, read.lang),
        "rare": known.rare.say(read.lang) if known.rare else None,
        "trend": _trend(read, tag_id),
        "depends_on": [read.words.tag(other) for other in sorted(tags_of(condition))],
        "fields": [_field(read, name) for name in sorted(fields_of(condition))],
        "used_by": list(_users(read, tag_id)),
    }
    return {**plain, **_base(read, tag_id, condition, state), **_own(row)}


def _answer(tag: Tag, state: str, read: Reading, carried: dict[str, int]) -> dict[str, Any]:
    carriers, total = carried.get(tag.id), carried.get("", 0)
    family = FAMILIES.get(tag.family, OWN_FAMILY_NAME)
    return {
        "id": tag.id,
        "name": tag.name.say(read.lang),
        "family": {"id": tag.family, "name": family.say(read.lang)},
        "meaning": tag.meaning.say(read.lang),
        "definition": render(_condition(read, tag), read.lang, read.vocabulary),
        "carriers": carriers,
        "share": carriers / total if carriers is not None and total else None,
        "owner": tag.owner,
        "version": tag.version,
        "refresh": tag.refresh,
        "origin": "catalogue" if tag.id in _SHIPPED else "own",
        "state": state,
    }


def _fits(tag: Tag, words: str | None, family: str | None) -> bool:
    if family and tag.family != family:
        return False
    said = " ".join((tag.id, tag.name.zh, tag.name.en, tag.meaning.zh, tag.meaning.en))
    return all(word in fold(said) for word in fold(words or "").split())


def _find(read: Reading, tag_id: str) -> tuple[Tag, str, OwnTagVersion | None]:
    own = OwnTag.objects.filter(tag_id=tag_id).exists()
    if own:
        row = own_tag(tag_id)
        return as_tag(row), row.tag.state, row
    for known in read.parts.tags:
        if known.id == tag_id:
            return known, "active", None
    raise NotFound(Text(f"没有标签“{tag_id}”。", f"There is no tag “{tag_id}”."), where={"tag": tag_id})


def _condition(read: Reading, tag: Tag) -> Predicate:
    known = read.parts.conditions.get(tag.id)
    return known if known is not None else parse(tag.when, read.parts.vocabulary.with_tags([tag]))


def _carriers(read: Reading) -> dict[str, int]:
    """Carriers by tag id within the scope, and the number of visible customers under ``""``; nothing ungraded."""
    if read.grading is None:
        return {}
    return read.remembered("carriers", lambda: _counted(read))


def _counted(read: Reading) -> dict[str, int]:
    visible = read.reader.visible
    known = [tag.id for tag in (*CATALOGUE, *read.parts.at(read.graded).tags[len(CATALOGUE) :])]
    carried = {id: visible[id].sum() for id in known if id in visible.columns}
    row = read.reader.published.rows(visible.aggregate(**carried, customers_in_scope=visible.count()))[0]
    total = int(row.pop("customers_in_scope"))
    return {"": total, **{id: int(number or 0) for id, number in row.items()}}


def _trend(read: Reading, tag_id: str) -> list[dict[str, Any]]:
    return read.remembered(("tag trend", tag_id), lambda: list(_days(read, tag_id)))


def _days(read: Reading, tag_id: str) -> Iterator[dict[str, Any]]:
    for grading in days_graded(read):
        carriers = _carriers_then(read, grading, tag_id)
        if carriers is not None:
            yield {"as_of": grading.as_of, "carriers": carriers}


def _carriers_then(read: Reading, grading: Grading, tag_id: str) -> int | None:
    """Carriers as of a past grading; None where it did not know the tag or is no longer kept."""
    reader = read.reader_of(grading)
    try:
        if tag_id not in reader.profile.columns:
            return None
        return reader.count(CustomerFilter(tags=(tag_id,)))
    except NotFound:
        return None


def _base(read: Reading, tag_id: str, condition: Predicate, state: str) -> dict[str, Any]:
    """Who carries the tag: counts, spend, customer types. A tag that no grading knows yet is decided on the spot."""
    if read.grading is None or state == "retired":
        nothing = {"matched": 0, "reachable": 0, "allowed": 0, "total": 0, "as_of": None}
        return {"counts": nothing, "spend_365d": None, "types": []}
    known = tag_id in read.reader.profile.columns
    wanted = CustomerFilter(conditions=(HasTag(tag_id) if known else countable(condition, read),))
    spend, types = read.remembered(("tag base", wanted), lambda: _spend_and_types(read, wanted))
    named = [{**read.words.type(id), "customers": number} for id, number in types]
    return {"counts": reach_answer(wanted, read), "spend_365d": spend, "types": named}


def _spend_and_types(read: Reading, wanted: CustomerFilter) -> tuple[str, list[tuple[str | None, int]]]:
    chosen = read.reader.chosen(wanted).select("customer_type", "spend_365d")
    grouped = chosen.group_by("customer_type").agg(customers=chosen.count(), spend=chosen.spend_365d.sum())
    rows = read.reader.published.rows(grouped)
    types = sorted(((r["customer_type"], int(r["customers"])) for r in rows), key=lambda t: (-t[1], str(t[0])))
    return money(sum(r["spend"] or 0 for r in rows)), types


def _field(read: Reading, name: str) -> dict[str, str]:
    return {"id": name, "name": read.vocabulary.field(name).name.say(read.lang)}


def _users(read: Reading, tag_id: str) -> Iterator[dict[str, str]]:
    for user in users_of(tag_id, read.parts):
        yield {"kind": "tag", "id": user.id, "name": user.name.say(read.lang)}
    visible = set(visible_segments(read.viewer).values_list("pk", flat=True))
    for segment in segments_using_tag(tag_id):
        if segment.pk in visible:
            yield {"kind": "segment", "id": str(segment.pk), "name": segment.name}


def _own(row: OwnTagVersion | None) -> dict[str, Any]:
    if row is None:
        return {"own": None, "changed_by": None, "changed_at": None}
    names = ("name_zh", "name_en", "meaning_zh", "meaning_en", "family")
    written = {name: getattr(row, name) for name in names}
    return {"own": written, "changed_by": row.tag.changed_by, "changed_at": row.tag.changed_at}
