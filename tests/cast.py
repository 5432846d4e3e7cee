"""The standing cast: named customers to tell a test's story with. Invent no others before trying these.

They are the eight customers of the tiny distributor in :mod:`tests.tiny.distributor`:

==============  =====================================================================================
OLD_STOVE       老灶火锅: hotpot, Chengdu; every ten days for a year, at night, by app; pays early
RED_LAMP        红灯串串香: skewers, Chengdu; new, first order twelve days ago; once in a rush
MOUNTAIN_CITY   山城冒菜: maocai, Chongqing; silent for 194 days, back six days ago
BRIDGE_HEAD     桥头川菜馆: Sichuan restaurant, Mianyang; asleep for 140 days; bought on promotion
MIDDLE_SCHOOL   实验中学食堂: canteen, Leshan; weekly on Tuesdays; one bill overdue for ten days
HIGHLAND_INN    高原宾馆: hotel, Ganzi; sends goods back, pays freight, hard to deliver to
GRAND_COLD      宏发冻品批发部: wholesaler, Chengdu; the largest; one category; quiet for 95 days
RIVER_VIEW      望江小馆: restaurant, Yibin; opened an account, never ordered
==============  =====================================================================================
"""

from __future__ import annotations

from tests.tiny.distributor import (
    BRIDGE_HEAD,
    GRAND_COLD,
    HIGHLAND_INN,
    MIDDLE_SCHOOL,
    MOUNTAIN_CITY,
    OLD_STOVE,
    RED_LAMP,
    RIVER_VIEW,
)

__all__ = [
    "BRIDGE_HEAD",
    "GRAND_COLD",
    "HIGHLAND_INN",
    "MIDDLE_SCHOOL",
    "MOUNTAIN_CITY",
    "OLD_STOVE",
    "RED_LAMP",
    "RIVER_VIEW",
]
