"""Every refusal as one shape: a code, a message in the caller's language, the next step, and where."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from frostier.kernel import errors as e
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotAuthenticated, NotPermitted
from frostier.shell.console.language import language_of
from frostier.shell.intake.uploads import TooLarge

LOG = logging.getLogger("frostier.console")


class FieldProblem(Schema):
    """One field that cannot be used."""

    field: str
    message: str


class Problem(Schema):
    """The one shape of every error answer."""

    code: str
    message: str
    next_step: str | None = None
    field: str | None = None
    errors: list[FieldProblem] = Field(default_factory=list)
    where: dict[str, Any] = Field(default_factory=dict)


class TooManyRequests(e.FrostierError):
    """The caller asks more often than its limit allows; ``where`` says when to try again."""

    code = "too_many_requests"


Stale = e.Stale


class UnreadableRequest(e.InvalidInput):
    """The body of the request is cut off or not what its headers say."""

    code = "unreadable_request"


class StoreBusy(e.FrostierError):
    """The transactional store did not answer in time; nothing was changed."""

    code = "store_busy"


_UNREADABLE = Text("请求内容不完整或格式有误。", "The body of the request is cut off or malformed.")

# The most specific class that matches decides.
STATUS_OF: dict[type[e.FrostierError], int] = {
    NotAuthenticated: 401,
    NotPermitted: 403,
    TooManyRequests: 429,
    e.NotFound: 404,
    e.Conflict: 409,
    e.ProofFailed: 409,
    e.RunCancelled: 409,
    TooLarge: 413,
    UnreadableRequest: 400,
    e.InvalidInput: 422,
    e.SettingsError: 503,
    StoreBusy: 503,
}

# Declared on every operation, so that the OpenAPI file tells what can come back.
PROBLEM_STATUSES = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 503})


def status_of(error: e.FrostierError) -> int:
    """The HTTP status of a refusal."""
    return next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 409)


def problem(request: HttpRequest, error: e.FrostierError) -> dict[str, Any]:
    """A refusal as the answer's body."""
    lang = language_of(request)
    return {
        "code": error.code,
        "message": error.message.say(lang),
        "next_step": error.next_step.say(lang) if error.next_step else None,
        "field": error.where.get("field"),
        "errors": [],
        "where": plain(error.where),
    }


def answer_errors(api: NinjaAPI) -> None:
    """Make ``api`` answer every refusal in the one shape."""

    def refuse(request: HttpRequest, error: e.FrostierError) -> HttpResponse:
        answer = api.create_response(request, problem(request, error), status=status_of(error))
        if isinstance(error, TooManyRequests | StoreBusy):
            answer["Retry-After"] = str(error.where.get("retry_after_seconds", 1))
        return answer

    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return refuse(
            request,
            NotAuthenticated(
                Text("请先登录，或提供有效的接口密钥。", "Sign in, or send a valid API key."),
            ),
        )

    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        lang = language_of(request)
        message = Text("请求中有无法使用的内容。", "The request holds something that cannot be used.")
        fields = [
            {"field": ".".join(str(part) for part in found["loc"][1:]), "message": str(found["msg"])}
            for found in error.errors
        ]
        body: dict[str, Any] = {"code": "invalid_input", "message": message.say(lang), "errors": fields, "where": {}}
        body |= {"next_step": None, "field": fields[0]["field"] if fields else None}
        return api.create_response(request, body, status=422)

    def unusable(request: HttpRequest, error: Exception) -> HttpResponse:
        too_big = isinstance(error, RequestDataTooBig)
        message = Text("请求过大。", "The request is too large.") if too_big else _UNREADABLE
        return refuse(request, TooLarge(message) if too_big else UnreadableRequest(message))

    def store_busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
        LOG.warning("The store did not answer at %s %s: %s", request.method, request.path, error)
        message = Text(
            "数据库正忙或暂时无法访问，没有改动任何内容。",
            "The database is busy or cannot be reached; nothing was changed.",
        )
        return refuse(request, StoreBusy(message, next_step=Text("请稍后再试。", "Try again in a moment.")))

    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return api.create_response(request, _body(f"http_{error.status_code}", str(error)), status=error.status_code)

    def defect(request: HttpRequest, error: Exception) -> HttpResponse:
        LOG.exception("Unexpected error at %s %s", request.method, request.path, exc_info=error)
        message = Text("程序内部错误，已记入日志。", "Internal error; it is in the log.")
        return api.create_response(request, _body("internal", message.say(language_of(request))), status=500)

    api.add_exception_handler(e.FrostierError, refuse)  # type: ignore[arg-type]
    api.add_exception_handler(AuthenticationError, unauthenticated)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, malformed)  # type: ignore[arg-type]
    for broken in (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        api.add_exception_handler(broken, unusable)  # type: ignore[arg-type]
    api.add_exception_handler(OperationalError, store_busy)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, http_error)  # type: ignore[arg-type]
    api.add_exception_handler(Exception, defect)  # type: ignore[arg-type]


def _body(code: str, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "next_step": None, "field": None, "errors": [], "where": {}}
