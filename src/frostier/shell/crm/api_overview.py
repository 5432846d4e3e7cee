"""The overview of the customer base, its trend, and the moves between two gradings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import queries_overview as queries
from frostier.shell.crm.reading import summary_reading
from frostier.shell.crm.schemas import CustomerFilter, CustomerPage
from frostier.shell.crm.schemas_overview import MovedQuery, Moves, MovesQuery, Overview, Trend

router = GuardedRouter(tags=["overview"])


@router.get("/overview", permission="overview.read", response=Overview)
def overview(request: HttpRequest, chosen: Query[CustomerFilter]) -> Any:
    """Headline figures, tiers, stages, concentration, recency × frequency and the customers to look at."""
    return queries.overview(summary_reading(request, chosen.as_of), chosen)


@router.get("/overview/trend", permission="overview.read", response=Trend)
def trend(request: HttpRequest, chosen: Query[CustomerFilter]) -> Any:
    """Customers per tier and stage over all gradings up to the day."""
    return queries.trend(summary_reading(request, chosen.as_of), chosen)


@router.get("/overview/moves", permission="overview.read", response=Moves, by_alias=True)
def moves(request: HttpRequest, asked: Query[MovesQuery]) -> Any:
    """Who went where between two gradings."""
    return queries.moves(summary_reading(request, asked.until), asked)


@router.get("/overview/moves/customers", permission="customers.read", response=CustomerPage)
def moved(request: HttpRequest, asked: Query[MovedQuery]) -> Any:
    """The customers of one move, by yearly spend."""
    return queries.moved(summary_reading(request, asked.until), asked)
