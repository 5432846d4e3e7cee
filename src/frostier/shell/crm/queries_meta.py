"""What there is to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from frostier.features.catalogue import ATTRIBUTES, FEATURES, Attribute, Feature
from frostier.flows.ports import Grading
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.remembered import Remembered
from frostier.shell.crm.schemas import FieldAnswer
from frostier.shell.crm.words import CATEGORY_NAMES, CHANNELS, TYPES
from frostier.shell.intake import models as intake
from frostier.sources.standard import Choice
from frostier.tiers.labels import LABELS
from frostier.tiers.stages import STAGES
from frostier.warehouse.regions import SALES_REGIONS

_FIELDS = TypeAdapter(list[FieldAnswer])
_FIELD_BODIES = Remembered(most=8, most_bytes=16_000_000)

_STAGE_MEANINGS: dict[str, Text] = {
    "prospect": Text("已建档，从未下单", "on record, never ordered"),
    "new": Text("首单在 60 天内", "first order within the last 60 days"),
    "growing": Text("近 90 天消费比前 90 天增长 20% 以上", "spend of 90 days up by 20 % or more"),
    "active": Text("正常下单", "orders as usual"),
    "slowing": Text(
        "沉默超过自身节奏，或消费下降 30% 以上", "silent beyond the own rhythm, or spend down by 30 % or more"
    ),
    "dormant": Text("沉默 45 天以上", "silent for 45 days or more"),
    "churned": Text("沉默 90 天以上且超过两个自身周期", "silent for 90 days or more and two own cycles"),
    "won_back": Text("沉默 90 天以上后 60 天内回归", "back within 60 days after a silence of more than 90 days"),
}
_DECISIONS: tuple[tuple[str, Text, Text, str], ...] = (
    ("tier", Text("价值等级", "value tier"), Text("方案给出的等级", "the tier by the scheme"), "text"),
    ("stage", Text("生命周期阶段", "lifecycle stage"), Text("所处阶段", "the stage by the stage rules"), "text"),
    (
        "label",
        Text("五类标签", "five-label view"),
        Text("等级与阶段合成的一个标签", "tier and stage in one label"),
        "text",
    ),
    ("score", Text("综合得分", "score"), Text("评分方案的得分", "the score where the scheme scores"), "decimal"),
    ("tier_since", Text("等级起始日", "tier since"), Text("从哪天起是这个等级", "since when in this tier"), "date"),
    ("stage_since", Text("阶段起始日", "stage since"), Text("从哪天起在这个阶段", "since when in this stage"), "date"),
    (
        "pending_tier",
        Text("待降等级", "pending tier"),
        Text("宽限期后将降到的等级", "the tier after the grace"),
        "text",
    ),
    ("pending_since", Text("待降起始日", "pending since"), Text("宽限期从哪天开始", "when the grace began"), "date"),
)


def meta(read: Reading) -> dict[str, Any]:
    """What the newest results are of, and every value that filters may take."""
    graded, words = read.grading is not None, read.words
    return {
        **_state(read),
        "tiers": _tiers(read) if graded else [],
        "stages": _stages(read) if graded else [],
        "labels": words.all(LABELS) if graded else [],
        "gradings": [{"id": g.id, "as_of": g.as_of} for g in days_graded(read)],
        "regions": words.all(SALES_REGIONS) if graded else [],
        "channels": words.all(CHANNELS) if graded else [],
        "types": words.all(TYPES) if graded else [],
        "categories": words.all(CATEGORY_NAMES) if graded else [],
        "managers": people(read, "manager") if graded else [],
        "teams": people(read, "team") if graded else [],
    }


def days_graded(read: Reading) -> list[Grading]:
    """The gradings that answer for a day, oldest first: of several on one day the last."""
    return list({g.as_of: g for g in sorted(read.house.gradings.list(), key=lambda g: (g.as_of, g.id))}.values())


def facts_until(read: Reading) -> date | None:
    """The day of the last order that the viewer's results know."""
    if read.grading is None:
        return None
    return read.remembered("facts_until", lambda: _last_order(read))


