"""The people at a customer, masked unless the viewer may see contact details."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading


def contacts(read: Reading, customer_id: str) -> list[dict[str, Any]]:
    """The people at the customer, the decision maker first. Reading them unmasked is recorded."""
    people = read.facts_of(customer_id, "contact")
    open_to_viewer = read.viewer.may("customers.contact")
    if open_to_viewer and people:
        with transaction.atomic():
            record(read.viewer, "contacts.read", customer_id, {"contacts": len(people)})
    ranked = sorted(people, key=lambda p: (not p["is_decision_maker"], str(p["contact_code"])))
    return [_contact(person, masked=not open_to_viewer) for person in ranked]


def masked_phone(number: str | None) -> str | None:
    """A phone number without its middle.

    >>> masked_phone("13812341234"), masked_phone("028-8765"), masked_phone("12345")
    ('138****1234', '02****65', '****')
    """
    if not number:
        return None
    if len(number) >= _MOBILE_DIGITS:
        return f"{number[:3]}****{number[-4:]}"
    return f"{number[:2]}****{number[-2:]}" if len(number) > _SHORT_NUMBER else "****"


def masked_name(name: str | None) -> str | None:
    """A name by its first character.

    >>> masked_name("王小明"), masked_name("Wang")
    ('王**', 'W***')
    """
    return name and name[0] + "*" * (len(name) - 1)


_MOBILE_DIGITS, _SHORT_NUMBER = 10, 6


def _contact(person: dict[str, Any], *, masked: bool) -> dict[str, Any]:
    wechat = person["wechat"]
    return {
        "id": person["contact_code"],
        "name": masked_name(person["contact_name"]) if masked else person["contact_name"],
        "role": person["role"],
        "phone": masked_phone(person["phone"]) if masked else person["phone"],
        "wechat": (wechat and "****") if masked else wechat,
        "is_decision_maker": bool(person["is_decision_maker"]),
        "masked": masked,
    }
