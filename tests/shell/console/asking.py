"""A plausible request for every operation of the OpenAPI file, made from the file alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from tests.shell.signed_in import ApiClient

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One endpoint as the OpenAPI file describes it."""

    method: str
    path: str
    permission: str
    body: Any
    multipart: bool
    query: dict[str, Any]
    parameters: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def ask(self, client: ApiClient, **in_path: str) -> Any:
        """The answer to a valid request; ``in_path`` are values for the address, ``1`` where none is given."""
        address = self.path
        for part in [p for p in address.split("/") if p.startswith("{")]:
            address = address.replace(part, in_path.get(part.strip("{}"), "1"))
        if self.multipart:
            file = SimpleUploadedFile("orders.csv", b"a,b\n1,2\n")
            return client.post(address, {"file": file}, content_type=MULTIPART_CONTENT)
        rest = {"query_params": self.query} if self.query else {}
        if self.method == "get":
            return client.get(address, **rest)
        return getattr(client, self.method)(address, self.body, content_type="application/json", **rest)


def operations(schema: dict[str, Any]) -> list[Operation]:
    """Every operation of an OpenAPI file."""
    return [
        _operation(schema, method, path, described)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
        if method in METHODS
    ]


def _operation(schema: dict[str, Any], method: str, path: str, described: dict[str, Any]) -> Operation:
    content = described.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema")
    query = {
        p["name"]: example(schema, p["schema"])
        for p in described.get("parameters", [])
        if p.get("in") == "query" and p.get("required")
    }
    return Operation(
        method,
        path,
        described["x-permission"],
        example(schema, body) if body else "",
        "multipart/form-data" in content,
        query,
        frozenset(p["name"] for p in described.get("parameters", []) if p.get("in") == "query"),
    )


def example(schema: dict[str, Any], node: dict[str, Any]) -> Any:
    """The smallest value that fits a JSON schema."""
    if "$ref" in node:
        found: Any = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return example(schema, found)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in node:
            return example(schema, node[choice][0])
    if "const" in node:
        return node["const"]
    if "enum" in node:
        return node["enum"][0]
    return _by_type(schema, node)


def _by_type(schema: dict[str, Any], node: dict[str, Any]) -> Any:
    match node.get("type", "object"):
        case "string":
            return _text(node)
        case "integer" | "number":
            return node.get("minimum", 1)
        case "boolean":
            return False
        case "array":
            return [example(schema, node["items"])] * max(1, node.get("minItems", 0))
        case "null":
            return None
        case _:
            required = node.get("required", [])
            return {n: example(schema, p) for n, p in node.get("properties", {}).items() if n in required}


def _text(node: dict[str, Any]) -> str:
    if node.get("format") == "date":
        return "2026-11-21"
    if node.get("format") == "uuid":
        return "00000000-0000-0000-0000-000000000000"
    return "1" * max(1, node.get("minLength", 1))
