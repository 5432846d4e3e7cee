"""Kind of business: who the customer is, and what that kind expects of a supplier."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "kind_of_business",
    Text("经营业态", "kind of business"),
    Text(
        "客户是什么店、谁在采购、规模多大：话术、品单、服务标准都从这里分叉。",
        "What kind of shop, who buys and how large: sales talk, range and service standard branch here.",
    ),
)

_BY_NAME = Text("按店名识别，名单里没有这类店名时无人命中。", "Recognised by name; nobody carries it where no such name occurs.")

TAGS = (
    FAMILY.tag(
        "sichuan_kitchen_buyer", "川菜馆采购员", "Sichuan kitchen buyer",
        "在采购的川菜馆，品类杂、每天看行情，主推肉禽、酥肉、豆瓣调料。",
        "A buying Sichuan restaurant: wide range and daily prices, so lead with meat, crispy meat and bean paste.",
        when="customer_type = sichuan_restaurant and orders_90d >= 3",
    ),
    FAMILY.tag(
        "hotpot_buyer", "火锅店采购员", "hotpot shop buyer",
        "在采购的火锅店，先谈毛肚锅底，再带肉卷丸滑。",
        "A buying hotpot shop: talk tripe and base first, then rolls and balls.",
        when="customer_type = hotpot_shop and orders_90d >= 3",
    ),
    FAMILY.tag(
        "skewer_shop_buyer", "串串店采购员", "skewer shop buyer",
        "在采购的串串店，看重签子规格和单串成本。",
        "A buying skewer shop: stick size and cost per stick decide.",
        when="customer_type = chuanchuan_shop and orders_90d >= 3",
    ),
    FAMILY.tag(
        "maocai_buyer", "冒菜店采购员", "maocai shop buyer",
        "在采购的冒菜店，小份多品、现金流紧，推小包装和周结。",
        "A buying maocai shop: small portions and tight cash, so small packs and weekly settlement.",
        when="customer_type = maocai_shop and orders_90d >= 3",
    ),
    FAMILY.tag(
        "noodle_and_snack_buyer", "小吃面馆老板", "noodle and snack shop owner",
        "在采购的小吃面馆，老板自己进货，微信一句话成交，送早。",
        "A buying snack shop: the owner buys in person by a line on WeChat, deliver early.",
        when="customer_type = snack_shop and orders_90d >= 3",
    ),
    FAMILY.tag(
        "barbecue_buyer", "烧烤店老板", "barbecue shop owner",
        "在采购的烧烤店，下午备料晚上营业，两点前送到。",
        "A buying barbecue shop: prepares in the afternoon, so deliver before two.",
        when="customer_type = bbq_shop and orders_90d >= 3",
    ),
    FAMILY.tag(
        "canteen_buyer", "食堂采购", "canteen buyer",
        "在采购的食堂，看资质、索证齐全、价格稳定，按周菜单供。",
        "A buying canteen: papers complete and prices stable, supplied by weekly menu.",
        when="customer_type = canteen and orders_90d >= 1",
    ),
    FAMILY.tag(
        "banquet_organiser", "宴席总厨", "banquet chef",
        "在采购的宴席团餐，单大、日子集中，提前锁桌数。",
        "A buying banquet caterer: large orders on few days, so fix the number of tables ahead.",
        when="customer_type = banquet_caterer and orders_180d >= 1",
    ),
    FAMILY.tag(
        "hotel_purchasing", "酒店采购部", "hotel purchasing",
        "在采购的酒店，走采购流程，报价单、检验报告要齐。",
        "A buying hotel: follows procedure, needs quotations and test reports.",
        when="customer_type = hotel and orders_90d >= 1",
    ),
    FAMILY.tag(
        "subwholesaler", "二批合作商", "sub-wholesaler",
        "在采购的批发商，走量压价，管好区域和最低价。",
        "A buying wholesaler: volume at low prices, keep territory and floor price in order.",
        when="customer_type = wholesaler and orders_90d >= 1",
    ),
    FAMILY.tag(
        "supermarket_buyer", "商超采购", "supermarket buyer",
        "在采购的商超，条码、效期、陈列费都要合同写清。",
        "A buying supermarket: barcodes, dates and shelf fees belong in the contract.",
        when="customer_type = supermarket and orders_90d >= 1",
    ),
    FAMILY.tag(
        "community_shop", "社区店团长", "community shop",
        "在采购的社区店，按团购节奏出货，周三周六前备小包装。",
        "A buying community shop: follows group buys, have small packs ready before midweek and weekend.",
        when="customer_type = convenience_store and orders_90d >= 1",
    ),
    FAMILY.tag(
        "household_regular", "家庭熟客", "household regular",
        "一季度三单以上的家庭，推家庭装、节令礼盒，不给批发价。",
        "A household with three orders a quarter or more: family packs and gift boxes, never wholesale prices.",
        when="customer_type = household and orders_90d >= 3",
    ),
    FAMILY.tag(
        "household_occasional", "家庭散客", "household now and then",
        "偶尔来一单的家庭，节前群发即可，不占客户经理名额。",
        "A household that comes now and then: a message before festivals is enough, no manager.",
        when="customer_type = household and orders_365d between 1 and 4",
    ),
    FAMILY.tag(
        "western_or_other_kitchen", "非川味餐饮", "other kitchens",
        "其他餐饮门店，少推麻辣，多推基础肉禽、面点、水产。",
        "Other restaurants: fewer hot items, more basic meat, staples and fish.",
        when="customer_type = other_restaurant and orders_90d >= 1",
    ),
    FAMILY.tag(
        "kind_not_recorded", "业态待补", "kind not recorded",
        "在买但业态未知，先看它买什么，再让客户经理确认。",
        "Buys but its kind is unknown: look at the basket, then let the manager confirm.",
        when="customer_type = other and orders_90d >= 1",
        rare=Text("业态登记完整时无人命中。", "Nobody carries it where kinds are recorded."),
    ),
    FAMILY.tag(
        "looks_like_a_hotpot_shop", "疑似火锅店", "looks like a hotpot shop",
        "登记为其他类型，但店名带火锅或七成以上买火锅料，核实后改业态。",
        "Filed otherwise, but named a hotpot shop or buying 70% or more hotpot goods: verify and correct the kind.",
        when='customer_type in (other, other_restaurant, snack_shop) and (customer_name contains "火锅" or hotpot_share_365d >= 0.7)',
    ),
    FAMILY.tag(
        "looks_like_a_trader", "疑似二批转手", "looks like a trader",
        "不是批发、连锁却有三万元以上大单且品种少，可能在转手，核价管窜货。",
        "Neither wholesaler nor chain, yet an order above 30,000 yuan of few items: perhaps resale, check price and territory.",
        when="max_order_value_365d >= 30000 and lines_per_order_365d <= 6 and chain_shops = 1 and not (customer_type in (wholesaler, supermarket, banquet_caterer, canteen))",
        rare=Text("没有转手行为时无人命中。", "Nobody carries it where nobody resells."),
    ),
    FAMILY.tag(
        "school_canteen", "学校食堂", "school canteen",
        "学校类食堂，校园食安检查严，索证索票一单不少。",
        "A school canteen: campus food safety is strict, every paper with every order.",
        when='customer_type = canteen and (customer_name contains "学" or customer_name contains "校" or customer_name contains "幼儿园")',
        rare=_BY_NAME,
    ),
    FAMILY.tag(
        "hospital_or_care_kitchen", "医院养老食堂", "hospital and care kitchen",
        "医院、养老院食堂，少油少辣、软烂易嚼，备清淡预制菜。",
        "A hospital or care-home kitchen: mild and soft, so have light prepared dishes.",
        when='customer_name contains "医院" or customer_name contains "养老" or customer_name contains "康养"',
        rare=_BY_NAME,
    ),
    FAMILY.tag(
        "farmhouse_restaurant", "农家乐", "farmhouse restaurant",
        "农家乐山庄，周末节假日旺，周四前收单。",
        "A farmhouse restaurant: busy on weekends and holidays, collect orders before Thursday.",
        when='customer_name contains "农家" or customer_name contains "山庄" or customer_name contains "农庄"',
        rare=_BY_NAME,
    ),
    FAMILY.tag(
        "fish_hotpot_by_name", "鱼火锅冷锅鱼", "fish hotpot",
        "店名带鱼的餐饮，鱼片、酸菜、鱼底料成套推。",
        "A kitchen with fish in its name: offer fillets, pickles and fish base as a set.",
        when='customer_name contains "鱼" and customer_type in (hotpot_shop, sichuan_restaurant, other_restaurant)',
        rare=_BY_NAME,
    ),
    FAMILY.tag(
        "lamb_soup_shop", "羊肉汤店", "lamb soup shop",
        "店名带羊的店，冬至前后用量翻番，十月就要订羊。",
        "A shop with lamb in its name: doubles around the winter solstice, order lamb in October.",
        when='customer_name contains "羊" and customer_type in (hotpot_shop, sichuan_restaurant, other_restaurant, snack_shop)',
        rare=_BY_NAME,
    ),
    FAMILY.tag(
        "large_dining_room", "大型餐厅", "large dining room",
        "餐位200以上，包席多，配专车和周末加送。",
        "200 seats or more with banquets: own truck and weekend drops.",
        when="seats >= 200",
    ),
    FAMILY.tag(
        "small_dining_room", "夫妻小店", "small family shop",
        "餐位40以内，老板自采，价格敏感，推小规格和自助下单。",
        "Up to 40 seats, the owner buys: price-minded, offer small packs and self-ordering.",
        when="seats between 1 and 40 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "hotpot_flagship", "大型火锅店", "large hotpot house",
        "餐位150以上的火锅店，旺季单日用量大，峰值库存按三天备。",
        "A hotpot house with 150 seats or more: heavy peak days, hold three days of stock.",
        when="customer_type = hotpot_shop and seats >= 150",
    ),
)
