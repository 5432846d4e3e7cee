"""The description of the API that is kept with the pages is the one that the program gives."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "web"
KEPT = WEB / "src" / "api" / "openapi.json"
WRITES = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def described() -> dict:
    from frostier.shell.console.api import api
    from frostier.shell.console.openapi import openapi_text

    return json.loads(openapi_text(api))


def operations(described: dict) -> list[tuple[str, str, dict]]:
    return [(path, m, op) for path, item in described["paths"].items() for m, op in item.items()]


def test_the_kept_file_is_fresh(described):
    assert json.loads(KEPT.read_text(encoding="utf-8")) == described, "run: frostier openapi web/src/api/openapi.json"


def test_the_types_of_the_pages_are_fresh(tmp_path):
    generator = WEB / "node_modules" / ".bin" / "openapi-typescript"
    if not generator.exists() or shutil.which("node") is None:
        pytest.skip("the pages' libraries are not installed (make setup)")

    subprocess.run([str(generator), str(KEPT), "-o", str(tmp_path / "schema.ts")], check=True, capture_output=True)

    kept = (WEB / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    assert (tmp_path / "schema.ts").read_text(encoding="utf-8") == kept, "run: npm run api, in web"


def test_every_operation_has_a_name_of_its_own(described):
    names = [op["operationId"] for _, _, op in operations(described)]

    assert len(names) == len(set(names)) > 100


def test_every_operation_says_who_may_and_how_it_can_refuse(described):
    for path, method, op in operations(described):
        assert op["x-permission"], (path, method)
        assert {"422", "429", "default"} <= op["responses"].keys(), (path, method)
        if op["x-permission"] != "public":
            assert {"401", "403"} <= op["responses"].keys(), (path, method)


def test_every_write_of_somebody_known_takes_a_key_against_doing_it_twice(described):
    for path, method, op in operations(described):
        keyed = any(p.get("$ref", "").endswith("IdempotencyKey") for p in op.get("parameters", []))
        assert keyed == (method in WRITES and op["x-permission"] != "public"), (path, method)


def test_nothing_is_described_that_is_not_there(described):
    text = json.dumps(described)
    for name in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in described["components"]["schemas"], name
