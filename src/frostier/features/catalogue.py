"""Every figure that is known of a customer as of a day: what it means, its unit, its window, its sources.

``FEATURES`` are computed from the stored facts, ``ATTRIBUTES`` are passed through from the customer record. The
predicate language, the explanations, the tag and tier rules and the printed catalogue all read these
declarations; :mod:`frostier.features.table` computes exactly the columns declared here.

Shared meanings. A window of n days is ``day > as_of − n and day <= as_of``. A *purchase day* is a day with at
least one order. *Spend* is goods sold less goods returned; *sales* is goods sold before returns; shares are of
sales unless they say otherwise. *Block* k (0 is the latest) is the 30 days with ``30·k <= as_of − day < 30·(k+1)``.
A customer without any order has 0 for counts and sums, and no value (NULL) for recency, dates and ratios. A
ratio whose denominator is 0 has no value.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.sources.choices import ACCOUNT_LEVELS, CATEGORIES, CUSTOMER_TYPES, ORDER_CHANNELS
from frostier.sources.standard import Choice
from frostier.warehouse.regions import CLIMATE_ZONES, SALES_REGIONS

DataType = Literal["int", "decimal", "float", "bool", "text", "date"]
Better = Literal["high", "low"]
Family = Literal["recency", "value", "cadence", "basket", "season", "channel", "price", "credit", "service", "potential"]

FAMILIES: dict[Family, Text] = {
    "recency": Text("近度与资历", "Recency and tenure"),
    "value": Text("金额与毛利", "Spend and margin"),
    "cadence": Text("频次与周期", "Frequency and purchase cycle"),
    "basket": Text("品类与菜单广度", "Categories and menu breadth"),
    "season": Text("季节", "Season"),
    "channel": Text("渠道与下单习惯", "Channel and order habit"),
    "price": Text("促销、折扣与退货", "Promotion, discount and returns"),
    "credit": Text("付款与信用", "Payment and credit"),
    "service": Text("服务要求", "Service needs"),
    "potential": Text("潜力", "Potential"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One column about a customer that is passed through from the customer record.

    ``aliases`` are further words that mean it in rules (ids and names in both languages always do).
    ``choices`` are the allowed values of a text column with a closed list; empty where any text may stand.
    """

    id: str
    name: Text
    meaning: Text
    dtype: DataType
    unit: Text | None = None
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature(Attribute):
    """One computed column: one value per customer and as-of day.

    ``window_days`` is how far back it looks (None: the whole history, or no history at all). ``source`` names the
    stored tables it reads. ``better`` is the direction that a salesperson wishes for, None where neither is.
    ``fair_twin`` is the id of the same figure with the season of the customer's type taken out.
    """

    family: Family
    window_days: int | None = None
    source: tuple[str, ...] = ()
    better: Better | None = None
    fair_twin: str | None = None


WINDOWS = (7, 30, 90, 180, 365)

_DAYS = Text("天", "days")
_YUAN = Text("元", "CNY")
_TIMES = Text("次", "times")
_ORDERS = Text("单", "orders")
_SHARE = Text("占比（0 至 1）", "share (0 to 1)")
_RATIO = Text("倍", "ratio")
_KINDS = Text("种", "kinds")
_BLOCKS = Text("个 30 天", "blocks of 30 days")

_CUSTOMER = ("dim_customer",)
_DAY = ("fact_customer_day",)
_CATEGORY = ("fact_customer_category_day",)
_SKU = ("fact_customer_sku_day",)
_CHANNEL = ("fact_customer_channel_day",)
_RECEIVABLE = ("fact_receivable",)
_FAIR = ("fact_customer_day", "fact_type_season", "dim_customer")


def _feature(
    family: Family, id: str, name: tuple[str, str], meaning: tuple[str, str], dtype: DataType, unit: Text | None,
    window_days: int | None, source: tuple[str, ...], better: Better | None = None, aliases: tuple[str, ...] = (),
    fair_twin: str | None = None, choices: tuple[Choice, ...] = (),
) -> Feature:  # fmt: skip
    return Feature(
        id=id, name=Text(*name), meaning=Text(*meaning), dtype=dtype, unit=unit, aliases=aliases, choices=choices,
        family=family, window_days=window_days, source=source, better=better, fair_twin=fair_twin,
    )  # fmt: skip


