"""Sales regions and climate zones of places, as the trade speaks of them."""

from __future__ import annotations

from frostier.kernel.text import Text

SALES_REGIONS: dict[str, Text] = {
    "chengdu": Text("成都", "Chengdu"),
    "west_sichuan": Text("川西", "western Sichuan"),
    "south_sichuan": Text("川南", "southern Sichuan"),
    "north_sichuan": Text("川北", "northern Sichuan"),
    "east_sichuan": Text("川东", "eastern Sichuan"),
    "chongqing": Text("重庆", "Chongqing"),
    "southwest": Text("西南其他", "rest of the south-west"),
    "east_china": Text("华东", "eastern China"),
    "south_china": Text("华南", "southern China"),
    "north_china": Text("华北东北", "northern China"),
    "central_china": Text("华中", "central China"),
    "northwest": Text("西北", "north-western China"),
    "abroad": Text("境外", "abroad"),
    "unknown": Text("未知", "unknown"),
}

CLIMATE_ZONES: dict[str, Text] = {
    "humid_basin": Text("湿热盆地", "humid basin"),
    "plateau": Text("高原寒区", "cold plateau"),
    "dry_hot_valley": Text("干热河谷", "dry hot valley"),
    "mild_highland": Text("温和高地", "mild highland"),
    "subtropical": Text("亚热带", "subtropical"),
    "temperate": Text("温带", "temperate"),
    "unknown": Text("未知", "unknown"),
}

REGION_OF_CITY: dict[str, str] = {
    "成都": "chengdu",
    "德阳": "chengdu", "眉山": "chengdu", "资阳": "chengdu",
    "雅安": "west_sichuan", "乐山": "west_sichuan", "甘孜": "west_sichuan", "阿坝": "west_sichuan",
    "攀枝花": "south_sichuan", "凉山": "south_sichuan", "西昌": "south_sichuan", "宜宾": "south_sichuan",
    "泸州": "south_sichuan", "自贡": "south_sichuan", "内江": "south_sichuan",
    "绵阳": "north_sichuan", "广元": "north_sichuan", "遂宁": "north_sichuan",
    "南充": "east_sichuan", "巴中": "east_sichuan", "达州": "east_sichuan", "广安": "east_sichuan",
    "重庆": "chongqing",
}  # fmt: skip

REGION_OF_PROVINCE: dict[str, str] = {
    "重庆": "chongqing",
    "四川": "chengdu",
    "贵州": "southwest", "云南": "southwest", "西藏": "southwest",
    "上海": "east_china", "江苏": "east_china", "浙江": "east_china", "安徽": "east_china", "福建": "east_china",
    "江西": "east_china", "山东": "east_china",
    "广东": "south_china", "广西": "south_china", "海南": "south_china",
    "北京": "north_china", "天津": "north_china", "河北": "north_china", "山西": "north_china", "内蒙古": "north_china",
    "辽宁": "north_china", "吉林": "north_china", "黑龙江": "north_china",
    "河南": "central_china", "湖北": "central_china", "湖南": "central_china",
    "陕西": "northwest", "甘肃": "northwest", "青海": "northwest", "宁夏": "northwest", "新疆": "northwest",
}  # fmt: skip

CLIMATE_OF_CITY: dict[str, str] = {
    "甘孜": "plateau", "阿坝": "plateau", "攀枝花": "dry_hot_valley", "凉山": "mild_highland", "西昌": "mild_highland",
}  # fmt: skip

CLIMATE_OF_REGION: dict[str, str] = {
    "chengdu": "humid_basin", "west_sichuan": "humid_basin", "south_sichuan": "humid_basin",
    "north_sichuan": "humid_basin", "east_sichuan": "humid_basin", "chongqing": "humid_basin",
    "southwest": "mild_highland", "east_china": "subtropical", "south_china": "subtropical",
    "central_china": "subtropical", "north_china": "temperate", "northwest": "temperate",
    "abroad": "unknown", "unknown": "unknown",
}  # fmt: skip

_CHINESE_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "藏族羌族自治州", "藏族自治州", "彝族自治州", "自治州", "地区", "省", "市", "州")  # fmt: skip


def short_place(name: str | None) -> str:
    """A province or city without its administrative suffix; empty for none.

    >>> short_place("成都市"), short_place("甘孜藏族自治州")
    ('成都', '甘孜')
    """
    place = (name or "").strip()
    for suffix in _CHINESE_SUFFIXES:
        if place.endswith(suffix) and len(place) > len(suffix) + 1:
            return place.removesuffix(suffix)
    return place


def sales_region(province: str | None, city: str | None) -> str:
    """The sales region of a place; ``abroad`` for a country name outside China, ``unknown`` for nothing."""
    short_province, short_city = short_place(province), short_place(city)
    if short_city in REGION_OF_CITY:
        return REGION_OF_CITY[short_city]
    if short_province in REGION_OF_PROVINCE:
        return REGION_OF_PROVINCE[short_province]
    return "abroad" if short_province and short_province.isascii() else "unknown"


def climate_zone(province: str | None, city: str | None) -> str:
    """The climate zone of a place."""
    short_city = short_place(city)
    return CLIMATE_OF_CITY.get(short_city) or CLIMATE_OF_REGION[sales_region(province, city)]
