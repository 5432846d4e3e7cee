"""A condition in every form for an editor that keeps them in step."""

from __future__ import annotations

from typing import Any

from frostier.kernel.errors import InvalidInput, PredicateError
from frostier.kernel.text import Lang, Text
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas_segments import ConditionDraft
from frostier.tags.json_form import from_json, to_json
from frostier.tags.predicate import Predicate, fields_of, tags_of
from frostier.tags.sentence import sentence_of
from frostier.tags.text_form import parse, render
from frostier.tags.vocabulary import Vocabulary
from frostier.tiers.conditions import VOCABULARY as SCHEME_VOCABULARY


def read_draft(draft: ConditionDraft, read: Reading) -> tuple[Predicate, Vocabulary]:
    """The condition that was handed in, with the words it was read by; raises ``PredicateError``."""
    vocabulary = read.vocabulary if draft.tags else SCHEME_VOCABULARY
    if draft.json_ is not None and draft.text is None:
        return from_json(draft.json_, vocabulary), vocabulary
    if draft.text is None or draft.json_ is not None:
        raise InvalidInput(Text("请给出 text 或 json 之一。", "Give either text or json."), where={"field": "text"})
    return parse(draft.text, vocabulary), vocabulary


def checked(draft: ConditionDraft, read: Reading) -> dict[str, Any]:
    """Every form of the condition, or why it cannot be read."""
    try:
        condition, vocabulary = read_draft(draft, read)
    except PredicateError as error:
        return {"valid": False, "error": problem(error, read.lang)}
    return forms(condition, vocabulary, read.lang)


def forms(condition: Predicate, vocabulary: Vocabulary, lang: Lang) -> dict[str, Any]:
    """A checked condition as text in both languages, as JSON, as a sentence."""
    return {
        "valid": True,
        "text_zh": render(condition, "zh", vocabulary),
        "text_en": render(condition, "en", vocabulary),
        "json": to_json(condition),
        "sentence": sentence_of(condition, vocabulary).say(lang),
        "fields": sorted(fields_of(condition)),
        "tags": sorted(tags_of(condition)),
        "error": None,
    }


def problem(error: PredicateError, lang: Lang) -> dict[str, Any]:
    """A refusal as an editor shows it: without the picture of the place, which the editor marks itself."""
    told = error.message.say(lang).split("\n", 1)[0]
    following = error.next_step.say(lang).split("\n", 1)[0] if error.next_step else None
    position, path = error.where.get("position"), error.where.get("path")
    return {
        "message": told,
        "next_step": following,
        "position": position if isinstance(position, int) else None,
        "path": path if isinstance(path, str) else None,
    }
