"""Customers in lists: pages, counts, batches."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import queries_customers as queries
from frostier.shell.crm import queries_tier
from frostier.shell.crm.reading import of_one_grading, reading
from frostier.shell.crm.schemas import (
    Counts,
    CustomerBatch,
    CustomerBatchQuery,
    CustomerFilter,
    CustomerIds,
    CustomerListQuery,
    CustomerPage,
)
from frostier.shell.crm.schemas_customer import TierBatch

router = GuardedRouter(tags=["customers"])


@router.get("/customers", permission="customers.read", response=CustomerPage)
def customers(request: HttpRequest, asked: Query[CustomerListQuery]) -> Any:
    """A page of the customers that fit, sorted, with chosen columns."""
    return queries.page(reading(request, asked.as_of), asked)


@router.get("/customers/count", permission="customers.read", response=Counts)
def count(request: HttpRequest, chosen: Query[CustomerFilter]) -> Any:
    """How many customers fit, can be reached, and may be contacted."""
    return queries.counts(reading(request, chosen.as_of), chosen)


@router.post("/customers/batch", permission="customers.read", response=CustomerBatch)
def batch(request: HttpRequest, asked: CustomerBatchQuery) -> Any:
    """Up to a thousand customers by number."""
    return queries.batch(reading(request), asked.ids, asked.columns)


@router.post("/tiers/batch", permission="customers.read", response=TierBatch)
def tiers(request: HttpRequest, asked: CustomerIds) -> Any:
    """Where up to a thousand customers stand now."""
    return of_one_grading(lambda: reading(request), lambda read: queries_tier.tiers(read, asked.ids))
