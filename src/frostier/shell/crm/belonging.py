"""Rows of the transactional store that belong to a customer, and which of them a viewer may know of.

The customer's manager, team and sales region are kept with the row, so that the scope is one condition of the query
and needs no look into the published results. They follow the customer when it is handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from frostier.flows.scope import COLUMN_OF, Scope

LONGEST_NAME = 120
_Row = TypeVar("_Row", bound="OfCustomer")


class OfCustomer(models.Model):
    """One row about one customer."""

    customer_id = models.CharField(max_length=120)
    customer_name = models.CharField(max_length=LONGEST_NAME)
    manager = models.CharField(max_length=LONGEST_NAME, null=True)
    team = models.CharField(max_length=LONGEST_NAME, null=True)
    sales_region = models.CharField(max_length=LONGEST_NAME, null=True)

    class Meta:
        abstract = True


def belonging_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of ``OfCustomer`` from a row of the results."""
    name = row.get("customer_name") or row["customer_id"]
    owners = {column: _short(row.get(column)) for column in COLUMN_OF.values()}
    return {"customer_id": row["customer_id"], "customer_name": _short(name), **owners}


def within(rows: QuerySet[_Row], scope: Scope) -> QuerySet[_Row]:
    """The rows whose customer a viewer with this scope may know of."""
    if scope.kind == "all":
        return rows
    if scope.is_empty:
        return rows.none()
    return rows.filter(Q(**{f"{COLUMN_OF[scope.kind]}__in": scope.every_value}) | Q(customer_id__in=scope.lent))


def owner_of(row: OfCustomer) -> dict[str, Any]:
    """The columns of ``OfCustomer`` from a kept row."""
    return {name: getattr(row, name) for name in ("customer_id", "customer_name", *COLUMN_OF.values())}


def _short(value: str | None) -> str | None:
    return value[:LONGEST_NAME] if value else None
