"""A distributor small enough to check by hand: eight customers (the cast), ten SKUs, round prices.

Last business day: 31 October 2026. Every order has one or two lines, every price is a round number of yuan, and
what a day ago was, is written down beside the order as days before the last day. ``EXPECTED`` states the figures
that anyone can add up with a pencil; ``test_distributor.py`` adds them up.

Moments are Chengdu's clock (naive), as the distributor's own system writes them.
"""

# ruff: noqa: E501 - one order, one line

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from frostier.sources.records import Customer, OrderLine, Payment, Sku

LAST_DAY = date(2026, 10, 31)


def days_ago(days: int) -> date:
    """The day that many days before the last day."""
    return LAST_DAY - timedelta(days=days)


def _yuan(amount: int | str) -> Decimal:
    return Decimal(amount)


# ── goods ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _sku(code: str, name: str, category: str, storage: str, life: int, price: int, cost: int, *, hotpot: bool = True, own: bool = False, spice: str = "none") -> Sku:  # fmt: skip
    return Sku(
        sku_code=code, sku_name=name, category=category, storage=storage, shelf_life_days=life, list_price=_yuan(price), unit_cost=_yuan(cost),
        is_hotpot_item=hotpot, is_own_brand=own, spice_level=spice, sales_unit="件", launched_on=date(2024, 1, 1),
    )  # fmt: skip


SKUS: tuple[Sku, ...] = (
    _sku("S01", "鲜毛肚 2.5kg×4", "offal", "chilled", 7, 500, 400, own=True),
    _sku("S02", "冷冻鸭肠 1kg×10", "offal", "frozen", 365, 250, 200),
    _sku("S03", "肥牛卷 2.5kg×4", "meat_rolls", "frozen", 365, 400, 320),
    _sku("S04", "小酥肉 1kg×10", "marinated_meat", "frozen", 365, 200, 150, own=True, spice="mild"),
    _sku("S05", "虾滑 150g×40", "balls_surimi", "frozen", 365, 400, 300, own=True),
    _sku("S06", "牛油火锅底料 400g×20", "hotpot_base", "ambient", 540, 300, 200, own=True, spice="hot"),
    _sku("S07", "巴沙鱼片 1kg×10", "seafood", "frozen", 540, 150, 120),
    _sku("S08", "红糖糍粑 300g×30", "staples_snacks", "frozen", 365, 200, 140, own=True),
    _sku(
        "S09", "酸菜鱼预制菜 1kg×10", "prepared_dish", "frozen", 365, 250, 200, hotpot=False, own=True, spice="medium"
    ),
    _sku("S10", "唯怡豆奶 245ml×24", "beverage", "ambient", 270, 50, 40, hotpot=False),
)
_PRICE = {sku.sku_code: sku.list_price or Decimal(0) for sku in SKUS}
_COST = {sku.sku_code: sku.unit_cost for sku in SKUS}


# ── customers ───────────────────────────────────────────────────────────────────────────────────────────────────


def _customer(code: str, name: str, kind: str, province: str, city: str, district: str, **rest: Any) -> Customer:
    return Customer(
        customer_code=code, customer_name=name, customer_type=kind, province=province, city=city, district=district,
        account_level="shop", **rest,
    )  # fmt: skip


OLD_STOVE = _customer("C01", "老灶火锅（武侯店）", "hotpot_shop", "四川省", "成都市", "武侯区", phone="19900000001", manager="何建国", team="成都餐饮一部", opened_on=date(2024, 3, 1), credit_limit=_yuan(20000), credit_days=30, seats=120, needs_night_delivery=True)  # fmt: skip
RED_LAMP = _customer("C02", "红灯串串香", "chuanchuan_shop", "四川省", "成都市", "锦江区", phone="19900000002", manager="何建国", team="成都餐饮一部", opened_on=days_ago(12), credit_days=0, seats=40)  # fmt: skip
MOUNTAIN_CITY = _customer("C03", "山城冒菜", "maocai_shop", "重庆市", "重庆市", "渝北区", phone="19900000003", manager="熊伟", team="川外拓展部", opened_on=date(2025, 1, 10), credit_days=0)  # fmt: skip
BRIDGE_HEAD = _customer("C04", "桥头川菜馆", "sichuan_restaurant", "四川省", "绵阳市", "涪城区", phone="19900000004", manager="谢大勇", team="川内渠道部", opened_on=date(2024, 9, 1), credit_days=0)  # fmt: skip
MIDDLE_SCHOOL = _customer("C05", "实验中学食堂", "canteen", "四川省", "乐山市", "市中区", phone="19900000005", tax_id="91510100TINY000005", manager="秦岚", team="商超团餐部", opened_on=date(2025, 8, 20), credit_limit=_yuan(5000), credit_days=30, contract_end_on=date(2026, 12, 31), needs_invoice_each=True)  # fmt: skip
HIGHLAND_INN = _customer("C06", "高原宾馆", "hotel", "四川省", "甘孜藏族自治州", "康定市", manager="谢大勇", team="川内渠道部", opened_on=date(2025, 5, 1), credit_days=15, credit_limit=_yuan(8000), min_remaining_life_pct=Decimal("0.67"), floor_no_lift=True)  # fmt: skip
GRAND_COLD = _customer("C07", "宏发冻品批发部", "wholesaler", "四川省", "成都市", "金牛区", phone="19900000007", tax_id="91510100TINY000007", manager="唐晓峰", team="成都餐饮二部", opened_on=date(2023, 6, 1), credit_limit=_yuan(100000), credit_days=15)  # fmt: skip
RIVER_VIEW = _customer("C08", "望江小馆", "other_restaurant", "四川省", "宜宾市", "翠屏区", phone="19900000008", opened_on=days_ago(40), credit_days=0)  # fmt: skip