_RECENCY = (
    _feature("recency", "recency_days", ("最近购买", "days since last order"), ("as_of − 最近下单日", "as_of − last_order_on"), "int", _DAYS, None, _DAY, "low", ("最近购买天数", "未下单天数", "距上次下单", "days_since_last_order", "daysSinceLastOrder"), "recency_days_fair"),
    _feature("recency", "recency_days_fair", ("最近购买（季节校正）", "days since last order, season-adjusted"), ("recency_days × 近 30 天所属业态的季节指数均值：淡季的沉默按比例缩短", "recency_days × mean seasonal index of the customer's type over the last 30 days: silence in a low season counts less"), "float", _DAYS, None, _FAIR, "low", ("最近购买校正",)),
    _feature("recency", "first_order_on", ("首次下单日", "first order day"), ("as_of 及以前第一个购买日", "first purchase day up to as_of"), "date", None, None, _DAY, None, ("首单日", "首单日期")),
    _feature("recency", "last_order_on", ("最近下单日", "last order day"), ("as_of 及以前最后一个购买日", "last purchase day up to as_of"), "date", None, None, _DAY, None, ("末单日", "最后下单日")),
    _feature("recency", "tenure_days", ("合作天数", "days since first order"), ("as_of − 首次下单日；首单当天为 0", "as_of − first_order_on; 0 on the day of the first order"), "int", _DAYS, None, _DAY, "high", ("合作时长", "客龄", "tenure")),
    _feature("recency", "account_age_days", ("开户天数", "account age"), ("as_of − 开户日；开户日晚于 as_of 时无值", "as_of − opened_on; no value if the account was opened later"), "int", _DAYS, None, _CUSTOMER, None, ("建档天数",)),
    _feature("recency", "contract_days_left", ("合同剩余天数", "contract days left"), ("合同到期日 − as_of；已到期为负", "contract_end_on − as_of; negative once it has ended"), "int", _DAYS, None, _CUSTOMER, "high", ("合同剩余",)),
    _feature("recency", "silence_cycles", ("沉默周期数", "silence in own cycles"), ("recency_days ÷ cycle_days：沉默了几个自身采购周期", "recency_days ÷ cycle_days: how many of the customer's own cycles the silence has lasted"), "float", _RATIO, 365, _DAY, "low", ("沉默周期",)),
    _feature("recency", "days_to_next_order", ("距预计下单天数", "days to the expected order"), ("cycle_days − recency_days；负数表示已超期", "cycle_days − recency_days; negative once the order is overdue"), "float", _DAYS, 365, _DAY, "high", ("预计下单天数",)),
    _feature("recency", "won_back_days", ("赢回天数", "days since won back"), ("as_of − 最近一次中断超过 90 天后的首个购买日；只看近 365 天内的回归，没有则无值", "as_of − first purchase day after the latest gap of more than 90 days; returns of the last 365 days only, else no value"), "int", _DAYS, 365, _DAY, None, ("赢回", "回归天数")),
)  # fmt: skip

_ORDERS_ALIASES: dict[int, tuple[str, ...]] = {
    7: ("近7天订单数", "周下单次数"), 30: ("下单频次", "订单数", "近30天订单数", "月下单次数"), 90: ("近90天订单数", "季度订单数"),
    180: ("近180天订单数", "半年订单数"), 365: ("近365天订单数", "年订单数"),
}  # fmt: skip
_SPEND_ALIASES: dict[int, tuple[str, ...]] = {
    7: ("近7天消费额", "周消费额"), 30: ("消费金额", "近30天消费额", "月消费额"), 90: ("近90天消费额", "季度消费额"),
    180: ("近180天消费额", "半年消费额"), 365: ("年消费额", "近365天消费额", "年消费金额"),
}  # fmt: skip

_VALUE = (
    *(_feature("value", f"spend_{n}d", (f"近{n}天消费金额", f"spend, {n} days"), (f"近 {n} 天货品销售减退货", f"goods sold less goods returned in the last {n} days"), "decimal", _YUAN, n, _DAY, "high", _SPEND_ALIASES[n], {30: "spend_30d_fair", 90: "spend_90d_fair"}.get(n)) for n in WINDOWS),
    _feature("value", "spend_total", ("累计消费金额", "spend, whole history"), ("开始合作以来货品销售减退货", "goods sold less goods returned since the first order"), "decimal", _YUAN, None, _DAY, "high", ("累计消费", "总消费额")),
    _feature("value", "spend_prev_30d", ("上一个30天消费金额", "spend, previous 30 days"), ("30 至 59 天前的消费", "spend 30 to 59 days before as_of"), "decimal", _YUAN, 60, _DAY, "high", ("上期30天消费额",)),
    _feature("value", "spend_prev_90d", ("上一个90天消费金额", "spend, previous 90 days"), ("90 至 179 天前的消费", "spend 90 to 179 days before as_of"), "decimal", _YUAN, 180, _DAY, "high", ("上期90天消费额",)),
    _feature("value", "spend_prev_365d", ("上一年消费金额", "spend, previous 365 days"), ("365 至 729 天前的消费", "spend 365 to 729 days before as_of"), "decimal", _YUAN, 730, _DAY, "high", ("去年消费额",)),
    _feature("value", "spend_trend_30d", ("30天消费趋势", "spend trend, 30 days"), ("spend_30d ÷ spend_prev_30d − 1；上期不大于 0 时无值", "spend_30d ÷ spend_prev_30d − 1; no value unless the previous spend is above 0"), "float", _RATIO, 60, _DAY, "high", ("消费环比",)),
    _feature("value", "spend_trend_90d", ("90天消费趋势", "spend trend, 90 days"), ("spend_90d ÷ spend_prev_90d − 1；上期不大于 0 时无值", "spend_90d ÷ spend_prev_90d − 1; no value unless the previous spend is above 0"), "float", _RATIO, 180, _DAY, "high", ("消费趋势",)),
    _feature("value", "spend_trend_365d", ("年消费趋势", "spend trend, year on year"), ("spend_365d ÷ spend_prev_365d − 1；上年不大于 0 时无值", "spend_365d ÷ spend_prev_365d − 1; no value unless the previous spend is above 0"), "float", _RATIO, 730, _DAY, "high", ("年度趋势", "年消费同比")),
    _feature("value", "spend_yoy_90d", ("90天消费同比", "spend on the same 90 days last year"), ("spend_90d ÷ 去年同期 90 天（365 至 454 天前）消费 − 1", "spend_90d ÷ spend 365 to 454 days before as_of − 1; no value unless that is above 0"), "float", _RATIO, 455, _DAY, "high", ("消费同比",)),
    _feature("value", "avg_monthly_spend", ("月均消费", "average monthly spend"), ("spend_180d × 30 ÷ d，d = tenure_days + 1 限于 30 至 180；从未下单为 0", "spend_180d × 30 ÷ d where d = tenure_days + 1 held within 30 and 180; 0 without any order"), "float", _YUAN, 180, _DAY, "high", ("月均消费金额", "月均消费额", "月均采购额", "monthly_spend"), "avg_monthly_spend_fair"),
    *(_feature("value", f"avg_order_value_{n}d", (f"近{n}天客单价", f"average order value, {n} days"), (f"spend_{n}d ÷ orders_{n}d", f"spend_{n}d ÷ orders_{n}d"), "float", _YUAN, n, _DAY, "high", {30: ("客单价",), 90: ("季度客单价",), 365: ("年客单价",)}[n]) for n in (30, 90, 365)),
    _feature("value", "max_order_value_365d", ("最大单笔订单", "largest order, 365 days"), ("近 365 天最大一单的货品金额；没有为 0", "goods amount of the largest order of the last 365 days; 0 without any"), "decimal", _YUAN, 365, _DAY, "high", ("最大单额", "最大订单金额")),
    *(_feature("value", f"margin_{n}d", (f"近{n}天毛利", f"margin, {n} days"), ("已知成本行的消费减成本", "spend less cost, over lines whose cost is known"), "decimal", _YUAN, n, _DAY, "high", {30: ("月毛利",), 90: ("季度毛利",), 365: ("年毛利", "毛利")}[n]) for n in (30, 90, 365)),
    _feature("value", "margin_rate_365d", ("毛利率", "margin rate, 365 days"), ("margin_365d ÷ 已知成本行的消费；消费不大于 0 时无值", "margin_365d ÷ spend on lines whose cost is known; no value unless that is above 0"), "float", _SHARE, 365, _DAY, "high", ("年毛利率",)),
    _feature("value", "monthly_spend_cv_360d", ("月消费波动", "variability of monthly spend"), ("合作期内最近 n 个（至多 12）30 天消费 x 的标准差 ÷ 均值 m（总体）：√(Σ(x − m)² ÷ n) ÷ m；Σx 不大于 0 时无值", "population standard deviation ÷ mean m of the spend x of the last n (at most 12) blocks since the first order: √(Σ(x − m)² ÷ n) ÷ m; no value unless Σx is above 0"), "float", _RATIO, 360, _DAY, "low", ("消费波动", "订货稳定性")),
    _feature("value", "peak_month_share_360d", ("最高月占比", "share of the best month"), ("十二个 30 天中消费最高者 ÷ 其合计；合计不大于 0 时无值", "highest of the twelve blocks' spend ÷ their sum; no value unless the sum is above 0"), "float", _RATIO, 360, _DAY, None, ("旺月占比",)),
    _feature("value", "service_amount_365d", ("年服务费用", "service charges, 365 days"), ("运费等服务行金额", "freight and other service lines"), "decimal", _YUAN, 365, _DAY, None, ("服务费", "运费")),
)  # fmt: skip

