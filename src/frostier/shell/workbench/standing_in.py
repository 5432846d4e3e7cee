"""Account managers who stand in for others: which customers they see meanwhile, since when and until when.

What is lent widens the scope of whoever signs in (``flows.scope``), so it holds wherever the scope does. It is looked
up with every request and compared with the day, so it ends at midnight whether or not anybody notes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from frostier.flows.scope import EVERYTHING, Scope
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading, latest_grading
from frostier.shell.portions import in_portions
from frostier.shell.wiring import House
from frostier.shell.workbench.making import AT_ONCE, NOT_CLOSED
from frostier.shell.workbench.models import StandIn, Task

EVERY_CUSTOMER = ""
THE_SYSTEM = Viewer("frostier", "", frozenset(), EVERYTHING)


@dataclass(frozen=True, slots=True)
class Loan:
    """Customers of one manager that another is to see: by id, each up to a day, or for good where there is none.

    ``EVERY_CUSTOMER`` stands for all that are the manager's at any moment until then.
    """

    manager: str
    stand_in: str
    customers: Mapping[str, date | None]


def with_loans(scope: Scope, today: date) -> Scope:
    """The scope with what is lent to the managers whose customers it shows."""
    if scope.kind != "managers" or not scope.values:
        return scope
    rows = list(_in_force(today).filter(stand_in__in=scope.values).values_list("manager", "customer_id"))
    if not rows:
        return scope
    whole = sorted({manager for manager, customer in rows if customer == EVERY_CUSTOMER} - set(scope.values))
    single = sorted({customer for _, customer in rows} - {EVERY_CUSTOMER})
    return replace(scope, stands_in_for=tuple(whole), lent=tuple(single))


@transaction.atomic
def lend(read: Reading, loan: Loan) -> int:
    """Let the stand-in see these customers from now on, and tell the audit trail; how many entries that is."""
    if not loan.customers:
        return 0
    now = read.house.clock.now()
    rows = [
        StandIn(
            stand_in=loan.stand_in,
            manager=loan.manager,
            customer_id=id,
            until=until,
            begun_at=now,
            by=read.viewer.name,
        )
        for id, until in sorted(loan.customers.items())
    ]
    StandIn.objects.bulk_create(rows, batch_size=AT_ONCE)
    record(read.viewer, "customers.lent", loan.stand_in, {"from": loan.manager, **_told(rows)})
    return len(rows)


@transaction.atomic
def take_back(read: Reading, stand_in: str, customers: Collection[str]) -> int:
    """End what a stand-in was lent of these customers; how much that was."""
    rows = StandIn.objects.filter(ended_at__isnull=True, stand_in=stand_in, customer_id__in=customers)
    return _end(rows, house=read.house, by=read.viewer)


@transaction.atomic
def end_all(read: Reading, manager: str, stand_in: str) -> int:
    """End everything that a stand-in was lent of a manager; how much that was."""
    rows = StandIn.objects.filter(ended_at__isnull=True, manager=manager, stand_in=stand_in)
    return _end(rows, house=read.house, by=read.viewer)


@dataclass(frozen=True, slots=True)
class PresentLoan:
    """Who stands in for whom today: for how many customers (``None``: for all), up to which day, if there is one."""

    manager: str
    stand_in: str
    customers: int | None
    until: date | None
    begun_at: datetime
    by: str


def present_loans(read: Reading) -> list[PresentLoan]:
    """The stand-ins of today for managers, and by managers, whose customers the viewer may know of."""
    rows = _in_force(read.house.clock.today()).order_by("begun_at", "id")
    mine = _managers_of(read)
    if mine is not None:
        rows = rows.filter(Q(manager__in=mine) | Q(stand_in__in=mine))
    return [_present_loan(some) for _, some in sorted(_by_people(rows).items())]


def colleagues(read: Reading) -> list[str]:
    """Every account manager of the company, in order: to whom one may hand over, whosever customers one sees."""
    if read.grading is None:
        return []

    def every() -> list[str]:
        found = read.house.published.rows(read.reader.profile.select("manager").distinct())
        return sorted(row["manager"] for row in found if row["manager"])

    return read.remembered_for_all("account managers", every)


def _managers_of(read: Reading) -> Collection[str] | None:
    """The managers that the viewer may speak for or of; ``None`` for all."""
    scope = read.viewer.scope
    if scope.kind in ("all", "managers") or read.newest is None:
        return None if scope.kind == "all" else scope.values
    found = read.house.published.rows(read.reader.visible.select("manager").distinct())
    return [row["manager"] for row in found if row["manager"]]


def _present_loan(rows: Sequence[StandIn]) -> PresentLoan:
    customers = {row.customer_id for row in rows}
    days = [row.until for row in rows if row.until is not None]
    return PresentLoan(
        rows[0].manager,
        rows[0].stand_in,
        None if EVERY_CUSTOMER in customers else len(customers),
        max(days) if len(days) == len(rows) else None,
        rows[0].begun_at,
        rows[0].by,
    )


@transaction.atomic
def end_loans(house: House) -> int:
    """Note which loans are over, so that the audit trail tells it; how many.

    Over is what its day has ended, what no handed-over task asks for any more, and what concerns a customer who has
    another manager by now.
    """
    open_rows = StandIn.objects.filter(ended_at__isnull=True)
    if not open_rows.exists():
        return 0
    lasting = set(_in_force(house.clock.today()).values_list("pk", flat=True)) - _moved_on(house, open_rows)
    return _end([row for row in open_rows if row.pk not in lasting], house=house, by=THE_SYSTEM)


def _in_force(today: date) -> QuerySet[StandIn]:
    handed = Task.objects.filter(
        customer_id=OuterRef("customer_id"),
        manager=OuterRef("stand_in"),
        own_manager__isnull=False,
        state__in=NOT_CLOSED,
    )
    lasts = Q(until__gt=today) | Q(Exists(handed), until__isnull=True)
    return StandIn.objects.filter(lasts, ended_at__isnull=True)


def _moved_on(house: House, rows: Iterable[StandIn]) -> set[int]:
    """Rows about single customers whose manager is not the one for whom somebody stands in."""
    single = [row for row in rows if row.customer_id != EVERY_CUSTOMER]
    grading = latest_grading(house) if single else None
    if grading is None:
        return set()
    profile = house.published.profile(grading.snapshot, {"customer_id", "manager"})
    found = profile.filter(profile.customer_id.isin(sorted({row.customer_id for row in single})))
    managers = {row["customer_id"]: row["manager"] for row in house.published.rows(found)}
    return {row.pk for row in single if managers.get(row.customer_id, row.manager) != row.manager}


def _end(rows: Iterable[StandIn], *, house: House, by: Viewer) -> int:
    now, ended = house.clock.now(), list(rows)
    for some in in_portions(ended):
        StandIn.objects.filter(pk__in=[row.pk for row in some]).update(ended_at=now)
    for (stand_in, manager), theirs in _by_people(ended).items():
        record(by, "customers.loan_ended", stand_in, {"from": manager, **_told(theirs)}, at=now)
    return len(ended)


def _by_people(rows: Iterable[StandIn]) -> dict[tuple[str, str], list[StandIn]]:
    found: dict[tuple[str, str], list[StandIn]] = defaultdict(list)
    for row in rows:
        found[row.stand_in, row.manager].append(row)
    return found


def _told(rows: Iterable[StandIn]) -> dict[str, object]:
    """What the audit trail keeps: which customers, all being one word, and until when."""
    listed = list(rows)
    days = [row.until for row in listed if row.until is not None]
    customers = sorted({row.customer_id or "*" for row in listed})
    return {"customers": customers, "until": max(days) if len(days) == len(listed) else None}
