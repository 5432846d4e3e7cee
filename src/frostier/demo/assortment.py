"""The three hundred articles of the demo company: real names of the trade, packs, prices, costs, shelf lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from frostier.demo.kinds import CATEGORY_IDS

OWN_BRAND = "雪岭鲜"
SKUS = 300

# One line per product: name | subcategory | brand | storage | shelf life (days) | spice | hotpot item | packs as
# "pack@price in yuan per case". Storage F frozen, C chilled, A ambient; spice 0 none … 3 hot; brand * is our own.
_PRODUCTS: dict[str, str] = {
    "offal": """
鲜毛肚|毛肚|*|C|7|0|1|2.5kg×4@520;1kg×10@545
水发毛肚|毛肚|川牛坊|C|15|0|1|2kg×6@498;500g×20@430
冷冻叶片毛肚|毛肚|川牛坊|F|365|0|1|1kg×10@398;2kg×5@388
千层肚|毛肚|*|F|365|0|1|1kg×10@356;500g×20@368
鲜鸭肠|鸭肠|*|C|6|0|1|2kg×5@286;1kg×10@298
冷冻鸭肠|鸭肠|江禽源|F|365|0|1|1kg×10@242;2kg×6@288
鹅肠|鸭肠|江禽源|F|365|0|1|1kg×10@335;500g×20@345
鲜黄喉|黄喉|*|C|7|0|1|1kg×8@318;2.5kg×4@390
冷冻黄喉条|黄喉|川牛坊|F|365|0|1|1kg×10@276;500g×20@288
郡肝片|郡肝|江禽源|F|365|0|1|1kg×10@188;2kg×6@222
鲜腰片|腰花|*|C|5|0|1|500g×16@196;1kg×8@190
牛百叶|毛肚|川牛坊|F|365|0|1|1kg×10@305;2kg×5@298
麻辣牛杂|牛杂|*|F|270|3|1|2.5kg×4@368;1kg×10@375
鸭胗花|郡肝|江禽源|F|365|0|1|1kg×10@205;500g×20@214""",
    "meat_rolls": """
肥牛卷|肥牛|草原红|F|365|0|1|2.5kg×4@385;1kg×10@398
雪花肥牛片|肥牛|草原红|F|365|0|1|500g×20@468;1kg×10@455
精品羊肉卷|羊肉卷|草原红|F|365|0|1|2.5kg×4@405;500g×20@418
羔羊肉片|羊肉卷|*|F|365|0|1|1kg×10@448;500g×20@462
五花肉卷|猪肉卷|蜀猪坊|F|365|0|1|2.5kg×4@248;1kg×10@256
鸭肉卷|禽肉卷|江禽源|F|365|0|1|2.5kg×4@166;1kg×10@172
梅花肉片|猪肉卷|蜀猪坊|F|365|0|1|1kg×10@268;2.5kg×4@262
调理牛肉片|肥牛|*|F|270|0|1|1kg×10@288;400g×25@296
培根片|猪肉卷|蜀猪坊|F|270|0|0|1kg×10@258;2kg×5@252
安格斯眼肉片|肥牛|草原红|F|365|0|1|500g×16@528;1kg×8@515""",
    "marinated_meat": """
小酥肉|酥肉|*|F|365|1|1|1kg×10@195;2.5kg×4@188
现炸小酥肉|酥肉|巴蜀厨|F|365|1|1|500g×20@205;1kg×10@198
麻辣嫩牛肉|嫩牛肉|*|F|270|3|1|1kg×10@265;400g×25@275
水滑肉|滑肉|巴蜀厨|F|270|0|1|1kg×10@178;500g×20@185
香菜丸滑肉|滑肉|巴蜀厨|F|270|0|1|500g×20@192;1kg×10@186
泡椒牛肉|嫩牛肉|*|F|270|3|1|1kg×10@272;400g×25@282
腌制腰花|腌制|*|C|5|2|1|500g×12@168;1kg×6@160
山椒肥牛|嫩牛肉|巴蜀厨|F|270|2|1|400g×25@256;1kg×10@248
酥香排骨|酥肉|*|F|365|1|0|1kg×10@235;2kg×5@228""",
    "balls_surimi": """
