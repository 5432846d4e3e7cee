"""The catalogue of tags as an operator reads it: complete, in two languages, sound, without doubles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from frostier.features.catalogue import FEATURES
from frostier.kernel.errors import NotFound
from frostier.tags.catalogue import CATALOGUE, FAMILIES, FAMILY_LIST, tag
from frostier.tags.order import layers
from frostier.tags.predicate import (
    AllOf,
    AnyOf,
    Between,
    Bottom,
    Compare,
    Not,
    OneOf,
    Predicate,
    Top,
    atoms,
    fields_of,
    tags_of,
    walk,
)
from frostier.tags.tag import parse_tags
from frostier.tags.vocabulary import standard_vocabulary

CONDITIONS = parse_tags(CATALOGUE, standard_vocabulary())
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TAG_IDS = [t.id for t in CATALOGUE]


def test_there_are_enough_tags_to_describe_a_customer_finely() -> None:
    assert len(CATALOGUE) >= 320


def test_every_condition_is_read_and_typed_against_the_vocabulary() -> None:
    assert list(CONDITIONS) == TAG_IDS


def test_tags_refer_to_each_other_without_circles() -> None:
    assert sum(map(len, layers(CONDITIONS))) == len(CATALOGUE)


@pytest.mark.parametrize("words", ["id", "name zh", "name en", "meaning zh", "meaning en"])
def test_no_two_tags_share_a_word_of_their_own(words: str) -> None:
    attribute, _, lang = words.partition(" ")

    said = [getattr(getattr(t, attribute), lang) if lang else getattr(t, attribute) for t in CATALOGUE]

    assert [word for word, times in Counter(said).items() if times > 1] == []


def test_no_name_of_a_tag_is_the_id_of_another() -> None:
    assert [t.id for t in CATALOGUE if t.name.en in set(TAG_IDS) - {t.id}] == []


def test_no_two_tags_have_the_same_definition() -> None:
    same: dict[object, list[str]] = {}
    for id, condition in CONDITIONS.items():
        same.setdefault(normal_form(condition), []).append(id)

    assert [ids for ids in same.values() if len(ids) > 1] == []


def test_every_tag_speaks_both_languages() -> None:
    texts = [text for t in CATALOGUE for text in (t.name, t.meaning, t.rare) if text is not None]

    assert [text for text in texts if not CHINESE.search(text.zh) or CHINESE.search(text.en)] == []


def test_every_meaning_is_a_sentence_long_enough_to_say_what_to_do() -> None:
    meanings = [t.meaning for t in CATALOGUE]

    assert [m for m in meanings if not m.zh.endswith("。") or not m.en.endswith(".")] == []
    assert [m for m in meanings if len(m.zh) < 15 or len(m.en) < 40] == []


def test_every_name_fits_on_a_badge() -> None:
    assert [t.name for t in CATALOGUE if len(t.name.zh) > 14 or len(t.name.en) > 42] == []


def test_ids_are_words_that_code_and_files_can_carry() -> None:
    assert [id for id in TAG_IDS if not re.fullmatch(r"[a-z][a-z0-9_]{2,47}", id)] == []


def test_definitions_are_written_in_ids_so_that_renaming_breaks_nothing() -> None:
    outside_quotes = {t.id: re.sub(r'"[^"]*"', "", t.when) for t in CATALOGUE}

    assert [id for id, when in outside_quotes.items() if CHINESE.search(when)] == []


def test_every_family_says_who_uses_it_and_holds_tags() -> None:
    used = Counter(t.family for t in CATALOGUE)

    assert set(used) == set(FAMILIES)
    assert min(used.values()) >= 10
    for family in FAMILY_LIST:
        assert family.purpose.zh != family.purpose.en
        assert CHINESE.search(family.purpose.zh)
        assert not CHINESE.search(family.purpose.en)


def test_no_definition_is_one_template_multiplied() -> None:
    shapes = Counter(shape(condition) for condition in CONDITIONS.values())

    for one, times in shapes.items():
        assert times <= 16, f"{times} tags differ only in their values: {one}"


def test_thresholds_lie_where_customers_can_be() -> None:
    units = {f.id: f.unit.en if f.unit else "" for f in FEATURES}
    limits = {"share (0 to 1)": (0, 1), "days": (-1, 730), "orders": (0, 400), "CNY": (0, 1_000_000)}

    for id, condition in CONDITIONS.items():
        for field, value in thresholds(condition):
            low, high = limits.get(units.get(field, ""), (-1, 1_000_000))
            assert low <= value <= high, f"{id}: {field} {value}"


def test_percentiles_single_out_a_minority() -> None:
    for id, condition in CONDITIONS.items():
        for atom in atoms(condition):
            if isinstance(atom, Top | Bottom):
                assert atom.share <= Decimal("0.5"), id


def test_the_catalogue_reads_every_family_of_features() -> None:
    read = set().union(*map(fields_of, CONDITIONS.values()))

    assert {f.family for f in FEATURES if f.id in read} == {f.family for f in FEATURES}


@pytest.mark.parametrize(
    "word", ["hotpot_lover", "火锅食材偏好者", "hotpot ingredient lover"], ids=["id", "Chinese name", "English name"]
)
def test_a_tag_is_found_by_id_and_by_name(word: str) -> None:
    assert tag(word).id == "hotpot_lover"


def test_an_unknown_tag_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(NotFound) as refused:
        tag("火锅食材爱好者")

    assert "火锅食材偏好者" in refused.value.say("zh")


@pytest.mark.parametrize(
    "name",
    [
        "火锅食材偏好者",
        "川菜馆采购员",
        "高频客户",
        "川西地区客户",
        "毛肚鸭肠主力客户",
        "牛油锅底复购",
        "旺季囤货",
        "春节备货大户",
        "夏季不掉量的火锅店",
        "串串签子货专供",
        "预制菜尝鲜",
        "单一品类依赖",
        "品类扩张中",
        "低毛利大客户",
        "只买特价",
        "账期临界",
        "逾期30天以上",
        "信用额度用满",
        "夜间下单",
        "凌晨补货",
        "急单多",
        "周末集中下单",
        "大单偶发",
        "订货周期稳定",
        "周期拉长预警",
        "沉默超两个周期",
        "首单未复购",
        "赢回30天内",
        "连锁门店扩张",
        "无电梯上楼",
        "夜配需求",
        "高效期要求",
        "冷柜小勤送",
        "高原寒区长途冷链",
        "合同到期90天内",
    ],
)
def test_the_trade_finds_its_own_words(name: str) -> None:
    assert tag(name).name.zh == name


def normal_form(predicate: Predicate) -> object:
    """Equal for conditions that say the same in another order."""
    match predicate:
        case AllOf(parts) | AnyOf(parts):
            return type(predicate).__name__, frozenset(map(normal_form, parts))
        case Not(part):
            return "Not", normal_form(part)
        case OneOf(field, values):
            return "OneOf", field, frozenset(values)
        case _:
            return predicate


def shape(predicate: Predicate) -> tuple[object, ...]:
    """The fields and operators of a condition without its values."""
    return tuple(
        (type(p).__name__, getattr(p, "field", None), getattr(p, "op", None)) for p in walk(predicate)
    ) + tuple(sorted(tags_of(predicate)))


def thresholds(predicate: Predicate) -> Iterable[tuple[str, float]]:
    """The numbers that a condition compares fields with."""
    for atom in atoms(predicate):
        match atom:
            case Compare(field, _, value):
                values: tuple[object, ...] = (value,)
            case Between(field, low, high):
                values = (low, high)
            case _:
                continue
        for value in values:
            if not isinstance(value, str | bool | date):
                yield field, float(value)  # type: ignore[arg-type]