_CADENCE = (
    *(_feature("cadence", f"orders_{n}d", (f"近{n}天下单次数", f"orders, {n} days"), (f"近 {n} 天订单数（至少一行销售）", f"orders with at least one sale line in the last {n} days"), "int", _ORDERS, n, _DAY, "high", _ORDERS_ALIASES[n], {90: "orders_90d_fair"}.get(n)) for n in WINDOWS),
    _feature("cadence", "orders_total", ("累计下单次数", "orders, whole history"), ("开始合作以来的订单数", "orders since the first one"), "int", _ORDERS, None, _DAY, "high", ("累计订单数", "总订单数")),
    _feature("cadence", "orders_prev_90d", ("上一个90天下单次数", "orders, previous 90 days"), ("90 至 179 天前的订单数", "orders 90 to 179 days before as_of"), "int", _ORDERS, 180, _DAY, "high", ("上期90天订单数",)),
    _feature("cadence", "orders_trend_90d", ("下单次数趋势", "orders trend, 90 days"), ("orders_90d ÷ orders_prev_90d − 1", "orders_90d ÷ orders_prev_90d − 1"), "float", _RATIO, 180, _DAY, "high", ("频次趋势",)),
    _feature("cadence", "avg_monthly_orders", ("月均下单次数", "average monthly orders"), ("orders_180d × 30 ÷ d，d 同 avg_monthly_spend", "orders_180d × 30 ÷ d, d as for avg_monthly_spend"), "float", _ORDERS, 180, _DAY, "high", ("月均订单数", "月均频次")),
    _feature("cadence", "active_days_365d", ("年购买天数", "purchase days, 365 days"), ("近 365 天的购买日数", "purchase days in the last 365 days"), "int", _DAYS, 365, _DAY, "high", ("购买天数", "活跃天数")),
    _feature("cadence", "active_months_360d", ("活跃月数", "active months"), ("近十二个 30 天中有购买的个数", "how many of the last twelve blocks have a purchase"), "int", _BLOCKS, 360, _DAY, "high", ("活跃月份数",)),
    _feature("cadence", "active_streak_months", ("连续活跃月数", "active months in a row"), ("从最近一个 30 天往回连续有购买的个数，至多 12", "blocks with a purchase in unbroken succession back from the latest, at most 12"), "int", _BLOCKS, 360, _DAY, "high", ("连续活跃月",)),
    _feature("cadence", "repurchase_rate", ("复购率", "repurchase rate"), ("active_months_360d ÷ min(12, ⌊tenure_days ÷ 30⌋ + 1)：合作期内最近十二个 30 天中有购买的比例", "active_months_360d ÷ min(12, ⌊tenure_days ÷ 30⌋ + 1): share of the last twelve blocks since the first order that have a purchase"), "float", _SHARE, 360, _DAY, "high", ("回购率", "repurchaseRate")),
    _feature("cadence", "cycle_days", ("采购周期", "purchase cycle"), ("近 365 天内相邻购买日间隔的平均：(末日 − 首日) ÷ (购买天数 − 1)；不足两个购买日无值", "mean gap between neighbouring purchase days of the last 365 days: (last − first) ÷ (purchase days − 1); no value below two"), "float", _DAYS, 365, _DAY, "low", ("平均采购周期", "下单周期")),
    _feature("cadence", "cycle_cv", ("采购周期波动", "variability of the cycle"), ("间隔 g 的标准差 ÷ 均值（总体）：√(n·Σg² − (Σg)²) ÷ Σg", "population standard deviation ÷ mean of the gaps g: √(n·Σg² − (Σg)²) ÷ Σg"), "float", _RATIO, 365, _DAY, "low", ("周期波动", "下单规律性")),
    _feature("cadence", "longest_gap_days_365d", ("最长中断天数", "longest gap, 365 days"), ("近 365 天内相邻购买日的最大间隔", "largest gap between neighbouring purchase days of the last 365 days"), "int", _DAYS, 365, _DAY, "low", ("最长间隔",)),
    _feature("cadence", "last_gap_days", ("上次间隔天数", "gap before the last order"), ("近 365 天内最后两个购买日的间隔", "gap between the last two purchase days of the last 365 days"), "int", _DAYS, 365, _DAY, "low", ("上次间隔", "最近间隔")),
)  # fmt: skip


