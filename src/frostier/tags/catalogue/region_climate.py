"""Region and climate: where the customer is, and what the place asks of the cold chain."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "region_climate",
    Text("区域气候", "region and climate"),
    Text(
        "客户在哪里、气候和路程对冷链有什么要求：调度排线路，销售划片区，采购按当地口味配货。",
        "Where they are and what climate and distance ask of the cold chain: dispatch plans routes, sales draws territories, purchasing meets local taste.",
    ),
)

_PROVINCE = "(chengdu, west_sichuan, south_sichuan, north_sichuan, east_sichuan)"

TAGS = (
    FAMILY.tag(
        "chengdu_customer", "成都平原客户", "Chengdu plain",
        "成都及德阳眉山资阳客户，当日配覆盖，可一日两送。",
        "Chengdu and its neighbours: same-day area, two drops a day are possible.",
        when="sales_region = chengdu",
    ),
    FAMILY.tag(
        "chengdu_inner_city", "成都主城客户", "inner Chengdu",
        "五个老城区客户，货车白天限行，安排夜间或小车配送。",
        "One of the five inner districts, where trucks are barred by day: deliver at night or by van.",
        when='city starts with "成都" and (district contains "锦江" or district contains "青羊" or district contains "金牛" or district contains "武侯" or district contains "成华")',
    ),
    FAMILY.tag(
        "western_sichuan_customer", "川西地区客户", "western Sichuan",
        "雅安、乐山、甘孜、阿坝客户，山路长，按固定班次拼车。",
        "Ya'an, Leshan, Garzê and Ngawa: long mountain roads, so share trucks on fixed days.",
        when="sales_region = west_sichuan",
    ),
    FAMILY.tag(
        "southern_sichuan_customer", "川南地区客户", "southern Sichuan",
        "川南及攀西客户，口味偏鲜辣，备足盐帮菜和烧烤食材。",
        "The south up to Panzhihua and Liangshan: fresh heat, so stock salt-merchant and barbecue ingredients.",
        when="sales_region = south_sichuan",
    ),
    FAMILY.tag(
        "northern_sichuan_customer", "川北地区客户", "northern Sichuan",
        "绵阳、广元、遂宁客户，走成绵广线，与北向干线合并发车。",
        "Mianyang, Guangyuan and Suining: load together with the northern trunk line.",
        when="sales_region = north_sichuan",
    ),
    FAMILY.tag(
        "eastern_sichuan_customer", "川东地区客户", "eastern Sichuan",
        "南充、达州、巴中、广安客户，离重庆近，报价要对重庆市场。",
        "Nanchong, Dazhou, Bazhong and Guang'an: close to Chongqing, so quote against that market.",
        when="sales_region = east_sichuan",
    ),
    FAMILY.tag(
        "chongqing_customer", "重庆客户", "Chongqing",
        "重庆客户，火锅竞争最激烈，看重锅底正宗和毛肚脆度。",
        "Chongqing, the hardest hotpot market: authentic base and crisp tripe decide.",
        when="sales_region = chongqing",
    ),
    FAMILY.tag(
        "neighbour_province_customer", "周边西南省客户", "neighbouring south-west",
        "云贵藏客户，整车或专线发货，账期从紧。",
        "Yunnan, Guizhou or Tibet: full truck or line haul, with tight credit.",
        when="sales_region = southwest",
    ),
    FAMILY.tag(
        "coastal_customer", "沿海川味客户", "Sichuan taste on the coast",
        "华东华南客户，卖正宗川味溢价，主推底料、酥肉、预制菜等耐运货。",
        "Eastern and southern China: sells real Sichuan taste at a premium, so lead with base, crispy meat and prepared dishes that travel.",
        when="sales_region in (east_china, south_china)",
    ),
    FAMILY.tag(
        "northern_market_customer", "北方川味客户", "Sichuan taste in the north",
        "华北东北、华中、西北客户，冬季需求早一个月，九月前备货。",
        "Northern, central or north-western China: winter demand comes a month earlier, stock before September ends.",
        when="sales_region in (north_china, central_china, northwest)",
    ),
    FAMILY.tag(
        "overseas_customer", "境外客户", "abroad",
        "境外客户，出口单证、清关温控和外币结算另行处理。",
        "Outside China: export papers, customs cold storage and currency need their own handling.",
        when="sales_region = abroad",
        rare=Text("多数公司不做出口。", "Most companies do not export."),
    ),
    FAMILY.tag(
        "outside_the_province", "省外客户", "outside Sichuan",
        "四川以外的客户，运费单列，起订量按整托计算。",
        "Outside Sichuan: charge freight separately and set the minimum by the pallet.",
        when=f"not (sales_region in {_PROVINCE}) and sales_region != unknown",
    ),
    FAMILY.tag(
        "place_unknown", "地区未登记", "place not recorded",
        "没有地区的在买客户，补地址，否则排不了线路也算不了运费。",
        "Buys but has no place on record: add the address, or neither route nor freight can be planned.",
        when="sales_region = unknown and orders_90d >= 1",
        rare=Text("地址完整时无人命中。", "Nobody carries it where addresses are complete."),
    ),
    FAMILY.tag(
        "cold_plateau_customer", "高原寒区客户", "cold plateau",
        "甘孜阿坝客户，冬季大雪封路，入冬前多备半个月用量。",
        "Garzê or Ngawa: snow closes roads, so stock half a month more before winter.",
        when="climate_zone = plateau",
    ),
    FAMILY.tag(
        "plateau_long_cold_chain", "高原寒区长途冷链", "long cold chain to the plateau",
        "高原客户且冻品占七成以上，全程温控加备车，按周集货发运。",
        "Plateau customer with 70% or more frozen goods: control temperature end to end, keep a spare truck and ship weekly.",
        when="climate_zone = plateau and frozen_share_365d >= 0.7",
    ),
    FAMILY.tag(
        "plateau_tourist_summer", "高原夏游客户", "plateau in the tourist summer",
        "高原客户夏季占三成以上，旅游旺季前加班次，入冬收缩。",
        "Plateau customer with 30% or more in summer: add trips for the tourist season, shrink in winter.",
        when="climate_zone = plateau and summer_share_365d >= 0.3",
        rare=Text("高原客户少，且只有旅游点明显。", "Plateau customers are few and only tourist spots show it."),
    ),
    FAMILY.tag(
        "dry_hot_valley_customer", "干热河谷客户", "dry hot valley",
        "攀枝花一带全年高温，装卸时间压到最短，冰袋常备。",
        "Panzhihua is hot all year: keep loading times short and ice packs ready.",
        when="climate_zone = dry_hot_valley",
    ),
    FAMILY.tag(
        "highland_barbecue", "西昌烧烤客户", "Xichang barbecue",
        "凉山西昌的烧烤店，火盆烧烤用小猪肉和牛羊肉，旺季提前排货。",
        "A barbecue shop in Liangshan: fire-basin grills take pork and lamb, book goods before the season.",
        when="climate_zone = mild_highland and customer_type = bbq_shop",
        rare=Text("西昌以外的公司可能没有。", "A company that does not serve Xichang may have none."),
    ),
    FAMILY.tag(
        "humid_basin_chilled", "湿热盆地冷鲜客户", "chilled goods in the humid basin",
        "盆地客户冷鲜占三成以上，夏季到货温度必查，退货多出在这里。",
        "Basin customer with 30% or more chilled: check the temperature on delivery in summer, most returns start there.",
        when="climate_zone = humid_basin and chilled_share_365d >= 0.3",
    ),
    FAMILY.tag(
        "far_and_frozen", "省外冻品干线客户", "frozen line haul",
        "省外客户冻品占八成以上且单大，走冷链干线整车最省。",
        "Outside Sichuan with 80% or more frozen goods in large orders: full reefer trucks are cheapest.",
        when="tag(outside_the_province) and frozen_share_365d >= 0.8 and avg_order_value_365d >= 3000",
    ),
    FAMILY.tag(
        "far_and_short_life", "省外短保风险客户", "short life over a long road",
        "省外客户短保商品占一成以上，路上耗掉效期，劝换长保规格。",
        "Outside Sichuan with 10% or more short-life goods: the road eats the shelf life, suggest longer-life packs.",
        when="tag(outside_the_province) and short_life_share_365d >= 0.1",
    ),
    FAMILY.tag(
        "far_small_drop", "远途小单客户", "small drops far away",
        "成都平原以外且每单不到800元，运费吃掉毛利，改为拼车日订货。",
        "Beyond the Chengdu plain with orders below 800 yuan: freight eats the margin, move to shared-truck days.",
        when="sales_region != chengdu and sales_region != unknown and avg_order_value_90d < 800 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "regional_leader", "区域龙头客户", "leader of its region",
        "在本区域消费排前5%，开拓当地市场时请它带路或做分仓。",
        "Top 5% by spend in its region: ask it to open doors there or to host a sub-depot.",
        when="top(spend_365d, 5%, by sales_region)",
    ),
    FAMILY.tag(
        "county_market_customer", "县域客户", "county market",
        "登记在县一级的客户，隔日班车覆盖，主推耐存和宴席货。",
        "Registered in a county: served every other day, so lead with goods that keep and banquet items.",
        when='district ends with "县"',
    ),
    FAMILY.tag(
        "leshan_snack_customer", "乐山小吃客户", "Leshan snacks",
        "乐山的小吃、串串店，跷脚牛肉和钵钵鸡带动牛杂签子货。",
        "A snack or skewer shop in Leshan: beef soup and cold skewers pull offal and skewers.",
        when='city starts with "乐山" and customer_type in (snack_shop, chuanchuan_shop, sichuan_restaurant)',
        rare=Text("业务未到乐山时无人命中。", "Nobody carries it before the company sells in Leshan."),
    ),
    FAMILY.tag(
        "chongqing_hotpot_shop", "重庆火锅店", "Chongqing hotpot shop",
        "重庆的火锅店，牛油要老、毛肚要厚，用当地规格报价。",
        "A hotpot shop in Chongqing: mature tallow and thick tripe, quote in local grades.",
        when="sales_region = chongqing and customer_type = hotpot_shop",
    ),
    FAMILY.tag(
        "sichuan_taste_outpost", "省外川味门店", "Sichuan kitchen outside Sichuan",
        "省外的火锅、川菜、串串店，离了原料做不出味，绑定底料和调料供应。",
        "A hotpot, skewer or Sichuan kitchen outside the province: it cannot cook without the real base, so secure base and condiments.",
        when="tag(outside_the_province) and customer_type in (hotpot_shop, chuanchuan_shop, sichuan_restaurant, maocai_shop)",
    ),
)
