"""Schemes as the API tells them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from frostier.flows.ports import JsonObject, Publication, SchemeVersion
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.wiring import House
from frostier.tiers.describe import scheme_sentences, stage_sentences
from frostier.tiers.problems import problems_of
from frostier.tiers.read import read_scheme
from frostier.tiers.scheme import Scheme
from frostier.tiers.text_form import ladder_text, read_ladder

STATES: dict[str, Text] = {
    "draft": Text("草稿", "draft"),
    "signed": Text("已会签", "signed off"),
    "published": Text("使用中", "in force"),
    "retired": Text("曾用", "retired"),
}
_ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def schemes(house: House, viewer: Viewer, lang: Lang) -> list[dict[str, Any]]:
    """Every scheme with its versions; the one in force first."""
    groups = [(id, list(versions)) for id, versions in groupby(house.schemes.list(), key=lambda v: v.scheme_id)]
    told = [_scheme(id, versions, house, viewer, lang) for id, versions in groups]
    return sorted(told, key=lambda s: (s["published_version"] is None, s["id"]))


def version(known: SchemeVersion, house: House, viewer: Viewer, lang: Lang) -> dict[str, Any]:
    """One version without its definition."""
    state = "signed" if known.state == "draft" and known.signed_by else known.state
    needs_sign_off = house.settings.require_sign_off and known.state == "draft" and known.signed_by is None
    may_sign = known.state == "draft" and known.signed_by is None and known.author != viewer.name
    return {
        "scheme_id": known.scheme_id,
        "version": known.version,
        "name": _name(known, lang),
        "state": state,
        "state_name": STATES[state].say(lang),
        "author": known.author,
        "note": known.note,
        "created_at": known.created_at,
        "based_on": known.based_on,
        "signed_by": known.signed_by,
        "signed_at": known.signed_at,
        "published_by": known.published_by,
        "published_at": known.published_at,
        "may_sign": may_sign and viewer.may("schemes.sign") and viewer.user_id is not None,
        "may_publish": known.state != "published" and not needs_sign_off and viewer.may("schemes.publish"),
    }


def detail(known: SchemeVersion, house: House, viewer: Viewer, lang: Lang) -> dict[str, Any]:
    """One version with its definition in every form."""
    return {**version(known, house, viewer, lang), **checked(known.definition, None, lang)}


def checked(source: str | JsonObject, base: JsonObject | None, lang: Lang) -> dict[str, Any]:
    """A scheme in every form, or everything that is wrong with it, each with its place."""
    try:
        scheme = read_source(source, base)
    except InvalidInput as error:
        problems = problems_of(source) if isinstance(source, dict) and "gradingRules" not in source else []
        definition = source if isinstance(source, dict) else None
        return {
            "valid": False,
            "definition": definition,
            "text": None,
            "sentences": [],
            "stage_sentences": [],
            "problems": [_problem(p, lang) for p in problems or [error]],
        }
    return {
        "valid": True,
        "definition": scheme.to_json(),
        "text": ladder_text(scheme, lang),
        "sentences": [s.say(lang) for s in scheme_sentences(scheme)],
        "stage_sentences": [s.say(lang) for s in stage_sentences(scheme)],
        "problems": [],
    }


def read_source(source: str | JsonObject, base: JsonObject | None) -> Scheme:
    """The scheme that a text (onto ``base``, where there is one) or JSON means; raises ``InvalidInput``."""
    if isinstance(source, str) and base is not None:
        return _addressable(read_ladder(source, Scheme.from_json(base)))
    return _addressable(read_scheme(source))


def publication(known: Publication, names: Mapping[tuple[str, int], SchemeVersion], lang: Lang) -> dict[str, Any]:
    """One publishing; ``names`` are the versions by id and number."""
    name = _name(names[known.scheme_id, known.version], lang)
    return {
        "scheme_id": known.scheme_id,
        "version": known.version,
        "name": name,
        "at": known.at,
        "by": known.by,
        "note": known.note,
    }


def _scheme(id: str, versions: Sequence[SchemeVersion], house: House, viewer: Viewer, lang: Lang) -> dict[str, Any]:
    shown = next((v for v in versions if v.state == "published"), versions[-1])
    return {
        "id": id,
        "name": _name(shown, lang),
        "ladder_kind": shown.definition["ladder"]["kind"],
        "versions": [version(v, house, viewer, lang) for v in reversed(versions)],
        "published_version": shown.version if shown.state == "published" else None,
    }


def _addressable(scheme: Scheme) -> Scheme:
    # The id stands in addresses and on the command line.
    if not _ID.fullmatch(scheme.id):
        raise InvalidInput(
            Text(
                f"方案编号应以小写字母开头，只含小写字母、数字、- 和 _，最多 60 个字符，得到“{scheme.id[:80]}”。",
                "A scheme id begins with a lower-case letter, has lower-case letters, digits, - and _ only and at most "
                f"60 characters; got “{scheme.id[:80]}”.",
            ),
            where={"part": "id", "field": "id"},
        )
    return scheme


def _problem(error: InvalidInput, lang: Lang) -> dict[str, Any]:
    where = error.where
    return {
        "where": str(where.get("part", "")),
        "message": error.message.say(lang).split("\n", 1)[0],
        "next_step": error.next_step.say(lang).split("\n", 1)[0] if error.next_step else None,
        "line": where["line"] if isinstance(where.get("line"), int) else None,
        "position": where["position"] if isinstance(where.get("position"), int) else None,
    }


def _name(known: SchemeVersion, lang: Lang) -> str:
    name = known.definition["name"]
    return Text(name["zh"], name["en"]).say(lang)
