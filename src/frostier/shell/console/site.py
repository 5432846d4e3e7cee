"""The pages: every address that is not the API's gives the one document of the front end, which finds its own way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from frostier.kernel.text import Text
from frostier.shell.console.language import say

BUILT = Path(__file__).parent / "built"
_NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>冰阶 Frostier</title>
<body><h1>冰阶 Frostier</h1><p>网页尚未构建，接口可用。请运行 <code>make setup</code> 后重启服务。</p>
<p>The pages are not built; the API answers. Run <code>make setup</code> and start again.</p></body></html>
"""
_WORDS = {
    400: ("bad_request", Text("请求无法处理。", "The request cannot be handled.")),
    403: ("not_permitted", Text("请求被拒绝。", "The request is refused.")),
    404: ("not_found", Text("没有这个地址。", "There is nothing at this address.")),
    500: ("internal", Text("程序内部错误，已记入日志。", "Internal error; it is in the log.")),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The document of the front end; browsers ask again each time, so that a new version shows at once."""
    answer = HttpResponse(_document(), content_type="text/html; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@csrf_exempt
def unknown(request: HttpRequest, path: str = "") -> HttpResponse:
    """An address of the API that does not exist."""
    return not_found(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that the framework refuses, such as one for a host that this server is not."""
    return _refusal(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that the framework forbids."""
    return _refusal(request, 403)


def foreign_write(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A write to something that is no endpoint, without our token."""
    return _refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that does not exist."""
    return _refusal(request, 404)


def defect(request: HttpRequest) -> HttpResponse:
    """A defect outside the API's endpoints."""
    return _refusal(request, 500)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    """The one shape of errors, for what never reaches an endpoint."""
    code, message = _WORDS[status]
    body: dict[str, object] = {"code": code, "message": say(request, message), "next_step": None, "field": None}
    return JsonResponse({**body, "errors": [], "where": {}}, status=status, json_dumps_params={"ensure_ascii": False})


@cache
def _document() -> bytes:
    index = BUILT / "index.html"
    return index.read_bytes() if index.is_file() else _NOT_BUILT.encode()