CUSTOMERS: tuple[Customer, ...] = (
    OLD_STOVE, RED_LAMP, MOUNTAIN_CITY, BRIDGE_HEAD, MIDDLE_SCHOOL, HIGHLAND_INN, GRAND_COLD, RIVER_VIEW,
)  # fmt: skip


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _order(customer: Customer, ago: int, at: str, channel: str, *goods: tuple[str, int], requested: int = 1, promotion: str | None = None, price: dict[str, int] | None = None) -> list[OrderLine]:  # fmt: skip
    """The lines of one order; its number is customer and days ago. ``price`` overrides the list price."""
    day = days_ago(ago)
    lines = []
    for n, (sku, quantity) in enumerate(goods, start=1):
        unit_price = _yuan((price or {}).get(sku, 0)) or _PRICE[sku]
        lines.append(
            OrderLine(
                order_id=f"{customer.customer_code}-{ago:03d}", line_no=str(n), ordered_at=datetime.combine(day, time.fromisoformat(at)),
                customer_code=customer.customer_code, sku_code=sku, line_kind="sale", quantity=Decimal(quantity), unit_price=unit_price,
                net_amount=unit_price * quantity, discount_amount=(_PRICE[sku] - unit_price) * quantity, unit_cost=_COST[sku],
                promotion_code=promotion, order_channel=channel, requested_on=day + timedelta(days=requested),
            )
        )  # fmt: skip
    return lines


def _return(customer: Customer, ago: int, of: int, sku: str, quantity: int) -> OrderLine:
    """Goods of the order ``of`` days ago that came back."""
    return OrderLine(
        order_id=f"R{customer.customer_code}-{ago:03d}", line_no="1", ordered_at=datetime.combine(days_ago(ago), time(9)),
        customer_code=customer.customer_code, sku_code=sku, line_kind="return", quantity=Decimal(-quantity), unit_price=_PRICE[sku],
        net_amount=-_PRICE[sku] * quantity, unit_cost=_COST[sku], order_channel="phone", original_order_id=f"{customer.customer_code}-{of:03d}",
    )  # fmt: skip


def _freight(customer: Customer, ago: int, fee: int) -> OrderLine:
    return OrderLine(
        order_id=f"{customer.customer_code}-{ago:03d}", line_no="9", ordered_at=datetime.combine(days_ago(ago), time(10)),
        customer_code=customer.customer_code, sku_code="YF001", sku_name="冷链运费", line_kind="service", quantity=Decimal(1),
        unit_price=_yuan(fee), net_amount=_yuan(fee), order_channel="phone",
    )  # fmt: skip


def _cancelled(customer: Customer, ago: int, sku: str, quantity: int) -> OrderLine:
    return OrderLine(
        order_id=f"{customer.customer_code}-{ago:03d}X", line_no="1", ordered_at=datetime.combine(days_ago(ago), time(12)),
        customer_code=customer.customer_code, sku_code=sku, line_kind="cancelled", quantity=Decimal(quantity), unit_price=_PRICE[sku],
        net_amount=_PRICE[sku] * quantity, order_channel="app",
    )  # fmt: skip


