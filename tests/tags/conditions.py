"""Generated conditions and customers over a small vocabulary that has a field of every type."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from frostier.kernel.text import Text
from frostier.sources.choices import CUSTOMER_TYPES
from frostier.tags.predicate import (
    HOWS,
    OPS,
    AllOf,
    Always,
    AnyOf,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
)
from frostier.tags.vocabulary import Field, TagWord, Vocabulary

FIELDS = (
    Field("recency_days", Text("最近购买", "days since last order"), "int", ("未下单天数",)),
    Field("spend_30d", Text("近30天消费金额", "spend, 30 days"), "decimal", ("消费金额",), unit=Text("元", "CNY")),
    Field("margin_rate", Text("30天毛利率（季节校正）", "margin rate"), "float"),
    Field("needs_own_label", Text("需要贴牌", "needs own label"), "bool"),
    Field("customer_type", Text("客户类型", "customer type"), "text", choices=CUSTOMER_TYPES),
    Field("customer_name", Text("客户名称", "customer name"), "text"),
    Field("last_order_on", Text("最近下单日", "last order day"), "date"),
)
TAGS = (
    TagWord("hotpot_lover", Text("火锅食材偏好者", "hotpot lover")),
    TagWord("paid_late", Text("曾逾期（近一年）", "paid late, last year")),
)
VOCABULARY = Vocabulary(FIELDS, TAGS)

_DAY = date(2026, 1, 31)
_TYPES = [c.value for c in CUSTOMER_TYPES[:4]]
_WORDS = ["", "火锅", "蜀香", 'a"b', "back\\slash", "100%", "d'accord", "且", "😀", "A_b", "火锅 and 3", "–", "\u3000x"]

# Few distinct values, so that a generated threshold often stands exactly on a generated figure.
_INTS = st.integers(-3, 12)
_MONEY = st.sampled_from([Decimal(x) for x in ("-0.01", "0.00", "0.10", "2.99", "3.00", "3.01", "12345.67")])
_AMOUNTS = st.one_of(_MONEY, st.sampled_from([Decimal("3.005"), Decimal("2.9999"), Decimal("-0.001"), Decimal(3)]))
_RATES = st.sampled_from([0.0, 0.1, 0.3, 0.1 + 0.2, 1 / 3, 0.6, 1.0, -0.2, 1e-300, 123456789.123456789])
_DAYS = st.integers(-3, 3).map(lambda n: _DAY + timedelta(days=n))
_TEXTS = st.one_of(
    st.sampled_from(_WORDS), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=4)
)

FIGURES: dict[str, SearchStrategy] = {
    "recency_days": _INTS,
    "spend_30d": _MONEY,
    "margin_rate": _RATES,
    "needs_own_label": st.booleans(),
    "customer_type": st.sampled_from(_TYPES),
    "customer_name": _TEXTS,
    "last_order_on": _DAYS,
}
_LITERALS = {**FIGURES, "spend_30d": _AMOUNTS, "recency_days": st.one_of(_INTS, st.just(Decimal("2.5")))}
_ORDERED = ["recency_days", "spend_30d", "margin_rate", "last_order_on"]


def customers(*, size: int = 12) -> SearchStrategy[list[dict[str, object]]]:
    """Customers as plain rows; any figure may be missing."""
    figures = {field: st.one_of(st.none(), values) for field, values in FIGURES.items()}
    tags = {tag.id: st.booleans() for tag in TAGS}
    return st.lists(st.fixed_dictionaries({**figures, **tags}), min_size=1, max_size=size)


def conditions() -> SearchStrategy[Predicate]:
    """Checked conditions in normal form."""
    return st.recursive(_atoms(), _compounds, max_leaves=8)


def _compounds(inner: SearchStrategy[Predicate]) -> SearchStrategy[Predicate]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), inner.map(Not))


def _atoms() -> SearchStrategy[Predicate]:
    any_field = st.sampled_from([field.id for field in FIELDS])
    ordered = st.sampled_from(_ORDERED)
    shares = st.sampled_from([Decimal(x) for x in ("0.1", "0.25", "0.333333", "0.5", "0.9")])
    groups = st.one_of(st.none(), st.just("customer_type"))
    return st.one_of(
        any_field.flatmap(_comparison),
        ordered.flatmap(_between),
        any_field.flatmap(lambda f: st.lists(_LITERALS[f], min_size=1, max_size=3).map(lambda v: OneOf(f, tuple(v)))),
        any_field.map(Exists),
        st.builds(Top, ordered, shares, groups),
        st.builds(Bottom, ordered, shares, groups),
        st.builds(TextMatch, st.just("customer_name"), st.sampled_from(HOWS), _TEXTS),
        st.sampled_from([tag.id for tag in TAGS]).map(HasTag),
        st.just(Always()),
    )


def _comparison(field: str) -> SearchStrategy[Predicate]:
    ops = st.sampled_from(OPS if field in _ORDERED else ("=", "!="))
    return st.builds(Compare, st.just(field), ops, _LITERALS[field])


def _between(field: str) -> SearchStrategy[Predicate]:
    return st.tuples(_LITERALS[field], _LITERALS[field]).map(lambda pair: Between(field, *sorted(pair)))
