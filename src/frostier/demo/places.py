"""Where the customers are: prefecture cities, their districts, and how far the lorries go."""

# ruff: noqa: E501 - tables read better in long lines

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Place:
    """One city with its weight among customers (%) and whether freight is charged as a rule."""

    province: str
    city: str
    weight: float
    districts: tuple[str, ...]
    far: bool = False


def _p(province: str, city: str, weight: float, districts: str, far: bool = False) -> Place:
    return Place(province, city, weight, tuple(districts.split()), far)


PLACES: tuple[Place, ...] = (
    _p("四川省", "成都市", 44.0, "武侯区 锦江区 青羊区 金牛区 成华区 高新区 双流区 郫都区 温江区 新都区 龙泉驿区 青白江区 都江堰市 彭州市 崇州市"),
    _p("四川省", "绵阳市", 4.5, "涪城区 游仙区 安州区 江油市 三台县"),
    _p("四川省", "德阳市", 3.6, "旌阳区 罗江区 广汉市 绵竹市 什邡市"),
    _p("四川省", "眉山市", 2.6, "东坡区 彭山区 仁寿县"),
    _p("四川省", "资阳市", 1.8, "雁江区 安岳县 乐至县"),
    _p("四川省", "乐山市", 3.0, "市中区 五通桥区 峨眉山市 夹江县"),
    _p("四川省", "雅安市", 1.4, "雨城区 名山区 荥经县"),
    _p("四川省", "甘孜藏族自治州", 0.8, "康定市 泸定县 稻城县", True),
    _p("四川省", "阿坝藏族羌族自治州", 0.8, "马尔康市 汶川县 九寨沟县 松潘县", True),
    _p("四川省", "攀枝花市", 1.1, "东区 西区 仁和区", True),
    _p("四川省", "凉山彝族自治州", 1.3, "西昌市 会理市 德昌县", True),
    _p("四川省", "宜宾市", 2.6, "翠屏区 叙州区 南溪区"),
    _p("四川省", "泸州市", 2.4, "江阳区 龙马潭区 纳溪区"),
    _p("四川省", "自贡市", 2.0, "自流井区 大安区 贡井区"),
    _p("四川省", "内江市", 1.8, "市中区 东兴区 隆昌市"),
    _p("四川省", "广元市", 1.4, "利州区 昭化区 剑阁县"),
    _p("四川省", "遂宁市", 1.7, "船山区 安居区 射洪市"),
    _p("四川省", "南充市", 2.8, "顺庆区 高坪区 嘉陵区 阆中市"),
    _p("四川省", "达州市", 2.0, "通川区 达川区 宣汉县"),
    _p("四川省", "巴中市", 1.2, "巴州区 恩阳区 平昌县"),
    _p("四川省", "广安市", 1.3, "广安区 前锋区 华蓥市"),
    _p("重庆市", "重庆市", 5.2, "渝中区 江北区 南岸区 沙坪坝区 九龙坡区 渝北区 万州区"),
    _p("贵州省", "贵阳市", 1.2, "南明区 云岩区 观山湖区", True),
    _p("云南省", "昆明市", 1.3, "五华区 官渡区 呈贡区", True),
    _p("西藏自治区", "拉萨市", 0.4, "城关区 堆龙德庆区", True),
    _p("陕西省", "西安市", 1.1, "雁塔区 碑林区 未央区", True),
    _p("甘肃省", "兰州市", 0.5, "城关区 七里河区", True),
    _p("湖北省", "武汉市", 0.9, "武昌区 江汉区 洪山区", True),
    _p("湖南省", "长沙市", 0.6, "岳麓区 芙蓉区", True),
    _p("河南省", "郑州市", 0.6, "金水区 二七区", True),
    _p("广东省", "广州市", 0.9, "天河区 海珠区 白云区", True),
    _p("广东省", "深圳市", 0.7, "福田区 南山区 龙岗区", True),
    _p("上海市", "上海市", 0.9, "浦东新区 徐汇区 闵行区", True),
    _p("浙江省", "杭州市", 0.7, "西湖区 余杭区 滨江区", True),
    _p("江苏省", "南京市", 0.4, "鼓楼区 江宁区", True),
    _p("北京市", "北京市", 1.0, "朝阳区 海淀区 丰台区", True),
    _p("辽宁省", "沈阳市", 0.3, "和平区 铁西区", True),
)  # fmt: skip

WEIGHTS = np.array([p.weight for p in PLACES]) / sum(p.weight for p in PLACES)
IS_FAR = np.array([p.far for p in PLACES])
DISTRICTS = np.array([len(p.districts) for p in PLACES])

TEAMS: tuple[str, ...] = ("成都餐饮一部", "成都餐饮二部", "川内渠道部", "川外拓展部", "商超团餐部")
MANAGERS: dict[str, tuple[str, ...]] = {
    "成都餐饮一部": ("何建国", "罗小芳", "邓志强", "周雪梅"),
    "成都餐饮二部": ("唐晓峰", "蒋丽华", "曾庆伟", "彭婷"),
    "川内渠道部": ("谢大勇", "冯春燕", "廖凯", "苏敏"),
    "川外拓展部": ("熊伟", "郝佳"),
    "商超团餐部": ("秦岚", "魏东升"),
}


def team_of(kind: str, place: Place, account: int) -> str:
    """The sales team in charge: key accounts by kind, everyone else by place."""
    if kind in ("supermarket", "canteen", "banquet_caterer"):
        return "商超团餐部"
    if place.province != "四川省":
        return "川外拓展部"
    if place.city != "成都市":
        return "川内渠道部"
    return TEAMS[account % 2]
