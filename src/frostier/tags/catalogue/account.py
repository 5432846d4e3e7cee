"""Account: contract, chain, ownership and the completeness of the record."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "account",
    Text("账户档案", "account"),
    Text(
        "合同、连锁归属、谁负责、资料齐不齐：主管分客户，客户经理补资料，续约不误期。",
        "Contract, chain, ownership and completeness: leads assign customers, managers complete records, renewals are not missed.",
    ),
)

_COMPLETE = Text("档案齐全时无人命中。", "Nobody carries it where records are complete.")
_NO_CONTRACTS = Text("不签合同的公司无人命中。", "Nobody carries it where no contracts are made.")

TAGS = (
    FAMILY.tag(
        "contract_ends_in_30_days", "合同30天内到期", "contract ends within 30 days",
        "合同30天内到期，本周把续约方案送到决策人手里。",
        "The contract ends within 30 days: have the renewal in the decision maker's hands this week.",
        when="contract_days_left between 0 and 30",
        rare=_NO_CONTRACTS,
    ),
    FAMILY.tag(
        "contract_ends_in_90_days", "合同到期90天内", "contract ends within 90 days",
        "合同90天内到期，先算这一年的量价利，准备谈判。",
        "The contract ends within 90 days: work out the year's volume, price and margin for the talk.",
        when="contract_days_left between 0 and 90",
    ),
    FAMILY.tag(
        "contract_expired_but_buying", "合同已过期仍在买", "contract expired, still buying",
        "合同过期还在按旧价供货，马上补签，价格重新确认。",
        "Still supplied at old prices after the contract ended: sign anew and confirm prices.",
        when="contract_days_left < 0 and orders_30d >= 1",
        rare=_NO_CONTRACTS,
    ),
    FAMILY.tag(
        "contract_falling_short", "合同客户掉量", "contract customer losing volume",
        "合同期内消费跌三成以上，对照约定量提醒，或调整返利。",
        "Under contract but spend fell by 30% or more: remind of the agreed volume or adjust the rebate.",
        when="contract_days_left > 90 and spend_trend_90d <= -0.3",
    ),
    FAMILY.tag(
        "chain_head_office", "连锁总部", "chain head office",
        "连锁总部账户，价格、新品、对账都先与总部谈。",
        "A chain's head office: prices, novelties and statements are agreed here first.",
        when="account_level = chain",
    ),
    FAMILY.tag(
        "payer_account", "代付结算户", "paying account",
        "只结算不收货，对账单和催款发这里，促销别发。",
        "Pays but receives no goods: statements and reminders go here, promotions do not.",
        when="account_level = payer",
        rare=Text("没有独立付款方时无人命中。", "Nobody carries it without separate payers."),
    ),
    FAMILY.tag(
        "small_chain_shop", "小连锁门店", "shop of a small chain",
        "两到四家店的小连锁，正是绑定总仓供货的时机。",
        "A shop of a chain of two to four: the moment to become its central supplier.",
        when="chain_shops between 2 and 4",
        rare=Text("没有小连锁时无人命中。", "Nobody carries it without small chains."),
    ),
    FAMILY.tag(
        "large_chain_shop", "大连锁门店", "shop of a large chain",
        "五家店以上的连锁，统一价、统一批次，一家出事全体知道。",
        "A shop of a chain of five or more: same price and lot for all, trouble in one is known in all.",
        when="chain_shops >= 5",
    ),
    FAMILY.tag(
        "best_shops_of_chains", "连锁单店高产", "strong shops of a chain",
        "连锁客户店均消费在前20%，拿它的用量说服同品牌其他店。",
        "A chain with spend per shop in the top 20%: its volumes persuade other brands.",
        when="chain_shops >= 2 and top(spend_per_shop_90d, 20%)",
        rare=Text("连锁店少时可能无人命中。", "With few chains nobody may carry it."),
    ),
    FAMILY.tag(
        "nobody_in_charge", "无人跟进客户", "nobody in charge",
        "最近有单却没有客户经理，主管本周内分配。",
        "Ordered lately but has no manager: the lead assigns one this week.",
        when="manager missing and orders_90d >= 1",
    ),
    FAMILY.tag(
        "decision_maker_unknown", "大客户缺决策人", "decision maker unknown",
        "消费前20%却没登记决策人，见不到拍板的人谈不成价。",
        "Top 20% by spend without a known decision maker: find who signs before talking prices.",
        when="top(spend_365d, 20%) and not (has_decision_maker)",
    ),
    FAMILY.tag(
        "single_contact", "单线联系大客户", "single contact in a large account",
        "消费前20%却只认识一个人，他一走就断线，再认识厨师长或财务。",
        "Top 20% by spend known through one person: get to know the chef or accountant before they leave.",
        when="top(spend_365d, 20%) and contacts = 1",
    ),
    FAMILY.tag(
        "cannot_be_reached", "联系不上的客户", "cannot be reached",
        "没有电话却在下单，送货时请司机要一个号码。",
        "Orders without a phone number on record: let the driver ask for one.",
        when="not (has_phone) and orders_90d >= 1",
        refresh="event",
    ),
    FAMILY.tag(
        "incomplete_record", "档案不全", "incomplete record",
        "六项关键资料不到一半，客户经理一周内补齐，否则不参加返利。",
        "Fewer than half of six key facts are known: complete within a week or no rebate.",
        when="profile_completeness < 0.5 and orders_90d >= 1",
        rare=_COMPLETE,
    ),
    FAMILY.tag(
        "complete_record", "档案完整", "complete record",
        "关键资料齐全，可走线上签约、电子对账和自动授信。",
        "All key facts known: ready for online contracts, e-statements and automatic credit.",
        when="profile_completeness >= 1",
    ),
    FAMILY.tag(
        "provisional_customer", "临时客户待建档", "provisional customer",
        "只在订单里出现、没有档案，补建档案后才能授信和派活动。",
        "Known from orders only: create the record before credit or campaigns.",
        when="is_provisional",
        refresh="event",
    ),
    FAMILY.tag(
        "newly_opened_account", "近期新开户", "account newly opened",
        "开户30天内，三天内完成首次拜访和下单教学。",
        "Opened within 30 days: first visit and ordering lesson within three days.",
        when="account_age_days between 0 and 30",
    ),
    FAMILY.tag(
        "stale_account", "僵尸账户", "stale account",
        "开户超过半年一单没有，清出名单，腾给新线索。",
        "Open for more than half a year without an order: clear it from the list for new leads.",
        when="account_age_days > 180 and orders_total = 0",
    ),
    FAMILY.tag(
        "slow_first_order", "开户后久未首单", "slow first order",
        "开户一到六个月还没下单，查是资质没批还是报价没谈拢。",
        "Opened one to six months ago without an order: find out whether papers or prices stand in the way.",
        when="account_age_days between 31 and 180 and orders_total = 0",
    ),
)