def last_import_at() -> datetime | None:
    """When the last import was completed."""
    newest = intake.ImportBatch.objects.filter(state="loaded").order_by("-id").first()
    return newest.created_at if newest else None


def people(read: Reading, column: str) -> list[str]:
    """The account managers or teams of the viewer's customers, in order."""
    return read.remembered(("people", column), lambda: _people(read, column))


def fields(read: Reading) -> list[dict[str, Any]]:
    """Every column that lists, conditions and charts may use."""
    return [*_decisions(read), *(_field(field, read) for field in (*ATTRIBUTES, *FEATURES))]


def fields_body(read: Reading) -> bytes:
    """The same as JSON. Every page asks for it, so it is written once for a language and the names of the tiers."""
    key = (read.lang, tuple((tier.id, tier.name) for tier in read.tiers))
    return _FIELD_BODIES.get(key, lambda: _FIELDS.dump_json(_FIELDS.validate_python(fields(read))))


def _state(read: Reading) -> dict[str, Any]:
    grading, scheme = read.grading, read.scheme
    return {
        "as_of": grading and grading.as_of,
        "grading_id": grading and grading.id,
        "graded_at": grading and grading.recorded_at,
        "facts_until": facts_until(read),
        "last_import_at": last_import_at(),
        "scheme": scheme
        and grading
        and {"id": scheme.id, "version": grading.scheme_version, "name": scheme.name.say(read.lang)},
    }


def _tiers(read: Reading) -> list[dict[str, Any]]:
    return [
        {
            "id": tier.id,
            "name": tier.name.say(read.lang),
            "rank": rank,
            "benefits": plain(asdict(tier.benefits)),
        }
        for rank, tier in enumerate(read.tiers, start=1)
    ]


def _stages(read: Reading) -> list[dict[str, Any]]:
    meanings = _STAGE_MEANINGS
    return [
        {"id": id, "name": name.say(read.lang), "meaning": meanings[id].say(read.lang)} for id, name in STAGES.items()
    ]


def _people(read: Reading, column: str) -> list[str]:
    visible = read.reader.visible
    named = visible.filter(visible[column].notnull()).select(column).distinct()
    return sorted(row[column] for row in read.house.published.rows(named))


def _last_order(read: Reading) -> date | None:
    visible = read.reader.visible
    [row] = read.house.published.rows(visible.aggregate(day=visible.last_order_on.max()))
    return row["day"]  # type: ignore[no-any-return]


def _decisions(read: Reading) -> Iterator[dict[str, Any]]:
    words = read.words
    choices = {
        "tier": words.all({tier.id: tier.name for tier in read.tiers}),
        "stage": words.all(STAGES),
        "label": words.all(LABELS),
    }
    choices["pending_tier"] = choices["tier"]
    for id, name, meaning, dtype in _DECISIONS:
        yield {
            "id": id, "name": name.say(read.lang), "meaning": meaning.say(read.lang), "dtype": dtype, "unit": None,
            "family": "decision", "kind": "decision", "window_days": None, "better": None,
            "choices": choices.get(id, []), "aliases": [],
        }  # fmt: skip


def _field(field: Attribute | Feature, read: Reading) -> dict[str, Any]:
    computed = field if isinstance(field, Feature) else None
    return {
        "id": field.id,
        "name": field.name.say(read.lang),
        "meaning": field.meaning.say(read.lang),
        "dtype": field.dtype,
        "unit": field.unit and field.unit.say(read.lang),
        "family": computed.family if computed else "attribute",
        "kind": "feature" if computed else "attribute",
        "window_days": computed.window_days if computed else None,
        "better": computed.better if computed else None,
        "choices": [_choice(choice, read) for choice in field.choices],
        "aliases": list(field.aliases),
    }


def _choice(choice: Choice, read: Reading) -> dict[str, str]:
    return {"id": choice.value, "name": choice.name.say(read.lang)}
