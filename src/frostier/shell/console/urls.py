"""The addresses of the console."""

from __future__ import annotations

from django.urls import path

from frostier.shell.console.api import api

urlpatterns = [path("api/v1/", api.urls)]
