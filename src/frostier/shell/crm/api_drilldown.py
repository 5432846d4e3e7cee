"""Any figure by any two dimensions, and the orders below it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import queries_drilldown as queries
from frostier.shell.crm import queries_orders as orders_of
from frostier.shell.crm.reading import reading, summary_reading
from frostier.shell.crm.schemas_overview import (
    Catalogue,
    Drilldown,
    DrilldownQuery,
    OrderAnswer,
    OrderListQuery,
    OrderPage,
)

router = GuardedRouter(tags=["drill-down"])


@router.get("/drilldown/catalogue", permission="overview.read", response=Catalogue)
def catalogue(request: HttpRequest) -> Any:
    """What can be broken down by what."""
    return queries.catalogue(reading(request))


@router.get("/drilldown", permission="overview.read", response=Drilldown)
def drilldown(request: HttpRequest, asked: Query[DrilldownQuery]) -> Any:
    """One measure by one or two dimensions, with totals of everybody."""
    return queries.drilldown(summary_reading(request, asked.as_of), asked)


@router.get("/orders", permission="customers.read", response=OrderPage)
def orders(request: HttpRequest, asked: Query[OrderListQuery]) -> Any:
    """Orders of the customers that fit, newest first."""
    return orders_of.page(reading(request, asked.as_of), asked)


@router.get("/orders/{source}/{order_id}", permission="customers.read", response=OrderAnswer)
def order(request: HttpRequest, source: str, order_id: str) -> Any:
    """One order with its lines."""
    return orders_of.order(reading(request), source, order_id)