def _category_share(choice: Choice) -> Feature:
    name = (f"{choice.name.zh}占比", f"share of {choice.name.en}")
    meaning = (f"近 365 天销售中{choice.name.zh}的比例", f"share of {choice.name.en} in the sales of the last 365 days")
    return _feature("basket", f"share_{choice.value}_365d", name, meaning, "float", _SHARE, 365, _CATEGORY)


_BASKET = (
    _feature("basket", "category_count_90d", ("近90天品类数", "categories, 90 days"), ("有销售额的品类数", "categories with sales"), "int", _KINDS, 90, _CATEGORY, "high", ("季度品类数",)),
    _feature("basket", "category_count_365d", ("年品类数", "categories, 365 days"), ("有销售额的品类数", "categories with sales"), "int", _KINDS, 365, _CATEGORY, "high", ("品类数", "品类丰富度")),
    _feature("basket", "dropped_category_count_90d", ("流失品类数", "categories dropped"), ("90 至 179 天前买过、近 90 天没买的品类数", "categories last bought 90 to 179 days before as_of"), "int", _KINDS, 180, _CATEGORY, "low", ("停购品类数",)),
    *(_feature("basket", f"sku_count_{n}d", (f"近{n}天单品数", f"SKUs, {n} days"), ("购买过的不同单品数", "different SKUs bought"), "int", _KINDS, n, _SKU, "high", {30: ("月单品数",), 90: ("季度单品数",), 365: ("年单品数", "单品数", "菜单宽度")}[n]) for n in (30, 90, 365)),
    _feature("basket", "new_sku_count_90d", ("新增单品数", "SKUs tried, 90 days"), ("近 90 天买过而此前 275 天没买过的单品数", "SKUs bought in the last 90 days and not in the 275 days before"), "int", _KINDS, 365, _SKU, "high", ("尝新数", "新品尝试数")),
    _feature("basket", "dropped_sku_count_90d", ("停购单品数", "SKUs dropped"), ("最后一次购买在 90 至 179 天前的单品数", "SKUs last bought 90 to 179 days before as_of"), "int", _KINDS, 365, _SKU, "low", ("流失单品数",)),
    _feature("basket", "regular_sku_count_365d", ("常购单品数", "regular SKUs"), ("近 365 天在至少 5 个不同日子买过的单品数", "SKUs bought on at least 5 different days of the last 365"), "int", _KINDS, 365, _SKU, "high", ("常用单品数",)),
    _feature("basket", "lines_per_order_365d", ("每单行数", "lines per order"), ("销售行数 ÷ 订单数", "sale lines ÷ orders"), "float", Text("行", "lines"), 365, _DAY, "high", ("单均行数",)),
    _feature("basket", "top_category_365d", ("第一品类", "largest category"), ("近 365 天销售额最高的品类；并列取目录在前者", "category with the highest sales of the last 365 days; on a tie the one listed first"), "text", None, 365, _CATEGORY, None, ("主购品类", "主力品类"), None, CATEGORIES),
    _feature("basket", "top_category_share_365d", ("第一品类占比", "share of the largest category"), ("第一品类销售 ÷ 全部销售", "sales of the largest category ÷ all sales"), "float", _SHARE, 365, _CATEGORY, None, ("主购品类占比",)),
    _feature("basket", "category_hhi_365d", ("品类集中度", "category concentration"), ("各品类占比平方和（HHI），1 为只买一类", "sum of squared category shares (Herfindahl–Hirschman index); 1 is a single category"), "float", Text("0 至 1", "0 to 1"), 365, _CATEGORY, None, ("集中度", "HHI")),
    *(_category_share(choice) for choice in CATEGORIES),
    _feature("basket", "hotpot_set_share_365d", ("火锅套餐品类占比", "share of the hotpot set"), ("毛肚鸭肠、肉卷、腌制酥肉、丸滑、锅底、串串六类占销售的比例", "share of offal, meat rolls, marinated meat, balls and surimi, hotpot base and skewers in sales"), "float", _SHARE, 365, _CATEGORY, None, ("火锅品类占比",)),
    _feature("basket", "protein_share_365d", ("肉禽水产占比", "share of meat, poultry and fish"), ("毛肚鸭肠、肉卷、腌制酥肉、水产、禽类、猪、牛羊七类占销售的比例", "share of offal, meat rolls, marinated meat, seafood, poultry, pork, beef and lamb in sales"), "float", _SHARE, 365, _CATEGORY, None, ("肉类占比",)),
    _feature("basket", "hotpot_share_365d", ("火锅食材占比", "share of hotpot items"), ("标为火锅食材的商品占销售的比例", "share of items marked as hotpot items in sales"), "float", _SHARE, 365, _DAY, None, ("火锅占比",)),
    _feature("basket", "spicy_share_365d", ("辣味占比", "share of spicy items"), ("中辣、特辣商品占销售的比例", "share of medium and hot items in sales"), "float", _SHARE, 365, _DAY, None, ("辣味商品占比",)),
    _feature("basket", "frozen_share_365d", ("冷冻占比", "share of frozen goods"), ("冷冻商品占销售的比例", "share of frozen goods in sales"), "float", _SHARE, 365, _DAY, None, ("冻品占比",)),
    _feature("basket", "chilled_share_365d", ("冷藏占比", "share of chilled goods"), ("冷藏商品占销售的比例", "share of chilled goods in sales"), "float", _SHARE, 365, _DAY, None, ("冷鲜占比",)),
    _feature("basket", "own_brand_share_365d", ("自有品牌占比", "share of own brand"), ("自有品牌商品占销售的比例", "share of the company's own brand in sales"), "float", _SHARE, 365, _DAY, "high", ("自牌占比",)),
    _feature("basket", "short_life_share_365d", ("短保占比", "share of short-life goods"), ("保质期不超过 30 天的商品占销售的比例", "share of goods with a shelf life of at most 30 days in sales"), "float", _SHARE, 365, _DAY, None, ("短保商品占比",)),
    _feature("basket", "new_item_share_365d", ("新品占比", "share of newly launched goods"), ("购买时上市未满 90 天的商品占销售的比例", "share in sales of items launched within the 90 days before the purchase"), "float", _SHARE, 365, _DAY, "high", ("新上市占比",)),
)  # fmt: skip