ORDERS: tuple[OrderLine, ...] = (
    # Old Stove: every ten days for a year, 500 + 400 + 300 = 1,200 each; the last one 5 days ago.
    *(line for ago in range(5, 365, 10) for line in _order(OLD_STOVE, ago, "23:30", "app", ("S01", 1), ("S03", 1), ("S06", 1))),
    # Red Lamp: new; 600 twelve days ago and 400 + 250 = 650 two days ago, wanted the same day.
    *_order(RED_LAMP, 12, "22:15", "wechat", ("S04", 3)),
    *_order(RED_LAMP, 2, "08:05", "wechat", ("S05", 1), ("S02", 1), requested=0),
    # Mountain City: monthly until 200 days ago, then silence, back six days ago: four orders of 500, one of 300.
    *(line for ago in (290, 260, 230, 200) for line in _order(MOUNTAIN_CITY, ago, "10:00", "mini_program", ("S05", 1), ("S10", 2))),
    *_order(MOUNTAIN_CITY, 6, "10:30", "mini_program", ("S06", 1)),
    # Bridge Head: asleep since 140 days; 750, 750 and 1,000, the last half price on promotion for the fish.
    *_order(BRIDGE_HEAD, 180, "15:00", "phone", ("S09", 3)),
    *_order(BRIDGE_HEAD, 160, "15:00", "phone", ("S09", 3)),
    *_order(BRIDGE_HEAD, 140, "15:00", "phone", ("S09", 4), promotion="CX1", price={"S09": 125}),
    # Middle School: weekly, Tuesdays: 2,000 each in the last four weeks (4, 11, 18, 25 days ago).
    *(line for ago in (4, 11, 18, 25) for line in _order(MIDDLE_SCHOOL, ago, "09:00", "salesperson", ("S08", 5), ("S04", 5))),
    # Highland Inn: 3,000 with freight of 200; a quarter of the fish came back; one order cancelled.
    *_order(HIGHLAND_INN, 50, "10:00", "phone", ("S07", 20)),
    _freight(HIGHLAND_INN, 50, 200),
    _return(HIGHLAND_INN, 45, 50, "S07", 5),
    _cancelled(HIGHLAND_INN, 20, "S07", 10),
    # Grand Cold: one category, every thirty days, 25 × 400 = 10,000; the last order 95 days ago.
    *(line for ago in range(95, 366, 30) for line in _order(GRAND_COLD, ago, "06:30", "edi", ("S03", 25))),
)  # fmt: skip


def _bill(code: str, customer: Customer, *, issued: int, due: int, paid: int | None, amount: int, received: int, method: str) -> Payment:  # fmt: skip
    """A receivable; its days are given as days before the last day."""
    return Payment(
        receivable_id=code, customer_code=customer.customer_code, issued_on=days_ago(issued), due_on=days_ago(due),
        paid_on=None if paid is None else days_ago(paid), amount=_yuan(amount), paid_amount=_yuan(received), method=method,
    )  # fmt: skip


PAYMENTS: tuple[Payment, ...] = (
    # Old Stove pays a 30-day bill five days early; Middle School has one bill of 4,000 overdue for ten days.
    _bill("P1", OLD_STOVE, issued=65, due=35, paid=40, amount=3600, received=3600, method="转账"),
    _bill("P2", MIDDLE_SCHOOL, issued=40, due=10, paid=None, amount=4000, received=1000, method="转账"),
    _bill("P3", HIGHLAND_INN, issued=45, due=30, paid=25, amount=2450, received=2450, method="微信"),
    _bill("P4", GRAND_COLD, issued=95, due=80, paid=10, amount=10000, received=10000, method="承兑"),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Figures of one customer on the last day, checked by hand; ``None`` where there is nothing to say.

    Money is net of returns and without freight; ``margin_365d`` is money less cost.
    """

    orders_total: int
    spend_total: int
    spend_30d: int
    spend_90d: int
    orders_30d: int
    recency_days: int | None
    tenure_days: int | None
    margin_365d: int
    overdue_amount: int = 0
    overdue_days: int | None = None


EXPECTED: dict[str, Expected] = {
    # 36 orders (5, 15 … 355 days ago) of 1,200; cost 400 + 320 + 200 = 920, margin 280. 30 days: 5, 15, 25 ago.
    "C01": Expected(36, 43200, 3600, 10800, 3, 5, 355, 10080),
    # 600 + 650; margins 3 × 50 and 100 + 50.
    "C02": Expected(2, 1250, 1250, 1250, 2, 2, 12, 300),
    # 4 × 500 + 300; margins 4 × (100 + 20) and 100.
    "C03": Expected(5, 2300, 300, 300, 1, 6, 290, 580),
    # 750 + 750 + 500; margins 150 + 150 and 4 × (125 - 200) = -300.
    "C04": Expected(3, 2000, 0, 0, 0, 140, 180, 0),
    # 4 × 2,000; margin 5 × 60 + 5 × 50 = 550 each; 4,000 less 1,000 paid is overdue for ten days.
    "C05": Expected(4, 8000, 8000, 8000, 4, 4, 25, 2200, 3000, 10),
    # 3,000 less 5 × 150 = 2,250; margin 15 × 30.
    "C06": Expected(1, 2250, 0, 2250, 0, 50, 50, 450),
    # 10 orders (95, 125 … 365 days ago), the first of them on the last day outside the year's window.
    "C07": Expected(10, 100000, 0, 0, 0, 95, 365, 18000),
    "C08": Expected(0, 0, 0, 0, 0, None, None, 0),
}
