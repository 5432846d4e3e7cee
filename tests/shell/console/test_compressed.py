"""Long answers in fewer bytes, and answers that the browser has already."""

from __future__ import annotations

import gzip

import orjson
import pytest


@pytest.mark.parametrize("path", ["/api/v1/fields", "/api/v1/tags"])
def test_a_long_answer_comes_compressed_to_whom_can_read_it(client_as, path):
    client = client_as("operator")

    plain, short = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert short["Content-Encoding"] == "gzip"
    assert len(short.content) * 3 < len(plain.content)
    assert orjson.loads(gzip.decompress(short.content)) == plain.json()


def test_the_session_with_its_token_is_never_compressed(client_as):
    answer = client_as("operator").get("/api/v1/session", headers={"Accept-Encoding": "gzip"})

    assert answer.json()["csrf_token"]
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", ["/api/v1/fields", "/api/v1/tags"])
def test_who_has_a_list_already_is_told_so(client_as, path, encoding):
    client = client_as("operator")
    first = client.get(path, headers={"Accept-Encoding": encoding})

    again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": first["ETag"]})
    other = client.get(path, headers={"Accept-Language": "zh", "If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
