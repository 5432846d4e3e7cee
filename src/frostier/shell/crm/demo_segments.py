"""The segments that people of this trade keep, for the demo company: made as a person makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frostier.flows.scope import EVERYTHING
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.commands_segments import SegmentDraft, make_segment
from frostier.shell.crm.models import Segment
from frostier.shell.crm.reading import Reading, latest_grading

if TYPE_CHECKING:
    from frostier.shell.wiring import House

OWNER = "operator"


@dataclass(frozen=True, slots=True)
class DemoSegment:
    """A segment by rule: its name, what it is for, its condition."""

    name: Text
    purpose: Text
    where: str


DEMO_SEGMENTS = (
    DemoSegment(
        Text("沉默的铂金客户", "Silent platinum customers"),
        Text("铂金客户，已超过自己两个采购周期没有下单：客户经理当天电话。",
             "Platinum, and silent for two of their own cycles: the account manager calls the same day."),
        "tier = platinum and silence_cycles >= 2",
    ),
    DemoSegment(
        Text("火锅旺季备货", "Stocking up for the hotpot season"),
        Text("常买火锅食材的活跃客户：旺季前两周提醒备货。",
             "Active buyers of hotpot goods: remind them to stock up two weeks before the season."),
        "hotpot_share_365d >= 0.6 and orders_90d >= 3",
    ),
    DemoSegment(
        Text("首单未复购", "Bought once, not again"),
        Text("只下过一单，三周没有再来：送第二单优惠券。",
             "One order only, and three weeks ago or more: a coupon for the second."),
        "orders_total = 1 and recency_days >= 21",
    ),
    DemoSegment(
        Text("逾期高价值", "Overdue and valuable"),
        Text("铂金和黄金客户有逾期货款：财务与客户经理一起跟进。",
             "Platinum and gold with overdue invoices: finance and the account manager follow up together."),
        "tier in (platinum, gold) and overdue_amount > 0",
    ),
    DemoSegment(
        Text("赢回中", "Being won back"),
        Text("流失后刚回来的客户：盯住接下来两单。",
             "Back after having left: watch the next two orders."),
        "stage = won_back",
    ),
)  # fmt: skip


def keep_demo_segments(house: House) -> list[str]:
    """Make the shared segments of a demo home that were never made in it; their names in the company's language.

    One that somebody has removed or changed since stays as they left it.
    """
    lang: Lang = "en" if house.settings.language == "en" else "zh"
    newest = latest_grading(house)
    read = Reading(house, Viewer(OWNER, OWNER, frozenset(), EVERYTHING, lang), lang, newest, newest)
    missing = [one for one in DEMO_SEGMENTS if not _was_made(one.name)]
    for one in missing:
        draft = SegmentDraft(one.name.say(lang), one.purpose.say(lang), "rule", one.where, (), shared=True)
        make_segment(read, draft)
    return [one.name.say(lang) for one in missing]


def _was_made(name: Text) -> bool:
    """Whether there ever was a segment of that name, in either language; also where it was removed."""
    return Segment.objects.filter(name__in=(name.zh, name.en)).exists()
