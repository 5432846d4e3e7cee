"""Category and taste: what the customer puts on the table, and what is missing there."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "category_taste",
    Text("品类口味", "category and taste"),
    Text(
        "客户主要买什么、口味如何、货单宽窄：采购据此备货选品，客户经理据此补品类。",
        "What they buy, how they like it and how wide the list is: purchasing plans the range, managers fill the gaps.",
    ),
)

TAGS = (
    FAMILY.tag(
        "offal_main_customer", "毛肚鸭肠主力客户", "offal main customer",
        "毛肚鸭肠占四分之一以上且常订，到新鲜货先通知，断货前先留量。",
        "Offal is a quarter of spend or more, ordered steadily: tell them first of fresh lots and hold stock before a shortage.",
        when="share_offal_365d >= 0.25 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "meat_roll_volume_buyer", "肉卷走量客户", "meat roll volume buyer",
        "肥牛羊肉卷占两成以上且近90天消费在前30%，可按整柜行情谈锁价。",
        "Meat rolls are 20% of spend or more in the top 30%: offer a price lock based on container prices.",
        when="share_meat_rolls_365d >= 0.2 and top(spend_90d, 30%)",
    ),
    FAMILY.tag(
        "crispy_meat_regular", "酥肉常客", "crispy meat regular",
        "酥肉腌肉占一成五以上，推现炸小酥肉新规格和配套干碟。",
        "Marinated and crispy meat is 15% of spend or more: offer new packs of it with the dry dip that goes along.",
        when="share_marinated_meat_365d >= 0.15 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "balls_and_surimi_buyer", "丸滑主力客户", "balls and surimi buyer",
        "丸子虾滑占两成以上，新口味上市先送样给它。",
        "Balls and surimi are 20% of spend or more: send samples of new flavours here first.",
        when="share_balls_surimi_365d >= 0.2 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "fish_dish_kitchen", "鱼菜后厨", "fish-dish kitchen",
        "餐饮店水产占两成以上，多半做酸菜鱼水煮鱼，配推鱼片规格和酸菜调料。",
        "A restaurant with 20% or more in fish: it probably sells fish dishes, so match fillet sizes and pickled seasonings.",
        when="share_seafood_365d >= 0.2 and customer_type in (sichuan_restaurant, other_restaurant, snack_shop, hotel)",
    ),
    FAMILY.tag(
        "seafood_retailer", "水产分销客户", "seafood reseller",
        "批发商超类客户水产占两成以上，按到港批次报价，避免压库。",
        "A reseller with 20% or more in seafood: quote by landed lot so that stock does not lie.",
        when="share_seafood_365d >= 0.2 and customer_type in (wholesaler, supermarket, convenience_store)",
    ),
    FAMILY.tag(
        "poultry_buyer", "禽类主力客户", "poultry buyer",
        "鸡鸭货占四分之一以上，鸡爪鸭货行情变动时先报价锁量。",
        "Poultry is a quarter of spend or more: when feet and duck prices move, quote and fix volumes early.",
        when="share_poultry_365d >= 0.25 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "pork_kitchen", "猪副猪肉后厨", "pork kitchen",
        "猪肉肥肠脑花占四分之一以上，猪价上行前提示囤货。",
        "Pork and its offal are a quarter of spend or more: warn them to stock up before pork prices rise.",
        when="share_pork_365d >= 0.25 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "beef_and_lamb_buyer", "牛羊肉主力客户", "beef and lamb buyer",
        "牛羊肉占两成以上，配进口批次检疫资料和等级说明。",
        "Beef and lamb are 20% of spend or more: deliver with the import papers and grades they will ask for.",
        when="share_beef_lamb_365d >= 0.2 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "skewers_supply_customer", "串串签子货专供", "skewers supply customer",
        "签子货占三成以上的串串、冒菜、烧烤店，按串数报价并保证穿串规格一致。",
        "Skewers are 30% of spend or more in a skewer, maocai or barbecue shop: quote by the stick and keep sizes even.",
        when="share_skewers_365d >= 0.3 and customer_type in (chuanchuan_shop, maocai_shop, bbq_shop)",
    ),
    FAMILY.tag(
        "prepared_dish_taster", "预制菜尝鲜", "tasting prepared dishes",
        "预制菜买过但不到一成，给出餐视频和成本对比，帮它上菜单。",
        "Has tried prepared dishes, below 10% of spend: send cooking videos and a cost comparison to get them on the menu.",
        when="share_prepared_dish_365d > 0 and share_prepared_dish_365d < 0.1 and orders_90d >= 2",
    ),
    FAMILY.tag(
        "prepared_dish_dependent", "预制菜主力客户", "relies on prepared dishes",
        "预制菜占三成以上，后厨靠它出餐，断货必须提前三天告知。",
        "Prepared dishes are 30% of spend or more, the kitchen depends on them: announce a shortage three days ahead.",
        when="share_prepared_dish_365d >= 0.3 and orders_90d >= 2",
    ),
    FAMILY.tag(
        "banquet_dish_buyer", "宴席扣碗客户", "banquet dish buyer",
        "宴席、酒店买预制菜两成以上，按婚宴寿宴档期报整席配货。",
        "A caterer or hotel with 20% or more in prepared dishes: quote complete tables by wedding and birthday dates.",
        when="share_prepared_dish_365d >= 0.2 and customer_type in (banquet_caterer, hotel)",
    ),
    FAMILY.tag(
        "dim_sum_addition", "面点小吃加购客户", "adds staples and snacks",
        "面点小吃占半成到两成，是稳定的小加购，适合做结账前推荐。",
        "Staples and snacks make 5% to 20%: a steady add-on, good for suggestions before check-out.",
        when="share_staples_snacks_365d between 0.05 and 0.2 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "breakfast_kitchen", "早点后厨", "breakfast kitchen",
        "小吃店、食堂、酒店面点占三成以上，多半做早点，前一晚把货送到最省心。",
        "A snack shop, canteen or hotel with 30% or more staples: deliver the evening before, they steam at dawn.",
        when="share_staples_snacks_365d >= 0.3 and customer_type in (snack_shop, canteen, hotel, other_restaurant)",
    ),
    FAMILY.tag(
        "tofu_and_mushroom_buyer", "豆制品菌菇客户", "tofu and mushroom buyer",
        "豆制品菌类占一成五以上，短保品多，要小批多次送。",
        "Tofu and mushrooms are 15% of spend or more: much is short-lived, so deliver little and often.",
        when="share_tofu_mushroom_365d >= 0.15 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "fresh_greens_customer", "鲜菜勤配客户", "fresh greens, often",
        "蔬菜占5%以上且每月6单以上，排进凌晨鲜菜车。",
        "Vegetables are 5% of spend or more with six orders a month or more: put on the early vegetable truck.",
        when="share_vegetables_365d >= 0.05 and orders_30d >= 6",
    ),
    FAMILY.tag(
        "condiment_regular", "调料稳定客户", "condiment regular",
        "调料占一成以上且复购率过半，调料价格透明，靠整箱价留住。",
        "Condiments are 10% of spend or more and repeat: prices are easy to compare, keep them with case prices.",
        when="share_condiment_365d >= 0.1 and repurchase_rate >= 0.5",
    ),
    FAMILY.tag(
        "drinks_addition", "酒水搭配客户", "adds drinks",
        "酒水饮料占半成以上，夏季前谈啤酒唯怡的陈列和返利。",
        "Drinks are 5% of spend or more: settle display and rebates for beer and soft drinks before summer.",
        when="share_beverage_365d >= 0.05 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "consumables_addition", "耗材顺带客户", "adds consumables",
        "耗材占百分之三以上，随车带货不增加成本，每单提醒一次。",
        "Consumables are 3% of spend or more: they ride along for free, so remind with every order.",
        when="share_consumable_365d >= 0.03 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "single_category_dependence", "单一品类依赖", "depends on one category",
        "七成以上的钱花在一个品类，这个品类一出问题客户就走，尽快带出第二类。",
        "Over 70% of spend in one category: any trouble there loses the customer, so sell a second category soon.",
        when="top_category_share_365d >= 0.7 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "balanced_basket", "品类均衡客户", "balanced basket",
        "买8个以上品类且不集中，适合做套餐和月度配货计划。",
        "Eight categories or more without a focus: suited to bundles and a monthly supply plan.",
        when="category_hhi_365d <= 0.18 and category_count_365d >= 8",
    ),
    FAMILY.tag(
        "one_stop_buyer", "一站式采购客户", "one-stop buyer",
        "近90天买了10个以上品类，把我们当总仓，送货单和对账要合并清楚。",
        "Ten categories or more in 90 days, we are their storeroom: keep delivery notes and statements in one piece.",
        when="category_count_90d >= 10",
    ),
    FAMILY.tag(
        "category_expanding", "品类扩张中", "categories expanding",
        "近90天添了5个以上新品且消费在涨，趁势送一轮样品。",
        "Five or more new items within 90 days while spend grows: follow up with a round of samples.",
        when="new_sku_count_90d >= 5 and category_count_90d >= 5 and spend_trend_90d > 0 and tenure_days > 120",
    ),
    FAMILY.tag(
        "category_shrinking", "品类收缩", "categories shrinking",
        "一年买过7个以上品类，近90天只剩3个以内，查哪几类被别家拿走。",
        "Bought seven categories in the year but three or fewer in the last 90 days: find which ones a competitor took.",
        when="category_count_365d >= 7 and category_count_90d between 1 and 3",
    ),
    FAMILY.tag(
        "one_item_customer", "单品客户", "one-item customer",
        "常来却只买一两个单品，摸清它的其他货从哪里来。",
        "Comes regularly for one or two items only: learn where the rest of their goods comes from.",
        when="sku_count_90d between 1 and 2 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "widest_assortment", "品种最全客户", "widest assortment",
        "一年买过的单品数排前5%，新品和停产通知都要发到它。",
        "In the top 5% by different items in a year: must hear of every new and every discontinued article.",
        when="top(sku_count_365d, 5%)",
    ),
    FAMILY.tag(
        "keen_on_new_items", "爱试新品", "keen on new items",
        "近90天试了8个以上没买过的单品，列入新品首批试用名单。",
        "Tried eight or more items for the first time in 90 days: on the first list for product trials.",
        when="new_sku_count_90d >= 8 and tenure_days > 120",
    ),
    FAMILY.tag(
        "fixed_menu", "菜单固定客户", "fixed menu",
        "近90天6单以上却没有一个新品，给它做一键复购清单，别硬推新品。",
        "Six orders or more in 90 days without one new item: give them a one-tap repeat list rather than novelties.",
        when="new_sku_count_90d = 0 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "loves_it_hot", "嗜辣客户", "loves it hot",
        "中辣特辣商品占一半以上，新辣味和花椒干碟优先推。",
        "Medium and hot items are half of spend or more: offer new hot flavours and pepper dips first.",
        when="spicy_share_365d >= 0.5 and orders_365d >= 3",
    ),
    FAMILY.tag(
        "mild_taste", "清淡口味客户", "mild taste",
        "辣味商品几乎不买，别推麻辣新品，推清汤、滋补和儿童餐。",
        "Buys almost nothing spicy: no hot novelties, but clear broths, nourishing soups and children's meals.",
        when="spicy_share_365d <= 0.05 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "frozen_only", "纯冻品客户", "frozen only",
        "冷冻品占九成以上，可以跟车次送、不赶时间，安排低成本线路。",
        "Frozen goods are 90% of spend or more: not pressed for the hour, so plan low-cost routes.",
        when="frozen_share_365d >= 0.9 and orders_365d >= 3",
    ),
    FAMILY.tag(
        "chilled_main", "冷鲜主力客户", "mainly chilled",
        "冷藏鲜品占四成以上，一晚到货延误就报损，优先装车。",
        "Chilled goods are 40% of spend or more: one late night means waste, so load them first.",
        when="chilled_share_365d >= 0.4 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "own_brand_supporter", "自有品牌拥护者", "own-brand supporter",
        "自有品牌占四成以上，请它做口碑案例，缺货时优先补自有品牌。",
        "Our own brand is 40% of spend or more: ask for a testimonial and fill own-brand shortages here first.",
        when="own_brand_share_365d >= 0.4 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "own_brand_untouched", "自有品牌未开口", "own brand not yet tried",
        "常客却没买过自有品牌，按它的主力品类送同类对比样。",
        "A regular who never bought our own brand: send a comparison sample in the main category.",
        when="own_brand_share_365d = 0 and orders_365d >= 6",
        rare=Text("自有品牌覆盖面广时几乎人人买过。", "Where the own brand is spread widely nearly everyone has bought it."),
    ),
    FAMILY.tag(
        "short_life_goods_buyer", "短保商品大户", "short-life goods buyer",
        "保质期30天内的商品占两成以上，适合承接当日到货的短保批次。",
        "Goods with up to 30 days of life are 20% of spend or more: can take short-life lots on the day they land.",
        when="short_life_share_365d >= 0.2 and orders_30d >= 4",
    ),
)