虾滑|虾滑|*|F|365|0|1|150g×40@420;1kg×10@505
青虾滑(95%)|虾滑|海之味|F|365|0|1|150g×40@468;500g×20@548
撒尿牛丸|牛丸|闽鲜|F|365|0|1|2.5kg×4@156;500g×20@165
潮汕牛筋丸|牛丸|闽鲜|F|365|0|1|500g×20@228;2.5kg×4@218
鱼豆腐|火锅丸料|闽鲜|F|365|0|1|2.5kg×4@128;500g×20@136
蟹棒|火锅丸料|海之味|F|365|0|1|500g×20@142;1kg×10@138
鱼籽福袋|火锅丸料|闽鲜|F|365|0|1|500g×20@168;2.5kg×4@160
芝心年糕|火锅丸料|闽鲜|F|365|0|1|500g×20@152;1kg×10@148
墨鱼丸|鱼丸|海之味|F|365|0|1|2.5kg×4@148;500g×20@158
脆皮肠|火腿肠|巴蜀厨|F|270|0|1|1kg×10@138;2kg×6@158
亲亲肠|火腿肠|巴蜀厨|F|270|0|1|1kg×10@126;500g×20@132
包心鱼丸|鱼丸|闽鲜|F|365|0|1|2.5kg×4@138;500g×20@146
午餐肉|午餐肉|蜀猪坊|A|720|0|1|340g×24@265;1.5kg×6@248
千页豆腐|火锅丸料|闽鲜|F|365|0|1|400g×25@98;2.5kg×4@92""",
    "hotpot_base": """
牛油火锅底料|牛油锅底|*|A|540|3|1|400g×20@268;500g×20@325
特麻牛油锅底|牛油锅底|*|A|540|3|1|500g×20@348;2.5kg×4@335
老火锅手工底料|牛油锅底|渝味堂|A|540|3|1|400g×24@312;1kg×10@308
中辣牛油底料|牛油锅底|渝味堂|A|540|2|1|360g×30@298;500g×20@288
微辣清油底料|清油锅底|渝味堂|A|540|1|1|360g×30@276;1kg×10@258
番茄锅底|清汤底料|*|A|365|0|1|500g×20@228;200g×40@240
菌汤锅底|清汤底料|山之珍|A|365|0|1|250g×40@256;1kg×10@236
冒菜底料|冒菜底料|*|A|540|2|1|400g×25@245;2kg×6@265
串串香底料|串串底料|渝味堂|A|540|3|1|500g×20@252;2.5kg×4@246""",
    "seafood": """
巴沙鱼片|鱼片|海之味|F|540|0|1|1kg×10@148;2.5kg×4@145
免浆黑鱼片|鱼片|*|F|365|0|1|250g×40@365;500g×20@355
鱿鱼须|鱿鱼|海之味|F|540|0|1|1kg×10@268;2kg×5@262
鱿鱼花|鱿鱼|海之味|F|540|0|1|1kg×10@295;500g×20@304
南美白虾|虾|海之味|F|540|0|1|2kg×6@468;1.8kg×6@415
去头虾仁|虾|海之味|F|540|0|0|1kg×10@388;500g×20@398
耗儿鱼|整鱼|海之味|F|540|0|1|5kg×2@208;10kg×1@202
带鱼段|整鱼|海之味|F|540|0|0|2.5kg×4@246;1kg×10@252
鲜活鲈鱼片|鱼片|*|C|4|0|1|500g×10@238;1kg×5@230
扇贝肉|贝类|海之味|F|540|0|0|1kg×10@225;500g×20@232
花甲王|贝类|海之味|F|365|0|0|500g×20@118;1kg×10@112
蟹钳|蟹|海之味|F|540|0|1|1kg×10@248;500g×20@256
牛蛙腿|蛙类|*|F|365|0|1|1kg×10@298;2.5kg×4@292""",
    "poultry": """
去骨凤爪|鸡爪|江禽源|F|365|0|1|1kg×10@268;500g×20@276
大号凤爪|鸡爪|江禽源|F|365|0|0|10kg×1@245;1kg×10@252
盒装鸭血|鸭血|*|C|30|0|1|300g×30@96;400g×24@99
鸡翅中|鸡翅|江禽源|F|365|0|0|1kg×10@325;2.5kg×4@318
琵琶腿|鸡腿|江禽源|F|365|0|0|1kg×10@148;10kg×1@139
黑椒鸡块|鸡肉|巴蜀厨|F|365|1|0|1kg×10@152;2kg×5@148
辣子鸡丁|鸡肉|*|F|365|3|0|1kg×10@178;2.5kg×4@172
鸭掌(去骨)|鸭副|江禽源|F|365|0|1|1kg×10@315;500g×20@324
冰鲜三黄鸡|整鸡|*|C|5|0|0|1.2kg×8@218;1.5kg×6@210
老母鸡|整鸡|江禽源|F|365|0|0|1.1kg×10@265;1.3kg×8@246
卤鸭脖|鸭副|*|F|270|3|0|1kg×10@232;500g×20@240""",
    "pork": """
