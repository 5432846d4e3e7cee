"""Lifecycle: where the customer stands between opening an account and leaving."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "lifecycle",
    Text("生命周期", "lifecycle"),
    Text(
        "从开户、首单、成长到沉睡、流失、赢回的位置：运营按阶段配旅程，客户经理知道该开发还是该挽回。",
        "From account opening over first order and growth to sleep, loss and return: operators choose the journey, managers know whether to develop or to win back.",
    ),
)

TAGS = (
    FAMILY.tag(
        "opened_never_ordered", "开户未下单", "opened, never ordered",
        "建了档却从没下过单，送一次样品或首单券，再无回应就清档。",
        "Has an account but never ordered: send a sample or first-order coupon, then close the file if nothing follows.",
        when="orders_total = 0",
    ),
    FAMILY.tag(
        "first_week", "首单一周内", "first week",
        "七天内下的首单，客户经理今天回访到货质量。",
        "First order within the last seven days: the manager asks today how the goods arrived.",
        when="tenure_days <= 7 and orders_total >= 1",
        refresh="event",
    ),
    FAMILY.tag(
        "new_within_month", "首月新客", "new this month",
        "首单在30天内，走新客旅程：教会下单、送满减、建常购清单。",
        "First order within 30 days: run the newcomer journey of ordering help, a voucher and a shopping list.",
        when="tenure_days <= 30 and orders_total >= 1",
    ),
    FAMILY.tag(
        "first_order_not_repeated", "首单未复购", "first order not repeated",
        "首单过了两周还没第二单，最后的黄金期，送第二单立减。",
        "Two weeks after the first order there is still no second: the last good moment for a second-order discount.",
        when="orders_total = 1 and recency_days between 15 and 90",
    ),
    FAMILY.tag(
        "one_and_gone", "一单流失", "one order and gone",
        "只买过一次且已超90天，不再投人力，归入低成本唤醒名单。",
        "Bought once, over 90 days ago: spend no sales time, use only the low-cost reactivation list.",
        when="orders_total = 1 and recency_days > 90",
    ),
    FAMILY.tag(
        "newcomer_repeated", "新客已复购", "newcomer has repeated",
        "60天内的新客已有二到四单，趁热介绍账期和固定送货日。",
        "A newcomer of up to 60 days with two to four orders: introduce credit terms and a fixed delivery day now.",
        when="tenure_days <= 60 and orders_total between 2 and 4",
    ),
    FAMILY.tag(
        "newcomer_high_potential", "新客大户苗子", "promising newcomer",
        "合作不到90天，近30天消费已进前20%，直接交给资深客户经理。",
        "Under 90 days with us and already in the top 20% by recent spend: hand to a senior manager.",
        when="tenure_days <= 90 and top(spend_30d, 20%)",
    ),
    FAMILY.tag(
        "newcomer_became_regular", "新客转熟客", "newcomer became regular",
        "合作二到六个月且近90天6单以上，新客优惠可以收，换成常客权益。",
        "Two to six months with us and six orders or more in 90 days: replace newcomer offers by regular benefits.",
        when="tenure_days between 61 and 180 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "newcomer_cooling", "新客热度下滑", "newcomer cooling off",
        "合作一到五个月的新客已晚了半个周期没动静，打电话问是口味、价格还是送货有问题。",
        "One to five months with us and half a cycle late: ask whether taste, price or delivery disappointed.",
        when="tenure_days between 30 and 150 and orders_total >= 2 and silence_cycles >= 1.5",
    ),
    FAMILY.tag(
        "growing_customer", "成长期客户", "growing customer",
        "合作两个月到一年、消费还在涨两成以上，重点拓品类。",
        "Between two months and a year with us, spend still rising by 20% or more: work on new categories.",
        when="tenure_days between 61 and 365 and spend_trend_90d >= 0.2",
    ),
    FAMILY.tag(
        "customer_for_half_a_year", "合作满半年", "half a year with us",
        "刚满半年，做一次半年回访，决定是否升级账期和价格。",
        "Half a year with us: hold the half-year talk and decide about terms and prices.",
        when="tenure_days between 175 and 200 and recency_days <= 45",
    ),
    FAMILY.tag(
        "first_anniversary", "合作满一年", "first anniversary",
        "首单刚满一年，送周年礼并商量下一年用量。",
        "A year since the first order: send an anniversary gift and discuss next year's volumes.",
        when="tenure_days between 350 and 380 and recency_days <= 45",
    ),
    FAMILY.tag(
        "veteran", "两年老客户", "veteran of two years",
        "合作近两年仍在下单，享老客价和优先配额，涨价先通知。",
        "Almost two years with us and still ordering: gets loyal prices and hears of price rises first.",
        when="tenure_days >= 690 and recency_days <= 30",
    ),
    FAMILY.tag(
        "mature_and_stable", "成熟稳定客户", "mature and stable",
        "一年以上老客户，月月有单且用量变化不大，维护为主，不必花促销钱。",
        "Over a year with us, orders nearly every month at a stable volume: maintain, no need for promotion money.",
        when="tenure_days > 365 and repurchase_rate >= 0.9 and spend_trend_90d between -0.2 and 0.2",
    ),
    FAMILY.tag(
        "veteran_fading", "老客户走弱", "veteran fading",
        "一年以上老客户近90天消费跌三成以上，主管陪同拜访一次。",
        "Over a year with us but spend fell by 30% or more: the sales lead joins the next visit.",
        when="tenure_days > 365 and spend_trend_90d <= -0.3 and recency_days <= 60",
    ),
    FAMILY.tag(
        "silent_two_cycles", "沉默超两个周期", "silent for two cycles",
        "超过自己两个订货周期没下单，今天进电话名单。",
        "Silent for more than two of its own order cycles: goes on today's call list.",
        when="silence_cycles > 2 and silence_cycles <= 3 and recency_days <= 90",
    ),
    FAMILY.tag(
        "silent_three_cycles", "沉默超三个周期", "silent for three cycles",
        "超过三个周期仍未流失，带着方案上门，比打电话管用。",
        "Silent for over three cycles yet not lost: visit with an offer, a call is no longer enough.",
        when="silence_cycles > 3 and recency_days <= 90",
    ),
    FAMILY.tag(
        "asleep_one_month", "沉睡满月", "asleep for a month",
        "31到60天没下单，发唤醒券，券面按原来客单定。",
        "No order for 31 to 60 days: send a wake-up coupon sized to the former order value.",
        when="recency_days between 31 and 60",
    ),
    FAMILY.tag(
        "last_window", "流失前最后窗口", "last window before loss",
        "61到90天没下单，再过就算流失，客户经理必须本周联系上。",
        "No order for 61 to 90 days and soon counted as lost: the manager must reach them this week.",
        when="recency_days between 61 and 90",
    ),
    FAMILY.tag(
        "lost_recently", "新近流失", "lost recently",
        "91到180天没购买，原因还问得到，做一次流失回访。",
        "No purchase for 91 to 180 days: the reason can still be learned, so hold an exit talk.",
        when="recency_days between 91 and 180",
    ),
    FAMILY.tag(
        "lost_long_ago", "长期流失", "lost long ago",
        "超过180天没购买，店可能已关或转手，先核实再决定是否清档。",
        "No purchase for over 180 days: the shop may have closed or changed hands, verify before archiving.",
        when="recency_days > 180",
    ),
    FAMILY.tag(
        "lost_large", "流失大户", "large customer lost",
        "曾是前20%的大户，已90天没买，由主管带专案挽回。",
        "Once in the top 20% by total spend, no purchase for 90 days: the sales lead works on a win-back plan made for it.",
        when="recency_days > 90 and top(spend_total, 20%)",
    ),
    FAMILY.tag(
        "won_back_recently", "赢回30天内", "won back within 30 days",
        "沉默90天以上后刚回来，头一个月重点照顾，别再出错。",
        "Came back within the last 30 days after more than 90 silent days: take special care in the first month.",
        when="won_back_days <= 30",
        refresh="event",
    ),
    FAMILY.tag(
        "won_back_settled", "赢回已稳定", "won back and settled",
        "赢回一到六个月且近90天4单以上，挽回成功，可撤下补贴。",
        "One to six months after the return with four orders or more in 90 days: won back for good, the subsidy can end.",
        when="won_back_days between 31 and 180 and orders_90d >= 4",
    ),
    FAMILY.tag(
        "won_back_relapsed", "赢回又沉默", "won back, silent again",
        "赢回后又有30天没下单，别再发同样的券，当面问一次。",
        "Silent again for 30 days after the return: do not send the same coupon, ask in person.",
        when="won_back_days between 31 and 180 and recency_days > 30",
    ),
    FAMILY.tag(
        "pauses_and_returns", "常停常来", "pauses and returns",
        "一年内停过45天以上又回来，是它的习惯，不必按流失处理。",
        "Paused for 45 days or more within the year and came back: a habit, not a loss.",
        when="longest_gap_days_365d >= 45 and recency_days <= 14 and orders_total >= 10",
    ),
)