_SEASON = (
    *(_feature("season", f"{season}_share_365d", (f"{zh}季占比", f"{season} share"), (f"近 365 天销售中{months[0]}的比例", f"share of {months[1]} in the sales of the last 365 days"), "float", _SHARE, 365, _DAY, None, (f"{zh}季消费占比",))
      for season, zh, months in (("spring", "春", ("三至五月", "March to May")), ("summer", "夏", ("六至八月", "June to August")), ("autumn", "秋", ("九至十一月", "September to November")), ("winter", "冬", ("十二月至二月", "December to February")))),
    _feature("season", "spring_festival_share_365d", ("春节备货占比", "share before Spring Festival"), ("近 365 天销售中春节前 30 天的比例（不含正月初一）", "share in the sales of the last 365 days of the 30 days before Spring Festival, the day itself excluded"), "float", _SHARE, 365, _DAY, None, ("年货占比", "春节占比")),
    _feature("season", "seasonal_index", ("季节指数", "seasonal index"), ("as_of 所在月份该业态的销售 ÷ 平均月；没有数据为 1", "sales of the customer's type in the month of as_of ÷ its average month; 1 where unknown"), "float", _RATIO, None, ("fact_type_season", "dim_customer"), None, ("当月季节指数",)),
    _feature("season", "spend_30d_fair", ("近30天消费金额（季节校正）", "spend, 30 days, season-adjusted"), ("spend_30d ÷ 窗口内该业态按天加权的季节指数均值", "spend_30d ÷ day-weighted mean seasonal index of the type over the window"), "float", _YUAN, 30, _FAIR, "high", ("消费金额校正",)),
    _feature("season", "spend_90d_fair", ("近90天消费金额（季节校正）", "spend, 90 days, season-adjusted"), ("spend_90d ÷ 窗口内季节指数均值", "spend_90d ÷ mean seasonal index over the window"), "float", _YUAN, 90, _FAIR, "high", ("季度消费额校正",)),
    _feature("season", "orders_90d_fair", ("近90天下单次数（季节校正）", "orders, 90 days, season-adjusted"), ("orders_90d ÷ 窗口内季节指数均值", "orders_90d ÷ mean seasonal index over the window"), "float", _ORDERS, 90, _FAIR, "high", ("下单次数校正",)),
    _feature("season", "avg_monthly_spend_fair", ("月均消费（季节校正）", "average monthly spend, season-adjusted"), ("avg_monthly_spend ÷ 季节指数均值，窗口取能盖住 d 的 30、90 或 180 天", "avg_monthly_spend ÷ mean seasonal index over the shortest of 30, 90 and 180 days that covers d"), "float", _YUAN, 180, _FAIR, "high", ("月均消费校正",)),
)  # fmt: skip


def _channel_share(choice: Choice) -> Feature:
    name = (f"{choice.name.zh}下单占比", f"share of orders by {choice.name.en}")
    meaning = (f"近 365 天订单中渠道为{choice.name.zh}的比例", f"share of {choice.name.en} in the orders of the last 365 days")
    return _feature("channel", f"share_channel_{choice.value}_365d", name, meaning, "float", _SHARE, 365, _CHANNEL)


