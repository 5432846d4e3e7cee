"""Price and promotion: what discounts do to this customer, and what they cost."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "price_promotion",
    Text("价格促销", "price and promotion"),
    Text(
        "对价格和促销敏不敏感、折扣给得值不值：运营决定券发给谁，财务守毛利，主管批价。",
        "How prices and promotions work on them and whether discounts pay: operators choose who gets coupons, finance guards the margin, leads approve prices.",
    ),
)

TAGS = (
    FAMILY.tag(
        "buys_promotions_only", "只买特价", "buys promotions only",
        "七成以上是促销货，不做常规推荐，清临期和尾货时再找它。",
        "70% or more bought on promotion: no regular suggestions, come with near-expiry and end lots.",
        when="promotion_share_365d >= 0.7 and orders_365d >= 4",
        rare=Text("促销少的公司没有人以特价为主。", "Where promotions are few nobody lives on them."),
    ),
    FAMILY.tag(
        "promotion_sensitive", "促销敏感", "responds to promotions",
        "三成到七成买在促销时，节前发满减最有效。",
        "30% to 70% bought on promotion: vouchers before festivals work best here.",
        when="promotion_share_365d >= 0.3 and promotion_share_365d < 0.7 and orders_365d >= 4",
    ),
    FAMILY.tag(
        "promotion_indifferent", "促销无感", "indifferent to promotions",
        "常买却几乎不碰促销，把券预算省下来，改用服务打动。",
        "Buys regularly but hardly on promotion: save the coupon money, win by service.",
        when="promotion_share_365d <= 0.03 and orders_365d >= 12",
    ),
    FAMILY.tag(
        "promotion_brings_growth", "促销带动增量", "grows by promotion",
        "促销占比高且总量在涨，是真增量，活动可以继续投。",
        "Buys on promotion and grows overall: a true gain, keep the campaign.",
        when="promotion_share_365d >= 0.2 and spend_trend_90d >= 0.2 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "promotion_without_growth", "吃促销不增量", "promotion without growth",
        "促销占比高但总量在降，只是在挪货，停一期看反应。",
        "Buys on promotion while volume falls: only shifts purchases, pause one round and watch.",
        when="promotion_share_365d >= 0.2 and spend_trend_90d <= -0.1 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "came_by_promotion", "促销引来的新客", "newcomer by promotion",
        "60天内的新客一半以上买特价，第二单给原价小样，看是否留得住。",
        "A newcomer of up to 60 days with half or more on promotion: offer a sample at list price and see if they stay.",
        when="tenure_days <= 60 and promotion_share_365d >= 0.5",
        rare=Text("近期没有拉新促销时无人命中。", "Nobody carries it without a recent newcomer promotion."),
    ),
    FAMILY.tag(
        "deep_discount", "深度折扣客户", "deep discounts",
        "优惠占一成以上，逐单核对审批，防止越权放价。",
        "Discounts are 10% or more: check approvals order by order against unauthorised prices.",
        when="discount_rate_365d >= 0.1 and orders_365d >= 3",
    ),
    FAMILY.tag(
        "pays_list_price", "原价客户", "pays list price",
        "几乎不要折扣的常客，别主动降价，多给服务和试吃。",
        "A regular who hardly takes discounts: do not cut prices unasked, give service and tastings.",
        when="discount_rate_365d <= 0.01 and orders_365d >= 12",
    ),
    FAMILY.tag(
        "discount_without_volume", "折扣高量不大", "high discount, low volume",
        "优惠率7%以上却不在消费前三成，下次报价收回一半让利。",
        "Discount of 7% or more without being in the top 30%: take half of it back with the next quotation.",
        when="discount_rate_365d >= 0.07 and orders_365d >= 6 and not (top(spend_365d, 30%))",
    ),
    FAMILY.tag(
        "hard_bargainer", "大客户强议价", "hard bargainer",
        "消费前10%且优惠率5%以上，谈判前备好成本表和返利替代方案。",
        "Top 10% by spend with 5% discount or more: bring a cost sheet and a rebate alternative to the talk.",
        when="top(spend_365d, 10%) and discount_rate_365d >= 0.05",
    ),
    FAMILY.tag(
        "large_and_well_priced", "量大价好客户", "large and well priced",
        "消费前10%且毛利率在同类前30%，最优质的生意，提前续约。",
        "Top 10% by spend with a margin rate in the top 30% of its kind: the best business, renew early.",
        when="top(spend_365d, 10%) and top(margin_rate_365d, 30%, by customer_type)",
    ),
    FAMILY.tag(
        "priced_below_peers", "报价低于同业", "priced below its kind",
        "毛利率在同类中排后10%，查是否沿用旧协议价，列入调价名单。",
        "Margin rate in the lowest 10% of its kind: check for an old agreed price and list for adjustment.",
        when="bottom(margin_rate_365d, 10%, by customer_type) and orders_365d >= 6",
    ),
    FAMILY.tag(
        "room_for_price_rise", "有提价空间", "room for a price rise",
        "月月复购、不要折扣、毛利却偏低，可小步上调一两个点。",
        "Buys every month, asks no discount, yet margin is lowish: raise in steps of a point or two.",
        when="repurchase_rate >= 0.9 and discount_rate_365d <= 0.02 and margin_rate_365d < 0.15 and tenure_days >= 180",
        rare=Text("价格已经到位时无人命中。", "Nobody carries it once prices are right."),
    ),
    FAMILY.tag(
        "margin_under_floor", "毛利跌破底线", "margin under the floor",
        "毛利率不到5%且仍在下单，财务冻结新优惠，重新核价。",
        "Margin below 5% while orders go on: finance freezes further discounts and recalculates.",
        when="margin_rate_365d < 0.05 and orders_90d >= 1",
        rare=Text("守住毛利底线的公司没有这种客户。", "A company that guards its margin floor has none."),
    ),
    FAMILY.tag(
        "promotion_spree_low_loyalty", "追特价游客", "promotion hunter",
        "多买特价又不到一半月份有单，只放公开活动，不发定向券。",
        "Mostly promotions and fewer than half the months: public offers only, no targeted coupons.",
        when="promotion_share_365d >= 0.4 and repurchase_rate < 0.5 and tenure_days >= 90",
    ),
    FAMILY.tag(
        "wide_basket_promotion_buyer", "凑单高手", "fills baskets for the voucher",
        "促销占两成以上且每单四行以上，设阶梯满减能把客单往上带。",
        "20% or more on promotion with four lines an order or more: stepped vouchers raise the basket.",
        when="promotion_share_365d >= 0.2 and lines_per_order_365d >= 4",
    ),
    FAMILY.tag(
        "coupon_worth_sending", "值得发券唤醒", "worth a wake-up coupon",
        "沉默一到三个月、以前对促销有反应且毛利率够，发券有赚。",
        "Silent for one to three months, once responsive and profitable enough: a coupon pays.",
        when="recency_days between 31 and 90 and promotion_share_365d >= 0.15 and margin_rate_365d >= 0.1",
    ),
    FAMILY.tag(
        "reseller_on_thin_margin", "薄利走量二批", "wholesaler on thin margin",
        "批发商毛利率不到12%，只保整车和快周转，不承担零散配送。",
        "A wholesaler below 12% margin: full trucks and fast turns only, no odd deliveries.",
        when="customer_type = wholesaler and margin_rate_365d < 0.12",
    ),
    FAMILY.tag(
        "new_items_at_full_price", "原价吃新品", "new items at full price",
        "刚上市的商品也原价买，是新品首发的第一批客户。",
        "Buys just-launched goods at full price: the first audience for a launch.",
        when="new_item_share_365d >= 0.05 and promotion_share_365d <= 0.1 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "discount_received_large", "年让利过万", "over 10,000 in discounts",
        "一年拿走一万元以上优惠，年底复盘换来了多少增量。",
        "Received 10,000 yuan or more in discounts within a year: review what growth they bought.",
        when="discount_amount_365d >= 10000",
    ),
    FAMILY.tag(
        "freight_payer", "承担运费客户", "pays freight",
        "一年付过运费等服务费用，谈起送额或包邮门槛时先找它。",
        "Paid freight or other charges within the year: the first to ask about a free-delivery threshold.",
        when="service_amount_365d > 0",
    ),
)
