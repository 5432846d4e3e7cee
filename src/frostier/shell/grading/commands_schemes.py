"""What people do with schemes in the console; every deed is audited."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from frostier.flows import schemes as flow
from frostier.flows.ports import JsonObject, SchemeVersion
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted, Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.grading.queries_schemes import read_source
from frostier.shell.wiring import House


@transaction.atomic
def draft(
    house: House,
    viewer: Viewer,
    source: str | JsonObject,
    *,
    base: JsonObject | None,
    scheme_id: str | None,
    note: str,
    based_on: int | None,
) -> SchemeVersion:
    """Keep the next version of a scheme; raises ``Stale`` where somebody saved one after ``based_on``."""
    definition: dict[str, Any] = read_source(source, base).to_json()
    if scheme_id is not None:
        definition = read_source({**definition, "id": scheme_id}, None).to_json()
    kept = flow.draft_scheme(house.schemes, definition, author=viewer.name, note=note, based_on=based_on)
    record(viewer, "scheme.drafted", label(kept), {"note": note, "based_on": based_on})
    return kept


@transaction.atomic
def sign_off(house: House, viewer: Viewer, scheme_id: str, version: int, note: str) -> SchemeVersion:
    """Agree to a colleague's draft. A key is no second person."""
    if viewer.user_id is None:
        raise NotPermitted(
            Text("会签须由登录的用户完成，接口密钥不行。", "A person signs off, signed in; an API key cannot.")
        )
    signed = flow.sign_off(house.schemes, scheme_id, version, by=viewer.name, note=note)
    record(viewer, "scheme.signed", label(signed), {"note": note, "author": signed.author})
    return signed


@transaction.atomic
def publish(house: House, viewer: Viewer, scheme_id: str, version: int, note: str) -> SchemeVersion:
    """Put a version in force; who already has, or was faster, makes this a ``Conflict``."""
    kept = flow.publish(
        house.schemes, scheme_id, version, by=viewer.name, note=note, signed_only=house.settings.require_sign_off
    )
    record(viewer, "scheme.published", label(kept), {"note": note, "signed_by": kept.signed_by})
    return kept


@transaction.atomic
def roll_back(house: House, viewer: Viewer, note: str) -> SchemeVersion:
    """Put the version back in force that was before the present one."""
    kept = flow.roll_back(house.schemes, by=viewer.name, note=note)
    record(viewer, "scheme.rolled_back", label(kept), {"note": note})
    return kept


def label(known: SchemeVersion) -> str:
    """The version as people write it: ``house@3``."""
    return f"{known.scheme_id}@{known.version}"