_CHANNELS = (
    _feature("channel", "digital_share_365d", ("数字渠道占比", "share of digital orders"), ("APP、小程序、系统对接的订单比例", "share of app, mini-program and EDI in orders"), "float", _SHARE, 365, _DAY, "high", ("线上占比", "自助下单占比")),
    *(_channel_share(choice) for choice in ORDER_CHANNELS),
    _feature("channel", "top_channel_365d", ("主要渠道", "main channel"), ("近 365 天订单最多的渠道；并列取目录在前者", "channel with the most orders of the last 365 days; on a tie the one listed first"), "text", None, 365, _CHANNEL, None, ("主渠道", "常用渠道"), None, ORDER_CHANNELS),
    _feature("channel", "channel_count_365d", ("渠道数", "channels used"), ("近 365 天用过的渠道数", "channels used in the last 365 days"), "int", _KINDS, 365, _CHANNEL, None, ("使用渠道数",)),
    _feature("channel", "night_order_share_365d", ("夜间下单占比", "share of night orders"), ("21 点至 5 点下单 ÷ 已知时刻的订单", "orders placed 21:00–05:00 ÷ orders whose hour is known"), "float", _SHARE, 365, _DAY, None, ("夜单占比",)),
    _feature("channel", "morning_order_share_365d", ("早间下单占比", "share of morning orders"), ("5 点至 11 点下单 ÷ 已知时刻的订单", "orders placed 05:00–11:00 ÷ orders whose hour is known"), "float", _SHARE, 365, _DAY, None, ("早单占比",)),
    _feature("channel", "weekend_order_share_365d", ("周末下单占比", "share of weekend orders"), ("周六、周日的订单 ÷ 全部订单", "orders on Saturday and Sunday ÷ all orders"), "float", _SHARE, 365, _DAY, None, ("周末占比",)),
    _feature("channel", "rush_order_share_365d", ("加急占比", "share of rush orders"), ("要求当日送达的订单 ÷ 全部订单", "orders requested for the same day ÷ all orders"), "float", _SHARE, 365, _DAY, "low", ("急单占比", "当日达占比")),
)  # fmt: skip

_PRICE = (
    _feature("price", "return_rate_365d", ("退货率", "return rate"), ("退货金额 ÷ 销售金额", "goods returned ÷ goods sold"), "float", _SHARE, 365, _DAY, "low", ("年退货率",)),
    _feature("price", "return_count_365d", ("退货行数", "return lines"), ("近 365 天退货行数", "return lines of the last 365 days"), "int", _TIMES, 365, _DAY, "low", ("退货次数",)),
    _feature("price", "return_amount_365d", ("退货金额", "goods returned"), ("近 365 天退货金额，正数", "goods returned in the last 365 days, positive"), "decimal", _YUAN, 365, _DAY, "low", ("年退货金额",)),
    _feature("price", "promotion_share_365d", ("促销占比", "share bought on promotion"), ("促销行的销售 ÷ 全部销售", "sales of lines with a promotion ÷ all sales"), "float", _SHARE, 365, _DAY, None, ("促销购买占比",)),
    _feature("price", "discount_amount_365d", ("优惠金额", "discount received"), ("近 365 天相对目录价的让利", "reductions against list in the last 365 days"), "decimal", _YUAN, 365, _DAY, None, ("年优惠金额", "折让金额")),
    _feature("price", "discount_rate_365d", ("折扣率", "discount rate"), ("优惠 ÷（销售 + 优惠）", "discount ÷ (sales + discount)"), "float", _SHARE, 365, _DAY, None, ("优惠率", "让利率")),
)  # fmt: skip

_CREDIT = (
    _feature("credit", "on_time_rate_365d", ("付款及时率", "on-time payment rate"), ("近 365 天到期且已有结果（已付或已逾期）的应收中，付清日不晚于到期日的比例", "among receivables due in the last 365 days that are paid or overdue as of as_of: share paid on or before the due day"), "float", _SHARE, 365, _RECEIVABLE, "high", ("按时付款率", "回款及时率", "准时付款率")),
    _feature("credit", "due_count_365d", ("年到期应收数", "receivables due"), ("近 365 天到期且已有结果的应收笔数", "receivables due in the last 365 days that are paid or overdue"), "int", _TIMES, 365, _RECEIVABLE, None, ("到期笔数",)),
    _feature("credit", "late_count_365d", ("年逾期笔数", "late receivables"), ("其中迟付或仍未付的笔数", "of those, paid late or still unpaid"), "int", _TIMES, 365, _RECEIVABLE, "low", ("迟付笔数",)),
    _feature("credit", "avg_days_late_365d", ("平均逾期天数", "average days late"), ("同一批应收的 max(0, 付清日或 as_of − 到期日) 的平均", "mean over the same receivables of max(0, paid day, or as_of while open, − due day)"), "float", _DAYS, 365, _RECEIVABLE, "low", ("平均迟付天数",)),
    _feature("credit", "max_days_late_365d", ("最大逾期天数", "most days late"), ("同一批应收的最大逾期天数", "largest number of days late among the same receivables"), "int", _DAYS, 365, _RECEIVABLE, "low", ("最长逾期天数",)),
    _feature("credit", "open_amount", ("欠款", "open receivables"), ("as_of 未付清应收的余额", "unpaid remainder of receivables issued up to as_of and not settled by then"), "decimal", _YUAN, None, _RECEIVABLE, None, ("未付金额", "应收余额", "债务", "debt")),
    _feature("credit", "open_count", ("未清应收笔数", "open receivables, number"), ("as_of 未付清的应收笔数", "receivables issued up to as_of and not settled by then"), "int", _TIMES, None, _RECEIVABLE, None, ("未清笔数",)),
    _feature("credit", "overdue_amount", ("逾期金额", "overdue amount"), ("到期日早于 as_of 而未付清的余额", "unpaid remainder of receivables due before as_of"), "decimal", _YUAN, None, _RECEIVABLE, "low", ("逾期欠款",)),
    _feature("credit", "overdue_count", ("逾期笔数", "overdue receivables, number"), ("到期日早于 as_of 而未付清的笔数", "receivables due before as_of and not settled"), "int", _TIMES, None, _RECEIVABLE, "low", ("逾期单数",)),
    _feature("credit", "overdue_days", ("逾期天数", "days overdue"), ("最早一笔逾期应收已逾期的天数；没有逾期无值", "days since the oldest overdue receivable fell due; no value without any"), "int", _DAYS, None, _RECEIVABLE, "low", ("最早逾期天数",)),
    _feature("credit", "overdue_share", ("逾期占欠款", "overdue share of debt"), ("overdue_amount ÷ open_amount", "overdue_amount ÷ open_amount"), "float", _SHARE, None, _RECEIVABLE, "low", ("逾期率",)),
    _feature("credit", "credit_use_rate", ("额度使用率", "credit use"), ("open_amount ÷ 信用额度；没有额度无值", "open_amount ÷ credit_limit; no value without a limit"), "float", _RATIO, None, ("fact_receivable", "dim_customer"), "low", ("信用使用率",)),
    _feature("credit", "credit_headroom", ("剩余额度", "credit headroom"), ("信用额度 − open_amount；没有额度无值", "credit_limit − open_amount; no value without a limit"), "decimal", _YUAN, None, ("fact_receivable", "dim_customer"), "high", ("可用额度",)),
    _feature("credit", "debt_months", ("欠款月数", "debt in months of spend"), ("open_amount ÷ avg_monthly_spend；月均不大于 0 时无值", "open_amount ÷ avg_monthly_spend; no value unless that is above 0"), "float", Text("个月", "months"), None, ("fact_receivable", "fact_customer_day"), "low", ("欠款周转月数",)),
)  # fmt: skip

