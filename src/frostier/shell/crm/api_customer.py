"""One customer from all sides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.etag import tagged
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import queries_customer as queries
from frostier.shell.crm import queries_explaining as explaining
from frostier.shell.crm import queries_orders as orders_of
from frostier.shell.crm import queries_tier
from frostier.shell.crm.reading import of_one_grading, reading
from frostier.shell.crm.schemas import PageQuery
from frostier.shell.crm.schemas_customer import (
    CustomerAnswer,
    ExplanationAnswer,
    FigureOfCustomer,
    LedgerLine,
    Payments,
    Rhythm,
    SimilarCustomer,
    TagHeld,
    TierAnswer,
    TimelinePage,
)
from frostier.shell.crm.schemas_overview import OrderPage

router = GuardedRouter(tags=["customers"])


@router.get("/customers/{customer_id}", permission="customers.read", response=CustomerAnswer)
def customer(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """One customer with everything on its record."""
    return queries.customer(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/tier", permission="customers.read", response=TierAnswer)
def tier(request: HttpRequest, customer_id: str) -> Any:
    """Where the customer stands now. Made to be asked often, with an ETag; at most a second behind what was decided."""
    found = of_one_grading(lambda: reading(request), lambda read: queries_tier.tier(read, customer_id))
    return tagged(request, queries_tier.body_of(found))


@router.get("/customers/{customer_id}/explanation", permission="customers.read", response=ExplanationAnswer)
def explanation(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """Why the customer stands where it stands, what keeps it there, what is missing, what would end it."""
    return explaining.explanation(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/history", permission="customers.read", response=list[LedgerLine], by_alias=True)
def history(request: HttpRequest, customer_id: str) -> Any:
    """Everything that the ledger says of the customer, newest first."""
    return explaining.history(reading(request), customer_id)


@router.get("/customers/{customer_id}/features", permission="customers.read", response=list[FigureOfCustomer])
def features(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """Every figure of the customer beside those of the same type."""
    return queries.figures(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/tags", permission="customers.read", response=list[TagHeld])
def tags(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """The tags that the customer carries, each with its reason."""
    return explaining.tags(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/orders", permission="customers.read", response=OrderPage)
def orders(request: HttpRequest, customer_id: str, asked: Query[PageQuery]) -> Any:
    """The customer's orders, newest first."""
    return orders_of.page_of_customer(reading(request), customer_id, asked)


@router.get("/customers/{customer_id}/rhythm", permission="customers.read", response=Rhythm)
def rhythm(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """When the customer bought in the last year, and when it is expected next."""
    return queries.rhythm(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/payments", permission="customers.read", response=Payments)
def payments(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """What the customer owes, and how it pays."""
    return queries.payments(reading(request, as_of), customer_id)


@router.get("/customers/{customer_id}/timeline", permission="customers.read", response=TimelinePage)
def timeline(request: HttpRequest, customer_id: str, asked: Query[PageQuery]) -> Any:
    """What happened with the customer, newest first: orders, payments, tiers, stages, blocks."""
    return queries.timeline(reading(request), customer_id, asked)


@router.get("/customers/{customer_id}/similar", permission="customers.read", response=list[SimilarCustomer])
def similar(request: HttpRequest, customer_id: str, as_of: date | None = None) -> Any:
    """Customers of the same type with like habits, nearest first."""
    return queries.similar(reading(request, as_of), customer_id)
