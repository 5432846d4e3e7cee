"""The tags that come with the product: families of declarations, one module each.

An operator's own tags stand beside these; both are read by the same language and shown in the same lists.
"""

from __future__ import annotations

from difflib import get_close_matches
from types import ModuleType

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.tags.catalogue import (
    account,
    activity,
    category_taste,
    channel,
    hotpot,
    kind_of_business,
    lifecycle,
    logistics,
    order_habit,
    payment_risk,
    potential,
    price_promotion,
    region_climate,
    season,
    service,
    value,
)
from frostier.tags.catalogue.family import Family
from frostier.tags.tag import Tag

_MODULES: tuple[ModuleType, ...] = (
    value,
    activity,
    lifecycle,
    kind_of_business,
    category_taste,
    hotpot,
    season,
    region_climate,
    channel,
    order_habit,
    price_promotion,
    payment_risk,
    service,
    logistics,
    potential,
    account,
)

FAMILY_LIST: tuple[Family, ...] = tuple(module.FAMILY for module in _MODULES)
FAMILIES: dict[str, Text] = {family.id: family.name for family in FAMILY_LIST}
CATALOGUE: tuple[Tag, ...] = tuple(tag for module in _MODULES for tag in module.TAGS)

_BY_WORD: dict[str, Tag] = {word: tag for tag in CATALOGUE for word in (tag.name.en, tag.name.zh, tag.id)}


def tag(id_or_name: str) -> Tag:
    """The tag of that id or Chinese or English name; raises ``NotFound`` with the nearest words."""
    found = _BY_WORD.get(id_or_name)
    if found is None:
        near = get_close_matches(id_or_name, _BY_WORD, n=3, cutoff=0.5)
        raise NotFound(
            Text(f"没有标签“{id_or_name}”。", f"There is no tag “{id_or_name}”."),
            next_step=Text(f"是否想找：{'、'.join(near)}？", f"Did you mean {' or '.join(near)}?") if near else None,
            where={"tag": id_or_name},
        )
    return found
