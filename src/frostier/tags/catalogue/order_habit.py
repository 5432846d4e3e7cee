"""Order habit: when, how regularly and in what portions the customer orders."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "order_habit",
    Text("订货习惯", "order habit"),
    Text(
        "几点下单、隔几天下单、一单多大：客户经理知道何时提醒，仓库知道何时拣货，预测知道下一单何时来。",
        "At what hour, after how many days and how much: managers know when to remind, the warehouse when to pick, the forecast when the next order comes.",
    ),
)

TAGS = (
    FAMILY.tag(
        "night_orderer", "夜间下单", "orders at night",
        "一半以上在晚九点到凌晨五点下单，截单时间和夜班拣货要迁就它。",
        "Half or more between 21:00 and 05:00: fit the cut-off and the night shift to it.",
        when="night_order_share_365d >= 0.5 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "predawn_restocker", "凌晨补货", "restocks before dawn",
        "夜里下单又要夜间送达，凌晨留一台小车和一个拣货员。",
        "Orders at night and wants it delivered at night: keep a van and a picker before dawn.",
        when="night_order_share_365d >= 0.3 and needs_night_delivery",
    ),
    FAMILY.tag(
        "morning_orderer", "早市下单", "orders in the morning",
        "一半以上在上午十一点前下单，拣货波次排在午前。",
        "Half or more before 11:00: put into the late-morning picking wave.",
        when="morning_order_share_365d >= 0.5 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "daytime_orderer", "白天从容下单", "orders by day",
        "夜单早单都少，下单时间宽松，适合并入次日班车。",
        "Few night or early orders: unhurried, fits the next-day truck.",
        when="night_order_share_365d < 0.1 and morning_order_share_365d < 0.4 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "many_rush_orders", "急单多", "many rush orders",
        "三成以上要求当天送达，帮它设安全库存提醒，急单另收加急费。",
        "30% or more wanted the same day: set stock reminders for them and charge for rushing.",
        when="rush_order_share_365d >= 0.3 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "plans_ahead", "提前订货客户", "plans ahead",
        "几乎没有急单，是排车的稳定底单，给提前订货优惠。",
        "Hardly any rush orders: the stable part of the truck plan, reward early ordering.",
        when="rush_order_share_365d <= 0.02 and orders_365d >= 12",
    ),
    FAMILY.tag(
        "small_rush_orders", "小额急单客户", "small rush orders",
        "急单多且每单不到600元，送一趟亏一趟，设加急起送额。",
        "Many rush orders below 600 yuan, each loses money: set a minimum for rush delivery.",
        when="rush_order_share_365d >= 0.2 and avg_order_value_90d < 600 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "weekend_orderer", "周末集中下单", "orders at the weekend",
        "四成五以上在周末下单，周五前提醒备货，周末留足人手。",
        "45% or more at the weekend: remind before Friday and keep hands for it.",
        when="weekend_order_share_365d >= 0.45 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "weekday_only_orderer", "只在工作日下单", "weekdays only",
        "周末几乎不下单，多为食堂机关，周五送足两天的量。",
        "Hardly orders at weekends, probably a canteen or office: deliver for two days on Fridays.",
        when="weekend_order_share_365d <= 0.05 and orders_365d >= 12",
    ),
    FAMILY.tag(
        "steady_cycle", "订货周期稳定", "steady order cycle",
        "间隔很有规律，可推周期订单，到日子自动生成草稿单。",
        "Orders at regular intervals: offer standing orders drafted automatically.",
        when="cycle_cv <= 0.5 and active_days_365d >= 20",
    ),
    FAMILY.tag(
        "erratic_cycle", "订货毫无规律", "erratic order cycle",
        "间隔忽长忽短，预测不准，多备通用品少备专供品。",
        "Intervals jump about and cannot be forecast: hold common rather than dedicated stock for it.",
        when="cycle_cv >= 1.2 and active_days_365d >= 6",
    ),
    FAMILY.tag(
        "restocks_every_other_day", "隔日补货", "restocks every other day",
        "平均两天一订，冷库小、周转快，固定单双日线路。",
        "Orders every two days on average: little room and fast turns, use odd-and-even-day routes.",
        when="cycle_days <= 2.5 and active_days_365d >= 60",
    ),
    FAMILY.tag(
        "half_week_cycle", "三五天一订", "every three to five days",
        "平均三到五天一订，固定每周两个送货日。",
        "Orders every three to five days: two fixed delivery days a week.",
        when="cycle_days > 2.5 and cycle_days <= 5 and active_days_365d >= 12",
    ),
    FAMILY.tag(
        "ten_day_cycle", "旬订客户", "every ten days or so",
        "平均八到十四天一订，在第七天推常购清单最有效。",
        "Orders every eight to fourteen days: the shopping list works best on day seven.",
        when="cycle_days between 8 and 14 and active_days_365d >= 6",
    ),
    FAMILY.tag(
        "monthly_cycle", "月订客户", "about once a month",
        "平均25天以上一订，与发薪、盘点同步，月底前联系。",
        "Orders every 25 days or more, in step with stock-taking: contact before the month ends.",
        when="cycle_days >= 25 and active_days_365d >= 4",
    ),
    FAMILY.tag(
        "order_due_now", "今日该下单", "order due today",
        "按自己的周期今明两天该下单了，推送常购清单，缺货先告知。",
        "By its own cycle an order is due today or tomorrow: push the shopping list and mention shortages.",
        when="days_to_next_order between -1 and 1 and cycle_cv <= 1 and recency_days >= 1",
    ),
    FAMILY.tag(
        "order_slightly_overdue", "过点未下单", "order slightly overdue",
        "周期稳定却晚了三成以上，发一条消息问要不要补货。",
        "A steady customer 30% late: send a message asking whether stock is needed.",
        when="silence_cycles between 1.3 and 2 and cycle_cv <= 0.8",
    ),
    FAMILY.tag(
        "cycle_lengthening", "周期拉长预警", "cycle lengthening",
        "单数已降两成、这次又超期，流失前的第一个信号，客户经理问一声。",
        "Orders down by 20% and this one late too: the first sign before loss, the manager asks.",
        when="orders_trend_90d <= -0.2 and silence_cycles between 1.2 and 3 and recency_days <= 60",
    ),
    FAMILY.tag(
        "occasional_bulk", "大单偶发", "occasional bulk order",
        "平时每单不到两千元却有过万元大单，提前打听宴席和活动日期。",
        "Usually below 2,000 yuan a time but once above 10,000: ask ahead for banquet and event dates.",
        when="max_order_value_365d >= 10000 and avg_order_value_365d < 2000",
    ),
    FAMILY.tag(
        "split_orders", "拆单客户", "splits its orders",
        "一月20单以上每单不到500元，设合单截点，一天只送一次。",
        "20 orders a month or more below 500 yuan each: set one cut-off and deliver once a day.",
        when="orders_30d >= 20 and avg_order_value_30d < 500",
        rare=Text("小单多的客户不一定有这么密。", "Small orders are not always this dense."),
    ),
    FAMILY.tag(
        "consolidated_orders", "集中大单客户", "consolidated orders",
        "一月一到四单、每单五千元以上，提前两天收单便于整车配载。",
        "One to four orders a month of 5,000 yuan or more: collect two days ahead and load full trucks.",
        when="orders_30d between 1 and 4 and avg_order_value_30d >= 5000",
    ),
    FAMILY.tag(
        "long_picking_list", "长单客户", "long picking lists",
        "每单七行以上，拣货耗时，安排在波次前段并双人复核。",
        "Seven lines an order or more: slow to pick, so early in the wave and checked by two.",
        when="lines_per_order_365d >= 7 and orders_90d >= 2",
    ),
    FAMILY.tag(
        "one_line_orders", "单行小单客户", "one-line orders",
        "平均每单不到两行，下单页推荐一件搭配品。",
        "Fewer than two lines an order: suggest one matching item on the order page.",
        when="lines_per_order_365d < 2 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "regular_list", "常购清单成型", "settled shopping list",
        "有十个以上常购单品，做成模板单，缺货时优先给替代品。",
        "Ten or more items bought again and again: make a template and offer substitutes first in a shortage.",
        when="regular_sku_count_365d >= 10",
    ),
    FAMILY.tag(
        "even_monthly_spend", "月用量很稳", "very even by month",
        "月消费波动不到三成，适合签月度定量合同。",
        "Monthly spend varies by less than 30%: suited to a fixed monthly volume.",
        when="monthly_spend_cv_360d <= 0.3 and tenure_days >= 180",
    ),
    FAMILY.tag(
        "one_month_makes_the_year", "单月集中采购", "one month makes the year",
        "最高一个月占全年四成以上，围绕那个月做计划，其他月份不必勤催。",
        "The best month makes 40% of the year or more: plan around it and leave the rest in peace.",
        when="peak_month_share_360d >= 0.4 and tenure_days >= 300 and orders_365d >= 4",
    ),
    FAMILY.tag(
        "first_gap_after_streak", "长期连订后首次断档", "first gap after a long streak",
        "几乎月月有单，近30天却一单没有，这是最该打的一个电话。",
        "Ordered in nearly every month, but not in the last 30 days: the most important call of the day.",
        when="active_months_360d >= 9 and active_streak_months = 0",
    ),
)