_SERVICE = (
    _feature("service", "special_need_complexity", ("特殊需求复杂度", "special-need complexity"), ("定制分切、贴牌、夜间配送、随货开票、剩余保质期要求 ≥ 0.5、无电梯上楼，六项各计 1", "one point each for custom cut, own label, night delivery, invoice with delivery, minimum remaining life ≥ 0.5, upstairs without lift"), "int", Text("项（0 至 6）", "needs (0 to 6)"), None, _CUSTOMER, None, ("需求复杂度", "特殊需求数")),
    _feature("service", "profile_completeness", ("档案完整度", "completeness of the record"), ("电话、税号、决策人、城市、客户经理、开户日六项中已有的比例", "share of phone, tax id, decision maker, city, manager and opening day that are known"), "float", _SHARE, None, _CUSTOMER, "high", ("资料完整度",)),
)  # fmt: skip

_POTENTIAL = (
    _feature("potential", "spend_per_seat_90d", ("座均消费", "spend per seat, 90 days"), ("spend_90d ÷ 餐位数；没有餐位数无值", "spend_90d ÷ seats; no value without seats"), "float", _YUAN, 90, ("fact_customer_day", "dim_customer"), "high", ("每座消费",)),
    _feature("potential", "spend_per_freezer_m3_90d", ("每立方冷柜消费", "spend per m³ of freezer, 90 days"), ("spend_90d ÷ 冷柜容积；没有冷柜无值", "spend_90d ÷ freezer_m3; no value without a freezer"), "float", _YUAN, 90, ("fact_customer_day", "dim_customer"), "high", ("冷柜坪效",)),
    _feature("potential", "spend_per_shop_90d", ("店均消费", "spend per shop of the chain, 90 days"), ("spend_90d ÷ 连锁门店数", "spend_90d ÷ chain_shops"), "float", _YUAN, 90, ("fact_customer_day", "dim_customer"), "high", ("单店消费",)),
)  # fmt: skip

FEATURES: tuple[Feature, ...] = (
    *_RECENCY, *_VALUE, *_CADENCE, *_BASKET, *_SEASON, *_CHANNELS, *_PRICE, *_CREDIT, *_SERVICE, *_POTENTIAL,
)  # fmt: skip


def _attribute(
    id: str, name: tuple[str, str], meaning: tuple[str, str], dtype: DataType, unit: Text | None = None,
    aliases: tuple[str, ...] = (), choices: tuple[Choice, ...] = (),
) -> Attribute:  # fmt: skip
    return Attribute(
        id=id, name=Text(*name), meaning=Text(*meaning), dtype=dtype, unit=unit, aliases=aliases, choices=choices
    )


def _places(places: dict[str, Text]) -> tuple[Choice, ...]:
    return tuple(Choice(value, name) for value, name in places.items())


