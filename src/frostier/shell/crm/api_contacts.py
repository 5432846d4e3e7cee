"""Who to speak to at a customer, and who not to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import commands
from frostier.shell.crm import queries_contacts as queries
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas_customer import Block, BlockRequest, Contact

router = GuardedRouter(tags=["customers"])


@router.get("/customers/{customer_id}/contacts", permission="customers.read", response=list[Contact])
def contacts(request: HttpRequest, customer_id: str) -> Any:
    """The people at the customer; masked unless the caller may see contact details, and recorded if so."""
    return queries.contacts(reading(request), customer_id)


@router.put("/customers/{customer_id}/block", permission="customers.block", response=Block)
def block(request: HttpRequest, customer_id: str, asked: BlockRequest) -> Any:
    """Keep everybody from contacting the customer, in place of an earlier block."""
    read = reading(request)
    return commands.block(read.viewer, read.house.clock, read.known(customer_id), asked.reason, asked.until)


@router.delete("/customers/{customer_id}/block", permission="customers.block", response={204: None})
def unblock(request: HttpRequest, customer_id: str) -> Any:
    """Let the customer be contacted again."""
    read = reading(request)
    commands.unblock(read.viewer, read.house.clock, read.known(customer_id))
    return 204, None
