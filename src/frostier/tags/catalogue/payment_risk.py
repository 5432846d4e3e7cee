"""Payment and risk: how the customer pays, and what may not come back."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "payment_risk",
    Text("付款风险", "payment and risk"),
    Text(
        "付款守不守时、额度紧不紧、欠款危不危险：财务定账期和催收次序，接单时知道能不能放货。",
        "Whether they pay on time, how tight the credit is and what may be lost: finance sets terms and dunning order, order desk knows whether to release.",
    ),
)

_WELL_PAID = Text("回款良好时无人命中。", "Nobody carries it while customers pay well.")

TAGS = (
    FAMILY.tag(
        "always_on_time", "从不拖款", "always pays on time",
        "一年五笔以上应收全部按期付清，可主动提额，信用评分加分。",
        "Five or more receivables in the year, all on time: offer more credit and count it in the score.",
        when="on_time_rate_365d >= 1 and due_count_365d >= 5",
    ),
    FAMILY.tag(
        "mostly_on_time", "付款基本及时", "mostly on time",
        "八成五以上按期付，偶尔晚几天，到期前发一条提醒即可。",
        "85% or more on time, now and then days late: a reminder before the due day is enough.",
        when="on_time_rate_365d >= 0.85 and on_time_rate_365d < 1 and due_count_365d >= 3",
    ),
    FAMILY.tag(
        "habitually_late", "惯性拖款", "habitually late",
        "一半以上应收付晚了，缩短账期，新单改货到付款。",
        "Half of the receivables or more paid late: shorten terms, new orders cash on delivery.",
        when="on_time_rate_365d < 0.5 and due_count_365d >= 3",
    ),
    FAMILY.tag(
        "on_the_edge_of_terms", "账期临界", "on the edge of its terms",
        "总是晚一到五天付，仍有欠款，到期前一天让业务员打招呼。",
        "Always one to five days late and still owing: have the salesperson mention it a day before.",
        when="avg_days_late_365d between 1 and 5 and open_amount > 0",
    ),
    FAMILY.tag(
        "drags_for_weeks", "平均拖半月以上", "drags for weeks",
        "平均晚付15天以上，资金成本要算进报价，或取消月结。",
        "Fifteen days late on average: price the financing in, or end monthly settlement.",
        when="avg_days_late_365d >= 15 and due_count_365d >= 3",
    ),
    FAMILY.tag(
        "once_very_late", "曾严重拖欠", "once very late",
        "一年内有一笔晚过45天，调额度须财务签字。",
        "One receivable was more than 45 days late within the year: credit changes need finance's signature.",
        when="max_days_late_365d >= 45",
    ),
    FAMILY.tag(
        "just_overdue", "刚逾期一周内", "overdue within a week",
        "逾期七天内，多是忘了，发对账单和付款链接就好。",
        "Overdue by up to seven days, mostly forgotten: send the statement and a payment link.",
        when="overdue_days between 1 and 7",
    ),
    FAMILY.tag(
        "overdue_up_to_a_month", "逾期一周到一月", "overdue up to a month",
        "逾期8到29天，客户经理出面催收，新单控量。",
        "Overdue by 8 to 29 days: the manager collects, new orders are limited.",
        when="overdue_days between 8 and 29",
    ),
    FAMILY.tag(
        "overdue_over_30_days", "逾期30天以上", "overdue over 30 days",
        "逾期30天以上，暂停赊销，财务与主管一起定还款计划。",
        "Overdue by 30 days or more: stop credit, finance and sales lead agree on a payment plan.",
        when="overdue_days >= 30",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "overdue_over_90_days", "逾期90天以上", "overdue over 90 days",
        "逾期90天以上，计提坏账并准备法务函。",
        "Overdue by 90 days or more: write down and prepare a lawyer's letter.",
        when="overdue_days >= 90",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "large_overdue", "逾期金额大", "large overdue amount",
        "逾期两万元以上，金额比天数更要紧，总经理每周过问。",
        "20,000 yuan or more overdue: the amount matters more than the days, the director asks weekly.",
        when="overdue_amount >= 20000",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "many_overdue_bills", "多笔逾期", "many overdue bills",
        "三笔以上同时逾期，先对账找争议单，再谈一次性结清。",
        "Three or more overdue at once: reconcile disputed ones first, then ask for full settlement.",
        when="overdue_count >= 3",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "overdue_but_ordering", "边欠边订", "overdue, still ordering",
        "逾期过半月还在下单，手里有现金流，放新货前先收旧款。",
        "More than two weeks overdue but still ordering: cash is there, collect before releasing goods.",
        when="overdue_days > 15 and recency_days <= 7",
        refresh="event",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "owing_and_silent", "失联欠款", "owing and silent",
        "逾期超30天又超30天没下单，上门核实店还在不在。",
        "Over 30 days overdue and over 30 days without an order: go and see whether the shop still exists.",
        when="overdue_days > 30 and recency_days > 30",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "lost_with_debt", "流失留欠", "lost with debt",
        "已超90天没购买却还有欠款，转催收，不再派促销。",
        "No purchase for over 90 days but still owing: hand to collection, no promotions.",
        when="recency_days > 90 and open_amount > 0",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "credit_used_up", "信用额度用满", "credit used up",
        "欠款达到或超过额度，接单前必须先回款或临时提额审批。",
        "Debt at or above the limit: payment or an approved raise is needed before the next order.",
        when="credit_use_rate >= 1",
        refresh="event",
    ),
    FAMILY.tag(
        "credit_nearly_used", "额度快用完", "credit nearly used up",
        "额度已用七成五以上，提前约回款，免得大单被卡在门口。",
        "75% of the limit or more is used: arrange payment early so that a large order is not stopped.",
        when="credit_use_rate >= 0.75 and credit_use_rate < 1",
        refresh="event",
        rare=Text("额度宽松时无人命中。", "Nobody carries it where limits are generous."),
    ),
    FAMILY.tag(
        "credit_idle", "额度闲置", "credit idle",
        "给了额度却用不到一成，额度可收回给紧张的好客户。",
        "Uses less than 10% of its limit: move the credit to good customers who need it.",
        when="credit_limit >= 5000 and credit_use_rate < 0.1 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "raise_credit_candidate", "可提额客户", "candidate for more credit",
        "一年以上老客户，九成五按期付、额度已用过半，主动提额促单。",
        "A customer of a year, 95% on time with half the limit in use: raise it to sell more.",
        when="on_time_rate_365d >= 0.95 and due_count_365d >= 5 and credit_use_rate >= 0.5 and tenure_days >= 365",
    ),
    FAMILY.tag(
        "cut_credit_candidate", "应降额客户", "candidate for less credit",
        "七成不到按期付、消费又在降，先降额再谈合作。",
        "Under 70% on time while spend falls: cut the limit first, then talk.",
        when="on_time_rate_365d < 0.7 and due_count_365d >= 3 and spend_trend_90d < 0",
    ),
    FAMILY.tag(
        "cash_customer", "现结客户", "cash customer",
        "没有账期，款到发货，没有回款风险，可给现结价。",
        "No credit terms, pays before or on delivery: no risk, so offer a cash price.",
        when="(credit_days = 0 or credit_days missing) and open_amount = 0 and orders_90d >= 1",
    ),
    FAMILY.tag(
        "long_terms", "长账期客户", "long terms",
        "账期45天以上，占用资金多，续约时争取缩短或换返点。",
        "Terms of 45 days or more tie up money: shorten at renewal or trade against rebate.",
        when="credit_days >= 45",
    ),
    FAMILY.tag(
        "newcomer_on_credit", "新客已赊账", "newcomer on credit",
        "合作不到60天就有欠款，首笔按期付清之前不加额。",
        "Owes within the first 60 days: no raise until the first bill is settled on time.",
        when="tenure_days <= 60 and open_amount > 0",
        refresh="event",
    ),
    FAMILY.tag(
        "large_but_late", "大客户拖款", "large but late",
        "消费前10%但三成以上付晚，老板出面谈付款节奏，不能只催会计。",
        "Top 10% by spend with 30% or more paid late: the owners must agree on a rhythm, dunning the bookkeeper will not do.",
        when="top(spend_365d, 10%) and on_time_rate_365d < 0.7",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "large_and_reliable", "大客户守信用", "large and reliable",
        "消费前10%且九成五按期付，优先放货，额度审批走快捷通道。",
        "Top 10% by spend and 95% on time: release goods first and approve credit on the fast lane.",
        when="top(spend_365d, 10%) and on_time_rate_365d >= 0.95",
    ),
    FAMILY.tag(
        "debt_of_two_months", "欠款超两月用量", "owes two months of purchases",
        "欠款超过两个月的购买额，正在滚欠，按月压降。",
        "Owes more than two months of its own purchases: the debt rolls, reduce it month by month.",
        when="debt_months > 2",
    ),
    FAMILY.tag(
        "owing_without_limit", "无额度欠款", "owes without a limit",
        "没批额度却有欠款，补办授信或收回款项，堵住放货漏洞。",
        "Owes without an approved limit: grant one or collect, and close the gap in releasing goods.",
        when="open_amount > 0 and (credit_limit missing or credit_limit = 0)",
        refresh="event",
        rare=Text("授信制度严格时无人命中。", "Nobody carries it where credit is granted properly."),
    ),
    FAMILY.tag(
        "mostly_overdue_debt", "欠款多半已逾期", "debt mostly overdue",
        "欠款一半以上已逾期，剩下的也要当逾期来催。",
        "More than half of the debt is overdue: chase the rest as well.",
        when="overdue_share > 0.5 and open_amount >= 1000",
        rare=_WELL_PAID,
    ),
    FAMILY.tag(
        "returns_and_unpaid", "退货扣款纠纷", "returns behind unpaid bills",
        "退货率高又有逾期，多半在扣退货款，先把退货单对清再催。",
        "Many returns and overdue bills: it is probably deducting them, so settle the returns before dunning.",
        when="return_rate_365d >= 0.03 and overdue_amount > 0",
        rare=_WELL_PAID,
    ),
)