ATTRIBUTES: tuple[Attribute, ...] = (
    _attribute("customer_id", ("客户编号", "customer id"), ("对外使用的客户编号", "the number that people and other systems use"), "text", None, ("客户编码", "客户号")),
    _attribute("customer_name", ("客户名称", "customer name"), ("店名或公司名", "shop sign or company name"), "text", None, ("客户", "店名")),
    _attribute("customer_type", ("客户类型", "customer type"), ("经营业态", "kind of business"), "text", None, ("业态", "客户类别"), CUSTOMER_TYPES),
    _attribute("province", ("省份", "province"), ("所在省", "province"), "text", None, ("省",)),
    _attribute("city", ("城市", "city"), ("所在地级市", "prefecture-level city"), "text", None, ("市",)),
    _attribute("district", ("区县", "district"), ("所在区县", "district or county"), "text", None, ("区",)),
    _attribute("sales_region", ("销售区域", "sales region"), ("按地市划分的销售区域", "sales region of the city"), "text", None, ("区域", "大区"), _places(SALES_REGIONS)),
    _attribute("climate_zone", ("气候带", "climate zone"), ("所在地气候带", "climate zone of the place"), "text", None, ("气候",), _places(CLIMATE_ZONES)),
    _attribute("account_level", ("账户层级", "account level"), ("连锁总部、门店或付款方", "chain head office, shop or payer"), "text", None, ("层级",), ACCOUNT_LEVELS),
    _attribute("chain_id", ("所属连锁", "chain"), ("连锁总部的客户编号；独立店为空", "customer id of the chain's head office; empty for an independent shop"), "text", None, ("连锁",)),
    _attribute("chain_shops", ("连锁门店数", "shops of the chain"), ("同一连锁下的账户数，含自己；独立店为 1", "accounts under the same chain, this one included; 1 when alone"), "int", Text("家", "shops"), ("门店数",)),
    _attribute("manager", ("客户经理", "account manager"), ("负责的客户经理", "the account manager in charge"), "text", None, ("业务员", "负责人")),
    _attribute("team", ("销售团队", "sales team"), ("客户经理所在团队", "the manager's team"), "text", None, ("团队",)),
    _attribute("credit_limit", ("信用额度", "credit limit"), ("允许的最高欠款", "highest debt allowed"), "decimal", _YUAN, ("授信额度", "额度")),
    _attribute("credit_days", ("账期天数", "credit days"), ("开票到应付的天数", "days from invoice to due day"), "int", _DAYS, ("账期",)),
    _attribute("opened_on", ("开户日期", "opened on"), ("首次建档日", "day the account was opened"), "date", None, ("开户日", "建档日期")),
    _attribute("contract_end_on", ("合同到期日", "contract end"), ("供货合同到期日", "last day of the supply contract"), "date", None, ("合同到期",)),
    _attribute("seats", ("餐位数", "seats"), ("门店餐位数", "seats in the shop"), "int", Text("位", "seats"), ("座位数",)),
    _attribute("freezer_m3", ("冷柜容积", "freezer volume"), ("客户自有冷柜容积", "the customer's own freezer volume"), "decimal", Text("立方米", "m³"), ("冷柜",)),
    _attribute("needs_custom_cut", ("定制分切", "custom cut"), ("要求按规格分切", "wants goods cut to specification"), "bool", None, ("分切",)),
    _attribute("needs_own_label", ("贴牌", "own label"), ("要求贴自有品牌", "wants the own brand on the pack"), "bool"),
    _attribute("needs_night_delivery", ("夜间配送", "night delivery"), ("要求夜间送达", "wants delivery at night"), "bool", None, ("夜配",)),
    _attribute("needs_invoice_each", ("随货开票", "invoice with delivery"), ("要求每单开票", "wants an invoice with each delivery"), "bool", None, ("随货票",)),
    _attribute("min_remaining_life_pct", ("最低剩余保质期", "minimum remaining life"), ("收货时剩余保质期占比下限", "lowest share of shelf life left on receipt"), "decimal", _SHARE, ("效期要求",)),
    _attribute("floor_no_lift", ("无电梯上楼", "upstairs, no lift"), ("需人工搬上楼", "goods must be carried upstairs"), "bool", None, ("搬楼",)),
    _attribute("has_phone", ("有电话", "has a phone number"), ("登记了订货电话", "a phone number is on record"), "bool"),
    _attribute("has_tax_id", ("有税号", "has a tax id"), ("登记了税号", "a tax id is on record"), "bool"),
    _attribute("has_decision_maker", ("有决策人", "has a decision maker"), ("登记了决策人联系人", "a contact is marked as decision maker"), "bool", None, ("有关键人",)),
    _attribute("contacts", ("联系人数", "contacts"), ("登记的联系人数", "people on record"), "int", Text("人", "people")),
    _attribute("is_provisional", ("临时客户", "provisional"), ("仅从订单得知、尚无档案", "known from orders only"), "bool", None, ("待建档",)),
)  # fmt: skip

_BY_ID: dict[str, Feature] = {f.id: f for f in FEATURES}
_ATTRIBUTE_BY_ID: dict[str, Attribute] = {a.id: a for a in ATTRIBUTES}


def feature(id: str) -> Feature:
    """The declared feature of that id; raises ``NotFound`` with the nearest ids."""
    if id in _BY_ID:
        return _BY_ID[id]
    raise _unknown(id, tuple(_BY_ID), Text("特征", "feature"))


def attribute(id: str) -> Attribute:
    """The declared attribute of that id; raises ``NotFound`` with the nearest ids."""
    if id in _ATTRIBUTE_BY_ID:
        return _ATTRIBUTE_BY_ID[id]
    raise _unknown(id, tuple(_ATTRIBUTE_BY_ID), Text("客户属性", "customer attribute"))


def names_of(field: Attribute) -> tuple[str, ...]:
    """Every word that means the field in a rule: its id, both names, the aliases; without repeats."""
    return tuple(dict.fromkeys((field.id, field.name.zh, field.name.en, *field.aliases)))


def _unknown(id: str, known: tuple[str, ...], what: Text) -> NotFound:
    near = difflib.get_close_matches(id, known, n=3, cutoff=0.5)
    hint = Text(f"您是否要找：{'、'.join(near)}？", f"Did you mean {', '.join(near)}?")
    everything = Text("用 frostier features list 查看全部。", "See them all with `frostier features list`.")
    return NotFound(
        Text(f"没有名为“{id}”的{what.zh}。", f"There is no {what.en} {id!r}."),
        next_step=hint if near else everything,
        where={"id": id, "near": near},
    )
