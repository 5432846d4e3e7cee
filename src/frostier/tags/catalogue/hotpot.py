"""Hotpot: the heart of the trade, read in its own terms."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "hotpot",
    Text("火锅", "hotpot"),
    Text(
        "火锅、串串、冒菜的锅底、毛肚、肉卷配不配套：客户经理据此补全一桌菜，采购据此按火锅行情备货。",
        "Whether broth base, tripe and rolls come as a full table: managers complete it, purchasing plans by the hotpot market.",
    ),
)

TAGS = (
    FAMILY.tag(
        "hotpot_lover", "火锅食材偏好者", "hotpot ingredient lover",
        "火锅食材占六成以上且持续下单，火锅新品、节令锅底都先推给它。",
        "Hotpot ingredients are 60% of spend or more with steady orders: first to hear of hotpot novelties and seasonal broths.",
        when="hotpot_share_365d >= 0.6 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "full_hotpot_table", "火锅全套采购", "buys the full hotpot table",
        "锅底、毛肚、肉卷、丸滑都在我们这里买，谈整店供货价，防止被拆单挖走。",
        "Buys broth base, offal, rolls and balls from us: agree on whole-shop prices before someone picks off a part.",
        when="share_hotpot_base_365d >= 0.02 and share_offal_365d >= 0.05 and share_meat_rolls_365d >= 0.05 and share_balls_surimi_365d >= 0.03",
    ),
    FAMILY.tag(
        "butter_base_repeat", "牛油锅底复购", "repeats the beef-tallow base",
        "锅底占8%以上且六成月份有单，锅底是口味命脉，配方批次不要换。",
        "Broth base is 8% of spend or more and repeats: it is the taste of the shop, so never change batch or recipe unasked.",
        when="share_hotpot_base_365d >= 0.08 and repurchase_rate >= 0.6",
    ),
    FAMILY.tag(
        "base_without_offal", "买锅底不买毛肚", "base but no offal",
        "锅底从我们拿、毛肚鸭肠从别处拿，送一次鲜毛肚试货抢回来。",
        "Takes the base from us and offal elsewhere: a fresh tripe trial may bring it over.",
        when="share_hotpot_base_365d >= 0.05 and share_offal_365d < 0.02 and customer_type in (hotpot_shop, chuanchuan_shop, maocai_shop)",
        rare=Text("毛肚是火锅店必点菜，几乎都一起买。", "Tripe is on every hotpot table, so nearly all buy both."),
    ),
    FAMILY.tag(
        "hotpot_shop_without_base", "火锅店自炒底料", "hotpot shop with its own base",
        "常进货的火锅店几乎不买锅底，多半自炒，可推牛油、辣椒、花椒原料。",
        "A regular hotpot shop that buys hardly any base and probably fries its own: offer tallow, chillies and pepper.",
        when="customer_type = hotpot_shop and share_hotpot_base_365d < 0.02 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "offal_led_hotpot", "毛肚招牌火锅店", "tripe-led hotpot shop",
        "火锅店毛肚鸭肠占三成以上，靠脆口出名，到货当天分级先供它。",
        "A hotpot shop with 30% or more in offal lives on its crunch: grade on arrival and supply it first.",
        when="customer_type = hotpot_shop and share_offal_365d >= 0.3",
    ),
    FAMILY.tag(
        "fresh_tripe_customer", "鲜毛肚客户", "fresh tripe customer",
        "冷鲜占四分之一以上且毛肚占比高，要当日到货，晚一天就退。",
        "A quarter or more chilled with much offal: needs same-day goods, a day late comes back.",
        when="chilled_share_365d >= 0.25 and share_offal_365d >= 0.15",
    ),
    FAMILY.tag(
        "roll_led_hotpot", "肥牛羊卷锅店", "roll-led hotpot shop",
        "火锅店肉卷占两成五以上，多是自助或小火锅，看重出品率和克重。",
        "A hotpot shop with 25% or more in rolls, often a buffet: yields and weights decide.",
        when="customer_type in (hotpot_shop, maocai_shop) and share_meat_rolls_365d >= 0.25",
    ),
    FAMILY.tag(
        "dip_and_oil_buyer", "香油蒜泥碟客户", "dip and sesame oil buyer",
        "火锅类店调料占8%以上，油碟干碟用量大，按桌数配月度用量。",
        "A hotpot-style shop with 8% or more in condiments: plan the monthly dips by the number of tables.",
        when="customer_type in (hotpot_shop, chuanchuan_shop, maocai_shop) and share_condiment_365d >= 0.08",
    ),
    FAMILY.tag(
        "hotpot_without_dips", "火锅缺油碟", "hotpot without dips",
        "火锅料买得多、调料几乎不买，顺路带一箱香油蒜泥试试。",
        "Much hotpot but hardly any condiments: add a case of sesame oil to the next truck as a trial.",
        when="hotpot_share_365d >= 0.5 and share_condiment_365d < 0.01 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "hotpot_without_balls", "火锅缺丸滑", "hotpot without balls",
        "火锅、冒菜店丸滑占比不到3%，虾滑毛利好，带样上门做一次试吃。",
        "A hotpot or maocai shop with under 3% balls and surimi: margins are good, hold a tasting.",
        when="customer_type in (hotpot_shop, maocai_shop, chuanchuan_shop) and share_balls_surimi_365d < 0.03 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "hotpot_with_beer", "火锅配酒水", "hotpot with drinks",
        "火锅类店酒水占4%以上，夏季前签啤酒饮料搭赠。",
        "A hotpot-style shop with 4% or more drinks: sign a bundle for beer before summer.",
        when="customer_type in (hotpot_shop, chuanchuan_shop, maocai_shop) and share_beverage_365d >= 0.04",
    ),
    FAMILY.tag(
        "clear_broth_hotpot", "清汤养生火锅", "clear broth hotpot",
        "火锅料占一半以上却少吃辣，推菌汤、番茄、滋补锅底。",
        "Half or more in hotpot goods but little heat: offer mushroom, tomato and nourishing broths.",
        when="hotpot_share_365d >= 0.5 and spicy_share_365d <= 0.03 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "red_broth_hotpot", "重麻重辣火锅", "fiery red hotpot",
        "火锅类店辣味占四成以上，锅底和干碟按特麻特辣规格备。",
        "A hotpot-style shop with 40% or more spicy items: stock the hottest grades of base and dips for it.",
        when="customer_type in (hotpot_shop, chuanchuan_shop, maocai_shop) and spicy_share_365d >= 0.4",
    ),
    FAMILY.tag(
        "summer_proof_hotpot", "夏季不掉量的火锅店", "summer-proof hotpot shop",
        "合作满一年的火锅店夏季仍占两成二以上，不按淡季降配额。",
        "A hotpot shop of a year or more that keeps 22% of its spend in summer: do not cut its quota in the slack season.",
        when="customer_type = hotpot_shop and tenure_days >= 365 and summer_share_365d >= 0.22",
    ),
    FAMILY.tag(
        "summer_slack_hotpot", "夏季腰斩火锅店", "summer-slack hotpot shop",
        "火锅店夏季不到一成五，淡季下滑属正常，改推凉菜冰粉小吃。",
        "A hotpot shop with under 15% in summer: the drop is normal, offer cold dishes and desserts instead of alarm.",
        when="customer_type = hotpot_shop and tenure_days >= 365 and summer_share_365d < 0.15",
    ),
    FAMILY.tag(
        "hotpot_core_shop", "火锅核心店", "core hotpot shop",
        "火锅店中消费排前10%，新品首发、备货会和锁价都请它。",
        "A hotpot shop in the top 10% of its kind: invite to launches, stocking fairs and price locks.",
        when="customer_type = hotpot_shop and top(spend_365d, 10%, by customer_type)",
    ),
    FAMILY.tag(
        "hotpot_newly_opened", "新开火锅店", "hotpot shop just started",
        "首单60天内的火锅店，送开业配货单和后厨出品培训。",
        "A hotpot shop within 60 days of its first order: offer an opening list and kitchen training.",
        when="customer_type = hotpot_shop and tenure_days <= 60",
    ),
    FAMILY.tag(
        "hotpot_missed_winter", "旺季没起量的火锅店", "hotpot shop that missed the winter",
        "火锅店冬季不到四分之一，正常该起量，可能旺季从别家拿货。",
        "A hotpot shop with under 25% in winter, when all others rise: it may buy elsewhere in the high season.",
        when="customer_type = hotpot_shop and tenure_days >= 365 and winter_share_365d < 0.25",
    ),
    FAMILY.tag(
        "hotpot_outside_hotpot_shops", "非火锅店买火锅料", "hotpot goods outside hotpot shops",
        "川菜馆、食堂、酒店等火锅料占一半以上，可能新增火锅档口，去看看。",
        "A restaurant, canteen or hotel with half or more in hotpot goods: it may have opened a hotpot counter, go and look.",
        when="hotpot_share_365d >= 0.5 and orders_90d >= 3 and customer_type in (sichuan_restaurant, other_restaurant, snack_shop, canteen, hotel, banquet_caterer)",
    ),
    FAMILY.tag(
        "hotpot_at_home", "家庭火锅客户", "hotpot at home",
        "家庭客户火锅料占四成以上，降温和周末前推小包装组合。",
        "A household with 40% or more hotpot goods: offer small bundles before cold spells and weekends.",
        when="customer_type = household and hotpot_share_365d >= 0.4",
    ),
    FAMILY.tag(
        "hotpot_shelf_in_retail", "商超火锅专柜", "hotpot shelf in retail",
        "商超、社区店火锅料占三成以上，入冬前铺专柜陈列和端架。",
        "A supermarket or community shop with 30% or more hotpot goods: set up shelf displays before winter.",
        when="customer_type in (supermarket, convenience_store) and hotpot_share_365d >= 0.3",
    ),
    FAMILY.tag(
        "hotpot_subwholesaler", "火锅料二批", "hotpot sub-wholesaler",
        "批发商火锅料占七成以上，盯住窜货和底价，给独家区域换量。",
        "A wholesaler with 70% or more in hotpot goods: watch grey resale and floor prices, trade territory for volume.",
        when="customer_type = wholesaler and hotpot_share_365d >= 0.7",
    ),
    FAMILY.tag(
        "hotpot_supply_at_risk", "火锅主力店断供风险", "hotpot shop about to switch",
        "火锅食材偏好者超过1.5个周期没单且单数在降，先查锅底毛肚是否断过货。",
        "A hotpot ingredient lover past 1.5 cycles with falling orders: first check whether base or tripe ran short.",
        when="tag(hotpot_lover) and silence_cycles > 1.5 and orders_trend_90d < 0",
    ),
    FAMILY.tag(
        "skewer_shop_buying_raw", "串串店自穿串", "skewer shop threading its own",
        "串串店常进货但签子货不到一成，多半自己穿串，推半成品省人工。",
        "A skewer shop with under 10% ready skewers: it threads its own, so show what ready ones save in labour.",
        when="customer_type = chuanchuan_shop and share_skewers_365d < 0.1 and orders_90d >= 3",
        rare=Text("多数串串店买现成签子货。", "Most skewer shops buy ready-made skewers."),
    ),
    FAMILY.tag(
        "maocai_fast_turnover", "冒菜快翻台店", "fast-turning maocai shop",
        "冒菜店每月8单以上，翻台快库存小，固定隔日送。",
        "A maocai shop with eight or more orders a month turns tables fast with little stock: deliver every other day.",
        when="customer_type = maocai_shop and orders_30d >= 8",
    ),
)
