"""Service: what the customer asks for beyond the goods."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "service",
    Text("服务", "service"),
    Text(
        "分切、贴牌、开票、退货这些额外要求：客服和加工间据此排活，主管看服务是否对得起回报。",
        "Cutting, labels, invoices and returns: service desk and cutting room plan their work, leads see whether it is worth it.",
    ),
)

TAGS = (
    FAMILY.tag(
        "custom_cut", "定制分切客户", "custom-cut customer",
        "要按规格分切且在买，单子进加工间前确认厚度克重。",
        "Buys and wants goods cut to size: confirm thickness and weight before the cutting room starts.",
        when="needs_custom_cut and orders_90d >= 1",
    ),
    FAMILY.tag(
        "custom_cut_rolls_and_beef", "精切肉客户", "precision-cut meat",
        "要分切且肉卷牛羊肉占两成五以上，专人专刀，损耗单独核算。",
        "Wants cutting, with 25% or more in rolls, beef and lamb: own cutter and own yield account.",
        when="needs_custom_cut and (share_meat_rolls_365d >= 0.25 or share_beef_lamb_365d >= 0.25)",
    ),
    FAMILY.tag(
        "own_label_customer", "贴牌客户", "own-label customer",
        "要贴自己的牌，包材按其用量备两个月，改版前先清库。",
        "Wants its own label: hold two months of packaging and use it up before a redesign.",
        when="needs_own_label and orders_180d >= 1",
    ),
    FAMILY.tag(
        "invoice_with_each_delivery", "随货开票客户", "invoice with each delivery",
        "每单要随货开票，财务在发车前一小时收齐资料。",
        "Wants an invoice with each delivery: finance needs the data an hour before departure.",
        when="needs_invoice_each and orders_90d >= 1",
    ),
    FAMILY.tag(
        "invoice_without_tax_id", "要票缺税号", "invoice wanted, tax id missing",
        "要求开票却没登记税号，下一单前补齐，否则发票作废。",
        "Wants invoices but no tax id is on record: complete it before the next order.",
        when="needs_invoice_each and not (has_tax_id)",
    ),
    FAMILY.tag(
        "many_special_needs", "特殊要求多", "many special needs",
        "六项特殊要求占三项以上，出单前用检查表逐项核对。",
        "Three or more of the six special needs: use a checklist for each order.",
        when="special_need_complexity >= 3 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "no_special_needs", "标准服务客户", "standard service",
        "常客且没有特殊要求，走标准流程，适合自动接单。",
        "A regular without special needs: standard process, suited to automatic acceptance.",
        when="special_need_complexity = 0 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "demanding_but_small", "要求多量不大", "demanding but small",
        "两项以上特殊要求却不在同类前一半，要么收服务费，要么减项。",
        "Two special needs or more outside the upper half of its kind: charge for them or drop some.",
        when="special_need_complexity >= 2 and orders_90d >= 1 and not (top(spend_365d, 50%, by customer_type))",
    ),
    FAMILY.tag(
        "tailored_key_account", "定制服务大客户", "tailored key account",
        "消费前10%又有两项以上特殊要求，设专属服务群和固定跟单员。",
        "Top 10% by spend with two special needs or more: own service group and a fixed order clerk.",
        when="top(spend_365d, 10%) and special_need_complexity >= 2",
    ),
    FAMILY.tag(
        "many_returns", "退货多", "many returns",
        "退货率超过5%，抽查三单，看是品质、送错还是它退剩货。",
        "Returns above 5%: check three orders for quality, picking errors or returned leftovers.",
        when="return_rate_365d > 0.05 and orders_365d >= 3",
    ),
    FAMILY.tag(
        "never_returns", "从不退货", "never returns",
        "一年24单以上零退货，售后免审，偶有退货直接赔付。",
        "24 orders or more in the year without a return: pay any claim at once, no checks.",
        when="return_count_365d = 0 and orders_365d >= 24",
    ),
    FAMILY.tag(
        "large_returns_in_money", "退货金额大", "large returns in money",
        "年退货两千元以上，金额大过次数，品控和采购一起找批次。",
        "Returned goods for 2,000 yuan or more in the year: quality and purchasing look for the lots.",
        when="return_amount_365d >= 2000",
    ),
    FAMILY.tag(
        "frequent_small_returns", "零碎退货多", "frequent small returns",
        "退货次数多但金额小，多为破袋少斤，装车时加护角复秤。",
        "Many small returns, mostly torn bags and short weight: protect corners and reweigh.",
        when="return_count_365d >= 6 and return_rate_365d < 0.03",
    ),
    FAMILY.tag(
        "chilled_returns", "冷鲜退货客户", "chilled goods come back",
        "冷鲜占比高且退货率超过3%，查车温和到货时间。",
        "Much chilled with returns above 3%: check truck temperature and arrival time.",
        when="chilled_share_365d >= 0.2 and return_rate_365d > 0.03",
    ),
    FAMILY.tag(
        "newcomer_with_returns", "新客首月退货", "newcomer already returns",
        "合作60天内就有退货，客户经理当天上门处理，第一印象最要紧。",
        "Returned goods within its first 60 days: the manager goes the same day, first impressions last.",
        when="tenure_days <= 60 and return_count_365d >= 1",
        refresh="event",
    ),
    FAMILY.tag(
        "returns_eat_margin", "退货吃掉毛利", "returns eat the margin",
        "退货率超过3%、毛利率又不到15%，退完就不赚钱，改签不退货价。",
        "Returns above 3% on less than 15% margin: nothing is left, so agree on a no-return price.",
        when="return_rate_365d > 0.03 and margin_rate_365d < 0.15",
    ),
)
