"""What one request reads from: the house, the viewer with their scope, the grading that answers for the day."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from django.http import HttpRequest

from frostier.features.catalogue import ATTRIBUTES
from frostier.flows.customers import CustomerFilter, CustomerReader, audience_vocabulary, bad_cursor
from frostier.flows.grading import GradingParts
from frostier.flows.peers import HABITS
from frostier.flows.ports import LIVE, Grading, JsonObject
from frostier.kernel.calendar import business_day
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import Viewer, viewer_of
from frostier.shell.console.house import house as console_house
from frostier.shell.console.language import language_of
from frostier.shell.crm.remembered import Remembered
from frostier.shell.crm.words import FIELDS, ROW_COLUMNS, Words
from frostier.shell.grading import models
from frostier.shell.live.models import LivePosition
from frostier.shell.wiring import House
from frostier.tags.vocabulary import Vocabulary
from frostier.tiers.decide import Decision
from frostier.tiers.scheme import Scheme, Tier, fields_used
from frostier.tiers.standard_tiers import STANDARD_TIERS

T = TypeVar("T")

ON_A_PAGE = (
    "customer_key", *ROW_COLUMNS, *(a.id for a in ATTRIBUTES), *(part.name for part in fields(Decision)),
    "is_provisional", "cycle_days", "last_order_on", "silence_cycles", "open_amount", "overdue_amount",
    "on_time_rate_365d", "credit_limit", *HABITS,
)  # fmt: skip
"""What the parts of one customer's page show of its results; its figures and tags alone are many more."""

_MB = 1_000_000
_REMEMBERED = Remembered(most=512, most_bytes=128 * _MB)
_CUSTOMERS = Remembered(most=64, most_bytes=16 * _MB)
_FACTS = Remembered(most=12, most_bytes=64 * _MB)  # the orders of a large customer are thousands of rows
_SUMMARISED: dict[Path, tuple[float, Grading]] = {}
SUMMARY_SECONDS = 15.0


@dataclass(frozen=True)
class Reading:
    """One viewer's look at one grading. ``grading`` is None where nothing had been graded by the day asked for."""

    house: House
    viewer: Viewer
    lang: Lang
    grading: Grading | None
    newest: Grading | None

    @cached_property
    def reader(self) -> CustomerReader:
        """The viewer's customers; raises ``NotFound`` where nothing had been graded by then."""
        return self.reader_of(self.graded)

    @property
    def graded(self) -> Grading:
        """The grading; raises ``NotFound`` where nothing had been graded by then."""
        if self.grading is None:
            raise NotFound(
                Text("到那天为止还没有分层结果。", "Nothing had been graded by that day."),
                next_step=Text("请先导入数据并运行分层。", "Import data and start a grading first."),
            )
        return self.grading

    @cached_property
    def as_graded(self) -> Reading:
        """The same look at the results as the grading left them, before events; this one, where none came since."""
        base, live, _ = self.graded.snapshot.partition(LIVE)
        if not live:
            return self
        grading = replace(self.graded, snapshot=base)
        return replace(self, grading=grading, newest=grading if self.newest == self.grading else self.newest)

    def reader_of(self, grading: Grading) -> CustomerReader:
        """The viewer's customers as another grading saw them."""
        return CustomerReader(self.house.published, grading, self.newest or grading, self.viewer.scope)

    def at(self, snapshot: str) -> Reading:
        """The same viewer's look at a snapshot or a live revision; raises ``InvalidInput`` where there is none.

        A revision that nobody keeps any more is looked at as it is now.
        """
        if self.grading is not None and self.grading.snapshot == snapshot:
            return self
        base, live, _ = snapshot.partition(LIVE)
        found = next((g for g in self.house.gradings.list() if g.snapshot == base), None)
        if found is None:
            raise bad_cursor()
        if not live:
            return replace(self, grading=found)
        if self.newest is None or not self.newest.snapshot.startswith(base + LIVE):
            return replace(self, grading=found)
        kept = self.house.analytics.live.is_written(snapshot)
        return replace(self, grading=replace(self.newest, snapshot=snapshot) if kept else self.newest)

    @cached_property
    def scheme(self) -> Scheme | None:
        """The scheme that decided."""
        if self.grading is None:
            return None
        return _scheme(self.house, self.grading.scheme_id, self.grading.scheme_version)

    @cached_property
    def parts(self) -> GradingParts:
        """What conditions and tags are made of; looked up once, because the company may change it between requests."""
        return self.house.parts

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers of the scheme, best first."""
        return self.scheme.tiers if self.scheme else STANDARD_TIERS

    @cached_property
    def words(self) -> Words:
        """Ids as names."""
        # Tags only when one is named: most answers name none, and the company's own are a question to the store.
        return Words(self.lang, self.tiers, lambda: self.parts.tags)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a condition may name."""
        return audience_vocabulary(self.parts.vocabulary, self.tiers)

    def known(self, customer_id: str) -> str:
        """The id, if it is one of the viewer's customers; raises ``NotFound``."""
        return str(self.customer(customer_id, ("customer_key",))["customer_id"])

    def customer(self, customer_id: str, columns: Sequence[str] = ()) -> JsonObject:
        """What the results say of one of the viewer's customers, in these columns (none: all); raises ``NotFound``.

        A page asks for many parts of the same customer at once, so that what most of them show is read together and
        the last answers are kept; there may be more columns than were asked for.
        """
        together = self._asked_together
        read = together if columns and together.issuperset(columns) else frozenset(columns)
        newest = self.newest.snapshot if self.newest else None
        asked = (self.house.home.root, self.graded.snapshot, newest, self.viewer.scope, customer_id, read)
        return _CUSTOMERS.get(asked, lambda: self.reader.one(customer_id, tuple(sorted(read))))

    def figures(self, customer_id: str) -> JsonObject:
        """All attributes and figures of one of the viewer's customers that the results have; raises ``NotFound``."""
        columns = frozenset(self.reader.profile.columns)
        return self.customer(customer_id, tuple(name for name in FIELDS if name in columns))

    def facts_of(self, customer_id: str, table: str) -> Sequence[JsonObject]:
        """A table of ``PUBLISHED_FACTS`` for one of the viewer's customers; raises ``NotFound``.

        What was read last is kept, as of the customer itself.
        """
        key = self.customer(customer_id, ("customer_key",))["customer_key"]
        asked = (self.house.home.root, self.reader.facts(table).op(), key)
        return _FACTS.get(asked, lambda: self.reader.facts_of_key(key, table))

    @cached_property
    def _asked_together(self) -> frozenset[str]:
        """The columns that most parts of a customer's page read."""
        decided_by = fields_used(self.scheme) if self.scheme else ()
        return frozenset({*ON_A_PAGE, *decided_by}.intersection(self.reader.profile.columns))

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """An answer that depends on the results, the scope and ``question`` alone, worked out once."""
        newest = self.newest.snapshot if self.newest else None
        snapshot = self.grading.snapshot if self.grading else None
        scope = self.viewer.scope
        return _REMEMBERED.get((self.house.home.root, snapshot, newest, scope, question), answer)

    def remembered_for_all(self, question: Hashable, answer: Callable[[], T]) -> T:
        """An answer that is the same for every viewer, worked out once."""
        return _REMEMBERED.get((self.house.home.root, self.graded.snapshot, question), answer)

    def count(self, wanted: CustomerFilter) -> int:
        """How many of the viewer's customers fit."""
        return self.remembered(("count", wanted), lambda: self.reader.count(wanted))


