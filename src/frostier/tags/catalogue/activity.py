"""Activity: how often and how lively the customer orders now."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "activity",
    Text("活跃", "activity"),
    Text(
        "近期下单的频次和冷热变化：客户经理据此安排每天打给谁，运营据此定触达节奏。",
        "How often they order and whether it warms or cools: tells managers whom to call today and operators how often to reach out.",
    ),
)

TAGS = (
    FAMILY.tag(
        "ordered_today", "今日已下单", "ordered today",
        "今天已经下单，不再催单，可提醒截单前加品。",
        "Has ordered today: do not chase, but remind of additions before the cut-off.",
        when="recency_days = 0",
        refresh="event",
    ),
    FAMILY.tag(
        "ordered_this_week", "七天内下单", "ordered within seven days",
        "七天内买过，属于热客，可推新品和加购券。",
        "Bought within seven days: warm, open to new items and add-on coupons.",
        when="recency_days < 7",
    ),
    FAMILY.tag(
        "high_frequency", "高频客户", "high frequency",
        "近30天12单以上，约每周三次，应排进固定线路。",
        "At least 12 orders in 30 days, about three a week: put them on a fixed route.",
        when="orders_30d >= 12",
    ),
    FAMILY.tag(
        "daily_buyer", "天天订货", "buys daily",
        "近30天22单以上，几乎天天进货，一天断货就会找别家，库存优先保障。",
        "22 orders or more in 30 days, nearly daily: one stock-out sends them elsewhere, so protect their stock.",
        when="orders_30d >= 22",
    ),
    FAMILY.tag(
        "twice_weekly_buyer", "一周两订", "orders twice a week",
        "近30天8到11单，按一周两次备货和排车最合适。",
        "8 to 11 orders in 30 days: plan stock and trucks for two drops a week.",
        when="orders_30d between 8 and 11",
    ),
    FAMILY.tag(
        "weekly_buyer", "一周一订", "orders weekly",
        "近30天4到7单，每周固定提醒一次即可。",
        "4 to 7 orders in 30 days: one reminder a week is enough.",
        when="orders_30d between 4 and 7",
    ),
    FAMILY.tag(
        "monthly_buyer", "一月一订", "orders monthly",
        "近90天3到4单，约一个月一次，在上次下单三周后提醒。",
        "3 to 4 orders in 90 days: remind three weeks after the last order.",
        when="orders_90d between 3 and 4",
    ),
    FAMILY.tag(
        "quarterly_buyer", "一季一单", "one order a quarter",
        "近90天只有一单且不是新客，用组合套餐试着带出第二单。",
        "One order in 90 days although not new: try a bundle to bring out a second.",
        when="orders_90d = 1 and tenure_days > 90",
    ),
    FAMILY.tag(
        "quiet_week", "本周突然没单", "suddenly quiet this week",
        "近30天有6单以上，最近7天却一单没有，今天就该打电话。",
        "At least 6 orders in 30 days but none in the last 7: call today.",
        when="orders_7d = 0 and orders_30d >= 6",
    ),
    FAMILY.tag(
        "busy_week", "本周加单", "busier this week",
        "近7天4单以上，而一个月总共不过12单，问是否有活动或宴席，及时加备货。",
        "Four orders or more this week out of at most twelve in the month: ask about events and add stock in time.",
        when="orders_7d >= 4 and orders_30d <= 12",
        refresh="event",
    ),
    FAMILY.tag(
        "orders_accelerating", "下单加快", "orders accelerating",
        "近90天单数比前90天多三成以上，看看送货频次和额度够不够。",
        "Orders grew by 30% or more over the previous 90 days: check that delivery days and credit keep up.",
        when="orders_trend_90d >= 0.3 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "orders_decelerating", "下单变少", "orders decelerating",
        "近90天单数少了三成以上，拜访时看后厨是否进了别家的货。",
        "Orders fell by 30% or more: look in the kitchen for a competitor's goods on the next visit.",
        when="orders_trend_90d <= -0.3 and orders_180d >= 12",
    ),
    FAMILY.tag(
        "spend_surge", "消费猛增", "spend surging",
        "近90天消费翻了近一番，确认是开新店还是囤货，再调预测。",
        "Spend rose by 80% or more: find out whether a new shop or hoarding is behind it before changing the forecast.",
        when="spend_trend_90d >= 0.8 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "spend_slump", "消费骤降", "spend slumping",
        "原本有量的客户近90天消费腰斩，客户经理三天内上门。",
        "A customer with real volume halved its spend in 90 days: visit within three days.",
        when="spend_trend_90d <= -0.5 and spend_180d >= 5000",
    ),
    FAMILY.tag(
        "more_orders_less_money", "单数升金额降", "more orders, less money",
        "下单更勤但总额在降，可能只买急缺的小件，大货转到了别家。",
        "Orders more often while spend falls: perhaps only stop-gaps come from us and the bulk goes elsewhere.",
        when="orders_trend_90d >= 0.1 and spend_trend_90d <= -0.1",
    ),
    FAMILY.tag(
        "fewer_orders_more_money", "并单增额客户", "fewer orders, more money",
        "单数少了金额反升，客户在并单，配送更省，可给整单优惠鼓励。",
        "Fewer but larger orders: delivery gets cheaper, so reward it with a full-order price.",
        when="orders_trend_90d <= -0.1 and spend_trend_90d >= 0.1",
    ),
    FAMILY.tag(
        "steady_volume", "用量平稳", "steady volume",
        "近90天消费与前90天相差不到一成，适合做按周自动补货的样本。",
        "Spend changed by less than 10%: a good candidate for automatic weekly replenishment.",
        when="spend_trend_90d between -0.1 and 0.1 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "never_skips_a_month", "月月不断货", "never skips a month",
        "合作半年以上且每30天都有购买，可谈年度框架协议。",
        "A customer for half a year or more that bought in every 30-day block: talk about a yearly agreement.",
        when="repurchase_rate >= 1 and tenure_days >= 180",
    ),
    FAMILY.tag(
        "buys_most_months", "多数月份有单", "buys in most months",
        "六成到九成的月份有购买，查清空档月份的原因，补上提醒。",
        "Bought in 60% to 90% of the months: find out why some were skipped and remind in time.",
        when="repurchase_rate >= 0.6 and repurchase_rate < 0.95 and tenure_days >= 180",
    ),
    FAMILY.tag(
        "intermittent_buyer", "断断续续客户", "intermittent buyer",
        "合作一年以上但不到四成月份有单，我们只是备胎，问主供应商是谁。",
        "Over a year with us but orders in fewer than 40% of months: we are the second choice, ask who is the first.",
        when="repurchase_rate < 0.4 and tenure_days >= 365 and orders_365d >= 3",
    ),
    FAMILY.tag(
        "busiest_of_its_kind", "同业下单最勤", "busiest of its kind",
        "单数在同类中排前10%，适合邀请参与新品试用和下单体验回访。",
        "In the top 10% of its kind by orders: invite to trial new items and to comment on ordering.",
        when="top(orders_90d, 10%, by customer_type) and orders_90d >= 6",
    ),
    FAMILY.tag(
        "orders_on_many_days", "出货天数多", "orders on very many days",
        "一年里140天以上有订货，最好固定司机和送货时间。",
        "Ordered on 140 days of the year or more: give them a fixed driver and delivery hour.",
        when="active_days_365d >= 140",
    ),
    FAMILY.tag(
        "restarted_this_week", "本周恢复下单", "ordering again this week",
        "停了30天以上后本周又下单，三天内回访，弄清停单原因。",
        "Ordered this week after a gap of more than 30 days: call back within three days and learn why they had stopped.",
        when="recency_days < 7 and last_gap_days > 30",
        refresh="event",
    ),
)
