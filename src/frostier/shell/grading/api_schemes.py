"""Tier schemes: drafted, checked, signed off, published, rolled back, compared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.flows import schemes as flow
from frostier.flows.ports import SchemeVersion
from frostier.kernel.text import Text
from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of, say
from frostier.shell.grading import commands_schemes as commands
from frostier.shell.grading import queries_schemes as queries
from frostier.shell.grading import schemas as s

router = GuardedRouter(tags=["schemes"])
_GRADE_NEXT = Text(
    "新方案从下一次分层起生效；现在可以启动一次分层。",
    "The scheme acts from the next grading on; you can start one now.",
)


@router.get("/schemes", permission="schemes.read", response=list[s.SchemeAnswer])
def schemes(request: HttpRequest) -> Any:
    """Every scheme with its versions, the one in force first."""
    return queries.schemes(house(), viewer_of(request), language_of(request))


@router.post("/schemes", permission="schemes.draft", response={201: s.SchemeVersionDetail})
def draft(request: HttpRequest, wanted: s.SchemeDraft) -> Any:
    """Keep a draft; 409 ``stale`` where somebody saved a version after the one it was based on."""
    kept = commands.draft(
        house(),
        viewer_of(request),
        wanted.source,
        base=wanted.base,
        scheme_id=wanted.scheme_id,
        note=wanted.note,
        based_on=wanted.based_on_version,
    )
    return 201, queries.detail(kept, house(), viewer_of(request), language_of(request))


@router.post("/schemes/check", permission="schemes.read", response=s.SchemeForms)
def check(request: HttpRequest, wanted: s.SchemeSource) -> Any:
    """A scheme in every form, or everything that is wrong with it; always 200."""
    return queries.checked(wanted.source, wanted.base, language_of(request))


@router.get("/schemes/publications", permission="schemes.read", response=list[s.PublicationAnswer])
def publications(request: HttpRequest) -> Any:
    """Everything that was ever published or rolled back to, the newest first."""
    names = {(v.scheme_id, v.version): v for v in house().schemes.list()}
    lang = language_of(request)
    return [queries.publication(p, names, lang) for p in house().schemes.publications()]


@router.post("/schemes/rollback", permission="schemes.publish", response=s.Published)
def roll_back(request: HttpRequest, wanted: s.Noted) -> Any:
    """Put the version back in force that was before the present one."""
    return _published(request, commands.roll_back(house(), viewer_of(request), wanted.note))


@router.get("/schemes/{scheme_id}/diff", permission="schemes.read", response=s.SchemeDiff)
def diff(request: HttpRequest, scheme_id: str, old: int, new: int) -> Any:
    """What changed between two versions."""
    lang = language_of(request)
    return {"changes": [change.say(lang) for change in flow.diff(house().schemes, scheme_id, old, new)]}


@router.get("/schemes/{scheme_id}/{int:version}", permission="schemes.read", response=s.SchemeVersionDetail)
def one(request: HttpRequest, scheme_id: str, version: int) -> Any:
    """One version with its definition, its ladder as text, and sentences."""
    known = house().schemes.get(scheme_id, version)
    return queries.detail(known, house(), viewer_of(request), language_of(request))


@router.post("/schemes/{scheme_id}/{int:version}/sign", permission="schemes.sign", response=s.SchemeVersionAnswer)
def sign(request: HttpRequest, scheme_id: str, version: int, wanted: s.Noted) -> Any:
    """Agree to a colleague's draft; 409 for one's own."""
    viewer = viewer_of(request)
    signed = commands.sign_off(house(), viewer, scheme_id, version, wanted.note)
    return queries.version(signed, house(), viewer, language_of(request))


@router.post("/schemes/{scheme_id}/{int:version}/publish", permission="schemes.publish", response=s.Published)
def publish(request: HttpRequest, scheme_id: str, version: int, wanted: s.Noted) -> Any:
    """Put a version in force; 409 where it is already, or where nobody has signed it off."""
    return _published(request, commands.publish(house(), viewer_of(request), scheme_id, version, wanted.note))


def _published(request: HttpRequest, kept: SchemeVersion) -> dict[str, Any]:
    told = queries.version(kept, house(), viewer_of(request), language_of(request))
    return {**told, "next_step": say(request, _GRADE_NEXT)}
