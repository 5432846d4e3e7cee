"""Invented names of shops, people and streets. Any likeness to a real business is chance."""

# ruff: noqa: E501 - tables read better in long lines

from __future__ import annotations

import numpy as np

from frostier.demo.accounts import Accounts, Ints
from frostier.demo.codes import Texts, texts
from frostier.demo.kinds import KINDS
from frostier.demo.places import DISTRICTS, PLACES


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_SURNAMES = _words(
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕"
)
_GIVEN = _words(
    "建军 秀英 志强 小红 大勇 丽娟 国华 晓燕 文斌 玉兰 光明 春梅 永康 雪琴 成林 佳怡 俊杰 思雨 德全 素芬 海涛 凤霞 云飞 明珠"
)
_STYLES = _words("记 家 老 氏 婆婆 师傅 二娃 幺妹 大叔 三哥")
_WORDS = _words(
    "巷子 江边 古镇 码头 竹林 桥头 院坝 灶台 红灯 山城 锦里 川香 渝味 麻辣 青花 槐树 水井 茶铺 望江 半山 云顶 福满 龙门 石磨"
)
_SIGNS: dict[str, tuple[str, ...]] = {
    "hotpot_shop": ("老火锅", "牛油火锅", "鲜毛肚火锅", "市井火锅"),
    "chuanchuan_shop": ("串串香", "钢管串串", "市井串串"),
    "maocai_shop": ("冒菜", "麻辣烫", "特色冒菜"),
    "sichuan_restaurant": ("川菜馆", "江湖菜", "家常菜", "私房川菜"),
    "other_restaurant": ("餐厅", "西餐厅", "粤菜馆", "东北菜馆"),
    "snack_shop": ("面馆", "抄手店", "小吃店", "快餐店"),
    "bbq_shop": ("烧烤", "烤肉店", "夜啤酒烧烤"),
    "canteen": ("中学食堂", "职工食堂", "医院食堂", "产业园食堂"),
    "banquet_caterer": ("宴席服务队", "坝坝宴", "团膳公司"),
    "hotel": ("大酒店", "宾馆", "度假酒店"),
    "wholesaler": ("冻品批发部", "冷冻食品商行", "食品供应链公司"),
    "supermarket": ("超市", "生鲜超市", "购物中心"),
    "convenience_store": ("便利店", "生鲜店", "社区团购点"),
    "household": ("家庭", "住户", "先生女士"),
    "other": ("商行", "经营部", "服务部"),
}
_DIGITS = "一二三四五六七八九"


def account_names(accounts: Accounts) -> Texts:
    """The shop sign of every account; shops of one chain share the brand and add their district."""
    lead = np.where(accounts.head >= 0, accounts.head, accounts.number)
    brand = _pick(_SURNAMES, lead * 7 + 3) + _pick(_STYLES, lead * 11 + 5) + _pick(_WORDS, lead * 13 + 1)
    sign = np.select(
        [accounts.kind == n for n in range(len(KINDS))],
        [_pick(_SIGNS[kind.id], lead * 5 + 2) for kind in KINDS],
    )
    ending = texts(["", "总部", "结算公司"])[accounts.is_head * 1 + accounts.is_payer * 2]
    branch = np.where(accounts.is_head | accounts.is_payer, "", _branch(accounts))
    return np.asarray(brand + sign.astype(object) + branch + ending, dtype=object)


def district_names(accounts: Accounts) -> Texts:
    """The district of every account."""
    begins = np.cumsum(DISTRICTS) - DISTRICTS
    flat = texts([d for place in PLACES for d in place.districts])
    return np.asarray(flat[begins[accounts.place] + accounts.district], dtype=object)


def person_names(number: Ints) -> Texts:
    """A person's name for every number."""
    return np.asarray(_pick(_SURNAMES, number * 17 + 9) + _pick(_GIVEN, number * 29 + 4), dtype=object)


def street_names(number: Ints) -> Texts:
    """A street and house number for every number."""
    house = texts([f"路{n}号" for n in range(1, 400)])[number * 31 % 399]
    return np.asarray(_pick(_WORDS, number * 19 + 7) + house, dtype=object)


def _branch(accounts: Accounts) -> Texts:
    """（district店）for shops of a chain and for every third other account; numbered where a chain has several."""
    shown = (accounts.head >= 0) | (accounts.number % 3 == 0)
    nth = np.where(accounts.head >= 0, accounts.number - accounts.head, 1)
    number = np.where(accounts.head >= 0, _pick(tuple(_DIGITS), (nth - 1) % 9) + "号", "")
    return np.where(shown, "（" + district_names(accounts) + number.astype(object) + "店）", "")


def _pick(words: tuple[str, ...], number: Ints) -> Texts:
    return np.asarray(texts(words)[number % len(words)], dtype=object)
