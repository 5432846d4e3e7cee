"""The description of the API as a file: complete, sorted and the same on every machine."""

from __future__ import annotations

import json
from typing import Any

from ninja import NinjaAPI

from frostier.shell.console.errors import Problem
from frostier.shell.console.guarded import PUBLIC
from frostier.shell.console.idempotency import HEADER

_WRITES = ("post", "put", "patch", "delete")
_METHODS = ("get", *_WRITES)
_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
_PROBLEM = {"$ref": "#/components/responses/Problem"}


class DescribedAPI(NinjaAPI):
    """An API whose description also says how each operation can refuse."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The schema with problem answers on every operation."""
        schema = super().get_openapi_schema(**options)
        components = schema["components"]
        components.setdefault("schemas", {})["Problem"] = _problem_schema(components["schemas"])
        components["responses"] = {
            "Problem": {
                "description": "A refusal: what was expected, what arrived, where, and the next step.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        }
        components["parameters"] = {
            "IdempotencyKey": {
                "name": HEADER,
                "in": "header",
                "required": False,
                "description": "The same key with the same request is done once and answered alike for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 120},
            }
        }
        for path, item in schema["paths"].items():
            for method in _METHODS:
                if method in item:
                    _declare_problems(path, method, item[method])
                    _declare_key(method, item[method])
        return schema


def openapi_text(api: NinjaAPI) -> str:
    """The OpenAPI file of an API, keys sorted."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(described.pop("$defs", {}))
    return described


def _declare_key(method: str, operation: dict[str, Any]) -> None:
    if method in _WRITES and operation.get("x-permission") != PUBLIC:
        operation["parameters"] = [*operation.get("parameters", []), _KEY]


def _declare_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    statuses = {400, 422, 429}
    if operation.get("security"):
        statuses |= {401, 403}
    if "{" in path:
        statuses.add(404)
    if method in _WRITES:
        statuses |= {409, 413}
    problems = {str(status): _PROBLEM for status in sorted(statuses)}
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    operation["responses"] = {**problems, **answers, "default": _PROBLEM}
