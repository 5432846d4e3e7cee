"""The files of the demo company as columns of text under the Chinese headers of an ERP."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from frostier.demo.accounts import HABIT_IDS, Accounts, Bools, Floats
from frostier.demo.assortment import SERVICE_CODE, SERVICE_NAME, Assortment, launched_on
from frostier.demo.codes import (
    Texts,
    customer_code,
    promotion_code,
    return_code,
    sale_code,
    spelled,
    texts,
    yuan,
)
from frostier.demo.days import Days
from frostier.demo.dirt import Columns
from frostier.demo.kinds import CATEGORY_IDS, CHANNEL_IDS, KIND_IDS, KINDS
from frostier.demo.names import account_names, district_names, person_names, street_names
from frostier.demo.orders import RETURN, OrderLines
from frostier.demo.places import MANAGERS, PLACES, team_of
from frostier.demo.receivables import METHODS, Receivables
from frostier.sources.choices import CATEGORIES, CUSTOMER_TYPES, LINE_KINDS, ORDER_CHANNELS

_MINUTES = texts([f" {m // 60:02d}:{m % 60:02d}" for m in range(1440)])
_NO_YES = texts(["否", "是"])
_SEATED = ("hotpot_shop", "chuanchuan_shop", "maocai_shop", "sichuan_restaurant", "other_restaurant", "snack_shop",
           "bbq_shop", "canteen", "hotel")  # fmt: skip
_ROLES = ("老板", "厨师长", "采购", "财务", "店长")


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def order_sheet(lines: OrderLines, accounts: Accounts, goods: Assortment, days: Days) -> Columns:
    """The order lines of one block by time, as a sales ledger prints them."""
    lines = lines.take(np.lexsort((lines.line, lines.document, lines.minute, lines.day)))
    codes, names = np.append(goods.code, SERVICE_CODE), np.append(goods.name, SERVICE_NAME)
    day_texts = _day_texts(days)
    called = account_names(accounts)
    called[accounts.is_counter] = "门市散客"
    return {
        "单据编号": _documents(lines),
        "行号": spelled(lines.line, str),
        "单据日期": day_texts[lines.day] + _MINUTES[lines.minute],
        "客户编码": spelled(lines.account, customer_code),
        "客户名称": called[np.where(lines.account >= 0, lines.account - accounts.number[0], len(accounts) - 1)],
        "存货编码": codes[lines.sku],
        "存货名称": names[lines.sku],
        "业务类型": texts([k.name.zh for k in LINE_KINDS])[lines.kind],
        "数量": spelled(lines.quantity, str),
        "单价": spelled(lines.unit_price, yuan),
        "金额": spelled(lines.net_amount, yuan),
        "优惠金额": spelled(lines.discount, yuan),
        "出库成本": spelled(lines.unit_cost, lambda cents: yuan(cents) if cents else ""),
        "促销活动": spelled(lines.promotion, promotion_code),
        "订单来源": texts([c.name.zh for c in ORDER_CHANNELS])[lines.channel],
        "原单号": spelled(lines.original, sale_code),
        "要求送达日": day_texts[np.where(lines.requested >= 0, lines.requested, -1)],
    }


def _documents(lines: OrderLines) -> Texts:
    documents = spelled(lines.document, sale_code)
    back = lines.kind == RETURN
    documents[back] = spelled(lines.document[back], return_code)
    return documents


def payment_sheet(owed: Receivables, days: Days) -> Columns:
    """The receivables of one block in order of the buyer."""
    day_texts = _day_texts(days)
    issued = spelled(days.yymmdd[owed.issued_on], lambda n: f"YS{n:06d}")
    return {
        "应收单号": issued + spelled(owed.buyer, lambda n: f"{n + 1:07d}"),
        "结算单位": spelled(owed.account, customer_code),
        "购货单位": spelled(owed.buyer, customer_code),
        "开票日期": day_texts[owed.issued_on],
        "到期日": day_texts[owed.due_on],
        "付款日期": day_texts[owed.paid_on],
        "应收金额": spelled(owed.amount, yuan),
        "已付金额": spelled(owed.paid, yuan),
        "结算方式": np.where(owed.paid > 0, texts(METHODS)[owed.method], ""),
    }


def _day_texts(days: Days) -> Texts:
    """The text of every day from the first, some months past the last; empty for -1."""
    after = 120
    dates = days.dates[0] + np.arange(len(days.dates) + after)
    return np.append(np.datetime_as_string(dates).astype(object), "")


# ── master data ─────────────────────────────────────────────────────────────────────────────────────────────────


def customer_sheet(rng: np.random.Generator, accounts: Accounts, days: Days) -> Columns:
    """The customer file of one block; accounts known from orders only are left out."""
    columns = {
        "客户编码": spelled(accounts.number, customer_code),
        "客户名称": account_names(accounts),
        "客户类型": texts([c.name.zh for c in CUSTOMER_TYPES])[accounts.kind],
        "省份": texts([p.province for p in PLACES])[accounts.place],
        "城市": texts([p.city for p in PLACES])[accounts.place],
        "区县": district_names(accounts),
        "收货地址": street_names(accounts.number),
        "联系电话": _or_blank(spelled(accounts.number, phone), rng.random(len(accounts)) >= 0.06),
        "税号": _or_blank(spelled(accounts.number, _tax_id), _registered(rng, accounts)),
        "账户层级": texts(["门店", "连锁总部", "付款方"])[accounts.is_head * 1 + accounts.is_payer * 2],
        "所属连锁": spelled(accounts.head, customer_code),
        "结算单位": spelled(accounts.payer, customer_code),
        **_responsible(rng, accounts),
        "开户日期": _opened(rng, accounts, days),
        "信用额度": _credit_limits(accounts),
        "账期": spelled(accounts.credit_days, str),
        "合同到期": _contract_ends(rng, accounts, days),
        **_premises(rng, accounts),
        **_needs(rng, accounts),
    }
    listed = ~accounts.is_counter & ~accounts.is_provisional
    return {name: cells[listed] for name, cells in columns.items()}


def contact_sheet(rng: np.random.Generator, accounts: Accounts) -> Columns:
    """One to three people per listed account; the first of them mostly decides."""
    listed = accounts.take(~accounts.is_counter & ~accounts.is_provisional)
    people = rng.choice([0, 1, 2, 3], len(listed), p=[0.08, 0.55, 0.27, 0.10])
    row = np.repeat(np.arange(len(listed)), people)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(people) - people, people)
    number = listed.number[row] * 3 + nth
    role = np.where(nth == 0, rng.choice([0, 2, 4], len(row), p=[0.7, 0.2, 0.1]), rng.choice([1, 2, 3], len(row)))
    decides = (nth == 0) & (rng.random(len(row)) < 0.85)
    return {
        "联系人编号": spelled(number, lambda n: f"L{n // 3 + 1:07d}-{n % 3 + 1}"),
        "客户编码": spelled(listed.number[row], customer_code),
        "姓名": person_names(number),
        "职务": texts(_ROLES)[role],
        "手机": np.where(nth == 0, spelled(listed.number[row], phone), spelled(number, _private_phone)).astype(object),
        "微信号": _or_blank(spelled(number, lambda n: f"wx_demo_{n:08d}"), rng.random(len(row)) < 0.7),
        "是否决策人": _NO_YES[decides * 1],
    }


def sku_sheet(goods: Assortment, days: Days) -> Columns:
    """The article file: all three hundred, with today's list price and cost."""
    return {
        "存货编码": goods.code,
        "存货名称": goods.name,
        "品类": texts([c.name.zh for c in CATEGORIES])[goods.category],
        "小类": goods.subcategory,
        "品牌": goods.brand,
        "规格型号": goods.pack,
        "单位": texts(["件"] * len(goods.code)),
        "净重(千克)": texts([_weight(pack) for pack in goods.pack]),
        "储存条件": goods.storage,
        "保质期(天)": spelled(goods.shelf_life_days, str),
        "标准售价": spelled(goods.price, yuan),
        "成本价": spelled(goods.cost, yuan),
        "辣度": goods.spice,
        "火锅食材": _NO_YES[goods.is_hotpot * 1],
        "自有品牌": _NO_YES[goods.is_own_brand * 1],
        "上市日期": texts([d.isoformat() for d in launched_on(goods, days.first)]),
    }


