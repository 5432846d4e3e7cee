"""Ids as names and values as text, in the language of the request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from frostier.features.catalogue import ATTRIBUTES, FEATURES, Attribute, Feature
from frostier.kernel.reason import plain
from frostier.kernel.text import Lang, Text
from frostier.sources.choices import CATEGORIES, CUSTOMER_TYPES, LINE_KINDS, ORDER_CHANNELS
from frostier.sources.standard import Choice
from frostier.tags.explain import shown
from frostier.tags.tag import Tag
from frostier.tags.vocabulary import Field
from frostier.tiers.labels import LABELS
from frostier.tiers.scheme import Tier
from frostier.tiers.stages import STAGES
from frostier.warehouse.regions import SALES_REGIONS

Named = dict[str, str]
FIELDS: dict[str, Attribute | Feature] = {field.id: field for field in (*ATTRIBUTES, *FEATURES)}
NONE = Text("（无）", "(none)")


def _names(choices: Sequence[Choice]) -> dict[str, Text]:
    return {choice.value: choice.name for choice in choices}


TYPES, CHANNELS = _names(CUSTOMER_TYPES), _names(ORDER_CHANNELS)
CATEGORY_NAMES, KINDS = _names(CATEGORIES), _names(LINE_KINDS)


class Words:
    """The names of one request: its language, the tiers of the scheme, the tags of the house."""

    def __init__(self, lang: Lang, tiers: Iterable[Tier], tags: Callable[[], Iterable[Tag]] = tuple) -> None:
        self.lang = lang
        self._tiers = {tier.id: tier.name for tier in tiers}
        self._tags = tags

    def tier(self, id: str | None) -> Named | None:
        """A value tier."""
        return self._named(id, self._tiers)

    def stage(self, id: str | None) -> Named | None:
        """A lifecycle stage."""
        return self._named(id, STAGES)

    def label(self, id: str | None) -> Named | None:
        """One of the five labels."""
        return self._named(id, LABELS)

    def type(self, id: str | None) -> Named:
        """A customer type; unknown ones count as other."""
        return self._named(id, TYPES) or {"id": "other", "name": TYPES["other"].say(self.lang)}

    def region(self, id: str | None) -> Named:
        """A sales region."""
        return self._named(id, SALES_REGIONS) or {"id": "unknown", "name": SALES_REGIONS["unknown"].say(self.lang)}

    def channel(self, id: str | None) -> Named | None:
        """An order channel."""
        return self._named(id, CHANNELS)

    def category(self, id: str | None) -> Named | None:
        """A product category."""
        return self._named(id, CATEGORY_NAMES)

    def kind(self, id: str | None) -> Named | None:
        """A kind of order line."""
        return self._named(id, KINDS)

    def tag(self, id: str | None) -> Named | None:
        """A tag."""
        return self._named(id, self._tag_names)

    def all(self, names: dict[str, Text]) -> list[Named]:
        """Every one of a closed list."""
        return [{"id": id, "name": name.say(self.lang)} for id, name in names.items()]

    def value(self, field: str, value: Any) -> str:
        """A value of a field for a reader, with its unit; “–” for none."""
        if value is None:
            return "–"
        known = FIELDS.get(field)
        if known is None or (known.dtype == "text" and not known.choices):
            return str(plain(value))
        return shown(Field(known.id, known.name, known.dtype, (), known.choices, known.unit), value).say(self.lang)

    @cached_property
    def _tag_names(self) -> dict[str, Text]:
        return {tag.id: tag.name for tag in self._tags()}

    def _named(self, id: str | None, names: dict[str, Text]) -> Named | None:
        if id is None:
            return None
        known = names.get(id)
        return {"id": id, "name": id if known is None else known.say(self.lang)}


ROW_COLUMNS = (
    "customer_id", "customer_name", "customer_type", "sales_region", "city", "manager", "team", "tier", "stage",
    "label", "score",
)  # fmt: skip
"""What a customer row of any list shows."""


def customer_row(row: dict[str, Any], words: Words, columns: Sequence[str] = ()) -> dict[str, Any]:
    """One customer of a list; ``row`` holds ``ROW_COLUMNS`` and the asked ``columns``."""
    score = row["score"]
    return {
        "id": row["customer_id"],
        "name": row["customer_name"] or row["customer_id"],
        "type": words.type(row["customer_type"]),
        "region": words.region(row["sales_region"]),
        "city": row["city"],
        "manager": row["manager"],
        "team": row["team"],
        "tier": words.tier(row["tier"]),
        "stage": words.stage(row["stage"]),
        "label": words.label(row["label"]),
        "score": None if score is None else float(score),
        "values": {column: plain(row[column]) for column in columns},
    }


def money(amount: Decimal | int | None) -> str:
    """An amount as text; nothing is 0.00."""
    return format(Decimal(amount or 0).quantize(Decimal("0.01")), "f")


def money_or_none(amount: Decimal | None) -> str | None:
    """An amount as text where there is one."""
    return None if amount is None else money(amount)