def reading(request: HttpRequest, as_of: date | None = None) -> Reading:
    """What a request reads: the latest grading on or before the day, by default the newest."""
    house = console_house()
    newest = latest_grading(house)
    grading = newest if as_of is None else latest_grading(house, as_of)
    return Reading(house, viewer_of(request), language_of(request), grading, newest)


def of_one_grading(look: Callable[[], Reading], answer: Callable[[Reading], T]) -> T:
    """An answer about the present that stands on one grading alone.

    Results and present states are read one after the other; what was read while another grading was recorded is
    read again.
    """
    while True:
        read = look()
        found = answer(read)
        if latest_grading(read.house) == read.newest:
            return found


def summary_reading(request: HttpRequest, as_of: date | None = None) -> Reading:
    """What a request for sums over many customers reads: as ``reading``, but live results up to 15 s old.

    They cost much to work out and little to be shown again, so they follow in steps.
    """
    read = reading(request, as_of)
    if read.grading is None or read.newest is None or read.grading != read.newest:
        return read
    grading = _followed_in_steps(read.house, read.newest)
    return replace(read, grading=grading, newest=grading)


def _followed_in_steps(house: House, newest: Grading) -> Grading:
    at, shown = _SUMMARISED.get(house.home.root, (0.0, None))
    if shown is None or shown.id != newest.id or time.monotonic() - at > SUMMARY_SECONDS:
        at, shown = time.monotonic(), newest
        _SUMMARISED[house.home.root] = (at, shown)
    return shown


def latest_grading(house: House, on_or_before: date | None = None) -> Grading | None:
    """What holds at the end of a day (by default: now): a grading or, where customers were evaluated since, that.

    Its cut points are read once, not every time.
    """
    rows = models.Grading.objects.order_by("-as_of", "-id")
    graded = rows if on_or_before is None else rows.filter(as_of__lte=on_or_before)
    stamp = graded.values_list("id", "as_of", "recorded_at").first()
    if stamp is None:
        return None
    found = _REMEMBERED.get((house.home.root, stamp), lambda: house.gradings.latest(on_or_before=stamp[1]))
    assert found is not None
    return _with_live(house, found, on_or_before)


def _with_live(house: House, grading: Grading, on_or_before: date | None) -> Grading:
    """The grading with what was evaluated since, as far as that day goes: its name, its day, its moment."""
    place = LivePosition.objects.filter(revision_grading_id=grading.id, revision__gt=0).first()
    if place is None or place.changed_at is None:
        return grading
    # In a demo the moment is the calendar's, the day the demo's own.
    as_of = max(grading.as_of, business_day(house.settings.own_moment(place.changed_at), house.settings.zone))
    if on_or_before is not None and as_of > on_or_before:
        return grading
    name = f"{grading.snapshot}{LIVE}{place.revision}"
    return replace(grading, snapshot=name, as_of=as_of, recorded_at=place.changed_at)


def _scheme(house: House, scheme_id: str, version: int) -> Scheme:
    return _REMEMBERED.get(
        (house.home.root, "scheme", scheme_id, version),
        lambda: Scheme.from_json(house.schemes.get(scheme_id, version).definition),
    )