鲜脑花|脑花|*|C|4|0|1|4枚×12@168;6枚×10@198
肥肠段|肥肠|蜀猪坊|F|365|0|1|1kg×10@298;2.5kg×4@288
卤肥肠|肥肠|*|F|270|2|1|500g×20@345;1kg×10@336
猪蹄块|猪蹄|蜀猪坊|F|365|0|0|1kg×10@238;10kg×1@226
五花肉(带皮)|五花肉|蜀猪坊|F|365|0|0|10kg×1@242;2.5kg×4@248
猪肋排|排骨|蜀猪坊|F|365|0|0|10kg×1@386;1kg×10@398
猪里脊|猪肉|蜀猪坊|F|365|0|0|2kg×5@226;10kg×1@218
猪肚|猪副|蜀猪坊|F|365|0|0|1kg×10@342;5kg×2@335
贡菜肉圆|猪肉|*|C|10|0|1|500g×16@142;1kg×8@136
猪耳片|猪副|*|F|270|1|0|500g×20@256;1kg×10@248""",
    "beef_lamb": """
牛腩块|牛腩|草原红|F|365|0|0|2.5kg×4@465;1kg×10@478
金钱腱|牛腱|草原红|F|365|0|0|10kg×1@565;2.5kg×4@575
牛肉粒|牛肉|草原红|F|365|0|0|1kg×10@432;500g×20@442
牛筋|牛副|川牛坊|F|365|0|1|1kg×10@358;2kg×5@350
羊蝎子|羊肉|草原红|F|365|0|1|10kg×1@338;2.5kg×4@345
羊腿肉|羊肉|草原红|F|365|0|0|10kg×1@598;2.5kg×4@608
家庭牛排|牛排|巴蜀厨|F|365|0|0|150g×60@488;130g×50@375
鲜吊龙|牛肉|*|C|5|0|1|500g×12@398;1kg×6@390""",
    "skewers": """
麻辣牛肉串|牛肉串|*|F|270|3|1|50串×20@265;100串×10@258
香菜牛肉串|牛肉串|巴蜀厨|F|270|2|1|50串×20@258;100串×10@250
掌中宝串|掌中宝|江禽源|F|270|0|1|50串×20@338;25串×40@345
郡肝串|郡肝|江禽源|F|270|1|1|100串×10@188;50串×20@194
鸡皮串|鸡串|江禽源|F|270|0|0|50串×20@148;100串×10@142
羊肉串|羊肉串|草原红|F|270|1|0|50串×20@355;100串×10@348
骨肉相连|鸡串|巴蜀厨|F|270|0|0|50串×16@165;30串×20@152
毛肚串|签子货|*|F|270|0|1|100串×10@245;50串×20@252
鱿鱼串|签子货|海之味|F|270|0|0|40串×15@232;20串×30@240
排骨串|签子货|*|F|270|1|1|50串×20@228;100串×10@220""",
    "prepared_dish": """
酸菜鱼预制菜|酸菜鱼|*|F|365|2|0|1kg×10@268;500g×20@278
水煮牛肉|热菜|*|F|365|3|0|800g×12@298;450g×20@306
梅菜扣肉|扣碗|蜀味蒸|F|365|0|0|300g×30@318;400g×24@332
夹沙肉|扣碗|蜀味蒸|F|365|0|0|300g×30@288;400g×24@302
毛血旺|热菜|*|F|365|3|0|1kg×10@235;600g×16@242
粉蒸排骨|扣碗|蜀味蒸|F|365|1|0|300g×30@326;400g×20@290
东坡肘子|热菜|蜀味蒸|F|365|0|0|1.2kg×8@398;900g×10@385
宫保鸡丁料理包|料理包|巴蜀厨|F|365|2|0|200g×50@275;1kg×10@258
鱼香肉丝料理包|料理包|巴蜀厨|F|365|1|0|200g×50@262;1kg×10@246
红烧牛肉料理包|料理包|巴蜀厨|F|365|0|0|200g×50@345;1kg×10@332
甜烧白|扣碗|蜀味蒸|F|365|0|0|300g×30@276;400g×24@290
小份佛跳墙|年菜|*|F|365|0|0|350g×20@568;1kg×8@525
八宝饭|年菜|蜀味蒸|F|365|0|0|350g×30@225;500g×20@212""",
    "staples_snacks": """
