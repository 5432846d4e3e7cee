"""A company that has not graded anything yet."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/meta",
        "/fields",
        "/customers",
        "/customers/count",
        "/overview",
        "/overview/trend",
        "/overview/moves",
        "/orders",
        "/drilldown",
        "/drilldown/catalogue",
        "/views",
    ],
)
def test_the_answers_are_empty_before_the_first_grading(client_as, path):
    answer = client_as("operator").get(f"/api/v1{path}")

    assert answer.status_code == 200, answer.content


def test_a_customer_is_unknown_before_the_first_grading(client_as):
    assert client_as("operator").get("/api/v1/customers/C0000001").status_code == 404
