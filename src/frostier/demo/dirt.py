"""What goes wrong in an ERP export, at documented rates.

Rates are shares of lines at ``dirt=1``; they scale with ``DemoSpec.dirt``. Two further kinds of dirt are decided
with the accounts: sales over the counter without a customer, and customers that the customer file lacks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from frostier.demo.codes import Texts, texts, yuan

Columns = dict[str, Texts]
Spoil = Callable[[np.random.Generator, str], str]

DUPLICATE_LINES = 0.0097  # as in the real online_retail: 5,268 of 541,909
ORDER_DIRT: dict[str, float] = {
    "date_format": 0.0100,  # five spellings of the day, some without the time
    "trailing_space": 0.0040,
    "unit_in_number": 0.0015,  # 12件, ￥1,234.00
    "full_width": 0.0010,  # １２
    "unknown_sku": 0.0008,
    "unknown_customer": 0.0004,
    "price_times_100": 0.0003,
    "thirtieth_of_february": 0.0002,
    "words_for_number": 0.0002,  # 若干
    "no_sku": 0.0001,
}
STATUS_WORDS = 0.40  # of cancelled lines: another word for it
MASTER_DIRT: dict[str, float] = {
    "date_format": 0.02,
    "trailing_space": 0.01,
    "type_synonym": 0.05,
    "short_city": 0.05,
    "phone_spelling": 0.06,
}
PAYMENT_DIRT: dict[str, float] = {"date_format": 0.01, "full_width": 0.001, "unit_in_number": 0.002}

_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_TYPE_SYNONYMS = {"火锅店": "火锅", "串串店": "串串香", "冒菜店": "麻辣烫", "川菜馆": "川菜",
                  "小吃面馆": "面馆", "烧烤店": "烧烤", "食堂": "学校食堂", "批发商": "二批",
                  "商超": "超市", "社区店": "便利店", "家庭": "散客"}  # fmt: skip


def spoil_orders(rng: np.random.Generator, columns: Columns, dirt: float) -> Columns:
    """The order lines with dirt: cells changed, and a few lines twice (the copy follows its original)."""
    if dirt <= 0:
        return columns
    rows = len(columns["单据编号"])
    made = {name: cells.copy() for name, cells in columns.items()}
    spoil = _Spoiler(rng, made, rows, {k: v * dirt for k, v in ORDER_DIRT.items()})
    spoil("date_format", ("单据日期",), _other_date)
    spoil("trailing_space", ("客户编码", "存货编码", "客户名称"), _trailing_space)
    spoil("unit_in_number", ("数量",), lambda _, text: text + "件")
    spoil("unit_in_number", ("金额",), _with_currency)
    spoil("full_width", ("数量", "单价"), _full_width)
    spoil("unknown_sku", ("存货编码",), lambda rng, _: f"ZZ{rng.integers(1, 30):03d}")
    spoil("unknown_customer", ("客户编码",), lambda rng, text: text and f"LS{rng.integers(1, 60):04d}")
    spoil("price_times_100", ("单价", "金额"), _times_100)
    spoil("thirtieth_of_february", ("单据日期",), lambda _, text: text[:5] + "02-30" + text[10:])
    spoil("words_for_number", ("数量",), lambda _, text: "若干")
    spoil("no_sku", ("存货编码",), lambda _, text: "")
    _other_words_for_cancelled(rng, made["业务类型"], min(STATUS_WORDS * dirt, 1.0))
    return _with_duplicates(rng, made, rows, min(DUPLICATE_LINES * dirt, 0.5))


def spoil_customers(rng: np.random.Generator, columns: Columns, dirt: float) -> Columns:
    """The customer file with dirt."""
    if dirt <= 0:
        return columns
    made = {name: cells.copy() for name, cells in columns.items()}
    spoil = _Spoiler(rng, made, len(made["客户编码"]), {k: v * dirt for k, v in MASTER_DIRT.items()})
    spoil("date_format", ("开户日期",), _other_date)
    spoil("trailing_space", ("客户名称", "城市"), _trailing_space)
    spoil("type_synonym", ("客户类型",), lambda _, text: _TYPE_SYNONYMS.get(text, text))
    spoil("short_city", ("城市",), lambda _, text: text.strip().removesuffix("市"))
    spoil("phone_spelling", ("联系电话",), _other_phone)
    return made


def spoil_payments(rng: np.random.Generator, columns: Columns, dirt: float) -> Columns:
    """The receivables with dirt."""
    if dirt <= 0:
        return columns
    made = {name: cells.copy() for name, cells in columns.items()}
    spoil = _Spoiler(rng, made, len(made["应收单号"]), {k: v * dirt for k, v in PAYMENT_DIRT.items()})
    spoil("date_format", ("开票日期", "付款日期"), _other_date)
    spoil("full_width", ("应收金额",), _full_width)
    spoil("unit_in_number", ("应收金额",), _with_currency)
    return made


def total_row(columns: Columns, quantity: int, cents: int) -> Columns:
    """One line 合计 as exports end with it: two sums, and neither date nor codes."""
    cells = {"单据编号": "合计", "数量": str(quantity), "金额": yuan(cents)}
    return {name: texts([cells.get(name, "")]) for name in columns}


class _Spoiler:
    """Changes cells of a share of rows; empty cells stay empty."""

    def __init__(self, rng: np.random.Generator, columns: Columns, rows: int, rates: dict[str, float]) -> None:
        self._rng, self._columns, self._rows, self._rates = rng, columns, rows, rates

    def __call__(self, kind: str, names: tuple[str, ...], change: Spoil) -> None:
        for row in _some(self._rng, self._rows, min(self._rates[kind], 1.0)):
            for name in names:
                text = self._columns[name][row]
                self._columns[name][row] = change(self._rng, text) if text else text


def _some(rng: np.random.Generator, rows: int, share: float) -> NDArray[np.int64]:
    return np.sort(rng.choice(rows, rng.binomial(rows, share), replace=False)) if rows else np.empty(0, dtype=np.int64)


def _with_duplicates(rng: np.random.Generator, columns: Columns, rows: int, share: float) -> Columns:
    times = np.ones(rows, dtype=np.int64)
    times[_some(rng, rows, share)] = 2
    return {name: np.repeat(cells, times) for name, cells in columns.items()}


def _other_words_for_cancelled(rng: np.random.Generator, status: Texts, share: float) -> None:
    cancelled = np.flatnonzero(status == "取消")
    chosen = cancelled[rng.random(len(cancelled)) < share]
    status[chosen] = np.array(["已取消", "作废", "CANCEL"], dtype=object)[rng.integers(0, 3, len(chosen))]


def _other_date(rng: np.random.Generator, text: str) -> str:
    year, month, day, rest = text[:4], text[5:7], text[8:10], text[10:]
    spellings = (
        f"{year}/{int(month)}/{int(day)}{rest}",
        f"{year}年{int(month)}月{int(day)}日",
        f"{year}{month}{day}",
        f"{year}.{month}.{day}",
    )
    return spellings[int(rng.integers(len(spellings)))]


def _trailing_space(rng: np.random.Generator, text: str) -> str:
    return text + ("  ", "\u3000", "\t")[int(rng.integers(3))]


def _with_currency(_: np.random.Generator, text: str) -> str:
    whole, dot, cents = text.partition(".")
    return f"￥{int(whole):,}{dot}{cents}" if whole.lstrip("-").isdigit() else text


def _full_width(_: np.random.Generator, text: str) -> str:
    return text.translate(_FULL_WIDTH)


def _times_100(_: np.random.Generator, text: str) -> str:
    """An amount with the decimal point lost: 123.40 becomes 12340.00."""
    whole, _dot, cents = text.partition(".")
    return f"{whole}{cents}.00" if cents.isdigit() else text


def _other_phone(rng: np.random.Generator, text: str) -> str:
    return (f"{text[:3]}-{text[3:7]}-{text[7:]}", f"+86 {text}", f"{text[:3]} {text[3:7]} {text[7:]}")[
        int(rng.integers(3))
    ]
