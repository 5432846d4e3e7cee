"""Channel: where the orders come in."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.tags.catalogue.family import Family

FAMILY = Family(
    "channel",
    Text("渠道", "channel"),
    Text(
        "订单从哪里来、谁在录单：运营推线上化并选触达渠道，主管看业务员时间花在哪。",
        "Where orders come in and who types them: operators move them online and choose how to reach out, sales leads see where hours go.",
    ),
)

TAGS = (
    FAMILY.tag(
        "app_orderer", "APP下单客户", "orders by app",
        "六成以上订单走APP，通知用APP推送，别再打电话催单。",
        "60% of orders or more by app: reach by push, no reminder calls.",
        when="share_channel_app_365d >= 0.6",
    ),
    FAMILY.tag(
        "mini_program_orderer", "小程序下单客户", "orders by mini-program",
        "六成以上订单走小程序，活动发服务通知，券直接进卡包。",
        "60% of orders or more by mini-program: send service notices and put coupons into the card wallet.",
        when="share_channel_mini_program_365d >= 0.6",
    ),
    FAMILY.tag(
        "wechat_orderer", "微信报单客户", "orders by WeChat message",
        "一半以上靠微信发消息报单，容易漏单错单，教它用小程序的常购清单。",
        "Half or more by WeChat message, easily missed or misread: teach the shopping list in the mini-program.",
        when="share_channel_wechat_365d >= 0.5",
    ),
    FAMILY.tag(
        "phone_orderer", "电话报单客户", "orders by phone",
        "一半以上打电话下单，排固定接单时段，方言重名商品要复述确认。",
        "Half or more by phone: give a fixed hour and read the order back, names sound alike.",
        when="share_channel_phone_365d >= 0.5",
    ),
    FAMILY.tag(
        "salesperson_dependent", "依赖业务员下单", "depends on the salesperson",
        "七成以上由业务员代下，业务员一走单就丢，先让客户自己会下一单。",
        "70% or more typed by the salesperson: if they leave the orders leave, so let the customer place one alone.",
        when="share_channel_salesperson_365d >= 0.7 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "counter_pickup", "门市自提客户", "counter and pick-up",
        "一半以上在门市拿货，不占配送，给自提价，同时登记电话建档。",
        "Half or more at the counter, no delivery needed: give a pick-up price and record a phone number.",
        when="share_channel_store_365d >= 0.5",
    ),
    FAMILY.tag(
        "system_connected", "系统对接客户", "connected by EDI",
        "有系统对接订单，改编码、换规格前先通知对方信息部。",
        "Orders by system interface: tell their IT before codes or packs change.",
        when="share_channel_edi_365d > 0",
    ),
    FAMILY.tag(
        "edi_candidate", "可对接系统的大客户", "candidate for EDI",
        "连锁或批发大客户月均8单以上还在人工报单，谈系统对接。",
        "A chain or wholesaler with eight orders a month or more, still by hand: propose a system interface.",
        when="avg_monthly_orders >= 8 and share_channel_edi_365d = 0 and (chain_shops >= 3 or customer_type in (wholesaler, supermarket, canteen))",
    ),
    FAMILY.tag(
        "fully_digital", "已数字化客户", "fully digital",
        "八成以上自助下单，客户经理从录单转为看报表和谈品类。",
        "80% or more ordered by themselves: the manager turns from typing to analysis and category talks.",
        when="digital_share_365d >= 0.8 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "half_digital", "半数字化客户", "half digital",
        "两到六成线上下单，会用但不常用，发线上专享价推一把。",
        "20% to 60% online, knows how but does not always: an online-only price gives the push.",
        when="digital_share_365d between 0.2 and 0.6 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "never_digital", "从不线上下单", "never online",
        "常客但没有一单线上，上门装好小程序并陪下第一单。",
        "A regular without one online order: install the mini-program on a visit and place the first one together.",
        when="digital_share_365d = 0 and orders_365d >= 6",
    ),
    FAMILY.tag(
        "large_but_by_phone", "大客户仍靠人工报单", "large, still by hand",
        "消费前20%但线上不到一成，错单损失最大，优先做线上化。",
        "Top 20% by spend, under 10% online: mistakes cost most here, so move it online first.",
        when="top(spend_365d, 20%) and digital_share_365d < 0.1",
    ),
    FAMILY.tag(
        "many_channels", "多渠道混用客户", "mixes many channels",
        "用四种以上渠道报单，容易重复下单，截单前合并核对一次。",
        "Uses four channels or more, so double orders happen: merge and confirm once before the cut-off.",
        when="channel_count_365d >= 4 and orders_90d >= 6",
    ),
    FAMILY.tag(
        "one_channel_only", "单一渠道客户", "one channel only",
        "全年只走一种渠道，该渠道停机时要有备用联系办法。",
        "Uses a single channel all year: keep another way to reach them for the day it fails.",
        when="channel_count_365d = 1 and orders_365d >= 12",
    ),
    FAMILY.tag(
        "online_newcomer", "线上来的新客", "newcomer from online",
        "首单60天内且八成以上线上，没见过业务员，电话认识一次再定归属。",
        "A newcomer of up to 60 days, 80% or more online, who has never met us: introduce yourself by phone and assign a manager.",
        when="tenure_days <= 60 and digital_share_365d >= 0.8",
    ),
    FAMILY.tag(
        "online_at_night", "深夜自助下单客户", "self-service at night",
        "多为夜里自己在线下单，截单时间和缺货提示要在系统里讲清楚。",
        "Mostly orders online at night by themselves: show cut-off times and shortages plainly on the screen.",
        when="digital_share_365d >= 0.5 and night_order_share_365d >= 0.4",
    ),
    FAMILY.tag(
        "household_online", "线上家庭客户", "household online",
        "家庭客户主要线上买，推小包装、周末配送和拼团。",
        "A household that mainly buys online: offer small packs, weekend delivery and group buys.",
        when="customer_type = household and digital_share_365d >= 0.6",
    ),
    FAMILY.tag(
        "salesperson_overload", "占业务员过多的小客户", "small, but takes sales time",
        "单小且多靠业务员或电话报，录单成本高，转自助并设代下单门槛。",
        "Small orders typed by sales or taken by phone: move to self-service and set a minimum for assisted orders.",
        when="avg_order_value_90d < 600 and orders_90d >= 6 and (share_channel_salesperson_365d >= 0.4 or share_channel_phone_365d >= 0.4)",
    ),
    FAMILY.tag(
        "chain_ordering_by_itself", "连锁门店各自报单", "chain shops order one by one",
        "连锁门店却靠微信电话零散报单，推总部统一账号和模板订单。",
        "A chain shop that orders by message or phone: offer head office one account with templates.",
        when="chain_shops >= 2 and digital_share_365d < 0.3 and orders_90d >= 3",
    ),
    FAMILY.tag(
        "channel_unrecorded", "渠道记录缺失", "channel not recorded",
        "一半以上订单没记渠道，补好录单规范，否则渠道分析失真。",
        "Half the orders or more carry no known channel: fix the recording, or channel figures mislead.",
        when="share_channel_other_365d >= 0.5",
        rare=Text("渠道登记完整时无人命中。", "Nobody carries it where channels are recorded."),
    ),
)
