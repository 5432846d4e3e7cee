"""The addresses of the console."""

from __future__ import annotations

from django.urls import path, re_path

from frostier.shell.console import reference, site
from frostier.shell.console.api import api

urlpatterns = [
    path("api/v1/docs", reference.page),
    path("api/v1/docs/<str:name>", reference.page_file),
    path("api/v1/", api.urls),
    re_path(r"^api(?:/|$)", site.unknown),
    re_path(r"^", site.page),
]
handler400 = site.bad_request
handler403 = site.forbidden
handler404 = site.not_found
handler500 = site.defect
