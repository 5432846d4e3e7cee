"""Why a customer stands where it stands: the explanation, the ledger, the tags with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from frostier.features.catalogue import FEATURES, Attribute
from frostier.flows.explaining import CustomerAnswer, explain, tag_reasons
from frostier.flows.ports import LIVE, JsonObject
from frostier.kernel.errors import NotFound
from frostier.kernel.reason import Reason, plain
from frostier.kernel.text import Text, join
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.words import FIELDS
from frostier.tags.catalogue import FAMILIES
from frostier.tiers.decide import CAUSES, Decision
from frostier.tiers.explain import Explanation
from frostier.tiers.scheme import fields_used
from frostier.tiers.sentences import ending_of, keeping_of
from frostier.tiers.stages import STAGES
from frostier.tiers.ways import Change, Way

_CAUSES: dict[str, Text] = {
    **{str(id): name for id, name in CAUSES.items()},
    "stage_rules": Text("阶段规则", "stage rules"),
    "corrected": Text("更正当日变动", "a change of the same day taken back"),
}


def explanation(read: Reading, customer_id: str) -> dict[str, Any]:
    """Why the customer stands where it stands, what keeps it there, what is missing, what would end it."""
    answer = _explained(read, customer_id)
    told, sentences = answer.explanation, answer.explanation.sentences(read.lang)
    version = str(answer.grading.scheme_version)
    return {
        "customer_id": customer_id,
        "as_of": answer.as_of,
        "headline": sentences[0],
        "why": sentences,
        "reasons": [reason(told.reason(version), read)],
        "keeps": [{"text": text.say(read.lang)} for text in keeping_of(told)],
        "missing": _missing(told, read),
        "drops": _drops(told, read),
        "stage": _stage(told, read),
        "score": _score(told, read),
        "projected": answer.projected,
    }


def tags(read: Reading, customer_id: str) -> list[dict[str, Any]]:
    """The tags that the customer carries, each with its reason, in the order of the catalogue."""
    carried, known = _carried(read, customer_id)
    return [
        {
            "id": tag.id,
            "name": tag.name.say(read.lang),
            "family": {"id": tag.family, "name": FAMILIES.get(tag.family, Text(tag.family, tag.family)).say(read.lang)},
            "meaning": tag.meaning.say(read.lang),
            "reason": reason(why, read),
        }
        for tag, why in tag_reasons(read.parts, carried, known, read.reader.cuts)
    ]


def _carried(read: Reading, customer_id: str) -> tuple[list[str], JsonObject]:
    """The tags that the customer carries, in the order of the catalogue, and the values that conditions look at."""
    columns = frozenset(read.reader.profile.columns)
    tags = [tag.id for tag in read.parts.tags if tag.id in columns]
    held = read.customer(customer_id, tuple(tags))
    return [tag for tag in tags if held[tag] is True], read.figures(customer_id)


def history(read: Reading, customer_id: str) -> list[dict[str, Any]]:
    """What the ledger says of the customer, newest first."""
    entries = read.house.gradings.history(read.known(customer_id))
    return [
        {
            "as_of": entry.as_of,
            "kind": entry.kind,
            "from": ledger_value(entry.kind, entry.from_value, read),
            "to": ledger_value(entry.kind, entry.to_value, read),
            "cause": {"id": entry.cause, "text": cause_of(entry.cause).say(read.lang)},
            "scheme": entry.scheme_id,
            "version": entry.scheme_version,
            "inputs": entry.inputs,
            "by": entry.by,
        }
        for entry in reversed(entries)
    ]


def ledger_value(kind: str, value: str | None, read: Reading) -> dict[str, str] | None:
    """A tier or a stage of the ledger."""
    return read.words.stage(value) if kind == "stage" else read.words.tier(value)


def cause_of(cause: str) -> Text:
    """Why a tier or stage changed."""
    return _CAUSES.get(cause, Text(cause, cause))


def reason(why: Reason, read: Reading) -> dict[str, Any]:
    """A reason in the language of the request."""
    inputs = {name: plain(value) for name, value in why.inputs.items()}
    return {
        "rule": why.rule,
        "version": why.version,
        "text": why.text.say(read.lang) if why.text else "",
        "inputs": inputs,
    }


def _explained(read: Reading, customer_id: str) -> CustomerAnswer:
    # A scheme reads a dozen figures and no tags, so that most columns need not be read.
    known = read.customer(customer_id, _decided_on(read))
    with_facts = _facts_are_of(read, customer_id)
    return explain(
        read.parts,
        known["customer_id"],
        grading=read.graded,
        with_facts=with_facts,
        with_tags=False,
        known=known,
        scheme=read.scheme,
    )


def _decided_on(read: Reading) -> tuple[str, ...]:
    """The columns of the decision on a customer and of the figures that its scheme looks at."""
    known, decision = read.reader.profile.columns, [part.name for part in fields(Decision)]
    looked_at = sorted(fields_used(read.scheme)) if read.scheme else ()
    return tuple(c for c in dict.fromkeys(("customer_key", *decision, *looked_at)) if c in known)


def _facts_are_of(read: Reading, customer_id: str) -> bool:
    """Whether the published facts are those that the customer's figures stand on: not where it was evaluated since."""
    if not read.reader.was_evaluated_since(customer_id):
        return True
    before = read.reader_of(replace(read.graded, snapshot=read.graded.snapshot.partition(LIVE)[0]))
    known = [f.id for f in FEATURES if f.id in before.profile.columns]
    try:
        then, now = before.one(customer_id, known), read.reader.one(customer_id, known)
    except NotFound:
        return False
    return all(then[name] == now[name] for name in known)


