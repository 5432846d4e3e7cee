"""What can be broken down by what, and a question that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from frostier.flows.customers import CustomerFilter
from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text

Measure = Literal["customers", "spend", "orders", "quantity", "margin", "avg_order_value", "overdue_amount"]
Dimension = Literal[
    "tier", "stage", "label", "tag", "region", "channel", "category", "type", "manager", "team", "month"
]
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """One figure that can be broken down. ``kind`` says how it is shown."""

    id: Measure
    name: Text
    meaning: Text
    kind: Literal["count", "money", "quantity"]
    unit: Text | None = None


_YUAN = Text("元", "CNY")

MEASURES: tuple[MeasureSpec, ...] = (
    MeasureSpec(
        "customers",
        Text("客户数", "customers"),
        Text(
            "客户数；按品类、渠道或月份看时是期内买过的客户数",
            "customers; by category, channel or month, those who bought there in the period",
        ),
        "count",
        Text("户", "customers"),
    ),
    MeasureSpec(
        "spend",
        Text("销售额", "sales"),
        Text("期内净销售额（扣除退货）", "sales of the period, net of returns"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "orders",
        Text("订单数", "orders"),
        Text("期内订单数；按品类看时是含该品类的订单数", "orders of the period; by category, those that hold it"),
        "count",
        Text("单", "orders"),
    ),
    MeasureSpec(
        "quantity",
        Text("数量", "quantity"),
        Text("期内净销售数量（扣除退货）", "goods of the period, returns subtracted"),
        "quantity",
    ),
    MeasureSpec(
        "margin",
        Text("毛利", "margin"),
        Text("期内已知成本商品的毛利", "margin of the period on goods whose cost is known"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "avg_order_value",
        Text("客单价", "average order"),
        Text("期内销售额 ÷ 订单数", "sales ÷ orders of the period"),
        "money",
        _YUAN,
    ),
    MeasureSpec(
        "overdue_amount",
        Text("逾期金额", "overdue"),
        Text("分层当天客户的逾期余额", "what the customers owe past due on the day of the results"),
        "money",
        _YUAN,
    ),
)

DIMENSIONS: dict[Dimension, Text] = {
    "tier": Text("价值等级", "value tier"),
    "stage": Text("生命周期阶段", "lifecycle stage"),
    "label": Text("五类标签", "five-label view"),
    "tag": Text("标签", "tag"),
    "region": Text("销售区域", "sales region"),
    "channel": Text("下单渠道", "order channel"),
    "category": Text("品类", "category"),
    "type": Text("客户类型", "customer type"),
    "manager": Text("客户经理", "account manager"),
    "team": Text("销售团队", "sales team"),
    "month": Text("月份", "month"),
}

COLUMN_OF_DIMENSION: dict[Dimension, str] = {
    "tier": "tier",
    "stage": "stage",
    "label": "label",
    "region": "sales_region",
    "type": "customer_type",
    "manager": "manager",
    "team": "team",
}
OF_PURCHASE: frozenset[Dimension] = frozenset({"channel", "category", "month"})
OF_PEOPLE: frozenset[Measure] = frozenset({"customers", "overdue_amount"})


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months from the first day of ``first`` to the last day of ``last``; at most ``MOST_MONTHS``."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not 0 < len(self) <= MOST_MONTHS:
            raise InvalidInput(
                Text(
                    f"期间应为 1 到 {MOST_MONTHS} 个月，得到 {self.first:%Y-%m} 至 {self.last:%Y-%m}。",
                    f"Expected 1 to {MOST_MONTHS} months, got {self.first:%Y-%m} to {self.last:%Y-%m}.",
                ),
                where={"field": "since"},
            )

    def __len__(self) -> int:
        return max(0, _number(self.last) - _number(self.first) + 1)

    def every(self) -> tuple[date, ...]:
        """The first day of every month, ascending."""
        return tuple(_month(n) for n in range(_number(self.first), _number(self.last) + 1))

    @classmethod
    def between(cls, since: date | None, until: date | None, as_of: date) -> Months:
        """The months of two days; by default the twelve that end with the month of ``as_of``."""
        last = (until or as_of).replace(day=1)
        first = since.replace(day=1) if since else _month(_number(last) - 11)
        return cls(first, last)


@dataclass(frozen=True, slots=True)
class Question:
    """What to break down by what, for which customers, over which months.

    ``tags`` are those that the dimension tag shows. Raises ``InvalidInput`` for twice the same dimension.
    """

    measure: Measure
    rows: Dimension
    columns: Dimension | None
    customers: CustomerFilter
    months: Months
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows == self.columns:
            raise InvalidInput(
                Text("行与列应是两个不同的维度。", "Rows and columns must be two different dimensions."),
                where={"field": "columns"},
            )

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Rows, then columns if there are any."""
        return (self.rows,) if self.columns is None else (self.rows, self.columns)

    @property
    def of_buyers(self) -> bool:
        """Whether only customers who bought in the months count."""
        return not OF_PURCHASE.isdisjoint(self.dimensions)


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
