"""Potential: where more could be sold, and how."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "potential",
    Text("潜力", "potential"),
    Text(
        "还能多卖什么、卖给谁：客户经理带着具体的品和理由上门，运营选升级和交叉销售名单。",
        "What more could be sold to whom: managers visit with an item and a reason, operators pick lists for upgrades and cross-selling.",
    ),
)

TAGS = (
    FAMILY.tag(
        "large_shop_small_purchase", "大店小量", "large shop, small purchase",
        "100个餐位以上但座均消费在同类后六成，我们只占它采购的一小块。",
        "100 seats or more, yet spend per seat not in the best 40% of its kind: we hold only a slice of its purchases.",
        when="seats >= 100 and orders_90d >= 1 and not (top(spend_per_seat_90d, 40%, by customer_type))",
    ),
    FAMILY.tag(
        "small_shop_large_purchase", "小店大量", "small shop, large purchase",
        "座均消费在同类前10%，翻台旺或兼外卖，问开不开分店。",
        "Spend per seat in the top 10% of its kind: busy tables or take-away, ask about a second shop.",
        when="top(spend_per_seat_90d, 10%, by customer_type)",
    ),
    FAMILY.tag(
        "low_spend_for_its_kind", "同业用量偏低", "low spend for its kind",
        "常下单但季度消费在同类后一半，带同类菜单去比，看少了哪几类。",
        "Orders regularly but spends in the lower half of its kind: compare with peers' menus for missing categories.",
        when="orders_90d >= 4 and not (top(spend_90d, 50%, by customer_type))",
    ),
    FAMILY.tag(
        "close_to_20k", "差一步到两万", "close to 20,000 a month",
        "月均一万六到两万元，再加一个品类就上一档，给冲档奖励。",
        "16,000 to 20,000 yuan a month: one more category lifts it, so offer a reward for reaching it.",
        when="avg_monthly_spend >= 16000 and avg_monthly_spend < 20000",
    ),
    FAMILY.tag(
        "close_to_50k", "差一步到五万", "close to 50,000 a month",
        "月均四万到五万元，老板面谈年度目标和返利台阶。",
        "40,000 to 50,000 yuan a month: the owners talk about a yearly target and rebate steps.",
        when="avg_monthly_spend >= 40000 and avg_monthly_spend < 50000",
        rare=Text("规模较小的公司可能没有这个量级的客户。", "A smaller company may have no customer of this size."),
    ),
    FAMILY.tag(
        "close_to_5k", "差一步到五千", "close to 5,000 a month",
        "月均四千到五千元，用一次组合满减帮它过线。",
        "4,000 to 5,000 yuan a month: one bundle voucher takes it over the line.",
        when="avg_monthly_spend >= 4000 and avg_monthly_spend < 5000",
    ),
    FAMILY.tag(
        "chain_expanding", "连锁门店扩张", "chain expanding",
        "三家以上连锁且消费涨两成以上，向总部要开店计划，提前配仓。",
        "A chain of three shops or more growing by 20%: ask head office for its opening plan and place stock early.",
        when="chain_shops >= 3 and spend_trend_90d >= 0.2",
    ),
    FAMILY.tag(
        "chain_shop_underbuying", "连锁门店用量偏低", "chain shop buying little",
        "连锁门店消费在同类后一半，同品牌别的店能用，找店长补齐。",
        "A chain shop in the lower half of its kind: other shops of the brand use more, talk to its head.",
        when="chain_shops >= 2 and orders_90d >= 1 and not (top(spend_90d, 50%, by customer_type))",
    ),
    FAMILY.tag(
        "few_categories_much_money", "量大品类少", "much money, few categories",
        "消费在同类前30%却只买四类以内，缺的每一类都是机会。",
        "Top 30% of its kind with four categories or fewer: every missing one is a chance.",
        when="top(spend_90d, 30%, by customer_type) and category_count_90d <= 4",
    ),
    FAMILY.tag(
        "restaurant_without_prepared", "未用预制菜的后厨", "kitchen without prepared dishes",
        "川菜馆、食堂、酒店没买过预制菜，用人工成本账去谈。",
        "A Sichuan kitchen, canteen or hotel without prepared dishes: show the labour saved.",
        when="customer_type in (sichuan_restaurant, canteen, hotel, banquet_caterer) and share_prepared_dish_365d < 0.01 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "grill_without_drinks", "烧烤缺酒水", "grill without drinks",
        "烧烤串串店不买酒水，夏季前谈啤酒搭配和冰柜投放。",
        "A barbecue or skewer shop without drinks: talk beer and a cooler before summer.",
        when="customer_type in (bbq_shop, chuanchuan_shop) and share_beverage_365d < 0.01 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "kitchen_without_condiments", "后厨缺调料", "kitchen without our condiments",
        "餐饮店调料占比不到2%，顺车带货，先从豆瓣、花椒、香油开始。",
        "A kitchen with under 2% condiments: they ride along, begin with bean paste, pepper and sesame oil.",
        when="customer_type in (sichuan_restaurant, snack_shop, other_restaurant, maocai_shop, bbq_shop) and share_condiment_365d < 0.02 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "shop_without_consumables", "耗材未开口", "no consumables yet",
        "每周都订却不买耗材，包装燃料顺单加，不增加一趟车。",
        "Orders weekly but no consumables: packaging and fuel ride along without an extra trip.",
        when="orders_30d >= 4 and share_consumable_365d = 0",
    ),
    FAMILY.tag(
        "own_brand_convertible", "可转自有品牌", "could turn to our own brand",
        "自有品牌占一成以内、看重价格的常客，用同质低价样品转换。",
        "A price-minded regular with up to 10% own brand: convert by equal quality at a lower price.",
        when="own_brand_share_365d < 0.1 and (promotion_share_365d >= 0.15 or discount_rate_365d >= 0.03) and orders_90d >= 3",
    ),
    FAMILY.tag(
        "trial_partner", "新品试用伙伴", "partner for product trials",
        "爱试新品、同类前30%、付款守时，新品试用和反馈首选。",
        "Keen on new items, in the top 30% of its kind and not overdue: first choice for trials and feedback.",
        when="new_sku_count_90d >= 5 and top(spend_365d, 30%, by customer_type) and overdue_amount = 0 and tenure_days > 120",
    ),
    FAMILY.tag(
        "referral_candidate", "转介绍候选", "could refer others",
        "月月复购、品类宽、没有退货纠纷，请它介绍同行，两边都给券。",
        "Buys every month, wide range, few returns: ask for a referral and reward both sides.",
        when="repurchase_rate >= 0.9 and category_count_365d >= 6 and return_rate_365d <= 0.02 and tenure_days >= 180",
    ),
    FAMILY.tag(
        "yearly_contract_candidate", "可签年框客户", "candidate for a yearly contract",
        "一年以上、复购率九成、消费前30%却没有合同，谈年框锁量。",
        "A customer of a year, 90% repeat, top 30%, without a contract: agree on a yearly frame.",
        when="tenure_days >= 365 and repurchase_rate >= 0.9 and top(spend_365d, 30%) and contract_end_on missing",
    ),
    FAMILY.tag(
        "growth_on_all_fronts", "量频齐升", "growth on all fronts",
        "单数和金额都涨两成以上，还在添新品，配资深客户经理。",
        "Orders and spend both up by 20% or more with new items: give it a senior manager.",
        when="orders_trend_90d >= 0.2 and spend_trend_90d >= 0.2 and new_sku_count_90d >= 2 and tenure_days > 120",
    ),
    FAMILY.tag(
        "year_on_year_growth", "同比大增", "strong year-on-year growth",
        "近90天比去年同期涨三成以上，排除了季节，是真增长，重做年度预测。",
        "30% or more above the same 90 days last year, season excluded: real growth, redo the yearly forecast.",
        when="spend_yoy_90d >= 0.3 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "year_on_year_decline", "同比大降", "strong year-on-year decline",
        "近90天比去年同期少三成以上，不是季节问题，逐品类找缺口。",
        "30% or more below the same 90 days last year: not the season, find the gap by category.",
        when="spend_yoy_90d <= -0.3 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "worth_winning_back", "值得赢回", "worth winning back",
        "流失不到半年、曾在同类前30%、没有欠款，派最熟的人去请回来。",
        "Lost for less than half a year, once in the top 30% of its kind and owing nothing: send whoever knows them best.",
        when="recency_days between 91 and 180 and top(spend_total, 30%, by customer_type) and open_amount = 0",
    ),
    FAMILY.tag(
        "lost_categories", "流失品类可追回", "lost categories to regain",
        "还在买但近90天停了三个以上品类，带停购清单上门逐项问。",
        "Still buys but dropped three categories or more in 90 days: visit with the list and ask one by one.",
        when="dropped_category_count_90d >= 3 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "dropped_many_items", "停购单品多", "dropped many items",
        "停购八个以上单品，先查是我们断货还是它改了菜单。",
        "Dropped eight items or more: check whether we ran out or the menu changed.",
        when="dropped_sku_count_90d >= 8 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "stocking_potential", "淡季囤货潜力", "could stock in the slack season",
        "冷柜3立方以上、付款守时，行情低时给囤货价，双方都划算。",
        "3 m³ of freezer or more and good payment: offer stocking prices when the market is low.",
        when="freezer_m3 >= 3 and on_time_rate_365d >= 0.85",
    ),
    FAMILY.tag(
        "ready_for_custom_service", "可推定制分切", "ready for custom cutting",
        "肉类占六成以上的大户还没用分切，算算帮它省几个切配工。",
        "A large buyer with 60% or more meat that does not use our cutting: show how many hands it saves.",
        when="protein_share_365d >= 0.6 and top(spend_365d, 30%) and not (needs_custom_cut)",
    ),
    FAMILY.tag(
        "growing_beyond_last_year", "年度高成长", "high yearly growth",
        "年消费比上年涨五成以上，列入重点培养名单，半年复盘一次。",
        "Yearly spend up by 50% or more: on the list of customers to build up, reviewed every half-year.",
        when="spend_trend_365d >= 0.5 and orders_365d >= 12",
    ),
)
