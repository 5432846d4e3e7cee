"""Season: how the year moves the customer's volume."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "season",
    Text("季节节令", "season"),
    Text(
        "冬旺夏淡、春节备货、学期寒暑假：采购据此提前备货，运营不把正常淡季当流失。",
        "Winter peaks, Spring Festival stocking, school terms: purchasing buys ahead, operators do not mistake a slack season for loss.",
    ),
)

TAGS = (
    FAMILY.tag(
        "winter_peak", "冬旺客户", "winter peak",
        "冬季占四成以上，入冬前一个月锁量锁价。",
        "Winter is 40% of spend or more: fix volumes and prices a month before it starts.",
        when="winter_share_365d >= 0.4 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "summer_peak", "夏旺客户", "summer peak",
        "夏季占三成五以上，正好补火锅淡季的车和库，给淡季满载价。",
        "Summer is 35% of spend or more: fills trucks and stores when hotpot is slack, so offer a summer load price.",
        when="summer_share_365d >= 0.35 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "four_seasons_even", "四季均衡客户", "even all year",
        "四季都在两成到三成之间，是排产排车的底盘，适合签年度量。",
        "Each season is between 20% and 30%: the base load of plan and trucks, suited to a yearly volume.",
        when="spring_share_365d between 0.2 and 0.3 and summer_share_365d between 0.2 and 0.3 and autumn_share_365d between 0.2 and 0.3 and winter_share_365d between 0.2 and 0.3",
    ),
    FAMILY.tag(
        "spring_festival_stocker", "春节备货大户", "Spring Festival stocker",
        "春节前30天占全年一成五以上且金额不小，腊月前先收订单再进货。",
        "The 30 days before Spring Festival are 15% of a sizeable year: collect orders before buying in for it.",
        when="spring_festival_share_365d >= 0.15 and top(spend_365d, 30%)",
    ),
    FAMILY.tag(
        "spring_festival_family", "家庭年货客户", "family New Year buyer",
        "家庭客户两成以上的钱花在年前，腊月推年货礼盒和提前预订。",
        "A household that spends 20% or more before the New Year: offer gift boxes and early booking.",
        when="customer_type = household and spring_festival_share_365d >= 0.2",
    ),
    FAMILY.tag(
        "spring_festival_absent", "春节不备货客户", "no Spring Festival stocking",
        "常客但年前几乎不买，多半关店回乡，节前别发备货推送，约节后首单。",
        "A regular who hardly buys before Spring Festival, probably closed: no stocking messages, agree on the first order after it.",
        when="spring_festival_share_365d <= 0.02 and repurchase_rate >= 0.7 and tenure_days >= 365",
    ),
    FAMILY.tag(
        "peak_season_hoarder", "旺季囤货", "hoards in the high season",
        "冬季占比高且有万元以上大单，旺季前给囤货价，同时看信用额度。",
        "High winter share with orders over 10,000 yuan: offer a stocking price before the season and check the credit.",
        when="winter_share_365d >= 0.35 and max_order_value_365d >= 10000",
    ),
    FAMILY.tag(
        "summer_sleeper", "夏歇客户", "sleeps in summer",
        "夏季占比不到半成的老客户，夏天不算沉睡，立秋前电话唤醒。",
        "A customer of a year or more with under 5% in summer: not asleep but resting, call before autumn.",
        when="summer_share_365d < 0.05 and tenure_days >= 365 and orders_365d >= 4",
    ),
    FAMILY.tag(
        "slack_season_riser", "淡季逆增客户", "grows in the slack season",
        "同行正处淡季它却涨两成以上，去学它卖什么，复制给同行。",
        "Rises by 20% or more while its kind is slack: learn what it sells and pass that on.",
        when="seasonal_index < 0.95 and spend_trend_90d >= 0.2 and orders_90d >= 3",
        rare=Text("要看月份：没有行业处在淡季的月份无人命中。", "Depends on the month: nobody carries it when no kind is slack."),
    ),
    FAMILY.tag(
        "peak_season_loser", "旺季反降客户", "falls in the high season",
        "同行正旺它却跌两成以上，不是季节问题，本周上门。",
        "Falls by 20% or more while its kind is busy: the season is not the reason, visit this week.",
        when="seasonal_index >= 1.05 and spend_trend_90d <= -0.2 and orders_180d >= 6",
    ),
    FAMILY.tag(
        "in_high_season_now", "当前正旺季", "in high season now",
        "同类客户本月高于平常一成以上，库存和车辆按旺季备。",
        "Its kind sells 10% or more above average this month: plan stock and trucks for the high season.",
        when="seasonal_index >= 1.1 and orders_90d >= 1",
        rare=Text("要看月份：没有行业处在旺季的月份无人命中。", "Depends on the month: nobody carries it when no kind is in season."),
    ),
    FAMILY.tag(
        "in_low_season_now", "当前正淡季", "in low season now",
        "同类客户本月低于平常一成以上，少催单，做培训和试新品。",
        "Its kind sells 10% or more below average this month: fewer reminders, more training and trials.",
        when="seasonal_index <= 0.9 and orders_90d >= 1",
        rare=Text("要看月份：没有行业处在淡季的月份无人命中。", "Depends on the month: nobody carries it when no kind is slack."),
    ),
    FAMILY.tag(
        "lifted_by_season", "靠旺季撑起的消费", "carried by the season",
        "近30天过五千元，扣除季节因素就不到，别急着升级。",
        "Above 5,000 yuan in 30 days but not after removing the season: do not promote in a hurry.",
        when="spend_30d >= 5000 and spend_30d_fair < 5000",
        rare=Text("平季月份季节修正很小，可能无人命中。", "In average months the seasonal correction is small."),
    ),
    FAMILY.tag(
        "held_down_by_season", "被淡季压低的消费", "held down by the season",
        "近30天不到五千元，扣除季节因素其实够，淡季不降级。",
        "Below 5,000 yuan in 30 days but above it after removing the season: do not demote.",
        when="spend_30d < 5000 and spend_30d_fair >= 5000",
        rare=Text("平季月份季节修正很小，可能无人命中。", "In average months the seasonal correction is small."),
    ),
    FAMILY.tag(
        "quiet_for_the_season_only", "淡季正常沉默", "quiet only for the season",
        "超过30天没单，按季节修正后仍在30天内，不进唤醒名单。",
        "Over 30 days without an order but within 30 after seasonal correction: keep off the wake-up list.",
        when="recency_days > 30 and recency_days_fair <= 30",
        rare=Text("只有淡季才会出现。", "Occurs in slack seasons only."),
    ),
    FAMILY.tag(
        "autumn_restocker", "入秋备货客户", "restocks in autumn",
        "秋季占三成五以上，立秋后两周是补库窗口，提前排车。",
        "Autumn is 35% of spend or more: the two weeks after the heat are its restocking window, book trucks ahead.",
        when="autumn_share_365d >= 0.35 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "spring_riser", "开春起量客户", "rises in spring",
        "春季占三成二以上，节后尽快补齐断货品。",
        "Spring is 32% of spend or more: refill what ran out right after the festival.",
        when="spring_share_365d >= 0.32 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "school_term_canteen", "寒暑假停灶食堂", "canteen with school holidays",
        "食堂夏季占比不到一成六，按校历安排供货，放假前两周停止备短保货。",
        "A canteen with under 16% in summer: supply by the school calendar and stop short-life stock two weeks before holidays.",
        when="customer_type = canteen and summer_share_365d < 0.16 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "year_round_canteen", "全年开灶食堂", "canteen open all year",
        "食堂夏季不低于两成，多为企业医院，可签固定周菜单。",
        "A canteen with 20% or more in summer, probably an enterprise or hospital: offer a fixed weekly menu.",
        when="customer_type = canteen and summer_share_365d >= 0.2 and tenure_days >= 300",
    ),
    FAMILY.tag(
        "summer_night_barbecue", "夏夜烧烤旺店", "summer night barbecue",
        "烧烤店夏季占三成以上，五月前锁签子货和啤酒，安排夜配。",
        "A barbecue shop with 30% or more in summer: lock skewers and beer before May and plan night drops.",
        when="customer_type = bbq_shop and summer_share_365d >= 0.3",
    ),
    FAMILY.tag(
        "festival_banquet", "年节宴席客户", "festival banquets",
        "宴席或酒店春节前占一成以上，腊月席位和预制大菜提前两个月订。",
        "A caterer or hotel with 10% or more before Spring Festival: book dishes two months ahead.",
        when="customer_type in (banquet_caterer, hotel) and spring_festival_share_365d >= 0.1",
    ),
    FAMILY.tag(
        "winter_lamb_customer", "冬补羊肉客户", "winter lamb",
        "牛羊肉占一成五以上且冬季占三成以上，冬至前两周备足羊肉。",
        "15% or more beef and lamb with 30% or more in winter: have lamb ready two weeks before the solstice.",
        when="share_beef_lamb_365d >= 0.15 and winter_share_365d >= 0.3",
    ),
    FAMILY.tag(
        "tourist_season_hotel", "旅游季酒店", "tourist-season hotel",
        "酒店夏季占三成以上，按旅游旺季加冷链车次。",
        "A hotel with 30% or more in summer: add cold trucks for the tourist season.",
        when="customer_type = hotel and summer_share_365d >= 0.3",
        rare=Text("只有旅游区酒店明显。", "Clear only for hotels in tourist areas."),
    ),
)
