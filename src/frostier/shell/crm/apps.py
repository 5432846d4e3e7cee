"""Django's registration of the customer app."""

from __future__ import annotations

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Customers, segments, user-made tags and saved views."""

    name = "frostier.shell.crm"
    label = "crm"