def _missing(told: Explanation, read: Reading) -> list[dict[str, Any]]:
    found = []
    if told.to_keep:
        found.append({"tier": read.words.tier(told.decision.tier), "ways": _ways(told.to_keep, read)})
    if told.next_tier is not None:
        found.append({"tier": read.words.tier(told.next_tier), "ways": _ways(told.missing, read)})
    return found


def _ways(ways: Sequence[Way], read: Reading) -> list[dict[str, Any]]:
    return [
        {
            "text": join([change.text for change in way], zh="，且 ", en=" and ").say(read.lang),
            "steps": [_step(change, read) for change in way],
        }
        for way in ways
    ]


def _step(change: Change, read: Reading) -> dict[str, Any]:
    field: Attribute | None = FIELDS.get(change.field)
    return {
        "field": change.field,
        "name": field.name.say(read.lang) if field else change.field,
        "now": plain(change.actual),
        "needed": plain(change.target),
        "unit": field.unit.say(read.lang) if field and field.unit else None,
        "text": change.text.say(read.lang),
    }


def _drops(told: Explanation, read: Reading) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if told.drop is not None:
        [text] = ending_of(told)
        lower = read.words.tier(told.drop.tier)
        found.append({"in_days": told.drop.in_days, "on": told.drop.on, "to": lower, "text": text.say(read.lang)})
    for way in told.dropping:
        text = join([change.text for change in way], zh="，且 ", en=" and ")
        found.append({"in_days": None, "on": None, "to": None, "text": text.say(read.lang)})
    return found


def _stage(told: Explanation, read: Reading) -> dict[str, Any]:
    decided = told.decision
    name = STAGES[decided.stage] if decided.stage in STAGES else Text(decided.stage, decided.stage)
    text = Text(f"{name.zh}，自 {decided.stage_since} 起。", f"{name.en.capitalize()} since {decided.stage_since}.")
    return {
        "id": decided.stage,
        "name": name.say(read.lang),
        "since": decided.stage_since,
        "text": text.say(read.lang),
    }


def _score(told: Explanation, read: Reading) -> dict[str, Any] | None:
    if not told.parts or told.decision.score is None:
        return None
    dimensions = [
        {
            "id": part.id,
            "name": part.name.say(read.lang),
            "value": part.value.say(read.lang),
            "points": part.points,
            "weight": float(part.weight),
            "text": Text(
                f"{part.name.zh} {part.value.zh} 得 {part.points} 分",
                f"{part.name.en} {part.value.en} gives {part.points}",
            ).say(read.lang),
        }
        for part in told.parts
    ]
    return {"dimensions": dimensions, "total": float(told.decision.score)}