红糖糍粑|小吃|*|F|365|0|1|300g×30@186;1kg×10@158
龙抄手|抄手|*|F|270|0|0|500g×20@176;1kg×10@170
钟水饺|水饺|蜀点坊|F|270|0|0|500g×20@168;1kg×10@162
黑芝麻汤圆|汤圆|蜀点坊|F|365|0|0|500g×20@158;1kg×10@152
叶儿粑|小吃|蜀点坊|F|270|0|0|300g×24@172;1kg×10@180
手抓饼|面点|蜀点坊|F|365|0|0|90g×100@138;120g×80@142
奶黄包|面点|蜀点坊|F|365|0|0|360g×24@132;1kg×10@128
川味油条|面点|*|F|365|0|0|1kg×10@118;500g×20@124
现炸南瓜饼|小吃|蜀点坊|F|365|0|1|400g×25@136;1kg×10@130
宽粉(火锅川粉)|主食|山之珍|A|365|0|1|240g×40@112;1kg×10@98""",
    "tofu_mushroom": """
冻豆腐|豆制品|*|F|365|0|1|1kg×10@86;500g×20@92
鲜豆皮|豆制品|*|C|10|0|1|500g×20@118;1kg×10@112
响铃卷|豆制品|山之珍|A|270|0|1|150g×30@158;500g×10@165
魔芋丝结|魔芋|山之珍|A|300|0|1|250g×40@108;1kg×12@116
黑木耳(水发)|菌菇|山之珍|C|20|0|1|500g×20@96;2kg×6@112
鲜香菇|菌菇|山之珍|C|8|0|1|2.5kg×2@78;5kg×1@75
贡菜|干菜|山之珍|A|365|0|1|500g×20@198;2.5kg×4@192""",
    "vegetables": """
净菜土豆片|净菜|*|C|5|0|1|2.5kg×4@62;5kg×2@60
藕片|净菜|*|C|6|0|1|2.5kg×4@88;5kg×2@85
速冻甜玉米粒|速冻蔬菜|田野鲜|F|540|0|0|1kg×10@72;2.5kg×4@70""",
    "condiment": """
火锅香油|蘸料|*|A|540|0|1|70ml×100@178;5L×4@285
干碟辣椒面|蘸料|渝味堂|A|365|3|1|10g×300@138;1kg×10@188
郫县豆瓣|豆瓣|蜀酱园|A|720|2|0|1kg×12@146;5kg×4@158
汉源花椒|花椒|山之珍|A|540|2|0|500g×20@685
大刀辣椒段|辣椒|山之珍|A|365|3|0|2.5kg×4@228
鲜椒酱|蘸料|*|C|60|3|1|1kg×10@165""",
    "beverage": """
唯怡豆奶|植物奶|唯怡|A|270|0|0|245ml×24@62;960ml×12@98
老鹰茶|茶饮|山之珍|A|365|0|0|500ml×15@45
手搓冰粉|冰粉|*|C|20|0|0|220g×24@78
精酿小啤酒|啤酒|雪岭|A|240|0|0|330ml×24@96""",
    "consumable": """
