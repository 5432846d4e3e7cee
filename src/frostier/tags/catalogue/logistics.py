"""Logistics: how the goods have to reach the customer."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "logistics",
    Text("物流仓配", "logistics"),
    Text(
        "送货时间、上楼、冷柜大小、效期和温层：仓库配批次，调度排车，司机知道到店怎么卸。",
        "Delivery hours, stairs, freezers, shelf life and temperatures: the warehouse picks lots, dispatch plans trucks, drivers know what awaits them.",
    ),
)

TAGS = (
    FAMILY.tag(
        "night_delivery_needed", "夜配需求", "needs night delivery",
        "要求夜间送达且在买，编入夜配线，钥匙和门禁先交接好。",
        "Buys and wants night delivery: put on the night route and arrange keys beforehand.",
        when="needs_night_delivery and orders_90d >= 1",
    ),
    FAMILY.tag(
        "night_order_night_delivery", "夜单夜送客户", "orders and receives at night",
        "一半以上夜里下单又要夜间送达，夜班留最后一波拣货给它。",
        "Half or more ordered at night, delivered at night too: keep the last wave of the night shift.",
        when="needs_night_delivery and night_order_share_365d >= 0.5 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "upstairs_without_lift", "无电梯上楼", "upstairs without a lift",
        "要人工搬上楼，派两人车或加上楼费。",
        "Goods are carried upstairs: send a crew of two or charge for it.",
        when="floor_no_lift and orders_90d >= 1",
    ),
    FAMILY.tag(
        "heavy_upstairs", "重货上楼客户", "heavy loads upstairs",
        "无电梯且每单两千元以上，拆成两趟或换小箱规。",
        "No lift and orders above 2,000 yuan: split the trip or use smaller cases.",
        when="floor_no_lift and avg_order_value_90d >= 2000",
    ),
    FAMILY.tag(
        "rush_upstairs", "急单还要上楼", "rush and upstairs",
        "无电梯又常要当天送，司机耗时翻倍，路线里多留半小时。",
        "No lift and often rushed: takes the driver twice as long, leave half an hour in the route.",
        when="floor_no_lift and rush_order_share_365d >= 0.15",
        rare=Text("两种情况同时出现的不多。", "The two seldom come together."),
    ),
    FAMILY.tag(
        "high_freshness_required", "高效期要求", "demands fresh dates",
        "要求剩余保质期六成以上，只配新批次，别混旧货。",
        "Wants 60% or more of shelf life left: pick new lots only.",
        when="min_remaining_life_pct >= 0.6",
    ),
    FAMILY.tag(
        "near_expiry_taker", "可接临期客户", "can take near-expiry goods",
        "没有严格效期要求、走货快又认促销，临期批次先问它。",
        "No strict dates, quick turns and open to promotions: ask first about near-expiry lots.",
        when="(min_remaining_life_pct missing or min_remaining_life_pct < 0.4) and orders_30d >= 6 and promotion_share_365d >= 0.1",
    ),
    FAMILY.tag(
        "short_life_and_strict", "短保又要高效期", "short life and strict dates",
        "短保品占一成以上又要高效期，只能当日到货当日送。",
        "10% or more short-life goods with strict dates: only same-day arrival works.",
        when="short_life_share_365d >= 0.1 and min_remaining_life_pct >= 0.5",
    ),
    FAMILY.tag(
        "small_freezer_frequent_drops", "冷柜小勤送", "small freezer, frequent drops",
        "冷柜不到0.7立方、每月6单以上，少量多次送，别劝囤货。",
        "A freezer below 0.7 m³ and six orders a month or more: little and often, do not push stocking.",
        when="freezer_m3 < 0.7 and orders_30d >= 6",
    ),
    FAMILY.tag(
        "small_freezer_rare_orders", "冷柜小却少订", "small freezer, few orders",
        "冷柜不到0.7立方又一月最多三单，一定另有人补货，去看冷柜里是谁的货。",
        "A freezer below 0.7 m³ with at most three orders a month: someone else fills it, look whose goods are in there.",
        when="freezer_m3 < 0.7 and orders_30d between 1 and 3",
    ),
    FAMILY.tag(
        "own_cold_store", "自有冻库客户", "has its own cold store",
        "冷库5立方以上，可整批入库，给到港价换提前提货。",
        "A room of 5 m³ or more: can take whole lots, so trade landed prices for early pick-up.",
        when="freezer_m3 >= 5",
    ),
    FAMILY.tag(
        "freezer_underused", "冷柜空着没装满", "freezer underused",
        "冷柜1.5立方以上但每立方消费在同类后一半，谈主力品囤货计划。",
        "A freezer of 1.5 m³ or more with spend per cubic metre in the lower half of its kind: agree on a stocking plan.",
        when="freezer_m3 >= 1.5 and orders_90d >= 3 and not (top(spend_per_freezer_m3_90d, 50%, by customer_type))",
    ),
    FAMILY.tag(
        "freezer_overstretched", "冷柜不够用", "freezer overstretched",
        "每立方消费在同类前10%，推荐免费投放冷柜，锁定供货。",
        "Spend per cubic metre in the top 10% of its kind: lend a freezer and tie the supply.",
        when="top(spend_per_freezer_m3_90d, 10%, by customer_type) and orders_90d >= 3",
    ),
    FAMILY.tag(
        "freezer_unknown", "冷柜未登记", "freezer not recorded",
        "常买冻品却没登记冷柜容积，下次送货让司机量一下。",
        "Buys frozen goods regularly but no freezer volume is on record: let the driver measure it.",
        when="freezer_m3 missing and frozen_share_365d >= 0.3 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "three_temperatures", "三温同车客户", "three temperatures on one truck",
        "冷冻、冷藏都占两成以上，派多温区车，免得分两趟。",
        "Frozen and chilled 20% each or more: use a multi-zone truck rather than two trips.",
        when="frozen_share_365d between 0.2 and 0.7 and chilled_share_365d >= 0.2",
    ),
    FAMILY.tag(
        "ambient_main", "常温为主客户", "mainly ambient",
        "冷冻冷藏合起来不到一半，可用普通货车或快递，省冷链。",
        "Little frozen and chilled: ordinary vans will do and save cold trucks.",
        when="frozen_share_365d < 0.3 and chilled_share_365d < 0.2 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "chilled_daily_run", "冷鲜天天跑", "chilled goods nearly daily",
        "冷鲜占比高、平均三天内一订，固定早班冷藏车位。",
        "Much chilled and an order every three days or sooner: reserve space on the early chilled truck.",
        when="chilled_share_365d >= 0.25 and cycle_days <= 3",
    ),
    FAMILY.tag(
        "full_truck_orders", "整车级订单客户", "truckload orders",
        "平均每单一万五以上，厂家直送或整车直达，不经分拣。",
        "Orders average 15,000 yuan or more: ship direct, without sorting.",
        when="avg_order_value_90d >= 15000",
    ),
    FAMILY.tag(
        "same_day_service", "当日达常客", "regular same-day service",
        "一成以上要当日达且每月8单以上，前置仓备它的常购品。",
        "10% or more same-day with eight orders a month: keep its regular items at the forward store.",
        when="rush_order_share_365d >= 0.1 and orders_30d >= 8",
    ),
    FAMILY.tag(
        "unplannable_drops", "送货难排客户", "hard to plan",
        "间隔不规律、急单又多，先谈固定订货日，再谈价格。",
        "Irregular and often rushed: agree on fixed order days before talking prices.",
        when="cycle_cv >= 0.9 and rush_order_share_365d >= 0.15 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "costly_to_serve", "配送成本高客户", "costly to serve",
        "上楼、夜配或小急单，又不在同类前一半，重算配送费。",
        "Upstairs, night or small rush orders outside the upper half of its kind: recalculate the delivery charge.",
        when="(floor_no_lift or needs_night_delivery or tag(small_rush_orders)) and orders_90d >= 3 and not (top(spend_365d, 50%, by customer_type))",
    ),
    FAMILY.tag(
        "many_cases_few_items", "整箱走量客户", "few items, many cases",
        "每单三行以内却有三千元以上，整托拣货，不进散货区。",
        "Up to three lines yet 3,000 yuan or more: pick by pallet, not in the loose area.",
        when="lines_per_order_365d <= 3 and avg_order_value_365d >= 3000",
    ),
)
