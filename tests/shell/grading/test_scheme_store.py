"""Schemes and their versions on a real database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from frostier.kernel.errors import Conflict, NotFound
from frostier.shell.grading.commands import DjangoSchemeStore


@pytest.fixture
def schemes(home, clock) -> DjangoSchemeStore:
    store = DjangoSchemeStore(clock)
    for note in ("first", "stricter"):
        store.save_draft({"id": "rules", "note": note}, author="li", note=note)
    store.save_draft({"id": "score"}, author="wang", note="by score")
    return store


def test_every_draft_is_the_next_version_of_its_scheme(schemes):
    assert [(s.scheme_id, s.version, s.state) for s in schemes.list()] == [
        ("rules", 1, "draft"),
        ("rules", 2, "draft"),
        ("score", 1, "draft"),
    ]
    assert schemes.get("rules").version == 2
    assert schemes.get("rules", 1).definition == {"id": "rules", "note": "first"}


def test_one_version_over_all_schemes_is_in_force(schemes):
    schemes.publish("rules", 2, by="li", note="go")
    schemes.publish("score", 1, by="wang", note="better")

    assert [s.state for s in schemes.list()] == ["draft", "retired", "published"]
    assert schemes.published().scheme_id == "score"
    assert schemes.published().published_by == "wang"
    assert schemes.previous_published().scheme_id == "rules"


def test_the_previous_version_can_be_published_again(schemes):
    schemes.publish("rules", 1, by="li", note="go")
    schemes.publish("rules", 2, by="li", note="stricter")

    schemes.publish("rules", 1, by="li", note="back")

    assert schemes.published().version == 1
    assert schemes.previous_published().version == 2


def test_what_is_in_force_cannot_be_published_again(schemes):
    schemes.publish("rules", 1, by="li", note="go")

    with pytest.raises(Conflict, match="in force"):
        schemes.publish("rules", 1, by="li", note="again")


def test_an_unknown_scheme_is_refused_with_the_known_ones(schemes):
    with pytest.raises(NotFound, match="rules, score"):
        schemes.get("rfm")
    with pytest.raises(NotFound, match="rules v9"):
        schemes.get("rules", 9)


def test_the_definition_of_a_kept_version_never_changes(schemes):
    statement = "UPDATE scheme_version SET definition = '{}'"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