def phone(number: int) -> str:
    """An invented mobile number of an account."""
    return f"1990{number:07d}"


def _private_phone(number: int) -> str:
    return f"166{number:08d}"


def _tax_id(number: int) -> str:
    return f"91510100MADE{number:06d}"


def _registered(rng: np.random.Generator, accounts: Accounts) -> Bools:
    """Who has a tax number: never households and the lone shops of small kinds less often."""
    share = np.where(accounts.credit_days > 0, 0.97, 0.62)
    registered = (rng.random(len(accounts)) < share) & (accounts.kind != KIND_IDS.index("household"))
    return np.asarray(registered, dtype=np.bool_)


def _responsible(rng: np.random.Generator, accounts: Accounts) -> Columns:
    lead = np.where(accounts.head >= 0, accounts.head, accounts.number)
    place = [PLACES[p] for p in accounts.place]
    teams = [team_of(KIND_IDS[k], p, int(n)) for k, p, n in zip(accounts.kind, place, lead, strict=True)]
    managers = [MANAGERS[t][int(n) // 2 % len(MANAGERS[t])] for t, n in zip(teams, lead, strict=True)]
    assigned = rng.random(len(accounts)) >= 0.03
    return {"业务员": _or_blank(texts(managers), assigned), "部门": _or_blank(texts(teams), assigned)}


def _opened(rng: np.random.Generator, accounts: Accounts, days: Days) -> Texts:
    """A few days before the first order; older customers up to eight years before the history."""
    before = np.where(accounts.start > 0, rng.integers(0, 12, len(accounts)), rng.integers(1, 2_900, len(accounts)))
    day = np.maximum(accounts.start - before, -2_900)
    prospect = accounts.habit == HABIT_IDS.index("prospect")
    day = np.where(prospect, len(days.dates) - rng.integers(1, 240, len(accounts)), day)
    return np.asarray(np.datetime_as_string(days.dates[0] + day).astype(object), dtype=object)


def _weight(pack: str) -> str:
    """Kilograms of a pack such as 400g×20; empty where the pack is counted in pieces.

    A litre counts as a kilogram.
    """
    size, _, pieces = pack.partition("×")
    for unit, per_kilogram in (("kg", 1), ("ml", 1000), ("g", 1000), ("L", 1)):
        if size.endswith(unit):
            return f"{float(size.removesuffix(unit)) * int(pieces) / per_kilogram:.3f}"
    return ""


def _credit_limits(accounts: Accounts) -> Texts:
    """In whole thousands, by what the account should owe at most; empty without credit."""
    owed = accounts.monthly_spend * (1 + accounts.credit_days / 30) * accounts.limit_factor
    limit = np.maximum(np.rint(owed / 1_000), 1).astype(np.int64) * 1_000
    return _or_blank(spelled(limit, lambda n: f"{n}.00"), accounts.credit_days > 0)


def _contract_ends(rng: np.random.Generator, accounts: Accounts, days: Days) -> Texts:
    last = days.first + timedelta(days=len(days.dates) - 1)
    ends = rng.integers(-60, 420, len(accounts))
    held = (accounts.credit_days >= 15) & (rng.random(len(accounts)) < 0.8)
    return _or_blank(spelled(ends, lambda n: (last + timedelta(days=n)).isoformat()), held)


def _premises(rng: np.random.Generator, accounts: Accounts) -> Columns:
    """Seats of those who serve guests, and freezers, both growing with the account's size."""
    size = np.clip(accounts.cases / np.array([k.cases for k in KINDS])[accounts.kind], 0.3, 12.0)
    seats = np.rint(40 * size**0.6 * rng.lognormal(0.0, 0.35, len(accounts))).astype(np.int64) + 8
    litres = np.rint(6 * size**0.7 * rng.lognormal(0.0, 0.5, len(accounts))).astype(np.int64) + 2
    serves = np.isin(accounts.kind, [KIND_IDS.index(k) for k in _SEATED]) & (rng.random(len(accounts)) < 0.9)
    return {
        "餐位": _or_blank(spelled(seats, str), serves),
        "冷柜容积": _or_blank(spelled(litres, lambda n: f"{n / 10:.1f}"), rng.random(len(accounts)) < 0.7),
    }


def _needs(rng: np.random.Generator, accounts: Accounts) -> Columns:
    n = len(accounts)
    demanding = rng.random(n) < 0.06  # wants nearly everything

    def asks(share: float | Floats) -> Texts:
        asked = (rng.random(n) < share) | (demanding & (rng.random(n) < 0.85))
        return np.asarray(_NO_YES[asked * 1], dtype=object)

    large = np.isin(accounts.kind, [KIND_IDS.index(k) for k in ("supermarket", "hotel", "canteen")])
    life = rng.choice(5, n, p=[0.72, 0.08, 0.10, 0.07, 0.03])
    life = np.where(demanding, 3, life)
    return {
        "定制分切": asks(0.07),
        "贴牌": asks(np.where(large, 0.10, 0.02)),
        "夜间配送": asks(np.where(accounts.night > 0.6, 0.22, 0.03)),
        "随货开票": asks(np.where(large, 0.65, 0.08)),
        "最低剩余保质期": texts(["", "0.5", "0.6", "0.67", "0.8"])[life],
        "无电梯上楼": asks(0.09),
    }


def _or_blank(cells: Texts, shown: Bools) -> Texts:
    return np.asarray(np.where(shown, cells, ""), dtype=object)


assert len(CATEGORIES) == len(CATEGORY_IDS)
assert len(ORDER_CHANNELS) == len(CHANNEL_IDS)
