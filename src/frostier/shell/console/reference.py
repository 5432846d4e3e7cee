"""The description of the API for the people who connect other systems: a file, and a page to read and try it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ninja
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.site import not_found

router = GuardedRouter(tags=["console"])

# The page's library comes with the framework, so that nothing is fetched from elsewhere.
_LIBRARY = Path(ninja.__file__).parent / "static" / "ninja"
_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_START = """\
// The token that writes need, then the page. / 先取写操作所需的令牌，再显示页面。
fetch("/api/v1/session").then((answer) => answer.json()).then((session) => {
  SwaggerUIBundle({
    url: "/api/v1/openapi.json",
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    validatorUrl: null,
    requestInterceptor: (request) => {
      request.headers["X-CSRFToken"] = session.csrf_token;
      return request;
    },
  });
});
"""
_PAGE = """\
<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>冰阶 Frostier API</title>
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/api/v1/docs/swagger-ui-bundle.js"></script>
<script src="/api/v1/docs/start.js"></script>
</body>
</html>
"""


@router.get("/openapi.json", permission=None, include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI file, for whoever is signed in or has a key."""
    return HttpResponse(_openapi(), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A page on which the API can be read and tried."""
    return HttpResponse(_PAGE, content_type="text/html; charset=utf-8")


@require_safe
def page_file(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A file of that page."""
    if name == "start.js":
        return HttpResponse(_START, content_type="text/javascript; charset=utf-8")
    if name not in _FILES:
        return not_found(request)
    answer = FileResponse((_LIBRARY / name).open("rb"), content_type=f"{_FILES[name]}; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@cache
def _openapi() -> bytes:
    from frostier.shell.console.api import api
    from frostier.shell.console.openapi import openapi_text

    return openapi_text(api).encode()