一次性火锅围裙|包材|洁厨|A|1095|0|0|500条×1@68
打包餐盒|包材|洁厨|A|1095|0|0|750ml×300@92;1000ml×200@88
固体酒精|燃料|洁厨|A|730|0|0|200g×50@76""",
}  # fmt: skip

MARGIN: dict[str, float] = {
    "offal": 0.24, "meat_rolls": 0.16, "marinated_meat": 0.27, "balls_surimi": 0.22, "hotpot_base": 0.32,
    "seafood": 0.17, "poultry": 0.15, "pork": 0.14, "beef_lamb": 0.13, "skewers": 0.26, "prepared_dish": 0.30,
    "staples_snacks": 0.28, "tofu_mushroom": 0.25, "vegetables": 0.18, "condiment": 0.26, "beverage": 0.20,
    "consumable": 0.22,
}  # fmt: skip

SERVICE_CODE = "YF001"
SERVICE_NAME = "冷链运费"
SERVICE_INDEX = SKUS

_STORAGE = {"F": "冷冻", "C": "冷藏", "A": "常温"}
_SPICE = ("不辣", "微辣", "中辣", "特辣")


@dataclass(frozen=True, slots=True)
class Assortment:
    """The articles, one entry per SKU in the order of their codes; prices in cents on the last day.

    ``launch_day`` counts days from the first day of the history; negative means before it.
    ``by_category`` is category × position, padded by repeating; ``category_size`` says how many are real.
    """

    code: NDArray[np.object_]
    name: NDArray[np.object_]
    category: NDArray[np.int64]
    subcategory: NDArray[np.object_]
    brand: NDArray[np.object_]
    pack: NDArray[np.object_]
    storage: NDArray[np.object_]
    spice: NDArray[np.object_]
    shelf_life_days: NDArray[np.int64]
    is_hotpot: NDArray[np.bool_]
    is_own_brand: NDArray[np.bool_]
    price: NDArray[np.int64]
    cost: NDArray[np.int64]
    launch_day: NDArray[np.int64]
    by_category: NDArray[np.int64]
    category_size: NDArray[np.int64]


def assortment(days: int) -> Assortment:
    """The same three hundred SKUs for every seed; launches are placed within the ``days`` of the history."""
    rows = [(c, *line) for c, text in _PRODUCTS.items() for line in _packs_of(text)]
    categories = np.array([CATEGORY_IDS.index(r[0]) for r in rows], dtype=np.int64)
    price = np.array([int(r[9]) * 100 for r in rows], dtype=np.int64)
    margin = np.array([MARGIN[r[0]] for r in rows])
    position = np.arange(len(rows))
    table, sizes = _by_category(categories)
    return Assortment(
        code=_objects([f"{chr(65 + c)}{n:04d}" for n, c in zip(1 + position, categories, strict=True)]),
        name=_objects([f"{r[1]} {r[8]}" for r in rows]),
        category=categories,
        subcategory=_objects([r[2] for r in rows]),
        brand=_objects([OWN_BRAND if r[3] == "*" else r[3] for r in rows]),
        pack=_objects([r[8] for r in rows]),
        storage=_objects([_STORAGE[r[4]] for r in rows]),
        spice=_objects([_SPICE[int(r[6])] for r in rows]),
        shelf_life_days=np.array([int(r[5]) for r in rows], dtype=np.int64),
        is_hotpot=np.array([r[7] == "1" for r in rows]),
        is_own_brand=np.array([r[3] == "*" for r in rows]),
        price=price,
        # A fixed spread of ±4 points around the category's margin, so that SKUs of one category differ.
        cost=np.rint(price * (1 - margin + ((position * 37) % 9 - 4) / 100)).astype(np.int64),
        launch_day=_launches(position, days, table[:, 0]),
        by_category=table,
        category_size=sizes,
    )


def _packs_of(text: str) -> list[tuple[str, ...]]:
    rows = []
    for line in text.strip().splitlines():
        *product, packs = line.split("|")
        rows += [(*product, *pack.split("@")) for pack in packs.split(";")]
    return rows


def _launches(position: NDArray[np.int64], days: int, firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """One SKU in seven is launched during the history, at the latest eight days before its end.

    The ``firsts`` of the categories have always been there: they stand in for what is not on sale yet.
    """
    old = -((position * 53) % 1500) - 60
    new = days - 8 - (position * 29) % (days - 60)
    is_new = (position % 7 == 3) & ~np.isin(position, firsts)
    return np.where(is_new, new, old).astype(np.int64)


def _by_category(categories: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    sizes = np.bincount(categories, minlength=len(CATEGORY_IDS))
    table = np.zeros((len(CATEGORY_IDS), int(sizes.max())), dtype=np.int64)
    for category, size in enumerate(sizes):
        if size:
            table[category] = np.resize(np.flatnonzero(categories == category), table.shape[1])
    return table, sizes


def launched_on(goods: Assortment, first_day: date) -> list[date]:
    """The launch day of every SKU as a date."""
    return [first_day + timedelta(days=int(d)) for d in goods.launch_day]


def _objects(values: list[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)
