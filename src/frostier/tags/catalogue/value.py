"""Value: what the customer is worth to the company."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "value",
    Text("价值", "value"),
    Text(
        "客户给公司带来多少销售和毛利：老板定重点，客户经理定拜访次序，财务看谁在亏钱。",
        "What a customer brings in sales and margin: executives set priorities, managers order their visits, finance sees who costs money.",
    ),
)

TAGS = (
    FAMILY.tag(
        "top_one_percent", "头部百分之一客户", "top one per cent",
        "年消费排在前1%，由老板或总监亲自维护，每季度至少见一面。",
        "Among the top 1% by yearly spend: the owner or a director keeps the contact and meets them every quarter.",
        when="top(spend_365d, 1%)",
    ),
    FAMILY.tag(
        "top_ten_percent", "消费前10%客户", "top ten per cent",
        "年消费排在前10%，缺货时先保，出现异常当天跟进。",
        "Among the top 10% by yearly spend: serve first in a shortage, and follow up anything odd the same day.",
        when="top(spend_365d, 10%)",
    ),
    FAMILY.tag(
        "top_margin_contributor", "毛利贡献大户", "top margin contributor",
        "年毛利额排在前10%，是利润的来源，谈价时要守住，不要轻易让利。",
        "Among the top 10% by yearly margin: this is where profit comes from, so hold the price and do not give it away lightly.",
        when="top(margin_365d, 10%)",
    ),
    FAMILY.tag(
        "leader_of_its_kind", "同业标杆客户", "leader of its kind",
        "在同类客户中消费排前5%，可作样板店，用它的菜单和用量去带同行。",
        "In the top 5% of its own kind by yearly spend: use it as the model shop whose menu and volumes persuade its peers.",
        when="top(spend_365d, 5%, by customer_type)",
    ),
    FAMILY.tag(
        "large_average_order", "大单客户", "large orders",
        "近90天平均每单5000元以上且不止一两单，值得整车直送和专属报价。",
        "Orders average at least 5,000 yuan over the last 90 days, more than once or twice: worth a full truck and a quotation of its own.",
        when="avg_order_value_90d >= 5000 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "small_average_order", "小单客户", "small orders",
        "近90天平均每单不到400元还常订，配送不划算，引导拼单或设起送额。",
        "Orders often but below 400 yuan each: delivery does not pay, so steer to fuller orders or a minimum order.",
        when="avg_order_value_90d < 400 and orders_90d >= 4",
    ),
    FAMILY.tag(
        "order_over_50k", "单笔破五万", "single order over 50,000",
        "一年内有过五万元以上的单，备货和信用额度要按这种单量预留。",
        "Placed an order of 50,000 yuan or more within a year: plan stock and credit for such an order.",
        when="max_order_value_365d >= 50000",
    ),
    FAMILY.tag(
        "monthly_50k", "月均五万以上", "50,000 a month",
        "月均消费五万元以上，配专属客户经理，每月对账面谈。",
        "Spends 50,000 yuan a month or more on average: assign a dedicated manager and review the account monthly.",
        when="avg_monthly_spend >= 50000",
    ),
    FAMILY.tag(
        "monthly_20k_to_50k", "月均两万到五万", "20,000 to 50,000 a month",
        "月均消费两万到五万元，是中坚客户，按月看差在哪个品类、怎么往上带。",
        "Spends 20,000 to 50,000 yuan a month: the backbone; check each month which category could lift them further.",
        when="avg_monthly_spend >= 20000 and avg_monthly_spend < 50000",
    ),
    FAMILY.tag(
        "monthly_5k_to_20k", "月均五千到两万", "5,000 to 20,000 a month",
        "月均消费五千到两万元，靠线上活动和组合套餐拉单，不必频繁上门。",
        "Spends 5,000 to 20,000 yuan a month: lift orders with online offers and bundles rather than many visits.",
        when="avg_monthly_spend >= 5000 and avg_monthly_spend < 20000",
    ),
    FAMILY.tag(
        "monthly_under_1k", "月均不足一千", "under 1,000 a month",
        "还在买但月均不到一千元，走自助下单和自提，不占业务员时间。",
        "Still buys, but under 1,000 yuan a month: serve by self-ordering and pick-up, not by a salesperson's time.",
        when="avg_monthly_spend < 1000 and orders_180d >= 1",
    ),
    FAMILY.tag(
        "low_margin_giant", "低毛利大客户", "low-margin giant",
        "消费排前10%但毛利率不到12%，续约前先重算价格和配送成本。",
        "Top 10% by spend but below 12% margin: recalculate prices and delivery cost before renewing.",
        when="top(spend_365d, 10%) and margin_rate_365d < 0.12",
    ),
    FAMILY.tag(
        "small_but_profitable", "小而美客户", "small but profitable",
        "消费不在前一半，但毛利率25%以上，少打折，多推搭配品。",
        "Not in the upper half by spend, yet at 25% margin or more: avoid discounts and suggest matching items.",
        when="margin_rate_365d >= 0.25 and orders_365d >= 6 and not (top(spend_365d, 50%))",
    ),
    FAMILY.tag(
        "loss_making", "亏本客户", "loss-making",
        "一年下来毛利为负，查是报价错、退货多还是成本没更新，改好再供货。",
        "Yearly margin is negative: find out whether the price, the returns or an old cost is wrong before delivering more.",
        when="margin_365d < 0 and orders_365d >= 3",
        rare=Text("价格管得好的公司不该有这种客户。", "A company with good price control should have none."),
    ),
    FAMILY.tag(
        "monthly_loss", "本月毛利转负", "margin negative this month",
        "全年有毛利，近30天却是负的，多半是最近的促销或报价出了错，马上核价。",
        "Profitable over the year but negative in the last 30 days: a recent promotion or quotation is probably wrong, check it now.",
        when="margin_30d < 0 and margin_365d > 0",
        rare=Text("近期没有错价或集中退货时无人命中。", "Nobody carries it while there are no pricing mistakes or large returns."),
    ),
    FAMILY.tag(
        "value_riser", "价值跃升客户", "rising value",
        "近90天消费比前90天涨五成以上并进入前20%，提前给额度和专人。",
        "Spend grew by half and entered the top 20% over 90 days: offer credit and a contact person early.",
        when="spend_trend_90d >= 0.5 and top(spend_90d, 20%)",
    ),
    FAMILY.tag(
        "valuable_but_silent", "高价值沉默客户", "valuable but silent",
        "消费排前20%却已超过自己两个订货周期没下单，当天打电话问原因。",
        "Top 20% by spend but silent for more than two of its own cycles: phone today and ask why.",
        when="top(spend_365d, 20%) and silence_cycles > 2 and recency_days <= 90",
    ),
    FAMILY.tag(
        "large_and_frequent", "高额高频客户", "large and frequent",
        "金额和单数都在前10%，是压舱石，排车和配额优先留给它。",
        "Top 10% in both spend and orders: the ballast of the business, keep truck space and stock for it first.",
        when="top(spend_365d, 10%) and top(orders_365d, 10%)",
    ),
    FAMILY.tag(
        "rare_but_large", "低频大额客户", "rare but large",
        "一年单数不多但每单金额在前10%，下次到货前主动问量，别让它临时找别家。",
        "Few orders a year, each in the top 10% by size: ask for volumes ahead of the next one, before they turn elsewhere.",
        when="top(avg_order_value_365d, 10%) and orders_365d between 1 and 12",
    ),
    FAMILY.tag(
        "frequent_but_small", "高频低额客户", "frequent but small",
        "单数排前20%、每单金额却在后30%，谈固定送货日，把几单并成一单。",
        "Top 20% by number of orders, lowest 30% by size: agree on fixed delivery days and merge orders.",
        when="top(orders_90d, 20%) and bottom(avg_order_value_90d, 30%)",
    ),
    FAMILY.tag(
        "lifetime_million", "累计百万客户", "a million in total",
        "合作以来累计消费过百万元，逢年过节由公司出面答谢。",
        "Has spent a million yuan since the first order: the company itself says thank you at the festivals.",
        when="spend_total >= 1000000",
        rare=Text("成立不久的公司可能还没有。", "A young company may have none yet."),
    ),
    FAMILY.tag(
        "lifetime_100k", "累计十万客户", "a hundred thousand in total",
        "累计消费十万元以上仍在下单，可邀请加入年度返利。",
        "Has spent 100,000 yuan in total and still orders: invite to the yearly rebate.",
        when="spend_total >= 100000 and recency_days <= 60",
    ),
    FAMILY.tag(
        "steady_profit", "稳定利润客户", "steady profit",
        "一年以上老客户，复购率八成以上且毛利率15%以上，维持现有价格和服务就好。",
        "Customer for over a year, buys in four of five months at 15% margin or better: keep price and service as they are.",
        when="tenure_days >= 365 and repurchase_rate >= 0.8 and margin_rate_365d >= 0.15",
    ),
    FAMILY.tag(
        "peer_order_value_leader", "同业客单领先", "largest orders of its kind",
        "客单价在同类中排前10%，适合推整箱装和高端规格。",
        "Order value in the top 10% of its kind: offer full cases and premium grades.",
        when="top(avg_order_value_90d, 10%, by customer_type) and orders_90d >= 2",
    ),
    FAMILY.tag(
        "peer_order_value_laggard", "同业客单偏低", "smallest orders of its kind",
        "常订货但客单价在同类中排后20%，对照同行菜单补品种。",
        "Orders regularly, but in the lowest 20% of its kind by order value: compare with peers' menus and add items.",
        when="bottom(avg_order_value_90d, 20%, by customer_type) and orders_90d >= 4",
    ),
    FAMILY.tag(
        "one_off_giant", "一锤子大单", "one-off giant",
        "一年只下过一两单却有万元大单，弄清是转单、囤货还是试货，再决定跟不跟。",
        "One or two orders in a year, one above 10,000 yuan: learn whether it was resale, hoarding or a trial before investing time.",
        when="orders_365d between 1 and 2 and max_order_value_365d >= 10000",
        rare=Text("客户稳定的公司可能没有。", "A company with steady customers may have none."),
    ),
    FAMILY.tag(
        "thin_volume_thin_margin", "量小利薄客户", "little volume, little margin",
        "消费在后一半、毛利率又不到12%，不再给折扣，转自助或交二批服务。",
        "Lower half by spend and below 12% margin: no more discounts; move to self-service or to a sub-wholesaler.",
        when="margin_rate_365d < 0.12 and orders_365d >= 3 and not (top(spend_365d, 50%))",
    ),
)
