"""Django's registration of the accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, keys, sessions and audit."""

    name = "frostier.shell.accounts"
    label = "accounts"
